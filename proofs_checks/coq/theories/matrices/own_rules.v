(* Rules for a reader's own claims, beyond those that the ledger's need.      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   trace_plain, diag_plain, ...   operations as sums and products of        *)
(*                    matrices, stated of the operation itself, so that they  *)
(*                    rewrite inside a loss                                   *)
(*   own_gradients    finds every gradient, with these                        *)
(*   known_equality   equalities that are lemmas: cyclic traces, shifts       *)
(*   use_hypotheses   rewrites by the equations that are taken for granted    *)
(*   matrices_claim   closes a claim by rules for matrices                    *)

From Coq Require Import Reals FunctionalExtensionality.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring entry_rules real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma trace_plain n :
  @mxtrace real_ringType n = fun A => sum_entries ((1%:M : 'M[R]_n) .* A).
Proof.
apply: functional_extensionality => A; apply: eq_bigr => i _.
rewrite (bigD1 i) //= big1 => [|j j_neq]; rewrite !mxE.
  by rewrite eqxx mul1r addr0.
by rewrite eq_sym (negPf j_neq) mul0r.
Qed.

Lemma diag_plain n :
  @diag real_comRingType n = fun v => (v *m ones 1 n) .* (1%:M : 'M[R]_n).
Proof.
apply: functional_extensionality => v; apply/matrixP => i j.
rewrite !mxE big_ord1 mxE mulr1.
by case: (i == j); rewrite ?mulr1 ?mulr0.
Qed.

Lemma rowsum_plain m n : @rowsum real_comRingType m n = fun A => A *m ones n 1.
Proof. by apply: functional_extensionality => A; exact: rowsumE. Qed.

Lemma colsum_plain m n : @colsum real_comRingType m n = fun A => ones 1 m *m A.
Proof. by apply: functional_extensionality => A; exact: colsumE. Qed.

Lemma trace_kron m n (A : 'M[R]_m) (B : 'M[R]_n) : \tr (kron A B) = \tr A * \tr B.
Proof.
rewrite /mxtrace sum_pair mulr_suml; apply: eq_bigr => i _.
by rewrite mulr_sumr; apply: eq_bigr => j _; rewrite mxE !block_of_pair !place_of_pair.
Qed.

Lemma diagonal_of_plain n (A : 'M[R]_n) : (A .* 1%:M) *m ones n 1 = diagonal A.
Proof.
apply/matrixP => i j; rewrite !mxE (bigD1 i) //= big1 => [|k k_neq]; rewrite !mxE.
  by rewrite eqxx !mulr1 addr0.
by rewrite eq_sym (negPf k_neq) mulr0 mul0r.
Qed.

Lemma zero_hadamard m n (A : 'M[R]_(m, n)) : 0 .* A = 0.
Proof. by rewrite hadamardC hadamard0. Qed.

Ltac turned :=
  rewrite ?(hadamard0, zero_hadamard, frobenius0r, frobenius0l, addr0, add0r);
  try reflexivity;
  lazymatch goal with
  | |- frobenius ?A ?B = frobenius _ ?E =>
      lazymatch B with
      | context [E] => idtac
      | _ => rewrite (frobeniusC A B); move_to_gradient E; try reflexivity
      end
  | |- _ => idtac
  end.

Ltac own_gradients :=
  repeat (eexists; split;
    [ rewrite ?trace_plain ?diag_plain ?rowsum_plain ?colsum_plain;
      cbv beta; gradient_by_rules; turned | ]).

Ltac known_equality := first
  [ exact: softmax_shift
  | by rewrite mxtrace_mulC ?mulmxA
  | by rewrite -mulmxA mxtrace_mulC ?mulmxA
  | by rewrite -[LHS]mxtrace_tr ?trmx_mul ?trmxK ?mulmxA
  | by rewrite trace_kron
  | by rewrite hadamardC ?mul1mx ?mulmx1 ?ones_hadamard ?mulmxA ].

Ltac own_equality := first
  [ solve [known_equality] | matrix_ring
  | solve [ rewrite ?trmx1 ?(hadamardC (1%:M)) ?hadamard_ones ?ones_hadamard;
            rewrite ?diagonal_of_plain ?trmx_ones;
            first [ matrix_ring | known_equality ] ]
  | solve [rewrite ?ones_hadamard -?sum_entries_frobenius; matrix_ring] ].

(* S = S^T makes S of S^T; other equations make their right side of their left. *)
Ltac use_hypotheses := do 3 try
  match goal with
  | H : @eq _ ?l ?r |- context [?r] => lazymatch r with context [l] => rewrite -H end
  | H : @eq _ ?l ?r |- context [?l] => lazymatch r with context [l] => fail | _ => rewrite H end
  | H : @eq _ (mulmx ?A ?B) _ |- context [mulmx ?A (mulmx ?B ?Z)] => rewrite (mulmxA A B Z) H
  end.

Ltac matrices_claim := first
  [ solve [claim_by_rules]
  | solve [cbv zeta; intros; own_gradients; own_equality]
  | solve [cbv zeta; intros; use_hypotheses; own_equality]
  | solve [cbv zeta; intros; rewrite -?mulmxA; use_hypotheses; own_equality] ].
