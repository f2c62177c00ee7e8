(* Softmax with every exponential known up to a relative error delta: the     *)
(* sharp bounds on an entry, on a set of columns and on a whole row.          *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   rows_within A x          every sum of absolute values of a row is <= x   *)
(*   scaled_close delta f g   row by row a multiple of g is within delta f    *)
(*   normalised_scaled        so are softmax S and the rows of P divided by   *)
(*                            their sums, if |P - exp S| <= delta exp S       *)
(*   set_moves                a set of columns moves by tau delta at most     *)
(*   entry_moves, row_moves   an entry by tau delta, a row by 2 tau delta     *)
(*   softmax_entry ...        the same for softmax                            *)
(*   tau_attained             equality for S, P of one row and two columns    *)
(*   tau_least                no smaller constant will do                     *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring perturbation real_field fast_gradient shares.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition rows_within m n (A : 'M[R]_(m, n)) (x : R) : Prop :=
  forall i, Rle (\sum_j Rabs (A i j)) x.
Definition scaled_close m n (delta : R) (f g : 'M[R]_(m, n)) : Prop :=
  forall i, exists k, Rlt 0 k /\
    forall j, Rle (Rabs (k * g i j - f i j)) (delta * f i j).

Theorem normalised_scaled m n (S P : 'M[R]_(m, n)) (delta : R) :
  Rlt delta 1 -> (0 < n)%N ->
  (forall i j, Rle (Rabs (P i j - exp (S i j))) (delta * exp (S i j))) ->
  scaled_close delta (softmax S) (normalised P).
Proof.
move=> delta_lt1 n_gt0 P_close i.
have t_pos : Rlt 0 (\sum_k exp (S i k)) := row_sum_pos S i (Ordinal n_gt0).
have s_pos := perturbed_sum_pos delta_lt1 P_close n_gt0 i.
exists (\sum_k P i k / \sum_k exp (S i k)); split.
  by rewrite -mulr_suml; apply: Rmult_lt_0_compat => //; apply: Rinv_0_lt_compat.
move=> j; rewrite !mxE -mulr_suml; move: (P_close i j) t_pos s_pos.
set e := exp _; set t := \sum_k exp _; set s := \sum_k _; set x := P i j; clearbody e t s x.
real_operations => x_e t_pos s_pos.
have -> : Rplus (Rmult (Rmult s (Rinv t)) (Rmult x (Rinv s))) (Ropp (Rmult e (Rinv t)))
        = Rmult (Rplus x (Ropp e)) (Rinv t) by field; lra.
have inv_ge0 : Rle R0 (Rinv t) by apply: Rlt_le; apply: Rinv_0_lt_compat.
rewrite Rabs_mult (Rabs_pos_eq (Rinv t)) // -Rmult_assoc.
exact: Rmult_le_compat_r.
Qed.

Lemma sum_ge0 (I : finType) (A : pred I) (F : I -> R) :
  (forall i, Rle 0 (F i)) -> Rle 0 (\sum_(i | A i) F i).
Proof.
move=> F_ge0; elim/big_rec: _ => [|i x _ x_ge0]; first exact: Rle_refl.
exact: Rplus_le_le_0_compat.
Qed.

Lemma sum_le_on (I : finType) (A : pred I) (F G : I -> R) :
  (forall i, Rle (F i) (G i)) -> Rle (\sum_(i | A i) F i) (\sum_(i | A i) G i).
Proof.
move=> FG; elim/big_rec2: _ => [|i x y _ xy]; first exact: Rle_refl.
exact: Rplus_le_compat.
Qed.

Section Rows.
Variables (m n : nat) (f g : 'M[R]_(m, n)) (delta : R).
Hypotheses (f_row : row_stochastic f) (g_row : row_stochastic g).
Hypotheses (delta_ge0 : Rle 0 delta) (delta_lt1 : Rlt delta 1).
Hypothesis fg : scaled_close delta f g.

Let delta_in : Rle 0 delta /\ Rlt delta 1 := conj delta_ge0 delta_lt1.

(* The mass of some columns, times the factor of the row. *)
Lemma mass_scaled i : exists k, Rlt 0 k /\ forall A : pred 'I_n,
  Rle ((1 - delta) * \sum_(j | A j) f i j) (k * \sum_(j | A j) g i j) /\
  Rle (k * \sum_(j | A j) g i j) ((1 + delta) * \sum_(j | A j) f i j).
Proof.
have [k [k_pos close]] := fg i; exists k; split=> // A.
rewrite !mulr_sumr; split; apply: sum_le_on => j; have := close j;
  have := Rabs_le_between (k * g i j - f i j) (delta * f i j); move=> [H _] /H [];
  real_operations; lra.
Qed.

Lemma mass_in (h : 'M[R]_(m, n)) i (A : pred 'I_n) : row_stochastic h ->
  Rle 0 (\sum_(j | A j) h i j) /\ Rle (\sum_(j | A j) h i j) 1 /\
  \sum_(j | ~~ A j) h i j = 1 - \sum_(j | A j) h i j.
Proof.
move=> [h_ge0 h1]; have rest : \sum_(j | ~~ A j) h i j = 1 - \sum_(j | A j) h i j.
  by rewrite -(h1 i) [in RHS](bigID A xpredT) /= [X in _ = X - _]addrC addrK.
have x_ge0 := sum_ge0 A (h_ge0 i); split=> //; split=> //.
have := sum_ge0 (predC A) (h_ge0 i); rewrite [X in Rle 0 X]rest; reals.
Qed.

Lemma mass_odds i (A : pred 'I_n) :
  let t := \sum_(j | A j) f i j in let t' := \sum_(j | A j) g i j in
  Rle (t' * (1 - t) * (1 - delta)) (t * (1 - t') * (1 + delta)).
Proof.
have [k [k_pos scaled]] := mass_scaled i.
have [_ top] := scaled A; have [bottom _] := scaled (predC A).
have [t_ge0 [t_le1 t_rest]] := mass_in i A f_row.
have [t'_ge0 [t'_le1 t'_rest]] := mass_in i A g_row.
rewrite /= t_rest t'_rest in bottom; move: top bottom t_ge0 t_le1 t'_ge0 t'_le1 k_pos.
move: delta_in; set t := \sum_(j | A j) f i j; set t' := \sum_(j | A j) g i j => /=.
clearbody t t'; real_operations => -[d0 d1] top bottom t0 t1 t'0 t'1 k_pos.
apply: (Rmult_le_reg_l k) => //.
apply: (Rle_trans _ (Rmult (Rmult (Rplus R1 delta) t) (Rmult (Rplus R1 (Ropp delta)) (Rplus R1 (Ropp t))))).
  have -> : Rmult k (Rmult (Rmult t' (Rplus R1 (Ropp t))) (Rplus R1 (Ropp delta)))
          = Rmult (Rmult k t') (Rmult (Rplus R1 (Ropp delta)) (Rplus R1 (Ropp t))) by ring.
  by apply: Rmult_le_compat_r top; apply: Rmult_le_pos; lra.
have -> : Rmult k (Rmult (Rmult t (Rplus R1 (Ropp t'))) (Rplus R1 delta))
        = Rmult (Rmult (Rplus R1 delta) t) (Rmult k (Rplus R1 (Ropp t'))) by ring.
by apply: Rmult_le_compat_l bottom; apply: Rmult_le_pos; lra.
Qed.

Theorem set_rises i (J : {set 'I_n}) : let t := \sum_(j in J) f i j in
  Rle (\sum_(j in J) g i j - t)
      (2%:R * delta * t * (1 - t) / (1 - delta + 2%:R * delta * t)).
Proof.
have [t_ge0 [t_le1 _]] := mass_in i (mem J) f_row.
have := share_bound delta_in (conj t_ge0 t_le1) (mass_odds i (mem J)).
by rewrite /= real_natE; real_operations.
Qed.

Lemma mass_moves i (A : pred 'I_n) :
  Rle (\sum_(j | A j) g i j - \sum_(j | A j) f i j) (tau delta).
Proof.
have [t_ge0 [t_le1 _]] := mass_in i A f_row.
have [t'_ge0 [t'_le1 _]] := mass_in i A g_row.
exact: (share_moves delta_in (conj t_ge0 t_le1) (conj t'_ge0 t'_le1) (mass_odds i A)).
Qed.

Lemma mass_moves_abs i (A : pred 'I_n) :
  Rle (Rabs (\sum_(j | A j) g i j - \sum_(j | A j) f i j)) (tau delta).
Proof.
have [_ [_ f_rest]] := mass_in i A f_row; have [_ [_ g_rest]] := mass_in i A g_row.
have up := mass_moves i A; have := mass_moves i (predC A); rewrite /= f_rest g_rest => down.
by apply: Rabs_le; move: up down; real_operations; lra.
Qed.

Theorem set_moves i (J : {set 'I_n}) :
  Rle (Rabs (\sum_(j in J) g i j - \sum_(j in J) f i j)) (tau delta).
Proof. exact: mass_moves_abs. Qed.

Theorem entry_moves : within (g - f) (tau delta).
Proof.
by move=> i j; have := mass_moves_abs i (pred1 j); rewrite !big_pred1_eq add_entry opp_entry.
Qed.

Theorem row_moves : rows_within (g - f) (2%:R * tau delta).
Proof.
move=> i; under eq_bigr do rewrite add_entry opp_entry.
pose A : pred 'I_n := fun j => if Rle_dec (f i j) (g i j) then true else false.
rewrite (bigID A) /= mulr2n mulrDl mul1r; apply: Rplus_le_compat.
  have -> : \sum_(j | A j) Rabs (g i j - f i j) = \sum_(j | A j) g i j - \sum_(j | A j) f i j.
    rewrite -sumrB; apply: eq_bigr => j; rewrite /A; case: Rle_dec => // fg_ij _.
    by rewrite Rabs_pos_eq //; move: fg_ij; reals.
  exact: mass_moves.
have -> : \sum_(j | ~~ A j) Rabs (g i j - f i j) = - (\sum_(j | ~~ A j) g i j - \sum_(j | ~~ A j) f i j).
  rewrite -sumrB -sumrN; apply: eq_bigr => j; rewrite /A; case: Rle_dec => // fg_ij _.
  by rewrite Rabs_left1 //; move: fg_ij; reals.
apply: Rle_trans (mass_moves_abs i (predC A)); rewrite /= -Rabs_Ropp; exact: Rle_abs.
Qed.
End Rows.

Section Softmax.
Variables (m n : nat) (S P : 'M[R]_(m, n)) (delta : R).
Hypotheses (delta_ge0 : Rle 0 delta) (delta_lt1 : Rlt delta 1).
Hypothesis P_close :
  forall i j, Rle (Rabs (P i j - exp (S i j))) (delta * exp (S i j)).
Hypothesis n_gt0 : (0 < n)%N.

Let f_row := softmax_stochastic S n_gt0.
Let g_row := normalised_stochastic delta_lt1 P_close n_gt0.
Let fg := normalised_scaled delta_lt1 n_gt0 P_close.

Theorem softmax_set i (J : {set 'I_n}) :
  Rle (Rabs (\sum_(j in J) normalised P i j - \sum_(j in J) softmax S i j)) (tau delta).
Proof. exact: set_moves. Qed.

Theorem softmax_entry : within (normalised P - softmax S) (tau delta).
Proof. exact: entry_moves. Qed.

Theorem softmax_row : rows_within (normalised P - softmax S) (2%:R * tau delta).
Proof. exact: row_moves. Qed.
End Softmax.

(* Two columns, one raised, the other lowered. *)
Section Sharp.
Variable delta : R.
Hypotheses (delta_gt0 : Rlt 0 delta) (delta_lt1 : Rlt delta 1).

Let delta_in : Rlt 0 delta /\ Rlt delta 1 := conj delta_gt0 delta_lt1.
Let t := worst_share delta.

Definition worst_mass (j : 'I_2) : R := if j == 0 then t else 1 - t.
Definition worst_factor (j : 'I_2) : R := if j == 0 then 1 + delta else 1 - delta.
Definition worst_logits : 'M[R]_(1, 2) := \matrix_(i, j) ln (worst_mass j).
Definition worst_values : 'M[R]_(1, 2) := \matrix_(i, j) (worst_mass j * worst_factor j).

Lemma worst_exp i j : exp (worst_logits i j) = worst_mass j.
Proof.
have [t_gt0 t_lt1] := worst_share_in delta_in.
rewrite mxE exp_ln // /worst_mass; case: ifP => _ //.
by move: t_lt1; rewrite /t; reals.
Qed.

Theorem tau_attained : exists S P : 'M[R]_(1, 2),
  (forall i j, Rle (Rabs (P i j - exp (S i j))) (delta * exp (S i j))) /\
  normalised P 0 0 - softmax S 0 0 = tau delta /\
  \sum_j Rabs (normalised P 0 j - softmax S 0 j) = 2%:R * tau delta.
Proof.
exists worst_logits, worst_values.
have [t_gt0 t_lt1] := worst_share_in delta_in.
have close i j : Rle (Rabs (worst_values i j - exp (worst_logits i j)))
                     (delta * exp (worst_logits i j)).
  rewrite worst_exp mxE /worst_mass /worst_factor /t; case: ifP => _;
    by apply: Rabs_le; split; move: t_gt0 t_lt1 delta_gt0 delta_lt1; real_operations; nra.
have first : normalised worst_values 0 0 - softmax worst_logits 0 0 = tau delta.
  rewrite !mxE !big_ord_recl !big_ord0 !worst_exp !mxE /worst_mass /worst_factor /=.
  rewrite -(worst_share_moves delta_in) /t; real_operations; rewrite (exp_ln _ t_gt0); field.
  by move: t_gt0 t_lt1 delta_gt0 delta_lt1; real_operations; split; nra.
split=> //; split=> //.
have f1 := (softmax_stochastic worst_logits (isT : 0 < 2)%N).2 0.
have g1 := (normalised_stochastic delta_lt1 close (isT : 0 < 2)%N).2 0.
rewrite !big_ord_recl !big_ord0 in f1 g1 *; rewrite first.
have [tau_ge0 _] := tau_range (conj (Rlt_le _ _ delta_gt0) delta_lt1).
move: f1 g1 first tau_ge0.
set f0 := softmax _ _ _; set f' := softmax _ _ _; set g0 := normalised _ _ _; set g' := normalised _ _ _.
rewrite real_natE; real_operations => f1 g1 first tau_ge0.
have -> : Rplus g' (Ropp f') = Ropp (tau delta) by lra.
by rewrite Rabs_Ropp Rabs_pos_eq //; lra.
Qed.

Theorem tau_least (x : R) :
  (forall S P : 'M[R]_(1, 2),
    (forall i j, Rle (Rabs (P i j - exp (S i j))) (delta * exp (S i j))) ->
    within (normalised P - softmax S) x) -> Rle (tau delta) x.
Proof.
move=> bound; have [S [P [close [first _]]]] := tau_attained.
apply: Rle_trans (bound S P close 0 0); rewrite add_entry opp_entry first; exact: Rle_abs.
Qed.
End Sharp.
