(* Kronecker products, vec and the commutation matrix, for all sizes, over    *)
(* any commutative ring.                                                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   vec_trick          kron A B *m vec X = vec (A X B^T)          Lemma 2.1  *)
(*   commutation_vec    commutation m n *m vec W = vec W^T         Lemma D.2  *)
(*   face_splitting     rowkron U1 U2 *m (rowkron V1 V2)^T                    *)
(*                      = (U1 V1^T) .* (U2 V2^T)                       C.5    *)
(*   kron_mul, kron_tr  products and transposes of Kronecker products         *)
(*   resize_id, ...     resize between sizes that are equal                   *)

From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma sum_delta (K : ringType) n (i : 'I_n) (F : 'I_n -> K) :
  \sum_j (if i == j then F j else 0) = F i.
Proof.
rewrite (bigD1 i) //= eqxx big1 ?addr0 // => j j_neq_i.
by rewrite eq_sym (negPf j_neq_i).
Qed.

Lemma sum_delta_sym (K : ringType) n (i : 'I_n) (F : 'I_n -> K) :
  \sum_j (if j == i then F j else 0) = F i.
Proof. by rewrite -(sum_delta i); apply: eq_bigr => j _; rewrite eq_sym. Qed.

Section VecKron.
Variable K : comRingType.
Implicit Types m n p q s t : nat.

Lemma vec_trick m n p q (A : 'M[K]_(m, n)) (B : 'M[K]_(p, q)) (X : 'M_(n, q)) :
  kron A B *m vec X = vec (A *m (X *m B^T)).
Proof.
apply/matrixP => k j; rewrite !mxE sum_pair; apply: eq_bigr => a _.
rewrite mxE mulr_sumr; apply: eq_bigr => b _.
by rewrite !mxE !block_of_pair !place_of_pair -mulrA [X in _ * X]mulrC.
Qed.

Lemma kron_colvec m n p q (A : 'M[K]_(m, n)) (B : 'M[K]_(p, q)) (X : 'M_(q, n)) :
  kron A B *m colvec X = colvec (B *m (X *m A^T)).
Proof.
have eq_vec a b (Z : 'M[K]_(a, b)) : colvec Z = vec Z^T.
  by apply/matrixP => k j; rewrite !mxE.
by rewrite !eq_vec vec_trick !trmx_mul trmxK mulmxA.
Qed.

Lemma kron_mul m n p q s t (A : 'M[K]_(m, n)) (B : 'M[K]_(p, q))
    (C : 'M[K]_(n, s)) (D : 'M[K]_(q, t)) :
  kron A B *m kron C D = kron (A *m C) (B *m D).
Proof.
apply/matrixP => k l; rewrite !mxE sum_pair mulr_suml; apply: eq_bigr => a _.
rewrite mulr_sumr; apply: eq_bigr => b _.
by rewrite !mxE !block_of_pair !place_of_pair mulrACA.
Qed.

Lemma kron_tr m n p q (A : 'M[K]_(m, n)) (B : 'M[K]_(p, q)) :
  (kron A B)^T = kron A^T B^T.
Proof. by apply/matrixP => k l; rewrite !mxE. Qed.

Lemma rowkron_tr m n q (A : 'M[K]_(m, n)) (B : 'M[K]_(m, q)) :
  (rowkron A B)^T = colkron A^T B^T.
Proof. by apply/matrixP => k l; rewrite !mxE. Qed.

Lemma colkron_tr m p n (A : 'M[K]_(m, n)) (B : 'M[K]_(p, n)) :
  (colkron A B)^T = rowkron A^T B^T.
Proof. by apply/matrixP => k l; rewrite !mxE. Qed.

Lemma kron1 m p : kron (1%:M : 'M[K]_m) (1%:M : 'M[K]_p) = 1%:M.
Proof.
apply/matrixP => k l; rewrite !mxE index_eq.
by case: (_ == _); case: (_ == _); rewrite ?mulr1 ?mulr0 ?mul0r.
Qed.

Lemma commutation_vec m n (W : 'M[K]_(m, n)) :
  commutation m n *m vec W = vec W^T.
Proof.
apply/matrixP => k j; rewrite !mxE sum_pair exchange_big /=.
transitivity (\sum_(b < n) if block_of k == b then W (place_of k) b else 0).
  apply: eq_bigr => b _; transitivity
    (\sum_(a < m) if place_of k == a
                  then (if block_of k == b then W a b else 0) else 0).
    apply: eq_bigr => a _; rewrite !mxE !block_of_pair !place_of_pair.
    by do 2 case: (_ == _); rewrite ?mul1r ?mul0r.
  by rewrite sum_delta.
by rewrite sum_delta.
Qed.

Lemma commutation_tr m n : (commutation m n : 'M[K]__)^T = commutation n m.
Proof.
apply/matrixP => k l; rewrite !mxE andbC.
by rewrite (eq_sym (block_of l)) (eq_sym (place_of l)).
Qed.

Lemma vec_inj m n : injective (@vec K m n).
Proof.
move=> A B /matrixP eqAB; apply/matrixP => i j.
by have := eqAB (pair_index i j) 0; rewrite !mxE block_of_pair place_of_pair.
Qed.

Lemma vec_columns q m n (A B : 'M[K]_(q, m * n)) :
  (forall W : 'M_(m, n), A *m vec W = B *m vec W) -> A = B.
Proof.
move=> eqAB; apply/matrixP => i; apply: index_pairP => a b.
have := eqAB (delta_mx a b) => /matrixP /(_ i 0); rewrite !mxE.
have pick (C : 'M[K]_(q, m * n)) :
  \sum_k C i k * vec (delta_mx a b) k 0 = C i (pair_index a b).
  rewrite (bigD1 (pair_index a b)) //= big1 => [|k k_neq].
    by rewrite !mxE block_of_pair place_of_pair !eqxx mulr1 addr0.
  move: k_neq; rewrite index_eq block_of_pair place_of_pair !mxE.
  by case: (_ == _); case: (_ == _); rewrite ?mulr0.
by rewrite !pick.
Qed.

Lemma commutation_mul m n :
  commutation n m *m commutation m n = 1%:M :> 'M[K]__.
Proof.
apply: vec_columns => W.
by rewrite -mulmxA !commutation_vec trmxK mul1mx.
Qed.

Lemma commutation_kron m n (a : 'M[K]_(m, 1)) (b : 'M[K]_(n, 1)) :
  commutation n m *m kron b a = kron a b.
Proof.
have kron_vec k l (u : 'M[K]_(k, 1)) (v : 'M[K]_(l, 1)) :
    kron u v = vec (u *m v^T).
  apply/matrixP => i j; rewrite !mxE big_ord1 !mxE.
  by congr (u _ _ * v _ _); apply: ord1.
by rewrite !kron_vec commutation_vec trmx_mul trmxK.
Qed.

Lemma colvecE m n (A : 'M[K]_(m, n)) : colvec A = vec A^T.
Proof. by apply/matrixP => k j; rewrite !mxE. Qed.

Lemma vecD m n (A B : 'M[K]_(m, n)) : vec (A + B) = vec A + vec B.
Proof. by apply/matrixP => k j; rewrite !mxE. Qed.
Lemma vecN m n (A : 'M[K]_(m, n)) : vec (- A) = - vec A.
Proof. by apply/matrixP => k j; rewrite !mxE. Qed.
Lemma vecZ m n x (A : 'M[K]_(m, n)) : vec (x *: A) = x *: vec A.
Proof. by apply/matrixP => k j; rewrite !mxE. Qed.

Lemma face_splitting m n k1 k2 (U1 : 'M[K]_(m, k1)) (V1 : 'M[K]_(n, k1))
    (U2 : 'M[K]_(m, k2)) (V2 : 'M[K]_(n, k2)) :
  rowkron U1 U2 *m colkron V1^T V2^T = (U1 *m V1^T) .* (U2 *m V2^T).
Proof.
apply/matrixP => i j; rewrite !mxE sum_pair mulr_suml; apply: eq_bigr => a _.
rewrite mulr_sumr; apply: eq_bigr => b _.
by rewrite !mxE block_of_pair place_of_pair mulrACA.
Qed.

Lemma diag_mul m n (v : 'M[K]_(m, 1)) (A : 'M[K]_(m, n)) i j :
  (diag v *m A) i j = v i 0 * A i j.
Proof.
rewrite mxE (bigD1 i) //= big1 => [|k k_neq_i]; rewrite !mxE.
  by rewrite eqxx addr0.
by rewrite eq_sym (negPf k_neq_i) mul0r.
Qed.

Lemma mul_diag m n (v : 'M[K]_(n, 1)) (A : 'M[K]_(m, n)) i j :
  (A *m diag v) i j = A i j * v j 0.
Proof.
rewrite mxE (bigD1 j) //= big1 => [|k k_neq_j]; rewrite !mxE.
  by rewrite eqxx addr0.
by rewrite (negPf k_neq_j) mulr0.
Qed.

Lemma diag_tr n (v : 'M[K]_(n, 1)) : (diag v)^T = diag v.
Proof. by apply/matrixP => i j; rewrite !mxE eq_sym; case: eqP => [->|]. Qed.

Lemma diag_vec m n (A B : 'M[K]_(m, n)) : diag (vec A) *m vec B = vec (A .* B).
Proof. by apply/matrixP => k j; rewrite diag_mul !mxE. Qed.

(* The block matrix whose column j is e_j (x) f_j: it holds the rows of f. *)
Lemma block_columns_mul m n (f : 'M[K]_(m, n)) (v : 'M[K]_(m, 1)) :
  colkron (1%:M : 'M_m) f^T *m v = vec (diag v *m f).
Proof.
apply/matrixP => k j; rewrite [RHS]mxE diag_mul !mxE.
rewrite (bigD1 (block_of k)) //= big1 => [|i i_neq]; rewrite !mxE.
  by rewrite eqxx mul1r addr0 mulrC (ord1 j).
by rewrite eq_sym (negPf i_neq) !mul0r.
Qed.

Lemma block_rows_mul m n (f q : 'M[K]_(m, n)) :
  rowkron (1%:M : 'M_m) f *m vec q = rowsum (f .* q).
Proof.
apply/matrixP => i j; rewrite !mxE sum_pair (bigD1 i) //=.
rewrite [X in _ + X]big1 => [|l l_neq].
  rewrite addr0; apply: eq_bigr => b _.
  by rewrite !mxE block_of_pair place_of_pair eqxx mul1r.
apply: big1 => b _; rewrite !mxE block_of_pair place_of_pair.
by rewrite eq_sym (negPf l_neq) !mul0r.
Qed.

(* resize *)
Lemma resize_entry m n p q (A : 'M[K]_(m, n)) (eq_m : m = p) (eq_n : n = q) i j :
  resize p q A i j = A (cast_ord (esym eq_m) i) (cast_ord (esym eq_n) j).
Proof.
move: i j; rewrite /resize; case: p / eq_m; case: q / eq_n => i j.
by rewrite conform_mx_id !cast_ord_id.
Qed.

Lemma resize_id m n (A : 'M[K]_(m, n)) : resize m n A = A.
Proof. exact: conform_mx_id. Qed.

Lemma resize_vec_row n (x : 'M[K]_(1, n)) : resize n 1 (vec x) = x^T.
Proof.
apply/matrixP => i j; rewrite (resize_entry _ (mul1n n) (erefl 1%N)) !mxE.
congr (x _ _); first by rewrite [LHS]ord1 [RHS]ord1.
apply: val_inj; rewrite /= modn_small //; exact: ltn_ord.
Qed.

Lemma resize_vec_col n (v : 'M[K]_(n, 1)) : resize n 1 (vec v) = v.
Proof.
apply/matrixP => i j; rewrite (resize_entry _ (muln1 n) (erefl 1%N)) !mxE.
by congr (v _ _); [apply: val_inj; rewrite /= divn1 | rewrite [LHS]ord1 [RHS]ord1].
Qed.

Lemma resize_mul m n p m' p' (A : 'M[K]_(m, n)) (B : 'M[K]_(n, p)) :
  m = m' -> p = p' ->
  resize m' p' (A *m B) = resize m' n A *m resize n p' B.
Proof. by move=> <- <-; rewrite !resize_id. Qed.

Lemma resize_tr m n p q (A : 'M[K]_(m, n)) :
  m = p -> n = q -> (resize p q A)^T = resize q p A^T.
Proof. by move=> <- <-; rewrite !resize_id. Qed.

End VecKron.
