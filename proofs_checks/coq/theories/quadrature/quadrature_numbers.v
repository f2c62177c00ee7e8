(* Inequalities of numbers that the quadrature rests on.                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   two_integrals    |2 / (1 - (m + 1)^2)| = 1 / m - 1 / (m + 2)             *)

From Coq Require Import Reals Lra Psatz.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Local Open Scope R_scope.

Lemma two_integrals m : 1 <= m ->
  Rabs ((1 + 1) / (1 - (m + 1) * (m + 1))) = 1 / m - 1 / (m + (1 + 1)).
Proof.
intros m_ge1; assert (H : (1 + 1) / (1 - (m + 1) * (m + 1)) = - (1 / m - 1 / (m + (1 + 1)))).
  field; repeat split; nra.
rewrite H, Rabs_Ropp, Rabs_pos_eq; [reflexivity |].
replace (1 / m - 1 / (m + (1 + 1))) with ((1 + 1) / (m * (m + (1 + 1)))) by (field; lra).
apply Rlt_le; apply Rdiv_lt_0_compat; nra.
Qed.

Lemma factorial_halves j : 1 / INR (fact (S (S j))) <= 1 / INR (fact (S j)) * (1 / 2).
Proof.
change (fact (S (S j))) with (S (S j) * fact (S j))%nat; rewrite mult_INR.
assert (two : 2 <= INR (S (S j))) by (rewrite !S_INR; pose proof (pos_INR j); lra).
assert (pos : 0 < INR (fact (S j))) by apply INR_fact_lt_0.
replace (1 / INR (fact (S j)) * (1 / 2)) with (1 / (2 * INR (fact (S j)))) by (field; lra).
unfold Rdiv; rewrite !Rmult_1_l; apply Rinv_le_contravar; [lra |].
apply Rmult_le_compat_r; lra.
Qed.
