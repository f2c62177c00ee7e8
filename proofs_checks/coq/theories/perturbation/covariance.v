(* The covariance of two signs under four masses, each moved by a factor of   *)
(* [1 - delta, 1 + delta]. No calculus: in a mass before it has no smaller    *)
(* value inside of an interval than at both ends, in a mass after no larger   *)
(* one, so masses moved to an end will do.                                    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   cov a b c e      (a e - b c) / (a + b + c + e)^2, a quarter of the       *)
(*                    covariance of signs that agree on a and e               *)
(*   moved, at_end    by a factor of the interval, by one of its ends         *)
(*   cov_between      no smaller inside than at both ends                     *)
(*   cov_ends         masses at ends: the bound tau / 2                       *)
(*   cov_moves        the bound for all                                       *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.
From lora Require Import shares four_masses.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Definition cov (a b c e : R) : R := (a * e - b * c) / ((a + b + c + e) * (a + b + c + e)).

Lemma cov_swap a b c e : cov b a e c = - cov a b c e.
Proof. unfold cov; replace (b + a + e + c) with (a + b + c + e) by ring; unfold Rdiv; ring. Qed.

Lemma cov_turn a b c e : cov e b c a = cov a b c e.
Proof. unfold cov; replace (e + b + c + a) with (a + b + c + e) by ring; unfold Rdiv; ring. Qed.

Lemma cov_flip a b c e : cov a c b e = cov a b c e.
Proof. unfold cov; replace (a + c + b + e) with (a + b + c + e) by ring; unfold Rdiv; ring. Qed.

Lemma cov_least a b c e x : 0 < a + b + c + e ->
  x <= cov a b c e <-> x * ((a + b + c + e) * (a + b + c + e)) <= a * e - b * c.
Proof.
intros pos; assert (square : 0 < (a + b + c + e) * (a + b + c + e)) by nra.
assert (back : cov a b c e * ((a + b + c + e) * (a + b + c + e)) = a * e - b * c) by (unfold cov; field; lra).
split; intros H.
- rewrite <- back; apply Rmult_le_compat_r; lra.
- apply (Rmult_le_reg_r ((a + b + c + e) * (a + b + c + e))); lra.
Qed.

Lemma between_ends p r t x a1 a a2 : 0 <= p -> 0 <= t -> 0 <= a1 -> a1 <= a -> a <= a2 ->
  x * ((a1 + t) * (a1 + t)) <= a1 * p - r -> x * ((a2 + t) * (a2 + t)) <= a2 * p - r ->
  x * ((a + t) * (a + t)) <= a * p - r.
Proof.
intros p_ge0 t_ge0 a1_ge0 a1_a a_a2 first second.
destruct (Rle_or_lt 0 x) as [x_ge0 | x_lt0].
- destruct (Rle_lt_or_eq_dec a1 a2) as [apart | same]; [lra | |].
  + apply (Rmult_le_reg_l (a2 - a1)); [lra |].
    assert ((a2 - a) * (x * ((a1 + t) * (a1 + t))) <= (a2 - a) * (a1 * p - r)) by
      (apply Rmult_le_compat_l; lra).
    assert ((a - a1) * (x * ((a2 + t) * (a2 + t))) <= (a - a1) * (a2 * p - r)) by
      (apply Rmult_le_compat_l; lra).
    assert (0 <= x * ((a - a1) * (a2 - a) * (a2 - a1))).
    { repeat apply Rmult_le_pos; lra. }
    lra.
  + replace a with a1 by lra; assumption.
- assert (- x * ((a1 + t) * (a1 + t)) <= - x * ((a + t) * (a + t))).
  { apply Rmult_le_compat_l; [lra | nra]. }
  assert (a1 * p <= a * p) by (apply Rmult_le_compat_r; lra).
  lra.
Qed.

Lemma cov_between a1 a a2 b c e x : 0 <= a1 -> a1 <= a -> a <= a2 -> 0 <= b -> 0 <= c -> 0 <= e ->
  x <= cov a1 b c e -> x <= cov a2 b c e -> x <= cov a b c e.
Proof.
intros a1_ge0 a1_a a_a2 b_ge0 c_ge0 e_ge0.
destruct (Rle_lt_or_eq_dec 0 (a1 + b + c + e)) as [pos | zero]; [lra | |].
- rewrite !cov_least by lra.
  replace (a1 + b + c + e) with (a1 + (b + c + e)) by ring.
  replace (a2 + b + c + e) with (a2 + (b + c + e)) by ring.
  replace (a + b + c + e) with (a + (b + c + e)) by ring.
  apply between_ends; lra.
- replace b with 0 by lra; replace c with 0 by lra; replace e with 0 by lra.
  unfold cov, Rdiv; rewrite !Rmult_0_r, Rminus_0_r, !Rmult_0_l; auto.
Qed.

(* Every mass is moved by a factor from lo to hi. *)
Section Moves.
Variables (delta : R).
Hypothesis delta_in : 0 <= delta < 1.

Definition moved (x x' : R) : Prop := (1 - delta) * x <= x' <= (1 + delta) * x.
Definition at_end (x x' : R) : Prop := x' = (1 + delta) * x \/ x' = (1 - delta) * x.

Lemma cov_ends a b c e a' b' c' e' : 0 <= a -> 0 <= b -> 0 <= c -> 0 <= e ->
  at_end a a' -> at_end b b' -> at_end c c' -> at_end e e' ->
  cov a' b' c' e' - cov a b c e <= tau delta / 2.
Proof.
intros a_ge0 b_ge0 c_ge0 e_ge0 A B C E; set (T := a + b + c + e).
assert (below : forall x x', 0 <= x -> at_end x x' -> (1 - delta) * x <= x').
{ intros x x' x_ge0 [-> | ->]; nra. }
destruct (Rle_lt_or_eq_dec 0 T) as [T_pos | T_0]; [unfold T; lra | |].
- set (T' := a' + b' + c' + e'); assert (T'_pos : 0 < T').
  { pose proof (below _ _ a_ge0 A); pose proof (below _ _ b_ge0 B).
    pose proof (below _ _ c_ge0 C); pose proof (below _ _ e_ge0 E).
    assert (0 < (1 - delta) * T) by (apply Rmult_lt_0_compat; lra); unfold T, T' in *; lra. }
  set (f := T / T'); assert (f_pos : 0 < f) by (unfold f; apply Rdiv_lt_0_compat; assumption).
  assert (factor : forall x x', at_end x x' ->
    exists u, (u = (1 + delta) * f \/ u = (1 - delta) * f) /\ u * (x / T) = x' / T').
  { intros x x' [-> | ->]; [exists ((1 + delta) * f) | exists ((1 - delta) * f)];
      (split; [auto | unfold f; field; lra]). }
  destruct (factor _ _ A) as [u [U Ua]]; destruct (factor _ _ B) as [v [V Vb]].
  destruct (factor _ _ C) as [w [W Wc]]; destruct (factor _ _ E) as [z [Z Ze]].
  assert (share : forall x, 0 <= x -> 0 <= x / T).
  { intros x x_ge0; apply Rmult_le_pos; [| apply Rlt_le, Rinv_0_lt_compat]; assumption. }
  replace (cov a' b' c' e') with (a' / T' * (e' / T') - b' / T' * (c' / T'))
    by (unfold cov; fold T'; field; lra).
  replace (cov a b c e) with (a / T * (e / T) - b / T * (c / T)) by (unfold cov; fold T; field; lra).
  rewrite <- Ua, <- Vb, <- Wc, <- Ze.
  apply (@ends_any delta ((1 + delta) * f) ((1 - delta) * f)); auto; try nra.
  + unfold T; field; fold T; lra.
  + rewrite Ua, Vb, Wc, Ze; unfold T'; field; fold T'; lra.
- assert (zero : forall x x', x = 0 -> at_end x x' -> x' = 0) by (intros x x' -> [-> | ->]; ring).
  assert (a_0 : a = 0) by (unfold T in T_0; lra); assert (b_0 : b = 0) by (unfold T in T_0; lra).
  rewrite (zero _ _ a_0 A), (zero _ _ b_0 B), a_0, b_0; unfold cov, Rdiv.
  rewrite !Rmult_0_l, Rminus_0_r, !Rmult_0_l; pose proof (tau_range delta_in); lra.
Qed.

(* The ends of the masses before, for a given mass after. *)
Lemma from_before x x' (P : R -> Prop) : 0 <= x -> moved x x' ->
  (forall y, 0 <= y -> at_end y x' -> P y) ->
  exists y z, 0 <= y /\ y <= x /\ x <= z /\ P y /\ P z.
Proof.
intros x_ge0 [low high] ends.
exists (x' / (1 + delta)), (x' / (1 - delta)).
assert (y : 0 <= x' / (1 + delta)) by (apply Rle_div_r; nra).
assert (z : 0 <= x' / (1 - delta)) by (apply Rle_div_r; nra).
split; [assumption |].
split; [apply Rle_div_l; nra |].
split; [apply Rle_div_r; nra |].
split; apply ends; auto.
- left; field; lra.
- right; field; lra.
Qed.

Lemma at_end_moved x x' : 0 <= x -> at_end x x' -> moved x x'.
Proof. intros x_ge0; assert (0 <= delta * x) by (apply Rmult_le_pos; lra); intros [-> | ->]; split; lra. Qed.

Lemma moved_ge0 x x' : 0 <= x -> moved x x' -> 0 <= x'.
Proof. intros x_ge0 [low _]; nra. Qed.

Lemma first_moves a b c e a' b' c' e' : 0 <= a -> 0 <= b -> 0 <= c -> 0 <= e ->
  moved a a' -> (forall y, 0 <= y -> at_end y a' -> cov a' b' c' e' - cov y b c e <= tau delta / 2) ->
  cov a' b' c' e' - cov a b c e <= tau delta / 2.
Proof.
intros a_ge0 b_ge0 c_ge0 e_ge0 A ends.
destruct (from_before a_ge0 A ends) as [y [z [y_ge0 [y_a [a_z [at_y at_z]]]]]].
assert (cov a' b' c' e' - tau delta / 2 <= cov a b c e); [| lra].
apply (cov_between y_ge0 y_a a_z b_ge0 c_ge0 e_ge0); lra.
Qed.

Lemma second_moves a b c e a' b' c' e' : 0 <= a' -> 0 <= b -> 0 <= c' -> 0 <= e' ->
  moved b b' -> (forall y, at_end b y -> cov a' y c' e' - cov a b c e <= tau delta / 2) ->
  cov a' b' c' e' - cov a b c e <= tau delta / 2.
Proof.
intros a'_ge0 b_ge0 c'_ge0 e'_ge0 [low high] ends.
assert (H : - (cov a b c e + tau delta / 2) <= cov b' a' e' c'); [| rewrite (cov_swap a' b') in H; lra].
assert (low_ge0 : 0 <= (1 - delta) * b) by nra.
apply (cov_between low_ge0 low high a'_ge0 e'_ge0 c'_ge0).
- rewrite (cov_swap a'); pose proof (ends ((1 - delta) * b) (or_intror eq_refl)); lra.
- rewrite (cov_swap a'); pose proof (ends ((1 + delta) * b) (or_introl eq_refl)); lra.
Qed.

Theorem cov_moves a b c e a' b' c' e' : 0 <= a -> 0 <= b -> 0 <= c -> 0 <= e ->
  moved a a' -> moved b b' -> moved c c' -> moved e e' ->
  cov a' b' c' e' - cov a b c e <= tau delta / 2.
Proof.
intros a_ge0 b_ge0 c_ge0 e_ge0 A B C E.
assert (a'_ge0 := moved_ge0 a_ge0 A); assert (e'_ge0 := moved_ge0 e_ge0 E).
assert (c'_ge0 := moved_ge0 c_ge0 C).
apply second_moves; auto; intros v V.
assert (v_ge0 := moved_ge0 b_ge0 (at_end_moved b_ge0 V)).
rewrite <- (cov_flip a' v), <- (cov_flip a b); apply second_moves; auto; intros w W.
rewrite (cov_flip a' v), (cov_flip a b).
apply first_moves; auto; intros x x_ge0 X.
rewrite <- (cov_turn a' v), <- (cov_turn x b); apply first_moves; auto; intros z z_ge0 Z.
rewrite (cov_turn a' v), (cov_turn x b); apply cov_ends; auto.
Qed.
End Moves.
