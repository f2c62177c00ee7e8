(* Attention with keys of value 1 and equal keys of value 0: a row of the     *)
(* output is a quotient, and the loss a sum of their squares.                 *)
(*                                                                            *)
(* n queries Q and n rows of zeros; n keys K of value 1, n times the key k of *)
(* value 0; the target is 0. This is AAttLGC at X = I, its 1/r inside K and k.*)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   queries Q, keys K k, values    A1, A2 / r, and the first column of A3    *)
(*   output Q K k     softmax (A1 X A2^T / r) A3 at X = I                     *)
(*   squared_loss o   half the sum of the squares of a column                 *)
(*   loss Q K k       that of the output                                      *)
(*   ones_mass Q K i  S, what the keys of value 1 weigh in row i              *)
(*   zeros_mass Q k i R, what the others weigh                                *)
(*   row_quotient     row i of the output is S / (S + R)                      *)
(*   row_of_zeros     a row of zeros gives 1/2                                *)
(*   loss_of_rows     the loss is n/8 + sum_i (S / (S + R))^2 / 2             *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring perturbation real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition squared_loss l (o : 'M[R]_(l, 1)) : R := (\sum_i o i 0 * o i 0) / 2%:R.

Section Rows.
Variables (n r : nat) (Q K : 'M[R]_(n, r)) (k : 'M[R]_(1, r)).
Hypothesis n_gt0 : (0 < n)%N.

Definition queries : 'M[R]_(n + n, r) := col_mx Q 0.
Definition keys : 'M[R]_(n + n, r) := col_mx K (ones n 1 *m k).
Definition values : 'M[R]_(n + n, 1) := col_mx (ones n 1) 0.
Definition output : 'M[R]_(n + n, 1) := softmax (queries *m keys^T) *m values.
Definition loss : R := squared_loss output.

Definition ones_mass (i : 'I_n) : R := \sum_j exp ((Q *m K^T) i j).
Definition zeros_mass (i : 'I_n) : R := n%:R * exp ((Q *m k^T) i 0).

Lemma logits : queries *m keys^T =
  block_mx (Q *m K^T) (Q *m k^T *m (ones n 1)^T) 0 0.
Proof. by rewrite tr_col_mx mul_col_row !mul0mx trmx_mul mulmxA. Qed.

Lemma output_entry i : output i 0 =
  (\sum_j exp ((queries *m keys^T) i (lshift n j))) /
  \sum_j exp ((queries *m keys^T) i j).
Proof.
rewrite mxE big_split_ord /= [X in _ + X]big1 ?addr0 => [|j _].
  rewrite mulr_suml; apply: eq_bigr => j _.
  by rewrite col_mxEu !mxE mulr1.
by rewrite col_mxEd [X in _ * X]mxE mulr0.
Qed.

Lemma ones_mass_pos i : Rlt 0 (ones_mass i).
Proof. exact: row_sum_pos (Ordinal n_gt0). Qed.

Lemma count_pos : Rlt 0 n%:R.
Proof. by rewrite real_natE; apply: lt_0_INR; apply/ltP. Qed.

Lemma zeros_mass_pos i : Rlt 0 (zeros_mass i).
Proof. by apply: Rmult_lt_0_compat; [apply: count_pos | apply: exp_pos]. Qed.

Lemma row_quotient i :
  output (lshift n i) 0 = ones_mass i / (ones_mass i + zeros_mass i).
Proof.
rewrite output_entry logits big_split_ord /=.
congr (_ / (_ + _)); try by apply: eq_bigr => j _; rewrite block_mxEul.
rewrite /zeros_mass -sum_const; apply: eq_bigr => j _.
by rewrite block_mxEur mxE big_ord1 !mxE mulr1.
Qed.

Lemma row_of_zeros i : output (rshift n i) 0 = (2%:R)^-1.
Proof.
rewrite output_entry logits big_split_ord /=.
have one (j : 'I_n) : exp ((0 : 'M[R]_(n, n)) i j) = 1 by rewrite mxE exp_0.
under eq_bigr => j _ do rewrite block_mxEdl one.
under [X in _ / (_ + X)]eq_bigr => j _ do rewrite block_mxEdr one.
rewrite sum_const mulr1; have := count_pos; move: (n%:R : R) => x.
by rewrite !real_natE; real_operations => x_pos; field; lra.
Qed.

Theorem loss_of_rows : loss = n%:R / 8%:R +
  (\sum_i (ones_mass i / (ones_mass i + zeros_mass i)) *
          (ones_mass i / (ones_mass i + zeros_mass i))) / 2%:R.
Proof.
rewrite /loss /squared_loss big_split_ord /=.
under eq_bigr do rewrite row_quotient.
under [X in (_ + X) / _]eq_bigr do rewrite row_of_zeros.
rewrite sum_const; move: (\sum_i _ : R) => s; move: (n%:R : R) => x.
rewrite !real_natE; real_operations; field.
Qed.
End Rows.
