(* Approximate gradients of 2 m + 1 instances count the orthogonal partners;  *)
(* and gradients of ALoRAGC and of self-attention serve as well.              *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   counting_estimate    the estimates of the losses of instances 0 ... 2 m  *)
(*   gradients_count      what is counted from them is within 1/2 of          *)
(*                        sum_i N_i^2 and of no other whole number            *)
(*   gradients_count_decides   it is above 1/2 where there is a pair          *)
(*   adapters_answered    a gradient of ALoRAGC's loss within eps gives one   *)
(*                        of AAttLGC's                                        *)
(*   adapters_decide      such gradients tell whether there is a pair         *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring adapters perturbation real_field value_rows pair_counting
  vector_scores counting instance_map fejer_panels gradients_decide.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Count.
Variables (n m : nat) (P V : 'M[bool]_(n, m)) (Theta kappa : R).
Hypotheses (n_gt0 : (0 < n)%N) (m_gt0 : (0 < m)%N) (Theta_gt0 : Rlt 0 Theta) (kappa_ge0 : Rle 0 kappa).
Variables (delta eps : R) (N nodes : nat) (H : nat -> nat -> nat -> 'M[R]_(m + m)).

Let D := (m + m)%N.
Let tau : R := Theta * m%:R + kappa.
Hypothesis enough : enough_nodes (n + n) (m + m) tau delta N nodes.
Hypothesis budget : Rle (delta + (m + m)%:R * eps) (counting_tolerance n m Theta kappa).
Hypothesis kappa_ge : Rle (8%:R * (n%:R * n%:R * n%:R) * (exp (Theta * m%:R) * exp (Theta * m%:R)) *
  weight_numbers.weight_growth Theta D) (exp kappa).
Hypothesis close : forall t a b, (t <= D)%N -> (a < N)%N -> (b < nodes)%N ->
  answered (oracle (orthogonal_queries P 1) (orthogonal_keys V (Theta * t%:R / D%:R)) (constant_key m tau))
           (panel_point 0 1 N nodes a b)%:M (H t a b) eps.

Definition counting_estimate (t : 'I_D.+1) : R := estimate n N nodes (H t).

Let whole_ge0 (a : nat) : Rle 0 (a%:R : R).
Proof. by rewrite real_natE; apply: pos_INR. Qed.

Let top_ge0 : Rle 0 (Theta * m%:R).
Proof. by apply: Rmult_le_pos => //; apply: Rlt_le. Qed.

Let tau_ge0 : Rle 0 tau.
Proof. by move: top_ge0 kappa_ge0; rewrite /tau; move: (Theta * _) => x; reals. Qed.

Lemma estimates_close (t : 'I_D.+1) :
  Rle (Rabs (counting_estimate t - counting_loss P V Theta kappa t)) (counting_tolerance n m Theta kappa).
Proof.
have D_gt0 : (0 < D)%N by rewrite addn_gt0 m_gt0.
have t_le := share_le m_gt0 Theta_gt0 t; have t_ge0 : Rle 0 (Theta * t%:R / D%:R).
  apply: Rmult_le_pos; first by apply: Rmult_le_pos => //; apply: Rlt_le.
  by apply: Rlt_le; apply: Rinv_0_lt_compat; rewrite real_natE; apply: lt_0_INR; apply/ltP.
apply: Rle_trans budget; rewrite /counting_loss -/tau.
apply: (gradients_read n_gt0 D_gt0 tau_ge0 _ _ enough) => [i j | i j | a b a_lt b_lt].
- rewrite orthogonal_score mul1r; apply: Rle_trans (_ : Rle (Theta * m%:R) _); last first.
    by move: kappa_ge0; rewrite /tau; move: (Theta * _) => x; reals.
  apply: abs_mul; first by rewrite Rabs_pos_eq.
  apply: Rabs_le; move: (natural_le (inner_le P V i j)) (whole_ge0 (inner P V i j)).
  by move: ((inner P V i j)%:R : R) (m%:R : R) => x y; reals.
- rewrite [j]ord1 constant_score // ?mul1r; last by move=> *; apply: halves_sum; rewrite subrK.
  by rewrite Rabs_pos_eq //; apply: Rle_refl.
by apply: close => //; rewrite -ltnS.
Qed.

Theorem gradients_count_decides :
  (exists i j, inner P V i j = 0%N) <-> Rlt (1 / 2%:R) (counted n Theta kappa counting_estimate).
Proof. exact: (counted_decides n_gt0 m_gt0 Theta_gt0 kappa_ge estimates_close). Qed.

Theorem gradients_count (a : nat) :
  Rlt (Rabs (counted n Theta kappa counting_estimate - a%:R)) (1 / 2%:R) <->
  a = (\sum_i partners P V i ^ 2)%N.
Proof.
split; first exact: (counted_exactly n_gt0 m_gt0 Theta_gt0 kappa_ge estimates_close).
move=> ->; apply: Rle_lt_trans (counted_close n_gt0 m_gt0 Theta_gt0 kappa_ge estimates_close) _.
by reals.
Qed.
End Count.

Section Adapters.
Variables (L r s : nat) (A1 A2 A3 E : 'M[R]_(L, r)).

Theorem adapters_answered (X : 'M[R]_r) (H : 'M[R]_(r, r + s)) (eps : R) :
  answered (adapter_loss (row_mx A1 0) (row_mx ((r%:R)^-1 *: A2) 0) (row_mx A3 0) (row_mx E 0) 0
                         (first r s)) (row_mx X 0) H eps ->
  answered (bilinear_loss A1 A2 A3 E) X (H *m first r s) eps.
Proof.
move=> [G [gradG near]]; exists (G *m first r s); split; first exact: adapters_answer.
exact: first_columns_within.
Qed.
End Adapters.

Section SelfAttention.
Variables (L d r : nat) (C1 C2 C3 Y : 'M[R]_(L, d)) (W0 : 'M[R]_d) (B : 'M[R]_(d, r)).

Theorem self_attention_answered (A : 'M[R]_(r, d)) (H : 'M[R]_(r, d + (d + d))) (eps : R) :
  answered (self_loss (joined C1 C2 C3) (target Y) (frozen_queries W0) (frozen_keys d) (frozen_values d)
                      (tall B)) (wide A) H eps ->
  answered (adapter_loss C1 C2 C3 Y W0 B) A (H *m first d (d + d)) eps.
Proof.
move=> [G [gradG near]]; exists (G *m first d (d + d)); split; first exact: self_attention_dA.
exact: first_columns_within.
Qed.
End SelfAttention.

(* All steps at once: gradients of self-attention of the width 3 (2 m + s),   *)
(* at N n points, tell whether there is an orthogonal pair.                   *)
Theorem self_attention_decides n m s (P V : 'M[bool]_(n, m)) (u v rho delta eps : R) N nodes
    (H : nat -> nat -> 'M[R]_(m + m, (m + m + s) + ((m + m + s) + (m + m + s)))) :
  (0 < n)%N -> (0 < m)%N -> Rlt 0 (u * v) ->
  enough_nodes (n + n) (m + m) (u * v * m%:R) delta N nodes ->
  Rlt (delta + (m + m)%:R * eps) (3%:R / 64%:R) ->
  Rle (ln (16%:R * n%:R) / 2%:R) (u * v * (rho - (m%:R - 1))) ->
  Rle (ln n%:R) (u * v * (m%:R - rho)) ->
  let C1 := row_mx (queries (orthogonal_queries P u)) 0 in
  let C2 := row_mx (keys (orthogonal_keys V v) (constant_key m (v * rho))) 0 in
  let C3 := row_mx (first_value n (m + m)) 0 in
  (forall a b, (a < N)%N -> (b < nodes)%N ->
     answered (self_loss (joined C1 C2 C3) (target 0) (frozen_queries 0) (frozen_keys (m + m + s))
                         (frozen_values (m + m + s)) (tall (first (m + m) s)))
              (wide (row_mx (panel_point 0 1 N nodes a b)%:M 0)) (H a b) eps) ->
  (exists i j, inner P V i j = 0%N) <->
  Rlt (n%:R / 8%:R + 5%:R / 64%:R)
      (estimate n N nodes (fun a b => H a b *m first (m + m + s) (m + m + s + (m + m + s)) *m first (m + m) s)).
Proof.
move=> n_gt0 m_gt0 theta_gt0 enough budget below above C1 C2 C3 close.
have m2_neq0 : ((m + m)%:R : R) != 0.
  by apply: width_neq0; rewrite addn_gt0 m_gt0.
apply: (gradients_decide_orthogonal n_gt0 m_gt0 theta_gt0 enough budget below above) => a b a_lt b_lt.
apply: adapters_answered; rewrite scalerA mulVf // scale1r row_mx0.
exact: self_attention_answered (close a b a_lt b_lt).
Qed.
