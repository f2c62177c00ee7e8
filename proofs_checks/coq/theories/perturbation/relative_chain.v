(* The error chain of the partial gradient, from |g - f| <= e f alone, where  *)
(* only the rows of f sum to 1, with the constants of the error calculus.     *)
(*                                                                            *)
(* Dictionary (|C3| <= M, |Y| <= K)                                           *)
(*   f_size, c_size, q_size    bounds on |g|/f, on |c|, on |q|, for f or g    *)
(*   c_error ... p_error       the constants of the chain                     *)
(*   relative_c ... relative_p the bounds on c, q, and row by row, in units   *)
(*                             of f, on p1, p2 and p                          *)
(*   relative_dA, relative_dB  every entry of the gradients in the adapters   *)

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

Section Constants.
Variables (L d : nat) (e M K : R).
Definition q_size : R := d%:R * ((M + K) * M).
Definition c_error : R := e * M.
Definition q_error : R := d%:R * (c_error * M).
Definition p1_error : R := e * q_size + (1 + e) * q_error.
Definition p2_error : R := q_size * e + p1_error * (1 + e).
Definition p_error : R := p1_error + p2_error.
Definition dA_error (b c1 c2 : R) : R := L%:R * (d%:R * (c1 * b) * (p_error * c2)).
Definition dB_error (a c1 c2 : R) : R := L%:R * (c1 * (p_error * (d%:R * (c2 * a)))).
End Constants.

Section Chain.
Variables (L d : nat) (f g : 'M[R]_L) (C3 Y : 'M[R]_(L, d)) (e M K : R).
Hypothesis f_row : row_stochastic f.
Hypotheses (fg : close_rows e f g) (C3_M : within C3 M) (Y_K : within Y K).

Notation c h := (h *m C3 - Y).
Notation q h := (c h *m C3^T).

Lemma g_entries i j : Rle (Rabs (g i j)) ((1 + e) * f i j).
Proof.
have [f_ge0 _] := f_row; have -> : g i j = f i j + (g i j - f i j).
  by rewrite addrC subrK.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_pos_eq; last exact: f_ge0.
by rewrite mulrDl mul1r; apply: Rplus_le_compat_l; apply: fg.
Qed.

Lemma q_sized : within (q f) (q_size d M K).
Proof. by apply: times_C3 => //; apply: residual_bound. Qed.

Theorem relative_c : within (c g - c f) (c_error e M).
Proof. exact: lemma_3_4_error. Qed.

Theorem relative_q : within (q g - q f) (q_error d e M).
Proof. by rewrite -mulmxBl; apply: times_C3 => //; apply: relative_c. Qed.

Theorem relative_p1 i j :
  Rle (Rabs ((g .* q g - f .* q f) i j)) (p1_error d e M K * f i j).
Proof.
have -> : (g .* q g - f .* q f) i j
        = (g i j - f i j) * q f i j + g i j * (q g - q f) i j.
  by rewrite !(add_entry, opp_entry, hadamard_entry); real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _.
have -> : p1_error d e M K * f i j
        = e * f i j * q_size d M K + (1 + e) * f i j * q_error d e M.
  by rewrite /p1_error; real_operations; ring.
apply: Rplus_le_compat; apply: abs_mul; [exact: fg | exact: q_sized | exact: g_entries | exact: relative_q].
Qed.

Theorem relative_p2 i j :
  Rle (Rabs ((diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f) i j))
      (p2_error d e M K * f i j).
Proof.
set rg := rowsum (g .* q g); set rf := rowsum (f .* q f).
have -> : (diag rg *m g - diag rf *m f) i j
        = rf i 0 * (g i j - f i j) + (rg i 0 - rf i 0) * g i j.
  rewrite add_entry opp_entry !(@diag_mul real_comRingType).
  by real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _.
have -> : p2_error d e M K * f i j
        = q_size d M K * (e * f i j) + p1_error d e M K * ((1 + e) * f i j).
  by rewrite /p2_error; real_operations; ring.
apply: Rplus_le_compat; apply: abs_mul; [|exact: fg| |exact: g_entries].
- rewrite mxE -[q_size _ _ _]mul1r.
  have -> : \sum_k (f .* q f) i k = \sum_k f i k * q f i k.
    by apply: eq_bigr => k _; rewrite mxE.
  by apply: (row_average f_row) => k; [exact: row_entries | exact: q_sized].
- rewrite !mxE -sumrB; apply: (row_sum_change f_row (i := i)) => k.
  by have := relative_p1 i k; rewrite add_entry opp_entry.
Qed.

Theorem relative_p i j :
  Rle (Rabs ((score g (q g) - score f (q f)) i j)) (p_error d e M K * f i j).
Proof.
have -> : score g (q g) - score f (q f)
        = (g .* q g - f .* q f)
          - (diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f).
  exact: (rearranged (V := [zmodType of 'M[R]_L])).
rewrite add_entry opp_entry; apply: Rle_trans (Rabs_triang _ _) _.
rewrite Rabs_Ropp /p_error mulrDl.
by apply: Rplus_le_compat; [exact: relative_p1 | exact: relative_p2].
Qed.

Lemma relative_sandwich k l (X : 'M[R]_(L, k)) (Z : 'M[R]_(L, l)) (x z : R) :
  within X x -> within Z z ->
  within (X^T *m score g (q g) *m Z - X^T *m score f (q f) *m Z)
         (L%:R * (x * (p_error d e M K * z))).
Proof.
move=> X_x Z_z i j; rewrite (sandwiched X^T) mxE -sum_const.
apply: sum_abs_le => a; rewrite mxE; apply: abs_mul => //.
by rewrite mxE; apply: (row_average f_row) => // b; exact: relative_p.
Qed.

Lemma within_product m n p (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) x y :
  within A x -> within B y -> within (A *m B) (n%:R * (x * y)).
Proof.
by move=> A_x B_y i j; rewrite mxE -sum_const; apply: sum_abs_le => k; apply: abs_mul.
Qed.

Variables (r : nat) (C1 C2 : 'M[R]_(L, d)) (c1 c2 : R).
Hypotheses (C1_c1 : within C1 c1) (C2_c2 : within C2 c2).

Theorem relative_dA (B : 'M[R]_(d, r)) b : within B b ->
  within (B^T *m C1^T *m score g (q g) *m C2 - B^T *m C1^T *m score f (q f) *m C2)
         (dA_error L d e M K b c1 c2).
Proof.
by move=> B_b; rewrite -!trmx_mul; apply: relative_sandwich => //; apply: within_product.
Qed.

Theorem relative_dB (A : 'M[R]_(r, d)) a : within A a ->
  within (C1^T *m score g (q g) *m C2 *m A^T - C1^T *m score f (q f) *m C2 *m A^T)
         (dB_error L d e M K a c1 c2).
Proof.
move=> A_a; rewrite -!(mulmxA _ C2); apply: relative_sandwich => //.
by apply: within_product => // i j; rewrite mxE.
Qed.
End Chain.
