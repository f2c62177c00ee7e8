(* The inner product of matrices, sum_ij A i j * B i j: rules to move factors *)
(* from one side to the other.                                                *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   frobenius_tr                it is the trace of G^T E                     *)
(*   frobeniusC, Dl, Dr, Zl ...  symmetric, and linear in both arguments      *)
(*   frobenius_delta             against the unit matrix of i, j: the entry   *)
(*   frobenius_mull, _mulr, _trmx, _hadamard, _vec                            *)
(*                               the adjoint of each operation                *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import real_field index_pair matrix_operations vec_kron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Frobenius.
Variables m n : nat.
Implicit Types G E A B : 'M[R]_(m, n).

Lemma frobenius_tr G E : frobenius G E = \tr (G^T *m E).
Proof.
rewrite /frobenius /mxtrace exchange_big; apply: eq_bigr => j _.
by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma frobeniusC G E : frobenius G E = frobenius E G.
Proof. by do 2 (apply: eq_bigr => ? _); rewrite mulrC. Qed.

Lemma frobeniusDl A B E :
  frobenius (A + B) E = frobenius A E + frobenius B E.
Proof.
rewrite /frobenius -big_split; apply: eq_bigr => i _.
by rewrite -big_split; apply: eq_bigr => j _; rewrite mxE mulrDl.
Qed.

Lemma frobeniusDr A B E :
  frobenius E (A + B) = frobenius E A + frobenius E B.
Proof. by rewrite !(frobeniusC E) frobeniusDl. Qed.

Lemma frobeniusZl x A E : frobenius (x *: A) E = x * frobenius A E.
Proof.
rewrite /frobenius mulr_sumr; apply: eq_bigr => i _.
by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mxE mulrA.
Qed.

Lemma frobeniusZr x A E : frobenius E (x *: A) = x * frobenius E A.
Proof. by rewrite !(frobeniusC E) frobeniusZl. Qed.

Lemma frobeniusNl A E : frobenius (- A) E = - frobenius A E.
Proof. by rewrite -scaleN1r frobeniusZl mulN1r. Qed.

Lemma frobeniusNr A E : frobenius E (- A) = - frobenius E A.
Proof. by rewrite !(frobeniusC E) frobeniusNl. Qed.

Lemma frobenius0l E : frobenius 0 E = 0.
Proof. by rewrite -(scale0r E) frobeniusZl mul0r. Qed.

Lemma frobenius0r E : frobenius E 0 = 0.
Proof. by rewrite frobeniusC frobenius0l. Qed.

Lemma frobenius_delta G i j : frobenius G (delta_mx i j) = G i j.
Proof.
rewrite /frobenius (bigD1 i) //= (bigD1 j) //= !mxE !eqxx mulr1.
rewrite big1 => [|k k_neq]; last by rewrite !mxE (negPf k_neq) andbF mulr0.
rewrite addr0 big1 ?addr0 // => k k_neq.
by apply: big1 => l _; rewrite !mxE (negPf k_neq) mulr0.
Qed.

End Frobenius.

Lemma frobenius_mull m n p (P : 'M[R]_(m, n)) (X : 'M_(m, p)) (Y : 'M_(p, n)) :
  frobenius P (X *m Y) = frobenius (X^T *m P) Y.
Proof. by rewrite !frobenius_tr trmx_mul trmxK mulmxA. Qed.

Lemma frobenius_mulr m n p (P : 'M[R]_(m, n)) (X : 'M_(m, p)) (Y : 'M_(p, n)) :
  frobenius P (X *m Y) = frobenius (P *m Y^T) X.
Proof.
rewrite !frobenius_tr trmx_mul trmxK mulmxA.
by rewrite mxtrace_mulC mulmxA.
Qed.

Lemma frobenius_trmx m n (P : 'M[R]_(m, n)) (X : 'M_(n, m)) :
  frobenius P X^T = frobenius P^T X.
Proof.
rewrite /frobenius exchange_big; apply: eq_bigr => i _.
by apply: eq_bigr => j _; rewrite !mxE.
Qed.

Lemma frobenius_hadamard m n (P A X : 'M[R]_(m, n)) :
  frobenius P (A .* X) = frobenius (P .* A) X.
Proof. by do 2 (apply: eq_bigr => ? _); rewrite !mxE mulrA. Qed.

Lemma frobenius_vec m n (P X : 'M[R]_(m, n)) :
  frobenius (vec P) (vec X) = frobenius P X.
Proof.
rewrite /frobenius sum_pair; apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite big_ord1 !mxE block_of_pair place_of_pair.
Qed.
