(* The loss from few gradients: Fejer's rule needs a number of multiples of   *)
(* the identity that is linear in Z and logarithmic in the number of tokens.  *)
(*                                                                            *)
(* L tokens, width r, the target 0; A1 A2^T / r has entries within Z, A3      *)
(* within 1.                                                                  *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   moment_tower S v i   the tower of sum_k exp (t s_ik) v_k                 *)
(*   entry_tower S V i j  that of an output at the logits t S                 *)
(*   loss_tower S V       that of the loss at the logits t S                  *)
(*   loss_tower_bound     its k-th coefficient is at most                     *)
(*                        L r (k + 1) (2 Z)^k / 2                             *)
(*   loss_read_fast       N >= 4 Z, 2^n >= 2 N L r / delta: gradients within  *)
(*                        eps at N n points give loss (I) - loss (0) within   *)
(*                        delta + r eps                                       *)
(*   nodes_suffice        N n <= (4 Z + 1) (log2 (1 + 2 (4 Z + 1) L r / delta)*)
(*                        + 1) of them are enough                             *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring adapters perturbation real_field quotient_slopes loss_read instance_map
  panel_numbers taylor_polynomial quotient_tower fejer_panels.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Towers.
Variables (L r : nat) (S : 'M[R]_L) (V : 'M[R]_(L, r)) (Z : R).
Hypotheses (S_le : within S Z) (V_le : within V 1).

Definition moment_tower (v : 'I_L -> R) (i : 'I_L) (d : nat) (t : R) : R :=
  moment S v i d t / INR (fact d).
Definition entry_tower (i : 'I_L) (j : 'I_r) : nat -> R -> R :=
  quotient_tower (moment_tower (fun k => V k j) i) (moment_tower (fun _ => 1) i).
Definition loss_tower (k : nat) (t : R) : R :=
  \sum_i \sum_j (2%:R)^-1 * convolution (entry_tower i j) (entry_tower i j) k t.

Lemma factorial_neq0 d : INR (fact d) != 0.
Proof. by apply/eqP; apply: INR_fact_neq_0. Qed.

Lemma moment_tower_derives v i : tower (moment_tower v i).
Proof.
move=> d t; have := derives_mul (moment_derives S v i d t) (derives_const (INR (fact d))^-1 t).
apply: derives_eq; rewrite mulr0 addr0 /moment_tower.
have -> : INR (fact d.+1) = d.+1%:R * INR (fact d) by rewrite real_natE -[RHS]mult_INR.
have d_neq0 : d.+1%:R != 0 :> R by apply/eqP; rewrite real_natE; apply: not_0_INR.
by rewrite invfM [RHS]mulrCA [d.+1%:R * _]mulrA divff // mul1r.
Qed.

Lemma moment_tower_zero v i t : moment_tower v i 0 t = moment S v i 0 t.
Proof. by rewrite /moment_tower [INR _]/= divr1. Qed.

Lemma mass_tower_pos i t : Rlt 0 (moment_tower (fun _ => 1) i 0 t).
Proof. by rewrite moment_tower_zero; apply: mass_pos. Qed.

Lemma moment_tower_le v i d t : (forall k, Rle (Rabs (v k)) 1) ->
  Rle (Rabs (moment_tower v i d t))
      (Rmult (Rdiv (pow Z d) (INR (fact d))) (moment_tower (fun _ => 1) i 0 t)).
Proof.
move=> v_le; rewrite moment_tower_zero /moment_tower; apply: over_le; first exact: INR_fact_lt_0.
apply: Rle_trans (moment_le S_le i d t v_le) _; apply: Req_le.
by field; apply: INR_fact_neq_0.
Qed.

Lemma entry_tower_zero i j t : entry_tower i j 0 t = (softmax (t *: S) *m V) i j.
Proof.
rewrite /entry_tower quotient_zero !moment_tower_zero entry_output.
by [].
Qed.

Lemma loss_tower_zero t : loss_tower 0 t = attention_loss V 0 (t *: S).
Proof.
rewrite loss_on_line; apply: eq_bigr => i _; apply: eq_bigr => j _.
by rewrite /convolution big_ord1 entry_tower_zero entry_output.
Qed.

Lemma loss_tower_derives : tower loss_tower.
Proof.
move=> k t; rewrite /loss_tower mulr_sumr; apply: derives_sum => i.
rewrite mulr_sumr; apply: derives_sum => j; rewrite mulrCA; apply: derives_scale.
apply: product_derives; apply: quotient_derives => //;
  by [apply: mass_tower_pos | apply: moment_tower_derives].
Qed.

Theorem loss_tower_bound k t : Rle (Rabs (loss_tower k t))
  (L%:R * (r%:R * ((2%:R)^-1 * (k.+1%:R * pow (Rmult (IZR 2) Z) k)))).
Proof.
rewrite -[X in Rle _ X]sum_const; apply: sum_abs_le => i.
rewrite -[X in Rle _ X]sum_const; apply: sum_abs_le => j.
have Z_ge0 : Rle 0 Z by apply: Rle_trans (Rabs_pos (S i i)) _; apply: S_le.
have entry_le d : Rle (Rabs (entry_tower i j d t)) (pow (Rmult (IZR 2) Z) d).
  apply: quotient_bound => // [x | e x | e x]; first exact: mass_tower_pos.
    by apply: moment_tower_le => l; apply: V_le.
  by apply: moment_tower_le => l; rewrite Rabs_R1; apply: Rle_refl.
apply: abs_mul; last exact: convolution_bound.
by rewrite Rabs_pos_eq; [apply: Rle_refl | reals].
Qed.
End Towers.

Theorem loss_read_fast L r (A1 A2 A3 : 'M[R]_(L, r)) (Z delta eps : R) N n
    (G H : nat -> nat -> 'M[R]_r) : (0 < N)%N -> (0 < n)%N -> Rle 0 Z ->
  within ((r%:R)^-1 *: (A1 *m A2^T)) Z -> within A3 1 ->
  Rle (Rmult (IZR 4) Z) N%:R ->
  Rle (Rmult (Rmult (IZR 2) N%:R) (L%:R * r%:R)) (Rmult delta (pow (IZR 2) n)) ->
  (forall k i, (k < N)%N -> (i < n)%N ->
     is_gradient (bilinear_loss A1 A2 A3 0) (panel_point 0 1 N n k i)%:M (G k i)) ->
  (forall k i, (k < N)%N -> (i < n)%N -> within (H k i - G k i) eps) ->
  Rle (Rabs (panel_sum 0 1 N n (fun k i => \tr (H k i)) -
             (bilinear_loss A1 A2 A3 0 1%:M - bilinear_loss A1 A2 A3 0 0)))
      (delta + r%:R * eps).
Proof.
move=> N_gt0 n_gt0 Z_ge0 S_le V_le Z_N enough gradG close.
pose S := (r%:R)^-1 *: (A1 *m A2^T); pose F := loss_tower S A3.
have line t : bilinear_loss A1 A2 A3 0 t%:M = F 0%N t.
  by rewrite /F loss_tower_zero /bilinear_loss mul_mx_scalar -scalemxAl scalerA mulrC -scalerA.
have dF : tower F by apply: loss_tower_derives.
have ab : Rle 0 1 by reals.
have slope x : derives (F 0%N) x (slopes F 0 x) by apply: dF.
pose M : R := n.+1%:R * (L%:R * (r%:R * ((2%:R)^-1 * (n.+2%:R * pow (Rmult (IZR 2) Z) n.+1)))).
have top x : Rle (Rabs (slopes F n x)) M.
  apply: abs_mul; last exact: loss_tower_bound.
  by rewrite Rabs_pos_eq; [apply: Rle_refl | rewrite real_natE; apply: pos_INR].
have rule := @panels_error n n_gt0 (F 0%N) (slopes F) 0 1 M (fun x _ => slope x)
  (fun k x _ => slopes_tower dF k x) (fun x _ => top x) ab N N_gt0.
have traces k i : (k < N)%N -> (i < n)%N ->
    Rle (Rabs (\tr (H k i) - slopes F 0 (panel_point 0 1 N n k i))) (r%:R * eps).
  move=> k_lt i_lt; have dk := trace_is_slope (gradG k i k_lt i_lt).
  have -> : slopes F 0 (panel_point 0 1 N n k i) = \tr (G k i).
    by apply: derives_unique (derives_ext _ dk) => // s.
  rewrite -raddfB /= /mxtrace -sum_const; apply: sum_abs_le => l; exact: close.
have moved := @panels_perturbed n n_gt0 0 1 N (fun k i => \tr (H k i))
  (fun k i => slopes F 0 (panel_point 0 1 N n k i)) (r%:R * eps) N_gt0 ab traces.
have small : Rle (2%:R * ((1 - 0) * (M * half_panel 0 1 N ^+ n))) delta.
  have X_ge0 : Rle 0 (L%:R * r%:R) by apply: Rmult_le_pos; rewrite real_natE; apply: pos_INR.
  have N_pos : Rlt 0 (N%:R : R) by rewrite real_natE; apply: lt_0_INR; apply/ltP.
  have bound := panels_within Z_ge0 X_ge0 N_pos Z_N enough.
  apply: Rle_trans bound; apply: Req_le.
  rewrite /M /half_panel !subr0.
  have -> : (1 / (2%:R * N%:R)) ^+ n = pow (Rdiv 1 (Rmult (IZR 2) N%:R)) n.
    rewrite [(2%:R : R)](_ : _ = IZR 2); last by rewrite real_natE /=; lra.
    by elim: (n) => [|i IHi] //; rewrite exprS IHi.
  rewrite ![n.+1%:R]real_natE [n.+2%:R]real_natE !S_INR [(2%:R : R)](_ : _ = IZR 2); last by rewrite real_natE /=; lra.
  move: (pow _ n.+1) (pow _ n) (L%:R : R) (r%:R : R) (INR n) => u v x y z.
  by real_operations; ring.
have -> : bilinear_loss A1 A2 A3 0 0 = F 0%N 0 by rewrite -line raddf0.
rewrite line; move: rule moved; rewrite subr0 !mul1r -/(half_panel 0 1 N) => rule moved.
move: rule moved small; rewrite subr0 mul1r.
move: (panel_sum _ _ _ _ _) (panel_sum _ _ _ _ _) => y x rule moved small.
have -> : y - (F 0%N 1 - F 0%N 0) = (y - x) - (F 0%N 1 - F 0%N 0 - x).
  by move: (F 0%N 1) (F 0%N 0) => u v; real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp [delta + _]addrC.
apply: Rplus_le_compat => //; exact: Rle_trans rule small.
Qed.

Theorem nodes_suffice (Z delta : R) L r : Rle 0 Z -> Rlt 0 delta -> exists N n : nat,
  [/\ (0 < N)%N, (0 < n)%N, Rle (Rmult (IZR 4) Z) N%:R,
      Rle (Rmult (Rmult (IZR 2) N%:R) (L%:R * r%:R)) (Rmult delta (pow (IZR 2) n)) &
      Rle (N%:R * n%:R) (Rmult (Rplus (Rmult (IZR 4) Z) 1)
        (Rplus (Rdiv (ln (Rplus 1 (Rdiv (Rmult (Rmult (IZR 2) (Rplus (Rmult (IZR 4) Z) 1)) (L%:R * r%:R)) delta)))
                     (ln (IZR 2))) 1))].
Proof.
move=> Z_ge0 delta_pos.
have X_ge0 : Rle 0 (L%:R * r%:R) by apply: Rmult_le_pos; rewrite real_natE; apply: pos_INR.
have [N [n [/ltP N_gt0 [/ltP n_gt0 [Z_N [enough few]]]]]] := few_nodes Z_ge0 X_ge0 delta_pos.
by exists N, n; rewrite [N%:R]real_natE [n%:R]real_natE; split.
Qed.
