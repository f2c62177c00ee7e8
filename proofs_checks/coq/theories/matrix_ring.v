(* Equalities of matrix expressions, by normal forms.                         *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   normal_form     rewrites both sides: sums outside, products to the right,*)
(*                   transposes at the leaves, Kronecker products and vec     *)
(*                   away where they can go, rowsum A as A times ones         *)
(*   by_entries      compares two matrices entry by entry, as reals           *)
(*   matrix_ring     the two, one after the other                             *)
(*   claim_by_rules  a statement of the ledger: every gradient is found by    *)
(*                   rule, then the equality is closed by matrix_ring         *)

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

(* Rules with all their arguments, where a term of that form stands. *)
Ltac transposed := repeat match goal with
  | |- context [trmx (trmx ?A)] => rewrite (trmxK A)
  | |- context [trmx (mulmx ?A ?B)] => rewrite (trmx_mul A B)
  | |- context [trmx (GRing.add ?A ?B)] => rewrite (trmxD A B)
  | |- context [trmx (GRing.opp ?A)] => rewrite (trmxN A)
  | |- context [trmx (GRing.scale ?x ?A)] => rewrite (trmxZ x A)
  | |- context [trmx (hadamard ?A ?B)] => rewrite (trmx_hadamard A B)
  | |- context [trmx (ones ?m ?n)] => rewrite (trmx_ones m n)
  | |- context [trmx (scalar_mx 1)] => rewrite trmx1
  | |- context [@trmx _ ?m ?n (GRing.zero _)] => rewrite (trmx0 _ m n)
  | |- context [trmx (kron ?A ?B)] => rewrite (kron_tr A B)
  | |- context [trmx (rowkron ?A ?B)] => rewrite (rowkron_tr A B)
  | |- context [trmx (colkron ?A ?B)] => rewrite (colkron_tr A B)
  | |- context [trmx (diag ?A)] => rewrite (diag_tr A)
  | |- context [trmx (row_mx ?A ?B)] => rewrite (tr_row_mx A B)
  | |- context [trmx (col_mx ?A ?B)] => rewrite (tr_col_mx A B)
  | |- context [trmx (commutation ?m ?n)] => rewrite (commutation_tr _ m n)
  | |- context [trmx (exp_entries ?A)] => rewrite (trmx_exp A)
  | |- context [trmx (reciprocal_entries ?A)] => rewrite (trmx_reciprocal A)
  | |- context [trmx (resize ?p ?q ?A)] =>
      rewrite (@resize_tr _ _ _ p q A); [ | solve [equal_sizes] | solve [equal_sizes] ]
  end.

Ltac distributed := repeat match goal with
  | |- context [mulmx (GRing.add ?A ?B) ?C] => rewrite (mulmxDl A B C)
  | |- context [mulmx ?A (GRing.add ?B ?C)] => rewrite (mulmxDr A B C)
  | |- context [mulmx (GRing.opp ?A) ?B] => rewrite (mulNmx A B)
  | |- context [mulmx ?A (GRing.opp ?B)] => rewrite (mulmxN A B)
  | |- context [mulmx (GRing.scale ?x ?A) ?B] => rewrite -(scalemxAl x A B)
  | |- context [mulmx ?A (GRing.scale ?x ?B)] => rewrite -(scalemxAr x A B)
  | |- context [@mulmx _ _ _ ?p (GRing.zero _) ?A] => rewrite (mul0mx _ A)
  | |- context [mulmx ?A (GRing.zero _)] => rewrite (mulmx0 _ A)
  | |- context [hadamard (GRing.add ?A ?B) ?C] => rewrite (hadamardDl A B C)
  | |- context [hadamard ?C (GRing.add ?A ?B)] => rewrite (hadamardDr A B C)
  | |- context [hadamard (GRing.opp ?A) ?C] => rewrite (hadamardNl A C)
  | |- context [hadamard ?C (GRing.opp ?A)] => rewrite (hadamardNr A C)
  | |- context [hadamard (GRing.scale ?x ?A) ?C] => rewrite (hadamardZl x A C)
  | |- context [hadamard ?C (GRing.scale ?x ?A)] => rewrite (hadamardZr x A C)
  | |- context [diag (GRing.add ?u ?v)] => rewrite (diagD u v)
  | |- context [diag (GRing.opp ?u)] => rewrite (diagN u)
  | |- context [vec (GRing.add ?A ?B)] => rewrite (vecD A B)
  | |- context [vec (GRing.opp ?A)] => rewrite (vecN A)
  | |- context [vec (GRing.scale ?x ?A)] => rewrite (vecZ x A)
  | |- context [mulmx (mulmx ?A ?B) ?C] => rewrite -(mulmxA A B C)
  | |- context [GRing.scale ?x (GRing.scale ?y ?A)] => rewrite (scalerA x y A)
  | |- context [GRing.scale ?x (GRing.add ?A ?B)] => rewrite (scalerDr x A B)
  | |- context [GRing.scale ?x (GRing.opp ?A)] => rewrite (scalerN x A)
  | |- context [@GRing.scale _ (matrix_lmodType _ _ _) ?x (GRing.zero _)] =>
      rewrite (scaler0 _ x)
  | |- context [@GRing.opp ?V (GRing.zero _)] => rewrite (@oppr0 V)
  | |- context [GRing.opp (GRing.opp ?A)] => rewrite (opprK A)
  | |- context [GRing.add ?A (GRing.zero _)] => rewrite (addr0 A)
  | |- context [GRing.add (GRing.zero _) ?A] => rewrite (add0r A)
  end.

Ltac contracted := repeat match goal with
  | |- context [mulmx (scalar_mx 1) ?A] => rewrite (mul1mx A)
  | |- context [mulmx ?A (scalar_mx 1)] => rewrite (mulmx1 A)
  | |- context [mulmx (kron ?A ?B) (vec ?X)] => rewrite (vec_trick A B X)
  | |- context [mulmx (kron ?A ?B) (kron ?C ?D)] => rewrite (kron_mul A B C D)
  | |- context [mulmx (kron ?A ?B) (mulmx (kron ?C ?D) ?X)] =>
      rewrite (mulmxA (kron A B) (kron C D) X) (kron_mul A B C D)
  | |- context [mulmx (resize ?p ?nq (kron ?x ?B)) (vec ?X)] =>
      rewrite (resize_kron_row x B X)
  | |- context [mulmx (resize ?p ?nq (kron ?x ?B)) (kron ?C ?D)] =>
      rewrite (resize_kron_mul x B C D)
  | |- context [@mulmx _ _ _ 1 (resize ?nq ?p (@kron _ _ 1 _ _ ?a ?B)) ?v] =>
      rewrite (resize_kron_col a B v)
  | |- context [mulmx (diag (reciprocal_entries (mulmx (exp_entries ?S) (ones ?n 1))))
                      (exp_entries ?S)] =>
      rewrite (softmax_of_exp S)
  | |- context [mulmx (diag (reciprocal_entries (mulmx (exp_entries ?S) (ones ?n 1))))
                      (mulmx (exp_entries ?S) ?Z)] =>
      rewrite (mulmxA (diag (reciprocal_entries (mulmx (exp_entries S) (ones n 1))))
                      (exp_entries S) Z) (softmax_of_exp S)
  | |- context [mulmx (commutation ?m ?n) (vec ?W)] =>
      rewrite (commutation_vec W)
  | |- context [mulmx (commutation ?n ?m) (mulmx (commutation ?m ?n) ?X)] =>
      rewrite (mulmxA (commutation n m) (commutation m n) X)
              (commutation_mul _ m n)
  | |- context [mulmx (commutation ?n ?m) (commutation ?m ?n)] =>
      rewrite (commutation_mul _ m n)
  | |- context [mulmx (commutation ?n ?m) (kron ?b ?a)] =>
      rewrite (commutation_kron a b)
  | |- context [mulmx (diag (vec ?A)) (vec ?B)] => rewrite (diag_vec A B)
  | |- context [mulmx (colkron (scalar_mx 1) ?f) ?v] =>
      rewrite -(trmxK f) (block_columns_mul (trmx f) v)
  | |- context [mulmx (rowkron (scalar_mx 1) ?f) (vec ?q)] =>
      rewrite (block_rows_vec f q)
  | |- context [mulmx (rowkron ?A ?B) (colkron ?C ?D)] =>
      rewrite (rowkron_colkron A B C D)
  | |- context [mulmx (kron ?A ?B) (@resize _ _ _ _ _ (@kron _ _ 1 _ _ ?a ?C))] =>
      rewrite (kron_resize_col A B a C)
  | |- context [@resize _ _ _ _ 1 (@kron _ _ 1 _ 1 ?b ?a)] =>
      rewrite (resize_kron_columns b a)
  | |- context [mulmx (diag ?u) (diag ?v)] => rewrite (mul_diag_diag u v)
  | |- context [@mulmx _ _ _ 1 (diag ?u) ?v] => rewrite (mul_diag_col u v)
  | |- context [mulmx (softmax ?S) (ones ?n 1)] => rewrite (softmax_ones S)
  | |- context [mulmx (ones ?m ?n) (ones ?n ?p)] => rewrite (ones_mul m n p)
  | |- context [diagonal (mulmx ?A ?B)] => rewrite (diagonal_mul A B)
  | |- context [diagonal (diag ?v)] => rewrite (diagonal_diag v)
  | |- context [diag (ones ?n 1)] => rewrite (diag_ones n)
  | |- context [kron (scalar_mx 1) (scalar_mx 1)] => rewrite kron1
  | |- context [hadamard ?A (ones _ _)] => rewrite (hadamard_ones A)
  | |- context [hadamard (ones _ _) ?A] => rewrite (ones_hadamard A)
  | |- context [mulmx (row_mx ?A ?B) (col_mx ?C ?D)] =>
      rewrite (mul_row_col A B C D)
  | |- context [mulmx (col_mx ?A ?B) ?C] => rewrite (mul_col_mx A B C)
  | |- context [mulmx ?A (row_mx ?B ?C)] => rewrite (mul_mx_row A B C)
  | |- context [GRing.add (row_mx ?A ?B) (row_mx ?C ?D)] =>
      rewrite (add_row_mx A B C D)
  | |- context [GRing.add (col_mx ?A ?B) (col_mx ?C ?D)] =>
      rewrite (add_col_mx A B C D)
  | |- context [GRing.opp (row_mx ?A ?B)] => rewrite (opp_row_mx A B)
  | |- context [GRing.opp (col_mx ?A ?B)] => rewrite (opp_col_mx A B)
  | |- context [GRing.scale ?x (row_mx ?A ?B)] => rewrite (scale_row_mx x A B)
  | |- context [GRing.scale ?x (col_mx ?A ?B)] => rewrite (scale_col_mx x A B)
  | |- context [@resize _ ?m ?n ?m ?n ?A] => rewrite (resize_id A)
  | |- context [@resize _ _ _ _ _ (vec (trmx ?v))] =>
      rewrite (resize_vec_row (trmx v)) (trmxK v)
  | |- context [@resize _ _ _ ?n 1 (@vec _ 1 ?n ?x)] => rewrite (resize_vec_row x)
  | |- context [@resize _ _ _ ?n 1 (@vec _ ?n 1 ?v)] => rewrite (resize_vec_col v)
  | |- context [hadamard (vec ?A) (vec ?B)] => rewrite (vec_hadamard A B)
  | |- context [exp_entries (vec ?A)] => rewrite (exp_vec A)
  | |- context [exp_entries (GRing.scale ?x (vec ?A))] => rewrite (exp_scale_vec x A)
  | |- context [mulmx (resize ?p ?nq (@kron _ ?p _ 1 _ ?A ?b)) (vec ?X)] =>
      rewrite (resize_kron_thin A b X)
  | |- context [mulmx (ones 1 1) ?A] => rewrite (one_by_one_mul A)
  | |- context [reciprocal_entries (vec ?A)] => rewrite (reciprocal_vec A)
  | |- context [exp_entries (resize ?p ?q ?A)] =>
      rewrite (@exp_resize _ _ p q A); [ | solve [equal_sizes] | solve [equal_sizes] ]
  end.

Ltac unfolded_sums := rewrite /score; repeat match goal with
  | |- context [colvec ?A] => rewrite (colvec_vec A)
  | |- context [rowsum ?A] => rewrite (rowsumE A)
  | |- context [colsum ?A] => rewrite (colsumE A)
  end.

(* A .* B and B .* A are written alike. *)
Ltac commuted := repeat match goal with
  | |- context [hadamard ?A ?B] =>
      lazymatch A with B => fail | _ => idtac end;
      match goal with
      | |- context [hadamard B A] => rewrite (hadamardC B A)
      end
  end.

Ltac normal_form :=
  unfolded_sums; contracted;
  repeat progress (transposed; distributed; contracted); commuted.

Ltac split_entries := repeat match goal with
  | |- context [fun_of_matrix (GRing.add ?A ?B) ?i ?j] =>
      rewrite (add_entry A B i j)
  | |- context [fun_of_matrix (GRing.opp ?A) ?i ?j] => rewrite (opp_entry A i j)
  | |- context [fun_of_matrix (GRing.scale ?x ?A) ?i ?j] =>
      rewrite (scale_entry x A i j)
  | |- context [fun_of_matrix (hadamard ?A ?B) ?i ?j] =>
      rewrite (hadamard_entry A B i j)
  | |- context [fun_of_matrix (trmx ?A) ?i ?j] => rewrite (tr_entry A i j)
  | |- context [fun_of_matrix (vec ?A) ?i ?j] => rewrite (vec_entry A i j)
  | |- context [fun_of_matrix (ones ?m ?n) ?i ?j] => rewrite (@ones_entry m n i j)
  | |- context [@fun_of_matrix _ ?m ?n (GRing.zero _) ?i ?j] =>
      rewrite (@zero_entry m n i j)
  | |- context [fun_of_matrix (mulmx (diag ?v) ?A) ?i ?j] =>
      rewrite (diag_mul v A i j)
  | |- context [fun_of_matrix (mulmx ?A (diag ?v)) ?i ?j] =>
      rewrite (mul_diag v A i j)
  | |- context [fun_of_matrix (exp_entries ?A) ?i ?j] =>
      rewrite (exp_entries_entry A i j)
  | |- context [fun_of_matrix (reciprocal_entries ?A) ?i ?j] =>
      rewrite (reciprocal_entry A i j)
  end.

Ltac abstract_numbers :=
  repeat match goal with
  | |- context [fun_of_matrix ?A ?i ?j] =>
      let x := fresh "x" in move: (fun_of_matrix A i j) => x
  | |- context [@frobenius ?K ?m ?n ?A ?B] =>
      let x := fresh "x" in move: (@frobenius K m n A B) => x
  end.

(* Equal as they are written; conversion is not tried, for it may be slow. *)
Ltac same_text := match goal with |- ?x = ?x => reflexivity end.

Lemma natural_neq0 (n : nat) : (0 < n)%N -> INR n <> R0.
Proof. by move=> n_gt0; apply: not_0_INR; case: n n_gt0. Qed.

Ltac close_field := field; repeat split;
  first [ assumption | by apply: natural_neq0 | lra | by apply/eqP ].

Ltac close_real :=
  abstract_numbers; real_operations;
  first [ same_text | ring | close_field ].

Ltac by_entries :=
  let i := fresh "i" in let j := fresh "j" in
  apply/matrixP => i j; split_entries; close_real.

Ltac abstract_softmax :=
  repeat match goal with |- context [softmax ?S] =>
    let f := fresh "f" in move: (softmax S) => f end.

Ltac reassociated := rewrite /score ?trmxK -?mulmxA; same_text.

Ltac scalars :=
  repeat match goal with
  | |- context [\tr (mulmx (trmx ?A) ?B)] => rewrite (mxtrace_frobenius A B)
  | |- context [fun_of_matrix (@mulmx _ 1 ?n 1 ?A ?B) ?i ?j] =>
      rewrite (product_frobenius A B i j)
  | |- context [sum_entries (GRing.scale ?x ?A)] => rewrite (sum_entriesZ x A)
  | |- context [sum_entries (hadamard ?A ?B)] => rewrite (sum_entries_hadamard A B)
  | |- context [sum_entries ?A] => rewrite (sum_entries_frobenius A)
  | |- context [frobenius (GRing.add ?A ?B) ?C] => rewrite (frobeniusDl A B C)
  | |- context [frobenius ?C (GRing.add ?A ?B)] => rewrite (frobeniusDr A B C)
  | |- context [frobenius (GRing.opp ?A) ?C] => rewrite (frobeniusNl A C)
  | |- context [frobenius ?C (GRing.opp ?A)] => rewrite (frobeniusNr A C)
  | |- context [frobenius (GRing.scale ?x ?A) ?C] => rewrite (frobeniusZl x A C)
  | |- context [frobenius ?C (GRing.scale ?x ?A)] => rewrite (frobeniusZr x A C)
  | |- context [frobenius (vec ?A) (vec ?B)] => rewrite (frobenius_vec A B)
  end.

Ltac close_matrix :=
  lazymatch goal with
  | |- @eq (matrix _ _ _) _ _ => by_entries
  | |- _ => scalars; transposed; distributed; contracted; scalars;
            split_entries; close_real
  end.

(* Residuals softmax S *m C3 - Y and weights W0 + B A need not be multiplied
   out where both sides use them alike. *)
Ltac abstract_parts :=
  repeat match goal with
  | |- context [GRing.add (mulmx ?f ?C) (GRing.opp ?Y)] =>
      is_var f; is_var Y;
      let c := fresh "c" in move: (GRing.add (mulmx f C) (GRing.opp Y)) => c
  | |- context [GRing.add ?W (mulmx ?B ?A)] =>
      is_var W; is_var B; is_var A;
      let w := fresh "w" in move: (GRing.add W (mulmx B A)) => w
  end.

(* What is left when terms that are equal are written differently. *)
Ltac close_slowly :=
  rewrite ?(hadamard0, diag0, mul0mx, mulmx0, scaler0, addr0, add0r, oppr0);
  rewrite ?(row_mxKr, row_mxKl);
  first [ reflexivity
        | let i := fresh "i" in let j := fresh "j" in
          apply/matrixP => i j; split_entries; real_operations;
          first [ ring | close_field ] ].

Ltac matrix_ring :=
  first [ solve [reassociated]
        | solve [lazymatch goal with |- @eq R _ _ => abstract_softmax; close_matrix end]
        | solve [lazymatch goal with |- @eq R _ _ =>
                   unfolded_sums; contracted; scalars; normal_form; scalars;
                   split_entries; close_real end]
        | solve [transposed; rewrite -?mulmxA; abstract_softmax; abstract_parts;
                 normal_form; first [same_text | close_matrix]]
        | solve [abstract_softmax; normal_form; first [same_text | close_matrix]]
        | solve [normal_form; first [same_text | close_matrix]]
        | solve [abstract_softmax; normal_form; close_slowly]
        | solve [normal_form; close_slowly] ].

Ltac find_gradients :=
  repeat (eexists; split; [ gradient_by_rules | ]).

Ltac claim_by_rules := cbv zeta; intros; find_gradients; matrix_ring.
