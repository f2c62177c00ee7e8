(* Three derivatives of a quotient S / T whose parts have bounded ones.       *)
(*                                                                            *)
(* S, S1, S2, S3 and T, T1, T2, T3: each the derivative of the one before;    *)
(* those of order i are at most Z^i T.                                        *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   o, o1, o2, o3    S / T and its derivatives                               *)
(*   half_1, _2, _3   the derivatives of o^2 / 2                              *)
(*   half_le          the third is at most 62 Z^3                             *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Coquelicot.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma is_derive_eq (f : R -> R) (t l l' : R) : l = l' -> is_derive f t l -> is_derive f t l'.
Proof. intros <-; trivial. Qed.

Lemma times_derives (f g : R -> R) t l k : is_derive f t l -> is_derive g t k ->
  is_derive (fun s => f s * g s) t (l * g t + f t * k).
Proof.
intros df dg; apply is_derive_Reals; apply is_derive_Reals in df; apply is_derive_Reals in dg.
apply (derivable_pt_lim_mult f g t l k); assumption.
Qed.

Lemma minus_derives (f g : R -> R) t l k : is_derive f t l -> is_derive g t k ->
  is_derive (fun s => f s - g s) t (l - k).
Proof.
intros df dg; apply is_derive_Reals; apply is_derive_Reals in df; apply is_derive_Reals in dg.
apply (derivable_pt_lim_minus f g t l k); assumption.
Qed.

Lemma plus_derives (f g : R -> R) t l k : is_derive f t l -> is_derive g t k ->
  is_derive (fun s => f s + g s) t (l + k).
Proof.
intros df dg; apply is_derive_Reals; apply is_derive_Reals in df; apply is_derive_Reals in dg.
apply (derivable_pt_lim_plus f g t l k); assumption.
Qed.

Lemma scale_derives (f : R -> R) c t l : is_derive f t l -> is_derive (fun s => c * f s) t (c * l).
Proof.
intros df; apply is_derive_Reals; apply is_derive_Reals in df.
apply (derivable_pt_lim_scal f c t l); assumption.
Qed.

Lemma over_derives (f g : R -> R) t l k : g t <> 0 -> is_derive f t l -> is_derive g t k ->
  is_derive (fun s => f s / g s) t ((l - k * (f t / g t)) / g t).
Proof.
intros g_neq0 df dg; apply is_derive_Reals; apply is_derive_Reals in df; apply is_derive_Reals in dg.
replace ((l - k * (f t / g t)) / g t) with ((l * g t - k * f t) / (g t)²).
  apply (derivable_pt_lim_div f g t l k); assumption.
unfold Rsqr; field; assumption.
Qed.

Lemma times_le x y a b : Rabs x <= a -> Rabs y <= b -> Rabs (x * y) <= a * b.
Proof.
intros; rewrite Rabs_mult; apply Rmult_le_compat; try assumption; apply Rabs_pos.
Qed.

Lemma over_le x y c : 0 < y -> Rabs x <= c * y -> Rabs (x / y) <= c.
Proof.
intros y_pos H; unfold Rdiv; rewrite Rabs_mult, (Rabs_pos_eq (/ y)).
  apply (Rmult_le_reg_r y); [assumption |].
  rewrite Rmult_assoc, Rinv_l, Rmult_1_r; lra.
left; apply Rinv_0_lt_compat; assumption.
Qed.

Section Quotient.
Variables (S S1 S2 S3 T T1 T2 T3 : R -> R) (Z : R).
Hypothesis T_pos : forall t, 0 < T t.
Hypotheses (dS : forall t, is_derive S t (S1 t)) (dS1 : forall t, is_derive S1 t (S2 t)).
Hypotheses (dS2 : forall t, is_derive S2 t (S3 t)) (dT : forall t, is_derive T t (T1 t)).
Hypotheses (dT1 : forall t, is_derive T1 t (T2 t)) (dT2 : forall t, is_derive T2 t (T3 t)).
Hypotheses (S_le : forall t, Rabs (S t) <= T t) (S1_le : forall t, Rabs (S1 t) <= Z * T t).
Hypotheses (S2_le : forall t, Rabs (S2 t) <= Z ^ 2 * T t) (S3_le : forall t, Rabs (S3 t) <= Z ^ 3 * T t).
Hypotheses (T1_le : forall t, Rabs (T1 t) <= Z * T t) (T2_le : forall t, Rabs (T2 t) <= Z ^ 2 * T t).
Hypothesis T3_le : forall t, Rabs (T3 t) <= Z ^ 3 * T t.

Definition o t := S t / T t.
Definition o1 t := (S1 t - T1 t * o t) / T t.
Definition o2 t := (S2 t - 2 * (T1 t * o1 t) - T2 t * o t) / T t.
Definition o3 t := (S3 t - 3 * (T1 t * o2 t) - 3 * (T2 t * o1 t) - T3 t * o t) / T t.

Lemma T_neq0 t : T t <> 0.
Proof. apply Rgt_not_eq; apply T_pos. Qed.

Lemma do t : is_derive o t (o1 t).
Proof. apply over_derives; [apply T_neq0 | apply dS | apply dT]. Qed.

Lemma do1 t : is_derive o1 t (o2 t).
Proof.
apply (@is_derive_eq o1 t ((S2 t - (T2 t * o t + T1 t * o1 t) - T1 t * o1 t) / T t)).
  unfold o2; field; apply T_neq0.
apply over_derives; [apply T_neq0 | | apply dT].
apply minus_derives; [apply dS1 | apply times_derives; [apply dT1 | apply do]].
Qed.

Lemma do2 t : is_derive o2 t (o3 t).
Proof.
apply (@is_derive_eq o2 t ((S3 t - 2 * (T2 t * o1 t + T1 t * o2 t) - (T3 t * o t + T2 t * o1 t)
                            - T1 t * o2 t) / T t)).
  unfold o3; field; apply T_neq0.
apply over_derives; [apply T_neq0 | | apply dT].
apply minus_derives; [| apply times_derives; [apply dT2 | apply do]].
apply minus_derives; [apply dS2 |].
apply scale_derives; apply times_derives; [apply dT1 | apply do1].
Qed.

Ltac parts := repeat match goal with H : Rabs _ <= _ |- _ => apply Rabs_le_between in H end;
  apply Rabs_le; lra.

Lemma o_le t : Rabs (o t) <= 1.
Proof. apply over_le; [apply T_pos | rewrite Rmult_1_l; apply S_le]. Qed.

Lemma o1_le t : Rabs (o1 t) <= 2 * Z.
Proof.
apply over_le; [apply T_pos |].
pose proof (S1_le t) as a; pose proof (times_le (T1_le t) (o_le t)) as b.
revert a b; generalize (S1 t) (T1 t * o t); intros; parts.
Qed.

Lemma o2_le t : Rabs (o2 t) <= 6 * Z ^ 2.
Proof.
apply over_le; [apply T_pos |].
pose proof (S2_le t) as a; pose proof (times_le (T1_le t) (o1_le t)) as b.
pose proof (times_le (T2_le t) (o_le t)) as c.
revert a b c; generalize (S2 t) (T1 t * o1 t) (T2 t * o t); intros; parts.
Qed.

Lemma o3_le t : Rabs (o3 t) <= 26 * Z ^ 3.
Proof.
apply over_le; [apply T_pos |].
pose proof (S3_le t) as a; pose proof (times_le (T1_le t) (o2_le t)) as b.
pose proof (times_le (T2_le t) (o1_le t)) as c; pose proof (times_le (T3_le t) (o_le t)) as d.
revert a b c d; generalize (S3 t) (T1 t * o2 t) (T2 t * o1 t) (T3 t * o t); intros; parts.
Qed.

Lemma half_1 t : is_derive (fun s => / 2 * (o s * o s)) t (o t * o1 t).
Proof.
apply (@is_derive_eq _ t (/ 2 * (o1 t * o t + o t * o1 t))); [field |].
apply scale_derives; apply times_derives; apply do.
Qed.

Lemma half_2 t : is_derive (fun s => o s * o1 s) t (o1 t * o1 t + o t * o2 t).
Proof. apply times_derives; [apply do | apply do1]. Qed.

Lemma half_3 t : is_derive (fun s => o1 s * o1 s + o s * o2 s) t (3 * (o1 t * o2 t) + o t * o3 t).
Proof.
apply (@is_derive_eq _ t (o2 t * o1 t + o1 t * o2 t + (o1 t * o2 t + o t * o3 t))); [ring |].
apply plus_derives; apply times_derives; auto using do, do1, do2.
Qed.

Lemma half_le t : Rabs (3 * (o1 t * o2 t) + o t * o3 t) <= 62 * Z ^ 3.
Proof.
pose proof (times_le (o1_le t) (o2_le t)) as a; pose proof (times_le (o_le t) (o3_le t)) as b.
revert a b; generalize (o1 t * o2 t) (o t * o3 t); intros; parts.
Qed.
End Quotient.
