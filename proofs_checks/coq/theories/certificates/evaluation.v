(* Small instances, evaluated.                                                *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   evaluate         finds the table of a matrix, or the number of a real    *)
(*   differ_at i j    closes A = B -> False by computing both entries i, j    *)
(*   take_gradients   in (exists G, is_gradient F X G /\ ...) -> False, puts  *)
(*                    the gradient in the place of G: there is only one       *)

From Coq Require Import Reals Lra QArith Qreals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Export tables.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic real_field exact_numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma means_natural n : means n%:R (natural n).
Proof. by rewrite /means real_natural. Qed.
Lemma means_zero : means 0 zero. Proof. by rewrite /means real_zero. Qed.
Lemma means_one : means 1 one. Proof. by rewrite /means real_one. Qed.
Lemma means_add x y a b : means x a -> means y b -> means (x + y) (plus a b).
Proof. by move=> -> ->; rewrite /means real_plus. Qed.
Lemma means_mul x y a b : means x a -> means y b -> means (x * y) (times a b).
Proof. by move=> -> ->; rewrite /means real_times. Qed.
Lemma means_opp x a : means x a -> means (- x) (negative a).
Proof. by move=> ->; rewrite /means real_negative. Qed.
Lemma means_inv x a : means x a -> means x^-1 (inverse a).
Proof. by move=> ->; rewrite /means real_inverse. Qed.
Lemma means_Rinv x a : means x a -> means (Rinv x) (inverse a).
Proof. by move=> ->; rewrite /means real_inverse. Qed.
Lemma means_exp x a : means x a -> means (exp x) (exponential a).
Proof. by move=> ->; rewrite /means real_exponential. Qed.
Lemma means_ln x a : means x a -> means (ln x) (logarithm a).
Proof. by move=> ->; rewrite /means real_logarithm. Qed.

Lemma numbers_differ x y a b a' b' : means x a -> means y b -> a = a' -> b = b' ->
  real a' <> real b' -> x <> y.
Proof. by move=> -> -> -> ->. Qed.

Lemma constants_differ p q : Qeq_bool p q = false -> real (Constant p) <> real (Constant q).
Proof. by move=> pq /= /eqR_Qeq /Qeq_bool_iff; rewrite pq. Qed.

Ltac evaluate :=
  lazymatch goal with
  | |- stands (of_table _ _ _) _ => refine (@stands_table _ _ _)
  | |- stands (score _ _) _ => refine (stands_score _ _); evaluate
  | |- stands (GRing.add _ _) _ => refine (stands_add _ _); evaluate
  | |- stands (GRing.opp _) _ => refine (stands_opp _); evaluate
  | |- stands (GRing.scale _ _) _ => refine (stands_scale _ _); evaluate
  | |- stands (hadamard _ _) _ => refine (stands_hadamard _ _); evaluate
  | |- stands (mulmx _ _) _ => refine (stands_mul _ _); evaluate
  | |- stands (trmx _) _ => refine (stands_tr _); evaluate
  | |- stands (GRing.zero _) _ => refine (@stands_zero _ _)
  | |- stands (ones _ _) _ => refine (@stands_ones _ _)
  | |- stands (scalar_mx 1) _ => refine (@stands_eye _)
  | |- stands (kron _ _) _ => refine (stands_kron _ _); evaluate
  | |- stands (rowkron _ _) _ => refine (stands_rowkron _ _); evaluate
  | |- stands (colkron _ _) _ => refine (stands_colkron _ _); evaluate
  | |- stands (vec _) _ => refine (stands_vec _); evaluate
  | |- stands (colvec _) _ => refine (stands_colvec _); evaluate
  | |- stands (commutation _ _) _ => refine (@stands_commutation _ _)
  | |- stands (rowsum _) _ => refine (stands_rowsum _); evaluate
  | |- stands (colsum _) _ => refine (stands_colsum _); evaluate
  | |- stands (diag _) _ => refine (stands_diag _); evaluate
  | |- stands (diagonal _) _ => refine (stands_diagonal _); evaluate
  | |- stands (exp_entries _) _ => refine (stands_exp _); evaluate
  | |- stands (log_entries _) _ => refine (stands_log _); evaluate
  | |- stands (reciprocal_entries _) _ => refine (stands_reciprocal _); evaluate
  | |- stands (softmax _) _ => refine (stands_softmax _); evaluate
  | |- stands (row_mx _ _) _ => refine (stands_row_mx _ _); evaluate
  | |- stands (col_mx _ _) _ => refine (stands_col_mx _ _); evaluate
  | |- stands (lsubmx _) _ => refine (stands_lsubmx _); evaluate
  | |- stands (rsubmx _) _ => refine (stands_rsubmx _); evaluate
  | |- stands (resize _ _ _) _ =>
      refine (stands_resize _ _ _); [reflexivity | reflexivity | evaluate]
  | |- stands (\matrix_(i, j) _) _ => refine (stands_unvec _); evaluate
  | |- means (sum_entries _) _ => refine (means_sum _); evaluate
  | |- means (frobenius _ _) _ => refine (means_frobenius _ _); evaluate
  | |- means (mxtrace _) _ => refine (means_trace _); evaluate
  | |- means (fun_of_matrix _ _ _) _ => refine (means_entry _ _ _); evaluate
  | |- means (GRing.natmul (GRing.one _) _) _ => refine (means_natural _)
  | |- means (GRing.zero _) _ => refine means_zero
  | |- means (GRing.one _) _ => refine means_one
  | |- means (GRing.add _ _) _ => refine (means_add _ _); evaluate
  | |- means (GRing.mul _ _) _ => refine (means_mul _ _); evaluate
  | |- means (GRing.opp _) _ => refine (means_opp _); evaluate
  | |- means (GRing.inv _) _ => refine (means_inv _); evaluate
  | |- means (Rinv _) _ => refine (means_Rinv _); evaluate
  | |- means (exp _) _ => refine (means_exp _); evaluate
  | |- means (ln _) _ => refine (means_ln _); evaluate
  | |- stands ?A _ => first [ refine (@stands_table _ _ _) | fail 1 "no table for" A ]
  | |- means ?x _ => fail "no number for" x
  end.

Ltac computed := vm_compute; reflexivity.

Ltac differ_at i j :=
  first
  [ refine (differ (i := i) (j := j) _ _ _ _ _ _ _);
    [ evaluate | evaluate | reflexivity | reflexivity | computed | computed | ]
  | refine (numbers_differ _ _ _ _ _);
    [ evaluate | evaluate | computed | computed | ] ];
  try (apply: constants_differ; reflexivity).

Ltac take_gradients :=
  repeat match goal with
  | |- (exists _, _) -> _ =>
      let G := fresh "G" in let gradG := fresh "gradG" in let eqG := fresh "eqG" in
      move=> [G [gradG]];
      eassert (eqG : G = _);
      [ refine (gradient_unique gradG _); gradient_by_rules | ];
      rewrite eqG; clear eqG gradG G
  end.
