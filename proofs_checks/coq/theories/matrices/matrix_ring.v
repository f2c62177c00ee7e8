(* Equalities of matrix expressions, by normal forms.                         *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   by_entries      compares two matrices entry by entry, as reals           *)
(*   abstract_parts  weights W + B A and residuals f C - Y become variables   *)
(*   normal_logits   equal logits are written alike, their softmax becomes a  *)
(*                   variable                                                 *)
(*   matrix_ring     all of them, one after the other                         *)
(*   claim_by_rules  a statement of the ledger: every gradient is found by    *)
(*                   rule, then the equality is closed by matrix_ring         *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic real_field.
From lora Require Export matrix_rules matrix_normal_form.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Ltac abstract_numbers :=
  repeat match goal with
  | |- context [fun_of_matrix ?A ?i ?j] =>
      let x := fresh "x" in move: (fun_of_matrix A i j) => x
  | |- context [@frobenius ?K ?m ?n ?A ?B] =>
      let x := fresh "x" in move: (@frobenius K m n A B) => x
  end.

(* Equal as they are written; conversion is not tried, for it may be slow. *)
Ltac same_text := match goal with |- ?x = ?x => reflexivity end.

Ltac close_field := field; repeat split;
  first [ assumption | by apply: natural_neq0 | lra | by apply/eqP ].

Ltac close_real :=
  abstract_numbers; real_operations;
  first [ same_text | ring | close_field ].

Ltac by_entries :=
  let i := fresh "i" in let j := fresh "j" in
  apply/matrixP => i j; split_entries; close_real.

Ltac abstract_softmax :=
  repeat match goal with |- context [softmax ?S] =>
    let f := fresh "f" in move: (softmax S) => f end.

Ltac reassociated := rewrite /score ?trmxK -?mulmxA; same_text.

Ltac scalars :=
  repeat match goal with
  | |- context [\tr (mulmx (trmx ?A) ?B)] => rewrite (mxtrace_frobenius A B)
  | |- context [fun_of_matrix (@mulmx _ 1 ?n 1 ?A ?B) ?i ?j] =>
      rewrite (product_frobenius A B i j)
  | |- context [sum_entries (GRing.scale ?x ?A)] => rewrite (sum_entriesZ x A)
  | |- context [sum_entries (hadamard ?A ?B)] => rewrite (sum_entries_hadamard A B)
  | |- context [sum_entries ?A] => rewrite (sum_entries_frobenius A)
  | |- context [frobenius (GRing.add ?A ?B) ?C] => rewrite (frobeniusDl A B C)
  | |- context [frobenius ?C (GRing.add ?A ?B)] => rewrite (frobeniusDr A B C)
  | |- context [frobenius (GRing.opp ?A) ?C] => rewrite (frobeniusNl A C)
  | |- context [frobenius ?C (GRing.opp ?A)] => rewrite (frobeniusNr A C)
  | |- context [frobenius (GRing.scale ?x ?A) ?C] => rewrite (frobeniusZl x A C)
  | |- context [frobenius ?C (GRing.scale ?x ?A)] => rewrite (frobeniusZr x A C)
  | |- context [frobenius (vec ?A) (vec ?B)] => rewrite (frobenius_vec A B)
  end.

Ltac close_matrix :=
  lazymatch goal with
  | |- @eq (matrix _ _ _) _ _ => by_entries
  | |- _ => scalars; transposed; distributed; contracted; scalars;
            split_entries; close_real
  end.

(* Parts that both sides use alike need not be multiplied out: each becomes a
   variable, of the type as one writes it. *)
Ltac replaced_by_variable m n x :=
  pattern x;
  lazymatch goal with |- ?P _ =>
    let all := fresh "all" in
    cut (forall y : 'M[R]_(m, n), P y);
    [ intro all; exact (all x)
    | let y := fresh "part" in intro y; cbv beta ]
  end.

(* Weights W + B A and W + x B A. *)
Ltac abstract_weights :=
  repeat match goal with
  | |- context [@GRing.add ?V ?W (@mulmx ?K ?m ?k ?n ?B ?A)] =>
      is_var W; is_var B; is_var A;
      replaced_by_variable m n (@GRing.add V W (@mulmx K m k n B A))
  | |- context [@GRing.add ?V ?W (@GRing.scale ?K ?M ?x (@mulmx ?K' ?m ?k ?n ?B ?A))] =>
      is_var W; is_var B; is_var A;
      replaced_by_variable m n (@GRing.add V W (@GRing.scale K M x (@mulmx K' m k n B A)))
  end.

(* Residuals softmax S *m C3 - Y. *)
Ltac abstract_residuals :=
  repeat match goal with
  | |- context [@GRing.add ?V (@mulmx ?K ?m ?k ?n ?f ?C) (@GRing.opp ?V' ?Y)] =>
      is_var f; is_var Y;
      replaced_by_variable m n (@GRing.add V (@mulmx K m k n f C) (@GRing.opp V' Y))
  end.

Ltac abstract_parts := abstract_weights; abstract_residuals.

(* Logits that are equal are written alike, and softmax of them is a variable. *)
Definition softmax_of_normal m n (S : 'M[R]_(m, n)) : 'M[R]_(m, n) := softmax S.

Ltac normal_logits :=
  repeat match goal with |- context [@softmax ?m ?n ?S] =>
    let T := fresh "T" in let same := fresh "same" in
    evar (T : 'M[R]_(m, n));
    assert (same : S = T); [ subst T; normal_form; reflexivity | ];
    subst T;
    change (@softmax m n S) with (@softmax_of_normal m n S);
    rewrite same; clear same
  end;
  repeat match goal with |- context [@softmax_of_normal ?m ?n ?S] =>
    let f := fresh "f" in move: (@softmax_of_normal m n S) => f
  end.

(* What is left when terms that are equal are written differently. *)
Ltac close_slowly :=
  rewrite ?(hadamard0, diag0, mul0mx, mulmx0, scaler0, addr0, add0r, oppr0);
  rewrite ?(row_mxKr, row_mxKl);
  first [ reflexivity
        | let i := fresh "i" in let j := fresh "j" in
          apply/matrixP => i j; split_entries; real_operations;
          first [ ring | close_field ] ].

Ltac matrix_ring :=
  first [ solve [reassociated]
        | solve [rewrite /score; abstract_softmax; abstract_parts; normal_form;
                 first [same_text | close_matrix]]
        | solve [rewrite /score; contracted; abstract_weights; normal_logits; contracted;
                 abstract_residuals; normal_form; first [same_text | close_matrix | close_slowly]]
        | solve [lazymatch goal with |- @eq R _ _ => abstract_softmax; close_matrix end]
        | solve [lazymatch goal with |- @eq R _ _ =>
                   unfolded_sums; contracted; scalars; normal_form; scalars;
                   split_entries; close_real end]
        | solve [transposed; rewrite -?mulmxA; abstract_softmax; abstract_parts;
                 normal_form; first [same_text | close_matrix]]
        | solve [abstract_softmax; normal_form; first [same_text | close_matrix]]
        | solve [normal_form; first [same_text | close_matrix]]
        | solve [abstract_softmax; normal_form; close_slowly]
        | solve [normal_form; close_slowly] ].

Ltac find_gradients :=
  repeat (eexists; split; [ gradient_by_rules | ]).

Ltac claim_by_rules := cbv zeta; intros; find_gradients; matrix_ring.
