(* The real numbers as a field of MathComp, so that 'M[R]_(m, n) is a matrix   *)
(* of real numbers and \sum a sum of them.                                     *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   R               the reals of Coq's standard library, with the operations *)
(*                   Rplus, Rmult, Ropp, Rinv as the field's operations       *)
(*   real_addE ...   the field's operations, read as those of the library     *)
(*   real_ring       closes an equality of reals that ring closes             *)
(*   real_field      closes an equality of reals that field closes            *)

From Coq Require Import Reals Lra ClassicalEpsilon FunctionalExtensionality.
From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Definition real_eqb (x y : R) : bool :=
  if Req_EM_T x y then true else false.

Lemma real_eqbP : Equality.axiom real_eqb.
Proof. by move=> x y; rewrite /real_eqb; case: Req_EM_T => H; constructor. Qed.

Canonical real_eqMixin := EqMixin real_eqbP.
Canonical real_eqType := Eval hnf in EqType R real_eqMixin.

Definition real_pick (P : pred R) (n : nat) : option R :=
  let x := epsilon (inhabits R0) (fun x => P x) in if P x then Some x else None.

Fact real_pick_some P n x : real_pick P n = Some x -> P x.
Proof. by rewrite /real_pick; case: ifP => // Px [<-]. Qed.

Fact real_pick_exists (P : pred R) :
  (exists x : R, P x) -> exists n, real_pick P n.
Proof.
move=> exP; exists 0%N; rewrite /real_pick.
have -> // : P (epsilon (inhabits R0) (fun x => P x)).
by apply: (epsilon_spec (inhabits R0) (fun x => P x)).
Qed.

Fact real_pick_ext (P Q : pred R) : P =1 Q -> real_pick P =1 real_pick Q.
Proof.
move=> PEQ n; rewrite /real_pick.
by have -> : P = Q by apply: functional_extensionality.
Qed.

Definition real_choiceMixin : choiceMixin R :=
  Choice.Mixin real_pick_some real_pick_exists real_pick_ext.
Canonical real_choiceType := Eval hnf in ChoiceType R real_choiceMixin.

Fact real_addA : associative Rplus.
Proof. by move=> x y z; rewrite Rplus_assoc. Qed.

Definition real_zmodMixin :=
  ZmodMixin real_addA Rplus_comm Rplus_0_l Rplus_opp_l.
Canonical real_zmodType := Eval hnf in ZmodType R real_zmodMixin.

Fact real_mulA : associative Rmult.
Proof. by move=> x y z; rewrite Rmult_assoc. Qed.

Fact real_oner_neq0 : R1 != R0 :> R.
Proof. by apply/eqP; apply: R1_neq_R0. Qed.

Definition real_ringMixin :=
  RingMixin real_mulA Rmult_1_l Rmult_1_r Rmult_plus_distr_r
            Rmult_plus_distr_l real_oner_neq0.
Canonical real_ringType := Eval hnf in RingType R real_ringMixin.
Canonical real_comRingType := Eval hnf in ComRingType R Rmult_comm.

Definition real_unit (x : R) : bool := x != R0.

Fact real_mulVr : {in real_unit, left_inverse R1 Rinv Rmult}.
Proof. by move=> x /eqP x_neq0; apply: Rinv_l. Qed.

Fact real_unitP (x y : R) : Rmult y x = R1 -> real_unit x.
Proof.
move=> yx1; apply/eqP => x0.
by move: yx1; rewrite x0 Rmult_0_r => /esym; apply: R1_neq_R0.
Qed.

Fact real_inv_out : {in [predC real_unit], Rinv =1 id}.
Proof.
move=> x; rewrite inE /= /in_mem /= /real_unit negbK => /eqP ->.
exact: Rinv_0.
Qed.

Definition real_unitRingMixin :=
  ComUnitRingMixin real_mulVr real_unitP real_inv_out.
Canonical real_unitRingType :=
  Eval hnf in UnitRingType R real_unitRingMixin.
Canonical real_comUnitRingType := Eval hnf in [comUnitRingType of R].

Fact real_idomain (x y : R) : Rmult x y = R0 -> (x == R0) || (y == R0).
Proof.
by move=> /Rmult_integral [->|->]; rewrite eqxx ?orbT.
Qed.

Canonical real_idomainType := Eval hnf in IdomainType R real_idomain.

Fact real_fieldMixin : GRing.Field.mixin_of real_unitRingType.
Proof. by move=> x x_neq0; rewrite -topredE. Qed.

Canonical real_fieldType := Eval hnf in FieldType R real_fieldMixin.

(* The field's operations are those of the library. *)
Import GRing.Theory.

Lemma real_addE (x y : R) : (x + y)%R = Rplus x y. Proof. by []. Qed.
Lemma real_mulE (x y : R) : (x * y)%R = Rmult x y. Proof. by []. Qed.
Lemma real_oppE (x : R) : (- x)%R = Ropp x. Proof. by []. Qed.
Lemma real_subE (x y : R) : (x - y)%R = Rminus x y. Proof. by []. Qed.
Lemma real_invE (x : R) : (x^-1)%R = Rinv x. Proof. by []. Qed.
Lemma real_zeroE : (0%R : R) = R0. Proof. by []. Qed.
Lemma real_oneE : (1%R : R) = R1. Proof. by []. Qed.

Lemma real_natE (n : nat) : (n%:R : R)%R = INR n.
Proof.
elim: n => [|n IHn] //; rewrite mulrS IHn S_INR Rplus_comm.
by rewrite real_addE real_oneE Rplus_comm.
Qed.

Ltac real_operations :=
  rewrite ?real_natE /GRing.add /GRing.mul /GRing.opp /GRing.inv
          /GRing.zero /GRing.one /=.

(* Numbers and operations between reals are those of the field. *)
Bind Scope ring_scope with R.
