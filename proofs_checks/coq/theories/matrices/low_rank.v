(* p1, p2 and p as products of thin matrices, their widths and their ranks.   *)
(*                                                                            *)
(* Dictionary (f = U1 V1^T of width k1, q = U2 V2^T of width k2)              *)
(*   rank_of_factors   the rank of U V^T is at most its width                 *)
(*   lemma_3_5_q       q = c C3^T has the width 2 d                           *)
(*   lemma_3_6_p1      p1 = f .* q has the width k1 * k2                      *)
(*   lemma_3_7_p2      p2 = diag r f keeps the width k1                       *)
(*   theorem_3_1_p     p = p1 - p2 is one product of width k1 * k2 + k1       *)
(*   ..._rank          the bounds on the ranks                                *)

From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section LowRank.
Variables (F : fieldType) (L d k1 k2 : nat).

Theorem rank_of_factors m n k (U : 'M[F]_(m, k)) (V : 'M[F]_(n, k)) :
  (\rank (U *m V^T) <= k)%N.
Proof. by apply: leq_trans (mxrankM_maxl _ _) (rank_leq_col U). Qed.

Theorem lemma_3_5_q (f : 'M[F]_L) (C3 Y : 'M[F]_(L, d)) :
  (f *m C3 - Y) *m C3^T
  = row_mx (f *m C3) Y *m (row_mx C3 (- C3))^T.
Proof. by rewrite tr_row_mx mul_row_col linearN /= mulmxN mulmxBl. Qed.

Theorem lemma_3_6_p1 (U1 V1 : 'M[F]_(L, k1)) (U2 V2 : 'M[F]_(L, k2)) :
  (U1 *m V1^T) .* (U2 *m V2^T) = rowkron U1 U2 *m (rowkron V1 V2)^T.
Proof. by rewrite rowkron_tr face_splitting. Qed.

Theorem lemma_3_7_p2 (U1 V1 : 'M[F]_(L, k1)) (s : 'M[F]_(L, 1)) :
  diag s *m (U1 *m V1^T) = (diag s *m U1) *m V1^T.
Proof. by rewrite mulmxA. Qed.

Theorem theorem_3_1_p (U1 V1 : 'M[F]_(L, k1)) (U2 V2 : 'M[F]_(L, k2))
    (s : 'M[F]_(L, 1)) :
  (U1 *m V1^T) .* (U2 *m V2^T) - diag s *m (U1 *m V1^T)
  = row_mx (rowkron U1 U2) (- (diag s *m U1)) *m (row_mx (rowkron V1 V2) V1)^T.
Proof.
by rewrite lemma_3_6_p1 mulmxA tr_row_mx mul_row_col mulNmx.
Qed.

Theorem lemma_3_6_rank (U1 V1 : 'M[F]_(L, k1)) (U2 V2 : 'M[F]_(L, k2)) :
  (\rank ((U1 *m V1^T) .* (U2 *m V2^T))%R <= k1 * k2)%N.
Proof. by rewrite lemma_3_6_p1 rank_of_factors. Qed.

Theorem lemma_3_7_rank (U1 V1 : 'M[F]_(L, k1)) (s : 'M[F]_(L, 1)) :
  (\rank (diag s *m (U1 *m V1^T))%R <= k1)%N.
Proof. by rewrite lemma_3_7_p2 rank_of_factors. Qed.

Theorem theorem_3_1_rank (U1 V1 : 'M[F]_(L, k1)) (U2 V2 : 'M[F]_(L, k2))
    (s : 'M[F]_(L, 1)) :
  (\rank ((U1 *m V1^T) .* (U2 *m V2^T) - diag s *m (U1 *m V1^T))%R
   <= k1 * k2 + k1)%N.
Proof. by rewrite theorem_3_1_p rank_of_factors. Qed.
End LowRank.
