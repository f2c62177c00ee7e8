(* Numbers that Coq computes with: rational ones, and what + * / exp ln make   *)
(* of them; equal to the real numbers that they stand for.                    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   number           a rational number, or one made by + * / exp ln          *)
(*   real x           the real number that x stands for                       *)
(*   plus, times, negative, inverse, exponential, logarithm                   *)
(*                    the operations, rational wherever they can be           *)
(*   natural n        the number n                                            *)

From Coq Require Import Reals Lra QArith Qreals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Inductive number :=
  | Constant of Q
  | Sum of number & number
  | Product of number & number
  | Inverse of number
  | Exponential of number
  | Logarithm of number.

Fixpoint real (x : number) : R :=
  match x with
  | Constant q => Q2R q
  | Sum a b => Rplus (real a) (real b)
  | Product a b => Rmult (real a) (real b)
  | Inverse a => Rinv (real a)
  | Exponential a => exp (real a)
  | Logarithm a => ln (real a)
  end.

Definition is_constant (q : Q) (x : number) : bool :=
  if x is Constant p then Qeq_bool p q else false.
Definition zero : number := Constant (0 # 1).
Definition one : number := Constant (1 # 1).
Definition natural (n : nat) : number := Constant (inject_Z (Z.of_nat n)).

Definition plus (x y : number) : number :=
  match x, y with
  | Constant p, Constant q => Constant (Qred (Qplus p q))
  | _, _ => if is_constant (0 # 1) x then y
            else if is_constant (0 # 1) y then x else Sum x y
  end.
Definition times (x y : number) : number :=
  match x, y with
  | Constant p, Constant q => Constant (Qred (Qmult p q))
  | _, _ => if is_constant (0 # 1) x || is_constant (0 # 1) y then zero
            else if is_constant (1 # 1) x then y
            else if is_constant (1 # 1) y then x else Product x y
  end.
Definition negative (x : number) : number := times (Constant (- 1 # 1)) x.
Definition inverse (x : number) : number :=
  if x is Constant q then Constant (Qred (Qinv q)) else Inverse x.
Definition exponential (x : number) : number :=
  if is_constant (0 # 1) x then one else Exponential x.
Definition logarithm (x : number) : number :=
  if is_constant (1 # 1) x then zero else Logarithm x.

Lemma real_red q : Q2R (Qred q) = Q2R q.
Proof. by apply: Qeq_eqR; apply: Qred_correct. Qed.

Lemma real_zero : real zero = R0.
Proof. by rewrite /= /Q2R /= Rmult_0_l. Qed.

Lemma real_one : real one = R1.
Proof. by rewrite /= /Q2R /=; field. Qed.

Lemma real_constant q x : is_constant q x -> real x = Q2R q.
Proof. by case: x => //= p /Qeq_bool_iff /Qeq_eqR. Qed.

Lemma Q2R0 : Q2R (0 # 1) = R0. Proof. exact: real_zero. Qed.
Lemma Q2R1 : Q2R (1 # 1) = R1. Proof. exact: real_one. Qed.

Lemma real_plus x y : real (plus x y) = Rplus (real x) (real y).
Proof.
have general : real (if is_constant (0 # 1) x then y
    else if is_constant (0 # 1) y then x else Sum x y) = Rplus (real x) (real y).
  case: ifP => [/real_constant ->|_]; first by rewrite Q2R0 Rplus_0_l.
  by case: ifP => [/real_constant ->|_] //; rewrite Q2R0 Rplus_0_r.
case: x general => [p||||| ]; case: y => [q||||| ]; try by [].
move=> _; change (Q2R (Qred (Qplus p q)) = Rplus (Q2R p) (Q2R q)).
by rewrite real_red Q2R_plus.
Qed.

Lemma real_times x y : real (times x y) = Rmult (real x) (real y).
Proof.
have general : real (if is_constant (0 # 1) x || is_constant (0 # 1) y then zero
    else if is_constant (1 # 1) x then y
    else if is_constant (1 # 1) y then x else Product x y) = Rmult (real x) (real y).
  case: ifP => [/orP [] /real_constant ->|_]; rewrite ?real_zero ?Q2R0.
  - by rewrite Rmult_0_l.
  - by rewrite Rmult_0_r.
  case: ifP => [/real_constant ->|_]; first by rewrite Q2R1 Rmult_1_l.
  by case: ifP => [/real_constant ->|_] //; rewrite Q2R1 Rmult_1_r.
case: x general => [p||||| ]; case: y => [q||||| ]; try by [].
move=> _; change (Q2R (Qred (Qmult p q)) = Rmult (Q2R p) (Q2R q)).
by rewrite real_red Q2R_mult.
Qed.

Lemma real_negative x : real (negative x) = Ropp (real x).
Proof. by rewrite real_times /= /Q2R /=; field. Qed.

Lemma real_inverse x : real (inverse x) = Rinv (real x).
Proof.
case: x => // q; change (Q2R (Qred (Qinv q)) = Rinv (Q2R q)).
rewrite real_red; case: (Qeq_dec q 0) => [q0|]; last exact: Q2R_inv.
have -> : Q2R q = R0 by rewrite (Qeq_eqR _ _ q0) /Q2R /= Rmult_0_l.
rewrite Rinv_0; have -> : Q2R (Qinv q) = Q2R (Qinv (0 # 1)).
  by apply: Qeq_eqR; apply: Qinv_comp.
by rewrite /Q2R /= Rmult_0_l.
Qed.

Lemma real_exponential x : real (exponential x) = exp (real x).
Proof.
rewrite /exponential; case: ifP => [/real_constant ->|_] //.
by rewrite Q2R0 exp_0 real_one.
Qed.

Lemma real_logarithm x : real (logarithm x) = ln (real x).
Proof.
rewrite /logarithm; case: ifP => [/real_constant ->|_] //.
by rewrite Q2R1 ln_1 real_zero.
Qed.

Lemma real_natural n : real (natural n) = n%:R.
Proof. by rewrite real_natE /= /Q2R /= Rinv_1 Rmult_1_r INR_IZR_INZ. Qed.
