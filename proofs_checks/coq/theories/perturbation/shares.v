(* The share of a part in a total, before and after every summand is moved by *)
(* a factor of [1 - delta, 1 + delta]: the sharp bound, and where it is met.  *)
(*                                                                            *)
(* Dictionary (the share t becomes t')                                        *)
(*   tau delta        delta / (1 + sqrt (1 - delta^2))                        *)
(*   share_bound      the bound in terms of t                                 *)
(*   share_moves      t' - t <= tau delta                                     *)
(*   share_bound_tau  that bound is at most tau delta                         *)
(*   share_rises      the same, with the factor (t + t') (2 - t - t')         *)
(*   worst_share      the t that moves by tau delta                           *)

From Coq Require Import Reals Lra Psatz.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Definition tau (delta : R) : R := delta / (1 + sqrt (1 - delta * delta)).

Lemma root_pos delta : 0 <= delta < 1 -> 0 < sqrt (1 - delta * delta).
Proof. intros; apply sqrt_lt_R0; nra. Qed.

Lemma root_square delta : 0 <= delta < 1 ->
  sqrt (1 - delta * delta) * sqrt (1 - delta * delta) = 1 - delta * delta.
Proof. intros; apply sqrt_sqrt; nra. Qed.

Lemma tau_root delta : 0 <= delta < 1 ->
  tau delta * (1 + sqrt (1 - delta * delta)) = delta.
Proof. intros H; pose proof (root_pos H); unfold tau; field; lra. Qed.

Lemma tau_range delta : 0 <= delta < 1 -> 0 <= tau delta < 1.
Proof.
intros H; pose proof (root_pos H); pose proof (tau_root H).
revert H0 H1; generalize (sqrt (1 - delta * delta)) (tau delta); intros; nra.
Qed.

Lemma tau_double delta : 0 <= delta < 1 ->
  delta * (1 + tau delta * tau delta) = 2 * tau delta.
Proof.
intros H; pose proof (root_pos H) as w_pos; pose proof (root_square H) as w_square.
unfold tau; revert w_pos w_square; generalize (sqrt (1 - delta * delta)); intros w w_pos w_square.
field_simplify_eq; [nra | lra].
Qed.

(* The share t of a part becomes t'; the odds grow by (1 + delta)/(1 - delta) *)
(* at most.                                                                   *)
Section Share.
Variables (delta t t' : R).
Hypotheses (delta_in : 0 <= delta < 1) (t_in : 0 <= t <= 1) (t'_in : 0 <= t' <= 1).
Hypothesis odds : t' * (1 - t) * (1 - delta) <= t * (1 - t') * (1 + delta).

Theorem share_bound : t' - t <= 2 * delta * t * (1 - t) / (1 - delta + 2 * delta * t).
Proof.
assert (0 < 1 - delta + 2 * delta * t) by nra.
apply (Rmult_le_reg_r (1 - delta + 2 * delta * t)); [lra |].
replace (2 * delta * t * (1 - t) / (1 - delta + 2 * delta * t) * (1 - delta + 2 * delta * t))
  with (2 * delta * t * (1 - t)) by (field; lra); lra.
Qed.

Lemma share_rises : t' - t <= tau delta * ((t + t') * (2 - t - t')).
Proof.
pose proof (tau_range delta_in) as tau_in; pose proof (tau_double delta_in) as double.
revert tau_in double; generalize (tau delta); intros u u_in double.
set (x := t' - t); set (W := (t + t') * (2 - t - t')).
assert (W_in : 0 <= W <= 1) by (pose proof (Rle_0_sqr (1 - t - t')); unfold W, Rsqr in *; nra).
assert (x_W : x <= W).
{ replace W with (x + (t' * (1 - t') + t * (1 - t) + 2 * (t * (1 - t')))) by (unfold x, W; ring); nra. }
assert (root : 0 <= u * x * x - (1 + u * u) * x + u * W).
{ assert (below : 2 * x <= delta * (W + x * x)).
  { replace (W + x * x) with (2 * (t' * (1 - t) + t * (1 - t'))) by (unfold x, W; ring); unfold x; lra. }
  assert (scaled : (1 + u * u) * (2 * x) <= (1 + u * u) * (delta * (W + x * x))).
  { apply Rmult_le_compat_l; nra. }
  replace ((1 + u * u) * (delta * (W + x * x))) with (2 * u * (W + x * x)) in scaled.
  - lra.
  - rewrite <- double; ring. }
destruct (Rle_or_lt x (u * W)) as [|above]; [assumption | exfalso].
assert (first : u * ((x - u * W) * (W - x)) >= 0).
{ apply Rle_ge; apply Rmult_le_pos; [lra | apply Rmult_le_pos; lra]. }
assert (second : (x - u * W) * (1 + u * u - u * (1 + u) * W) > 0).
{ apply Rlt_gt; apply Rmult_lt_0_compat; [lra | nra]. }
assert (third : u * u * u * (W * (1 - W)) >= 0).
{ apply Rle_ge; apply Rmult_le_pos; [| apply Rmult_le_pos; lra].
  apply Rmult_le_pos; [apply Rmult_le_pos; lra | lra]. }
lra.
Qed.

Theorem share_moves : t' - t <= tau delta.
Proof.
pose proof (tau_range delta_in); pose proof share_rises.
assert ((t + t') * (2 - t - t') <= 1) by (pose proof (Rle_0_sqr (1 - t - t')); unfold Rsqr in *; nra).
nra.
Qed.

Lemma centred_share : 0 <= t' - t ->
  - (tau delta / 2) <= (t' - t) * (1 - t - t') <= tau delta / 2.
Proof.
pose proof (tau_range delta_in) as tau_in; pose proof share_rises as rises.
revert tau_in rises; generalize (tau delta); intros u u_in rises x_ge0.
set (y := 1 - t - t') in *.
assert (y_in : -1 <= y <= 1) by (unfold y; lra).
assert (W : (t + t') * (2 - t - t') = 1 - y * y) by (unfold y; ring); rewrite W in rises.
assert (low : - (1 / 2) <= (1 - y * y) * y).
{ pose proof (Rle_0_sqr (y + 3 / 5)); unfold Rsqr in *; nra. }
assert (high : (1 - y * y) * y <= 1 / 2).
{ pose proof (Rle_0_sqr (y - 3 / 5)); unfold Rsqr in *; nra. }
assert (0 <= 1 - y * y) by nra.
destruct (Rle_or_lt 0 y).
- assert ((t' - t) * y <= u * (1 - y * y) * y) by (apply Rmult_le_compat_r; lra); nra.
- assert ((t' - t) * - y <= u * (1 - y * y) * - y) by (apply Rmult_le_compat_r; lra); nra.
Qed.
End Share.

(* The bound in terms of t is the change to the largest t' that there is.     *)
Theorem share_bound_tau delta t : 0 <= delta < 1 -> 0 <= t <= 1 ->
  2 * delta * t * (1 - t) / (1 - delta + 2 * delta * t) <= tau delta.
Proof.
intros delta_in t_in; assert (0 < 1 - delta + 2 * delta * t) by nra.
set (t' := t * (1 + delta) / (1 - delta + 2 * delta * t)).
assert (back : t' * (1 - delta + 2 * delta * t) = t * (1 + delta)) by (unfold t'; field; lra).
replace (2 * delta * t * (1 - t) / (1 - delta + 2 * delta * t)) with (t' - t) by (unfold t'; field; lra).
apply (share_moves delta_in t_in); [split; nra | lra].
Qed.

(* Where the bound is attained. *)
Definition worst_share (delta : R) : R := (sqrt (1 - delta * delta) - (1 - delta)) / (2 * delta).

Lemma worst_share_in delta : 0 < delta < 1 -> 0 < worst_share delta < 1.
Proof.
intros H; assert (H' : 0 <= delta < 1) by lra.
pose proof (root_pos H') as w_pos; pose proof (root_square H') as w_square.
unfold worst_share; revert w_pos w_square; generalize (sqrt (1 - delta * delta)); intros w w_pos w_square.
assert (w_in : 1 - delta < w < 1 + delta) by (split; nra).
split; [apply Rdiv_lt_0_compat; lra |].
apply (Rmult_lt_reg_r (2 * delta)); [lra |].
replace ((w - (1 - delta)) / (2 * delta) * (2 * delta)) with (w - (1 - delta)) by (field; lra); lra.
Qed.

Lemma worst_share_moves delta : 0 < delta < 1 ->
  let t := worst_share delta in
  t * (1 + delta) / (t * (1 + delta) + (1 - t) * (1 - delta)) - t = tau delta.
Proof.
intros H t; assert (H' : 0 <= delta < 1) by lra.
pose proof (root_pos H') as w_pos; pose proof (root_square H') as w_square.
unfold t, worst_share, tau; revert w_pos w_square.
generalize (sqrt (1 - delta * delta)); intros w w_pos w_square.
replace ((w - (1 - delta)) / (2 * delta) * (1 + delta) + (1 - (w - (1 - delta)) / (2 * delta)) * (1 - delta))
  with w by (field; lra).
apply (Rmult_eq_reg_r (2 * delta * w * (1 + w))); [| nra].
field_simplify; [nra | lra | lra].
Qed.
