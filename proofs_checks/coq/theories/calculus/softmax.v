(* Softmax by rows, and its derivative.                                       *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   softmax S         exp (S i j) / sum_k exp (S i k)                        *)
(*   softmax_rows      its rows sum to 1                                      *)
(*   softmax_shift     softmax (S + u 1^T) = softmax S                        *)
(*   softmax_normal    softmax S = diag (1 / rowsum (exp S)) exp S            *)
(*   differential_softmax    d f = f .* (dS - diag (rowsum (f .* dS)) 1)      *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition exp_entries m n (S : 'M[R]_(m, n)) : 'M[R]_(m, n) := map_mx exp S.
Definition reciprocal_entries m n (S : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  map_mx Rinv S.
Definition log_entries m n (S : 'M[R]_(m, n)) : 'M[R]_(m, n) := map_mx ln S.
Definition softmax m n (S : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  \matrix_(i, j) (exp (S i j) / \sum_k exp (S i k)).

Lemma sum_pos (I : finType) (i0 : I) (F : I -> R) :
  (forall i, Rlt R0 (F i)) -> Rlt R0 (\sum_i F i).
Proof.
move=> F_pos; rewrite (bigD1 i0) //=; apply: Rplus_lt_le_0_compat => //.
elim/big_rec: _ => [|i x _ x_ge0]; first exact: Rle_refl.
by apply: Rplus_le_le_0_compat => //; apply: Rlt_le.
Qed.

Lemma row_sum_pos m n (S : 'M[R]_(m, n)) i (j : 'I_n) :
  Rlt R0 (\sum_k exp (S i k)).
Proof. by apply: (sum_pos j) => k; apply: exp_pos. Qed.

Lemma row_sum_neq0 m n (S : 'M[R]_(m, n)) i (j : 'I_n) :
  \sum_k exp (S i k) != 0.
Proof. by apply/eqP; apply: Rgt_not_eq; apply: row_sum_pos j. Qed.

Lemma exp_entries_entry m n (S : 'M[R]_(m, n)) i j :
  exp_entries S i j = exp (S i j).
Proof. by rewrite mxE. Qed.

Lemma softmax_normal m n (S : 'M[R]_(m, n)) :
  diag (reciprocal_entries (rowsum (exp_entries S))) *m exp_entries S
  = softmax S.
Proof.
apply/matrixP => i j; rewrite diag_mul !mxE mulrC; congr (_ * Rinv _).
by apply: eq_bigr => k _; rewrite mxE.
Qed.

Lemma softmax_rows_sum m n (S : 'M[R]_(m, n)) i (j : 'I_n) :
  \sum_k softmax S i k = 1.
Proof.
under eq_bigr do rewrite mxE.
by rewrite -mulr_suml mulfV //; apply: row_sum_neq0 j.
Qed.

Lemma softmax_rows L (S : 'M[R]_(L, L)) : rowsum (softmax S) = ones L 1.
Proof. by apply/matrixP => i j; rewrite !mxE (softmax_rows_sum S i i). Qed.

Lemma softmax_shift m n (S : 'M[R]_(m, n)) (u : 'M[R]_(m, 1)) :
  softmax (S + u *m ones 1 n) = softmax S.
Proof.
apply/matrixP => i j; rewrite !mxE.
have shift k : exp ((S + u *m ones 1 n) i k) = exp (S i k) * exp (u i 0).
  by rewrite !mxE big_ord1 mxE mulr1; apply: exp_plus.
have -> : \sum_k exp ((S + u *m ones 1 n) i k) =
          (\sum_k exp (S i k)) * exp (u i 0).
  by rewrite mulr_suml; apply: eq_bigr => k _; apply: shift.
have := shift j; rewrite !mxE => ->.
rewrite invfM mulrACA mulfV ?mulr1 //.
by apply/eqP; apply: Rgt_not_eq; apply: exp_pos.
Qed.

Section Derivative.
Variables (m n p q : nat) (X : 'M[R]_(m, n)).
Variables (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) (D : 'M[R]_(m, n) -> 'M[R]_(p, q)).
Hypothesis dS : differential S X D.

Definition softmax_change (f E : 'M[R]_(p, q)) : 'M[R]_(p, q) :=
  f .* E - diag (rowsum (f .* E)) *m f.

Lemma differential_softmax :
  differential (fun Z => softmax (S Z)) X
               (fun E => softmax_change (softmax (S X)) (D E)).
Proof.
move=> M t E MtX ME i j.
pose e k s := exp (S (M s) i k).
have de k : derives (e k) t (e k t * D E i k).
  by apply: derives_exp; apply: dS.
have dsum := derives_sum de.
have sum_neq0 : \sum_k e k t <> 0.
  by apply/eqP; apply: row_sum_neq0 j.
have dmul := derives_mul (de j) (derives_inv dsum sum_neq0).
apply: (@derives_ext (fun s => e j s * (\sum_k e k s)^-1)).
  by move=> s; rewrite mxE.
apply: derives_eq dmul; rewrite /softmax_change -MtX.
rewrite [RHS]mxE [X in _ = _ + X]mxE diag_mul !mxE /e.
have -> : \sum_k (softmax (S (M t)) .* D E) i k
        = (\sum_k exp (S (M t) i k) * D E i k) / \sum_k exp (S (M t) i k).
  by rewrite mulr_suml; apply: eq_bigr => k _; rewrite !mxE mulrAC.
move: sum_neq0; rewrite /e.
set s := \sum_k exp _; set z := \sum_k _; set a := exp _; set d := D E i j.
by move=> s_neq0; real_operations; field.
Qed.

End Derivative.
