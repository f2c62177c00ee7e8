(* The midpoint rule on one panel, and the number of panels.                  *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   dominated        |g'| <= b' and g, b begin at 0: |g| <= b                *)
(*   panel            |F'''| <= M: F(c + s) - F(c - s) is 2 s F'(c), but for  *)
(*                    M s^3 / 3                                               *)
(*   panel_of         the same, for the panel [c, c + h] and its midpoint     *)
(*   panels_enough    N^2 >= M w^3 / (24 delta): the errors add up to delta   *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma increases (g g' : R -> R) s : 0 <= s ->
  (forall x, 0 <= x <= s -> is_derive g x (g' x)) ->
  (forall x, 0 <= x <= s -> 0 <= g' x) -> g 0 <= g s.
Proof.
intros s_ge0 dg pos.
destruct (MVT_gen g 0 s g') as [c [c_in mean]].
- intros x; rewrite Rmin_left, Rmax_right by lra; intros; apply dg; lra.
- intros x; rewrite Rmin_left, Rmax_right by lra; intros x_in.
  apply continuity_pt_filterlim; apply @ex_derive_continuous.
  exists (g' x); apply dg; lra.
rewrite Rmin_left, Rmax_right in c_in by lra.
assert (0 <= g' c * (s - 0)) by (apply Rmult_le_pos; [apply pos |]; lra); lra.
Qed.

Lemma dominated (g g' b b' : R -> R) s : 0 <= s ->
  (forall x, 0 <= x <= s -> is_derive g x (g' x)) ->
  (forall x, 0 <= x <= s -> is_derive b x (b' x)) ->
  (forall x, 0 <= x <= s -> Rabs (g' x) <= b' x) -> g 0 = 0 -> b 0 = 0 -> Rabs (g s) <= b s.
Proof.
intros s_ge0 dg db below g0 b0; apply Rabs_le; split.
- assert (b 0 + g 0 <= b s + g s); [| lra].
  apply (@increases (fun x => b x + g x) (fun x => b' x + g' x)); trivial.
    intros x x_in; apply @is_derive_plus; auto.
  intros x x_in; specialize (below x x_in); apply Rabs_le_between in below; lra.
- assert (b 0 - g 0 <= b s - g s); [| lra].
  apply (@increases (fun x => b x - g x) (fun x => b' x - g' x)); trivial.
    intros x x_in; apply @is_derive_minus; auto.
  intros x x_in; specialize (below x x_in); apply Rabs_le_between in below; lra.
Qed.

Lemma linear k x : is_derive (fun y => k * y) x k.
Proof.
apply is_derive_Reals; assert (H := derivable_pt_lim_scal id k x 1 (derivable_pt_lim_id x)).
rewrite Rmult_1_r in H; exact H.
Qed.

Lemma square k x : is_derive (fun y => k * y ^ 2) x (2 * k * x).
Proof.
apply is_derive_Reals; assert (H := derivable_pt_lim_scal _ k x _ (derivable_pt_lim_pow x 2)).
replace (2 * k * x) with (k * (INR 2 * x ^ pred 2)) by (simpl; ring); exact H.
Qed.

Lemma cube k x : is_derive (fun y => k * y ^ 3 / 3) x (k * x ^ 2).
Proof.
apply is_derive_Reals; assert (H := derivable_pt_lim_scal _ (k / 3) x _ (derivable_pt_lim_pow x 3)).
replace (k * x ^ 2) with (k / 3 * (INR 3 * x ^ pred 3)) by (simpl; field).
apply is_derive_Reals; apply is_derive_Reals in H; revert H.
apply is_derive_ext; intros y; unfold mult_real_fct; simpl; field.
Qed.

Section Panel.
Variables (F F1 F2 F3 : R -> R) (a b M : R).
Hypothesis dF : forall x, a <= x <= b -> is_derive F x (F1 x).
Hypothesis dF1 : forall x, a <= x <= b -> is_derive F1 x (F2 x).
Hypothesis dF2 : forall x, a <= x <= b -> is_derive F2 x (F3 x).
Hypothesis F3_le : forall x, a <= x <= b -> Rabs (F3 x) <= M.

Lemma right_of (f : R -> R) c x l : is_derive f (c + x) l -> is_derive (fun y => f (c + y)) x l.
Proof.
intros df; replace l with (1 * l) by ring.
apply (is_derive_comp f (fun y => c + y) x l 1); trivial.
replace 1 with (0 + 1) by ring.
apply @is_derive_plus; [apply @is_derive_const | apply @is_derive_id].
Qed.

Lemma left_of (f : R -> R) c x l : is_derive f (c - x) l -> is_derive (fun y => f (c - y)) x (- l).
Proof.
intros df; replace (- l) with ((0 - 1) * l) by ring.
apply (is_derive_comp f (fun y => c - y) x l (0 - 1)); trivial.
apply @is_derive_minus; [apply @is_derive_const | apply @is_derive_id].
Qed.

Lemma panel c s : 0 <= s -> a <= c - s -> c + s <= b ->
  Rabs (F (c + s) - F (c - s) - 2 * s * F1 c) <= M * s ^ 3 / 3.
Proof.
intros s_ge0 a_le b_ge.
assert (second : forall x, 0 <= x <= s -> Rabs (F2 (c + x) - F2 (c - x)) <= 2 * M * x).
  intros x x_in.
  apply (@dominated (fun y => F2 (c + y) - F2 (c - y)) (fun y => F3 (c + y) - - F3 (c - y))
           (fun y => 2 * M * y) (fun y => 2 * M)); try lra.
  - intros y y_in; apply @is_derive_minus; [apply right_of | apply left_of]; apply dF2; lra.
  - intros; apply linear.
  - intros y y_in; assert (H : Rabs (F3 (c + y)) <= M) by (apply F3_le; lra).
    assert (H' : Rabs (F3 (c - y)) <= M) by (apply F3_le; lra).
    apply Rabs_le_between in H; apply Rabs_le_between in H'; apply Rabs_le; lra.
  - rewrite Rplus_0_r, Rminus_0_r; ring.
assert (first : forall x, 0 <= x <= s -> Rabs (F1 (c + x) + F1 (c - x) - 2 * F1 c) <= M * x ^ 2).
  intros x x_in.
  apply (@dominated (fun y => F1 (c + y) + F1 (c - y) - 2 * F1 c) (fun y => F2 (c + y) + - F2 (c - y) - 0)
           (fun y => M * y ^ 2) (fun y => 2 * M * y)); try lra.
  - intros y y_in; apply @is_derive_minus; [| apply @is_derive_const].
    apply @is_derive_plus; [apply right_of | apply left_of]; apply dF1; lra.
  - intros; apply square.
  - intros y y_in; rewrite Rminus_0_r; apply second; lra.
  - rewrite Rplus_0_r, Rminus_0_r; ring.
apply (@dominated (fun y => F (c + y) - F (c - y) - 2 * y * F1 c)
         (fun y => F1 (c + y) - - F1 (c - y) - 2 * F1 c) (fun y => M * y ^ 3 / 3) (fun y => M * y ^ 2)); try lra.
- intros y y_in; apply @is_derive_minus.
    apply @is_derive_minus; [apply right_of | apply left_of]; apply dF; lra.
  apply (@is_derive_ext R_AbsRing R_NormedModule (fun z => 2 * F1 c * z)); [intros z; simpl; ring |].
  apply linear.
- intros; apply cube.
- intros y y_in; replace (F1 (c + y) - - F1 (c - y) - 2 * F1 c) with (F1 (c + y) + F1 (c - y) - 2 * F1 c) by ring.
  apply first; lra.
- rewrite Rplus_0_r, Rminus_0_r; ring.
Qed.

Lemma panel_of c h : 0 <= h -> a <= c -> c + h <= b ->
  Rabs (F (c + h) - F c - h * F1 (c + h / 2)) <= M * h ^ 3 / 24.
Proof.
intros h_ge0 a_le b_ge.
assert (H := @panel (c + h / 2) (h / 2) ltac:(lra) ltac:(lra) ltac:(lra)).
replace (c + h / 2 + h / 2) with (c + h) in H by field.
replace (c + h / 2 - h / 2) with c in H by field.
replace (2 * (h / 2)) with h in H by field.
replace (M * (h / 2) ^ 3 / 3) with (M * h ^ 3 / 24) in H by (simpl; field); exact H.
Qed.
End Panel.

Lemma panels_add M w N : 0 < N -> N * (M * (w / N) ^ 3 / 24) = M * w ^ 3 / (24 * N ^ 2).
Proof. intros; simpl; field; lra. Qed.

Lemma panels_enough M w N delta : 0 < N -> 0 < delta -> M * w ^ 3 / (24 * delta) <= N ^ 2 ->
  M * w ^ 3 / (24 * N ^ 2) <= delta.
Proof.
intros N_pos delta_pos H; assert (0 < N ^ 2) by (apply pow_lt; assumption).
apply (Rmult_le_reg_r (24 * N ^ 2)); [lra |].
replace (M * w ^ 3 / (24 * N ^ 2) * (24 * N ^ 2)) with (M * w ^ 3 / (24 * delta) * (24 * delta)) by (field; lra).
replace (delta * (24 * N ^ 2)) with (N ^ 2 * (24 * delta)) by ring.
apply Rmult_le_compat_r; lra.
Qed.
