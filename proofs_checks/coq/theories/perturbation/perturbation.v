(* Softmax with every exponential known up to a relative error: how far the   *)
(* rows, the residual, q, p1, p2, p and the gradient move. No bound grows     *)
(* with the number of tokens before the last product, which sums over them.   *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   within A x           every |A i j| <= x                                  *)
(*   row_stochastic f     no entry is negative, every row sums to 1           *)
(*   close_rows e f g     |g i j - f i j| <= e * f i j                        *)
(*   normalised P         P i j / sum_k P i k                                 *)
(*   relative_error       2 eps / (1 - eps)                                   *)
(*   normalised_close     |P - exp S| <= eps exp S gives a row-stochastic     *)
(*                        normalised P, close to softmax S by that error      *)
(*   gradient_error       the bound on every entry of the gradient            *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Ltac reals := real_operations; lra.

Definition within m n (A : 'M[R]_(m, n)) (x : R) : Prop :=
  forall i j, Rle (Rabs (A i j)) x.
Definition row_stochastic m n (f : 'M[R]_(m, n)) : Prop :=
  (forall i j, Rle 0 (f i j)) /\ (forall i, \sum_j f i j = 1).
Definition close_rows m n (e : R) (f g : 'M[R]_(m, n)) : Prop :=
  forall i j, Rle (Rabs (g i j - f i j)) (e * f i j).
Definition normalised m n (P : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  \matrix_(i, j) (P i j / \sum_k P i k).
Definition relative_error (eps : R) : R := 2%:R * eps / (1 - eps).

Lemma sum_le (I : finType) (F G : I -> R) :
  (forall i, Rle (F i) (G i)) -> Rle (\sum_i F i) (\sum_i G i).
Proof.
move=> FG; elim/big_rec2: _ => [|i x y _ xy]; first exact: Rle_refl.
exact: Rplus_le_compat.
Qed.

Lemma sum_abs_le (I : finType) (F G : I -> R) :
  (forall i, Rle (Rabs (F i)) (G i)) -> Rle (Rabs (\sum_i F i)) (\sum_i G i).
Proof.
move=> FG; elim/big_rec2: _ => [|i x y _ xy].
  by rewrite Rabs_R0; apply: Rle_refl.
by apply: Rle_trans (Rabs_triang _ _) _; apply: Rplus_le_compat.
Qed.

Lemma sum_const n (x : R) : \sum_(i < n) x = n%:R * x.
Proof. by rewrite sumr_const card_ord mulr_natl. Qed.

Lemma abs_mul (x y a b : R) :
  Rle (Rabs x) a -> Rle (Rabs y) b -> Rle (Rabs (x * y)) (a * b).
Proof.
move=> xa yb; rewrite [Rabs _]Rabs_mult.
by apply: Rmult_le_compat => //; apply: Rabs_pos.
Qed.

(* A sum over a row whose entries are bounded by e times a stochastic row. *)
Lemma row_average m n (f : 'M[R]_(m, n)) i (x y : 'I_n -> R) (e z : R) :
  row_stochastic f -> (forall j, Rle (Rabs (x j)) (e * f i j)) ->
  (forall j, Rle (Rabs (y j)) z) -> Rle (Rabs (\sum_j x j * y j)) (e * z).
Proof.
move=> [_ f1] xe yz; have -> : e * z = \sum_j e * f i j * z.
  by rewrite -mulr_suml -mulr_sumr f1 mulr1.
by apply: sum_abs_le => j; apply: abs_mul.
Qed.

Section Normalised.
Variables (m n : nat) (S P : 'M[R]_(m, n)) (eps : R).
Hypotheses (eps_ge0 : Rle 0 eps) (eps_lt1 : Rlt eps 1).
Hypothesis P_close :
  forall i j, Rle (Rabs (P i j - exp (S i j))) (eps * exp (S i j)).
Hypothesis n_gt0 : (0 < n)%N.

Let i0 : 'I_n := Ordinal n_gt0.

Lemma close_between i j :
  Rle ((1 - eps) * exp (S i j)) (P i j) /\ Rle (P i j) ((1 + eps) * exp (S i j)).
Proof.
have := P_close i j; have := Rabs_le_between (P i j - exp (S i j)) (eps * exp (S i j)).
by move=> [H _] /H []; real_operations; split; lra.
Qed.

Lemma perturbed_pos i j : Rlt 0 (P i j).
Proof.
have [H _] := close_between i j; apply: Rlt_le_trans H.
by apply: Rmult_lt_0_compat; [move: eps_lt1; reals | apply: exp_pos].
Qed.

Lemma perturbed_sum_pos i : Rlt 0 (\sum_k P i k).
Proof. by apply: (sum_pos i0) => k; apply: perturbed_pos. Qed.

Lemma perturbed_sum_between i :
  Rle ((1 - eps) * \sum_k exp (S i k)) (\sum_k P i k) /\
  Rle (\sum_k P i k) ((1 + eps) * \sum_k exp (S i k)).
Proof.
by rewrite !mulr_sumr; split; apply: sum_le => k; have [] := close_between i k.
Qed.

Theorem normalised_stochastic : row_stochastic (normalised P).
Proof.
split=> [i j|i].
  rewrite mxE; apply: Rlt_le; apply: Rmult_lt_0_compat; first exact: perturbed_pos.
  by apply: Rinv_0_lt_compat; apply: perturbed_sum_pos.
under eq_bigr do rewrite mxE.
rewrite -mulr_suml mulfV //; apply/eqP; apply: Rgt_not_eq.
exact: perturbed_sum_pos.
Qed.

Theorem normalised_close :
  close_rows (relative_error eps) (softmax S) (normalised P).
Proof.
move=> i j; rewrite !mxE.
have [P_ge P_le] := close_between i j.
have [s_ge s_le] := perturbed_sum_between i.
have e_pos := exp_pos (S i j).
have t_pos : Rlt 0 (\sum_k exp (S i k)) := row_sum_pos S i i0.
have s_pos := perturbed_sum_pos i.
rewrite /relative_error; move: P_ge P_le s_ge s_le e_pos t_pos s_pos.
set e := exp _; set t := \sum_k exp _; set s := \sum_k _; set x := P i j.
move: eps_ge0 eps_lt1; clearbody e t s x; clear.
rewrite real_natE; real_operations.
move=> e0 e1 x_ge x_le s_ge s_le e_pos t_pos s_pos.
have top : Rle (Rabs (Rminus (Rmult x t) (Rmult e s)))
               (Rmult (Rmult (Rplus R1 R1) eps) (Rmult e t)).
  have t_ge0 := Rlt_le _ _ t_pos; have e_ge0 := Rlt_le _ _ e_pos.
  have xt_ge := Rmult_le_compat_r t _ _ t_ge0 x_ge.
  have xt_le := Rmult_le_compat_r t _ _ t_ge0 x_le.
  have es_ge := Rmult_le_compat_l e _ _ e_ge0 s_ge.
  have es_le := Rmult_le_compat_l e _ _ e_ge0 s_le.
  by apply: Rabs_le; split; lra.
have -> : Rplus (Rmult x (Rinv s)) (Ropp (Rmult e (Rinv t)))
        = Rmult (Rminus (Rmult x t) (Rmult e s)) (Rinv (Rmult s t)).
  by field; lra.
have st_pos : Rlt R0 (Rmult s t) by apply: Rmult_lt_0_compat.
rewrite Rabs_mult (Rabs_pos_eq (Rinv _)); last first.
  by apply: Rlt_le; apply: Rinv_0_lt_compat.
apply: Rle_trans (Rmult_le_compat_r _ _ _ _ top) _.
  by apply: Rlt_le; apply: Rinv_0_lt_compat.
have -> : Rmult (Rmult (Rmult (Rplus R1 R1) eps) (Rmult e t)) (Rinv (Rmult s t))
        = Rmult (Rmult (Rmult (Rplus R1 R1) eps) e) (Rinv s) by field; lra.
have -> : Rmult (Rmult (Rmult (Rplus R1 R1) eps) (Rinv (Rplus R1 (Ropp eps))))
                (Rmult e (Rinv t))
        = Rmult (Rmult (Rmult (Rplus R1 R1) eps) e)
                (Rinv (Rmult (Rplus R1 (Ropp eps)) t)) by field; lra.
apply: Rmult_le_compat_l; first by nra.
by apply: Rinv_le_contravar => //; nra.
Qed.
End Normalised.

Lemma rearranged (V : zmodType) (x a y b : V) :
  (x - a) - (y - b) = (x - y) - (a - b).
Proof. by rewrite opprB [b - y]addrC addrACA opprB [b - a]addrC. Qed.

Lemma sandwiched m n p q (X : 'M[R]_(m, n)) (a b : 'M_(n, p)) (Z : 'M_(p, q)) :
  X *m a *m Z - X *m b *m Z = X *m ((a - b) *m Z).
Proof. by rewrite mulmxBl mulmxBr !mulmxA. Qed.

Section Chain.
Variables (L d : nat) (f g : 'M[R]_L) (C3 Y : 'M[R]_(L, d)) (e M K : R).
Hypotheses (f_row : row_stochastic f) (g_row : row_stochastic g).
Hypotheses (fg : close_rows e f g) (C3_M : within C3 M) (Y_K : within Y K).
Hypotheses (e_ge0 : Rle 0 e) (M_ge0 : Rle 0 M) (K_ge0 : Rle 0 K).

Notation c h := (h *m C3 - Y).
Notation q h := (c h *m C3^T).

Definition q_bound : R := d%:R * ((M + K) * M).
Definition q_change : R := d%:R * (e * M * M).
Definition p1_change : R := e * q_bound + q_change.
Definition p_change : R := p1_change + (e * q_bound + p1_change).

Lemma row_entries (h : 'M[R]_L) i j : row_stochastic h ->
  Rle (Rabs (h i j)) (1 * h i j).
Proof.
move=> [h_ge0 _]; rewrite mul1r Rabs_pos_eq; [exact: Rle_refl | exact: h_ge0].
Qed.

Lemma residual_bound h : row_stochastic h -> within (c h) (M + K).
Proof.
move=> h_row i j; rewrite add_entry opp_entry.
apply: Rle_trans (Rabs_triang _ _) _; rewrite Rabs_Ropp.
apply: Rplus_le_compat; last exact: Y_K.
rewrite mxE -[M]mul1r; apply: (row_average h_row) => k; first exact: row_entries.
exact: C3_M.
Qed.

Theorem lemma_3_4_error : within (c g - c f) (e * M).
Proof.
move=> i j; have -> : c g - c f = (g - f) *m C3.
  by rewrite mulmxBl opprD opprK addrACA addNr addr0.
rewrite mxE; apply: (row_average f_row) => k; last exact: C3_M.
by rewrite add_entry opp_entry; apply: fg.
Qed.

Lemma times_C3 (A : 'M[R]_(L, d)) x : within A x -> within (A *m C3^T) (d%:R * (x * M)).
Proof.
move=> A_x i j; rewrite mxE -sum_const; apply: sum_abs_le => k.
by rewrite mxE; apply: abs_mul.
Qed.

Lemma q_bounded h : row_stochastic h -> within (q h) q_bound.
Proof. by move=> h_row; apply: times_C3; apply: residual_bound. Qed.

Theorem lemma_3_5_error : within (q g - q f) q_change.
Proof. by rewrite -mulmxBl; apply: times_C3; apply: lemma_3_4_error. Qed.

Theorem lemma_3_6_error i j :
  Rle (Rabs ((g .* q g - f .* q f) i j)) (p1_change * f i j).
Proof.
have -> : (g .* q g - f .* q f) i j
        = (g i j - f i j) * q g i j + f i j * (q g - q f) i j.
  rewrite !(add_entry, opp_entry, hadamard_entry).
  by real_operations; ring.
have [f_ge0 _] := f_row.
apply: Rle_trans (Rabs_triang _ _) _.
have -> : p1_change * f i j = e * f i j * q_bound + f i j * q_change.
  by rewrite /p1_change; real_operations; ring.
apply: Rplus_le_compat; apply: abs_mul => //.
- exact: q_bounded.
- by rewrite Rabs_pos_eq; [apply: Rle_refl | apply: f_ge0].
- exact: lemma_3_5_error.
Qed.

Lemma row_sum_change i (x : 'I_L -> R) (z : R) :
  (forall j, Rle (Rabs (x j)) (z * f i j)) -> Rle (Rabs (\sum_j x j)) z.
Proof.
move=> xz; have [_ f1] := f_row.
have -> : z = \sum_j z * f i j by rewrite -mulr_sumr f1 mulr1.
exact: sum_abs_le.
Qed.

Theorem lemma_3_7_error i j :
  Rle (Rabs ((diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f) i j))
      ((e * q_bound + p1_change) * f i j).
Proof.
have [f_ge0 _] := f_row.
set rg := rowsum (g .* q g); set rf := rowsum (f .* q f).
have -> : (diag rg *m g - diag rf *m f) i j
        = rg i 0 * (g i j - f i j) + (rg i 0 - rf i 0) * f i j.
  rewrite add_entry opp_entry !(@diag_mul real_comRingType).
  by real_operations; ring.
apply: Rle_trans (Rabs_triang _ _) _.
have -> : (e * q_bound + p1_change) * f i j
        = q_bound * (e * f i j) + p1_change * f i j.
  by real_operations; ring.
apply: Rplus_le_compat; apply: abs_mul => //.
- rewrite mxE -[q_bound]mul1r.
  have -> : \sum_k (g .* q g) i k = \sum_k g i k * q g i k.
    by apply: eq_bigr => k _; rewrite mxE.
  apply: (row_average g_row) => k; first exact: row_entries.
  exact: q_bounded.
- rewrite !mxE -sumrB; apply: (@row_sum_change i) => k.
  by have := lemma_3_6_error i k; rewrite add_entry opp_entry.
- by rewrite Rabs_pos_eq; [apply: Rle_refl | apply: f_ge0].
Qed.

Theorem theorem_3_1_p_error i j :
  Rle (Rabs ((score g (q g) - score f (q f)) i j)) (p_change * f i j).
Proof.
have -> : score g (q g) - score f (q f)
        = (g .* q g - f .* q f)
          - (diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f).
  exact: (rearranged (V := [zmodType of 'M[R]_L])).
rewrite add_entry opp_entry; apply: Rle_trans (Rabs_triang _ _) _.
rewrite Rabs_Ropp /p_change mulrDl.
by apply: Rplus_le_compat; [apply: lemma_3_6_error | apply: lemma_3_7_error].
Qed.

(* Every entry of X^T p Z, for X = C1 B, Z = C2 and for X = C1, Z = C2 A^T. *)
Theorem theorem_3_1_gradient_error k l (X : 'M[R]_(L, k)) (Z : 'M[R]_(L, l))
    (x z : R) : within X x -> within Z z ->
  within (X^T *m score g (q g) *m Z - X^T *m score f (q f) *m Z)
         (L%:R * (x * (p_change * z))).
Proof.
move=> X_x Z_z i j.
have -> : X^T *m score g (q g) *m Z - X^T *m score f (q f) *m Z
        = X^T *m ((score g (q g) - score f (q f)) *m Z).
  exact: sandwiched.
rewrite mxE -sum_const; apply: sum_abs_le => a; rewrite mxE.
apply: abs_mul => //; rewrite mxE; apply: (row_average f_row) => // b.
exact: theorem_3_1_p_error.
Qed.
End Chain.
