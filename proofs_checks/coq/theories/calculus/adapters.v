(* The gradients of the attention loss in low-rank adapters, for all sizes.   *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   attention_loss S C3 Y   sum_ij c_ij^2 / 2 with c = softmax S *m C3 - Y   *)
(*   residual S C3 Y         c                                                *)
(*   p_of S C3 Y             p: row j is (diag f_j - f_j f_j^T) q_j, with     *)
(*                           f = softmax S and q = c C3^T                     *)
(*   logits C1 C2 W          C1 W C2^T                                        *)
(*   loss_along_curves       d/dt loss(S(t)) = <p, S'(t)>                     *)
(*   lemma_3_1               the gradient in W is C1^T p C2                   *)
(*   lemma_3_2_dA, _dB, _joint   the gradients in A_Q, in B_Q, and in both    *)
(*   lemma_C_1_J_A, _J_B     vec (W + B A) by the Jacobians kron B 1, kron 1  *)
(*   lemma_C_1_dA, _dB       the gradients by the Jacobians                   *)
(*   lemma_D_4_dAQ ... dBK   the gradients when W_Q and W_K are adapted       *)
(*   lemma_D_values_dAV, _dBV    the gradients when W_V is adapted            *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Section Loss.
Variables (m n d : nat) (C3 : 'M[R]_(n, d)) (Y : 'M[R]_(m, d)).

Definition residual (S : 'M[R]_(m, n)) : 'M[R]_(m, d) := softmax S *m C3 - Y.
Definition attention_loss (S : 'M[R]_(m, n)) : R :=
  sum_entries (residual S .* residual S) / 2%:R.
Definition p_of (S : 'M[R]_(m, n)) : 'M[R]_(m, n) :=
  score (softmax S) (residual S *m C3^T).

(* Row j of p is (diag f_j - f_j f_j^T) q_j. *)
Lemma p_of_row (S : 'M[R]_(m, n)) j :
  let f := (row j (softmax S))^T in let q := (row j (residual S *m C3^T))^T in
  (row j (p_of S))^T = (diag f - f *m f^T) *m q.
Proof.
move=> f q; apply/matrixP => k z; rewrite mulmxBl -mulmxA tr_entry.
have row_entry (M : 'M[R]_(m, n)) i l : row j M i l = M j l by rewrite mxE.
rewrite row_entry /p_of /score !add_entry !opp_entry.
rewrite !(@diag_mul real_comRingType) hadamard_entry.
congr (_ - _); first by rewrite [f k 0]mxE [q k z]mxE !row_entry.
rewrite mulrC [RHS]mxE big_ord1 [f k 0]mxE row_entry; congr (_ * _).
rewrite mxE [RHS]mxE; apply: eq_bigr => l _.
by rewrite hadamard_entry tr_entry [f l _]mxE [q l _]mxE !row_entry.
Qed.

Lemma loss_gradient (S : 'M[R]_(m, n)) : is_gradient attention_loss S (p_of S).
Proof. by rewrite /attention_loss /residual; gradient_by_rules. Qed.

Theorem loss_along_curves (S : R -> 'M[R]_(m, n)) t E : curve_derives S t E ->
  derives (fun s => attention_loss (S s)) t (frobenius (p_of (S t)) E).
Proof. by move=> dS; apply: loss_gradient. Qed.

(* A gradient in anything that the logits depend on. *)
Lemma gradient_of_logits k l (S : 'M[R]_(k, l) -> 'M[R]_(m, n)) X D G :
  differential S X D -> (forall E, frobenius (p_of (S X)) (D E) = frobenius G E) ->
  is_gradient (fun Z => attention_loss (S Z)) X G.
Proof.
move=> dS DG M t E MtX ME; rewrite -DG.
by have := loss_along_curves (dS M t E MtX ME); rewrite MtX.
Qed.

(* The value projection: the loss as a function of C3 = X V. *)
Theorem simplification_S1_value_gradient k (S : 'M[R]_(m, n)) (X : 'M_(n, k)) V :
  is_gradient
    (fun V => let c := softmax S *m (X *m V) - Y in sum_entries (c .* c) / 2%:R) V
    (X^T *m ((softmax S)^T *m (softmax S *m (X *m V) - Y))).
Proof. by cbv zeta; gradient_by_rules. Qed.
End Loss.

Definition logits L d (C1 C2 : 'M[R]_(L, d)) (W : 'M[R]_d) : 'M[R]_L :=
  C1 *m W *m C2^T.
Definition full_logits L d (XQ XK : 'M[R]_(L, d)) (WQ WK : 'M[R]_d) : 'M[R]_L :=
  XQ *m WQ *m WK^T *m XK^T.

Ltac logits_gradient :=
  apply: gradient_of_logits;
  [ rewrite ?/logits ?/full_logits; differentiate
  | let E := fresh "E" in move=> E; cbv beta; rewrite ?/logits ?/full_logits;
    move_to_gradient E; rewrite ?trmx_mul ?trmxK ?mulmxA; reflexivity ].

Section Partial.
Variables (L d r : nat) (C1 C2 C3 Y : 'M[R]_(L, d)) (W0 : 'M[R]_d).

Notation loss W := (attention_loss C3 Y (logits C1 C2 W)).
Notation p W := (p_of C3 Y (logits C1 C2 W)).

Theorem lemma_3_1 (W : 'M_d) :
  is_gradient (fun W => loss W) W (C1^T *m p W *m C2).
Proof.
by logits_gradient.
Qed.

Theorem equation_3_5 (W : 'M_d) (G : 'M_d) :
  is_gradient (fun W => loss W) W G ->
  vec G = kron C1^T C2^T *m vec (p W).
Proof.
move=> gradG; have -> := gradient_unique gradG (@lemma_3_1 W).
by rewrite vec_trick trmxK mulmxA.
Qed.

(* The adapters: W = W0 + B A. *)
Variables (B : 'M[R]_(d, r)) (A : 'M[R]_(r, d)).
Let W := W0 + B *m A.

Theorem lemma_3_2_dA :
  is_gradient (fun A => loss (W0 + B *m A)) A (B^T *m C1^T *m p W *m C2).
Proof.
by logits_gradient.
Qed.

Theorem lemma_3_2_dB :
  is_gradient (fun B => loss (W0 + B *m A)) B (C1^T *m p W *m C2 *m A^T).
Proof.
by logits_gradient.
Qed.

(* Both adapters move at once. *)
Theorem lemma_3_2_joint (MA : R -> 'M_(r, d)) (MB : R -> 'M_(d, r)) t EA EB :
  MA t = A -> MB t = B -> curve_derives MA t EA -> curve_derives MB t EB ->
  derives (fun s => loss (W0 + MB s *m MA s)) t
          (frobenius (B^T *m C1^T *m p W *m C2) EA
           + frobenius (C1^T *m p W *m C2 *m A^T) EB).
Proof.
move=> MtA MtB dA dB.
have dW : curve_derives (fun s => W0 + MB s *m MA s) t (EB *m A + B *m EA).
  move=> i j; rewrite !mxE -big_split /=.
  apply: (@derives_ext (fun s => W0 i j + \sum_k MB s i k * MA s k j)).
    by move=> s; rewrite !mxE.
  rewrite -[X in derives _ _ X]add0r; apply: derives_add; first exact: derives_const.
  apply: derives_sum => k; rewrite -MtA -MtB; exact: derives_mul.
have := @lemma_3_1 W _ t _ _ dW; rewrite MtA MtB => /(_ erefl).
apply: derives_eq; rewrite frobeniusDr addrC frobenius_mull frobenius_mulr.
by rewrite !mulmxA.
Qed.

Theorem lemma_C_1_J_B : vec W = vec W0 + kron B (1%:M : 'M_d) *m vec A.
Proof. by rewrite vec_trick trmx1 mulmx1 vecD. Qed.

Theorem lemma_C_1_J_A : vec W = vec W0 + kron (1%:M : 'M_d) A^T *m vec B.
Proof. by rewrite vec_trick trmxK mul1mx vecD. Qed.

Theorem lemma_C_1_dA (G : 'M_(r, d)) :
  is_gradient (fun A => loss (W0 + B *m A)) A G ->
  vec G = (kron B (1%:M : 'M_d))^T *m ((kron C1 C2)^T *m vec (p W)).
Proof.
move=> gradG; have -> := gradient_unique gradG lemma_3_2_dA.
by rewrite !kron_tr !vec_trick !trmxK !mulmxA mulmx1.
Qed.

Theorem lemma_C_1_dB (G : 'M_(d, r)) :
  is_gradient (fun B => loss (W0 + B *m A)) B G ->
  vec G = (kron (1%:M : 'M_d) A^T)^T *m ((kron C1 C2)^T *m vec (p W)).
Proof.
move=> gradG; have -> := gradient_unique gradG lemma_3_2_dB.
by rewrite !kron_tr !vec_trick !trmxK trmx1 mul1mx !mulmxA.
Qed.
End Partial.

Section Full.
Variables (L d r : nat) (XQ XK C3 Y : 'M[R]_(L, d)) (WQs WKs : 'M[R]_d).
Variables (BQ BK : 'M[R]_(d, r)) (AQ AK : 'M[R]_(r, d)).

Notation loss WQ WK := (attention_loss C3 Y (full_logits XQ XK WQ WK)).
Let WQ := WQs + BQ *m AQ.
Let WK := WKs + BK *m AK.
Let p := p_of C3 Y (full_logits XQ XK WQ WK).
(* As in Appendix D: C_Q1 = XQ, C_Q2 = XK WK, C_K1 = XQ WQ, C_K2 = XK. *)

Theorem lemma_D_4_dAQ :
  is_gradient (fun AQ => loss (WQs + BQ *m AQ) WK) AQ
              (BQ^T *m XQ^T *m p *m (XK *m WK)).
Proof.
by logits_gradient.
Qed.

Theorem lemma_D_4_dBQ :
  is_gradient (fun BQ => loss (WQs + BQ *m AQ) WK) BQ
              (XQ^T *m p *m (XK *m WK) *m AQ^T).
Proof.
by logits_gradient.
Qed.

Theorem lemma_D_4_dAK :
  is_gradient (fun AK => loss WQ (WKs + BK *m AK)) AK
              (BK^T *m XK^T *m p^T *m (XQ *m WQ)).
Proof.
by logits_gradient.
Qed.

Theorem lemma_D_4_dBK :
  is_gradient (fun BK => loss WQ (WKs + BK *m AK)) BK
              (XK^T *m p^T *m (XQ *m WQ) *m AK^T).
Proof.
by logits_gradient.
Qed.

(* The form of the paper: by the commutation matrix. *)
Theorem lemma_D_4_dAK_commutation :
  vec (BK^T *m XK^T *m p^T *m (XQ *m WQ))
  = (commutation r d)^T *m vec ((XQ *m WQ)^T *m p *m XK *m BK).
Proof. by rewrite commutation_tr commutation_vec !trmx_mul !trmxK !mulmxA. Qed.

Theorem lemma_D_4_dBK_commutation :
  vec (XK^T *m p^T *m (XQ *m WQ) *m AK^T)
  = (commutation d r)^T *m vec (AK *m (XQ *m WQ)^T *m p *m XK).
Proof. by rewrite commutation_tr commutation_vec !trmx_mul !trmxK !mulmxA. Qed.
End Full.

Section Values.
Variables (L d r : nat) (S : 'M[R]_L) (XV Y : 'M[R]_(L, d)) (WVs : 'M[R]_d).
Variables (BV : 'M[R]_(d, r)) (AV : 'M[R]_(r, d)).
Notation c AV BV := (softmax S *m (XV *m (WVs + BV *m AV)) - Y).
Notation loss AV BV := (sum_entries (c AV BV .* c AV BV) / 2%:R).

Theorem lemma_D_values_dAV :
  is_gradient (fun AV => loss AV BV) AV
              (BV^T *m (XV^T *m ((softmax S)^T *m c AV BV))).
Proof. by gradient_by_rules. Qed.

Theorem lemma_D_values_dBV :
  is_gradient (fun BV => loss AV BV) BV
              (XV^T *m ((softmax S)^T *m c AV BV) *m AV^T).
Proof. by gradient_by_rules. Qed.
End Values.
