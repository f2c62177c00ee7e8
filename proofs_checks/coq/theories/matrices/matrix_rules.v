(* Rules of rewriting for matrices of reals: one side of each is simpler.      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   trmxD, trmx_hadamard, ...   a transpose moves to the leaves              *)
(*   hadamardDl, diagD, ...      a sum moves outside                          *)
(*   rowsumE, colsumE            sums of rows and columns as products         *)
(*   add_entry, tr_entry, ...    an entry of a sum, of a transpose, ...       *)
(*   resize_kron_row, ...        products with sizes that are written 1 * n   *)
(*   softmax_of_exp              exponentials divided by their row sums       *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Rules.
Implicit Types m n p q : nat.

Lemma trmxD m n (A B : 'M[R]_(m, n)) : (A + B)^T = A^T + B^T.
Proof. exact: linearD. Qed.
Lemma trmxN m n (A : 'M[R]_(m, n)) : (- A)^T = - A^T.
Proof. exact: linearN. Qed.
Lemma trmxZ m n x (A : 'M[R]_(m, n)) : (x *: A)^T = x *: A^T.
Proof. exact: linearZ. Qed.
Lemma trmx_hadamard m n (A B : 'M[R]_(m, n)) : (A .* B)^T = A^T .* B^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma trmx_ones m n : (ones m n : 'M[R]__)^T = ones n m.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma trmx_exp m n (A : 'M[R]_(m, n)) : (exp_entries A)^T = exp_entries A^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma trmx_reciprocal m n (A : 'M[R]_(m, n)) :
  (reciprocal_entries A)^T = reciprocal_entries A^T.
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma hadamardDl m n (A B C : 'M[R]_(m, n)) : (A + B) .* C = A .* C + B .* C.
Proof. by apply/matrixP => i j; rewrite !mxE mulrDl. Qed.
Lemma hadamardDr m n (A B C : 'M[R]_(m, n)) : C .* (A + B) = C .* A + C .* B.
Proof. by apply/matrixP => i j; rewrite !mxE mulrDr. Qed.
Lemma hadamardNl m n (A C : 'M[R]_(m, n)) : (- A) .* C = - (A .* C).
Proof. by apply/matrixP => i j; rewrite !mxE mulNr. Qed.
Lemma hadamardNr m n (A C : 'M[R]_(m, n)) : C .* (- A) = - (C .* A).
Proof. by apply/matrixP => i j; rewrite !mxE mulrN. Qed.
Lemma hadamardZl m n x (A C : 'M[R]_(m, n)) : (x *: A) .* C = x *: (A .* C).
Proof. by apply/matrixP => i j; rewrite !mxE mulrA. Qed.
Lemma hadamardZr m n x (A C : 'M[R]_(m, n)) : C .* (x *: A) = x *: (C .* A).
Proof. by apply/matrixP => i j; rewrite !mxE mulrCA. Qed.
Lemma hadamard_ones m n (A : 'M[R]_(m, n)) : A .* ones m n = A.
Proof. by apply/matrixP => i j; rewrite !mxE mulr1. Qed.
Lemma ones_hadamard m n (A : 'M[R]_(m, n)) : ones m n .* A = A.
Proof. by apply/matrixP => i j; rewrite !mxE mul1r. Qed.

Lemma diagD n (u v : 'M[R]_(n, 1)) : diag (u + v) = diag u + diag v.
Proof.
by apply/matrixP => i j; rewrite !mxE; case: eqP => _; rewrite ?mxE ?addr0.
Qed.
Lemma diagN n (u : 'M[R]_(n, 1)) : diag (- u) = - diag u.
Proof.
by apply/matrixP => i j; rewrite !mxE; case: eqP => _; rewrite ?mxE ?oppr0.
Qed.
Lemma diag_ones n : diag (ones n 1 : 'M[R]__) = 1%:M.
Proof. by apply/matrixP => i j; rewrite !mxE; case: eqP. Qed.

Lemma rowsumE m n (A : 'M[R]_(m, n)) : rowsum A = A *m ones n 1.
Proof.
apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => k _.
by rewrite mxE mulr1.
Qed.
Lemma colsumE m n (A : 'M[R]_(m, n)) : colsum A = ones 1 m *m A.
Proof.
apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => k _.
by rewrite mxE mul1r.
Qed.
Lemma diagonal_mul m n (A : 'M[R]_(m, n)) (B : 'M_(n, m)) :
  diagonal (A *m B) = (A .* B^T) *m ones n 1.
Proof.
apply/matrixP => i j; rewrite !mxE; apply: eq_bigr => k _.
by rewrite !mxE mulr1.
Qed.
Lemma diagonal_diag n (v : 'M[R]_(n, 1)) : diagonal (diag v) = v.
Proof. by apply/matrixP => i j; rewrite !mxE eqxx (ord1 j). Qed.
Lemma softmax_ones n (S : 'M[R]_(n, n)) : softmax S *m ones n 1 = ones n 1.
Proof. by rewrite -rowsumE softmax_rows. Qed.
Lemma ones_mul m n p : ones m n *m ones n p = n%:R *: ones m p :> 'M[R]__.
Proof.
apply/matrixP => i j; rewrite !mxE mulr1 -[n in RHS]card_ord -sum1_card natr_sum.
by apply: eq_bigr => k _; rewrite !mxE mulr1.
Qed.

Lemma block_rows_vec m n (f q : 'M[R]_(m, n)) :
  rowkron (1%:M : 'M_m) f *m vec q = (f .* q) *m ones n 1.
Proof. by rewrite block_rows_mul rowsumE. Qed.
Lemma vec_hadamard m n (A B : 'M[R]_(m, n)) : vec A .* vec B = vec (A .* B).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma exp_vec m n (A : 'M[R]_(m, n)) : exp_entries (vec A) = vec (exp_entries A).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.
Lemma exp_resize m n p q (A : 'M[R]_(m, n)) : m = p -> n = q ->
  exp_entries (resize p q A) = resize p q (exp_entries A).
Proof. by move=> eq_m eq_n; subst p q; rewrite !resize_id. Qed.

Lemma mul_diag_col m (u v : 'M[R]_(m, 1)) : diag u *m v = u .* v.
Proof. by apply/matrixP => i j; rewrite diag_mul mxE (ord1 j). Qed.
Lemma mul_diag_diag m (u v : 'M[R]_(m, 1)) : diag u *m diag v = diag (u .* v).
Proof.
apply/matrixP => i j; rewrite diag_mul !mxE.
by case: eqP => _; rewrite ?mxE ?mulr0.
Qed.

Lemma mul_row_mx m n p q (A : 'M[R]_(m, n)) (B : 'M_(m, p)) (C : 'M_(n, q))
    (D : 'M_(p, q)) : row_mx A B *m col_mx C D = A *m C + B *m D.
Proof. exact: mul_row_col. Qed.

Lemma row_mx0D m n p (A B : 'M[R]_(m, n)) (C D : 'M[R]_(m, p)) :
  row_mx A C + row_mx B D = row_mx (A + B) (C + D).
Proof. exact: add_row_mx. Qed.

Lemma add_entry m n (A B : 'M[R]_(m, n)) i j : (A + B) i j = A i j + B i j.
Proof. by rewrite mxE. Qed.
Lemma opp_entry m n (A : 'M[R]_(m, n)) i j : (- A) i j = - A i j.
Proof. by rewrite mxE. Qed.
Lemma scale_entry m n x (A : 'M[R]_(m, n)) i j : (x *: A) i j = x * A i j.
Proof. by rewrite mxE. Qed.
Lemma hadamard_entry m n (A B : 'M[R]_(m, n)) i j :
  (A .* B) i j = A i j * B i j.
Proof. by rewrite mxE. Qed.
Lemma tr_entry m n (A : 'M[R]_(m, n)) i j : A^T i j = A j i.
Proof. by rewrite mxE. Qed.
Lemma vec_entry m n (A : 'M[R]_(m, n)) k j :
  vec A k j = A (block_of k) (place_of k).
Proof. by rewrite mxE. Qed.
Lemma ones_entry m n i j : (ones m n : 'M[R]_(m, n)) i j = 1.
Proof. by rewrite mxE. Qed.
Lemma zero_entry m n i j : (0 : 'M[R]_(m, n)) i j = 0.
Proof. by rewrite mxE. Qed.
Lemma reciprocal_entry m n (A : 'M[R]_(m, n)) i j :
  reciprocal_entries A i j = (A i j)^-1.
Proof. by rewrite mxE. Qed.

End Rules.

Lemma mxtrace_frobenius m n (A B : 'M[R]_(m, n)) :
  \tr (A^T *m B) = frobenius A B.
Proof. by rewrite frobenius_tr. Qed.

Lemma colvec_vec m n (A : 'M[R]_(m, n)) : colvec A = vec A^T.
Proof. exact: colvecE. Qed.

Lemma resize_resize m n p q p' q' (A : 'M[R]_(m, n)) : m = p -> n = q ->
  resize p' q' (resize p q A) = resize p' q' A.
Proof. by move=> eq_m eq_n; subst p q; rewrite resize_id. Qed.

Lemma resize_kron_row n p q (x : 'M[R]_(1, n)) (B : 'M[R]_(p, q))
    (X : 'M[R]_(n, q)) :
  resize p (n * q) (kron x B) *m vec X = (x *m X *m B^T)^T.
Proof.
rewrite -resize_vec_row -mulmxA -vec_trick (@resize_mul _ _ _ _ p 1) ?mul1n //.
by rewrite resize_id.
Qed.

Lemma resize_kron_col n q p (a : 'M[R]_(n, 1)) (B : 'M[R]_(q, p))
    (v : 'M[R]_(p, 1)) :
  resize (n * q) p (kron a B) *m v = vec (a *m (v^T *m B^T)).
Proof.
apply/matrixP => k j; rewrite !mxE big_ord1 mxE mulr_sumr.
apply: eq_bigr => l _; rewrite (resize_entry _ (erefl _) (mul1n p)) !mxE.
rewrite cast_ord_id [block_of (cast_ord _ l)]ord1 (ord1 j) -mulrA.
congr (_ * _); rewrite mulrC; congr (_ * B _ _).
by apply: val_inj; rewrite /= modn_small.
Qed.

Lemma resize_kron_mul m p n q t (x : 'M[R]_(1, m)) (B : 'M[R]_(p, q))
    (C : 'M[R]_(m, n)) (D : 'M[R]_(q, t)) :
  resize p (m * q) (kron x B) *m kron C D
  = resize p (n * t) (kron (x *m C) (B *m D)).
Proof.
by rewrite -kron_mul [RHS](@resize_mul _ _ _ _ p (n * t)) ?mul1n // resize_id.
Qed.

Lemma reciprocal_vec m n (A : 'M[R]_(m, n)) :
  reciprocal_entries (vec A) = vec (reciprocal_entries A).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma softmax_of_exp m n (S : 'M[R]_(m, n)) :
  diag (reciprocal_entries (exp_entries S *m ones n 1)) *m exp_entries S
  = softmax S.
Proof. by rewrite -rowsumE softmax_normal. Qed.

Lemma kron_resize_col m n q p r (A : 'M[R]_(m, n)) (B : 'M[R]_(p, q))
    (a : 'M[R]_(n, 1)) (C : 'M[R]_(q, r)) :
  kron A B *m resize (n * q) r (kron a C) = resize (m * p) r (kron (A *m a) (B *m C)).
Proof.
by rewrite -kron_mul [RHS](@resize_mul _ _ _ _ (m * p) r) ?mul1n // resize_id.
Qed.

Lemma resize_kron_columns n m (b : 'M[R]_(n, 1)) (a : 'M[R]_(m, 1)) :
  resize (n * m) 1 (kron b a) = vec (b *m a^T).
Proof.
rewrite resize_id; apply/matrixP => k j; rewrite !mxE big_ord1 mxE.
by congr (b _ _ * a _ _); apply: ord1.
Qed.

Lemma rowkron_colkron m n a b (A : 'M[R]_(m, a)) (B : 'M[R]_(m, b))
    (C : 'M[R]_(a, n)) (D : 'M[R]_(b, n)) :
  rowkron A B *m colkron C D = (A *m C) .* (B *m D).
Proof. by rewrite -[C]trmxK -[D]trmxK face_splitting. Qed.

Lemma hadamardC m n (A B : 'M[R]_(m, n)) : A .* B = B .* A.
Proof. by apply/matrixP => i j; rewrite !mxE mulrC. Qed.

Lemma product_frobenius n (A : 'M[R]_(1, n)) (B : 'M[R]_(n, 1)) i j :
  (A *m B) i j = frobenius A^T B.
Proof.
rewrite mxE /frobenius; apply: eq_bigr => k _.
by rewrite big_ord1 mxE (ord1 i) (ord1 j).
Qed.

Lemma resize_ones m n p q : m = p -> n = q ->
  resize p q (ones m n : 'M[R]__) = ones p q.
Proof. by move=> eq_m eq_n; subst p q; rewrite resize_id. Qed.

Lemma resize_one m p : m = p ->
  resize p p (1%:M : 'M[R]_m) = 1%:M.
Proof. by move=> eq_m; subst p; rewrite resize_id. Qed.

Lemma ones_vec m n : ones (m * n) 1 = vec (ones m n : 'M[R]_(m, n)).
Proof. by apply/matrixP => k j; rewrite !mxE. Qed.

Lemma resize_kron_thin p n q (A : 'M[R]_(p, n)) (b : 'M[R]_(1, q))
    (X : 'M[R]_(n, q)) :
  resize p (n * q) (kron A b) *m vec X = A *m (X *m b^T).
Proof.
rewrite -[RHS]resize_vec_col -vec_trick (@resize_mul _ _ _ _ p 1) ?muln1 //.
by rewrite resize_id.
Qed.

Lemma exp_scale_vec m n x (A : 'M[R]_(m, n)) :
  exp_entries (x *: vec A) = vec (exp_entries (x *: A)).
Proof. by apply/matrixP => i j; rewrite !mxE. Qed.

Lemma one_by_one_mul n (A : 'M[R]_(1, n)) : ones 1 1 *m A = A.
Proof. by apply/matrixP => i j; rewrite !mxE big_ord1 mxE mul1r (ord1 i). Qed.

Lemma sum_entriesZ m n x (A : 'M[R]_(m, n)) :
  sum_entries (x *: A) = x * sum_entries A.
Proof. by rewrite !sum_entries_frobenius frobeniusZr. Qed.

Lemma hadamard0 m n (A : 'M[R]_(m, n)) : A .* 0 = 0.
Proof. by apply/matrixP => i j; rewrite !mxE mulr0. Qed.

Lemma diag0 n : diag (0 : 'M[R]_(n, 1)) = 0.
Proof. by apply/matrixP => i j; rewrite !mxE; case: eqP. Qed.

Lemma exp_half_log x : Rlt 0 x ->
  exp (ln x / 2%:R) * exp (ln x / 2%:R) = x.
Proof.
move=> x_pos; rewrite real_mulE -exp_plus -[RHS]exp_ln //; congr exp.
by rewrite real_natE; real_operations; field.
Qed.

Lemma natural_neq0 (n : nat) : (0 < n)%N -> INR n <> R0.
Proof. by move=> n_gt0; apply: not_0_INR; case: n n_gt0. Qed.
