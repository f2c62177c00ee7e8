(* The weights of divided differences at z_k = exp (Theta k / D).             *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   exp_node Theta D k   exp (Theta k / D)                                   *)
(*   exp_gap          exp x - exp y >= x - y for x >= y >= 0                  *)
(*   distances        prod_(l <> k) |k - l| = k! (D - k)!                     *)
(*   weight_growth    Lambda = (2 D / Theta)^D / D!                           *)
(*   weight_bound     |w_k| <= (D / Theta)^D / (k! (D - k)!)                  *)
(*   weights_bounded  sum_k |w_k| <= Lambda                                   *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field divided_differences.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma below_product k : (\prod_(i < k) (k - i) = k`!)%N.
Proof.
elim: k => [|k IHk]; first by rewrite big_ord0.
by rewrite big_ord_recl subn0 factS -IHk; congr (_ * _)%N; apply: eq_bigr => i _.
Qed.

Lemma above_product k e : (\prod_(l < (k + e).+1 | k < l) (l - k) = e`!)%N.
Proof.
elim: e => [|e IHe].
  apply: big1 => l kl; exfalso; have := ltn_ord l; rewrite ltnS => lk.
  by move: (leq_trans kl lk); rewrite addn0 ltnn.
rewrite addnS big_mkcond big_ord_recr -big_mkcond /= IHe ltnS leq_addr.
by rewrite -addnS addKn factS mulnC.
Qed.

Theorem distances D (k : 'I_D.+1) :
  (\prod_(l < D.+1 | l != k) (maxn k l - minn k l) = k`! * (D - k)`!)%N.
Proof.
rewrite (bigID (fun l : 'I_D.+1 => l < k)%N) /=; congr (_ * _)%N.
  rewrite -[RHS](below_product k).
  rewrite [RHS](big_ord_widen D.+1 (fun i => (k - i)%N) (ltnW (ltn_ord k))).
  apply: eq_big => [l | l /andP [_ lk]].
    by rewrite andbC; case: ltnP => //= lk; apply/negP => /eqP lk'; rewrite lk' ltnn in lk.
  by rewrite (maxn_idPl (ltnW lk)) (minn_idPr (ltnW lk)).
have kD : (k + (D - k))%N = D by rewrite subnKC // -ltnS.
rewrite -(above_product k (D - k)) kD; apply: eq_big => [l | l /andP [_ lk]].
  rewrite -leqNgt [RHS]ltn_neqAle; congr (_ && _).
  by congr (~~ _); apply/eqP/eqP => [-> | /val_inj].
by rewrite -leqNgt in lk; rewrite (maxn_idPr lk) (minn_idPl lk).
Qed.

Lemma abs_prod (I : finType) (A : pred I) (F : I -> R) :
  Rabs (\prod_(i | A i) F i) = \prod_(i | A i) Rabs (F i).
Proof.
elim/big_rec2: _ => [|i x y _ <-]; first by rewrite Rabs_R1.
exact: Rabs_mult.
Qed.

Lemma prod_le (I : finType) (A : pred I) (F G : I -> R) :
  (forall i, A i -> Rle 0 (F i) /\ Rle (F i) (G i)) ->
  Rle 0 (\prod_(i | A i) F i) /\ Rle (\prod_(i | A i) F i) (\prod_(i | A i) G i).
Proof.
move=> FG; elim/big_rec2: _ => [|i x y Ai [x_ge0 xy]]; first by split; reals.
have [F_ge0 FG_i] := FG i Ai; split; first exact: Rmult_le_pos.
exact: Rmult_le_compat.
Qed.

Lemma exp_gap (x y : R) : Rle 0 y -> Rle y x -> Rle (x - y) (exp x - exp y).
Proof.
move=> y_ge0 yx; have -> : exp x = Rmult (exp y) (exp (x - y)).
  by rewrite -exp_plus; congr exp; real_operations; ring.
have one : Rle 1 (exp y).
  by have := exp_ineq1_le y; move: y_ge0; real_operations; lra.
have := exp_ineq1_le (x - y); move: yx one.
move: (exp y) (exp (x - y)) => a b; real_operations => yx one b_ge.
by nra.
Qed.

Section Weights.
Variables (Theta : R) (D : nat).
Hypotheses (Theta_gt0 : Rlt 0 Theta) (D_gt0 : (0 < D)%N).

Definition exp_node (k : 'I_D.+1) : R := exp (Theta * k%:R / D%:R).
Definition weight_growth : R := (2%:R * D%:R / Theta) ^+ D / (D`!)%:R.

Let D_pos : Rlt 0 (D%:R : R).
Proof. by rewrite real_natE; apply: lt_0_INR; apply/ltP. Qed.

Let step : R := Theta / D%:R.
Let step_pos : Rlt 0 step.
Proof. by apply: Rmult_lt_0_compat => //; apply: Rinv_0_lt_compat. Qed.

Lemma nodes_apart (k l : 'I_D.+1) :
  Rle (step * (maxn k l - minn k l)%N%:R) (Rabs (exp_node k - exp_node l)).
Proof.
wlog kl : k l / (l <= k)%N => [H|].
  case: (boolP (l <= k)%N) => [lk | ]; first exact: H.
  rewrite -ltnNge => kl.
  have := H l k (ltnW kl); rewrite maxnC minnC => {}H; apply: Rle_trans H _; apply: Req_le.
  by rewrite -Rabs_Ropp; congr (Rabs _); real_operations; ring.
rewrite (maxn_idPl kl) (minn_idPr kl) natrB //.
apply: Rle_trans (Rle_abs _).
have node i : Theta * i%:R / D%:R = step * i%:R by rewrite /step mulrAC.
rewrite /exp_node !node.
have -> : step * (k%:R - l%:R) = step * k%:R - step * l%:R :> R by rewrite mulrBr.
have step_ge0 := Rlt_le _ _ step_pos.
apply: exp_gap; first by apply: Rmult_le_pos => //; rewrite real_natE; apply: pos_INR.
by apply: Rmult_le_compat_l => //; rewrite !real_natE; apply: le_INR; apply/leP.
Qed.

Lemma exp_node_inj : injective exp_node.
Proof.
move=> k l kl; apply/val_inj/eqP; rewrite eqn_leq.
suff: (maxn k l - minn k l)%N == 0%N by rewrite subn_eq0 geq_max !leq_min !leqnn /= andbT.
have := nodes_apart k l; rewrite kl subrr Rabs_R0; case: (maxn k l - minn k l)%N => // a.
have a_pos : Rlt 0 ((a.+1)%:R : R) by rewrite real_natE; apply: lt_0_INR; apply/ltP.
have := Rmult_lt_0_compat _ _ step_pos a_pos; rewrite -real_mulE; move: (step * _) => x.
by real_operations; lra.
Qed.

Lemma natural_pos (a : nat) : (0 < a)%N -> Rlt 0 (a%:R : R).
Proof. by move=> a_gt0; rewrite real_natE; apply: lt_0_INR; apply/ltP. Qed.

Lemma power_pos (x : R) a : Rlt 0 x -> Rlt 0 (x ^+ a).
Proof.
move=> x_pos; elim: a => [|a IHa]; first by rewrite expr0; reals.
by rewrite exprS; apply: Rmult_lt_0_compat.
Qed.

Lemma inverse_le (x y : R) : Rlt 0 x -> Rle x y -> Rle (y^-1) (x^-1).
Proof. exact: Rinv_le_contravar. Qed.

Theorem weight_bound (k : 'I_D.+1) :
  Rle (Rabs (difference_weight exp_node k)) ((D%:R / Theta) ^+ D / (k`! * (D - k)`!)%N%:R).
Proof.
rewrite /difference_weight Rabs_inv abs_prod.
have facts_pos : Rlt 0 ((k`! * (D - k)`!)%N%:R : R).
  by apply: natural_pos; rewrite muln_gt0 !fact_gt0.
have terms l : l != k -> Rle 0 (step * (maxn k l - minn k l)%N%:R) /\
    Rle (step * (maxn k l - minn k l)%N%:R) (Rabs (exp_node k - exp_node l)).
  move=> _; split; last exact: nodes_apart.
  by apply: Rmult_le_pos; [apply: Rlt_le | rewrite real_natE; apply: pos_INR].
have [_ low] := prod_le terms.
have -> : (D%:R / Theta) ^+ D / (k`! * (D - k)`!)%N%:R =
          (step ^+ D * (k`! * (D - k)`!)%N%:R)^-1 :> R.
  by rewrite invfM -exprVn /step invf_div.
apply: inverse_le; first by apply: Rmult_lt_0_compat => //; apply: power_pos.
apply: Rle_trans low; apply: Req_le.
rewrite big_split /= prodr_const -distances natr_prod; congr (_ ^+ _ * _).
by rewrite (eq_card (B := predC1 k)) ?cardC1 ?card_ord // => l; rewrite !inE.
Qed.

Lemma binomial_sum : \sum_(k < D.+1) (((k`! * (D - k)`!)%N%:R)^-1 : R) = 2%:R ^+ D / (D`!)%:R.
Proof.
have fact_neq0 : (D`!)%:R != 0 :> R.
  by apply/eqP; apply: Rgt_not_eq; apply: natural_pos; apply: fact_gt0.
apply: (mulIf fact_neq0); rewrite mulfVK // mulr_suml -natrX.
have -> : (2 ^ D = \sum_(k < D.+1) 'C(D, k))%N.
  by rewrite -[2%N]/(1 + 1)%N Pascal; apply: eq_bigr => k _; rewrite !exp1n !muln1.
rewrite natr_sum; apply: eq_bigr => k _.
have kD : (k <= D)%N by rewrite -ltnS.
rewrite -(bin_fact kD); have f_gt0 : (0 < k`! * (D - k)`!)%N by rewrite muln_gt0 !fact_gt0.
move: f_gt0; move: (k`! * (D - k)`!)%N => f f_gt0; rewrite natrM mulrCA mulVf ?mulr1 //.
by apply/eqP; apply: Rgt_not_eq; apply: natural_pos.
Qed.

Theorem weights_bounded :
  Rle (\sum_k Rabs (difference_weight exp_node k)) weight_growth.
Proof.
apply: Rle_trans (sum_le (fun k => weight_bound k)) _; apply: Req_le.
rewrite -mulr_sumr binomial_sum /weight_growth mulrA -exprMn; congr (_ ^+ _ / _).
by rewrite mulrC mulrA.
Qed.
End Weights.
