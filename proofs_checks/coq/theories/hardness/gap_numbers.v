(* The two sides of the gap, in one row: S / (S + R) where S is small or      *)
(* large beside R.                                                            *)
(*                                                                            *)
(* Dictionary (n rows, S the mass of the keys of value 1, R of the others)    *)
(*   far_row          S e^x <= R, x >= log (16 n) / 2: o^2 <= 1 / (16 n)      *)
(*   far_entry        the same: o <= 1/5                                      *)
(*   near_row         S >= R: o >= 1/2                                        *)

From Coq Require Import Reals Lra Psatz.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma exp_ge_root n x : 0 < n -> ln (16 * n) / 2 <= x -> 16 * n <= exp x * exp x.
Proof.
intros n_pos H; rewrite <- exp_plus; rewrite <- (exp_ln (16 * n)) at 1 by lra.
destruct (Req_dec (ln (16 * n)) (x + x)) as [-> | neq]; [right; reflexivity |].
left; apply exp_increasing; lra.
Qed.

Lemma exp_ge_count n y : 0 < n -> ln n <= y -> n <= exp y.
Proof.
intros n_pos H; rewrite <- (exp_ln n) at 1 by lra.
destruct (Req_dec (ln n) y) as [-> | neq]; [right; reflexivity |].
left; apply exp_increasing; lra.
Qed.

Lemma quotient_pos S R0 : 0 < S -> 0 < R0 -> 0 < S / (S + R0).
Proof. intros; apply Rdiv_lt_0_compat; lra. Qed.

Lemma quotient_times S R0 : 0 < S -> 0 < R0 -> S / (S + R0) * (S + R0) = S.
Proof. intros; field; lra. Qed.

Lemma far_times S R0 e : 0 < S -> 0 < R0 -> 0 < e -> S * e <= R0 -> S / (S + R0) * (1 + e) <= 1.
Proof.
intros S_pos R_pos e_pos H; pose proof (quotient_pos S_pos R_pos) as o_pos.
pose proof (quotient_times S_pos R_pos) as oE; revert o_pos oE.
generalize (S / (S + R0)); intros o o_pos oE.
apply (Rmult_le_reg_r S); [assumption |].
assert (o * (S * e) <= o * R0) by (apply Rmult_le_compat_l; lra); nra.
Qed.

Lemma far_row n S R0 x : 0 < n -> 0 < S -> 0 < R0 -> ln (16 * n) / 2 <= x -> S * exp x <= R0 ->
  S / (S + R0) * (S / (S + R0)) <= 1 / (16 * n).
Proof.
intros n_pos S_pos R_pos x_ge H; pose proof (exp_ge_root n_pos x_ge) as root.
pose proof (exp_pos x) as e_pos; pose proof (quotient_pos S_pos R_pos) as o_pos.
pose proof (far_times S_pos R_pos e_pos H) as oe; revert root e_pos oe o_pos.
generalize (S / (S + R0)) (exp x); intros o e root e_pos oe o_pos.
apply (Rmult_le_reg_r (16 * n)); [lra |].
replace (1 / (16 * n) * (16 * n)) with 1 by (field; lra).
assert (o * e <= 1) by nra; assert (0 <= o * e) by nra.
assert (o * o * (16 * n) <= o * o * (e * e)) by (apply Rmult_le_compat_l; nra); nra.
Qed.

Lemma far_entry n S R0 x : 1 <= n -> 0 < S -> 0 < R0 -> ln (16 * n) / 2 <= x -> S * exp x <= R0 ->
  S / (S + R0) <= 1 / 5.
Proof.
intros n_ge S_pos R_pos x_ge H; assert (n_pos : 0 < n) by lra.
pose proof (exp_ge_root n_pos x_ge) as root; pose proof (exp_pos x) as e_pos.
pose proof (far_times S_pos R_pos e_pos H) as oe; pose proof (quotient_pos S_pos R_pos) as o_pos.
revert root e_pos oe o_pos; generalize (S / (S + R0)) (exp x); intros; nra.
Qed.

Lemma near_row S R0 : 0 < S -> 0 < R0 -> R0 <= S -> 1 / 2 <= S / (S + R0).
Proof.
intros S_pos R_pos H; pose proof (quotient_pos S_pos R_pos).
pose proof (quotient_times S_pos R_pos); nra.
Qed.
