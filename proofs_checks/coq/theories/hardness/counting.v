(* Orthogonal pairs from losses whose entries stay bounded: the number that   *)
(* 2 m + 1 losses give is within 3/8 of sum_i N_i^2.                          *)
(*                                                                            *)
(* Instance k of 0 ... D, D = 2 m: queries (1 - a, a), keys Theta k / D times *)
(* (1, 1 - b), and a constant key with the logit tau = Theta m + kappa.       *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   counting_loss k      the loss of instance k                              *)
(*   other_mass           R = n e^tau, the mass of the keys of value 0        *)
(*   counting_tolerance   1 / (16 Lambda R^2)                                 *)
(*   counted v            sum_k w_k 2 R^2 (v_k - n/8), v_k the losses         *)
(*   loss_counts          2 R^2 (loss - n/8) is sum_i S_i^2, but for          *)
(*                        2 n^3 e^(2 Theta m) / e^kappa                       *)
(*   counted_close        within the tolerance, it errs by 3/8 at most        *)
(*   counted_decides      so it tells whether there is an orthogonal pair     *)
(*   counted_exactly      and no other number than sum_i N_i^2 is as close    *)

From Coq Require Import Reals Lra ZArith.
From Coquelicot Require Import Rcomplements.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field value_rows gap pair_counting
  vector_scores divided_differences weight_numbers count_numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Counting.
Variables (n m : nat) (P V : 'M[bool]_(n, m)) (Theta kappa : R).
Hypotheses (n_gt0 : (0 < n)%N) (m_gt0 : (0 < m)%N) (Theta_gt0 : Rlt 0 Theta).

Let D := (m + m)%N.
Let Lambda : R := weight_growth Theta D.
Let E : R := exp (Theta * m%:R).

Definition counting_loss (k : 'I_D.+1) : R :=
  loss (orthogonal_queries P 1) (orthogonal_keys V (Theta * k%:R / D%:R))
       (constant_key m (Theta * m%:R + kappa)).
Definition other_mass : R := n%:R * exp (Theta * m%:R + kappa).
Definition counting_tolerance : R := 1 / (16%:R * Lambda * (other_mass * other_mass)).
Definition counted (v : 'I_D.+1 -> R) : R :=
  \sum_k difference_weight (exp_node Theta (D := D)) k *
         (2%:R * (other_mass * other_mass) * (v k - n%:R / 8%:R)).

Let D_gt0 : (0 < D)%N.
Proof. by rewrite addn_gt0 m_gt0. Qed.

Let n_pos : Rlt 0 (n%:R : R) := natural_pos n_gt0.

Lemma Lambda_pos : Rlt 0 Lambda.
Proof.
apply: Rmult_lt_0_compat; last by apply: Rinv_0_lt_compat; apply: natural_pos; apply: fact_gt0.
apply: power_pos; apply: Rmult_lt_0_compat; last exact: Rinv_0_lt_compat.
by apply: Rmult_lt_0_compat; [apply: natural_pos | apply: natural_pos].
Qed.

Lemma other_mass_pos : Rlt 0 other_mass.
Proof. by apply: Rmult_lt_0_compat; [apply: n_pos | apply: exp_pos]. Qed.

Lemma zeros_mass_counting i : zeros_mass (orthogonal_queries P 1)
    (constant_key m (Theta * m%:R + kappa)) i = other_mass.
Proof.
rewrite /zeros_mass /other_mass /orthogonal_queries constant_score ?mul1r //.
by apply: halves_sum; rewrite subrK.
Qed.

Lemma exp_power (x : R) a : exp x ^+ a = exp (x * a%:R).
Proof.
elim: a => [|a IHa]; first by rewrite expr0 mulr0 exp_0.
rewrite exprS IHa -[LHS]exp_plus; congr exp.
by rewrite [in RHS]mulrS mulrDr mulr1.
Qed.

Lemma ones_mass_counting (k : 'I_D.+1) i :
  ones_mass (orthogonal_queries P 1) (orthogonal_keys V (Theta * k%:R / D%:R)) i =
  \sum_j exp_node Theta k ^+ (m - inner P V i j).
Proof.
apply: eq_bigr => j _; rewrite orthogonal_score mul1r exp_power.
by rewrite natrB ?inner_le.
Qed.

Lemma share_le (k : 'I_D.+1) : Rle (Theta * k%:R / D%:R) Theta.
Proof.
have D_pos := natural_pos D_gt0.
have k_le : Rle (k%:R : R) D%:R.
  by rewrite !real_natE; apply: le_INR; apply/leP; rewrite -ltnS.
apply: (Rmult_le_reg_r D%:R) => //; rewrite -real_mulE mulrVK ?unitfE; last first.
  by apply/eqP; apply: Rgt_not_eq.
by apply: Rmult_le_compat_l => //; apply: Rlt_le.
Qed.

Lemma ones_mass_le (k : 'I_D.+1) i : Rle (\sum_j exp_node Theta k ^+ (m - inner P V i j)) (n%:R * E).
Proof.
rewrite -sum_const; apply: sum_le => j; rewrite exp_power; apply: exp_le.
apply: Rmult_le_compat.
- apply: Rmult_le_pos; last by apply: Rlt_le; apply: Rinv_0_lt_compat; apply: natural_pos.
  by apply: Rmult_le_pos; [apply: Rlt_le | rewrite real_natE; apply: pos_INR].
- by rewrite real_natE; apply: pos_INR.
- exact: share_le.
by apply: natural_le; rewrite leq_subr.
Qed.

Theorem loss_counts (k : 'I_D.+1) :
  Rle (Rabs (2%:R * (other_mass * other_mass) * (counting_loss k - n%:R / 8%:R) -
             (squares_poly P V [comRingType of R]).[exp_node Theta k]))
      (2%:R * (n%:R * n%:R * n%:R) * (E * E) / exp kappa).
Proof.
rewrite /counting_loss loss_of_rows // addrAC subrr add0r squares_at.
under eq_bigr do rewrite zeros_mass_counting ones_mass_counting.
set S := fun i => \sum_j exp_node Theta k ^+ (m - inner P V i j).
set T := other_mass; have T_pos : Rlt 0 T := other_mass_pos.
have S_pos i : Rlt 0 (S i).
  by rewrite /S -ones_mass_counting; apply: ones_mass_pos.
have -> : 2%:R * (T * T) * ((\sum_i S i / (S i + T) * (S i / (S i + T))) / 2%:R) -
          \sum_i S i * S i = \sum_i (T * T * (S i / (S i + T) * (S i / (S i + T))) - S i * S i).
  rewrite sumrB -mulr_sumr; congr (_ - _); move: (\sum_i _ : R) => x.
  by rewrite !real_natE; real_operations; field.
have -> : 2%:R * (n%:R * n%:R * n%:R) * (E * E) / exp kappa =
          \sum_(i < n) (2%:R * (n%:R * n%:R * (E * E)) / exp kappa) :> R.
  by rewrite sum_const; move: (n%:R : R) (E : R) ((exp kappa)^-1) => x y z; real_operations; ring.
apply: sum_abs_le => i.
have TE : T = n%:R * E * exp kappa.
  by rewrite /T /other_mass [exp _]exp_plus; apply: mulrA.
have [low high] := square_error (S_pos i) T_pos.
pose o := S i / (S i + T) * (S i / (S i + T)).
have low' : Rle 0 (S i * S i - T * T * o) := low.
have high' : Rle (S i * S i - T * T * o) (2%:R * (S i * S i * S i) / T) := high.
have bound : Rle (2%:R * (S i * S i * S i) / T) (2%:R * (n%:R * n%:R * (E * E)) / exp kappa) :=
  row_error n_pos (exp_pos _) (exp_pos kappa) (S_pos i) (ones_mass_le k i) TE.
apply: Rle_trans bound; apply: Rabs_le; move: low' high'; rewrite -/o.
by move: (T * T * o) (S i * S i) (2%:R * _ / T) => a b q; reals.
Qed.

Hypothesis kappa_ge : Rle (8%:R * (n%:R * n%:R * n%:R) * (E * E) * Lambda) (exp kappa).
Variable v : 'I_D.+1 -> R.
Hypothesis v_close : forall k, Rle (Rabs (v k - counting_loss k)) counting_tolerance.

Lemma each_close (k : 'I_D.+1) :
  Rle (Rabs (2%:R * (other_mass * other_mass) * (v k - n%:R / 8%:R) -
             (squares_poly P V [comRingType of R]).[exp_node Theta k])) (3%:R / 8%:R / Lambda).
Proof.
have budget := loss_budget Lambda_pos other_mass_pos (exp_pos kappa).
move: kappa_ge (v_close k) (loss_counts k); rewrite /counting_tolerance.
rewrite !(natural 16) !(natural 8) !(natural 3); exact: budget.
Qed.

Theorem counted_close : Rle (Rabs (counted v - (\sum_i partners P V i ^ 2)%N%:R)) (3%:R / 8%:R).
Proof.
have inj := @exp_node_inj _ D Theta_gt0 D_gt0.
rewrite -(squares_leading P V) -(divided_difference inj (squares_size P V _)) /counted -sumrB.
under eq_bigr do rewrite -mulrBr.
have -> : 3%:R / 8%:R = Lambda * (3%:R / 8%:R / Lambda) :> R.
  rewrite mulrCA divff ?mulr1 //; apply/eqP; apply: Rgt_not_eq; exact: Lambda_pos.
apply: Rle_trans (_ : Rle (\sum_k Rabs (difference_weight (exp_node Theta (D := D)) k) *
                             (3%:R / 8%:R / Lambda)) _).
  by apply: sum_abs_le => k; apply: abs_mul (each_close k); apply: Rle_refl.
rewrite -mulr_suml; apply: Rmult_le_compat_r; last exact: weights_bounded.
apply: Rmult_le_pos; first by reals.
by apply: Rlt_le; apply: Rinv_0_lt_compat; apply: Lambda_pos.
Qed.

Theorem counted_decides : (exists i j, inner P V i j = 0%N) <-> Rlt (1 / 2%:R) (counted v).
Proof.
have := counted_close => /Rabs_le_between close.
rewrite -(squares_positive P V).
case: (posnP (\sum_i partners P V i ^ 2)) => [Q0 | Q_gt0].
  rewrite Q0 in close; split=> // v_gt; exfalso; move: close v_gt.
  by reals.
have Q_ge1 : Rle 1 ((\sum_i partners P V i ^ 2)%N%:R : R).
  by rewrite real_natE; apply: (le_INR 1); apply/leP.
by split=> // _; move: close Q_ge1; move: ((\sum_i partners P V i ^ 2)%N%:R : R) => q; reals.
Qed.

Theorem counted_exactly (a : nat) : Rlt (Rabs (counted v - a%:R)) (1 / 2%:R) ->
  a = (\sum_i partners P V i ^ 2)%N.
Proof.
rewrite [(a%:R : R)]real_natE => a_close; apply: (naturals_apart a_close).
have close : Rlt (Rabs (counted v - (\sum_i partners P V i ^ 2)%N%:R)) (1 / 2%:R).
  by apply: Rle_lt_trans counted_close _; reals.
by move: close; rewrite [((\sum_i partners P V i ^ 2)%N%:R : R)]real_natE.
Qed.
End Counting.
