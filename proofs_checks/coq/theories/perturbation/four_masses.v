(* Four masses of sum 1, each at an end of [1 - delta, 1 + delta] times what  *)
(* it was, and divided by their sum: how far a e - b c moves.                 *)
(*                                                                            *)
(* Dictionary (rho the factor of the masses raised, sigma that of the others) *)
(*   raised           what a part raised is worth                             *)
(*   ends_a ...       the bound tau / 2, by which masses are raised           *)
(*   ends_any         all of them                                             *)

From Coq Require Import Reals Lra Psatz.
From lora Require Import shares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

(* Masses of sum 1; some are raised by rho >= 1, the others lowered by sigma. *)
Section Ends.
Variables (delta rho sigma a b c e : R).
Hypotheses (delta_in : 0 <= delta < 1) (sigma_ge0 : 0 <= sigma) (order : sigma <= rho).
Hypothesis odds : rho * (1 - delta) = sigma * (1 + delta).
Hypotheses (a_ge0 : 0 <= a) (b_ge0 : 0 <= b) (c_ge0 : 0 <= c) (e_ge0 : 0 <= e).
Hypothesis total : a + b + c + e = 1.

Lemma raised t : 0 <= t <= 1 -> rho * t + sigma * (1 - t) = 1 ->
  sigma <= 1 <= rho /\ 0 <= rho * t - t <= tau delta /\
  - (tau delta / 2) <= t * (1 - t) * (rho * sigma - 1) <= tau delta / 2.
Proof.
intros t_in sum; assert (t' : 0 <= rho * t <= 1) by nra.
assert (odds_t : rho * t * (1 - t) * (1 - delta) <= t * (1 - rho * t) * (1 + delta)).
{ replace (1 - rho * t) with (sigma * (1 - t)) by lra; apply Req_le.
  replace (rho * t * (1 - t) * (1 - delta)) with (t * (1 - t) * (rho * (1 - delta))) by ring.
  rewrite odds; ring. }
assert (sides : sigma <= 1 <= rho) by (split; nra).
assert (up : 0 <= rho * t - t) by nra.
split; [assumption |].
split; [split; [assumption | exact (share_moves delta_in t_in t' odds_t)] |].
replace (t * (1 - t) * (rho * sigma - 1)) with ((rho * t - t) * (1 - t - rho * t)).
- exact (centred_share delta_in t_in t' odds_t up).
- replace (t * (1 - t) * (rho * sigma - 1)) with (rho * t * (sigma * (1 - t)) - t * (1 - t)) by ring.
  replace (sigma * (1 - t)) with (1 - rho * t) by lra; ring.
Qed.

Lemma product_below x y : 4 * (x * y) <= (x + y) * (x + y).
Proof. pose proof (Rle_0_sqr (x - y)); unfold Rsqr in *; lra. Qed.

Lemma shrinks x y z : 0 <= x -> 0 <= y -> z <= 0 -> x * y * z <= 0.
Proof. intros x_ge0 y_ge0; pose proof (Rmult_le_pos x y x_ge0 y_ge0); nra. Qed.

(* a and e raised. *)
Lemma ends_ae : rho * (a + e) + sigma * (b + c) = 1 ->
  rho * a * (rho * e) - sigma * b * (sigma * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; assert (bc : b + c = 1 - (a + e)) by lra; rewrite bc in sum.
destruct (raised (t := a + e)) as [sides [x _]]; [lra | assumption |].
pose proof (product_below a e) as ae; pose proof (product_below b c) as bc_le; rewrite bc in bc_le.
assert (4 * (a * e) * (rho * rho - 1) <= (a + e) * (a + e) * (rho * rho - 1)).
{ apply Rmult_le_compat_r; nra. }
assert (4 * (b * c) * (1 - sigma * sigma) <= (1 - (a + e)) * (1 - (a + e)) * (1 - sigma * sigma)).
{ apply Rmult_le_compat_r; nra. }
assert (sigma * (1 - (a + e)) * (sigma * (1 - (a + e))) = (1 - rho * (a + e)) * (1 - rho * (a + e))).
{ replace (sigma * (1 - (a + e))) with (1 - rho * (a + e)) by lra; ring. }
lra.
Qed.

(* a raised alone. *)
Lemma ends_a : rho * a + sigma * (b + c + e) = 1 ->
  rho * a * (sigma * e) - sigma * b * (sigma * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; assert (rest : b + c + e = 1 - a) by lra; rewrite rest in sum.
destruct (raised (t := a)) as [sides [x y]]; [lra | assumption |].
destruct (Rle_lt_or_eq_dec 0 (1 - a)) as [below | full]; [lra | |].
- apply (Rmult_le_reg_l (1 - a)); [assumption |].
  pose proof (product_below b c) as bc.
  assert (one : 4 * (b * c) * (1 - sigma * sigma) <= (b + c) * (1 - a) * (1 - sigma * sigma)).
  { apply Rmult_le_compat_r; nra. }
  assert (two : (1 - a) * (1 - a) * (1 - sigma * sigma) <= 2 * tau delta).
  { replace ((1 - a) * (1 - a) * (1 - sigma * sigma))
      with ((1 - a) * (1 - a) - sigma * (1 - a) * (sigma * (1 - a))) by ring.
    replace (sigma * (1 - a)) with (1 - rho * a) by lra; nra. }
  assert (three : (b + c) * ((1 - a) * (1 - a) * (1 - sigma * sigma)) <= (b + c) * (2 * tau delta)).
  { apply Rmult_le_compat_l; lra. }
  assert (four : e * (a * (1 - a) * (rho * sigma - 1)) <= e * (tau delta / 2)).
  { apply Rmult_le_compat_l; lra. }
  assert (five : (1 - a) * (4 * (b * c) * (1 - sigma * sigma))
                 <= (1 - a) * ((b + c) * (1 - a) * (1 - sigma * sigma))).
  { apply Rmult_le_compat_l; lra. }
  assert (all : (b + c) * (2 * tau delta) + 4 * (e * (tau delta / 2)) = (1 - a) * (2 * tau delta)).
  { rewrite <- rest; field. }
  lra.
- assert (b = 0) by lra; assert (c = 0) by lra; assert (e = 0) by lra; subst.
  pose proof (tau_range delta_in); lra.
Qed.

(* b raised alone. *)
Lemma ends_b : rho * b + sigma * (a + c + e) = 1 ->
  sigma * a * (sigma * e) - rho * b * (sigma * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; replace (a + c + e) with (1 - b) in sum by lra.
destruct (raised (t := b)) as [sides [x y]]; [lra | assumption |].
assert (ae : a * e * (sigma * sigma - 1) <= 0) by (apply shrinks; nra).
assert (bc : b * c * (1 - rho * sigma) <= tau delta / 2).
{ pose proof (tau_range delta_in).
  destruct (Rle_or_lt 0 (1 - rho * sigma));
    [| assert (b * c * (1 - rho * sigma) <= 0) by (apply shrinks; lra); lra].
  assert (b * c * (1 - rho * sigma) <= b * (1 - b) * (1 - rho * sigma)) by
    (apply Rmult_le_compat_r; nra).
  lra. }
lra.
Qed.

(* b and c raised. *)
Lemma ends_bc : rho * (b + c) + sigma * (a + e) = 1 ->
  sigma * a * (sigma * e) - rho * b * (rho * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; replace (a + e) with (1 - (b + c)) in sum by lra.
destruct (raised (t := b + c)) as [sides [x y]]; [lra | assumption |].
assert (a * e * (sigma * sigma - 1) <= 0) by (apply shrinks; nra).
assert (b * c * (1 - rho * rho) <= 0) by (apply shrinks; nra).
lra.
Qed.

(* a and b raised. *)
Lemma ends_ab : rho * (a + b) + sigma * (c + e) = 1 ->
  rho * a * (sigma * e) - rho * b * (sigma * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; assert (rest : c + e = 1 - (a + b)) by lra; rewrite rest in sum.
destruct (raised (t := a + b)) as [sides [x y]]; [lra | assumption |].
assert (low : - ((a + b) * (1 - (a + b))) <= a * e - b * c) by (rewrite <- rest; nra).
assert (high : a * e - b * c <= (a + b) * (1 - (a + b))) by (rewrite <- rest; nra).
replace (rho * a * (sigma * e) - rho * b * (sigma * c) - (a * e - b * c))
  with ((a * e - b * c) * (rho * sigma - 1)) by ring.
destruct (Rle_or_lt 0 (rho * sigma - 1)).
- assert ((a * e - b * c) * (rho * sigma - 1) <= (a + b) * (1 - (a + b)) * (rho * sigma - 1)) by
    (apply Rmult_le_compat_r; lra).
  lra.
- assert (- (a * e - b * c) * (1 - rho * sigma) <= (a + b) * (1 - (a + b)) * (1 - rho * sigma)) by
    (apply Rmult_le_compat_r; lra).
  assert ((a * e - b * c) * (rho * sigma - 1) = - (a * e - b * c) * (1 - rho * sigma)) by ring.
  lra.
Qed.

(* c lowered alone. *)
Lemma ends_abe : rho * (a + b + e) + sigma * c = 1 ->
  rho * a * (rho * e) - rho * b * (sigma * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; assert (last : c = 1 - (a + b + e)) by lra; rewrite last in sum.
destruct (raised (t := a + b + e)) as [sides [x y]]; [lra | assumption |].
rewrite <- last in y; rewrite <- last in sum.
destruct (Rle_lt_or_eq_dec 0 (a + b + e)) as [above | none]; [lra | |].
- apply (Rmult_le_reg_l (a + b + e)); [assumption |].
  pose proof (product_below a e) as ae.
  assert (one : 4 * (a * e) * (rho * rho - 1) <= (a + e) * (a + b + e) * (rho * rho - 1)).
  { apply Rmult_le_compat_r; nra. }
  assert (two : (a + b + e) * (a + b + e) * (rho * rho - 1) <= 2 * tau delta).
  { assert (rho * (a + b + e) <= 1) by nra; nra. }
  assert (three : (a + e) * ((a + b + e) * (a + b + e) * (rho * rho - 1)) <= (a + e) * (2 * tau delta)).
  { apply Rmult_le_compat_l; lra. }
  assert (four : b * - ((a + b + e) * c * (rho * sigma - 1)) <= b * (tau delta / 2)).
  { apply Rmult_le_compat_l; lra. }
  assert (five : (a + b + e) * (4 * (a * e) * (rho * rho - 1))
                 <= (a + b + e) * ((a + e) * (a + b + e) * (rho * rho - 1))).
  { apply Rmult_le_compat_l; lra. }
  lra.
- assert (a = 0) by lra; assert (b = 0) by lra; assert (e = 0) by lra; subst a b e.
  pose proof (tau_range delta_in); lra.
Qed.

(* e lowered alone. *)
Lemma ends_abc : rho * (a + b + c) + sigma * e = 1 ->
  rho * a * (sigma * e) - rho * b * (rho * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros sum; assert (last : e = 1 - (a + b + c)) by lra; rewrite last in sum.
destruct (raised (t := a + b + c)) as [sides [x y]]; [lra | assumption |].
rewrite <- last in y.
assert (bc : b * c * (1 - rho * rho) <= 0) by (apply shrinks; nra).
assert (ae : a * e * (rho * sigma - 1) <= tau delta / 2).
{ pose proof (tau_range delta_in).
  destruct (Rle_or_lt 0 (rho * sigma - 1));
    [| assert (a * e * (rho * sigma - 1) <= 0) by (apply shrinks; lra); lra].
  assert (a * e * (rho * sigma - 1) <= (a + b + c) * e * (rho * sigma - 1)) by
    (apply Rmult_le_compat_r; nra).
  lra. }
lra.
Qed.
End Ends.

Section AnyEnds.
Variables (delta rho sigma : R).
Hypotheses (delta_in : 0 <= delta < 1) (sigma_ge0 : 0 <= sigma) (order : sigma <= rho).
Hypothesis odds : rho * (1 - delta) = sigma * (1 + delta).

Ltac close_by ends x y z w :=
  eapply Rle_trans; [| eapply (ends delta rho sigma x y z w); try assumption; lra]; lra.

Lemma ends_any a b c e u v w z : 0 <= a -> 0 <= b -> 0 <= c -> 0 <= e -> a + b + c + e = 1 ->
  u = rho \/ u = sigma -> v = rho \/ v = sigma -> w = rho \/ w = sigma -> z = rho \/ z = sigma ->
  u * a + v * b + w * c + z * e = 1 ->
  u * a * (z * e) - v * b * (w * c) - (a * e - b * c) <= tau delta / 2.
Proof.
intros a_ge0 b_ge0 c_ge0 e_ge0 total U V W Z sum.
assert (same : u = v -> v = w -> w = z -> z = 1).
{ intros; subst; replace (z * a + z * b + z * c + z * e) with (z * (a + b + c + e)) in sum by ring.
  rewrite total in sum; lra. }
pose proof (tau_range delta_in).
destruct U, V, W, Z; subst; try (rewrite same by reflexivity; lra).
- close_by ends_abc a b c e.
- close_by ends_abe a b c e.
- close_by ends_ab a b c e.
- close_by ends_abe a c b e.
- close_by ends_ab a c b e.
- close_by ends_ae a b c e.
- close_by ends_a a b c e.
- close_by ends_abc e b c a.
- close_by ends_bc a b c e.
- close_by ends_ab e b c a.
- close_by ends_b a b c e.
- close_by ends_ab e c b a.
- close_by ends_b a c b e.
- close_by ends_a e b c a.
Qed.
End AnyEnds.
