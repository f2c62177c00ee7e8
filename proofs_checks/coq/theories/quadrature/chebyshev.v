(* Chebyshev's polynomials as functions, their derivatives and integrals.     *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   chebyshev j x        T_j: T_j (cos t) = cos (j t)                        *)
(*   second_kind j x      U_j: T_(j+1)' = (j + 1) U_j                         *)
(*   primitive j x        its derivative is T_j                               *)
(*   integral j           that of T_j over [-1, 1]: 2 / (1 - j^2), or 0 for   *)
(*                        odd j                                               *)

From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations matrix_calculus perturbation
  real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Fixpoint chebyshev (j : nat) (x : R) : R :=
  match j with
  | 0 => 1
  | i.+1 => match i with 0 => x | k.+1 => 2%:R * x * chebyshev i x - chebyshev k x end
  end.

Fixpoint second_kind (j : nat) (x : R) : R :=
  match j with
  | 0 => 1
  | i.+1 => match i with 0 => 2%:R * x | k.+1 => 2%:R * x * second_kind i x - second_kind k x end
  end.

Lemma chebyshevSS j x : chebyshev j.+2 x = 2%:R * x * chebyshev j.+1 x - chebyshev j x.
Proof. by []. Qed.

Lemma second_kindSS j x : second_kind j.+2 x = 2%:R * x * second_kind j.+1 x - second_kind j x.
Proof. by []. Qed.

Lemma two_steps (P : nat -> Prop) : P 0%N -> P 1%N ->
  (forall j, P j -> P j.+1 -> P j.+2) -> forall j, P j.
Proof.
move=> P0 P1 step j; suff [] : P j /\ P j.+1 by [].
by elim: j => [|j [Pj PSj]]; split=> //; apply: step.
Qed.

Lemma cos_product (s t : R) : cos s * cos t = (cos (s + t) + cos (s - t)) / 2%:R.
Proof.
rewrite [cos (s + t)]cos_plus [cos (s - t)]cos_minus.
by move: (cos s) (cos t) (sin s) (sin t) => a b c d; real_operations; field.
Qed.

Lemma chebyshev_cos j t : chebyshev j (cos t) = cos (j%:R * t).
Proof.
elim/two_steps: j => [||j IHj IHSj]; first by rewrite mul0r cos_0.
  by rewrite mul1r.
rewrite chebyshevSS IHj IHSj -mulrA cos_product.
have -> : t + j.+1%:R * t = j.+2%:R * t by rewrite [j.+2%:R]mulrS mulrDl mul1r.
have -> : t - j.+1%:R * t = - (j%:R * t) by rewrite [j.+1%:R]mulrS mulrDl mul1r opprD addNKr.
rewrite [cos (- _)]cos_neg.
by move: (cos _) (cos _) => a b; real_operations; field.
Qed.

Lemma chebyshev_second j x :
  2%:R * chebyshev j.+2 x = second_kind j.+2 x - second_kind j x.
Proof.
elim/two_steps: j => [||j IHj IHSj].
- by rewrite /=; real_operations; ring.
- by rewrite /=; real_operations; ring.
have -> : 2%:R * chebyshev j.+4 x =
          2%:R * x * (2%:R * chebyshev j.+3 x) - 2%:R * chebyshev j.+2 x.
  by rewrite chebyshevSS; move: (chebyshev _ x) (chebyshev _ x) => a b; real_operations; ring.
rewrite IHj IHSj (second_kindSS j.+2); have := second_kindSS j x.
move: (second_kind j.+3 x) (second_kind j.+2 x) (second_kind j.+1 x) (second_kind j x) => a b c d ->.
by real_operations; ring.
Qed.

Lemma chebyshev_derives j x : derives (chebyshev j.+1) x (j.+1%:R * second_kind j x).
Proof.
elim/two_steps: j => [||j IHj IHSj].
- by apply: derives_eq (derives_id x); rewrite mulr1.
- apply: derives_eq (derives_add (derives_mul (derives_mul (derives_const 2%:R x) (derives_id x))
    (derives_id x)) (derives_opp (derives_const 1 x))).
  by rewrite /=; real_operations; ring.
have := derives_add (derives_mul (derives_mul (derives_const 2%:R x) (derives_id x)) IHSj)
  (derives_opp IHj); apply: derives_eq.
have := chebyshev_second j x; rewrite !second_kindSS.
have -> : j.+3%:R = j%:R + 3%:R :> R by rewrite -natrD addnC.
have -> : j.+2%:R = j%:R + 2%:R :> R by rewrite -natrD addnC.
have -> : j.+1%:R = j%:R + 1 :> R by rewrite -[1 in RHS]/(1%:R) -natrD addnC.
move: (chebyshev j.+2 x) (second_kind j.+1 x) (second_kind j x) (j%:R : R) => a b c d.
rewrite !real_natE; real_operations => H.
suff -> : a = Rdiv (Rminus (Rmult (IZR 2) (Rmult x b)) (Rmult (IZR 2) c)) (IZR 2) by field.
by move: H; rewrite /=; lra.
Qed.

Definition integral (j : nat) : R := if odd j then 0 else 2%:R / (1 - j%:R * j%:R).

Definition primitive (j : nat) (x : R) : R :=
  match j with
  | 0 => x
  | 1 => x * x / 2%:R
  | i.+2 => (chebyshev i.+3 x / i.+3%:R - chebyshev i.+1 x / i.+1%:R) / 2%:R
  end.

Lemma primitiveSS j x :
  primitive j.+2 x = (chebyshev j.+3 x / j.+3%:R - chebyshev j.+1 x / j.+1%:R) / 2%:R.
Proof. by []. Qed.

Lemma natural_neq0 n : (n.+1%:R : R) <> 0.
Proof. by rewrite real_natE; apply: not_0_INR. Qed.

Lemma primitive_derives j x : derives (primitive j) x (chebyshev j x).
Proof.
case: j => [|[|j]]; first exact: derives_id.
  have := derives_mul (derives_mul (derives_id x) (derives_id x)) (derives_const (2%:R)^-1 x).
  by apply: derives_eq; rewrite /= mulr0 addr0 mul1r mulr1 -mulr2n -mulr_natr mulfK //; apply/eqP; apply: natural_neq0.
have := derives_mul (derives_add
    (derives_mul (chebyshev_derives j.+2 x) (derives_const (j.+3%:R)^-1 x))
    (derives_opp (derives_mul (chebyshev_derives j x) (derives_const (j.+1%:R)^-1 x))))
  (derives_const (2%:R)^-1 x).
apply: derives_eq; rewrite !mulr0 !addr0 ![_ * second_kind _ x]mulrC.
rewrite mulfK; last by apply/eqP; apply: natural_neq0.
rewrite mulfK; last by apply/eqP; apply: natural_neq0.
by rewrite -chebyshev_second mulrC mulKf //; apply/eqP; apply: natural_neq0.
Qed.

Lemma chebyshev_one j : chebyshev j 1 = 1.
Proof. by have := chebyshev_cos j 0; rewrite mulr0 cos_0. Qed.

Lemma chebyshev_minus_one j : chebyshev j (-1) = if odd j then -1 else 1.
Proof.
elim/two_steps: j => [||j IHj IHSj] //; rewrite chebyshevSS IHj IHSj /= negbK.
by case: (odd j) => /=; real_operations; ring.
Qed.

Lemma primitive_integral j : primitive j 1 - primitive j (-1) = integral j.
Proof.
case: j => [|[|j]]; rewrite /integral.
- by rewrite /=; real_operations; field.
- by rewrite /=; real_operations; field.
rewrite primitiveSS primitiveSS !chebyshev_one !chebyshev_minus_one /= negbK.
have a_neq0 := @natural_neq0 j; have b_neq0 := @natural_neq0 j.+2.
have b : j.+3%:R = j.+1%:R + 2%:R :> R by rewrite -natrD addn2.
have c : j.+2%:R = j.+1%:R + 1 :> R by rewrite -[1 in RHS]/(1%:R) -natrD addn1.
have a_pos : Rlt 0 (j.+1%:R : R) by rewrite real_natE; apply: lt_0_INR; apply/ltP.
move: a_neq0 b_neq0 a_pos; rewrite b c; move: (j.+1%:R : R) => m.
rewrite !real_natE; real_operations => m_neq0 m2_neq0 m_pos; case: (odd j) => /=; field.
  by split.
by repeat split=> //; move=> H; nra.
Qed.
