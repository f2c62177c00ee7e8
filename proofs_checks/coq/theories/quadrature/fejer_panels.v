(* Fejer's rule on N panels: from slopes at N n points to a difference of     *)
(* values.                                                                    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   panel_point a b N n k i    node i of panel k                             *)
(*   panel_sum a b N n v  (b - a) / (2 N) * sum_k sum_i w_i v_ki              *)
(*   panels_error         F' has bounded derivatives up to n, |.| <= M n! for *)
(*                        the last: it is F b - F a but for                   *)
(*                        2 (b - a) M ((b - a) / (2 N))^n                     *)
(*   panels_perturbed     slopes within eps move it by (b - a) eps at most    *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Rcomplements.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations matrix_calculus perturbation
  real_field midpoint_numbers chebyshev fejer_rule taylor_polynomial.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition half_panel (a b : R) (N : nat) : R := (b - a) / (2%:R * N%:R).
Definition panel_centre (a b : R) (N k : nat) : R := a + half_panel a b N * k.*2.+1%:R.
Definition panel_point (a b : R) (N n k i : nat) : R :=
  panel_centre a b N k + half_panel a b N * fejer_node n i.
Definition panel_sum (a b : R) (N n : nat) (v : nat -> nat -> R) : R :=
  half_panel a b N * \sum_(k < N) \sum_(i < n) fejer_weight n i * v k i.

Section Rule.
Variable n : nat.
Hypothesis n_gt0 : (0 < n)%N.

Lemma weighted_close (v w : nat -> R) eps : (forall i, (i < n)%N -> Rle (Rabs (v i - w i)) eps) ->
  Rle (Rabs (\sum_(i < n) fejer_weight n i * v i - \sum_(i < n) fejer_weight n i * w i)) (2%:R * eps).
Proof.
move=> close; rewrite -(fejer_weights_sum n_gt0) mulr_suml -sumrB.
apply: sum_abs_le => i; rewrite -mulrBr; apply: abs_mul; last exact: close.
by rewrite Rabs_pos_eq; [apply: Rle_refl | case: (fejer_weights n_gt0 i)].
Qed.

Lemma node_inside i : Rle (-1) (fejer_node n i) /\ Rle (fejer_node n i) 1.
Proof. exact: COS_bound. Qed.

Lemma mean_value D D' e : (forall x, Rle (-1) x /\ Rle x 1 -> derives D x (D' x)) ->
  (forall x, Rle (-1) x /\ Rle x 1 -> Rle (Rabs (D' x)) e) ->
  Rle (Rabs (D 1 - D (-1))) (e * 2%:R).
Proof.
move=> dD small.
have inside y : Rle 0 y /\ Rle y (1 + 1) -> Rle (-1) (-1 + y) /\ Rle (-1 + y) 1 by reals.
have two_ge0 : Rle 0 (1 + 1) by reals.
have := @dominated (fun y => D (-1 + y) - D (-1)) (fun y => D' (-1 + y) - 0) (fun y => e * y) (fun _ => e) _ two_ge0.
have -> : -1 + (1 + 1) = 1 :> R by reals.
apply.
- move=> y /inside y_in; apply: derives_add; last exact: derives_opp (derives_const _ _).
  by apply: right_of; apply: dD.
- move=> y _; apply: derives_eq (derives_scale e (derives_id y)); exact: mulr1.
- by move=> y /inside y_in; rewrite subr0; apply: small.
- by rewrite addr0 subrr.
exact: mulr0.
Qed.

Section Panel.
Variables (F : R -> R) (f : nat -> R -> R) (a b M : R).
Hypothesis dF : forall x, Rle a x /\ Rle x b -> derives F x (f 0%N x).
Hypothesis df : forall k x, Rle a x /\ Rle x b -> derives (f k) x (k.+1%:R * f k.+1 x).
Hypothesis f_le : forall x, Rle a x /\ Rle x b -> Rle (Rabs (f n x)) M.

Lemma panel_error (c h : R) : Rle 0 h -> Rle a (c - h) -> Rle (c + h) b ->
  Rle (Rabs (F (c + h) - F (c - h) - h * \sum_(i < n) fejer_weight n i * f 0%N (c + h * fejer_node n i)))
      (4%:R * (h * (M * h ^+ n))).
Proof.
move=> h_ge0 a_le b_ge; pose q (x : R) := \sum_(i < n) (f i c * h ^+ i) * x ^+ i.
have inside x : Rle (-1) x /\ Rle x 1 -> Rle a (c + h * x) /\ Rle (c + h * x) b.
  move=> [x_ge x_le].
  have low : Rle (Rmult h (-1)) (Rmult h x) by apply: Rmult_le_compat_l.
  have high : Rle (Rmult h x) (Rmult h 1) by apply: Rmult_le_compat_l.
  by move: a_le b_ge low high; rewrite [h * x]real_mulE; move: (Rmult h x) => y; reals.
have M_ge0 : Rle 0 M.
  by apply: Rle_trans (Rabs_pos (f n (c + h * 0))) _; apply: f_le; apply: inside; reals.
have near x : Rle (-1) x /\ Rle x 1 -> Rle (Rabs (f 0%N (c + h * x) - q x)) (M * h ^+ n).
  move=> x_in; have c_in : Rle a c /\ Rle c b by move: h_ge0 a_le b_ge; reals.
  have := taylor_error df f_le c_in (inside x x_in).
  have -> : \sum_(i < n) f i c * (h * x) ^+ i = q x.
    by apply: eq_bigr => i _; rewrite exprMn mulrA.
  move=> bound; apply: Rle_trans bound _; apply: Rmult_le_compat_l => //.
  have x_le : Rle (Rabs (h * x)) h.
    rewrite -[X in Rle _ X]mulr1; apply: abs_mul; first by rewrite Rabs_pos_eq //; apply: Rle_refl.
    by apply: Rabs_le; move: x_in; reals.
  elim: (n) => [|i IHi]; first exact: Rle_refl.
  rewrite !exprS; apply: Rmult_le_compat => //; first exact: Rabs_pos.
  by elim: (i) => [|j IHj]; [rewrite expr0; reals | rewrite exprS; apply: Rmult_le_pos => //; apply: Rabs_pos].
have [G [dG sumG]] := exact_polynomial n_gt0 (fun i => f i c * h ^+ i) (leqnn n).
have slope x : Rle (-1) x /\ Rle x 1 -> derives (fun y => F (c + h * y) - h * G y) x (h * (f 0%N (c + h * x) - q x)).
  move=> x_in; have dH : derives (fun y => c + h * y) x h.
    by apply: derives_eq (derives_add (derives_const c x) (derives_scale h (derives_id x))); rewrite add0r mulr1.
  have := derives_add (@derives_comp F (fun y => c + h * y) x _ _ (dF (inside x x_in)) dH) (derives_opp (derives_scale h (dG x))).
  apply: derives_eq; rewrite mulrBr; congr (_ - _); exact: mulrC.
have small x : Rle (-1) x /\ Rle x 1 -> Rle (Rabs (h * (f 0%N (c + h * x) - q x))) (h * (M * h ^+ n)).
  by move=> x_in; apply: abs_mul; [rewrite Rabs_pos_eq //; apply: Rle_refl | apply: near].
have := mean_value slope small.
have : Rle (Rabs (\sum_(i < n) fejer_weight n i * f 0%N (c + h * fejer_node n i) -
                        \sum_(i < n) fejer_weight n i * q (fejer_node n i))) (2%:R * (M * h ^+ n)).
  apply: (@weighted_close (fun i => f 0%N (c + h * fejer_node n i)) (fun i => q (fejer_node n i))) => i _.
  by apply: near; apply: node_inside.
rewrite [X in _ - X](_ : _ = G 1 - G (-1)) //.
move: (\sum_(i < n) _ : R) => s nodes; rewrite mulr1 mulrN1 => ends.
have -> : F (c + h) - F (c - h) - h * s =
    (F (c + h) - h * G 1 - (F (c - h) - h * G (-1))) - h * (s - (G 1 - G (-1))).
  by move: (F _) (F _) (G 1) (G (-1)) => p u v w; real_operations; ring.
have scaled := @abs_mul h _ h _ _ nodes.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp.
apply: Rle_trans (Rplus_le_compat _ _ _ _ ends (scaled _)) _.
  by rewrite Rabs_pos_eq //; apply: Rle_refl.
by move: (M * h ^+ n) => e; apply: Req_le; real_operations; ring.
Qed.

Hypothesis ab : Rle a b.
Variable N : nat.
Hypothesis N_gt0 : (0 < N)%N.
Let h := half_panel a b N.

Lemma half_panel_ge0 : Rle 0 h.
Proof.
apply: Rmult_le_pos; first by move: ab; reals.
apply: Rlt_le; apply: Rinv_0_lt_compat; apply: Rmult_lt_0_compat; first by reals.
by rewrite real_natE; apply: lt_0_INR; apply/ltP.
Qed.

Lemma half_panels : h * N.*2%:R = b - a.
Proof.
rewrite /h /half_panel -mul2n natrM divfK // mulf_neq0 //; apply/eqP; first exact: natural_neq0.
by rewrite real_natE; apply: not_0_INR; apply/eqP; rewrite -lt0n.
Qed.

Lemma panel_ends k : (k <= N)%N -> Rle a (a + h * k.*2%:R) /\ Rle (a + h * k.*2%:R) b.
Proof.
move=> k_le; have h_ge0 := half_panel_ge0.
have k_ge0 : Rle 0 (k.*2%:R : R) by rewrite real_natE; apply: pos_INR.
have k_N : Rle (k.*2%:R : R) N.*2%:R by rewrite !real_natE; apply: le_INR; apply/leP; rewrite leq_double.
have low : Rle 0 (h * k.*2%:R) by apply: Rmult_le_pos.
have high : Rle (h * k.*2%:R) (b - a) by rewrite -half_panels; apply: Rmult_le_compat_l.
by move: low high; move: (h * k.*2%:R) => x; reals.
Qed.

Lemma panels_upto m : (m <= N)%N ->
  Rle (Rabs (F (a + h * m.*2%:R) - F a -
             h * \sum_(k < m) \sum_(i < n) fejer_weight n i * f 0%N (panel_point a b N n k i)))
      (m%:R * (4%:R * (h * (M * h ^+ n)))).
Proof.
elim: m => [|m IHm] m_lt.
  by rewrite big_ord0 !mulr0 addr0 subrr subr0 mul0r Rabs_R0; apply: Rle_refl.
have [low _] := panel_ends (ltnW m_lt); have [_ high] := panel_ends m_lt.
have start : panel_centre a b N m - h = a + h * m.*2%:R.
  by rewrite /panel_centre -/h [m.*2.+1%:R]mulrS mulrDr mulr1 addrA addrAC addrK.
have stop : panel_centre a b N m + h = a + h * m.+1.*2%:R.
  by rewrite /panel_centre -/h doubleS [m.*2.+2%:R]mulrS mulrDr mulr1 addrAC addrA.
rewrite -start in low; rewrite -stop in high.
have new := panel_error half_panel_ge0 low high; have old := IHm (ltnW m_lt).
rewrite -stop big_ord_recr mulrDr [X in Rle _ (X * _)]mulrS mulrDl mul1r /=.
move: old new; rewrite -start /panel_point -/h.
move: (4%:R * _) (\sum_(k < m) _ : R) (\sum_(i < n) _ : R) (F (_ - h)) (F (_ + h)) => e s u x y old new.
have -> : y - F a - (h * s + h * u) = (x - F a - h * s) + (y - x - h * u).
  by move: (F a) => z; real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite [e + _]addrC.
exact: Rplus_le_compat.
Qed.

Theorem panels_error :
  Rle (Rabs (F b - F a - panel_sum a b N n (fun k i => f 0%N (panel_point a b N n k i))))
      (2%:R * ((b - a) * (M * h ^+ n))).
Proof.
have := panels_upto (leqnn N); rewrite half_panels [a + _]addrC subrK /panel_sum -/h.
have -> : N%:R * (4%:R * (h * (M * h ^+ n))) = 2%:R * (b - a) * (M * h ^+ n).
  rewrite -half_panels -mul2n natrM; move: (N%:R : R) (M * h ^+ n) (h : R) => x y z.
  by real_operations; ring.
by rewrite -mulrA.
Qed.
End Panel.

Theorem panels_perturbed (a b : R) N (v w : nat -> nat -> R) eps : (0 < N)%N -> Rle a b ->
  (forall k i, (k < N)%N -> (i < n)%N -> Rle (Rabs (v k i - w k i)) eps) ->
  Rle (Rabs (panel_sum a b N n v - panel_sum a b N n w)) ((b - a) * eps).
Proof.
move=> N_gt0 ab close; rewrite /panel_sum -mulrBr -(half_panels a b N_gt0) -mulrA.
have h_ge0 := half_panel_ge0 ab N_gt0.
apply: abs_mul; first by rewrite Rabs_pos_eq //; apply: Rle_refl.
rewrite -muln2 natrM -mulrA -sum_const -sumrB; apply: sum_abs_le => k.
by apply: weighted_close => i i_lt; apply: close.
Qed.
End Rule.
