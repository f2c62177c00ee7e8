(* Gradients, found and proved by rule.                                       *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   score f q        f .* q - diag (rowsum (f .* q)) f, the paper's p        *)
(*   frobenius_softmax    <P, df> = <score f P, dS> for f = softmax S         *)
(*   gradient_by_rules    proves is_gradient F X G; G may be left open, and   *)
(*                        the rules then find it                              *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition score m n (f q : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  f .* q - diag (rowsum (f .* q)) *m f.

Lemma frobenius_softmax m n (P f E : 'M[R]_(m, n)) :
  frobenius P (softmax_change f E) = frobenius (score f P) E.
Proof.
rewrite /softmax_change /score frobeniusDr frobeniusNr frobeniusDl frobeniusNl.
congr (_ - _).
  by do 2 (apply: eq_bigr => ? _); rewrite !mxE mulrCA mulrA.
apply: eq_bigr => i _.
transitivity (\sum_j (\sum_k f i k * E i k) * (f i j * P i j)).
  apply: eq_bigr => j _; rewrite diag_mul mxE mulrC -mulrA; congr (_ * _).
  by apply: eq_bigr => k _; rewrite mxE.
rewrite -mulr_sumr mulrC mulr_sumr; apply: eq_bigr => j _.
rewrite diag_mul !mxE -mulrA; congr (_ * _).
by apply: eq_bigr => k _; rewrite mxE.
Qed.

Lemma sum_entries_hadamard m n (A E : 'M[R]_(m, n)) :
  sum_entries (A .* E) = frobenius A E.
Proof. by do 2 (apply: eq_bigr => ? _); rewrite mxE. Qed.

Lemma sum_entries_frobenius m n (E : 'M[R]_(m, n)) :
  sum_entries E = frobenius (ones m n) E.
Proof. by do 2 (apply: eq_bigr => ? _); rewrite mxE mul1r. Qed.

Lemma frobenius_vec_adjoint m n (P : 'M[R]_(m * n, 1)) (E : 'M_(m, n)) :
  frobenius P (vec E)
  = frobenius (\matrix_(i, j) P (pair_index i j) 0 : 'M_(m, n)) E.
Proof.
rewrite -[RHS]frobenius_vec; congr (frobenius _ _); apply/matrixP => k j.
by rewrite !mxE pair_indexK (ord1 j).
Qed.

Lemma frobenius_resize m n p q (P : 'M[R]_(p, q)) (E : 'M_(m, n)) :
  m = p -> n = q -> frobenius P (resize p q E) = frobenius (resize m n P) E.
Proof. by move=> eq_m eq_n; subst p q; rewrite !resize_id. Qed.

Lemma frobenius_row_mx m n n' (P : 'M[R]_(m, n)) (P' : 'M_(m, n')) E E' :
  frobenius (row_mx P P') (row_mx E E') = frobenius P E + frobenius P' E'.
Proof.
rewrite /frobenius -big_split; apply: eq_bigr => i _ /=.
rewrite big_split_ord; congr (_ + _); apply: eq_bigr => j _.
  by rewrite !row_mxEl.
by rewrite !row_mxEr.
Qed.

Lemma frobenius_row_mx_adjoint m n n' (P : 'M[R]_(m, n + n')) E E' :
  frobenius P (row_mx E E')
  = frobenius (lsubmx P) E + frobenius (rsubmx P) E'.
Proof. by rewrite -frobenius_row_mx hsubmxK. Qed.

Lemma sum_entriesD m n (A B : 'M[R]_(m, n)) :
  sum_entries (A + B) = sum_entries A + sum_entries B.
Proof. by rewrite !sum_entries_frobenius frobeniusDr. Qed.

Lemma frobenius_div m n (G E : 'M[R]_(m, n)) x :
  frobenius G E / x = frobenius (x^-1 *: G) E.
Proof. by rewrite frobeniusZl mulrC. Qed.

Lemma entry_frobenius (E : 'M[R]_(1, 1)) : E 0 0 = frobenius (ones 1 1) E.
Proof. by rewrite /frobenius !big_ord1 mxE mul1r. Qed.

Ltac equal_sizes := solve [by [] | exact: mul1n | exact: muln1 | exact/esym/mul1n | exact/esym/muln1].

Ltac expand_function :=
  lazymatch goal with
  | |- differential (fun _ => _) _ _ => idtac
  | |- @differential ?m ?n ?p ?q ?F ?X ?D =>
      change (@differential m n p q (fun Z => F Z) X D)
  | |- scalar_differential (fun _ => _) _ _ => idtac
  | |- @scalar_differential ?m ?n ?F ?X ?D =>
      change (@scalar_differential m n (fun Z => F Z) X D)
  end.

Ltac differentiate :=
  cbv beta; expand_function;
  lazymatch goal with
  | |- scalar_differential ?F _ _ =>
    lazymatch F with
    | (fun _ => ?x) => refine (scalar_const x)
    | (fun Z => sum_entries (@?S Z .* @?S Z) / 2%:R) =>
        refine (scalar_half_square _); differentiate
    | (fun Z => @?S Z / _) => refine (scalar_div _ _); differentiate
    | (fun Z => @?S Z + @?T Z) => refine (scalar_add _ _); differentiate
    | (fun Z => sum_entries _) => refine (scalar_sum _); differentiate
    | (fun Z => _ 0 0) => refine (scalar_entry _); differentiate
    | (fun Z => _ * _) => refine (scalar_scale _ _); differentiate
    end
  | |- differential ?F _ _ =>
    lazymatch F with
    | (fun _ => ?C) => refine (differential_const _)
    | (fun Z => Z) => refine (@differential_id _ _ _)
    | (fun Z => @?S Z + @?T Z) => refine (differential_add _ _); differentiate
    | (fun Z => - @?S Z) => refine (differential_opp _); differentiate
    | (fun Z => _ *: @?S Z) => refine (differential_scale _ _); differentiate
    | (fun Z => softmax (@?S Z)) => refine (differential_softmax _); differentiate
    | (fun Z => exp_entries (@?S Z)) => refine (differential_exp _); differentiate
    | (fun Z => (@?S Z)^T) => refine (differential_tr _); differentiate
    | (fun Z => vec (@?S Z)) => refine (differential_vec _); differentiate
    | (fun Z => @?S Z *m @?T Z) => refine (differential_mul _ _); differentiate
    | (fun Z => @?S Z .* @?T Z) => refine (differential_hadamard _ _); differentiate
    | (fun Z => row_mx (@?S Z) (@?T Z)) => refine (differential_row_mx _ _); differentiate
    | (fun Z => resize _ _ (@?S Z)) =>
        refine (differential_resize _ _ _); [equal_sizes | equal_sizes | differentiate ]
    | _ => fail 1 "no rule for" F
    end
  end.

Ltac move_to_gradient E :=
  rewrite ?(mulmx0, mul0mx, addr0, add0r, oppr0, scaler0,
            sum_entriesD, sum_entries_hadamard, sum_entries_frobenius,
            entry_frobenius);
  repeat match goal with
  | |- context [frobenius ?P (?A + ?B)] => rewrite (frobeniusDr A B P)
  | |- context [frobenius ?P (- ?A)] => rewrite (frobeniusNr A P)
  | |- context [frobenius ?P (?x *: ?A)] => rewrite (frobeniusZr x A P)
  | |- context [frobenius ?P 0] => rewrite (frobenius0r P)
  | |- context [frobenius ?P (softmax_change ?f ?A)] =>
      rewrite (frobenius_softmax P f A)
  | |- context [frobenius ?P (?A ^T)] =>
      match A with context [E] => rewrite (frobenius_trmx P A) end
  | |- context [frobenius ?P (?A .* ?B)] =>
      match B with context [E] => rewrite (frobenius_hadamard P A B) end
  | |- context [frobenius ?P (?A *m ?B)] =>
      match B with
      | context [E] => rewrite (frobenius_mull P A B)
      | _ => match A with context [E] => rewrite (frobenius_mulr P A B) end
      end
  | |- context [frobenius ?P (vec ?A)] => rewrite (frobenius_vec_adjoint P A)
  | |- context [frobenius ?P (row_mx ?A ?B)] =>
      rewrite (frobenius_row_mx_adjoint P A B)
  | |- context [frobenius ?P (resize ?p ?q ?A)] =>
      rewrite (@frobenius_resize _ _ p q P A);
      [ | equal_sizes | equal_sizes ]
  end;
  rewrite ?(addr0, add0r, oppr0, mulr0, mul0r);
  repeat first
    [ rewrite -frobeniusNl | rewrite -frobeniusZl | rewrite frobenius_div
    | rewrite -frobeniusDl ];
  try (symmetry; apply: frobenius0l).

Ltac gradient_by_rules :=
  eapply gradient_of_differential;
  [ differentiate
  | let E := fresh "E" in move=> E; cbv beta; move_to_gradient E; try reflexivity ].
