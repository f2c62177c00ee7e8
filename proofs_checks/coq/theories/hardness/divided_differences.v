(* Divided differences: the leading coefficient of a polynomial from values.  *)
(*                                                                            *)
(* Dictionary (z has D + 1 different values, in any field)                    *)
(*   difference_weight z k    w_k = 1 / prod_(l <> k) (z_k - z_l)             *)
(*   other_nodes z k          the polynomial prod_(l <> k) (X - z_l)          *)
(*   interpolant z p          sum_k p(z_k) w_k prod_(l <> k) (X - z_l)        *)
(*   interpolates             it is p, for p of degree at most D              *)
(*   divided_difference       sum_k w_k p(z_k) is p's coefficient of X^D      *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Differences.
Variables (K : fieldType) (D : nat) (z : 'I_D.+1 -> K).
Hypothesis z_inj : injective z.

Definition difference_weight k : K := (\prod_(l | l != k) (z k - z l))^-1.
Definition other_nodes k : {poly K} := \prod_(l | l != k) ('X - (z l)%:P).
Definition interpolant (p : {poly K}) : {poly K} :=
  \sum_k (difference_weight k * p.[z k]) *: other_nodes k.

Lemma size_other_nodes k : size (other_nodes k) = D.+1.
Proof.
rewrite /other_nodes -big_filter size_prod_XsubC; congr _.+1.
rewrite -sum1_size big_filter sum1_card; apply: (etrans (y := #|predC1 k|)).
  by apply: eq_card => l; rewrite !inE.
by rewrite cardC1 card_ord.
Qed.

Lemma leading_other_nodes k : (other_nodes k)`_D = 1.
Proof.
have /monicP <- : other_nodes k \is monic by apply: monic_prod_XsubC.
by rewrite lead_coefE size_other_nodes.
Qed.

Lemma other_nodes_at k l : (other_nodes k).[z l] = \prod_(j | j != k) (z l - z j).
Proof. by rewrite horner_prod; apply: eq_bigr => j _; rewrite hornerXsubC. Qed.

Lemma other_nodes_zero k l : l != k -> (other_nodes k).[z l] = 0.
Proof. by move=> lk; rewrite other_nodes_at (bigD1 l) //= subrr mul0r. Qed.

Lemma difference_neq0 k : \prod_(l | l != k) (z k - z l) != 0.
Proof.
apply/prodf_neq0 => l lk; rewrite subr_eq0; apply: contra lk.
by move=> /eqP /z_inj ->.
Qed.

Lemma interpolant_at p l : (interpolant p).[z l] = p.[z l].
Proof.
rewrite horner_sum (bigD1 l) //= big1 ?addr0 => [|k kl]; last first.
  by rewrite hornerZ other_nodes_zero ?mulr0 // eq_sym.
by rewrite hornerZ other_nodes_at mulrAC mulVf ?mul1r // difference_neq0.
Qed.

Theorem interpolates (p : {poly K}) : (size p <= D.+1)%N -> interpolant p = p.
Proof.
move=> p_size; apply: subr0_eq.
apply: (@roots_geq_poly_eq0 _ _ [seq z l | l <- enum 'I_D.+1]).
- by apply/allP => _ /mapP [l _ ->]; rewrite /root hornerD hornerN interpolant_at subrr.
- by rewrite map_inj_uniq // enum_uniq.
rewrite size_map size_enum_ord; apply: leq_trans (size_add _ _) _.
rewrite size_opp geq_max p_size andbT; apply: leq_trans (size_sum _ _ _) _.
apply/bigmax_leqP => k _; apply: leq_trans (size_scale_leq _ _) _.
by rewrite size_other_nodes.
Qed.

Theorem divided_difference (p : {poly K}) : (size p <= D.+1)%N ->
  \sum_k difference_weight k * p.[z k] = p`_D.
Proof.
move=> p_size; rewrite -[in RHS](interpolates p_size) coef_sum.
by apply: eq_bigr => k _; rewrite coefZ leading_other_nodes mulr1.
Qed.
End Differences.
