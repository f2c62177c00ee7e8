(* Lists of 0/1 vectors as queries and keys: the logits are the scores, and a *)
(* number close to the loss tells whether there is a near pair.               *)
(*                                                                            *)
(* P, V : n vectors of width m each; the largest entries of the queries, of   *)
(* the keys and of the constant key are u, v and v rho / m; theta = u v.      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   zero_one A       a matrix of truth values as one of numbers              *)
(*   constant_key m t every entry t / m                                       *)
(*   orthogonal_loss  queries u (1 - a, a), keys v (1, 1 - b)                 *)
(*   pair_loss        queries u (a, 1 - a), keys v (b, 1 - b)                 *)
(*   orthogonal_score theta (m - <a, b>)                                      *)
(*   pair_score       theta (m - distance)                                    *)
(*   orthogonal_decided   a number within 3/64 of the loss tells whether      *)
(*                    there is an orthogonal pair                             *)
(*   pair_decided     the same for distance at most N, against above N        *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field value_rows gap
  pair_counting.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition zero_one n m (A : 'M[bool]_(n, m)) : 'M[R]_(n, m) :=
  map_mx (fun b : bool => (b%:R : R)) A.

Definition constant_key m (t : R) : 'M[R]_(1, m + m) := (t / m%:R) *: ones 1 (m + m).

Section Vectors.
Variables (n m : nat) (P V : 'M[bool]_(n, m)) (u v rho : R).
Hypotheses (n_gt0 : (0 < n)%N) (m_gt0 : (0 < m)%N).

Let J : 'M[R]_(n, m) := ones n m.
Let theta : R := u * v.
Definition orthogonal_queries := u *: row_mx (J - zero_one P) (zero_one P).
Definition orthogonal_keys := v *: row_mx J (J - zero_one V).
Definition pair_queries := u *: row_mx (zero_one P) (J - zero_one P).
Definition pair_keys := v *: row_mx (zero_one V) (J - zero_one V).
Definition orthogonal_loss := loss orthogonal_queries orthogonal_keys (constant_key m (v * rho)).
Definition pair_loss := loss pair_queries pair_keys (constant_key m (v * rho)).

Lemma scaled_product q (A B : 'M[R]_(n, q)) i j :
  ((u *: A) *m (v *: B)^T) i j = theta * \sum_l A i l * B j l.
Proof.
rewrite mxE mulr_sumr; apply: eq_bigr => l _; rewrite !mxE.
by rewrite /theta; move: (A i l) (B j l) => a b; real_operations; ring.
Qed.

Lemma width_sum (F : 'I_m -> bool) :
  \sum_l (1 - (F l)%:R : R) = m%:R - (\sum_l F l)%:R.
Proof.
by rewrite sumrB sumr_const card_ord natr_sum.
Qed.

Theorem orthogonal_score i j :
  (orthogonal_queries *m orthogonal_keys^T) i j = theta * (m%:R - (inner P V i j)%:R).
Proof.
rewrite scaled_product big_split_ord /=; congr (_ * _).
rewrite -width_sum -big_split; apply: eq_bigr => l _ /=.
rewrite !row_mxEl !row_mxEr !mxE.
by case: (P i l); case: (V j l); rewrite /= ?(subr0, subrr, mulr0, mulr1, addr0, add0r).
Qed.

Theorem pair_score i j :
  (pair_queries *m pair_keys^T) i j = theta * (m%:R - (distance P V i j)%:R).
Proof.
rewrite scaled_product big_split_ord /=; congr (_ * _).
rewrite -width_sum -big_split; apply: eq_bigr => l _ /=.
rewrite !row_mxEl !row_mxEr !mxE.
by case: (P i l); case: (V j l); rewrite /= ?(subr0, subrr, mulr0, mulr1, addr0, add0r).
Qed.

Lemma width_pos : Rlt 0 (m%:R : R).
Proof. exact: count_pos. Qed.

Lemma constant_score (t : R) (A : 'M[R]_(n, m + m)) i : \sum_l A i l = m%:R ->
  ((u *: A) *m (constant_key m t)^T) i 0 = u * t.
Proof.
move=> A_sum; rewrite mxE; under eq_bigr do rewrite !mxE mulr1.
rewrite -mulr_suml -mulr_sumr A_sum; have := width_pos.
by move: (m%:R : R) => x; real_operations => x_pos; field; lra.
Qed.

Lemma halves_sum i (A B : 'M[R]_(n, m)) : A + B = J -> \sum_l row_mx A B i l = m%:R.
Proof.
move=> AB; rewrite big_split_ord /= -big_split /=.
under eq_bigr => l _.
  rewrite row_mxEl row_mxEr; have -> : A i l + B i l = J i l by rewrite -AB mxE.
  rewrite mxE; over.
by rewrite sumr_const card_ord.
Qed.

Hypothesis theta_gt0 : Rlt 0 theta.

Lemma theta_le (a b : R) : Rle a b -> Rle (theta * a) (theta * b).
Proof. by move=> ab; apply: Rmult_le_compat_l => //; apply: Rlt_le. Qed.

Lemma natural_le (a b : nat) : (a <= b)%N -> Rle (a%:R : R) b%:R.
Proof. by move=> ab; rewrite !real_natE; apply: le_INR; apply/leP. Qed.

(* Near pairs are at distance N at most, all others at N + g at least.        *)
Section Decided.
Variables (d : 'I_n -> 'I_n -> nat) (A B : 'M[R]_(n, m + m)) (N g : nat) (w : R).
Hypothesis scores : forall i j, ((u *: A) *m (v *: B)^T) i j = theta * (m%:R - (d i j)%:R).
Hypothesis A_sums : forall i, \sum_l A i l = m%:R.
Hypothesis below : Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - (N + g)%:R))).
Hypothesis above : Rle (ln n%:R) (theta * (m%:R - N%:R - rho)).
Hypothesis apart : forall i j, (d i j <= N)%N \/ (N + g <= d i j)%N.
Hypothesis close : Rlt (Rabs (w - loss (u *: A) (v *: B) (constant_key m (v * rho)))) (3%:R / 64%:R).

Lemma near_pair_decided : (exists i j, (d i j <= N)%N) <-> Rlt (n%:R / 8%:R + 5%:R / 64%:R) w.
Proof.
have dummy i : ((u *: A) *m (constant_key m (v * rho))^T) i 0 = theta * rho.
  by rewrite constant_score // mulrA.
have [near far] := gap_decides n_gt0 dummy below above close.
split=> [[i [j d_le]] | w_gt].
  apply: near; exists i, j; rewrite scores -[X in Rle X _]mulrDr; apply: theta_le.
  by have := natural_le d_le; move: (N%:R : R) ((d i j)%:R : R) (m%:R : R) => a b c; reals.
case: (boolP [exists i, exists j, (d i j <= N)%N]) => [/existsP [i /existsP [j ij]] | none].
  by exists i, j.
have w_lt : Rlt w (n%:R / 8%:R + 5%:R / 64%:R).
  apply: far => i j; rewrite scores -[X in Rle _ X]mulrBr; apply: theta_le.
  have [ij | d_ge] := apart i j.
    by case/negP: none; apply/existsP; exists i; apply/existsP; exists j.
  have := natural_le d_ge; move: ((N + g)%:R : R) ((d i j)%:R : R) (m%:R : R) => a b c.
  by reals.
by case: (Rlt_irrefl w); apply: Rlt_trans w_lt w_gt.
Qed.
End Decided.

Theorem orthogonal_decided (w : R) :
  Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - 1))) ->
  Rle (ln n%:R) (theta * (m%:R - rho)) ->
  Rlt (Rabs (w - orthogonal_loss)) (3%:R / 64%:R) ->
  (exists i j, inner P V i j = 0%N) <-> Rlt (n%:R / 8%:R + 5%:R / 64%:R) w.
Proof.
move=> below above close.
have A_sums i : \sum_l row_mx (J - zero_one P) (zero_one P) i l = m%:R.
  by apply: halves_sum; rewrite subrK.
have apart i j : (inner P V i j <= 0)%N \/ (0 + 1 <= inner P V i j)%N.
  by case: (inner P V i j) => [|a]; [left | right].
have above' : Rle (ln n%:R) (theta * (m%:R - 0%:R - rho)) by rewrite subr0.
have below' : Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - (0 + 1)%:R))) by [].
have [to from] := near_pair_decided orthogonal_score A_sums below' above' apart close.
split=> [[i [j ij]] | /from [i [j]]]; first by apply: to; exists i, j; rewrite ij.
by rewrite leqn0 => /eqP ij; exists i, j.
Qed.

Theorem pair_decided (N g : nat) (w : R) :
  Rle (ln (16%:R * n%:R) / 2%:R) (theta * (rho - (m%:R - (N + g)%:R))) ->
  Rle (ln n%:R) (theta * (m%:R - N%:R - rho)) ->
  (forall i j, (distance P V i j <= N)%N \/ (N + g <= distance P V i j)%N) ->
  Rlt (Rabs (w - pair_loss)) (3%:R / 64%:R) ->
  (exists i j, (distance P V i j <= N)%N) <-> Rlt (n%:R / 8%:R + 5%:R / 64%:R) w.
Proof.
move=> below above apart close.
have A_sums i : \sum_l row_mx (zero_one P) (J - zero_one P) i l = m%:R.
  by apply: halves_sum; rewrite addrC subrK.
exact: near_pair_decided pair_score A_sums below above apart close.
Qed.
End Vectors.
