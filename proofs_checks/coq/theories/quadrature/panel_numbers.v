(* How many panels and nodes are enough.                                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   panels_within    N >= 4 Z, delta 2^n >= 2 N X: the bound of the panels'  *)
(*                    errors is at most delta                                 *)
(*   few_nodes        there are such N and n with N n at most (4 Z + 1)       *)
(*                    (log2 (1 + 2 (4 Z + 1) X / delta) + 1)                  *)

From Coq Require Import Reals Lra Lia Psatz ZArith.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma product_le_power n : (INR n + 1) * (INR n + 2) <= 4 * 2 ^ n.
Proof.
assert (low : forall m, INR m + 1 <= 2 ^ m).
  induction m as [| m IHm]; [simpl; lra |].
  rewrite S_INR; change (2 ^ S m) with (2 * 2 ^ m); pose proof (pos_INR m); lra.
destruct n as [| [| [| n]]]; [simpl; lra | simpl; lra | simpl; lra |].
induction n as [| n IHn]; [simpl; lra |].
change (2 ^ S (S (S (S n)))) with (2 * 2 ^ S (S (S n))); revert IHn.
rewrite !S_INR; pose proof (pos_INR n); nra.
Qed.

Lemma panels_within n Z N X delta : 0 <= Z -> 0 <= X -> 0 < N -> 4 * Z <= N ->
  2 * N * X <= delta * 2 ^ n ->
  2 * ((INR n + 1) * (X * (/ 2 * ((INR n + 2) * (2 * Z) ^ S n))) * (1 / (2 * N)) ^ n) <= delta.
Proof.
intros Z_ge0 X_ge0 N_pos Z_le enough.
assert (two : 0 < 2 ^ n) by (apply pow_lt; lra).
assert (quarter : (2 * Z * (1 / (2 * N))) ^ n <= (1 / 4) ^ n).
  apply pow_incr; replace (2 * Z * (1 / (2 * N))) with (Z / N) by (field; lra); split.
    apply Rmult_le_pos; [lra | left; apply Rinv_0_lt_compat; lra].
  apply (Rmult_le_reg_r N); [lra |].
  replace (Z / N * N) with Z by (field; lra); lra.
assert (quarter_ge0 : 0 <= (2 * Z * (1 / (2 * N))) ^ n).
  apply pow_le; apply Rmult_le_pos; [lra |].
  apply Rlt_le; apply Rdiv_lt_0_compat; lra.
replace (2 * ((INR n + 1) * (X * (/ 2 * ((INR n + 2) * (2 * Z) ^ S n))) * (1 / (2 * N)) ^ n))
  with ((INR n + 1) * (INR n + 2) * (X * (2 * Z) * (2 * Z * (1 / (2 * N))) ^ n))
  by (rewrite Rpow_mult_distr; simpl; field; lra).
assert (square : (1 / 4) ^ n = / (2 ^ n * 2 ^ n)).
  rewrite <- Rpow_mult_distr; replace (1 / 4) with (/ (2 * 2)) by field; apply pow_inv.
assert (first : (INR n + 1) * (INR n + 2) * (X * (2 * Z) * (2 * Z * (1 / (2 * N))) ^ n)
  <= 4 * 2 ^ n * (X * (N / 2) * / (2 ^ n * 2 ^ n))).
  apply Rmult_le_compat; [pose proof (pos_INR n); nra | | apply product_le_power |].
    repeat apply Rmult_le_pos; lra.
  apply Rmult_le_compat; [apply Rmult_le_pos; lra | assumption | | rewrite <- square; assumption].
  apply Rmult_le_compat_l; lra.
apply (Rle_trans _ _ _ first); apply (Rmult_le_reg_r (2 ^ n)); [assumption |].
replace (4 * 2 ^ n * (X * (N / 2) * / (2 ^ n * 2 ^ n)) * 2 ^ n) with (2 * N * X) by (field; lra).
assumption.
Qed.

Lemma few_nodes Z X delta : 0 <= Z -> 0 <= X -> 0 < delta -> exists N n : nat,
  (0 < N)%nat /\ (0 < n)%nat /\ 4 * Z <= INR N /\ 2 * INR N * X <= delta * 2 ^ n /\
  INR N * INR n <= (4 * Z + 1) * (ln (1 + 2 * (4 * Z + 1) * X / delta) / ln 2 + 1).
Proof.
intros Z_ge0 X_ge0 delta_pos.
assert (ceiling : forall x, 0 <= x -> exists m : nat, (0 < m)%nat /\ x <= INR m <= x + 1).
  intros x x_ge0; destruct (archimed x) as [above below].
  assert (up_pos : (0 < up x)%Z) by (apply lt_IZR; lra).
  exists (Z.to_nat (up x)); rewrite INR_IZR_INZ, Z2Nat.id by lia; split; [lia | lra].
destruct (ceiling (4 * Z)) as [N [N_pos [N_ge N_le]]]; [lra |].
set (y := 1 + 2 * (4 * Z + 1) * X / delta).
assert (rest : 0 <= 2 * (4 * Z + 1) * X / delta).
  apply Rmult_le_pos; [apply Rmult_le_pos; lra | left; apply Rinv_0_lt_compat; lra].
assert (ln2 : 0 < ln 2) by (rewrite <- ln_1; apply ln_increasing; lra).
assert (lny : 0 <= ln y).
  unfold y; destruct (Req_dec (2 * (4 * Z + 1) * X / delta) 0) as [-> | neq].
    rewrite Rplus_0_r, ln_1; lra.
  rewrite <- ln_1; left; apply ln_increasing; lra.
destruct (ceiling (ln y / ln 2)) as [n [n_pos [n_ge n_le]]].
  apply Rmult_le_pos; [assumption | left; apply Rinv_0_lt_compat; assumption].
assert (y_le : y <= 2 ^ n).
  rewrite <- (exp_ln y) by (unfold y; lra); rewrite <- (exp_ln (2 ^ n)) by (apply pow_lt; lra).
  assert (le : ln y <= ln (2 ^ n)).
    rewrite ln_pow by lra; apply (Rmult_le_reg_r (/ ln 2)); [apply Rinv_0_lt_compat; assumption |].
    rewrite Rmult_assoc, Rinv_r by lra; lra.
  destruct le as [lt | ->]; [left; apply exp_increasing; assumption | right; reflexivity].
exists N, n; repeat split; trivial.
- assert (grown : 2 * INR N * X <= 2 * (4 * Z + 1) * X) by (apply Rmult_le_compat_r; lra).
  apply (Rle_trans _ _ _ grown).
  replace (2 * (4 * Z + 1) * X) with (delta * (2 * (4 * Z + 1) * X / delta)) by (field; lra).
  apply Rmult_le_compat_l; unfold y in y_le; lra.
- apply Rmult_le_compat; auto using pos_INR.
Qed.
