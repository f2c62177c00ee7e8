(* The square of a quotient S / (S + T) beside that of S / T.                 *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   square_error     S^2 - (T o)^2 lies in [0, 2 S^3 / T], o = S / (S + T)   *)
(*   row_error        which is at most 2 n^2 E^2 / e, S <= n E, T = n E e     *)
(*   loss_budget      the errors of the square and of the loss, together      *)
(*   naturals_apart   two naturals within 1/2 of one number are equal         *)

From Coq Require Import Reals Lra Psatz Lia.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma square_error S T : 0 < S -> 0 < T ->
  0 <= S * S - T * T * (S / (S + T) * (S / (S + T))) <= 2 * (S * S * S) / T.
Proof.
intros S_pos T_pos; set (o := T * (S / (S + T))).
replace (T * T * (S / (S + T) * (S / (S + T)))) with (o * o) by (unfold o; ring).
assert (gone : S - o = S * S / (S + T)) by (unfold o; field; lra).
assert (gone_pos : 0 < S * S / (S + T)) by (apply Rdiv_lt_0_compat; nra).
assert (o_pos : 0 < o) by (unfold o; apply Rmult_lt_0_compat; [lra | apply Rdiv_lt_0_compat; lra]).
assert (small : S * S / (S + T) <= S * S / T).
{ apply Rmult_le_compat_l; [nra |]; apply Rinv_le_contravar; lra. }
replace (2 * (S * S * S) / T) with (S * S / T * (2 * S)) by (field; lra).
rewrite <- gone in gone_pos, small; revert gone_pos small o_pos.
generalize (S * S / T); intros q; intros; nra.
Qed.

Lemma row_error n E e S T : 0 < n -> 0 < E -> 0 < e -> 0 < S -> S <= n * E -> T = n * E * e ->
  2 * (S * S * S) / T <= 2 * (n * n * (E * E)) / e.
Proof.
intros n_pos E_pos e_pos S_pos S_le ->.
replace (2 * (n * n * (E * E)) / e) with (2 * (n * E * (n * E) * (n * E)) / (n * E * e)) by (field; lra).
apply Rmult_le_compat_r.
{ left; apply Rinv_0_lt_compat; apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat |]; lra. }
apply Rmult_le_compat_l; [lra |].
assert (0 < n * E) by (apply Rmult_lt_0_compat; lra).
apply Rmult_le_compat; try lra; try nra.
Qed.

Lemma loss_budget M t g c e w l p a : 0 < M -> 0 < t -> 0 < g -> 8 * c * e * M <= g ->
  Rabs (w - l) <= 1 / (16 * M * (t * t)) -> Rabs (2 * (t * t) * (l - a) - p) <= 2 * c * e / g ->
  Rabs (2 * (t * t) * (w - a) - p) <= 3 / 8 / M.
Proof.
intros M_pos t_pos g_pos g_ge w_l l_p; assert (tt : 0 < t * t) by nra.
assert (quarter : 2 * c * e / g <= 1 / 4 / M).
{ apply (Rmult_le_reg_r (g * M)); [nra |].
  replace (2 * c * e / g * (g * M)) with (2 * c * e * M) by (field; lra).
  replace (1 / 4 / M * (g * M)) with (g / 4) by (field; lra); lra. }
assert (eighth : Rabs (2 * (t * t) * (w - l)) <= 1 / 8 / M).
{ rewrite Rabs_mult, (Rabs_pos_eq (2 * (t * t))) by lra.
  replace (1 / 8 / M) with (2 * (t * t) * (1 / (16 * M * (t * t)))) by (field; lra).
  apply Rmult_le_compat_l; lra. }
replace (2 * (t * t) * (w - a) - p) with (2 * (t * t) * (w - l) + (2 * (t * t) * (l - a) - p)) by ring.
apply Rle_trans with (1 := Rabs_triang _ _).
replace (3 / 8 / M) with (1 / 8 / M + 1 / 4 / M) by (field; lra); lra.
Qed.

Lemma naturals_apart (a b : nat) (x : R) : Rabs (x - INR a) < 1 / 2 -> Rabs (x - INR b) < 1 / 2 -> a = b.
Proof.
intros Ha Hb; apply Rabs_def2 in Ha; apply Rabs_def2 in Hb.
assert (IZR (Z.of_nat a) < IZR (Z.of_nat b + 1)) by (rewrite plus_IZR, <- !INR_IZR_INZ; lra).
assert (IZR (Z.of_nat b) < IZR (Z.of_nat a + 1)) by (rewrite plus_IZR, <- !INR_IZR_INZ; lra).
apply lt_IZR in H; apply lt_IZR in H0; lia.
Qed.
