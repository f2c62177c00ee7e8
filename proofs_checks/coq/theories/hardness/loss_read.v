(* The loss from gradients at N multiples of the identity, with no hypothesis *)
(* on its derivatives: along t I the third one is at most 62 L r Z^3.         *)
(*                                                                            *)
(* L tokens, width r, the target 0; A1 A2^T / r has entries within Z, A3      *)
(* within 1.                                                                  *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   moment S v i d t     sum_k exp (t s_ik) s_ik^d v_k                       *)
(*   loss_on_line         the loss at t I, as a sum of squares of quotients   *)
(*   loss_read            N^2 >= 62 L r Z^3 / (24 delta): gradients within    *)
(*                        eps give loss (I) - loss (0) within delta + r eps   *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring adapters perturbation real_field midpoint_numbers midpoint_rule
  quotient_slopes instance_map.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Moments.
Variables (L : nat) (S : 'M[R]_L) (Z : R).
Hypothesis S_le : within S Z.

Definition moment (v : 'I_L -> R) (i : 'I_L) (d : nat) (t : R) : R :=
  \sum_k exp (t * S i k) * (pow (S i k) d * v k).

Lemma moment_derives v i d t : derives (moment v i d) t (moment v i d.+1 t).
Proof.
apply: derives_sum => k.
have := derives_mul (derives_exp (derives_mul (derives_id t) (derives_const (S i k) t)))
          (derives_const (pow (S i k) d * v k) t).
apply: derives_eq; rewrite mul1r !mulr0 !addr0 -mulrA [in RHS]/=; congr (_ * _).
exact: mulrA.
Qed.

Lemma moment_le v i d t : (forall k, Rle (Rabs (v k)) 1) ->
  Rle (Rabs (moment v i d t)) (Rmult (pow Z d) (moment (fun _ => 1) i 0 t)).
Proof.
move=> v_le; rewrite -real_mulE /moment mulr_sumr; apply: sum_abs_le => k.
have -> : pow Z d * (exp (t * S i k) * (pow (S i k) 0 * 1)) = exp (t * S i k) * (pow Z d * 1).
  by move: (exp _) (pow Z d) => x y; real_operations; ring.
apply: abs_mul; first by rewrite Rabs_pos_eq; [apply: Rle_refl | apply: Rlt_le; apply: exp_pos].
apply: abs_mul => //; rewrite -RPow_abs; apply: pow_incr; split; first exact: Rabs_pos.
exact: S_le.
Qed.

Lemma mass_pos i t : Rlt 0 (moment (fun _ => 1) i 0 t).
Proof.
apply: (sum_pos i) => k; rewrite /= !mulr1.
exact: exp_pos.
Qed.
End Moments.

Section Line.
Variables (L r : nat) (S : 'M[R]_L) (V : 'M[R]_(L, r)) (Z : R).
Hypotheses (S_le : within S Z) (V_le : within V 1).

Let upper (i : 'I_L) (j : 'I_r) := moment S (fun k => V k j) i.
Let lower (i : 'I_L) := moment S (fun _ => 1) i.
Definition entry i j := o (upper i j 0) (lower i 0).
Definition entry1 i j := o1 (upper i j 0) (upper i j 1) (lower i 0) (lower i 1).
Definition entry2 i j :=
  o2 (upper i j 0) (upper i j 1) (upper i j 2) (lower i 0) (lower i 1) (lower i 2).
Definition entry3 i j := o3 (upper i j 0) (upper i j 1) (upper i j 2) (upper i j 3)
  (lower i 0) (lower i 1) (lower i 2) (lower i 3).

Lemma entry_output t i j : (softmax (t *: S) *m V) i j = entry i j t.
Proof.
rewrite /entry /o /upper /lower /moment mxE.
have -> : \sum_k exp (t * S i k) * (pow (S i k) 0 * 1) = \sum_k exp ((t *: S) i k).
  apply: eq_bigr => k _; rewrite [(t *: S) i k]mxE.
  by move: (exp _) => x; real_operations; ring.
rewrite /Rdiv -real_mulE mulr_suml; apply: eq_bigr => k _.
rewrite [softmax _ _ _]mxE [(t *: S) i k]mxE.
by move: (exp _) (\sum_l _ : R) => x y; real_operations; ring.
Qed.

Theorem loss_on_line t : attention_loss V 0 (t *: S) =
  \sum_i \sum_j (2%:R)^-1 * (entry i j t * entry i j t).
Proof.
rewrite /attention_loss /residual subr0 mulr_suml; apply: eq_bigr => i _.
rewrite mulr_suml; apply: eq_bigr => j _.
by rewrite hadamard_entry entry_output mulrC.
Qed.

Definition line1 t := \sum_i \sum_j entry i j t * entry1 i j t.
Definition line2 t := \sum_i \sum_j (entry1 i j t * entry1 i j t + entry i j t * entry2 i j t).
Definition line3 t :=
  \sum_i \sum_j Rplus (Rmult (IZR 3) (entry1 i j t * entry2 i j t)) (entry i j t * entry3 i j t).

Lemma two_inverse : (2%:R)^-1 = Rinv (IZR 2) :> R.
Proof. by rewrite real_natE; congr Rinv; rewrite /=; lra. Qed.

Lemma line_derives t : derives (fun s => attention_loss V 0 (s *: S)) t (line1 t).
Proof.
apply: (derives_ext (fun s => esym (loss_on_line s))); rewrite two_inverse.
apply: derives_sum => i; apply: derives_sum => j.
by apply: half_1 => s; [apply: mass_pos | apply: moment_derives | apply: moment_derives].
Qed.

Lemma line1_derives t : derives line1 t (line2 t).
Proof.
apply: derives_sum => i; apply: derives_sum => j.
by apply: half_2 => s; first [apply: mass_pos | apply: moment_derives].
Qed.

Lemma line2_derives t : derives line2 t (line3 t).
Proof.
apply: derives_sum => i; apply: derives_sum => j.
by apply: half_3 => s; first [apply: mass_pos | apply: moment_derives].
Qed.

Lemma line3_le t : Rle (Rabs (line3 t)) (L%:R * (r%:R * Rmult (IZR 62) (pow Z 3))).
Proof.
have one k : Rle (Rabs ((fun _ : 'I_L => 1) k)) 1 by rewrite Rabs_R1; apply: Rle_refl.
rewrite -!sum_const; apply: sum_abs_le => i; apply: sum_abs_le => j.
have up d s : Rle (Rabs (upper i j d s)) (Rmult (pow Z d) (lower i 0 s)).
  by apply: moment_le => // k; apply: V_le.
have low d s : Rle (Rabs (lower i d s)) (Rmult (pow Z d) (lower i 0 s)).
  exact: moment_le.
have up0 s : Rle (Rabs (upper i j 0 s)) (lower i 0 s).
  by have := up 0%N s; rewrite [pow Z 0]/= Rmult_1_l.
have up1 s : Rle (Rabs (upper i j 1 s)) (Rmult Z (lower i 0 s)).
  by have := up 1%N s; rewrite pow_1.
have low1 s : Rle (Rabs (lower i 1 s)) (Rmult Z (lower i 0 s)).
  by have := low 1%N s; rewrite pow_1.
by apply: half_le => // s; apply: mass_pos.
Qed.
End Line.

Theorem loss_read L r (A1 A2 A3 : 'M[R]_(L, r)) (Z delta eps : R) N (G H : 'I_N -> 'M[R]_r) :
  (0 < N)%N -> Rlt 0 delta ->
  within ((r%:R)^-1 *: (A1 *m A2^T)) Z -> within A3 1 ->
  Rle (Rdiv (L%:R * (r%:R * Rmult (IZR 62) (pow Z 3))) (Rmult (IZR 24) delta)) (pow N%:R 2) ->
  (forall k : 'I_N, is_gradient (bilinear_loss A1 A2 A3 0) (midpoint 0 1 N k)%:M (G k)) ->
  (forall k : 'I_N, within (H k - G k) eps) ->
  Rle (Rabs ((\sum_k \tr (H k)) / N%:R -
             (bilinear_loss A1 A2 A3 0 1%:M - bilinear_loss A1 A2 A3 0 0)))
      (delta + r%:R * eps).
Proof.
move=> N_gt0 delta_pos S_le V_le enough gradG close.
pose S := (r%:R)^-1 *: (A1 *m A2^T).
have line t : bilinear_loss A1 A2 A3 0 t%:M = attention_loss A3 0 (t *: S).
  by rewrite /bilinear_loss mul_mx_scalar -scalemxAl scalerA mulrC -scalerA.
have dF t : Rle 0 t /\ Rle t 1 ->
    derives (fun s => bilinear_loss A1 A2 A3 0 s%:M) t (line1 S A3 t).
  by move=> _; apply: derives_ext (line_derives S A3 t) => s; rewrite line.
have := traces_read N_gt0 delta_pos dF (fun t _ => line1_derives S A3 t)
  (fun t _ => line2_derives S A3 t) (fun t _ => line3_le S_le V_le t) enough gradG close.
by rewrite raddf0.
Qed.
