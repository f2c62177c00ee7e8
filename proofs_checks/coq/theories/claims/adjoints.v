(* A number that depends linearly on E, written as an inner product with E.   *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   linear_add, ...  numbers that are inner products with E                  *)
(*   adjoint_mull, ... an operation moved to the other side                   *)
(*   linear E         proves d = frobenius G E and finds G                    *)
(*   gradient_found   proves is_gradient F X G and finds G                    *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_rules real_field differentials.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Linear.
Variables (m n : nat) (E : 'M[R]_(m, n)).
Implicit Types (Q : 'M[R]_(m, n)) (r x a b : R).

Lemma linear_zero : 0 = frobenius 0 E.
Proof. by rewrite frobenius0l. Qed.

Lemma linear_add a b Q Q' : a = frobenius Q E -> b = frobenius Q' E ->
  a + b = frobenius (Q + Q') E.
Proof. by move=> -> ->; rewrite frobeniusDl. Qed.

Lemma linear_opp a Q : a = frobenius Q E -> - a = frobenius (- Q) E.
Proof. by move=> ->; rewrite frobeniusNl. Qed.

Lemma linear_left x a Q : a = frobenius Q E -> x * a = frobenius (x *: Q) E.
Proof. by move=> ->; rewrite frobeniusZl. Qed.

Lemma linear_right x a Q : a = frobenius Q E -> a * x = frobenius (x *: Q) E.
Proof. by move=> ->; rewrite frobeniusZl mulrC. Qed.

Lemma linear_sum p q (A : 'M[R]_(p, q)) r : frobenius (ones p q) A = r -> sum_entries A = r.
Proof. by rewrite sum_entries_frobenius. Qed.

Lemma linear_entry (A : 'M[R]_(1, 1)) r : frobenius (ones 1 1) A = r -> A 0 0 = r.
Proof. by rewrite entry_frobenius. Qed.

Lemma linear_trace p (A : 'M[R]_p) r : frobenius 1%:M A = r -> \tr A = r.
Proof. by rewrite frobenius_tr trmx1 mul1mx. Qed.

Lemma adjoint_zero p q (P : 'M[R]_(p, q)) : frobenius P 0 = frobenius 0 E.
Proof. by rewrite frobenius0l frobenius0r. Qed.

Lemma adjoint_add p q (P A B : 'M[R]_(p, q)) Q Q' :
  frobenius P A = frobenius Q E -> frobenius P B = frobenius Q' E ->
  frobenius P (A + B) = frobenius (Q + Q') E.
Proof. by move=> eqA eqB; rewrite frobeniusDr frobeniusDl eqA eqB. Qed.

Lemma adjoint_opp p q (P A : 'M[R]_(p, q)) Q :
  frobenius P A = frobenius Q E -> frobenius P (- A) = frobenius (- Q) E.
Proof. by move=> eqA; rewrite frobeniusNr frobeniusNl eqA. Qed.

Lemma adjoint_scale p q x (P A : 'M[R]_(p, q)) Q :
  frobenius P A = frobenius Q E -> frobenius P (x *: A) = frobenius (x *: Q) E.
Proof. by move=> eqA; rewrite frobeniusZr frobeniusZl eqA. Qed.

Lemma adjoint_scaled p q x (P A : 'M[R]_(p, q)) Q :
  x = frobenius Q E -> frobenius P (x *: A) = frobenius (frobenius P A *: Q) E.
Proof. by move=> ->; rewrite frobeniusZr frobeniusZl mulrC. Qed.

Lemma adjoint_row_mx p q q' (P : 'M[R]_(p, q + q')) A B Q Q' :
  frobenius (lsubmx P) A = frobenius Q E -> frobenius (rsubmx P) B = frobenius Q' E ->
  frobenius P (row_mx A B) = frobenius (Q + Q') E.
Proof. by move=> eqA eqB; rewrite frobenius_row_mx_adjoint frobeniusDl eqA eqB. Qed.
End Linear.

Section Adjoints.
Variables (p q k : nat) (r : R).

Lemma adjoint_mull (P : 'M[R]_(p, q)) (A : 'M_(p, k)) B :
  frobenius (A^T *m P) B = r -> frobenius P (A *m B) = r.
Proof. by rewrite frobenius_mull. Qed.

Lemma adjoint_mulr (P : 'M[R]_(p, q)) (A : 'M_(p, k)) B :
  frobenius (P *m B^T) A = r -> frobenius P (A *m B) = r.
Proof. by rewrite frobenius_mulr. Qed.

Lemma adjoint_hadamardl (P A B : 'M[R]_(p, q)) :
  frobenius (P .* A) B = r -> frobenius P (A .* B) = r.
Proof. by rewrite frobenius_hadamard. Qed.

Lemma adjoint_hadamardr (P A B : 'M[R]_(p, q)) :
  frobenius (P .* B) A = r -> frobenius P (A .* B) = r.
Proof. by move=> <-; rewrite (hadamardC A B) frobenius_hadamard. Qed.

Lemma adjoint_tr (P : 'M[R]_(p, q)) A : frobenius P^T A = r -> frobenius P A^T = r.
Proof. by rewrite frobenius_trmx. Qed.

Lemma adjoint_diag (P : 'M[R]_p) v : frobenius (diagonal P) v = r -> frobenius P (diag v) = r.
Proof.
move=> <-; apply: eq_bigr => i _; rewrite big_ord1 (bigD1 i) //= big1 => [|j j_neq].
  by rewrite !mxE eqxx addr0.
by rewrite mxE eq_sym (negPf j_neq) mulr0.
Qed.

Lemma adjoint_diagonal (P : 'M[R]_(p, 1)) A :
  frobenius (diag P) A = r -> frobenius P (diagonal A) = r.
Proof.
move=> <-; apply: eq_bigr => i _; rewrite big_ord1 [RHS](bigD1 i) //= big1 => [|j j_neq].
  by rewrite !mxE eqxx addr0.
by rewrite mxE eq_sym (negPf j_neq) mul0r.
Qed.

Lemma adjoint_softmax (P f A : 'M[R]_(p, q)) :
  frobenius (score f P) A = r -> frobenius P (softmax_change f A) = r.
Proof. by rewrite frobenius_softmax. Qed.

Lemma adjoint_vec (P : 'M[R]_(p * q, 1)) A :
  frobenius (\matrix_(i, j) P (pair_index i j) 0 : 'M_(p, q)) A = r ->
  frobenius P (vec A) = r.
Proof. by rewrite frobenius_vec_adjoint. Qed.
End Adjoints.

Lemma adjoint_resize m n p q (P : 'M[R]_(p, q)) (A : 'M_(m, n)) r :
  m = p -> n = q -> frobenius (resize m n P) A = r -> frobenius P (resize p q A) = r.
Proof. by move=> eq_m eq_n; rewrite frobenius_resize. Qed.

Ltac linear E :=
  cbv beta;
  lazymatch goal with
  | |- frobenius ?P ?A = _ =>
    lazymatch A with
    | E => reflexivity
    | 0 => exact: adjoint_zero
    | ?B + ?C => refine (adjoint_add _ _); linear E
    | - ?B => refine (adjoint_opp _); linear E
    | ?x *: ?B =>
        lazymatch x with
        | context [E] => refine (adjoint_scaled _ _ _); linear E
        | _ => refine (adjoint_scale _ _); linear E
        end
    | ?B^T => refine (adjoint_tr _); linear E
    | ?B *m ?C =>
        lazymatch C with
        | context [E] => refine (adjoint_mull _); linear E
        | _ => refine (adjoint_mulr _); linear E
        end
    | ?B .* ?C =>
        lazymatch C with
        | context [E] => refine (adjoint_hadamardl _); linear E
        | _ => refine (adjoint_hadamardr _); linear E
        end
    | diag ?B => refine (adjoint_diag _); linear E
    | diagonal ?B => refine (adjoint_diagonal _); linear E
    | vec ?B => refine (adjoint_vec _); linear E
    | softmax_change ?f ?B => refine (adjoint_softmax _); linear E
    | row_mx ?B ?C => refine (adjoint_row_mx _ _); linear E
    | resize _ _ ?B => refine (adjoint_resize _ _ _); [equal_sizes | equal_sizes | linear E]
    | _ => fail 1 "no adjoint for" A
    end
  | |- ?d = _ =>
    lazymatch d with
    | 0 => exact: linear_zero
    | ?a + ?b => refine (linear_add _ _); linear E
    | - ?a => refine (linear_opp _); linear E
    | ?a * ?b =>
        lazymatch b with
        | context [E] => refine (linear_left a _); linear E
        | _ => refine (linear_right b _); linear E
        end
    | sum_entries _ => refine (linear_sum _); linear E
    | mxtrace _ => refine (linear_trace _); linear E
    | fun_of_matrix _ _ _ => refine (linear_entry _); linear E
    | _ => fail 1 "no linear form for" d
    end
  end.

Ltac gradient_found :=
  lazymatch goal with
  | |- @is_gradient ?m ?n ?F ?X ?G =>
      let F' := eval cbv zeta in F in change (@is_gradient m n F' X G)
  end;
  eapply gradient_of_differential;
  [ vary | let E := fresh "E" in intro E; linear E ].
