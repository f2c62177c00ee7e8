(* Half powers of matrices whose entries are positive.                        *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   root_of          a matrix h with h .* h = M and log M = 2 log h          *)
(*   exp_half, ...    exp (k / 2 log M) as a power of h                       *)
(*   roots            all of them in a goal                                   *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_rules matrix_ring entry_rules real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Roots.
Variables m n : nat.
Implicit Types M h : 'M[R]_(m, n).

Definition root_of M h : Prop :=
  (forall i j, Rlt R0 (h i j)) /\ M = h .* h /\
  (forall i j, ln (M i j) = Rmult (Rplus R1 R1) (ln (h i j))).

Lemma root_exists M : (forall i j, Rlt R0 (M i j)) -> exists h, root_of M h.
Proof.
move=> M_pos; exists (\matrix_(i, j) exp (Rmult (Rinv (Rplus R1 R1)) (ln (M i j)))).
split; first by move=> i j; rewrite mxE; apply: exp_pos.
split; last first.
  by move=> i j; rewrite mxE ln_exp; field.
apply/matrixP => i j; rewrite !mxE real_mulE -exp_plus -[LHS](exp_ln _ (M_pos i j)).
by congr exp; field.
Qed.

Lemma power_entry x M h i j : root_of M h ->
  exp_entries (x *: log_entries M) i j = exp (Rmult (Rmult x (Rplus R1 R1)) (ln (h i j))).
Proof.
by move=> [_ [_ logE]]; rewrite !mxE logE; congr exp; rewrite real_mulE; ring.
Qed.

Lemma exp_half x M h : root_of M h -> Rmult x (Rplus R1 R1) = R1 ->
  exp_entries (x *: log_entries M) = h.
Proof.
move=> rootM twice; apply/matrixP => i j; rewrite (power_entry _ _ _ rootM) twice.
by rewrite Rmult_1_l exp_ln //; case: rootM.
Qed.

Lemma exp_minus_half x M h : root_of M h -> Rmult x (Rplus R1 R1) = Ropp R1 ->
  exp_entries (x *: log_entries M) = reciprocal_entries h.
Proof.
move=> rootM twice; apply/matrixP => i j; rewrite (power_entry _ _ _ rootM) twice.
rewrite -Ropp_mult_distr_l Rmult_1_l exp_Ropp exp_ln ?mxE //; by case: rootM.
Qed.
End Roots.

Ltac number_of_halves := real_operations; field.

Ltac roots := repeat match goal with
  | H : forall (i : ordinal ?m) (j : ordinal ?n), Rlt _ (fun_of_matrix ?M i j)
    |- context [log_entries ?M] =>
      let h := fresh "h" in let rootM := fresh "rootM" in
      destruct (root_exists H) as [h rootM];
      repeat match goal with
      | |- context [exp_entries (?x *: log_entries M)] => first
          [ rewrite (@exp_half _ _ x M h rootM); [ | solve [number_of_halves] ]
          | rewrite (@exp_minus_half _ _ x M h rootM); [ | solve [number_of_halves] ] ]
      end;
      destruct rootM as [? [-> _]]; clear H
  end.
