(* Equalities entry by entry, between real numbers: fractions, exponentials,  *)
(* logarithms and half powers, where nothing that is divided by is 0.         *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   at_entry i j     every hypothesis about all entries, at this one         *)
(*   as_numbers       what an entry is, until only numbers are left           *)
(*   logarithms       log of a product and of a reciprocal, exp of log        *)
(*   half_powers      exp (k / 2 log x) as a power of h, where h^2 = x        *)
(*   fractions        closes an equality of fractions                         *)
(*   entry_claim      closes a claim without a derivative                     *)

From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Entries.
Variables m n : nat.
Implicit Types (A B : 'M[R]_(m, n)) (v : 'M[R]_(m, 1)).

Lemma log_entry A i j : log_entries A i j = ln (A i j).
Proof. by rewrite mxE. Qed.

Lemma exp_sum_entry A i j : rowsum (exp_entries A) i j = \sum_k exp (A i k).
Proof. by rewrite mxE; apply: eq_bigr => k _; rewrite mxE. Qed.

Lemma softmax_fraction A i j : softmax A i j = exp (A i j) / \sum_k exp (A i k).
Proof. by rewrite mxE. Qed.

Lemma softmax_product p A (W : 'M[R]_(n, p)) i j :
  (softmax A *m W) i j = (exp_entries A *m W) i j / \sum_k exp (A i k).
Proof.
rewrite !mxE mulr_suml; apply: eq_bigr => k _.
by rewrite softmax_fraction exp_entries_entry mulrAC.
Qed.

Lemma mul_reciprocal_one v (M : 'M[R]_(1, 1)) :
  v *m reciprocal_entries M = (M 0 0)^-1 *: v.
Proof. by apply/matrixP => i j; rewrite mxE big_ord1 !mxE !ord1 mulrC. Qed.
End Entries.

Section Joined.
Variables m n q p : nat.
Variables (A : 'M[R]_(m, n)) (B : 'M[R]_(m, q)) (V : 'M[R]_(n, p)) (W : 'M[R]_(q, p)).

Lemma joined_sum i : \sum_k exp ((row_mx A B) i k) = \sum_k exp (A i k) + \sum_k exp (B i k).
Proof.
by rewrite big_split_ord /=; congr (_ + _); apply: eq_bigr => k _;
  rewrite ?row_mxEl ?row_mxEr.
Qed.

Lemma joined_product i j : (softmax (row_mx A B) *m col_mx V W) i j =
  ((exp_entries A *m V) i j + (exp_entries B *m W) i j) /
  (\sum_k exp (A i k) + \sum_k exp (B i k)).
Proof.
rewrite softmax_product joined_sum; congr (_ / _).
have -> : exp_entries (row_mx A B) = row_mx (exp_entries A) (exp_entries B).
  exact: map_row_mx.
by rewrite mul_row_col mxE.
Qed.
End Joined.

Ltac at_entry i j := repeat match goal with
  | H : forall (_ : ordinal _) (_ : ordinal _), _ |- _ =>
      first [ move: (H i j) | move: (H i ord0) | move: (H ord0 j) | move: (H ord0 ord0) ]; clear H
  | H : not (@eq _ _ _) |- _ => move: H
  end.

Ltac positive_rows := repeat match goal with
  | |- context [fun_of_matrix (softmax ?S) ?i ?j] =>
      move: (row_sum_pos S i j); rewrite (softmax_fraction S i j)
  end.

Ltac as_numbers :=
  rewrite ?(joined_product, softmax_product, exp_sum_entry, joined_sum, diag_mul, add_entry, opp_entry, scale_entry, hadamard_entry, tr_entry,
            ones_entry, zero_entry, reciprocal_entry, exp_entries_entry, log_entry);
  positive_rows;
  rewrite ?(joined_product, softmax_product, exp_sum_entry, joined_sum, diag_mul, add_entry, opp_entry, scale_entry, hadamard_entry, tr_entry,
            ones_entry, zero_entry, reciprocal_entry, exp_entries_entry, log_entry);
  repeat match goal with
  | |- context [@bigop ?T ?I ?z ?r ?F] =>
      let x := fresh "x" in move: (@bigop T I z r F) => x
  end;
  repeat match goal with
  | |- context [fun_of_matrix ?A ?i ?j] =>
      let x := fresh "x" in move: (fun_of_matrix A i j) => x
  | |- context [@frobenius ?K ?m ?n ?A ?B] =>
      let x := fresh "x" in move: (@frobenius K m n A B) => x
  | |- context [@sum_entries ?K ?m ?n ?A] =>
      let x := fresh "x" in move: (@sum_entries K m n A) => x
  end;
  real_operations; rewrite ?(exp_plus, exp_Ropp); intros.

Ltac logarithms :=
  repeat match goal with
  | H : Rlt _ ?x, H' : Rlt _ ?y |- context [ln (Rmult ?x ?y)] => rewrite (ln_mult x y H H')
  | H : Rlt _ ?x |- context [ln (Rinv ?x)] => rewrite (ln_Rinv x H)
  | H : Rlt _ ?x |- context [exp (ln ?x)] => rewrite (exp_ln x H)
  | H : Rlt _ ?x, H' : context [exp (ln ?x)] |- _ => rewrite (exp_ln x H) in H'
  end.

Lemma half_power (x : R) : Rlt R0 x -> exists h : R,
  Rlt R0 h /\ Rmult h h = x /\ h = exp (Rmult (Rinv (Rplus R1 R1)) (ln x)).
Proof.
move=> x_pos; exists (exp (Rmult (Rinv (Rplus R1 R1)) (ln x))); split; first exact: exp_pos.
split=> //; rewrite -exp_plus -[RHS](exp_ln x x_pos); congr exp; field.
Qed.

(* Exponents are compared as polynomials in logarithms; conversion is slow. *)
Ltac separate_exponents := repeat match goal with
  | |- context [exp (Rmult ?c (Rplus ?a ?b))] => rewrite (Rmult_plus_distr_l c a b) exp_plus
  end.

Ltac same_exponent := rewrite -?exp_plus -?exp_Ropp; apply: (f_equal exp); field.

Ltac half_powers := repeat match goal with
  | H : Rlt _ ?x |- context [exp ?e] =>
      lazymatch e with context [ln x] => idtac end;
      let h := fresh "h" in let h_pos := fresh "h_pos" in
      let square := fresh "square" in let hE := fresh "hE" in
      destruct (half_power H) as [h [h_pos [square hE]]];
      repeat match goal with
      | |- context [exp ?e'] =>
          lazymatch e' with context [ln x] => first
            [ replace (exp e') with h by (rewrite hE; same_exponent)
            | replace (exp e') with (Rinv h) by (rewrite hE; same_exponent)
            | replace (exp e') with (Rmult h (Rmult h h)) by (rewrite hE; same_exponent)
            | replace (exp e') with (Rinv (Rmult h (Rmult h h))) by (rewrite hE; same_exponent) ]
          end
      end;
      clear hE; rewrite -?square
  end.

Ltac not_zero := repeat split; first
  [ assumption | lra | by apply/eqP
  | apply: Rgt_not_eq; first [exact: exp_pos | assumption | nra]
  | nra
  | let zero := fresh "zero" in move=> zero;
    match goal with H : not _ |- _ => apply: H; lra end ].

Ltac fractions := first [ same_text | ring | field; not_zero | lra ].

Ltac entry_claim :=
  cbv zeta; intros; rewrite -?(mulmxA (diag _)) ?mul_reciprocal_one -?scalemxAl;
  scalars; rewrite ?trmxK;
  first
    [ let i := fresh "i" in let j := fresh "j" in apply/matrixP => i j; at_entry i j
    | at_entry (@ord0 0) (@ord0 0) ];
  as_numbers; logarithms; separate_exponents; half_powers; fractions.
