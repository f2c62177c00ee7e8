(* Taylor's polynomial of a function with coefficients of every order.        *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   tower f              f k is the k-th derivative of f 0, over k!          *)
(*   slopes f             the tower of the derivative of f 0                  *)
(*   taylor_error         |f n| <= M between c and c + x: f 0 (c + x) is      *)
(*                        sum_(k < n) f k c x^k, but for M |x|^n              *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations matrix_calculus perturbation
  real_field midpoint_numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition tower (f : nat -> R -> R) : Prop :=
  forall k x, derives (f k) x (k.+1%:R * f k.+1 x).
Definition slopes (f : nat -> R -> R) (k : nat) (x : R) : R := k.+1%:R * f k.+1 x.

Lemma derives_scale c f t l : derives f t l -> derives (fun s => c * f s) t (c * l).
Proof.
move=> df; have := derives_mul (derives_const c t) df; apply: derives_eq.
by rewrite mul0r add0r.
Qed.

Lemma derives_comp f g t l m : derives f (g t) l -> derives g t m ->
  derives (fun s => f (g s)) t (l * m).
Proof.
move=> /derivesP df /derivesP dg; apply/derivesP.
exact: (derivable_pt_lim_comp _ _ _ _ _ dg df).
Qed.

Lemma derives_power k t : derives (fun s => s ^+ k.+1) t (k.+1%:R * t ^+ k).
Proof.
elim: k => [|k IHk].
  by apply: derives_ext (derives_eq _ (derives_id t)) => //; rewrite mulr1.
apply: derives_ext (derives_eq _ (derives_mul (derives_id t) IHk)) => [s|]; first by rewrite [RHS]exprS.
by rewrite [in RHS]mulrS mulrDl exprS mul1r mulrCA.
Qed.

Lemma slopes_tower f : tower f -> tower (slopes f).
Proof.
move=> df k x; have := derives_scale k.+1%:R (df k.+1 x); exact.
Qed.

Lemma polynomial_derives (c : nat -> R) n t :
  derives (fun s => \sum_(i < n.+1) c i * s ^+ i) t (\sum_(i < n) (i.+1%:R * c i.+1) * t ^+ i).
Proof.
have := derives_add (derives_const (c 0%N) t)
  (derives_sum (fun i : 'I_n => derives_scale (c i.+1) (derives_power i t))).
rewrite add0r => H; apply: derives_ext (derives_eq _ H) => [s|].
  by rewrite big_ord_recl expr0 mulr1.
by apply: eq_bigr => i _; rewrite mulrA [c _ * _]mulrC.
Qed.

Lemma taylor_right n f M c s : Rle 0 s ->
  (forall k x, Rle 0 x /\ Rle x s -> derives (f k) (c + x) (k.+1%:R * f k.+1 (c + x))) ->
  (forall x, Rle 0 x /\ Rle x s -> Rle (Rabs (f n (c + x))) M) ->
  Rle (Rabs (f 0%N (c + s) - \sum_(i < n) f i c * s ^+ i)) (M * s ^+ n).
Proof.
elim: n f M s => [|n IHn] f M s s_ge0 df small.
  rewrite big_ord0 subr0 mulr1; apply: small; split=> //; exact: Rle_refl.
pose g (y : R) := f 0%N (c + y) - \sum_(i < n.+1) f i c * y ^+ i.
pose g' (y : R) := slopes f 0 (c + y) - \sum_(i < n) slopes f i c * y ^+ i.
have := @dominated g g' (fun y => M * y ^+ n.+1) (fun y => (n.+1%:R * M) * y ^+ n) s s_ge0.
apply.
- move=> y y_in; apply: derives_add; last first.
    by apply: derives_opp; apply: (polynomial_derives (fun i => f i c)).
  by apply: right_of; apply: df.
- move=> y _; apply: derives_eq (derives_scale M (derives_power n y)).
  by rewrite mulrCA mulrA.
- move=> y [y_ge0 y_le]; apply: IHn => // [k x [x_ge0 x_le] | x [x_ge0 x_le]].
    by apply: derives_scale; apply: df; split=> //; apply: Rle_trans x_le y_le.
  apply: abs_mul; last by apply: small; split=> //; apply: Rle_trans x_le y_le.
  by rewrite Rabs_pos_eq; [apply: Rle_refl | rewrite real_natE; apply: pos_INR].
- by rewrite /g big_ord_recl expr0 mulr1 addr0 big1 ?addr0 ?subrr // => i _; rewrite exprS mul0r mulr0.
- by rewrite exprS mul0r mulr0.
Qed.

Theorem taylor_error n f (M a b c x : R) :
  (forall k y, Rle a y /\ Rle y b -> derives (f k) y (k.+1%:R * f k.+1 y)) ->
  (forall y, Rle a y /\ Rle y b -> Rle (Rabs (f n y)) M) ->
  Rle a c /\ Rle c b -> Rle a (c + x) /\ Rle (c + x) b ->
  Rle (Rabs (f 0%N (c + x) - \sum_(i < n) f i c * x ^+ i)) (M * Rabs x ^+ n).
Proof.
move=> df small [a_c c_b] [a_x x_b]; have [x_ge0 | x_lt0] := Rle_lt_dec 0 x.
  have inside y : Rle 0 y /\ Rle y x -> Rle a (c + y) /\ Rle (c + y) b.
    by move: a_c x_b; reals.
  rewrite [Rabs x]Rabs_pos_eq //; apply: taylor_right => // [k y | y] /inside.
    exact: df.
  exact: small.
pose h k (y : R) := (-1) ^+ k * f k (c - y).
have s_ge0 : Rle 0 (- x) by move: x_lt0; reals.
have inside y : Rle 0 y /\ Rle y (- x) -> Rle a (c - (0 + y)) /\ Rle (c - (0 + y)) b.
  by move: c_b a_x; reals.
have := @taylor_right n h M 0 (- x) s_ge0.
have -> : h 0%N (0 - x) = f 0%N (c + x) by rewrite /h expr0 mul1r sub0r opprK.
rewrite [Rabs x]Rabs_left //.
have -> : \sum_(i < n) h i 0 * (- x) ^+ i = \sum_(i < n) f i c * x ^+ i.
  apply: eq_bigr => i _; rewrite /h subr0 mulrAC -exprMn mulrN mulN1r opprK mulrC.
  by [].
apply=> [k y | y] /inside y_in.
  have := derives_scale ((-1) ^+ k) (left_of (df k _ y_in)); apply: derives_eq.
  by rewrite /h -real_oppE exprS mulN1r; move: ((-1) ^+ k : R) (f _ _) => u v; real_operations; ring.
rewrite /h -[M]mul1r; apply: abs_mul; last exact: small.
elim: (n) => [|i IHi]; first by rewrite Rabs_R1; apply: Rle_refl.
rewrite exprS mulN1r Rabs_Ropp; exact: IHi.
Qed.
