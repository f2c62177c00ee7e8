(* Towers of products and quotients, with a bound for each order.             *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   convolution f g k    sum_(i <= k) f_i g_(k - i): the tower of f_0 g_0    *)
(*   coefficients s t n   the first n coefficients of the quotient of the     *)
(*                        power series s and t                                *)
(*   quotient_tower s t   the tower of s_0 / t_0                              *)
(*   quotient_derives     it is one                                           *)
(*   quotient_bound       |s_k|, |t_k| <= Z^k t_0 / k!: it is at most (2 Z)^k *)
(*   convolution_bound    the product of two such is at most (k + 1) (2 Z)^k  *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations matrix_calculus perturbation
  real_field quadrature_numbers quotient_slopes taylor_polynomial.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition convolution (f g : nat -> R -> R) (k : nat) (x : R) : R :=
  \sum_(i < k.+1) f i x * g (k - i)%N x.

Fixpoint coefficients (s t : nat -> R) (n : nat) : seq R :=
  if n is m.+1 then
    let a := coefficients s t m in
    rcons a ((s m - \sum_(i < m) nth 0 a i * t (m - i)%N) / t 0%N)
  else [::].
Definition quotient (s t : nat -> R) (k : nat) : R := nth 0 (coefficients s t k.+1) k.
Definition quotient_tower (s t : nat -> R -> R) (k : nat) (x : R) : R :=
  quotient (fun i => s i x) (fun i => t i x) k.

(* Sequences *)

Lemma shifted (u v : nat -> R) k :
  \sum_(i < k) (i.+1%:R * u i.+1) * v (k - i)%N +
    \sum_(i < k) u i * ((k.+1 - i)%N%:R * v (k.+1 - i)%N) + u k * v 1%N =
  k.+1%:R * (\sum_(i < k.+1) u i * v (k.+1 - i)%N).
Proof.
have -> : k.+1%:R * (\sum_(i < k.+1) u i * v (k.+1 - i)%N) =
    \sum_(i < k.+1) (i%:R * u i) * v (k.+1 - i)%N +
    \sum_(i < k.+1) u i * ((k.+1 - i)%N%:R * v (k.+1 - i)%N).
  rewrite mulr_sumr -big_split; apply: eq_bigr => i _ /=.
  rewrite [u i * (_ * _)]mulrCA mulrA -!mulrA -mulrDl -natrD subnKC //.
  by rewrite ltnW // ltn_ord.
rewrite big_ord_recl mul0r mul0r add0r -addrA; congr (_ + _).
by rewrite big_ord_recr /= subSnn mul1r.
Qed.

Lemma coefficients_size s t n : size (coefficients s t n) = n.
Proof. by elim: n => //= n IHn; rewrite size_rcons IHn. Qed.

Lemma coefficients_nth s t n i : (i < n)%N -> nth 0 (coefficients s t n) i = quotient s t i.
Proof.
elim: n => // n IHn i_le; have [i_lt | i_ge] := ltnP i n; last first.
  by have -> : i = n by apply/eqP; rewrite eqn_leq i_ge -ltnS i_le.
by rewrite /= nth_rcons coefficients_size i_lt IHn.
Qed.

Lemma quotientE s t k :
  quotient s t k = (s k - \sum_(i < k) quotient s t i * t (k - i)%N) / t 0%N.
Proof.
rewrite {1}/quotient /= nth_rcons coefficients_size ltnn eqxx.
by congr ((_ - _) / _); apply: eq_bigr => i _; rewrite coefficients_nth.
Qed.

Lemma halving (c : nat -> R) k : c 0%N = 1 -> c 1%N = 1 ->
  (forall j, Rle (c j.+2) (c j.+1 * Rdiv 1 (IZR 2))) ->
  Rle (c k + \sum_(i < k) pow (IZR 2) i * c (k - i)%N) (pow (IZR 2) k).
Proof.
move=> c0 c1 halves; case: k => [|k]; first by rewrite big_ord0 c0 /=; reals.
elim: k => [|k IHk]; first by rewrite big_ord1 /= c1; reals.
rewrite big_ord_recr /= subSnn c1.
have below : Rle (\sum_(i < k.+1) pow (IZR 2) i * c (k.+2 - i)%N)
    (\sum_(i < k.+1) pow (IZR 2) i * c (k.+1 - i)%N * Rdiv 1 (IZR 2)).
  apply: sum_le => i; rewrite -mulrA; apply: Rmult_le_compat_l; first by apply: pow_le; lra.
  rewrite subSn; last exact: ltnW.
  by rewrite subSn; last by rewrite -ltnS.
have first := halves k; rewrite -mulr_suml in below.
have two : Rlt 0 (pow (IZR 2) k) by apply: pow_lt; lra.
move: below first IHk two; rewrite /=; move: (\sum_(i < k.+1) _ : R) (\sum_(i < k.+1) _ : R) => x y.
by move: (pow (IZR 2) k) (c k.+2) (c k.+1) => d u v; reals.
Qed.

Lemma factorials k : Rle (1 / INR (fact k) + \sum_(i < k) pow (IZR 2) i * (1 / INR (fact (k - i)))) (pow (IZR 2) k).
Proof.
apply: (@halving (fun j => 1 / INR (fact j))) => [||j]; last exact: factorial_halves.
  by rewrite /=; reals.
by rewrite /=; reals.
Qed.

(* Towers *)

Lemma product_derives f g : tower f -> tower g -> tower (convolution f g).
Proof.
move=> df dg k x; have := derives_sum (fun i : 'I_k.+1 => derives_mul (df i x) (dg (k - i)%N x)).
apply: derives_eq; rewrite big_split /= /convolution [in RHS]big_ord_recr /= mulrDr subnn.
rewrite -(shifted (fun i => f i x) (fun i => g i x)) big_ord_recr /= subnn.
rewrite [X in _ + X = _]big_ord_recr /= subnn mul1r.
have -> : \sum_(i < k) f i x * ((k - i).+1%:R * g (k - i).+1 x) =
          \sum_(i < k) f i x * ((k.+1 - i)%N%:R * g (k.+1 - i)%N x).
  by apply: eq_bigr => i _; rewrite subSn // ltnW.
rewrite mulrA -!addrA; congr (_ + _); rewrite addrC -!addrA; congr (_ + _).
Qed.

Section Quotient.
Variables s t : nat -> R -> R.
Hypothesis t_pos : forall x, Rlt 0 (t 0%N x).

Let a := quotient_tower s t.

Lemma quotient_zero x : a 0 x = s 0%N x / t 0%N x.
Proof. by rewrite /a /quotient_tower quotientE big_ord0 subr0. Qed.

Lemma quotient_derives : tower s -> tower t -> tower a.
Proof.
move=> ds dt k; elim/ltn_ind: k => k IHk x.
have t_neq0 := Rgt_not_eq _ _ (t_pos x).
have top : derives (fun y => s k y - \sum_(i < k) a i y * t (k - i)%N y) x
    (k.+1%:R * s k.+1 x - \sum_(i < k) ((i.+1%:R * a i.+1 x) * t (k - i)%N x +
                                        a i x * ((k - i).+1%:R * t (k - i).+1 x))).
  apply: derives_add; first exact: ds.
  apply: derives_opp; apply: derives_sum => i; apply: derives_mul; last exact: dt.
  exact: IHk.
have := over_derives t_neq0 top (dt 0%N x).
move=> H; apply: derives_ext (derives_eq _ H) => [y|]; first by rewrite /a /quotient_tower quotientE.
have -> : Rdiv (s k x - \sum_(i < k) a i x * t (k - i)%N x) (t 0%N x) = a k x.
  by rewrite /a /quotient_tower [in RHS]quotientE.
have -> : a k.+1 x = (s k.+1 x - \sum_(i < k.+1) a i x * t (k.+1 - i)%N x) / t 0%N x.
  by rewrite /a /quotient_tower quotientE.
rewrite mulrA mulrBr -(shifted (fun i => a i x) (fun i => t i x)) big_split /=.
have -> : \sum_(i < k) a i x * ((k - i).+1%:R * t (k - i).+1 x) =
          \sum_(i < k) a i x * ((k.+1 - i)%N%:R * t (k.+1 - i)%N x).
  by apply: eq_bigr => i _; rewrite subSn // ltnW.
rewrite mul1r; move: (\sum_(i < k) _ : R) (\sum_(i < k) _ : R) (a k x) (t 1%N x) => u v w z.
by move: (k.+1%:R * s k.+1 x) => y; real_operations; field.
Qed.

Variable Z : R.
Hypothesis Z_ge0 : Rle 0 Z.
Hypothesis s_le : forall k x, Rle (Rabs (s k x)) (Rmult (Rdiv (pow Z k) (INR (fact k))) (t 0%N x)).
Hypothesis t_le : forall k x, Rle (Rabs (t k x)) (Rmult (Rdiv (pow Z k) (INR (fact k))) (t 0%N x)).

Theorem quotient_bound k x : Rle (Rabs (a k x)) (pow (Rmult (IZR 2) Z) k).
Proof.
elim/ltn_ind: k => k IHk.
have -> : a k x = Rdiv (s k x - \sum_(i < k) a i x * t (k - i)%N x) (t 0%N x).
  by rewrite /a /quotient_tower quotientE.
apply: over_le => //; apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp.
have sum_le : Rle (Rabs (\sum_(i < k) a i x * t (k - i)%N x))
    (\sum_(i < k) (pow (Rmult (IZR 2) Z) i * Rmult (Rdiv (pow Z (k - i)) (INR (fact (k - i)))) (t 0%N x))).
  by apply: sum_abs_le => i; apply: abs_mul; [apply: IHk | apply: t_le].
apply: Rle_trans (Rplus_le_compat _ _ _ _ (s_le k x) sum_le) _.
have -> : \sum_(i < k) (pow (Rmult (IZR 2) Z) i * Rmult (Rdiv (pow Z (k - i)) (INR (fact (k - i)))) (t 0%N x)) =
  pow Z k * t 0%N x * \sum_(i < k) (pow (IZR 2) i / INR (fact (k - i))) :> R.
  rewrite mulr_sumr; apply: eq_bigr => i _.
  have -> : pow Z k = Rmult (pow Z i) (pow Z (k - i)) by rewrite -pow_add plusE subnKC // ltnW.
  rewrite Rpow_mult_distr /Rdiv -real_invE.
  move: (pow (IZR 2) i) (pow Z i) (pow Z _) ((INR _)^-1) (t _ _) => b c d e f.
  by real_operations; ring.
have small := @factorials k.
have := Rmult_le_compat_l _ _ _ (Rmult_le_pos _ _ (pow_le _ k Z_ge0) (Rlt_le _ _ (t_pos x))) small.
have -> : \sum_(i < k) pow (IZR 2) i / INR (fact (k - i)) = \sum_(i < k) pow (IZR 2) i * (1 / INR (fact (k - i))) :> R.
  by apply: eq_bigr => i _; rewrite mul1r.
rewrite Rpow_mult_distr /Rdiv -!real_mulE mulrDr mul1r -real_invE => bound.
have -> : pow (IZR 2) k * pow Z k * t 0%N x = pow Z k * t 0%N x * pow (IZR 2) k by rewrite -mulrA mulrC.
by apply: Rle_trans bound; rewrite mulrAC; apply: Rle_refl.
Qed.
End Quotient.

Lemma convolution_bound f g (w : R) x : 
  (forall k, Rle (Rabs (f k x)) (pow w k)) -> (forall k, Rle (Rabs (g k x)) (pow w k)) ->
  forall k, Rle (Rabs (convolution f g k x)) (k.+1%:R * pow w k).
Proof.
move=> f_le g_le k; rewrite -sum_const; apply: sum_abs_le => i.
have -> : pow w k = Rmult (pow w i) (pow w (k - i)).
  by rewrite -pow_add plusE subnKC // -ltnS.
exact: abs_mul.
Qed.
