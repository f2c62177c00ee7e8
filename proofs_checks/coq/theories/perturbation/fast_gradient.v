(* The gradient with exp replaced by a polynomial, for every number of tokens.*)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   relatively_close P B eps   |P(x) exp(-x) - 1| <= eps on [-B, B]          *)
(*   polynomial_softmax P S     the rows of P(S), divided by their sums       *)
(*   fast_softmax_close         its entries differ from those of softmax S by *)
(*                              2 eps / (1 - eps) of themselves               *)
(*   fast_gradient_error        the bound on every entry of X^T p Z           *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring perturbation real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition relatively_close (P : R -> R) (B eps : R) : Prop :=
  forall x, Rle (- B) x /\ Rle x B -> Rle (Rabs (P x * exp (- x) - 1)) eps.

Definition polynomial_softmax m n (P : R -> R) (S : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  normalised (map_mx P S).

Section Fast.
Variables (P : R -> R) (B eps : R).
Hypotheses (P_close : relatively_close P B eps).
Hypotheses (eps_ge0 : Rle 0 eps) (eps_lt1 : Rlt eps 1).

Lemma absolute_from_relative x : Rle (- B) x /\ Rle x B ->
  Rle (Rabs (P x - exp x)) (eps * exp x).
Proof.
move=> x_in; have := P_close x_in; have e_pos := exp_pos x.
have -> : P x * exp (- x) - 1 = (P x - exp x) * (exp x)^-1.
  rewrite mulrBl mulfV; last by apply/eqP; apply: Rgt_not_eq.
  by congr (_ * _ - _); apply: exp_Ropp.
rewrite [Rabs (_ * _)]Rabs_mult (Rabs_pos_eq (_^-1)); last first.
  by apply: Rlt_le; apply: Rinv_0_lt_compat.
move=> /(Rmult_le_compat_r (exp x) _ _ (Rlt_le _ _ e_pos)).
rewrite Rmult_assoc; have -> : Rmult (exp x)^-1 (exp x) = R1.
  by apply: Rinv_l; apply: Rgt_not_eq.
by rewrite Rmult_1_r.
Qed.

Variables (m n : nat) (S : 'M[R]_(m, n)).
Hypothesis n_gt0 : (0 < n)%N.
Hypothesis S_in : forall i j, Rle (- B) (S i j) /\ Rle (S i j) B.

Lemma polynomial_entries i j :
  Rle (Rabs ((map_mx P S) i j - exp (S i j))) (eps * exp (S i j)).
Proof. by rewrite mxE; apply: absolute_from_relative. Qed.

Theorem fast_softmax_stochastic : row_stochastic (polynomial_softmax P S).
Proof. exact: (normalised_stochastic eps_lt1 polynomial_entries n_gt0). Qed.

Theorem fast_softmax_close :
  close_rows (relative_error eps) (softmax S) (polynomial_softmax P S).
Proof. exact: (normalised_close eps_ge0 eps_lt1 polynomial_entries n_gt0). Qed.
End Fast.

Lemma softmax_stochastic m n (S : 'M[R]_(m, n)) : (0 < n)%N -> row_stochastic (softmax S).
Proof.
move=> n_gt0; split=> [i j|i]; last exact: (softmax_rows_sum S i (Ordinal n_gt0)).
rewrite mxE; apply: Rlt_le; apply: Rmult_lt_0_compat; first exact: exp_pos.
by apply: Rinv_0_lt_compat; apply: row_sum_pos j.
Qed.

Lemma relative_error_ge0 eps : Rle 0 eps -> Rlt eps 1 -> Rle 0 (relative_error eps).
Proof.
move=> eps_ge0 eps_lt1; rewrite /relative_error real_natE; apply: Rmult_le_pos.
  by apply: Rmult_le_pos => //; apply: pos_INR.
by apply: Rlt_le; apply: Rinv_0_lt_compat; move: eps_lt1; real_operations; lra.
Qed.

(* X = C1 B and Z = C2 give the gradient in A, X = C1 and Z = C2 A^T that in B. *)
Theorem fast_gradient_error (P : R -> R) (B eps : R) :
  relatively_close P B eps -> Rle 0 eps -> Rlt eps 1 ->
  forall (L d k l : nat) (S : 'M[R]_L) (C3 Y : 'M[R]_(L, d)) (X : 'M[R]_(L, k))
    (Z : 'M[R]_(L, l)) (M K x z : R),
  (0 < L)%N -> (forall i j, Rle (- B) (S i j) /\ Rle (S i j) B) ->
  within C3 M -> within Y K -> within X x -> within Z z ->
  let p f := score f ((f *m C3 - Y) *m C3^T) in
  within (X^T *m p (polynomial_softmax P S) *m Z - X^T *m p (softmax S) *m Z)
         (L%:R * (x * (p_change d (relative_error eps) M K * z))).
Proof.
move=> P_close eps_ge0 eps_lt1 L d k l S C3 Y X Z M K x z L_gt0 S_in C3_M Y_K X_x Z_z p.
apply: theorem_3_1_gradient_error => //.
- exact: softmax_stochastic.
- exact: (fast_softmax_stochastic P_close eps_lt1 L_gt0 S_in).
- exact: (fast_softmax_close P_close eps_ge0 eps_lt1 L_gt0 S_in).
Qed.
