(* The gap for all sizes: what the loss says of the largest logit, and a      *)
(* number that is close to the loss.                                          *)
(*                                                                            *)
(* The logits of the keys of value 1 are Z = Q K^T; the logit of the others   *)
(* is z0 in every row. x >= log (16 n) / 2 and y >= log n.                    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   gap_far          no logit above z0 - x: the loss is at most n/8 + 1/32   *)
(*   gap_near         one of z0 + y at least: it is at least n/8 + 1/8        *)
(*   gap_decides      a number within 3/64 of the loss tells the two apart    *)
(*   forward_far      no logit above z0 - x: an output is at most 1/5         *)
(*   forward_near     one of z0 + y at least: its row's is at least 1/2       *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field value_rows gap_numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Gap.
Variables (n r : nat) (Q K : 'M[R]_(n, r)) (k : 'M[R]_(1, r)) (z0 x y : R).
Hypothesis n_gt0 : (0 < n)%N.
Hypothesis dummy : forall i, (Q *m k^T) i 0 = z0.
Hypothesis x_ge : Rle (ln (16%:R * n%:R) / 2%:R) x.
Hypothesis y_ge : Rle (ln n%:R) y.

Let S := ones_mass Q K.
Let T := zeros_mass Q k.
Let S_pos i : Rlt 0 (S i) := ones_mass_pos Q K n_gt0 i.
Let T_pos i : Rlt 0 (T i) := zeros_mass_pos Q k n_gt0 i.
Let n_pos : Rlt 0 n%:R := count_pos n_gt0.

Lemma natural (a : nat) : (a%:R : R) = IZR (Z.of_nat a).
Proof. by rewrite real_natE INR_IZR_INZ. Qed.

Lemma x_ge_plain : Rle (Rdiv (ln (Rmult (IZR 16) n%:R)) (IZR 2)) x.
Proof. by move: x_ge; rewrite [(16%:R : R)]natural [(2%:R : R)]natural. Qed.

Lemma zeros_massE i : T i = n%:R * exp z0.
Proof. by rewrite /T /zeros_mass dummy. Qed.

Lemma exp_le (a b : R) : Rle a b -> Rle (exp a) (exp b).
Proof.
by case/Rle_lt_or_eq_dec => [/exp_increasing/Rlt_le // | ->]; apply: Rle_refl.
Qed.

Lemma far_mass i : (forall j, Rle ((Q *m K^T) i j) (z0 - x)) ->
  Rle (Rmult (S i) (exp x)) (T i).
Proof.
move=> far; rewrite zeros_massE.
have -> : n%:R * exp z0 = Rmult (n%:R * exp (z0 - x)) (exp x).
  have -> : exp z0 = Rmult (exp (z0 - x)) (exp x).
    by rewrite -exp_plus; congr exp; real_operations; ring.
  by real_operations; ring.
apply: Rmult_le_compat_r; first exact: Rlt_le (exp_pos x).
by rewrite -sum_const; apply: sum_le => j; apply: exp_le.
Qed.

Lemma near_mass i j : Rle (z0 + y) ((Q *m K^T) i j) -> Rle (T i) (S i).
Proof.
move=> near; rewrite zeros_massE; apply: Rle_trans (_ : Rle (exp ((Q *m K^T) i j)) _).
  apply: Rle_trans (exp_le near); rewrite exp_plus real_mulE Rmult_comm.
  apply: Rmult_le_compat_l; first exact: Rlt_le (exp_pos z0).
  exact: exp_ge_count.
rewrite /S /ones_mass (bigD1 j) //= -[X in Rle X _]addr0.
apply: Rplus_le_compat_l; elim/big_rec: _ => [|l s _ s_ge0]; first exact: Rle_refl.
by apply: Rplus_le_le_0_compat => //; apply: Rlt_le (exp_pos _).
Qed.

Theorem gap_far : (forall i j, Rle ((Q *m K^T) i j) (z0 - x)) ->
  Rle (loss Q K k) (n%:R / 8%:R + 1 / 32%:R).
Proof.
move=> far; rewrite loss_of_rows // -/S -/T.
apply: Rplus_le_compat_l.
have -> : (1 / 32%:R : R) = (\sum_(i < n) (1 / (16%:R * n%:R))) / 2%:R.
  rewrite sum_const; move: n_pos; move: (n%:R : R) => N.
  by rewrite !real_natE; real_operations => N_pos; field; lra.
apply: Rmult_le_compat_r; first by reals.
apply: sum_le => i; have := far_row n_pos (S_pos i) (T_pos i) x_ge_plain (far_mass (far i)).
by rewrite [(16%:R : R)]natural.
Qed.

Theorem gap_near i j : Rle (z0 + y) ((Q *m K^T) i j) ->
  Rle (n%:R / 8%:R + 1 / 8%:R) (loss Q K k).
Proof.
move=> near; rewrite loss_of_rows // -/S -/T.
apply: Rplus_le_compat_l; have half := near_row (S_pos i) (T_pos i) (near_mass near).
have -> : (1 / 8%:R : R) = ((1 / 2%:R) * (1 / 2%:R)) / 2%:R.
  by rewrite !real_natE; real_operations; field.
apply: Rmult_le_compat_r; first by reals.
rewrite (bigD1 i) //= -[X in Rle X _]addr0; apply: Rplus_le_compat.
  by apply: Rmult_le_compat; move: half; reals.
elim/big_rec: _ => [|l s _ s_ge0]; first exact: Rle_refl.
apply: Rplus_le_le_0_compat => //; exact: Rle_0_sqr.
Qed.

Theorem gap_decides (v : R) : Rlt (Rabs (v - loss Q K k)) (3%:R / 64%:R) ->
  ((exists i j, Rle (z0 + y) ((Q *m K^T) i j)) -> Rlt (n%:R / 8%:R + 5%:R / 64%:R) v) /\
  ((forall i j, Rle ((Q *m K^T) i j) (z0 - x)) -> Rlt v (n%:R / 8%:R + 5%:R / 64%:R)).
Proof.
move=> /Rabs_def2 close; split=> [[i [j near]] | far].
  by have := gap_near near; move: close; reals.
by have := gap_far far; move: close; reals.
Qed.

Theorem forward_far i : (forall j, Rle ((Q *m K^T) i j) (z0 - x)) ->
  Rle (output Q K k (lshift n i) 0) (1 / 5%:R).
Proof.
move=> far; rewrite row_quotient -/S -/T.
have n_ge1 : Rle 1 n%:R by rewrite real_natE; apply: (le_INR 1); apply/leP.
have := far_entry n_ge1 (S_pos i) (T_pos i) x_ge_plain (far_mass far).
by rewrite [(5%:R : R)]natural.
Qed.

Theorem forward_near i j : Rle (z0 + y) ((Q *m K^T) i j) ->
  Rle (1 / 2%:R) (output Q K k (lshift n i) 0).
Proof.
move=> near; rewrite row_quotient -/S -/T.
by have := near_row (S_pos i) (T_pos i) (near_mass near); rewrite [(2%:R : R)]natural.
Qed.
End Gap.
