(* A reader's own claim, its two sides compared as sums.                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   reader_gradients finds every gradient, through log and reciprocal too    *)
(*   sums_claim       then compares the two sides as sums, entry by entry     *)

From Coq Require Import Reals.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring own_rules real_field.
From lora Require Import differentials adjoints entries_as_sums equal_sums roots.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Ltac reader_gradients := repeat (eexists; split; [ gradient_found | ]).

Ltac sums_claim := cbv zeta; intros; reader_gradients; roots; by_sums.
