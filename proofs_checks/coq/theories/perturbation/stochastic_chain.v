(* The error chain of the partial gradient for rows that sum to 1 before and  *)
(* after, with the constants of the error calculus: t = tau delta.            *)
(*                                                                            *)
(* Dictionary (|C3| <= M, |Y| <= K)                                           *)
(*   c_move ... dB_move   bounds on every entry of the change                 *)
(*   p1_row, p2_row, p_row   bounds on its row sums; p_move is half of p_row  *)
(*   stochastic_c ...     the theorems, for f, g with scaled_close delta f g  *)
(*   fast_dA, fast_dB     the gradients with exp replaced by a polynomial     *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring perturbation real_field fast_gradient
  relative_chain shares total_variation centred_product.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Constants.
Variables (L d : nat) (t M K : R).
Definition c_move : R := 2%:R * t * M.
Definition q_move : R := d%:R * (c_move * M).
Definition p1_move : R := t * q_size d M K + q_move.
Definition p1_row : R := 2%:R * t * q_size d M K + q_move.
Definition p2_move : R := q_size d M K * t + p1_row.
Definition p2_row : R := q_size d M K * (2%:R * t) + p1_row.
Definition p_row : R := 2%:R * t * q_size d M K + q_move.
Definition p_move : R := t * q_size d M K + d%:R * (t * M * M).
Definition dA_move (b c1 c2 : R) : R := L%:R * (d%:R * (c1 * b) * (p_row * c2)).
Definition dB_move (a c1 c2 : R) : R := L%:R * (c1 * (p_row * (d%:R * (c2 * a)))).
End Constants.

Lemma row_average_within n (x y : 'I_n -> R) (e z : R) : Rle 0 z ->
  Rle (\sum_j Rabs (x j)) e -> (forall j, Rle (Rabs (y j)) z) ->
  Rle (Rabs (\sum_j x j * y j)) (e * z).
Proof.
move=> z_ge0 x_e y_z.
apply: (Rle_trans _ ((\sum_j Rabs (x j)) * z)); last exact: Rmult_le_compat_r.
rewrite mulr_suml; apply: sum_abs_le => j; rewrite [Rabs (_ * _)]Rabs_mult.
by apply: Rmult_le_compat_l; [exact: Rabs_pos | exact: y_z].
Qed.

Lemma rows_within_sum m n (A B : 'M[R]_(m, n)) x y :
  rows_within A x -> rows_within B y -> rows_within (A + B) (x + y).
Proof.
move=> A_x B_y i; apply: (Rle_trans _ (\sum_j (Rabs (A i j) + Rabs (B i j)))).
  by apply: sum_le => j; rewrite add_entry; apply: Rabs_triang.
by rewrite big_split; apply: Rplus_le_compat.
Qed.

Lemma detour m n (a b c : 'M[R]_(m, n)) : a - c = b - c + (a - b).
Proof. by rewrite [RHS]addrC addrA subrK. Qed.

Section Chain.
Variables (L d : nat) (f g : 'M[R]_L) (C3 Y : 'M[R]_(L, d)) (delta M K : R).
Hypotheses (f_row : row_stochastic f) (g_row : row_stochastic g).
Hypotheses (delta_ge0 : Rle 0 delta) (delta_lt1 : Rlt delta 1).
Hypotheses (fg : scaled_close delta f g) (C3_M : within C3 M) (Y_K : within Y K).

Notation c h := (h *m C3 - Y).
Notation q h := (c h *m C3^T).
Notation t := (tau delta).

Let rows := row_moves f_row g_row delta_ge0 delta_lt1 fg.
Let entries := entry_moves f_row g_row delta_ge0 delta_lt1 fg.

Lemma size_ge0 (i : 'I_L) (k : 'I_d) : Rle 0 M.
Proof. exact: Rle_trans (Rabs_pos _) (C3_M i k). Qed.

Lemma q_within h : row_stochastic h -> within (q h) (q_size d M K).
Proof. by move=> h_row; apply: times_C3 => //; apply: residual_bound. Qed.

Theorem stochastic_c : within (c g - c f) (c_move t M).
Proof.
move=> i j; have -> : c g - c f = (g - f) *m C3.
  by rewrite mulmxBl opprD opprK addrACA addNr addr0.
rewrite mxE; apply: row_average_within => [||k]; [exact: size_ge0 i j | | exact: C3_M].
exact: rows.
Qed.

Theorem stochastic_q : within (q g - q f) (q_move d t M).
Proof. by rewrite -mulmxBl; apply: times_C3 => //; apply: stochastic_c. Qed.

Lemma p1_split i j : (g .* q g - f .* q f) i j
  = (g - f) i j * q f i j + g i j * (q g - q f) i j.
Proof. by rewrite !(add_entry, opp_entry, hadamard_entry); real_operations; ring. Qed.

Lemma entry_le1 (h : 'M[R]_L) i j : row_stochastic h -> Rle (Rabs (h i j)) 1.
Proof.
move=> h_row; have [h_ge0 _] := h_row; rewrite Rabs_pos_eq; last exact: h_ge0.
by have [_ [+ _]] := mass_in i (pred1 j) h_row; rewrite big_pred1_eq.
Qed.

Theorem stochastic_p1 : within (g .* q g - f .* q f) (p1_move d t M K).
Proof.
move=> i j; rewrite p1_split; apply: Rle_trans (Rabs_triang _ _) _.
rewrite /p1_move -[q_move d t M]mul1r; apply: Rplus_le_compat; apply: abs_mul.
- exact: entries.
- exact: q_within.
- exact: entry_le1.
- exact: stochastic_q.
Qed.

Theorem stochastic_p1_row : rows_within (g .* q g - f .* q f) (p1_row d t M K).
Proof.
move=> i; have [g_ge0 g1] := g_row.
apply: (Rle_trans _ (\sum_j (Rabs ((g - f) i j) * q_size d M K + g i j * q_move d t M))).
  apply: sum_le => j; rewrite p1_split; apply: Rle_trans (Rabs_triang _ _) _.
  apply: Rplus_le_compat; apply: abs_mul; [exact: Rle_refl | exact: q_within | | exact: stochastic_q].
  by rewrite Rabs_pos_eq; [exact: Rle_refl | exact: g_ge0].
rewrite big_split /= -!mulr_suml g1 mul1r; apply: Rplus_le_compat_r.
apply: Rmult_le_compat_r; last exact: rows.
exact: Rle_trans (Rabs_pos _) (q_within f_row i i).
Qed.

(* The factor of row i of p2. *)
Lemma row_factor h i : row_stochastic h -> Rle (Rabs (rowsum (h .* q h) i 0)) (q_size d M K).
Proof.
move=> h_row; rewrite mxE -[q_size d M K]mul1r.
have -> : \sum_k (h .* q h) i k = \sum_k h i k * q h i k.
  by apply: eq_bigr => k _; rewrite mxE.
by apply: (row_average h_row) => k; [exact: row_entries | exact: q_within].
Qed.

Lemma row_factor_moves i :
  Rle (Rabs (rowsum (g .* q g) i 0 - rowsum (f .* q f) i 0)) (p1_row d t M K).
Proof.
rewrite !mxE -sumrB; apply: Rle_trans (stochastic_p1_row i).
by apply: sum_abs_le => k; rewrite add_entry opp_entry; apply: Rle_refl.
Qed.

Lemma p2_split i j : (diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f) i j
  = rowsum (g .* q g) i 0 * (g - f) i j
    + (rowsum (g .* q g) i 0 - rowsum (f .* q f) i 0) * f i j.
Proof.
by rewrite !(add_entry, opp_entry) !(@diag_mul real_comRingType); real_operations; ring.
Qed.

Theorem stochastic_p2 :
  within (diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f) (p2_move d t M K).
Proof.
move=> i j; rewrite p2_split; apply: Rle_trans (Rabs_triang _ _) _.
rewrite /p2_move -[p1_row d t M K]mulr1; apply: Rplus_le_compat; apply: abs_mul.
- exact: row_factor.
- exact: entries.
- exact: row_factor_moves.
- exact: entry_le1.
Qed.

Theorem stochastic_p2_row :
  rows_within (diag (rowsum (g .* q g)) *m g - diag (rowsum (f .* q f)) *m f) (p2_row d t M K).
Proof.
move=> i; have [f_ge0 f1] := f_row.
apply: (Rle_trans _ (\sum_j (q_size d M K * Rabs ((g - f) i j) + p1_row d t M K * f i j))).
  apply: sum_le => j; rewrite p2_split; apply: Rle_trans (Rabs_triang _ _) _.
  apply: Rplus_le_compat; apply: abs_mul;
    [exact: row_factor | exact: Rle_refl | exact: row_factor_moves |].
  by rewrite Rabs_pos_eq; [exact: Rle_refl | exact: f_ge0].
rewrite big_split /= -!mulr_sumr f1 mulr1; apply: Rplus_le_compat_r.
apply: Rmult_le_compat_l; last exact: rows.
exact: Rle_trans (Rabs_pos _) (q_within f_row i i).
Qed.

(* p is linear in q, and moves with f by 2 tau |q|, with q by |q g - q f|. *)
Theorem stochastic_p_row : rows_within (score g (q g) - score f (q f)) (p_row d t M K).
Proof.
rewrite (detour _ (score g (q f))) -score_linear; apply: rows_within_sum.
  exact: (centred_moves f_row delta_ge0 delta_lt1 g_row fg (q_within f_row)).
exact: (centred_size g_row stochastic_q).
Qed.

Theorem stochastic_p : within (score g (q g) - score f (q f)) (p_move d t M K).
Proof.
move=> i j; have sum_0 : \sum_k (score g (q g) - score f (q f)) i k = 0.
  under eq_bigr do rewrite add_entry opp_entry.
  by rewrite sumrB !score_sum // subrr.
have := Rle_trans _ _ _ (half_of_row j sum_0) (stochastic_p_row i).
by rewrite /p_move /p_row /q_move /c_move; real_operations; lra.
Qed.

Lemma stochastic_sandwich k l (X : 'M[R]_(L, k)) (Z : 'M[R]_(L, l)) (x z : R) :
  within X x -> within Z z ->
  within (X^T *m score g (q g) *m Z - X^T *m score f (q f) *m Z)
         (L%:R * (x * (p_row d t M K * z))).
Proof.
move=> X_x Z_z i j; rewrite (sandwiched X^T) mxE -sum_const.
apply: sum_abs_le => a; rewrite mxE; apply: abs_mul => //.
rewrite mxE; apply: row_average_within => [||b]; [| exact: stochastic_p_row | exact: Z_z].
exact: Rle_trans (Rabs_pos _) (Z_z a j).
Qed.

Variables (r : nat) (C1 C2 : 'M[R]_(L, d)) (c1 c2 : R).
Hypotheses (C1_c1 : within C1 c1) (C2_c2 : within C2 c2).

Theorem stochastic_dA (B : 'M[R]_(d, r)) b : within B b ->
  within (B^T *m C1^T *m score g (q g) *m C2 - B^T *m C1^T *m score f (q f) *m C2)
         (dA_move L d t M K b c1 c2).
Proof.
by move=> B_b; rewrite -!trmx_mul; apply: stochastic_sandwich => //; apply: within_product.
Qed.

Theorem stochastic_dB (A : 'M[R]_(r, d)) a : within A a ->
  within (C1^T *m score g (q g) *m C2 *m A^T - C1^T *m score f (q f) *m C2 *m A^T)
         (dB_move L d t M K a c1 c2).
Proof.
move=> A_a; rewrite -!(mulmxA _ C2); apply: stochastic_sandwich => //.
by apply: within_product => // i j; rewrite mxE.
Qed.
End Chain.

(* A polynomial for exp, for every number of tokens. *)
Section Fast.
Variables (P : R -> R) (B eps : R).
Hypotheses (P_close : relatively_close P B eps).
Hypotheses (eps_ge0 : Rle 0 eps) (eps_lt1 : Rlt eps 1).
Variables (L d r : nat) (S : 'M[R]_L) (C1 C2 C3 Y : 'M[R]_(L, d)) (c1 c2 M K : R).
Hypothesis S_in : forall i j, Rle (- B) (S i j) /\ Rle (S i j) B.
Hypotheses (C1_c1 : within C1 c1) (C2_c2 : within C2 c2).
Hypotheses (C3_M : within C3 M) (Y_K : within Y K) (L_gt0 : (0 < L)%N).

Notation p h := (score h ((h *m C3 - Y) *m C3^T)).
Notation fast := (polynomial_softmax P S).

Let f_row := softmax_stochastic S L_gt0.
Let g_row := fast_softmax_stochastic P_close eps_lt1 L_gt0 S_in.

Lemma fast_scaled : scaled_close eps (softmax S) fast.
Proof. exact: normalised_scaled eps_lt1 L_gt0 (polynomial_entries P_close S_in). Qed.

Theorem fast_dA (B0 : 'M[R]_(d, r)) b : within B0 b ->
  within (B0^T *m C1^T *m p fast *m C2 - B0^T *m C1^T *m p (softmax S) *m C2)
         (dA_move L d (tau eps) M K b c1 c2).
Proof. by move=> B_b; apply: stochastic_dA => //; exact: fast_scaled. Qed.

Theorem fast_dB (A : 'M[R]_(r, d)) a : within A a ->
  within (C1^T *m p fast *m C2 *m A^T - C1^T *m p (softmax S) *m C2 *m A^T)
         (dB_move L d (tau eps) M K a c1 c2).
Proof. by move=> A_a; apply: stochastic_dB => //; exact: fast_scaled. Qed.
End Fast.
