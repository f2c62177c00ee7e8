(* The operations on matrices that the paper uses and MathComp lacks.         *)
(*                                                                            *)
(* Dictionary (A, B matrices; v a column; x numbers of a commutative ring K)  *)
(*   A .* B          the Hadamard product                                     *)
(*   ones m n        the matrix of ones                                       *)
(*   rowsum A        the column of the sums of the rows                       *)
(*   colsum A        the row of the sums of the columns                       *)
(*   sum_entries A   the sum of all entries                                   *)
(*   diag v          the diagonal matrix with the entries of v                *)
(*   diagonal A      the column of the diagonal entries of a square matrix    *)
(*   vec A           the rows one below the other: A i j stands at i * n + j  *)
(*   colvec A        the columns one below the other                          *)
(*   kron A B        the Kronecker product                                    *)
(*   rowkron A B     face-splitting: row i is the Kronecker product of the    *)
(*                   rows i                                                   *)
(*   colkron A B     column j is the Kronecker product of the columns j       *)
(*   commutation m n the permutation with commutation m n *m vec A = vec A^T  *)
(*   frobenius A B   sum_ij A i j * B i j                                     *)
(*   resize A        A as a matrix of other sizes that are equal but written  *)
(*                   differently (1 * n and n); 0 when they are not equal     *)

From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Operations.
Variable K : comRingType.
Implicit Types m n p q : nat.

Definition hadamard m n (A B : 'M[K]_(m, n)) : 'M[K]_(m, n) :=
  \matrix_(i, j) (A i j * B i j).
Definition ones m n : 'M[K]_(m, n) := \matrix_(i, j) 1.
Definition rowsum m n (A : 'M[K]_(m, n)) : 'M[K]_(m, 1) :=
  \matrix_(i, j) \sum_k A i k.
Definition colsum m n (A : 'M[K]_(m, n)) : 'M[K]_(1, n) :=
  \matrix_(i, j) \sum_k A k j.
Definition sum_entries m n (A : 'M[K]_(m, n)) : K := \sum_i \sum_j A i j.
Definition diag n (v : 'M[K]_(n, 1)) : 'M[K]_(n, n) :=
  \matrix_(i, j) (if i == j then v i 0 else 0).
Definition diagonal n (A : 'M[K]_(n, n)) : 'M[K]_(n, 1) :=
  \matrix_(i, j) A i i.
Definition vec m n (A : 'M[K]_(m, n)) : 'M[K]_(m * n, 1) :=
  \matrix_(k, j) A (block_of k) (place_of k).
Definition colvec m n (A : 'M[K]_(m, n)) : 'M[K]_(n * m, 1) :=
  \matrix_(k, j) A (place_of k) (block_of k).
Definition kron m n p q (A : 'M[K]_(m, n)) (B : 'M[K]_(p, q)) :
  'M[K]_(m * p, n * q) :=
  \matrix_(k, l) (A (block_of k) (block_of l) * B (place_of k) (place_of l)).
Definition rowkron m n q (A : 'M[K]_(m, n)) (B : 'M[K]_(m, q)) :
  'M[K]_(m, n * q) :=
  \matrix_(i, l) (A i (block_of l) * B i (place_of l)).
Definition colkron m p n (A : 'M[K]_(m, n)) (B : 'M[K]_(p, n)) :
  'M[K]_(m * p, n) :=
  \matrix_(k, j) (A (block_of k) j * B (place_of k) j).
Definition commutation m n : 'M[K]_(n * m, m * n) :=
  \matrix_(k, l)
    (if (block_of k == place_of l) && (place_of k == block_of l) then 1 else 0).
Definition frobenius m n (A B : 'M[K]_(m, n)) : K :=
  \sum_i \sum_j A i j * B i j.
Definition resize m n p q (A : 'M[K]_(m, n)) : 'M[K]_(p, q) := conform_mx 0 A.

End Operations.

Arguments ones {K}.
Arguments commutation {K}.
Notation "A .* B" := (hadamard A B) (at level 40, left associativity) :
  ring_scope.
