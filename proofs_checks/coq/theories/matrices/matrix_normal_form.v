(* The normal form of a matrix expression, rule by rule.                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   transposed      transposes at the leaves                                 *)
(*   distributed     sums outside, products to the right, zeros away          *)
(*   contracted      Kronecker products, vec and blocks away where they can   *)
(*                   go; the rows of exp divided by their sums are softmax    *)
(*   normal_form     all of them, until nothing changes                       *)
(*   split_entries   an entry of a sum, product with a diagonal, transpose    *)

From Coq Require Import Reals Lra.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic real_field.
From lora Require Export matrix_rules.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

(* Rules with all their arguments, where a term of that form stands. *)
Ltac transposed := repeat match goal with
  | |- context [trmx (trmx ?A)] => rewrite (trmxK A)
  | |- context [trmx (mulmx ?A ?B)] => rewrite (trmx_mul A B)
  | |- context [trmx (GRing.add ?A ?B)] => rewrite (trmxD A B)
  | |- context [trmx (GRing.opp ?A)] => rewrite (trmxN A)
  | |- context [trmx (GRing.scale ?x ?A)] => rewrite (trmxZ x A)
  | |- context [trmx (hadamard ?A ?B)] => rewrite (trmx_hadamard A B)
  | |- context [trmx (ones ?m ?n)] => rewrite (trmx_ones m n)
  | |- context [trmx (scalar_mx 1)] => rewrite trmx1
  | |- context [@trmx _ ?m ?n (GRing.zero _)] => rewrite (trmx0 _ m n)
  | |- context [trmx (kron ?A ?B)] => rewrite (kron_tr A B)
  | |- context [trmx (rowkron ?A ?B)] => rewrite (rowkron_tr A B)
  | |- context [trmx (colkron ?A ?B)] => rewrite (colkron_tr A B)
  | |- context [trmx (diag ?A)] => rewrite (diag_tr A)
  | |- context [trmx (row_mx ?A ?B)] => rewrite (tr_row_mx A B)
  | |- context [trmx (col_mx ?A ?B)] => rewrite (tr_col_mx A B)
  | |- context [trmx (commutation ?m ?n)] => rewrite (commutation_tr _ m n)
  | |- context [trmx (exp_entries ?A)] => rewrite (trmx_exp A)
  | |- context [trmx (reciprocal_entries ?A)] => rewrite (trmx_reciprocal A)
  | |- context [trmx (resize ?p ?q ?A)] =>
      rewrite (@resize_tr _ _ _ p q A); [ | solve [equal_sizes] | solve [equal_sizes] ]
  end.

Ltac distributed := repeat match goal with
  | |- context [mulmx (GRing.add ?A ?B) ?C] => rewrite (mulmxDl A B C)
  | |- context [mulmx ?A (GRing.add ?B ?C)] => rewrite (mulmxDr A B C)
  | |- context [mulmx (GRing.opp ?A) ?B] => rewrite (mulNmx A B)
  | |- context [mulmx ?A (GRing.opp ?B)] => rewrite (mulmxN A B)
  | |- context [mulmx (GRing.scale ?x ?A) ?B] => rewrite -(scalemxAl x A B)
  | |- context [mulmx ?A (GRing.scale ?x ?B)] => rewrite -(scalemxAr x A B)
  | |- context [@mulmx _ _ _ ?p (GRing.zero _) ?A] => rewrite (mul0mx _ A)
  | |- context [mulmx ?A (GRing.zero _)] => rewrite (mulmx0 _ A)
  | |- context [hadamard ?A (GRing.zero _)] => rewrite (hadamard0 A)
  | |- context [diag (GRing.zero (matrix_zmodType _ ?n _))] => rewrite (diag0 n)
  | |- context [hadamard (GRing.add ?A ?B) ?C] => rewrite (hadamardDl A B C)
  | |- context [hadamard ?C (GRing.add ?A ?B)] => rewrite (hadamardDr A B C)
  | |- context [hadamard (GRing.opp ?A) ?C] => rewrite (hadamardNl A C)
  | |- context [hadamard ?C (GRing.opp ?A)] => rewrite (hadamardNr A C)
  | |- context [hadamard (GRing.scale ?x ?A) ?C] => rewrite (hadamardZl x A C)
  | |- context [hadamard ?C (GRing.scale ?x ?A)] => rewrite (hadamardZr x A C)
  | |- context [diag (GRing.add ?u ?v)] => rewrite (diagD u v)
  | |- context [diag (GRing.opp ?u)] => rewrite (diagN u)
  | |- context [vec (GRing.add ?A ?B)] => rewrite (vecD A B)
  | |- context [vec (GRing.opp ?A)] => rewrite (vecN A)
  | |- context [vec (GRing.scale ?x ?A)] => rewrite (vecZ x A)
  | |- context [mulmx (mulmx ?A ?B) ?C] => rewrite -(mulmxA A B C)
  | |- context [GRing.scale ?x (GRing.scale ?y ?A)] => rewrite (scalerA x y A)
  | |- context [GRing.scale ?x (GRing.add ?A ?B)] => rewrite (scalerDr x A B)
  | |- context [GRing.scale ?x (GRing.opp ?A)] => rewrite (scalerN x A)
  | |- context [@GRing.scale _ (matrix_lmodType _ _ _) ?x (GRing.zero _)] =>
      rewrite (scaler0 _ x)
  | |- context [@GRing.opp ?V (GRing.zero _)] => rewrite (@oppr0 V)
  | |- context [GRing.opp (GRing.opp ?A)] => rewrite (opprK A)
  | |- context [GRing.add ?A (GRing.zero _)] => rewrite (addr0 A)
  | |- context [GRing.add (GRing.zero _) ?A] => rewrite (add0r A)
  end.

Ltac contracted := repeat match goal with
  | |- context [mulmx (scalar_mx 1) ?A] => rewrite (mul1mx A)
  | |- context [mulmx ?A (scalar_mx 1)] => rewrite (mulmx1 A)
  | |- context [mulmx (kron ?A ?B) (vec ?X)] => rewrite (vec_trick A B X)
  | |- context [mulmx (kron ?A ?B) (kron ?C ?D)] => rewrite (kron_mul A B C D)
  | |- context [mulmx (kron ?A ?B) (mulmx (kron ?C ?D) ?X)] =>
      rewrite (mulmxA (kron A B) (kron C D) X) (kron_mul A B C D)
  | |- context [mulmx (resize ?p ?nq (kron ?x ?B)) (vec ?X)] =>
      rewrite (resize_kron_row x B X)
  | |- context [mulmx (resize ?p ?nq (kron ?x ?B)) (kron ?C ?D)] =>
      rewrite (resize_kron_mul x B C D)
  | |- context [@mulmx _ _ _ 1 (resize ?nq ?p (@kron _ _ 1 _ _ ?a ?B)) ?v] =>
      rewrite (resize_kron_col a B v)
  | |- context [mulmx (diag (reciprocal_entries (mulmx (exp_entries ?S) (ones ?n 1))))
                      (exp_entries ?S)] =>
      rewrite (softmax_of_exp S)
  | |- context [mulmx (diag (reciprocal_entries (mulmx (exp_entries ?S) (ones ?n 1))))
                      (mulmx (exp_entries ?S) ?Z)] =>
      rewrite (mulmxA (diag (reciprocal_entries (mulmx (exp_entries S) (ones n 1))))
                      (exp_entries S) Z) (softmax_of_exp S)
  | |- context [mulmx (commutation ?m ?n) (vec ?W)] =>
      rewrite (commutation_vec W)
  | |- context [mulmx (commutation ?n ?m) (mulmx (commutation ?m ?n) ?X)] =>
      rewrite (mulmxA (commutation n m) (commutation m n) X)
              (commutation_mul _ m n)
  | |- context [mulmx (commutation ?n ?m) (commutation ?m ?n)] =>
      rewrite (commutation_mul _ m n)
  | |- context [mulmx (commutation ?n ?m) (kron ?b ?a)] =>
      rewrite (commutation_kron a b)
  | |- context [mulmx (diag (vec ?A)) (vec ?B)] => rewrite (diag_vec A B)
  | |- context [mulmx (colkron (scalar_mx 1) ?f) ?v] =>
      rewrite -(trmxK f) (block_columns_mul (trmx f) v)
  | |- context [mulmx (rowkron (scalar_mx 1) ?f) (vec ?q)] =>
      rewrite (block_rows_vec f q)
  | |- context [mulmx (rowkron ?A ?B) (colkron ?C ?D)] =>
      rewrite (rowkron_colkron A B C D)
  | |- context [mulmx (kron ?A ?B) (@resize _ _ _ _ _ (@kron _ _ 1 _ _ ?a ?C))] =>
      rewrite (kron_resize_col A B a C)
  | |- context [@resize _ _ _ _ 1 (@kron _ _ 1 _ 1 ?b ?a)] =>
      rewrite (resize_kron_columns b a)
  | |- context [mulmx (diag ?u) (diag ?v)] => rewrite (mul_diag_diag u v)
  | |- context [@mulmx _ _ _ 1 (diag ?u) ?v] => rewrite (mul_diag_col u v)
  | |- context [mulmx (softmax ?S) (ones ?n 1)] => rewrite (softmax_ones S)
  | |- context [mulmx (ones ?m ?n) (ones ?n ?p)] => rewrite (ones_mul m n p)
  | |- context [diagonal (mulmx ?A ?B)] => rewrite (diagonal_mul A B)
  | |- context [diagonal (diag ?v)] => rewrite (diagonal_diag v)
  | |- context [diag (ones ?n 1)] => rewrite (diag_ones n)
  | |- context [kron (scalar_mx 1) (scalar_mx 1)] => rewrite kron1
  | |- context [hadamard ?A (ones _ _)] => rewrite (hadamard_ones A)
  | |- context [hadamard (ones _ _) ?A] => rewrite (ones_hadamard A)
  | |- context [mulmx (row_mx ?A ?B) (col_mx ?C ?D)] =>
      rewrite (mul_row_col A B C D)
  | |- context [mulmx (col_mx ?A ?B) ?C] => rewrite (mul_col_mx A B C)
  | |- context [mulmx ?A (row_mx ?B ?C)] => rewrite (mul_mx_row A B C)
  | |- context [GRing.add (row_mx ?A ?B) (row_mx ?C ?D)] =>
      rewrite (add_row_mx A B C D)
  | |- context [GRing.add (col_mx ?A ?B) (col_mx ?C ?D)] =>
      rewrite (add_col_mx A B C D)
  | |- context [GRing.opp (row_mx ?A ?B)] => rewrite (opp_row_mx A B)
  | |- context [GRing.opp (col_mx ?A ?B)] => rewrite (opp_col_mx A B)
  | |- context [GRing.scale ?x (row_mx ?A ?B)] => rewrite (scale_row_mx x A B)
  | |- context [GRing.scale ?x (col_mx ?A ?B)] => rewrite (scale_col_mx x A B)
  | |- context [@resize _ ?m ?n ?m ?n ?A] => rewrite (resize_id A)
  | |- context [@resize _ _ _ _ _ (vec (trmx ?v))] =>
      rewrite (resize_vec_row (trmx v)) (trmxK v)
  | |- context [@resize _ _ _ ?n 1 (@vec _ 1 ?n ?x)] => rewrite (resize_vec_row x)
  | |- context [@resize _ _ _ ?n 1 (@vec _ ?n 1 ?v)] => rewrite (resize_vec_col v)
  | |- context [hadamard (vec ?A) (vec ?B)] => rewrite (vec_hadamard A B)
  | |- context [exp_entries (vec ?A)] => rewrite (exp_vec A)
  | |- context [exp_entries (GRing.scale ?x (vec ?A))] => rewrite (exp_scale_vec x A)
  | |- context [mulmx (resize ?p ?nq (@kron _ ?p _ 1 _ ?A ?b)) (vec ?X)] =>
      rewrite (resize_kron_thin A b X)
  | |- context [mulmx (ones 1 1) ?A] => rewrite (one_by_one_mul A)
  | |- context [reciprocal_entries (vec ?A)] => rewrite (reciprocal_vec A)
  | |- context [exp_entries (resize ?p ?q ?A)] =>
      rewrite (@exp_resize _ _ p q A); [ | solve [equal_sizes] | solve [equal_sizes] ]
  end.

Ltac unfolded_sums := rewrite /score; repeat match goal with
  | |- context [colvec ?A] => rewrite (colvec_vec A)
  | |- context [rowsum ?A] => rewrite (rowsumE A)
  | |- context [colsum ?A] => rewrite (colsumE A)
  end.

(* A .* B and B .* A are written alike. *)
Ltac commuted := repeat match goal with
  | |- context [hadamard ?A ?B] =>
      lazymatch A with B => fail | _ => idtac end;
      match goal with
      | |- context [hadamard B A] => rewrite (hadamardC B A)
      end
  end.

Ltac normal_form :=
  unfolded_sums; contracted;
  repeat progress (transposed; distributed; contracted); commuted.

Ltac split_entries := repeat match goal with
  | |- context [fun_of_matrix (GRing.add ?A ?B) ?i ?j] =>
      rewrite (add_entry A B i j)
  | |- context [fun_of_matrix (GRing.opp ?A) ?i ?j] => rewrite (opp_entry A i j)
  | |- context [fun_of_matrix (GRing.scale ?x ?A) ?i ?j] =>
      rewrite (scale_entry x A i j)
  | |- context [fun_of_matrix (hadamard ?A ?B) ?i ?j] =>
      rewrite (hadamard_entry A B i j)
  | |- context [fun_of_matrix (trmx ?A) ?i ?j] => rewrite (tr_entry A i j)
  | |- context [fun_of_matrix (vec ?A) ?i ?j] => rewrite (vec_entry A i j)
  | |- context [fun_of_matrix (ones ?m ?n) ?i ?j] => rewrite (@ones_entry m n i j)
  | |- context [@fun_of_matrix _ ?m ?n (GRing.zero _) ?i ?j] =>
      rewrite (@zero_entry m n i j)
  | |- context [fun_of_matrix (mulmx (diag ?v) ?A) ?i ?j] =>
      rewrite (diag_mul v A i j)
  | |- context [fun_of_matrix (mulmx ?A (diag ?v)) ?i ?j] =>
      rewrite (mul_diag v A i j)
  | |- context [fun_of_matrix (exp_entries ?A) ?i ?j] =>
      rewrite (exp_entries_entry A i j)
  | |- context [fun_of_matrix (reciprocal_entries ?A) ?i ?j] =>
      rewrite (reciprocal_entry A i j)
  end.
