(* How many gradients are enough, with nothing left to choose: a number that  *)
(* is a function of n and m alone.                                            *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   score_scale n        theta = log n + log (16 n) / 2, the least that the  *)
(*                        gap asks of u v for orthogonal vectors              *)
(*   call_bound Z X delta (4 Z + 1) (log2 (1 + 2 (4 Z + 1) X / delta) + 1)    *)
(*   calls n m            call_bound (theta m) (4 n m) (1/64)                 *)
(*   few_gradients        so many gradients of AAttLGC, 2 m eps <= 1/64, tell *)
(*                        whether there is an orthogonal pair                 *)
(*   few_self_attention_gradients   as many of self-attention do              *)

From Coq Require Import Reals Lra ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax matrix_ring adapters perturbation real_field value_rows pair_counting
  vector_scores instance_map fejer_panels loss_nodes gradients_decide gradients_count.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition score_scale (n : nat) : R := ln n%:R + ln (16%:R * n%:R) / 2%:R.
Definition call_bound (Z X delta : R) : R := Rmult (Rplus (Rmult (IZR 4) Z) 1)
  (Rplus (Rdiv (ln (Rplus 1 (Rdiv (Rmult (Rmult (IZR 2) (Rplus (Rmult (IZR 4) Z) 1)) X) delta)))
               (ln (IZR 2))) 1).
Definition calls (n m : nat) : R :=
  call_bound (score_scale n * m%:R) ((n + n)%:R * (m + m)%:R) (1 / 64%:R).

Lemma place_numbers (x y z t : R) : t = x + y -> Rlt 0 t ->
  Rle y (t * (z - x / t - (z - 1))) /\ Rle x (t * (z - (z - x / t))).
Proof.
move=> -> t_pos; have t_neq0 : Rplus x y <> R0 := Rgt_not_eq _ _ t_pos.
by split; apply: Req_le; real_operations; field.
Qed.

Section Few.
Variables (n m : nat) (u v eps : R).
Hypotheses (n_gt0 : (0 < n)%N) (m_gt0 : (0 < m)%N) (uv : u * v = score_scale n).
Hypothesis eps_le : Rle ((m + m)%:R * eps) (1 / 64%:R).

Let n_ge1 : Rle 1 (n%:R : R).
Proof. by rewrite real_natE; apply: (le_INR 1); apply/leP. Qed.

Let logs : Rle 0 (ln n%:R) /\ Rlt 0 (ln (16%:R * n%:R) / 2%:R).
Proof.
split; first exact: log_ge0.
apply: Rmult_lt_0_compat; last by reals.
have := @ln_increasing (IZR 1) (16%:R * n%:R) ltac:(lra); rewrite ln_1; apply.
by move: n_ge1; move: (n%:R : R) => x; reals.
Qed.

Lemma scale_pos : Rlt 0 (u * v).
Proof. by rewrite uv /score_scale; move: logs; move: (ln _) (ln _ / _) => x y; reals. Qed.

Lemma budget_holds : Rlt (1 / 64%:R + (m + m)%:R * eps) (3%:R / 64%:R).
Proof. by move: eps_le; move: ((m + m)%:R * eps) => x; reals. Qed.

Lemma place_exists : exists rho : R,
  Rle (ln (16%:R * n%:R) / 2%:R) (u * v * (rho - (m%:R - 1))) /\ Rle (ln n%:R) (u * v * (m%:R - rho)).
Proof.
exists (m%:R - ln n%:R / (u * v)); exact: place_numbers uv scale_pos.
Qed.

Lemma nodes_exist : exists N nodes : nat, Rle (N%:R * nodes%:R) (calls n m) /\
  enough_nodes (n + n) (m + m) (u * v * m%:R) (1 / 64%:R) N nodes.
Proof.
have Z_ge0 : Rle 0 (u * v * m%:R).
  by apply: Rmult_le_pos; [apply: Rlt_le; apply: scale_pos | rewrite real_natE; apply: pos_INR].
have part_pos : Rlt 0 (1 / 64%:R : R) by reals.
have [N [nodes [N_gt0 nodes_gt0 Z_N bits few]]] := nodes_suffice (n + n) (m + m) Z_ge0 part_pos.
by exists N, nodes; split; [rewrite /calls -uv | split].
Qed.

Variables P V : 'M[bool]_(n, m).

Theorem few_gradients : exists (rho : R) (N nodes : nat), Rle (N%:R * nodes%:R) (calls n m) /\
  forall H : nat -> nat -> 'M[R]_(m + m),
  (forall a b, (a < N)%N -> (b < nodes)%N ->
     answered (oracle (orthogonal_queries P u) (orthogonal_keys V v) (constant_key m (v * rho)))
              (panel_point 0 1 N nodes a b)%:M (H a b) eps) ->
  (exists i j, inner P V i j = 0%N) <->
  Rlt (n%:R / 8%:R + 5%:R / 64%:R) (estimate n N nodes H).
Proof.
have [rho [below above]] := place_exists; have [N [nodes [few enough]]] := nodes_exist.
exists rho, N, nodes; split=> // H.
exact: (gradients_decide_orthogonal n_gt0 m_gt0 scale_pos enough budget_holds below above).
Qed.

Theorem few_self_attention_gradients s : exists (rho : R) (N nodes : nat),
  Rle (N%:R * nodes%:R) (calls n m) /\
  let C1 := row_mx (queries (orthogonal_queries P u)) 0 in
  let C2 := row_mx (keys (orthogonal_keys V v) (constant_key m (v * rho))) 0 in
  let C3 := row_mx (first_value n (m + m)) 0 in
  forall H : nat -> nat -> 'M[R]_(m + m, (m + m + s) + ((m + m + s) + (m + m + s))),
  (forall a b, (a < N)%N -> (b < nodes)%N ->
     answered (self_loss (joined C1 C2 C3) (target 0) (frozen_queries 0) (frozen_keys (m + m + s))
                         (frozen_values (m + m + s)) (tall (first (m + m) s)))
              (wide (row_mx (panel_point 0 1 N nodes a b)%:M 0)) (H a b) eps) ->
  (exists i j, inner P V i j = 0%N) <->
  Rlt (n%:R / 8%:R + 5%:R / 64%:R)
      (estimate n N nodes (fun a b => H a b *m first (m + m + s) (m + m + s + (m + m + s)) *m
                                      first (m + m) s)).
Proof.
have [rho [below above]] := place_exists; have [N [nodes [few enough]]] := nodes_exist.
exists rho, N, nodes; split=> // C1 C2 C3 H close.
exact: (self_attention_decides n_gt0 m_gt0 scale_pos enough budget_holds below above close).
Qed.
End Few.
