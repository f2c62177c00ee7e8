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

From Coq Require Import Reals.
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

(* Numbers made from matrices: all become sums of products of entries. *)
Lemma mxtrace_frobenius m n (A : 'M[R]_(m, n)) (B : 'M_(m, n)) :
  \tr (A^T *m B) = frobenius A B.
Proof. by rewrite frobenius_tr. Qed.

Ltac rewrite_scalars :=
  rewrite ?(mxtrace_frobenius, sum_entries_hadamard, sum_entries_frobenius);
  rewrite ?(frobeniusDl, frobeniusDr, frobeniusNl, frobeniusNr, frobeniusZl,
            frobeniusZr, frobenius0l, frobenius0r).

(* Equalities of sizes that the translation asks for. *)
Ltac size_side := first [ by [] | exact: mul1n | exact: muln1 ].

Ltac rewrite_transposes := rewrite ?(trmx_mul, trmxD, trmxN, trmxZ, trmxK, trmx0, trmx1,
  (trmx_hadamard, trmx_ones, trmx_exp, trmx_reciprocal), (@kron_tr real_comRingType), (@rowkron_tr real_comRingType),
  (@colkron_tr real_comRingType), (@diag_tr real_comRingType), tr_row_mx, tr_col_mx, (@commutation_tr real_comRingType)).

Ltac rewrite_sums := rewrite ?(mulmxDl, mulmxDr, mulNmx, mulmxN, mulmx0, mul0mx,
  (hadamardDl, hadamardDr, hadamardNl, hadamardNr, hadamardZl, hadamardZr),
  (diagD, diagN), ((@vecD real_comRingType), (@vecN real_comRingType), (@vecZ real_comRingType)), (scalerDr, scalerN, scalerA, scaler0),
  (addr0, add0r, oppr0, opprK, subr0, sub0r, opprD)).

Ltac rewrite_products := rewrite ?(mul1mx, mulmx1, (@vec_trick real_comRingType), (@kron_mul real_comRingType), (@commutation_vec real_comRingType),
  (@diag_vec real_comRingType), ((@block_columns_mul real_comRingType), block_rows_vec, (@face_splitting real_comRingType)),
  ((@kron1 real_comRingType), diag_ones, softmax_ones, mul_diag_col, mul_diag_diag, diagonal_mul,
   diagonal_diag, hadamard_ones, ones_hadamard),
  (mul_row_mx, mul_col_mx, mul_mx_row, (@commutation_kron real_comRingType), (@commutation_mul real_comRingType)),
  ((@resize_vec_row real_comRingType), (@resize_vec_col real_comRingType), (@resize_id real_comRingType)), (vec_hadamard, exp_vec)).

Ltac normal_form :=
  rewrite /score ?((@colvecE real_comRingType), rowsumE, colsumE);
  repeat progress (
    rewrite_transposes;
    rewrite_sums;
    rewrite -?(scalemxAl, scalemxAr);
    rewrite -?mulmxA;
    rewrite_products).

Ltac rewrite_entries := rewrite ?(add_entry, opp_entry, scale_entry, hadamard_entry,
  tr_entry, vec_entry, ones_entry, zero_entry, (@diag_mul real_comRingType), (@mul_diag real_comRingType),
  exp_entries_entry, reciprocal_entry).

(* Equal as they are written; conversion is not tried, for it may be slow. *)
Ltac same_text := match goal with |- ?x = ?x => reflexivity end.

Ltac close_real :=
  real_operations; first [ same_text | ring | field; by [] ].

Ltac by_entries :=
  let i := fresh "i" in let j := fresh "j" in
  apply/matrixP => i j; rewrite_entries; close_real.

Ltac abstract_softmax :=
  repeat match goal with |- context [softmax ?S] =>
    let f := fresh "f" in move: (softmax S) => f end.

Ltac reassociated := rewrite /score ?trmxK -?mulmxA; same_text.

Ltac close_matrix :=
  lazymatch goal with
  | |- @eq R _ _ => rewrite_scalars; close_real
  | |- _ => by_entries
  end.

Ltac matrix_ring :=
  first [ solve [reassociated]
        | solve [abstract_softmax; normal_form; first [same_text | close_matrix]]
        | solve [normal_form; first [same_text | close_matrix]] ].

Ltac find_gradients :=
  repeat (eexists; split; [ gradient_by_rules | ]).

Ltac claim_by_rules := cbv zeta; intros; find_gradients; matrix_ring.
