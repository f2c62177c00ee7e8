(* Orthogonal pairs of 0/1 vectors, counted by a leading coefficient.         *)
(*                                                                            *)
(* Dictionary (P, V : n vectors of width m each)                              *)
(*   inner P V i j        <a_i, b_j>, the number of common ones               *)
(*   distance P V i j     the number of places where they differ              *)
(*   partners P V i       N_i, how many b_j are orthogonal to a_i             *)
(*   row_poly P V i       sum_j X^(m - <a_i, b_j>)                            *)
(*   squares_poly P V     sum_i (sum_j X^(m - <a_i, b_j>))^2                  *)
(*   squares_size         its degree is at most 2 m                           *)
(*   squares_leading      its coefficient of X^(2 m) is sum_i N_i^2           *)
(*   squares_positive     which is 0 iff there is no orthogonal pair          *)

From mathcomp Require Import all_ssreflect all_algebra.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Counting.
Variables (n m : nat) (P V : 'M[bool]_(n, m)).

Definition inner i j : nat := \sum_l (P i l && V j l).
Definition distance i j : nat := \sum_l (P i l (+) V j l).
Definition partners i : nat := \sum_j (inner i j == 0%N).

Lemma inner_le i j : (inner i j <= m)%N.
Proof.
rewrite -[X in (_ <= X)%N]card_ord -sum1_card; apply: leq_sum => l _.
by case: (_ && _).
Qed.

Theorem squares_positive :
  (0 < \sum_i partners i ^ 2)%N <-> exists i j, inner i j = 0%N.
Proof.
split=> [|[i [j ij]]].
  rewrite lt0n sum_nat_eq0 negb_forall => /existsP [i].
  rewrite /= expn_eq0 andbT sum_nat_eq0 negb_forall => /existsP [j /=].
  by case: (inner i j =P 0%N) => [ij _ | //]; exists i, j.
rewrite lt0n sum_nat_eq0 negb_forall; apply/existsP; exists i.
rewrite /= expn_eq0 andbT sum_nat_eq0 negb_forall; apply/existsP; exists j.
by rewrite /= ij.
Qed.

Variable K : comRingType.

Definition row_poly i : {poly K} := \sum_j 'X^(m - inner i j).
Definition squares_poly : {poly K} := \sum_i row_poly i * row_poly i.

Lemma row_size i : (size (row_poly i) <= m.+1)%N.
Proof.
apply: leq_trans (size_sum _ _ _) _; apply/bigmax_leqP => j _.
by rewrite size_polyXn ltnS leq_subr.
Qed.

Lemma row_leading i : (row_poly i)`_m = (partners i)%:R.
Proof.
rewrite coef_sum natr_sum; apply: eq_bigr => j _; rewrite coefXn; congr (_%:R).
have [-> | inner_gt0] := posnP (inner i j); first by rewrite subn0 !eqxx.
have m_gt0 := leq_trans inner_gt0 (inner_le i j).
have -> : (m == m - inner i j)%N = false.
  by apply/negbTE; rewrite neq_ltn ltn_subrL inner_gt0 m_gt0 orbT.
by [].
Qed.

Lemma square_leading i : (row_poly i * row_poly i)`_(m + m) = (partners i ^ 2)%:R.
Proof.
have m_lt : (m < (m + m).+1)%N by rewrite ltnS leq_addr.
rewrite coefM (bigD1 (Ordinal m_lt)) //= addnK row_leading big1 ?addr0 => [|l lm].
  by rewrite -natrM mulnn.
have [l_lt | l_ge] := ltnP l m.
  rewrite [X in _ * X]nth_default ?mulr0 //; apply: leq_trans (row_size i) _.
  by rewrite -addnBA ?(ltnW l_lt) // -[X in (X < _)%N]addn0 ltn_add2l subn_gt0.
rewrite nth_default ?mul0r //; apply: leq_trans (row_size i) _.
by rewrite ltn_neqAle l_ge andbT; apply: contra lm => /eqP ml; apply/eqP/val_inj.
Qed.

Theorem squares_size : (size squares_poly <= (m + m).+1)%N.
Proof.
apply: leq_trans (size_sum _ _ _) _; apply/bigmax_leqP => i _.
apply: leq_trans (size_mul_leq _ _) _.
have := row_size i; rewrite -ltnS => row_lt.
by apply: (@leq_trans (m.+1 + m.+1).-1); [rewrite -!subn1 leq_sub2r ?leq_add ?row_size | rewrite addSn addnS].
Qed.

Theorem squares_leading : squares_poly`_(m + m) = (\sum_i partners i ^ 2)%:R.
Proof.
by rewrite coef_sum natr_sum; apply: eq_bigr => i _; apply: square_leading.
Qed.

Lemma squares_at (z : K) : squares_poly.[z] =
  \sum_i (\sum_j z ^+ (m - inner i j)) * (\sum_j z ^+ (m - inner i j)).
Proof.
rewrite horner_sum; apply: eq_bigr => i _.
have row_at : (row_poly i).[z] = \sum_j z ^+ (m - inner i j).
  by rewrite horner_sum; apply: eq_bigr => j _; rewrite hornerXn.
by rewrite (hornerM_comm _ (mulrC _ _)) row_at.
Qed.
End Counting.
