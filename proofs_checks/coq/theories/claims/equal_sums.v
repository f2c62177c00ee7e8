(* Equalities of fractions of sums of products, for all sizes.                *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   total_ext, ...   rules for sums                                          *)
(*   normal_sums      sums of monomials, without factors that stay the same   *)
(*   same_sums        closes an equality of fractions of such sums            *)
(*   by_sums          closes an equality of matrices or of numbers            *)

From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_rules matrix_ring entry_rules real_field
  entries_as_sums.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* Rules for totals. *)
Section Totals.
Variable n : nat.
Implicit Types (F G a b t d : 'I_n -> R) (c x y : R).

Lemma total_ext F G : (forall k, F k = G k) -> total F = total G.
Proof. by move=> eqF; apply: eq_bigr => k _; apply: eqF. Qed.
Lemma total_begin F x : total (fun k => Rmult (Rmult (F k) R1) R1) = x -> total F = x.
Proof. by move=> <-; apply: total_ext => k; rewrite !Rmult_1_r. Qed.
Lemma total_constant c t d x : total (fun k => Rmult (t k) (d k)) = x ->
  total (fun k => Rmult (Rmult c (t k)) (d k)) = Rmult c x.
Proof.
by move=> <-; rewrite /total -real_mulE mulr_sumr; apply: eq_bigr => k _; rewrite -real_mulE mulrA.
Qed.
Lemma total_add a b t d x y : total (fun k => Rmult (Rmult (a k) (t k)) (d k)) = x ->
  total (fun k => Rmult (Rmult (b k) (t k)) (d k)) = y ->
  total (fun k => Rmult (Rmult (Rplus (a k) (b k)) (t k)) (d k)) = Rplus x y.
Proof.
move=> <- <-; rewrite /total -real_addE -big_split /=; apply: eq_bigr => k _.
by rewrite -real_addE; real_operations; ring.
Qed.
Lemma total_opp a t d x : total (fun k => Rmult (Rmult (a k) (t k)) (d k)) = x ->
  total (fun k => Rmult (Rmult (Ropp (a k)) (t k)) (d k)) = Ropp x.
Proof.
move=> <-; rewrite /total -real_oppE -sumrN; apply: eq_bigr => k _.
by real_operations; ring.
Qed.
Lemma total_mul a b t d x : total (fun k => Rmult (Rmult (a k) (Rmult (b k) (t k))) (d k)) = x ->
  total (fun k => Rmult (Rmult (Rmult (a k) (b k)) (t k)) (d k)) = x.
Proof. by move=> <-; apply: total_ext => k; rewrite !Rmult_assoc. Qed.
Lemma total_atom a t d x : total (fun k => Rmult (t k) (Rmult (d k) (a k))) = x ->
  total (fun k => Rmult (Rmult (a k) (t k)) (d k)) = x.
Proof. by move=> <-; apply: total_ext => k; ring. Qed.
Lemma total_count : total (fun _ : 'I_n => Rmult R1 R1) = INR n.
Proof.
rewrite -real_natE /total -[n in RHS]card_ord -sum1_card natr_sum.
by apply: eq_bigr => k _; rewrite Rmult_1_r.
Qed.
Lemma total_zero t d : total (fun k => Rmult (Rmult R0 (t k)) (d k)) = R0.
Proof. by apply: big1 => k _; rewrite !Rmult_0_l. Qed.
Lemma total_end d : total (fun k => Rmult R1 (d k)) = total d.
Proof. by apply: total_ext => k; rewrite Rmult_1_l. Qed.
Lemma total_exchange p (a : 'I_n -> R) (g : 'I_n -> 'I_p -> R) :
  total (fun k => Rmult (a k) (total (g k))) = total (fun l => total (fun k => Rmult (a k) (g k l))).
Proof.
rewrite /total [RHS]exchange_big /=; apply: eq_bigr => k _.
by rewrite -real_mulE mulr_sumr.
Qed.
End Totals.

(* Inside out: a sum of monomials, and what stays the same before the sum. *)
Ltac split_total :=
  lazymatch goal with
  | |- @total ?n ?F = _ =>
    let F' := eval cbv beta in F in
    lazymatch F' with
    | (fun _ => Rmult R1 R1) => exact: total_count
    | (fun k => Rmult R1 (@?d k)) => exact: (total_end d)
    | (fun k => Rmult (Rmult R0 (@?t k)) (@?d k)) => exact: (total_zero t d)
    | (fun k => Rmult (Rmult (@?a k) (@?t k)) (@?d k)) =>
      lazymatch a with
      | (fun _ => ?c) => refine (@total_constant n c t d _ _); cbv beta; split_total
      | (fun k => Rplus (@?a k) (@?b k)) =>
          refine (@total_add n a b t d _ _ _ _); cbv beta; split_total
      | (fun k => Ropp (@?a k)) => refine (@total_opp n a t d _ _); cbv beta; split_total
      | (fun k => Rmult (@?a k) (@?b k)) =>
          refine (@total_mul n a b t d _ _); cbv beta; split_total
      | _ => refine (@total_atom n a t d _ _); cbv beta; split_total
      end
    end
  end.

Lemma inverse_mul a b x y : Rinv a = x -> Rinv b = y -> Rinv (Rmult a b) = Rmult x y.
Proof. by move=> <- <-; apply: (@invfM real_fieldType). Qed.
Lemma inverse_one : Rinv R1 = R1. Proof. exact: Rinv_1. Qed.

Ltac split_inverse :=
  lazymatch goal with
  | |- Rinv (Rmult _ _) = _ => refine (inverse_mul _ _); split_inverse
  | |- Rinv R1 = _ => exact: inverse_one
  | |- _ => reflexivity
  end.

Ltac normal_sums :=
  cbv beta;
  lazymatch goal with
  | |- ?a = _ =>
    lazymatch a with
    | Rplus _ _ => refine (same_add _ _); normal_sums
    | Rmult _ _ => refine (same_mul _ _); normal_sums
    | Ropp _ => refine (same_opp _); normal_sums
    | Rinv _ => refine (eq_trans (same_inv _) _); [normal_sums | split_inverse]
    | exp _ => refine (f_equal exp _); normal_sums
    | ln _ => refine (f_equal ln _); normal_sums
    | total _ =>
        refine (eq_trans (total_ext _) _);
        [ let k := fresh "k" in intro k; normal_sums
        | refine (total_begin _); cbv beta; split_total ]
    | _ => reflexivity
    end
  end.

Ltac normal_number := refine (eq_trans _ _); [as_sums | normal_sums].

(* What is divided by is not 0: by a hypothesis on every entry, or at once. *)
Ltac not_zero_entry := repeat split; first
  [ assumption | by apply: natural_neq0
  | match goal with H : forall (_ : ordinal _) (_ : ordinal _), Rlt _ _ |- _ =>
      apply: Rgt_not_eq; apply: H end
  | apply: Rgt_not_eq; first [exact: exp_pos | assumption]
  | by apply/eqP | lra
  | apply: Rgt_not_eq; nra | nra
  | let zero := fresh "zero" in move=> zero;
    match goal with H : not _ |- _ => apply: H; lra end ].

Ltac same_text_here := match goal with |- ?x = ?x => reflexivity end.

Ltac same_fractions := first [ same_text_here | ring | field; not_zero_entry ].

Ltac exchanged :=
  lazymatch goal with
  | |- total ?F = _ =>
    let F' := eval cbv beta in F in
    lazymatch F' with
    | (fun k => Rmult (@?a k) (total (@?g k))) => refine (eq_trans (total_exchange a g) _)
    | (fun k => Rmult (Rmult (@?b k) (total (@?g k))) (@?a k)) =>
        refine (eq_trans (total_ext (G := fun k => Rmult (Rmult (b k) (a k)) (total (g k))) _) _);
        [ let k := fresh "k" in intro k; cbv beta; ring
        | refine (eq_trans (total_exchange _ _) _) ]
    end
  end;
  cbv beta; refine (eq_trans _ _); [ normal_sums | ].

Ltac same_sums := first [ same_fractions | merged_sums; same_fractions ]
with same_total :=
  first
  [ apply: total_ext; let k := fresh "k" in intro k; cbv beta; solve [same_sums]
  | exchanged; solve [same_sums] ]
with merged_sums :=
  progress (repeat match goal with
  | |- context [@total ?n ?F] =>
    match goal with
    | |- context [@total ?p ?G] =>
      tryif constr_eq F G then fail
      else replace (@total n F) with (@total p G) by (symmetry; solve [same_total])
    end
  end).

Ltac sums_in H :=
  lazymatch type of H with
  | Rlt _ ?x => as_normal H x
  | not (@eq _ ?x _) => as_normal H x
  | _ => idtac
  end
with as_normal H x :=
  let y := fresh "y" in let same := fresh "same" in
  evar (y : R); assert (same : x = y); [ subst y; normal_number | ];
  subst y; rewrite same in H; clear same.

Lemma same_both a b x y : a = x -> b = y -> x = y -> a = b :> R.
Proof. by move=> -> ->. Qed.

Ltac both_sides := refine (same_both _ _ _); [ normal_number | normal_number | ].

(* Every hypothesis on all entries also at this one, and all of them as sums. *)
Ltac also_at i j :=
  repeat match goal with
  | H : forall (_ : ordinal _) (_ : ordinal _), _ |- _ =>
      first [ generalize (H i j) | generalize (H i ord0) | generalize (H ord0 j)
            | generalize (H ord0 ord0) | idtac ]; revert H
  end;
  intros;
  repeat match goal with
  | H : Rlt _ _ |- _ => sums_in H; revert H
  | H : not (@eq R _ _) |- _ => sums_in H; revert H
  end;
  intros.

Ltac by_sums :=
  lazymatch goal with
  | |- @eq (matrix _ _ _) _ _ =>
      let i := fresh "i" in let j := fresh "j" in
      apply/matrixP => i j; also_at i j
  | |- _ => also_at (@ord0 0) (@ord0 0)
  end;
  both_sides; logarithms; separate_exponents; half_powers; same_sums.
