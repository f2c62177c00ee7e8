(* A number below m * n as a pair: block i and place j, with number i * n + j. *)
(*                                                                            *)
(* Dictionary (rows, columns and places are counted from 0)                   *)
(*   pair_index i j   the number i * n + j, for i < m and j < n               *)
(*   block_of k       the quotient k / n : 'I_m                               *)
(*   place_of k       the remainder k mod n : 'I_n                            *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Section IndexPair.
Variables m n : nat.

Fact pair_index_subproof (i : 'I_m) (j : 'I_n) : (i * n + j < m * n)%N.
Proof.
apply: (@leq_trans (i * n + n)); first by rewrite ltn_add2l.
by rewrite -mulSnr leq_mul2r ltn_ord orbT.
Qed.

Definition pair_index (i : 'I_m) (j : 'I_n) : 'I_(m * n) :=
  Ordinal (pair_index_subproof i j).

Fact width_gt0 (k : 'I_(m * n)) : (0 < n)%N.
Proof. by case: n k => [|//] [k]; rewrite muln0. Qed.

Fact block_of_subproof (k : 'I_(m * n)) : (k %/ n < m)%N.
Proof. by rewrite ltn_divLR ?ltn_ord // (width_gt0 k). Qed.

Fact place_of_subproof (k : 'I_(m * n)) : (k %% n < n)%N.
Proof. by rewrite ltn_mod (width_gt0 k). Qed.

Definition block_of (k : 'I_(m * n)) : 'I_m := Ordinal (block_of_subproof k).
Definition place_of (k : 'I_(m * n)) : 'I_n := Ordinal (place_of_subproof k).

Lemma pair_indexK (k : 'I_(m * n)) : pair_index (block_of k) (place_of k) = k.
Proof. by apply: val_inj; rewrite /= -divn_eq. Qed.

Lemma block_of_pair i j : block_of (pair_index i j) = i.
Proof.
apply: val_inj; have n_gt0 : (0 < n)%N by apply: leq_trans (ltn_ord j).
by rewrite /= divnMDl // divn_small ?addn0.
Qed.

Lemma place_of_pair i j : place_of (pair_index i j) = j.
Proof. by apply: val_inj; rewrite /= modnMDl modn_small. Qed.

Lemma pair_index_eq i j i' j' :
  (pair_index i j == pair_index i' j') = (i == i') && (j == j').
Proof.
apply/eqP/andP => [eq_k | [/eqP -> /eqP ->] //].
by rewrite -(block_of_pair i j) -[in j == _](place_of_pair i j) eq_k
  block_of_pair place_of_pair.
Qed.

Lemma index_eq (k l : 'I_(m * n)) :
  (k == l) = (block_of k == block_of l) && (place_of k == place_of l).
Proof. by rewrite -pair_index_eq !pair_indexK. Qed.

Lemma index_pairP (P : 'I_(m * n) -> Prop) :
  (forall i j, P (pair_index i j)) -> forall k, P k.
Proof. by move=> Pij k; rewrite -(pair_indexK k). Qed.

Lemma sum_pair (K : zmodType) (F : 'I_(m * n) -> K) :
  (\sum_k F k = \sum_i \sum_j F (pair_index i j))%R.
Proof.
rewrite pair_big /=.
rewrite (reindex (fun p : 'I_m * 'I_n => pair_index p.1 p.2)) //=.
exists (fun k => (block_of k, place_of k)) => [[i j] | k] _ /=.
  by rewrite block_of_pair place_of_pair.
exact: pair_indexK.
Qed.

End IndexPair.
