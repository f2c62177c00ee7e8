(* The maps of instances: attention's gradient is read off an adapter's, and  *)
(* an adapter's with three free matrices off that of self-attention of three  *)
(* times the width.                                                           *)
(*                                                                            *)
(* Dictionary (first = [1; 0] picks the first columns)                        *)
(*   gradient_through     F(Z) = G(U Z V): dF = U^T dG V^T                    *)
(*   bilinear_loss        AAttLGC's loss, logits A1 X A2^T / r                *)
(*   adapter_loss         ALoRAGC's, logits C1 (W0 + B A) C2^T                *)
(*   self_loss            Problem 1's, keys X W_K and values X W_V            *)
(*   adapters_answer      dX is the first r columns of dA, at C1 = [A1, 0],   *)
(*                        C2 = [A2, 0] / r, C3 = [A3, 0], Y = [E, 0], W0 = 0, *)
(*                        B = [1; 0], A = [X, 0]                              *)
(*   self_attention_dA, _dB   dA is the first d columns of dAQ, dB the first  *)
(*                        d rows of dBQ, at X = [C1, C2, C3] of width 3 d     *)
(*   first_columns_within what is read off is as exact as what is answered    *)
(*   trace_is_slope       the loss at t I has the slope trace (dX)            *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring adapters perturbation real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Theorem gradient_through m n p q (F : 'M[R]_(m, n) -> R) (G : 'M[R]_(p, q) -> R)
    (U : 'M[R]_(p, m)) (V : 'M[R]_(n, q)) X D :
  (forall Z, F Z = G (U *m Z *m V)) -> is_gradient G (U *m X *m V) D ->
  is_gradient F X (U^T *m D *m V^T).
Proof.
move=> FG gradG M t E MtX ME.
have moved : curve_derives (fun s => U *m M s *m V) t (U *m E *m V).
  have d : differential (fun Z => U *m Z *m V) X
      (fun E => (0 *m X + U *m E) *m V + (U *m X) *m 0) by differentiate.
  by have := d M t E MtX ME; rewrite mul0mx add0r mulmx0 addr0.
have := gradG (fun s => U *m M s *m V) t (U *m E *m V) _ moved; rewrite MtX => /(_ erefl).
rewrite frobenius_mulr frobenius_mull mulmxA => H.
by apply: derives_ext H => s; rewrite FG.
Qed.

Definition bilinear_loss L r (A1 A2 A3 E : 'M[R]_(L, r)) (X : 'M[R]_r) : R :=
  attention_loss A3 E ((r%:R)^-1 *: (A1 *m X *m A2^T)).
Definition adapter_loss L d r (C1 C2 C3 Y : 'M[R]_(L, d)) (W0 : 'M[R]_d)
    (B : 'M[R]_(d, r)) (A : 'M[R]_(r, d)) : R :=
  attention_loss C3 Y (logits C1 C2 (W0 + B *m A)).
Definition self_loss L k r (X Y : 'M[R]_(L, k)) (WQ WK WV : 'M[R]_k)
    (BQ : 'M[R]_(k, r)) (AQ : 'M[R]_(r, k)) : R :=
  attention_loss (X *m WV) Y (logits X (X *m WK) (WQ + BQ *m AQ)).

Definition first m n : 'M[R]_(m + n, m) := col_mx 1%:M 0.

Theorem first_columns_within l m n (G H : 'M[R]_(l, m + n)) (eps : R) :
  within (H - G) eps -> within (H *m first m n - G *m first m n) eps.
Proof.
move=> close i j; rewrite -mulmxBl -(hsubmxK (H - G)) mul_row_col mulmx1 mulmx0 addr0.
by have := close i (lshift n j); rewrite mxE => H'; rewrite mxE.
Qed.

Lemma wide_residual L l d s (S : 'M[R]_(L, l)) (C : 'M[R]_(l, d)) (Y : 'M[R]_(L, d)) :
  attention_loss (row_mx C 0 : 'M_(l, d + s)) (row_mx Y 0) S = attention_loss C Y S.
Proof.
rewrite /attention_loss /residual mul_mx_row mulmx0 opp_row_mx add_row_mx oppr0 addr0.
congr (_ / _); apply: eq_bigr => i _; rewrite big_split_ord /=.
rewrite [X in _ + X]big1 ?addr0 => [|j _]; last by rewrite mxE row_mxEr mxE mul0r.
by apply: eq_bigr => j _; rewrite !hadamard_entry row_mxEl.
Qed.

Section Adapters.
Variables (L r s : nat) (A1 A2 A3 E : 'M[R]_(L, r)).

Let C1 : 'M[R]_(L, r + s) := row_mx A1 0.
Let C2 : 'M[R]_(L, r + s) := row_mx ((r%:R)^-1 *: A2) 0.
Let C3 : 'M[R]_(L, r + s) := row_mx A3 0.
Let Y : 'M[R]_(L, r + s) := row_mx E 0.
Let B : 'M[R]_(r + s, r) := first r s.

Lemma adapters_hold (X : 'M[R]_r) :
  bilinear_loss A1 A2 A3 E X = adapter_loss C1 C2 C3 Y 0 B (row_mx X 0).
Proof.
rewrite /bilinear_loss /adapter_loss wide_residual /logits; congr (attention_loss _ _ _).
rewrite add0r /C1 /C2 /B /first tr_row_mx trmx0 linearZ /=.
rewrite !mulmxA mul_row_col mulmx1 mul0mx addr0 mul_mx_row mulmx0 mul_row_col mul0mx addr0.
by rewrite -scalemxAr.
Qed.

Theorem adapters_answer (X : 'M[R]_r) (G : 'M[R]_(r, r + s)) :
  is_gradient (adapter_loss C1 C2 C3 Y 0 B) (row_mx X 0) G ->
  is_gradient (bilinear_loss A1 A2 A3 E) X (G *m first r s).
Proof.
have padded Z : row_mx Z 0 = 1%:M *m Z *m (first r s)^T :> 'M[R]_(r, r + s).
  by rewrite mul1mx tr_col_mx trmx1 trmx0 mul_mx_row mulmx1 mulmx0.
rewrite padded => gradG.
have := @gradient_through _ _ _ _ (bilinear_loss A1 A2 A3 E) _ _ _ X G _ gradG.
rewrite trmx1 mul1mx trmxK; apply=> Z.
by rewrite adapters_hold padded.
Qed.
End Adapters.

Section SelfAttention.
Variables (L d r : nat) (C1 C2 C3 Y : 'M[R]_(L, d)) (W0 : 'M[R]_d).
Variables (B : 'M[R]_(d, r)) (A : 'M[R]_(r, d)).

Let k := (d + (d + d))%N.
Definition joined : 'M[R]_(L, k) := row_mx C1 (row_mx C2 C3).
Definition target : 'M[R]_(L, k) := row_mx Y 0.
Definition frozen_queries : 'M[R]_k := col_mx (row_mx W0 0) 0.
Definition frozen_keys : 'M[R]_k := col_mx 0 (col_mx (row_mx 1%:M 0) 0).
Definition frozen_values : 'M[R]_k := col_mx 0 (col_mx 0 (row_mx 1%:M 0)).
Definition tall (Z : 'M[R]_(d, r)) : 'M[R]_(k, r) := col_mx Z 0.
Definition wide (Z : 'M[R]_(r, d)) : 'M[R]_(r, k) := row_mx Z 0.

Theorem joined_keys : joined *m frozen_keys = row_mx C2 0.
Proof.
rewrite /joined /frozen_keys !mul_row_col mulmx0 add0r mulmx0 addr0.
by rewrite mul_mx_row mulmx1 mulmx0.
Qed.

Lemma joined_values : joined *m frozen_values = row_mx C3 0.
Proof.
rewrite /joined /frozen_values !mul_row_col !mulmx0 !add0r.
by rewrite mul_mx_row mulmx1 mulmx0.
Qed.

Theorem joined_queries (Z : 'M[R]_(d, r)) (T : 'M[R]_(r, d)) :
  joined *m (frozen_queries + tall Z *m wide T) = row_mx (C1 *m (W0 + Z *m T)) 0.
Proof.
rewrite mulmxDr /joined /frozen_queries /tall /wide mul_row_col mulmx0 addr0.
rewrite mulmxA mul_row_col mulmx0 addr0 !mul_mx_row !mulmx0 add_row_mx addr0.
by rewrite mulmxDr mulmxA.
Qed.

Lemma self_holds (Z : 'M[R]_(d, r)) (T : 'M[R]_(r, d)) :
  adapter_loss C1 C2 C3 Y W0 Z T =
  self_loss joined target frozen_queries frozen_keys frozen_values (tall Z) (wide T).
Proof.
rewrite /self_loss /adapter_loss joined_values wide_residual /logits joined_queries joined_keys.
by rewrite tr_row_mx mul_row_col mul0mx addr0.
Qed.

Lemma wideE (Z : 'M[R]_(r, d)) : wide Z = 1%:M *m Z *m (first d (d + d))^T.
Proof. by rewrite mul1mx tr_col_mx trmx1 trmx0 mul_mx_row mulmx1 mulmx0. Qed.

Lemma tallE (Z : 'M[R]_(d, r)) : tall Z = first d (d + d) *m Z *m 1%:M.
Proof. by rewrite mulmx1 mul_col_mx mul1mx mul0mx. Qed.

Theorem self_attention_dA (G : 'M[R]_(r, k)) :
  is_gradient (self_loss joined target frozen_queries frozen_keys frozen_values (tall B))
              (wide A) G ->
  is_gradient (adapter_loss C1 C2 C3 Y W0 B) A (G *m first d (d + d)).
Proof.
rewrite wideE => gradG.
have := @gradient_through _ _ _ _ (adapter_loss C1 C2 C3 Y W0 B) _ _ _ A G _ gradG.
by rewrite trmx1 mul1mx trmxK; apply=> Z; rewrite self_holds wideE.
Qed.

Theorem self_attention_dB (G : 'M[R]_(k, r)) :
  is_gradient (fun Z => self_loss joined target frozen_queries frozen_keys frozen_values Z
                                  (wide A)) (tall B) G ->
  is_gradient (fun Z => adapter_loss C1 C2 C3 Y W0 Z A) B ((first d (d + d))^T *m G).
Proof.
rewrite tallE => gradG.
have := @gradient_through _ _ _ _ (fun Z => adapter_loss C1 C2 C3 Y W0 Z A) _ _ _ B G _ gradG.
by rewrite trmx1 mulmx1; apply=> Z; rewrite self_holds tallE.
Qed.
End SelfAttention.

Theorem trace_is_slope L r (A1 A2 A3 E : 'M[R]_(L, r)) (t : R) (G : 'M[R]_r) :
  is_gradient (bilinear_loss A1 A2 A3 E) t%:M G ->
  derives (fun s => bilinear_loss A1 A2 A3 E s%:M) t (\tr G).
Proof.
move=> gradG; have line : curve_derives (fun s => s%:M : 'M[R]_r) t 1%:M.
  move=> i j; rewrite mxE; case: (altP (i =P j)) => [<- | ij].
    by apply: derives_ext (derives_id t) => s; rewrite mxE eqxx.
  by apply: derives_ext (derives_const 0 t) => s; rewrite mxE (negPf ij).
have := gradG (fun s => s%:M) t 1%:M erefl line.
by rewrite frobeniusC frobenius_tr trmx1 mul1mx.
Qed.
