(* Gradients decide, in one statement: approximate ones at N n multiples of   *)
(* the identity tell whether there is an orthogonal or a near pair.           *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   answered F X H eps       H is within eps of the gradient of F at X       *)
(*   first_value n r          A3: the values, then columns of zeros           *)
(*   oracle Q K k             AAttLGC's loss whose value at I is loss Q K k   *)
(*   enough_nodes L r Z delta N n     what loss_read_fast asks of N and n     *)
(*   estimate N n H           n/4 and the rule's sum of traces                *)
(*   oracle_one, oracle_zero  the loss at I is loss Q K k, at 0 it is n/4     *)
(*   gradients_read           the estimate is the loss but for                *)
(*                            delta + r eps                                   *)
(*   gradients_decide_orthogonal, _pairs    it tells whether there is a pair  *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring adapters perturbation real_field value_rows gap_numbers gap pair_counting
  vector_scores count_numbers counting instance_map fejer_panels loss_nodes.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition answered m n (F : 'M[R]_(m, n) -> R) (X H : 'M[R]_(m, n)) (eps : R) : Prop :=
  exists G, is_gradient F X G /\ within (H - G) eps.
Definition first_value (n r : nat) : 'M[R]_(n + n, r) :=
  \matrix_(i, j) (values n i 0 * (j == 0%N :> nat)%:R).
Definition oracle n r (Q K : 'M[R]_(n, r)) (k : 'M[R]_(1, r)) : 'M[R]_r -> R :=
  bilinear_loss (queries Q) (r%:R *: keys K k) (first_value n r) 0.
Definition enough_nodes (L r : nat) (Z delta : R) (N n : nat) : Prop :=
  [/\ (0 < N)%N, (0 < n)%N, Rle (Rmult (IZR 4) Z) N%:R &
      Rle (Rmult (Rmult (IZR 2) N%:R) (L%:R * r%:R)) (Rmult delta (pow (IZR 2) n))].
Definition estimate (l r N n : nat) (H : nat -> nat -> 'M[R]_r) : R :=
  l%:R / 4%:R + panel_sum 0 1 N n (fun k i => \tr (H k i)).

Section Read.
Variables (l r : nat) (Q K : 'M[R]_(l, r)) (k : 'M[R]_(1, r)).
Hypotheses (l_gt0 : (0 < l)%N) (r_gt0 : (0 < r)%N).

Lemma width_neq0 : (r%:R : R) != 0.
Proof. by apply/eqP; rewrite real_natE; apply: not_0_INR; apply/eqP; rewrite -lt0n. Qed.

Lemma first_loss (S : 'M[R]_(l + l)) :
  attention_loss (first_value l r) 0 S = squared_loss (softmax S *m values l).
Proof.
rewrite /attention_loss /residual /squared_loss subr0; congr (_ / _); apply: eq_bigr => i _.
have entry j : (softmax S *m first_value l r) i j = (softmax S *m values l) i 0 * (j == 0%N :> nat)%:R.
  by rewrite !mxE mulr_suml; apply: eq_bigr => t _; rewrite [first_value _ _ _ _]mxE mulrA.
rewrite (bigD1 (Ordinal r_gt0)) //= hadamard_entry entry eqxx mulr1 big1 ?addr0 // => j j0.
rewrite hadamard_entry entry; have -> : (j == 0%N :> nat) = false by apply: contraNF j0 => /eqP j0; apply/eqP; apply: val_inj.
by rewrite !mulr0.
Qed.

Lemma oracle_logits X : (r%:R)^-1 *: (queries Q *m X *m (r%:R *: keys K k)^T) =
  queries Q *m X *m (keys K k)^T.
Proof. by rewrite linearZ -scalemxAr scalerA mulVf ?width_neq0 // scale1r. Qed.

Theorem oracle_one : oracle Q K k 1%:M = loss Q K k.
Proof. by rewrite /oracle /bilinear_loss oracle_logits mulmx1 first_loss. Qed.

Theorem oracle_zero : oracle Q K k 0 = l%:R / 4%:R.
Proof.
rewrite /oracle /bilinear_loss oracle_logits mulmx0 mul0mx first_loss /squared_loss.
have l_pos : Rlt 0 (l%:R : R) by rewrite real_natE; apply: lt_0_INR; apply/ltP.
have half i : (softmax (0 : 'M[R]_(l + l)) *m values l) i 0 = (2%:R)^-1.
  have one j : softmax (0 : 'M[R]_(l + l)) i j = (l%:R + l%:R)^-1.
    rewrite mxE; under eq_bigr do rewrite mxE exp_0.
    by rewrite mxE exp_0 sum_const mulr1 natrD mul1r.
  rewrite mxE; under eq_bigr do rewrite one.
  rewrite -mulr_sumr big_split_ord /=.
  under eq_bigr do rewrite col_mxEu mxE.
  rewrite [X in _ * (_ + X)]big1 => [|j _]; last by rewrite col_mxEd mxE.
  rewrite sum_const mulr1 addr0; move: l_pos; move: (l%:R : R) => x.
  by rewrite !real_natE; real_operations => x_pos; field; lra.
under eq_bigr do rewrite half; rewrite sum_const natrD.
by move: (l%:R : R) => x; rewrite !real_natE; real_operations; field.
Qed.

Lemma first_value_within : within (first_value l r) 1.
Proof.
move=> i j; rewrite mxE -[X in Rle _ X]mulr1; apply: abs_mul; last first.
  by case: (_ == _); rewrite ?Rabs_R0 ?Rabs_R1; reals.
rewrite -[i]splitK; case: (split i) => t /=; rewrite ?col_mxEu ?col_mxEd mxE.
  by rewrite Rabs_R1; apply: Rle_refl.
by rewrite Rabs_R0; reals.
Qed.

Variables (Z delta eps : R) (N n : nat) (H : nat -> nat -> 'M[R]_r).
Hypotheses (Z_ge0 : Rle 0 Z) (scores : within (Q *m K^T) Z) (other : within (Q *m k^T) Z).
Hypothesis enough : enough_nodes (l + l) r Z delta N n.
Hypothesis close : forall a b, (a < N)%N -> (b < n)%N ->
  answered (oracle Q K k) (panel_point 0 1 N n a b)%:M (H a b) eps.

Lemma logits_within : within (queries Q *m (keys K k)^T) Z.
Proof.
move=> i j; rewrite logits -[i]splitK; case: (split i) => a /=; last first.
  rewrite -[j]splitK; case: (split j) => b /=; rewrite ?block_mxEdl ?block_mxEdr mxE Rabs_R0 //.
rewrite -[j]splitK; case: (split j) => b /=; rewrite ?block_mxEul ?block_mxEur //.
by rewrite mxE big_ord1 !mxE mulr1; have := other a 0; rewrite mxE.
Qed.

Theorem gradients_read : Rle (Rabs (estimate l N n H - loss Q K k)) (delta + r%:R * eps).
Proof.
have [N_gt0 n_gt0 Z_N bits] := enough.
have A_within : within ((r%:R)^-1 *: (queries Q *m (r%:R *: keys K k)^T)) Z.
  by have := oracle_logits 1%:M; rewrite !mulmx1 => ->; apply: logits_within.
have choose a b : exists G, (a < N)%N -> (b < n)%N ->
    is_gradient (oracle Q K k) (panel_point 0 1 N n a b)%:M G /\ within (H a b - G) eps.
  case: (boolP ((a < N) && (b < n))%N) => [/andP [a_lt b_lt] | no].
    by have [G G_ok] := close a_lt b_lt; exists G.
  by exists 0 => a_lt b_lt; case/negP: no; rewrite a_lt.
pose G a b := proj1_sig (ClassicalEpsilon.constructive_indefinite_description _ (choose a b)).
have G_ok a b := proj2_sig (ClassicalEpsilon.constructive_indefinite_description _ (choose a b)).
have := loss_read_fast N_gt0 n_gt0 Z_ge0 A_within first_value_within Z_N bits
  (fun a b a_lt b_lt => proj1 (G_ok a b a_lt b_lt)) (fun a b a_lt b_lt => proj2 (G_ok a b a_lt b_lt)).
rewrite -/(oracle Q K k) oracle_one oracle_zero /estimate.
move: (panel_sum _ _ _ _ _) (loss Q K k) (l%:R / 4%:R) => x y z.
by have -> : z + x - y = x - (y - z) by real_operations; ring.
Qed.
End Read.

Section Vectors.
Variables (n m : nat) (P V : 'M[bool]_(n, m)) (u v rho : R).
Hypotheses (n_gt0 : (0 < n)%N) (m_gt0 : (0 < m)%N).
Let theta : R := u * v.
Hypothesis theta_gt0 : Rlt 0 theta.
Variables (delta eps : R) (N nodes : nat) (H : nat -> nat -> 'M[R]_(m + m)).
Hypothesis enough : enough_nodes (n + n) (m + m) (theta * m%:R) delta N nodes.
Hypothesis budget : Rlt (delta + (m + m)%:R * eps) (3%:R / 64%:R).

Let Z_ge0 : Rle 0 (theta * m%:R).
Proof. by apply: Rmult_le_pos; [apply: Rlt_le | rewrite real_natE; apply: pos_INR]. Qed.

Let m2_gt0 : (0 < m + m)%N.
Proof. by rewrite addn_gt0 m_gt0. Qed.

Lemma score_within (d : 'I_n -> 'I_n -> nat) (A : 'M[R]_(n, n)) : (forall i j, d i j <= m)%N ->
  (forall i j, A i j = theta * (m%:R - (d i j)%:R)) -> within A (theta * m%:R).
Proof.
move=> d_le AE i j; rewrite AE Rabs_pos_eq.
  apply: Rmult_le_compat_l; first exact: Rlt_le.
  by have := pos_INR (d i j); rewrite -real_natE; move: ((d i j)%:R : R) => x; reals.
apply: Rmult_le_pos; first exact: Rlt_le.
by have := natural_le (d_le i j); move: ((d i j)%:R : R) => x; reals.
Qed.

Lemma other_within (A : 'M[R]_(n, m + m)) : (forall i, \sum_j A i j = m%:R) ->
  Rle 0 rho -> Rle rho m%:R -> within ((u *: A) *m (constant_key m (v * rho))^T) (theta * m%:R).
Proof.
move=> A_sums rho_ge0 rho_le i j; rewrite [j]ord1 constant_score // mulrA -/theta.
rewrite Rabs_pos_eq; last by apply: Rmult_le_pos => //; apply: Rlt_le.
by apply: Rmult_le_compat_l => //; apply: Rlt_le.
Qed.

Lemma distance_le i j : (distance P V i j <= m)%N.
Proof.
rewrite -[X in (_ <= X)%N]card_ord -sum1_card; apply: leq_sum => l _.
by case: (_ (+) _).
Qed.

Lemma factor_ge0 (x : R) : Rle 0 (theta * x) -> Rle 0 x.
Proof.
move=> x_ge0; apply: (Rmult_le_reg_l theta) => //.
by apply: Rle_trans x_ge0; rewrite Rmult_0_r; apply: Rle_refl.
Qed.

Lemma log_ge0 (x : R) : Rle 1 x -> Rle 0 (ln x).
Proof.
case/Rle_lt_or_eq_dec => [x_gt1 | <-]; last by rewrite ln_1; apply: Rle_refl.
have := @ln_increasing (IZR 1) x ltac:(lra) x_gt1.
by rewrite ln_1; apply: Rlt_le.
Qed.

Let n_ge1 : Rle 1 (n%:R : R).
Proof. by rewrite real_natE; apply: (le_INR 1); apply/leP. Qed.

Theorem gradients_decide_orthogonal :
  Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - 1))) ->
  Rle (ln n%:R) (theta * (m%:R - rho)) ->
  (forall a b, (a < N)%N -> (b < nodes)%N ->
     answered (oracle (orthogonal_queries P u) (orthogonal_keys V v) (constant_key m (v * rho)))
              (panel_point 0 1 N nodes a b)%:M (H a b) eps) ->
  (exists i j, inner P V i j = 0%N) <->
  Rlt (n%:R / 8%:R + 5%:R / 64%:R) (estimate n N nodes H).
Proof.
move=> below above close; apply: (orthogonal_decided n_gt0 m_gt0 theta_gt0 below above); apply: Rle_lt_trans budget.
have rho_le : Rle rho m%:R.
  have := factor_ge0 (Rle_trans _ _ _ (log_ge0 n_ge1) above); by reals.
have rho_ge : Rle 0 rho.
  have m_ge1 : Rle 1 (m%:R : R) by rewrite real_natE; apply: (le_INR 1); apply/leP.
  have big : Rle 0 (ln (16%:R * n%:R) / 2%:R).
    apply: Rmult_le_pos; last by reals.
    by apply: log_ge0; move: n_ge1; move: (n%:R : R) => x; reals.
  by move: m_ge1 (factor_ge0 (Rle_trans _ _ _ big below)); move: (m%:R : R) => x; reals.
apply: (gradients_read n_gt0 m2_gt0 Z_ge0 _ _ enough close).
  by apply: (score_within (d := inner P V)); [apply: inner_le | apply: orthogonal_score].
by apply: other_within => // i; apply: halves_sum; rewrite subrK.
Qed.

Theorem gradients_decide_pairs (near gap : nat) : (near + gap <= m)%N ->
  Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - (near + gap)%:R))) ->
  Rle (ln n%:R) (theta * (m%:R - near%:R - rho)) ->
  (forall i j, (distance P V i j <= near)%N \/ (near + gap <= distance P V i j)%N) ->
  (forall a b, (a < N)%N -> (b < nodes)%N ->
     answered (oracle (pair_queries P u) (pair_keys V v) (constant_key m (v * rho)))
              (panel_point 0 1 N nodes a b)%:M (H a b) eps) ->
  (exists i j, (distance P V i j <= near)%N) <->
  Rlt (n%:R / 8%:R + 5%:R / 64%:R) (estimate n N nodes H).
Proof.
move=> fits below above apart close; apply: (pair_decided n_gt0 m_gt0 theta_gt0 below above apart).
apply: Rle_lt_trans budget.
have near_ge0 : Rle 0 (near%:R : R) by rewrite real_natE; apply: pos_INR.
have rho_le : Rle rho m%:R.
  have := factor_ge0 (Rle_trans _ _ _ (log_ge0 n_ge1) above); move: near_ge0; by reals.
have rho_ge : Rle 0 rho.
  have big : Rle 0 (ln (16%:R * n%:R) / 2%:R).
    apply: Rmult_le_pos; last by reals.
    by apply: log_ge0; move: n_ge1; move: (n%:R : R) => x; reals.
  move: (factor_ge0 (Rle_trans _ _ _ big below)) (natural_le fits).
  by move: ((near + gap)%:R : R) (m%:R : R) => x y; reals.
apply: (gradients_read n_gt0 m2_gt0 Z_ge0 _ _ enough close).
  by apply: (score_within (d := distance P V)); [apply: distance_le | apply: pair_score].
by apply: other_within => // i; apply: halves_sum; rewrite addrC subrK.
Qed.
End Vectors.
