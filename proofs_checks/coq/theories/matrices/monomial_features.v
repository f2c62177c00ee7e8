(* Monomial features: a polynomial of an inner product is an inner product of *)
(* monomials, and there are C(w + g, g) of them.                              *)
(*                                                                            *)
(* Dictionary (w coordinates, g the degree)                                   *)
(*   exponents         the tuples e of w exponents with e_1 + ... + e_w <= g  *)
(*   total e           e_1 + ... + e_w                                        *)
(*   monomial x e      x_1^e_1 ... x_w^e_w                                    *)
(*   ways k e          in how many ways k factors make e: k! / (e_1! ...)     *)
(*   power_of_sum      (a_1 + ... + a_w)^k as a sum of monomials              *)
(*   lemma_3_3_features    P(<x, z>) = sum_e c_e x^e z^e                      *)
(*   lemma_3_3_count   there are C(w + g, g) exponents                        *)
(*   lemma_3_3_factors     the matrix P(X Z^T), entry by entry, as U V^T of   *)
(*                     width C(w + g, g)                                      *)
(*   lemma_3_3_rank    its rank is at most C(w + g, g)                        *)

From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron low_rank.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Exponents.
Variables w g : nat.
Implicit Types e : w.-tuple 'I_g.+1.

Definition total e : nat := (\sum_(i <- e) i)%N.
Definition exponents : {set w.-tuple 'I_g.+1} := [set e | (total e <= g)%N].

Theorem lemma_3_3_count : #|exponents| = 'C(w + g, g).
Proof. by rewrite card_partial_ord_partitions -bin_sub ?leq_addr ?addKn. Qed.

Definition counts k (f : {ffun 'I_k -> 'I_w}) : w.-tuple 'I_g.+1 :=
  [tuple inord #|[pred j | f j == i]| | i < w].
Definition ways k e : nat := #|[set f : {ffun 'I_k -> 'I_w} | counts f == e]|.

Lemma total_tnth e : total e = (\sum_(i < w) tnth e i)%N.
Proof. exact: big_tuple. Qed.

Lemma counts_tnth k (f : {ffun 'I_k -> 'I_w}) i : (k <= g)%N ->
  tnth (counts f) i = #|[pred j | f j == i]| :> nat.
Proof.
move=> k_le_g; rewrite tnth_mktuple inordK // ltnS.
by apply: leq_trans k_le_g; rewrite -[X in (_ <= X)%N](card_ord k) max_card.
Qed.

Lemma total_counts k (f : {ffun 'I_k -> 'I_w}) : (k <= g)%N -> total (counts f) = k.
Proof.
move=> k_le_g; rewrite total_tnth.
under eq_bigr do rewrite counts_tnth // -sum1_card.
rewrite -[RHS](card_ord k) -sum1_card.
by rewrite [RHS](partition_big f predT).
Qed.
End Exponents.

Section Features.
Variables (K : comRingType) (w g : nat).
Implicit Types (e : w.-tuple 'I_g.+1) (x z : 'rV[K]_w).

Definition monomial x e : K := \prod_(i < w) x 0 i ^+ tnth e i.

Lemma power_of_sum x k : (k <= g)%N ->
  (\sum_i x 0 i) ^+ k = \sum_(e | total e == k) (ways k e)%:R * monomial x e.
Proof.
move=> k_le_g; rewrite -[X in _ ^+ X](card_ord k) -prodr_const.
rewrite bigA_distr_bigA /=.
rewrite (partition_big (@counts w g k) (fun e => total e == k)) /=; last first.
  by move=> f _; rewrite total_counts.
apply: eq_bigr => e _.
transitivity (\sum_(f : {ffun 'I_k -> 'I_w} | counts g f == e) monomial x e).
  apply: eq_bigr => f /eqP <-; rewrite (partition_big f predT) //=.
  apply: eq_bigr => i _; rewrite counts_tnth //.
  by rewrite -prodr_const; apply: eq_bigr => j /eqP ->.
rewrite /ways -sum1_card natr_sum mulr_suml.
by apply: eq_big => [f|f _]; rewrite ?inE ?mul1r.
Qed.

Lemma monomialM x z e :
  monomial (\row_i (x 0 i * z 0 i)) e = monomial x e * monomial z e.
Proof.
rewrite /monomial -big_split /=; apply: eq_bigr => i _.
by rewrite mxE exprMn.
Qed.

Definition coefficient (P : {poly K}) e : K := P`_(total e) * (ways (total e) e)%:R.

Theorem lemma_3_3_features (P : {poly K}) x z : (size P <= g.+1)%N ->
  P.[\sum_i x 0 i * z 0 i]
  = \sum_(e in exponents w g) coefficient P e * monomial x e * monomial z e.
Proof.
move=> P_size; rewrite (horner_coef_wide _ P_size).
rewrite (partition_big (fun e => inord (total e) : 'I_g.+1) predT) //=.
apply: eq_bigr => k _; have k_le_g : (k <= g)%N by rewrite -ltnS.
have -> : \sum_i x 0 i * z 0 i = \sum_i (\row_i (x 0 i * z 0 i)) 0 i.
  by apply: eq_bigr => i _; rewrite mxE.
rewrite power_of_sum // mulr_sumr; apply: eq_big => [e|e /eqP total_e].
  rewrite inE; apply/eqP/andP => [->|[le_g /eqP <-]].
    by rewrite k_le_g inord_val.
  by rewrite inordK ?ltnS.
by rewrite monomialM /coefficient total_e !mulrA.
Qed.
End Features.

Section Rank.
Variables (F : fieldType) (m n w g : nat) (P : {poly F}).
Variables (X : 'M[F]_(m, w)) (Z : 'M[F]_(n, w)).
Hypothesis P_size : (size P <= g.+1)%N.

Definition left_features : 'M[F]_(m, #|exponents w g|) :=
  \matrix_(i, k) (coefficient P (enum_val k) * monomial (row i X) (enum_val k)).
Definition right_features : 'M[F]_(n, #|exponents w g|) :=
  \matrix_(j, k) monomial (row j Z) (enum_val k).

Theorem lemma_3_3_factors :
  map_mx (horner P) (X *m Z^T) = left_features *m right_features^T.
Proof.
apply/matrixP => i j; rewrite !mxE.
have -> : \sum_k X i k * Z^T k j = \sum_k row i X 0 k * row j Z 0 k.
  by apply: eq_bigr => k _; rewrite !mxE.
rewrite (lemma_3_3_features _ _ P_size) big_enum_val /=.
by apply: eq_bigr => k _; rewrite !mxE.
Qed.

Theorem lemma_3_3_rank :
  (\rank (map_mx (horner P) (X *m Z^T))%R <= 'C(w + g, g))%N.
Proof. by rewrite lemma_3_3_factors -lemma_3_3_count rank_of_factors. Qed.
End Rank.
