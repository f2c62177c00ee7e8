(* Entries of matrices as sums of products of real numbers, for all sizes.    *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   total F          the sum of F k over all k < n                           *)
(*   entries A f      A i j = f i j                                           *)
(*   on_diagonal A g  A i j = g i where i = j, else 0                         *)
(*   entry_of A       proves entries A f and finds f                          *)
(*   as_sums          proves that a number is one made of sums, and finds it  *)

From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_rules matrix_ring entry_rules real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition total n (F : 'I_n -> R) : R := \sum_k F k.
Definition entries m n (A : 'M[R]_(m, n)) (f : 'I_m -> 'I_n -> R) := forall i j, A i j = f i j.
Definition on_diagonal n (A : 'M[R]_n) (g : 'I_n -> R) :=
  forall i j, A i j = if i == j then g i else R0.

Section Entries.
Variables m n : nat.
Implicit Types (A B : 'M[R]_(m, n)) (x y : R).

Lemma entries_var A : entries A (fun i j => A i j).
Proof. by []. Qed.
Lemma entries_column (v : 'M[R]_(m, 1)) : entries v (fun i _ => v i ord0).
Proof. by move=> i j; rewrite ord1. Qed.
Lemma entries_row (w : 'M[R]_(1, n)) : entries w (fun _ j => w ord0 j).
Proof. by move=> i j; rewrite (ord1 i). Qed.
Lemma entries_number (a : 'M[R]_(1, 1)) : entries a (fun _ _ => a ord0 ord0).
Proof. by move=> i j; rewrite !ord1. Qed.
Lemma entries_add A B f g : entries A f -> entries B g ->
  entries (A + B) (fun i j => Rplus (f i j) (g i j)).
Proof. by move=> eqA eqB i j; rewrite mxE eqA eqB. Qed.
Lemma entries_opp A f : entries A f -> entries (- A) (fun i j => Ropp (f i j)).
Proof. by move=> eqA i j; rewrite mxE eqA. Qed.
Lemma entries_scale x y A f : x = y -> entries A f ->
  entries (x *: A) (fun i j => Rmult y (f i j)).
Proof. by move=> <- eqA i j; rewrite mxE eqA. Qed.
Lemma entries_hadamard A B f g : entries A f -> entries B g ->
  entries (A .* B) (fun i j => Rmult (f i j) (g i j)).
Proof. by move=> eqA eqB i j; rewrite mxE eqA eqB. Qed.
Lemma entries_tr A f : entries A f -> entries A^T (fun j i => f i j).
Proof. by move=> eqA j i; rewrite mxE eqA. Qed.
Lemma entries_ones : entries (ones m n) (fun _ _ => R1).
Proof. by move=> i j; rewrite mxE. Qed.
Lemma entries_zero : entries (0 : 'M[R]_(m, n)) (fun _ _ => R0).
Proof. by move=> i j; rewrite mxE. Qed.
Lemma entries_exp A f : entries A f -> entries (exp_entries A) (fun i j => exp (f i j)).
Proof. by move=> eqA i j; rewrite mxE eqA. Qed.
Lemma entries_log A f : entries A f -> entries (log_entries A) (fun i j => ln (f i j)).
Proof. by move=> eqA i j; rewrite mxE eqA. Qed.
Lemma entries_reciprocal A f : entries A f ->
  entries (reciprocal_entries A) (fun i j => Rinv (f i j)).
Proof. by move=> eqA i j; rewrite mxE eqA. Qed.
Lemma entries_rowsum A f : entries A f -> entries (rowsum A) (fun i _ => total (f i)).
Proof. by move=> eqA i j; rewrite mxE; apply: eq_bigr => k _; rewrite eqA. Qed.
Lemma entries_colsum A f : entries A f ->
  entries (colsum A) (fun _ j => total (fun i => f i j)).
Proof. by move=> eqA i j; rewrite mxE; apply: eq_bigr => k _; rewrite eqA. Qed.
Lemma entries_softmax A f : entries A f ->
  entries (softmax A) (fun i j => Rmult (exp (f i j)) (Rinv (total (fun k => exp (f i k))))).
Proof.
move=> eqA i j; rewrite mxE eqA; congr (_ * Rinv _).
by apply: eq_bigr => k _; rewrite eqA.
Qed.
Lemma entries_mul p A (B : 'M[R]_(n, p)) f g : entries A f -> entries B g ->
  entries (A *m B) (fun i j => total (fun k => Rmult (f i k) (g k j))).
Proof. by move=> eqA eqB i j; rewrite mxE; apply: eq_bigr => k _; rewrite eqA eqB. Qed.
Lemma entries_mul_one (u : 'M[R]_(m, 1)) (w : 'M[R]_(1, n)) f g :
  entries u f -> entries w g ->
  entries (u *m w) (fun i j => Rmult (f i ord0) (g ord0 j)).
Proof. by move=> eqA eqB i j; rewrite mxE big_ord1 eqA eqB. Qed.
Lemma entries_row_mx p A (B : 'M[R]_(m, p)) f g : entries A f -> entries B g ->
  entries (row_mx A B)
    (fun i j => match split j with inl k => f i k | inr k => g i k end).
Proof. by move=> eqA eqB i j; rewrite mxE; case: (split j) => k. Qed.
End Entries.

Section Diagonal.
Variables (n p : nat).
Implicit Types (A B : 'M[R]_n) (x y : R).

Lemma diagonal_one : on_diagonal (1%:M : 'M[R]_n) (fun _ => R1).
Proof. by move=> i j; rewrite mxE; case: eqP. Qed.
Lemma diagonal_of (v : 'M[R]_(n, 1)) f : entries v f -> on_diagonal (diag v) (fun i => f i ord0).
Proof. by move=> eqv i j; rewrite mxE eqv. Qed.
Lemma diagonal_add A B f g : on_diagonal A f -> on_diagonal B g ->
  on_diagonal (A + B) (fun i => Rplus (f i) (g i)).
Proof. by move=> eqA eqB i j; rewrite mxE eqA eqB; case: eqP => _ //; rewrite addr0. Qed.
Lemma diagonal_opp A f : on_diagonal A f -> on_diagonal (- A) (fun i => Ropp (f i)).
Proof. by move=> eqA i j; rewrite mxE eqA; case: eqP => _ //; rewrite oppr0. Qed.
Lemma diagonal_scale x y A f : x = y -> on_diagonal A f ->
  on_diagonal (x *: A) (fun i => Rmult y (f i)).
Proof. by move=> <- eqA i j; rewrite mxE eqA; case: eqP => _ //; rewrite mulr0. Qed.
Lemma diagonal_tr A f : on_diagonal A f -> on_diagonal A^T f.
Proof. by move=> eqA i j; rewrite mxE eqA eq_sym; case: eqP => [->|]. Qed.
Lemma diagonal_hadamardl A B f g : on_diagonal A f -> entries B g ->
  on_diagonal (A .* B) (fun i => Rmult (f i) (g i i)).
Proof.
by move=> eqA eqB i j; rewrite mxE eqA eqB; case: eqP => [->|] //; rewrite mul0r.
Qed.
Lemma diagonal_hadamardr A B f g : entries B g -> on_diagonal A f ->
  on_diagonal (B .* A) (fun i => Rmult (g i i) (f i)).
Proof.
by move=> eqB eqA i j; rewrite mxE eqA eqB; case: eqP => [->|] //; rewrite mulr0.
Qed.
Lemma diagonal_full A f : on_diagonal A f -> entries A (fun i j => if i == j then f i else R0).
Proof. by []. Qed.
Lemma diagonal_column A f : on_diagonal A f -> entries (diagonal A) (fun i _ => f i).
Proof. by move=> eqA i j; rewrite mxE eqA eqxx. Qed.
Lemma entries_diagonal A f : entries A f -> entries (diagonal A) (fun i _ => f i i).
Proof. by move=> eqA i j; rewrite mxE eqA. Qed.
Lemma entries_diagonal_mul (B : 'M[R]_(n, p)) (C : 'M[R]_(p, n)) f g :
  entries B f -> entries C g ->
  entries (diagonal (B *m C)) (fun i _ => total (fun k => Rmult (f i k) (g k i))).
Proof. by move=> eqB eqC i j; rewrite !mxE; apply: eq_bigr => k _; rewrite eqB eqC. Qed.
Lemma entries_mul_diagonall A (B : 'M[R]_(n, p)) f g : on_diagonal A f -> entries B g ->
  entries (A *m B) (fun i j => Rmult (f i) (g i j)).
Proof.
move=> eqA eqB i j; rewrite mxE (bigD1 i) //= big1 => [|k k_neq].
  by rewrite eqA eqxx eqB addr0.
by rewrite eqA eq_sym (negPf k_neq) mul0r.
Qed.
Lemma entries_mul_diagonalr A (B : 'M[R]_(p, n)) f g : entries B g -> on_diagonal A f ->
  entries (B *m A) (fun i j => Rmult (g i j) (f j)).
Proof.
move=> eqB eqA i j; rewrite mxE (bigD1 j) //= big1 => [|k k_neq].
  by rewrite eqA eqxx eqB addr0.
by rewrite eqA (negPf k_neq) mulr0.
Qed.
Lemma diagonal_mul A B f g : on_diagonal A f -> on_diagonal B g ->
  on_diagonal (A *m B) (fun i => Rmult (f i) (g i)).
Proof.
move=> eqA eqB i j; rewrite mxE (bigD1 i) //= big1 => [|k k_neq].
  by rewrite eqA eqxx eqB addr0; case: eqP => _ //; rewrite mulr0.
by rewrite eqA eq_sym (negPf k_neq) mul0r.
Qed.
End Diagonal.

Section Numbers.
Variables (m n : nat).
Implicit Types (A B : 'M[R]_(m, n)) (x y a b : R).

Lemma sum_total A f : entries A f -> sum_entries A = total (fun i => total (f i)).
Proof. by move=> eqA; do 2 (apply: eq_bigr => ? _); rewrite eqA. Qed.
Lemma sum_column (v : 'M[R]_(m, 1)) f : entries v f -> sum_entries v = total (fun i => f i ord0).
Proof. by move=> eqA; apply: eq_bigr => i _; rewrite big_ord1 eqA. Qed.
Lemma sum_row (w : 'M[R]_(1, n)) f : entries w f -> sum_entries w = total (f ord0).
Proof. by move=> eqA; rewrite /sum_entries big_ord1; apply: eq_bigr => j _; rewrite eqA. Qed.
Lemma sum_number (a : 'M[R]_(1, 1)) f : entries a f -> sum_entries a = f ord0 ord0.
Proof. by move=> eqA; rewrite /sum_entries !big_ord1 eqA. Qed.
Lemma frobenius_total A B r : sum_entries (A .* B) = r -> frobenius A B = r.
Proof. by rewrite sum_entries_hadamard. Qed.
Lemma trace_total (A : 'M[R]_m) f : entries A f -> \tr A = total (fun i => f i i).
Proof. by move=> eqA; apply: eq_bigr => i _; rewrite eqA. Qed.
Lemma trace_diagonal (A : 'M[R]_m) f : on_diagonal A f -> \tr A = total f.
Proof. by move=> eqA; apply: eq_bigr => i _; rewrite eqA eqxx. Qed.
Lemma entry_total A f i j : entries A f -> A i j = f i j.
Proof. by []. Qed.

Lemma same_add a b x y : a = x -> b = y -> a + b = Rplus x y.
Proof. by move=> -> ->. Qed.
Lemma same_mul a b x y : a = x -> b = y -> a * b = Rmult x y.
Proof. by move=> -> ->. Qed.
Lemma same_opp a x : a = x -> - a = Ropp x.
Proof. by move=> ->. Qed.
Lemma same_inv a x : a = x -> a^-1 = Rinv x.
Proof. by move=> ->. Qed.
End Numbers.

Ltac diagonal_kind A :=
  lazymatch A with
  | scalar_mx 1 => idtac
  | diag _ => idtac
  | ?B + ?C => diagonal_kind B; diagonal_kind C
  | - ?B => diagonal_kind B
  | _ *: ?B => diagonal_kind B
  | ?B^T => diagonal_kind B
  | ?B *m ?C => diagonal_kind B; diagonal_kind C
  | ?B .* ?C => first [diagonal_kind B | diagonal_kind C]
  end.

Ltac as_sums :=
  cbv beta;
  lazymatch goal with
  | |- ?a = _ =>
    lazymatch a with
    | GRing.zero _ => exact: real_zeroE
    | GRing.one _ => exact: real_oneE
    | GRing.natmul (GRing.one _) ?n => refine (eq_trans (real_natE n) _); simpl; reflexivity
    | GRing.add _ _ => refine (same_add _ _); as_sums
    | GRing.mul _ _ => refine (same_mul _ _); as_sums
    | GRing.opp _ => refine (same_opp _); as_sums
    | GRing.inv _ => refine (same_inv _); as_sums
    | Rplus _ _ => refine (same_add _ _); as_sums
    | Rmult _ _ => refine (same_mul _ _); as_sums
    | Ropp _ => refine (same_opp _); as_sums
    | Rinv _ => refine (same_inv _); as_sums
    | exp _ => refine (f_equal exp _); as_sums
    | ln _ => refine (f_equal ln _); as_sums
    | @sum_entries _ 1 1 _ => refine (sum_number _); entry_of
    | @sum_entries _ _ 1 _ => refine (sum_column _); entry_of
    | @sum_entries _ 1 _ _ => refine (sum_row _); entry_of
    | sum_entries _ => refine (sum_total _); entry_of
    | frobenius _ _ => refine (frobenius_total _); as_sums
    | mxtrace ?A =>
        tryif diagonal_kind A then (refine (trace_diagonal _); diagonal_of_matrix)
        else (refine (trace_total _); entry_of)
    | fun_of_matrix _ ?i ?j => refine (entry_total i j _); entry_of
    | _ => reflexivity
    end
  end
with entry_of :=
  cbv beta;
  lazymatch goal with
  | |- @entries ?m ?n ?A _ =>
    lazymatch A with
    | GRing.zero _ => exact: entries_zero
    | ones _ _ => exact: entries_ones
    | ?B *m ?C =>
        lazymatch B with
        | @fun_of_matrix => fail
        | _ =>
          tryif diagonal_kind A then (refine (diagonal_full _); diagonal_of_matrix)
          else tryif diagonal_kind B then
            (refine (entries_mul_diagonall _ _); [diagonal_of_matrix | entry_of])
          else tryif diagonal_kind C then
            (refine (entries_mul_diagonalr _ _); [entry_of | diagonal_of_matrix])
          else lazymatch type of B with
            | matrix _ _ 1 => refine (entries_mul_one _ _); entry_of
            | _ => refine (entries_mul _ _); entry_of
            end
        end
    | diagonal (?B *m ?C) =>
        tryif diagonal_kind B then (refine (diagonal_column _); diagonal_of_matrix)
        else tryif diagonal_kind C then (refine (entries_diagonal _); entry_of)
        else lazymatch type of B with
          | matrix _ _ 1 => refine (entries_diagonal _); entry_of
          | _ => refine (entries_diagonal_mul _ _); entry_of
          end
    | diagonal ?B =>
        tryif diagonal_kind B then (refine (diagonal_column _); diagonal_of_matrix)
        else (refine (entries_diagonal _); entry_of)
    | rowsum ?B =>
        lazymatch type of B with
        | matrix _ _ 1 => rewrite rowsumE; entry_of
        | _ => refine (entries_rowsum _); entry_of
        end
    | colsum ?B => refine (entries_colsum _); entry_of
    | softmax ?B => refine (entries_softmax _); entry_of
    | exp_entries _ => refine (entries_exp _); entry_of
    | log_entries _ => refine (entries_log _); entry_of
    | reciprocal_entries _ => refine (entries_reciprocal _); entry_of
    | _ =>
      tryif diagonal_kind A then (refine (diagonal_full _); diagonal_of_matrix)
      else lazymatch A with
      | _ + _ => refine (entries_add _ _); entry_of
      | - _ => refine (entries_opp _); entry_of
      | _ *: _ => refine (entries_scale _ _); [as_sums | entry_of]
      | _ .* _ => refine (entries_hadamard _ _); entry_of
      | _^T => refine (entries_tr _); entry_of
      | _ =>
        lazymatch type of A with
        | matrix _ 1 1 => exact: entries_number
        | matrix _ _ 1 => exact: entries_column
        | matrix _ 1 _ => exact: entries_row
        | _ => exact: entries_var
        end
      end
    end
  end
with diagonal_of_matrix :=
  cbv beta;
  lazymatch goal with
  | |- @on_diagonal ?n ?A _ =>
    lazymatch A with
    | scalar_mx 1 => exact: diagonal_one
    | diag _ => refine (diagonal_of _); entry_of
    | _ + _ => refine (diagonal_add _ _); diagonal_of_matrix
    | - _ => refine (diagonal_opp _); diagonal_of_matrix
    | _ *: _ => refine (diagonal_scale _ _); [as_sums | diagonal_of_matrix]
    | _^T => refine (diagonal_tr _); diagonal_of_matrix
    | _ *m _ => refine (diagonal_mul _ _); diagonal_of_matrix
    | ?B .* ?C =>
        tryif diagonal_kind B then
          (refine (diagonal_hadamardl _ _); [diagonal_of_matrix | entry_of])
        else (refine (diagonal_hadamardr _ _); [entry_of | diagonal_of_matrix])
    end
  end.
