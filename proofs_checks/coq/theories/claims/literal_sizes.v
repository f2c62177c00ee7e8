(* Matrices whose sizes are small numbers, entry by entry.                    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   index_cases      an index is 0 or the successor of one                   *)
(*   each_index i     a goal for each value of an index                       *)
(*   literal_claim    closes a claim without a derivative: all entries        *)
(*                    written out as numbers                                  *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring entry_rules real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma index_cases n (P : 'I_n.+1 -> Prop) :
  P ord0 -> (forall k : 'I_n, P (lift ord0 k)) -> forall i, P i.
Proof. by move=> P0 Pk i; case: (unliftP ord0 i) => [k ->|->]. Qed.

Ltac each_index i :=
  lazymatch type of i with
  | ordinal O => by case: i
  | ordinal (S ?n) =>
      let k := fresh "k" in
      revert i; refine (@index_cases n _ _ _); [ | intro k; each_index k]
  end.

Ltac written_out := repeat rewrite ?(mxE, big_ord_recl, big_ord0) /=.

Ltac literal_claim :=
  cbv zeta; intros; rewrite ?resize_id;
  try (let i := fresh "i" in let j := fresh "j" in
       apply/matrixP => i j; each_index i; each_index j);
  rewrite /mxtrace /sum_entries /frobenius; written_out;
  real_operations; abstract_numbers; fractions.
