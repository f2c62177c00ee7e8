(* Fejer's rule: n nodes in [-1, 1] with weights that are not negative, exact *)
(* for every power below n.                                                   *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   angle n k            (2 k + 1) pi / (2 n)                                *)
(*   fejer_node n k       its cosine                                          *)
(*   fejer_weight n k     2/n (sum_(i < n) integral i cos (i angle) - 1)      *)
(*   cosines_sum          sum_k cos (m angle_k) is 0 for 0 < m < 2 n          *)
(*   fejer_moments        sum_k w_k T_j (x_k) is the integral of T_j          *)
(*   fejer_weights        they lie between 0 and 4/n, and add up to 2         *)
(*   exact_for n f        sum_k w_k f (x_k) = G 1 - G (-1), where G' = f      *)
(*   fejer_exact          x^j is one of them for j < n                        *)

From Coq Require Import Reals Lra Psatz.
From Coquelicot Require Import Rcomplements.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations matrix_calculus perturbation
  real_field quadrature_numbers chebyshev.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Rule.
Variable n : nat.
Hypothesis n_gt0 : (0 < n)%N.

Definition angle (k : nat) : R := (k.*2.+1)%:R * (PI / n.*2%:R).
Definition fejer_node (k : nat) : R := cos (angle k).
Definition fejer_weight (k : nat) : R :=
  2%:R / n%:R * (\sum_(i < n) integral i * cos (i%:R * angle k) - 1).

Lemma n_pos : Rlt 0 (n%:R : R).
Proof. by rewrite real_natE; apply: lt_0_INR; apply/ltP. Qed.

Lemma double_natE (m : nat) : (m.*2%:R : R) = 2%:R * m%:R.
Proof. by rewrite -mul2n natrM. Qed.

Lemma sine_of_whole m : sin (m%:R * PI) = 0.
Proof.
by rewrite real_natE INR_IZR_INZ; apply: sin_eq_0_1; exists (BinInt.Z.of_nat m).
Qed.

Lemma sine_product (s t : R) : 2%:R * sin s * cos t = sin (t + s) - sin (t - s).
Proof.
rewrite [sin (t + s)]sin_plus [sin (t - s)]sin_minus.
by move: (cos s) (cos t) (sin s) (sin t) => a b c d; real_operations; ring.
Qed.

Lemma telescope (f : nat -> R) N : \sum_(k < N) (f k.+1 - f k) = f N - f 0%N.
Proof.
elim: N => [|N IHN]; first by rewrite big_ord0 subrr.
by rewrite big_ord_recr /= IHN addrC addrA subrK.
Qed.

Lemma cosines_sum m : (0 < m)%N -> (m < n.*2)%N -> \sum_(k < n) cos (m%:R * angle k) = 0.
Proof.
move=> m_gt0 m_lt; pose a : R := m%:R * (PI / n.*2%:R).
have double_pos : Rlt 0 (n.*2%:R : R).
  by rewrite real_natE; apply: lt_0_INR; apply/ltP; rewrite double_gt0.
have sum0 : 2%:R * sin a * (\sum_(k < n) cos (m%:R * angle k)) = 0.
  rewrite mulr_sumr; under eq_bigr => k _.
    have -> : m%:R * angle k = k.*2.+1%:R * a by rewrite /angle /a mulrCA.
    rewrite sine_product.
    have -> : k.*2.+1%:R * a + a = k.+1.*2%:R * a by rewrite doubleS [k.*2.+2%:R]mulrS mulrDl mul1r addrC.
    have -> : k.*2.+1%:R * a - a = k.*2%:R * a by rewrite [k.*2.+1%:R]mulrS mulrDl mul1r addrC addKr.
    over.
  rewrite (telescope (fun k => sin (k.*2%:R * a))) mul0r sin_0 subr0.
  have -> : n.*2%:R * a = m%:R * PI; last exact: sine_of_whole.
  rewrite /a mulrCA [_ * (PI / _)]mulrC divfK //.
  by apply/eqP; apply: Rgt_not_eq.
have sine_pos : Rlt 0 (sin a).
  have m_pos : Rlt 0 (m%:R : R) by rewrite real_natE; apply: lt_0_INR; apply/ltP.
  have m_below : Rlt (m%:R : R) n.*2%:R by rewrite !real_natE; apply: lt_INR; apply/ltP.
  have pi_pos := PI_RGT_0; have inv_pos := Rinv_0_lt_compat _ double_pos.
  apply: sin_gt_0; first by apply: Rmult_lt_0_compat => //; apply: Rmult_lt_0_compat.
  have -> : a = Rmult (m%:R / n.*2%:R) PI.
    by rewrite /a; move: (m%:R : R) ((n.*2%:R)^-1 : R) => x y; real_operations; ring.
  rewrite -[X in Rlt _ X]Rmult_1_l; apply: Rmult_lt_compat_r => //.
  apply: (Rmult_lt_reg_r n.*2%:R) => //; rewrite -real_mulE divfK ?Rmult_1_l //.
  by apply/eqP; apply: Rgt_not_eq.
move/eqP: sum0; rewrite mulf_eq0 => /orP [|/eqP //]; rewrite mulf_eq0 => /orP [/eqP two0 | /eqP sin0].
  by case: (@natural_neq0 1).
by move: sine_pos; rewrite sin0 => /Rlt_irrefl.
Qed.

Lemma cosines_all m : (m < n.*2)%N -> \sum_(k < n) cos (m%:R * angle k) = if m == 0%N then n%:R else 0.
Proof.
case: m => [_|m m_lt]; last exact: cosines_sum.
by under eq_bigr do rewrite mul0r cos_0; rewrite sum_const mulr1.
Qed.

Lemma cosines_product i j : (i < n)%N -> (j < n)%N ->
  \sum_(k < n) cos (i%:R * angle k) * cos (j%:R * angle k) =
  if i == j then (if i == 0%N then n%:R else n%:R / 2%:R) else 0.
Proof.
move=> i_lt j_lt.
have by_sums : \sum_(k < n) cos (i%:R * angle k) * cos (j%:R * angle k) =
  (\sum_(k < n) cos ((i + j)%:R * angle k) + \sum_(k < n) cos ((i - j + (j - i))%:R * angle k)) / 2%:R.
  rewrite -big_split mulr_suml; apply: eq_bigr => k _ /=; rewrite cos_product natrD mulrDl.
  congr ((_ + _) / _); have [ij | /ltnW ji] := leqP i j.
    have -> : (i - j = 0)%N by apply/eqP; rewrite subn_eq0.
    by rewrite add0n natrB // mulrBl -[RHS]cos_neg; congr cos; rewrite -real_oppE opprB.
  have -> : (j - i = 0)%N by apply/eqP; rewrite subn_eq0.
  by rewrite addn0 natrB // mulrBl.
have sum_lt : (i + j < n.*2)%N by rewrite -addnn -addnS leq_add // ltnW.
have diff_lt : (i - j + (j - i) < n.*2)%N.
  apply: leq_ltn_trans sum_lt; rewrite leq_add // leq_subr //.
rewrite by_sums !cosines_all // addn_eq0 addn_eq0 !subn_eq0 -eqn_leq.
case: (altP (i =P j)) => [<- | ij]; rewrite ?andbb.
  case: (i == 0%N) => /=; last by rewrite add0r.
  by rewrite -mulr2n -[_ *+ 2]mulr_natr mulfK //; apply/eqP; apply: natural_neq0.
case: (altP (i =P 0%N)) ij => [-> | _ _] /=; last by rewrite addr0 mul0r.
by rewrite eq_sym => /negPf ->; rewrite addr0 mul0r.
Qed.
Lemma fejer_moments j : (j < n)%N ->
  \sum_(k < n) fejer_weight k * chebyshev j (fejer_node k) = integral j.
Proof.
move=> j_lt; have n_neq0 : (n%:R : R) != 0 by apply/eqP; apply: Rgt_not_eq; apply: n_pos.
have two_neq0 : (2%:R : R) != 0 by apply/eqP; apply: natural_neq0.
have split_k (k : 'I_n) : fejer_weight k * chebyshev j (fejer_node k) =
    2%:R / n%:R * (\sum_(i < n) integral i * (cos (i%:R * angle k) * cos (j%:R * angle k)) -
                   cos (j%:R * angle k)).
  rewrite /fejer_weight /fejer_node chebyshev_cos -[LHS]mulrA mulrBl mul1r mulr_suml.
  by congr (_ * (_ - _)); apply: eq_bigr => i _; rewrite mulrA.
under eq_bigr do rewrite split_k; rewrite -mulr_sumr sumrB exchange_big /=.
under eq_bigr => i _ do rewrite -mulr_sumr cosines_product //.
rewrite cosines_all; last by rewrite -addnn ltn_addl.
rewrite (bigD1 (Ordinal j_lt)) //= eqxx big1 ?addr0 => [|i ij]; last first.
  have -> : (i == j :> nat) = false by apply: contraNF ij => /eqP ij; apply/eqP; apply: val_inj.
  by rewrite mulr0.
case: (altP (j =P 0%N)) => [-> | _].
  rewrite /integral /= mul0r subr0; have := n_pos; move: (n%:R : R) => x.
  by rewrite !real_natE; real_operations => x_pos; field; lra.
rewrite subr0; have := n_pos; move: (n%:R : R) (integral j) => x y.
by rewrite !real_natE; real_operations => x_pos; field; lra.
Qed.

Lemma integrals_bounded N : (0 < N)%N ->
  Rle (\sum_(i < N) Rabs (integral i)) (3%:R - 1 / (N - ~~ odd N)%:R).
Proof.
elim: N => // N IHN _; case: N IHN => [_|N /(_ isT) IHN].
  rewrite big_ord1 /integral /= subn0 mul0r subr0.
  by rewrite Rabs_pos_eq; reals.
rewrite big_ord_recr; apply: Rle_trans (Rplus_le_compat_r _ _ _ IHN) _.
rewrite /integral /= negbK; case: (boolP (odd N)) => N_odd /=; last first.
  rewrite subn0 subn1 /= Rabs_R0 Rplus_0_r; exact: Rle_refl.
rewrite subn0 subn1 /=; have N_ge1 : Rle 1 (N%:R : R).
  by rewrite real_natE; apply: (le_INR 1); apply/leP; case: (N) N_odd.
have -> : N.+2%:R = N%:R + 2%:R :> R by rewrite -natrD addn2.
have -> : N.+1%:R = N%:R + 1 :> R by rewrite -[1 in RHS]/(1%:R) -natrD addn1.
move: N_ge1; move: (N%:R : R) => m; rewrite !real_natE; real_operations => m_ge1.
rewrite (two_integrals m_ge1); lra.
Qed.

Lemma inverse_ge0 (m : nat) : Rle 0 (1 / m%:R : R).
Proof.
case: m => [|m]; first by rewrite invr0 mulr0; apply: Rle_refl.
rewrite mul1r; apply: Rlt_le; apply: Rinv_0_lt_compat.
by rewrite real_natE; apply: lt_0_INR; apply/ltP.
Qed.

Theorem fejer_weights (k : nat) : Rle 0 (fejer_weight k) /\ Rle (fejer_weight k) (4%:R / n%:R).
Proof.
have n_positive := n_pos.
have small : Rle (Rabs (\sum_(i < n) integral i * cos (i%:R * angle k) - 2%:R)) 1.
  have := integrals_bounded n_gt0; case: (n) n_gt0 => // N _.
  rewrite !big_ord_recl /= mul0r cos_0 mulr1 {1 3}/integral /= mul0r subr0 divr1 => bound.
  rewrite addrC addKr; apply: Rle_trans (_ : Rle (\sum_(i < N) Rabs (integral (lift ord0 i))) 1).
    apply: sum_abs_le => i; rewrite -[X in Rle _ X]mulr1; apply: abs_mul; first exact: Rle_refl.
    by apply: Rabs_le; apply: COS_bound.
  move: bound (inverse_ge0 (N.+1 - ~~ ~~ odd N)); rewrite Rabs_pos_eq; last by reals.
  move: (1 / _ : R) => y; rewrite /bump /=; move: (\sum_(i < N) _ : R) => x.
  by reals.
have scale : Rle 0 (2%:R / n%:R : R).
  by apply: Rmult_le_pos; [reals | apply: Rlt_le; apply: Rinv_0_lt_compat].
have -> : 4%:R / n%:R = 2%:R / n%:R * 2%:R :> R by rewrite mulrAC -natrM.
rewrite /fejer_weight; move: small => /Rabs_le_between; move: (\sum_(i < n) _ : R) => x small.
split; first by apply: Rmult_le_pos => //; move: small; reals.
by apply: Rmult_le_compat_l => //; move: small; reals.
Qed.

Lemma fejer_weights_sum : \sum_(k < n) fejer_weight k = 2%:R.
Proof.
have := fejer_moments n_gt0; rewrite /integral /= mul0r subr0 divr1 => <-.
by apply: eq_bigr => k _; rewrite mulr1.
Qed.

Definition exact_for (f : R -> R) : Prop := exists G : R -> R,
  (forall x, derives G x (f x)) /\
  \sum_(k < n) fejer_weight k * f (fejer_node k) = G 1 - G (-1).

Lemma exact_ext f g : f =1 g -> exact_for f -> exact_for g.
Proof.
move=> fg [G [dG sumG]]; exists G; split=> [x|]; first by rewrite -fg.
by rewrite -sumG; apply: eq_bigr => k _; rewrite fg.
Qed.

Lemma exact_add f g : exact_for f -> exact_for g -> exact_for (fun x => f x + g x).
Proof.
move=> [F [dF sumF]] [G [dG sumG]]; exists (fun x => F x + G x); split=> [x|].
  exact: derives_add.
under eq_bigr do rewrite mulrDr; rewrite big_split /= sumF sumG opprD.
by rewrite addrACA.
Qed.

Lemma exact_scale c f : exact_for f -> exact_for (fun x => c * f x).
Proof.
move=> [F [dF sumF]]; exists (fun x => c * F x); split=> [x|].
  have := derives_mul (derives_const c x) (dF x); apply: derives_eq.
  by rewrite mul0r add0r.
under eq_bigr do rewrite mulrCA; by rewrite -mulr_sumr sumF mulrBr.
Qed.

Lemma exact_zero : exact_for (fun _ => 0).
Proof.
exists (fun _ => 0); split=> [x|]; first exact: derives_const.
by rewrite subrr big1 // => k _; rewrite mulr0.
Qed.

Lemma exact_chebyshev j : (j < n)%N -> exact_for (chebyshev j).
Proof.
move=> j_lt; exists (primitive j); split; first exact: primitive_derives.
by rewrite primitive_integral fejer_moments.
Qed.

Lemma exact_product i j : (i + j < n)%N -> exact_for (fun x => x ^+ i * chebyshev j x).
Proof.
elim: i j => [|i IHi] j ij_lt.
  by apply: exact_ext (exact_chebyshev ij_lt) => x; rewrite expr0 mul1r.
case: j ij_lt => [|j] ij_lt.
  have := IHi 1%N; rewrite addn1 -[i.+1]addn0 => /(_ ij_lt); apply: exact_ext => x.
  by rewrite addn0 mulr1 exprS mulrC.
have up : (i + j.+2 < n)%N by rewrite addnS -addSn.
have down : (i + j < n)%N by apply: ltn_trans up; rewrite ltn_add2l ltnW.
have := exact_scale (2%:R)^-1 (exact_add (IHi _ up) (IHi _ down)).
apply: exact_ext => x; rewrite chebyshevSS exprS.
move: (chebyshev j.+1 x) (chebyshev j x) (x ^+ i) => a b c.
by rewrite !real_natE; real_operations; field.
Qed.

Theorem fejer_exact j : (j < n)%N -> exact_for (fun x => x ^+ j).
Proof.
move=> j_lt; have := @exact_product j 0; rewrite addn0 => /(_ j_lt).
by apply: exact_ext => x; rewrite mulr1.
Qed.

Lemma exact_polynomial (c : nat -> R) m : (m <= n)%N ->
  exact_for (fun x => \sum_(i < m) c i * x ^+ i).
Proof.
elim: m => [|m IHm] m_le.
  by apply: exact_ext exact_zero => x; rewrite big_ord0.
have := exact_add (IHm (ltnW m_le)) (exact_scale (c m) (fejer_exact m_le)).
by apply: exact_ext => x; rewrite big_ord_recr.
Qed.
End Rule.
