(* A matrix of given entries as a table of numbers that Coq computes with, and *)
(* every operation on such tables.                                            *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   table            rows of exact numbers; `at_ a i j` is an entry          *)
(*   of_table m n a   the matrix with these entries                           *)
(*   stands A a       the table a holds the entries of the matrix A           *)
(*   means x a        the real number x is the number a                       *)
(*   stands_add ...   the table of the result of each operation               *)

From Coq Require Import Reals Lra QArith Qreals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic real_field exact_numbers.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition table := seq (seq number).
Definition at_ (a : table) (i j : nat) : number := nth zero (nth [::] a i) j.
Definition build (m n : nat) (F : nat -> nat -> number) : table :=
  mkseq (fun i => mkseq (F i) n) m.
Fixpoint total (n : nat) (F : nat -> number) : number :=
  if n is k.+1 then plus (total k F) (F k) else zero.

Definition of_table m n (a : table) : 'M[R]_(m, n) := \matrix_(i, j) real (at_ a i j).
Definition stands m n (A : 'M[R]_(m, n)) (a : table) : Prop :=
  forall i j, A i j = real (at_ a i j).
Definition means (x : R) (a : number) : Prop := x = real a.

Lemma at_build m n F (i : 'I_m) (j : 'I_n) : at_ (build m n F) i j = F i j.
Proof. by rewrite /at_ /build !nth_mkseq. Qed.

Lemma stands_build m n (A : 'M[R]_(m, n)) F :
  (forall i j, A i j = real (F (val i) (val j))) -> stands A (build m n F).
Proof. by move=> AF i j; rewrite at_build AF. Qed.

Lemma real_total n (F : nat -> number) :
  real (total n F) = \sum_(k < n) real (F (val k)).
Proof.
elim: n => [|n IHn]; first by rewrite big_ord0 real_zero.
by rewrite big_ord_recr /= real_plus IHn.
Qed.

Lemma stands_table m n a : stands (of_table m n a) a.
Proof. by move=> i j; rewrite mxE. Qed.

(* The operations on tables; each argument is computed once. *)
Definition add_table (m n : nat) (a b : table) : table :=
  build m n (fun i j => plus (at_ a i j) (at_ b i j)).
Definition opp_table (m n : nat) (a : table) : table :=
  build m n (fun i j => negative (at_ a i j)).
Definition scale_table (m n : nat) (y : number) (a : table) : table :=
  build m n (fun i j => times y (at_ a i j)).
Definition hadamard_table (m n : nat) (a b : table) : table :=
  build m n (fun i j => times (at_ a i j) (at_ b i j)).
Definition mul_table (m n p : nat) (a b : table) : table :=
  build m p (fun i j => total n (fun k => times (at_ a i k) (at_ b k j))).
Definition tr_table (m n : nat) (a : table) : table :=
  build n m (fun i j => at_ a j i).
Definition zero_table (m n : nat) : table :=
  build m n (fun _ _ => zero).
Definition ones_table (m n : nat) : table :=
  build m n (fun _ _ => one).
Definition eye_table (n : nat) : table :=
  build n n (fun i j => if i == j then one else zero).
Definition kron_table (m n p q : nat) (a b : table) : table :=
  build (m * p) (n * q) (fun i j => times (at_ a (i %/ p) (j %/ q)) (at_ b (i %% p) (j %% q))).
Definition rowkron_table (m n q : nat) (a b : table) : table :=
  build m (n * q) (fun i j => times (at_ a i (j %/ q)) (at_ b i (j %% q))).
Definition colkron_table (m n p : nat) (a b : table) : table :=
  build (m * p) n (fun i j => times (at_ a (i %/ p) j) (at_ b (i %% p) j)).
Definition vec_table (m n : nat) (a : table) : table :=
  build (m * n) 1 (fun i _ => at_ a (i %/ n) (i %% n)).
Definition colvec_table (m n : nat) (a : table) : table :=
  build (n * m) 1 (fun i _ => at_ a (i %% m) (i %/ m)).
Definition unvec_table (m n : nat) (a : table) : table :=
  build m n (fun i j => at_ a (i * n + j) 0).
Definition commutation_table (m n : nat) : table :=
  build (n * m) (m * n) (fun k l => if ((k %/ m == l %% n) && (k %% m == l %/ n))%N then one else zero).
Definition rowsum_table (m n : nat) (a : table) : table :=
  build m 1 (fun i _ => total n (fun k => at_ a i k)).
Definition colsum_table (m n : nat) (a : table) : table :=
  build 1 n (fun _ j => total m (fun k => at_ a k j)).
Definition diag_table (n : nat) (a : table) : table :=
  build n n (fun i j => if i == j then at_ a i 0 else zero).
Definition diagonal_table (n : nat) (a : table) : table :=
  build n 1 (fun i _ => at_ a i i).
Definition exp_table (m n : nat) (a : table) : table :=
  build m n (fun i j => exponential (at_ a i j)).
Definition log_table (m n : nat) (a : table) : table :=
  build m n (fun i j => logarithm (at_ a i j)).
Definition reciprocal_table (m n : nat) (a : table) : table :=
  build m n (fun i j => inverse (at_ a i j)).
Definition softmax_table (m n : nat) (a : table) : table :=
  build m n (fun i j => times (exponential (at_ a i j)) (inverse (total n (fun k => exponential (at_ a i k))))).
Definition row_mx_table (m n q : nat) (a b : table) : table :=
  build m (n + q) (fun i j => if (j < n)%N then at_ a i j else at_ b i (j - n)).
Definition col_mx_table (m n p : nat) (a b : table) : table :=
  build (m + p) n (fun i j => if (i < m)%N then at_ a i j else at_ b (i - m) j).
Definition lsubmx_table (m n : nat) (a : table) : table :=
  build m n (fun i j => at_ a i j).
Definition rsubmx_table (m n q : nat) (a : table) : table :=
  build m q (fun i j => at_ a i (n + j)).
Definition sum_table (m n : nat) (a : table) : number :=
  total m (fun i => total n (fun j => at_ a i j)).
Definition frobenius_table (m n : nat) (a b : table) : number :=
  total m (fun i => total n (fun j => times (at_ a i j) (at_ b i j))).
Definition trace_table (n : nat) (a : table) : number :=
  total n (fun i => at_ a i i).
Definition score_table (m n : nat) (f q : table) : table :=
  add_table m n (hadamard_table m n f q)
    (opp_table m n
       (mul_table m m n (diag_table m (rowsum_table m n (hadamard_table m n f q))) f)).

Section Operations.
Variables (m n p q : nat).

Lemma stands_add (A B : 'M[R]_(m, n)) a b : stands A a -> stands B b ->
  stands (A + B) (add_table m n a b).
Proof. by move=> Aa Bb; apply: stands_build => i j; rewrite mxE Aa Bb real_plus. Qed.

Lemma stands_opp (A : 'M[R]_(m, n)) a : stands A a ->
  stands (- A) (opp_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa real_negative. Qed.

Lemma stands_scale x (A : 'M[R]_(m, n)) y a : means x y -> stands A a ->
  stands (x *: A) (scale_table m n y a).
Proof. by move=> -> Aa; apply: stands_build => i j; rewrite mxE Aa real_times. Qed.

Lemma stands_hadamard (A B : 'M[R]_(m, n)) a b : stands A a -> stands B b ->
  stands (A .* B) (hadamard_table m n a b).
Proof. by move=> Aa Bb; apply: stands_build => i j; rewrite mxE Aa Bb real_times. Qed.

Lemma stands_mul (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) a b : stands A a -> stands B b ->
  stands (A *m B)
         (mul_table m n p a b).
Proof.
move=> Aa Bb; apply: stands_build => i j; rewrite mxE real_total.
by apply: eq_bigr => k _; rewrite Aa Bb real_times.
Qed.

Lemma stands_tr (A : 'M[R]_(m, n)) a : stands A a ->
  stands A^T (tr_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_zero : stands (0 : 'M[R]_(m, n)) (zero_table m n).
Proof. by apply: stands_build => i j; rewrite mxE real_zero. Qed.

Lemma stands_ones : stands (ones m n : 'M[R]_(m, n)) (ones_table m n).
Proof. by apply: stands_build => i j; rewrite mxE real_one. Qed.

Lemma stands_eye : stands (1%:M : 'M[R]_n)
  (eye_table n).
Proof.
apply: stands_build => i j; rewrite mxE -val_eqE /=.
by case: (_ == _); [exact: (esym real_one) | exact: (esym real_zero)].
Qed.

Lemma stands_kron (A : 'M[R]_(m, n)) (B : 'M[R]_(p, q)) a b : stands A a -> stands B b ->
  stands (kron A B) (kron_table m n p q a b).
Proof. by move=> Aa Bb; apply: stands_build => i j; rewrite mxE Aa Bb real_times. Qed.

Lemma stands_rowkron (A : 'M[R]_(m, n)) (B : 'M[R]_(m, q)) a b : stands A a -> stands B b ->
  stands (rowkron A B) (rowkron_table m n q a b).
Proof. by move=> Aa Bb; apply: stands_build => i j; rewrite mxE Aa Bb real_times. Qed.

Lemma stands_colkron (A : 'M[R]_(m, n)) (B : 'M[R]_(p, n)) a b : stands A a -> stands B b ->
  stands (colkron A B) (colkron_table m n p a b).
Proof. by move=> Aa Bb; apply: stands_build => i j; rewrite mxE Aa Bb real_times. Qed.

Lemma stands_vec (A : 'M[R]_(m, n)) a : stands A a ->
  stands (vec A) (vec_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_colvec (A : 'M[R]_(m, n)) a : stands A a ->
  stands (colvec A) (colvec_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_unvec (A : 'M[R]_(m * n, 1)) a : stands A a ->
  stands (\matrix_(i, j) A (pair_index i j) 0 : 'M_(m, n))
         (unvec_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_commutation : stands (commutation m n : 'M[R]__)
  (commutation_table m n).
Proof.
apply: stands_build => k l; rewrite mxE -!val_eqE /=.
by case: ifP => _; [exact: (esym real_one) | exact: (esym real_zero)].
Qed.

Lemma stands_rowsum (A : 'M[R]_(m, n)) a : stands A a ->
  stands (rowsum A) (rowsum_table m n a).
Proof.
move=> Aa; apply: stands_build => i j; rewrite mxE real_total.
by apply: eq_bigr => k _; rewrite Aa.
Qed.

Lemma stands_colsum (A : 'M[R]_(m, n)) a : stands A a ->
  stands (colsum A) (colsum_table m n a).
Proof.
move=> Aa; apply: stands_build => i j; rewrite mxE real_total.
by apply: eq_bigr => k _; rewrite Aa.
Qed.

Lemma stands_diag (v : 'M[R]_(n, 1)) a : stands v a ->
  stands (diag v) (diag_table n a).
Proof.
move=> va; apply: stands_build => i j; rewrite mxE -val_eqE /=.
by case: ifP => _; [exact: va | exact: (esym real_zero)].
Qed.

Lemma stands_diagonal (A : 'M[R]_(n, n)) a : stands A a ->
  stands (diagonal A) (diagonal_table n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_exp (A : 'M[R]_(m, n)) a : stands A a ->
  stands (exp_entries A) (exp_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa real_exponential. Qed.

Lemma stands_log (A : 'M[R]_(m, n)) a : stands A a ->
  stands (log_entries A) (log_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa real_logarithm. Qed.

Lemma stands_reciprocal (A : 'M[R]_(m, n)) a : stands A a ->
  stands (reciprocal_entries A) (reciprocal_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa real_inverse. Qed.

Lemma stands_softmax (A : 'M[R]_(m, n)) a : stands A a ->
  stands (softmax A) (softmax_table m n a).
Proof.
move=> Aa; apply: stands_build => i j.
rewrite mxE Aa real_times real_exponential real_inverse real_total.
congr (_ * Rinv _); apply: eq_bigr => k _.
by rewrite Aa real_exponential.
Qed.

Lemma stands_row_mx (A : 'M[R]_(m, n)) (B : 'M[R]_(m, q)) a b : stands A a -> stands B b ->
  stands (row_mx A B) (row_mx_table m n q a b).
Proof.
move=> Aa Bb; apply: stands_build => i j; rewrite mxE.
by case: split_ordP => k ->; rewrite /= ?ltn_ord ?ltnNge ?leq_addr /= ?addKn ?Aa ?Bb.
Qed.

Lemma stands_col_mx (A : 'M[R]_(m, n)) (B : 'M[R]_(p, n)) a b : stands A a -> stands B b ->
  stands (col_mx A B) (col_mx_table m n p a b).
Proof.
move=> Aa Bb; apply: stands_build => i j; rewrite mxE.
by case: split_ordP => k ->; rewrite /= ?ltn_ord ?ltnNge ?leq_addr /= ?addKn ?Aa ?Bb.
Qed.

Lemma stands_lsubmx (A : 'M[R]_(m, n + q)) a : stands A a ->
  stands (lsubmx A) (lsubmx_table m n a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_rsubmx (A : 'M[R]_(m, n + q)) a : stands A a ->
  stands (rsubmx A) (rsubmx_table m n q a).
Proof. by move=> Aa; apply: stands_build => i j; rewrite mxE Aa. Qed.

Lemma stands_resize (A : 'M[R]_(m, n)) a : m = p -> n = q -> stands A a ->
  stands (resize p q A) a.
Proof. by move=> <- <- Aa; rewrite resize_id. Qed.

Lemma means_sum (A : 'M[R]_(m, n)) a : stands A a ->
  means (sum_entries A) (sum_table m n a).
Proof.
move=> Aa; rewrite /means real_total; apply: eq_bigr => i _.
by rewrite real_total; apply: eq_bigr => j _; rewrite Aa.
Qed.

Lemma means_frobenius (A B : 'M[R]_(m, n)) a b : stands A a -> stands B b ->
  means (frobenius A B)
    (frobenius_table m n a b).
Proof.
move=> Aa Bb; rewrite /means real_total; apply: eq_bigr => i _.
by rewrite real_total; apply: eq_bigr => j _; rewrite Aa Bb real_times.
Qed.

Lemma means_trace (A : 'M[R]_n) a : stands A a ->
  means (mxtrace A) (trace_table n a).
Proof. by move=> Aa; rewrite /means real_total; apply: eq_bigr => i _; rewrite Aa. Qed.

Lemma means_entry (A : 'M[R]_(m, n)) a i j : stands A a ->
  means (A i j) (at_ a i j).
Proof. by move=> Aa; apply: Aa. Qed.

Lemma differ (A B : 'M[R]_(m, n)) a b x y (i j : nat) : stands A a -> stands B b ->
  (i < m)%N -> (j < n)%N -> at_ a i j = x -> at_ b i j = y -> real x <> real y ->
  A <> B.
Proof.
move=> Aa Bb i_lt j_lt <- <- xy AB; apply: xy.
by rewrite -(Aa (Ordinal i_lt) (Ordinal j_lt)) AB Bb.
Qed.
End Operations.

Lemma stands_score m n (f g : 'M[R]_(m, n)) a b : stands f a -> stands g b ->
  stands (score f g) (score_table m n a b).
Proof.
move=> fa gb; apply: stands_add; first exact: stands_hadamard.
apply: stands_opp; apply: stands_mul => //; apply: stands_diag.
by apply: stands_rowsum; apply: stands_hadamard.
Qed.
