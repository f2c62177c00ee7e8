(* The midpoint rule on N panels: from slopes at N points to a difference of  *)
(* values, and from gradients at N multiples of the identity to the loss.     *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   midpoint a b N k     a + (b - a) / N * (k + 1/2)                         *)
(*   midpoint_sum a b v   (b - a) / N * sum_k v_k                             *)
(*   midpoint_error       |F'''| <= M: it is F b - F a but for                *)
(*                        M (b - a)^3 / (24 N^2)                              *)
(*   midpoint_perturbed   slopes within eps move it by (b - a) eps at most    *)
(*   midpoint_reads       N^2 >= M (b - a)^3 / (24 delta): slopes within eps  *)
(*                        give F b - F a within delta + (b - a) eps           *)
(*   traces_read          gradients within eps, at the N points t I, give     *)
(*                        loss (I) - loss (0) within delta + r eps            *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field midpoint_numbers instance_map.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition midpoint (a b : R) (N k : nat) : R := a + (b - a) / N%:R * (k%:R + (2%:R)^-1).
Definition midpoint_sum (a b : R) (N : nat) (v : 'I_N -> R) : R := (b - a) / N%:R * \sum_k v k.

Lemma count_above N : (0 < N)%N -> Rlt 0 (N%:R : R).
Proof. by move=> N_gt0; rewrite real_natE; apply: lt_0_INR; apply/ltP. Qed.

Section Rule.
Variables (a b : R) (N : nat).
Hypotheses (ab : Rle a b) (N_gt0 : (0 < N)%N).
Let h : R := (b - a) / N%:R.

Let N_pos : Rlt 0 (N%:R : R) := count_above N_gt0.

Lemma width_ge0 : Rle 0 h.
Proof.
apply: Rmult_le_pos; first by move: ab; reals.
by apply: Rlt_le; apply: Rinv_0_lt_compat.
Qed.

Lemma widths : h * N%:R = b - a.
Proof. by rewrite /h mulfVK //; apply/eqP; apply: Rgt_not_eq. Qed.

Lemma panel_start n : (n <= N)%N -> Rle a (a + h * n%:R) /\ Rle (a + h * n%:R) b.
Proof.
move=> n_le; have h_ge0 := width_ge0.
have n_ge0 : Rle 0 (n%:R : R) by rewrite real_natE; apply: pos_INR.
have n_N : Rle (n%:R : R) N%:R by rewrite !real_natE; apply: le_INR; apply/leP.
have low : Rle 0 (h * n%:R) by apply: Rmult_le_pos.
have high : Rle (h * n%:R) (b - a) by rewrite -widths; apply: Rmult_le_compat_l.
by move: low high; move: (h * n%:R) => x; reals.
Qed.

Theorem midpoint_perturbed (v w : 'I_N -> R) eps :
  (forall k, Rle (Rabs (v k - w k)) eps) ->
  Rle (Rabs (midpoint_sum a b v - midpoint_sum a b w)) ((b - a) * eps).
Proof.
move=> close; have -> : (b - a) * eps = h * (N%:R * eps) by rewrite mulrA widths.
rewrite /midpoint_sum -mulrBr -sumrB -/h.
apply: abs_mul; first by rewrite Rabs_pos_eq; [apply: Rle_refl | apply: width_ge0].
by rewrite -sum_const; apply: sum_abs_le.
Qed.

Variables (F F1 F2 F3 : R -> R) (M : R).
Hypothesis dF : forall x, Rle a x /\ Rle x b -> derives F x (F1 x).
Hypothesis dF1 : forall x, Rle a x /\ Rle x b -> derives F1 x (F2 x).
Hypothesis dF2 : forall x, Rle a x /\ Rle x b -> derives F2 x (F3 x).
Hypothesis F3_le : forall x, Rle a x /\ Rle x b -> Rle (Rabs (F3 x)) M.

Lemma panels n : (n <= N)%N ->
  Rle (Rabs (F (a + h * n%:R) - F a - h * \sum_(k < n) F1 (midpoint a b N k)))
      (n%:R * (Rdiv (Rmult M (pow h 3)) (IZR 24))).
Proof.
elim: n => [|n IHn] n_lt.
  by rewrite big_ord0 !mulr0 addr0 subrr subr0 mul0r Rabs_R0; apply: Rle_refl.
have [low _] := panel_start (ltnW n_lt).
have [_ high] := panel_start n_lt.
have next : a + h * n.+1%:R = Rplus (a + h * n%:R) h.
  by rewrite mulrS; move: (n%:R : R) (h : R) (a : R) => x y z; real_operations; ring.
have middle : midpoint a b N n = Rplus (a + h * n%:R) (Rdiv h (IZR 2)).
  rewrite /midpoint -/h; move: (n%:R : R) (h : R) (a : R) => x y z.
  by rewrite [(2%:R : R)]real_natE; real_operations; field.
rewrite next in high.
have new := panel_of dF dF1 dF2 F3_le width_ge0 low high.
have old := IHn (ltnW n_lt).
rewrite big_ord_recr /= next middle mulrDr [n.+1%:R]mulrS [(1 + _) * _]mulrDl mul1r.
move: old new; move: (\sum_(k < n) _ : R) (F1 _) (F (Rplus _ _)) (F (a + _)) (Rdiv _ _).
move=> s x f2 f1 e old new.
have -> : f2 - F a - (h * s + h * x) = Rplus (f1 - F a - h * s) (f2 - f1 - h * x).
  by move: (h : R) (F a) => y z; real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite [e + _]addrC.
by apply: Rplus_le_compat.
Qed.

Theorem midpoint_error :
  Rle (Rabs (F b - F a - midpoint_sum a b (fun k : 'I_N => F1 (midpoint a b N k))))
      (Rdiv (Rmult M (pow (b - a) 3)) (Rmult (IZR 24) (pow N%:R 2))).
Proof.
have := panels (leqnn N).
by rewrite widths [a + _]addrC subrK -(panels_add M (b - a) N_pos).
Qed.

Theorem midpoint_reads (v : 'I_N -> R) (delta eps : R) : Rlt 0 delta ->
  Rle (Rdiv (Rmult M (pow (b - a) 3)) (Rmult (IZR 24) delta)) (pow N%:R 2) ->
  (forall k : 'I_N, Rle (Rabs (v k - F1 (midpoint a b N k))) eps) ->
  Rle (Rabs (midpoint_sum a b v - (F b - F a))) (delta + (b - a) * eps).
Proof.
move=> delta_pos enough close.
have rule := Rle_trans _ _ _ midpoint_error (panels_enough N_pos delta_pos enough).
have moved := midpoint_perturbed close.
move: rule moved; move: (midpoint_sum a b v) (midpoint_sum a b _) => x y rule moved.
have -> : x - (F b - F a) = Rplus (Ropp (F b - F a - y)) (x - y).
  by move: (F b) (F a) => u w; real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp.
by apply: Rplus_le_compat.
Qed.
End Rule.

Theorem traces_read L r (A1 A2 A3 E : 'M[R]_(L, r)) (F1 F2 F3 : R -> R) (M delta eps : R) N
    (G H : 'I_N -> 'M[R]_r) : (0 < N)%N -> Rlt 0 delta ->
  let F t := bilinear_loss A1 A2 A3 E t%:M in
  (forall t, Rle 0 t /\ Rle t 1 -> derives F t (F1 t)) ->
  (forall t, Rle 0 t /\ Rle t 1 -> derives F1 t (F2 t)) ->
  (forall t, Rle 0 t /\ Rle t 1 -> derives F2 t (F3 t)) ->
  (forall t, Rle 0 t /\ Rle t 1 -> Rle (Rabs (F3 t)) M) ->
  Rle (Rdiv M (Rmult (IZR 24) delta)) (pow N%:R 2) ->
  (forall k : 'I_N, is_gradient (bilinear_loss A1 A2 A3 E) (midpoint 0 1 N k)%:M (G k)) ->
  (forall k : 'I_N, within (H k - G k) eps) ->
  Rle (Rabs ((\sum_k \tr (H k)) / N%:R - (F 1 - F 0))) (delta + r%:R * eps).
Proof.
move=> N_gt0 delta_pos F dF dF1 dF2 F3_le enough gradG close.
have ab : Rle 0 1 by reals.
have inside (k : 'I_N) : Rle 0 (midpoint 0 1 N k) /\ Rle (midpoint 0 1 N k) 1.
  have k_ge0 : Rle 0 (k%:R : R) by rewrite real_natE; apply: pos_INR.
  have N_pos := count_above N_gt0.
  have k_le : Rle (k%:R + 1) (N%:R : R).
    by rewrite !real_natE real_oneE real_addE -S_INR; apply: le_INR; apply/leP.
  have share : midpoint 0 1 N k * N%:R = k%:R + (2%:R)^-1.
    rewrite /midpoint add0r subr0 mul1r mulrAC mulVf ?mul1r //.
    by apply/eqP; apply: Rgt_not_eq.
  have two : ((2%:R)^-1 : R) = Rinv (IZR 2) by rewrite [(2%:R : R)]real_natE; congr Rinv; rewrite /=; lra.
  have shared : Rmult (midpoint 0 1 N k) N%:R = Rplus k%:R (Rinv (IZR 2)).
    by rewrite -two; exact: share.
  split; apply: (Rmult_le_reg_r N%:R) => //; rewrite shared; move: k_ge0 k_le;
    by move: (k%:R : R) (N%:R : R) => x y; reals.
have slopes (k : 'I_N) : F1 (midpoint 0 1 N k) = \tr (G k).
  exact: derives_unique (dF _ (inside k)) (trace_is_slope (gradG k)).
have traces (k : 'I_N) : Rle (Rabs (\tr (H k) - F1 (midpoint 0 1 N k))) (r%:R * eps).
  rewrite slopes -raddfB /= /mxtrace -sum_const; apply: sum_abs_le => i; exact: close.
have M_plain : Rle (Rdiv (Rmult M (pow (1 - 0) 3)) (Rmult (IZR 24) delta)) (pow N%:R 2).
  by rewrite subr0 pow1 Rmult_1_r.
have := midpoint_reads ab N_gt0 dF dF1 dF2 F3_le delta_pos M_plain traces.
by rewrite /midpoint_sum subr0 !mul1r mulrC.
Qed.
