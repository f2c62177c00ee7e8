(* Lemma 3.1 as it is printed: the gradient in the weight as the sum over the *)
(* rows j and the columns i.                                                  *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   row_block C1 C2 j    M_j, the rows of C1 (x) C2 that belong to row j:    *)
(*                        kron (row j C1) C2                                  *)
(*   jacobian f j         diag f_j - f_j f_j^T, with f_j the row j of f as a  *)
(*                        column                                              *)
(*   lemma_3_1_double_sum    vec of the gradient is                           *)
(*                        sum_j sum_i c_ji M_j^T (diag f_j - f_j f_j^T)       *)
(*                        C3[:, i], for all sizes                             *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring adapters real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section DoubleSum.
Variables (L d : nat) (C1 C2 C3 Y : 'M[R]_(L, d)).

Definition row_block (j : 'I_L) : 'M[R]_(L, d * d) :=
  resize L (d * d) (kron (row j C1) C2).

Definition jacobian (f : 'M[R]_L) (j : 'I_L) : 'M[R]_L :=
  let f_j := (row j f)^T in diag f_j - f_j *m f_j^T.

Lemma row_block_entry j i k :
  row_block j i k = C1 j (block_of k) * C2 i (place_of k).
Proof.
rewrite /row_block (resize_entry _ (mul1n L) (erefl _)) !mxE cast_ord_id.
congr (_ * C2 _ _); apply: val_inj; rewrite /= modn_small //; exact: ltn_ord.
Qed.

Lemma row_block_mul j (v : 'M[R]_(L, 1)) :
  (row_block j)^T *m v = vec ((row j C1)^T *m (v^T *m C2)).
Proof.
apply/matrixP => k z; rewrite !mxE big_ord1 !mxE mulr_sumr.
apply: eq_bigr => i _; rewrite !mxE row_block_entry (ord1 z).
by rewrite -mulrA [C2 _ _ * _]mulrC.
Qed.

Lemma row_of_q (c : 'M[R]_(L, d)) j :
  (row j (c *m C3^T))^T = \sum_i c j i *: col i C3.
Proof.
apply/matrixP => k z; rewrite !mxE summxE; apply: eq_bigr => i _.
by rewrite !mxE.
Qed.

Lemma sum_of_rows (p : 'M[R]_L) :
  vec (C1^T *m p *m C2) = \sum_j vec ((row j C1)^T *m (row j p *m C2)).
Proof.
apply/matrixP => k z; rewrite summxE -mulmxA !mxE; apply: eq_bigr => j _.
by rewrite !mxE big_ord1 !mxE; congr (_ * _); apply: eq_bigr => i _; rewrite mxE.
Qed.

Theorem lemma_3_1_double_sum (W G : 'M[R]_d) :
  let f := softmax (logits C1 C2 W) in let c := f *m C3 - Y in
  is_gradient (fun W => attention_loss C3 Y (logits C1 C2 W)) W G ->
  vec G = \sum_j \sum_i
    c j i *: ((row_block j)^T *m jacobian f j *m col i C3).
Proof.
move=> f c gradG; have -> := gradient_unique gradG (@lemma_3_1 L d C1 C2 C3 Y W).
rewrite sum_of_rows; apply: eq_bigr => j _.
have := p_of_row C3 Y (logits C1 C2 W) j; cbv zeta => p_row.
rewrite -[row j (p_of _ _ _)]trmxK p_row -/f row_of_q -/c -row_block_mul.
rewrite mulmxA mulmx_sumr; apply: eq_bigr => i _.
by rewrite -scalemxAr.
Qed.
End DoubleSum.
