(* Products of matrices whose sizes are written in several ways, such as       *)
(* g * d and d * g, and of Kronecker products that have such sizes.           *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   resize_mull, ... a change of size moves out of a product                 *)
(*   kron_column_mul  kron a B *m C = kron a (B *m C) for a column a          *)
(*   resized          all of them, until nothing changes                      *)
(*   resized_claim    closes a claim without a derivative                     *)

From Coq Require Import Reals Arith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma resize_mull m n p q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, q)) : m = p ->
  resize p n A *m B = resize p q (A *m B).
Proof. by move=> eq_m; subst p; rewrite !resize_id. Qed.

Lemma resize_mulr m n q q' (A : 'M[R]_(m, n)) (B : 'M[R]_(n, q)) : q = q' ->
  A *m resize n q' B = resize m q' (A *m B).
Proof. by move=> eq_q; subst q'; rewrite !resize_id. Qed.

Lemma resize_mulm m n n' q (A : 'M[R]_(m, n)) (B : 'M[R]_(n, q)) : n = n' ->
  resize m n' A *m resize n' q B = A *m B.
Proof. by move=> eq_n; subst n'; rewrite !resize_id. Qed.

Lemma resize_scale m n p q x (A : 'M[R]_(m, n)) : m = p -> n = q ->
  resize p q (x *: A) = x *: resize p q A.
Proof. by move=> eq_m eq_n; subst p q; rewrite !resize_id. Qed.

Lemma kron_scalel m n p q x (A : 'M[R]_(m, n)) (B : 'M[R]_(p, q)) :
  kron (x *: A) B = x *: kron A B.
Proof. by apply/matrixP => i j; rewrite !mxE mulrA. Qed.

Lemma kron_ones p q (B : 'M[R]_(p, q)) :
  kron (ones 1 1) B = resize (1 * p) (1 * q) B.
Proof.
apply/matrixP => i j; rewrite (resize_entry _ (esym (mul1n p)) (esym (mul1n q))) !mxE mul1r.
congr (B _ _); apply: val_inj => /=; rewrite modn_small //.
  by rewrite -[X in (_ < X)%N]mul1n.
by rewrite -[X in (_ < X)%N]mul1n.
Qed.

Lemma resize_mul_all m n p m' n' p' (A : 'M[R]_(m, n)) (B : 'M[R]_(n, p)) :
  m = m' -> n = n' -> p = p' ->
  resize m' n' A *m resize n' p' B = resize m' p' (A *m B).
Proof. by move=> eq_m eq_n eq_p; subst m' n' p'; rewrite !resize_id. Qed.

Lemma one_ones : (1%:M : 'M[R]_1) = ones 1 1.
Proof. by apply/matrixP => i j; rewrite !ord1 !mxE. Qed.

Lemma kron_column_mul m p q r s (a : 'M[R]_(m, 1)) (B : 'M[R]_(p, q)) (C : 'M[R]_(q, r)) :
  (m * p = s)%N -> resize s q (kron a B) *m C = resize s r (kron a (B *m C)).
Proof.
move=> eq_s; rewrite -[a in RHS]mulmx1 -kron_mul one_ones kron_ones.
rewrite -(@resize_mul_all _ _ _ s q r) ?mul1n // resize_resize ?mul1n //.
by rewrite resize_id.
Qed.

Ltac same_size := solve
  [ by [] | exact: mulnC | by rewrite ?mul1n ?muln1
  | rewrite -?plusE -?multE; ring ].

Ltac resized := repeat match goal with
  | |- context [trmx (@resize _ ?m ?n ?p ?q ?A)] =>
      rewrite (@resize_tr _ m n p q A); [ | same_size | same_size ]
  | |- context [@resize _ ?p ?q ?p' ?q' (@resize _ ?m ?n ?p ?q ?A)] =>
      rewrite (@resize_resize m n p q p' q' A); [ | same_size | same_size ]
  | |- context [@resize _ ?m ?n ?m ?n ?A] => rewrite (resize_id A)
  | |- context [mulmx (@resize _ ?m ?n ?m ?n' ?A) (@resize _ ?n ?q ?n' ?q ?B)] =>
      rewrite (@resize_mulm m n n' q A B); [ | same_size ]
  | |- context [mulmx (@resize _ _ _ ?s ?q (@kron _ _ 1 _ ?q ?a ?B)) ?C] =>
      rewrite (@kron_column_mul _ _ q _ s a B C); [ | same_size ]
  | |- context [mulmx (@resize _ ?m ?n ?p ?n ?A) ?B] =>
      rewrite (@resize_mull m n p _ A B); [ | same_size ]
  | |- context [mulmx ?A (@resize _ ?n ?q ?n ?q' ?B)] =>
      rewrite (@resize_mulr _ n q q' A B); [ | same_size ]
  | |- context [@resize _ ?m ?n ?p ?q (GRing.scale ?x ?A)] =>
      rewrite (@resize_scale m n p q x A); [ | same_size | same_size ]
  | |- context [trmx (mulmx ?A ?B)] => rewrite (trmx_mul A B)
  | |- context [trmx (ones ?m ?n)] => rewrite (trmx_ones m n)
  | |- context [trmx (scalar_mx 1)] => rewrite trmx1
  | |- context [trmx (kron ?A ?B)] => rewrite (kron_tr A B)
  | |- context [mulmx (kron ?A ?B) (kron ?C ?D)] => rewrite (kron_mul A B C D)
  | |- context [mulmx (kron ?A ?B) (vec ?X)] => rewrite (vec_trick A B X)
  | |- context [@resize _ _ _ ?nm 1 (@kron _ ?n 1 ?m 1 ?b ?a)] => rewrite (resize_kron_columns b a)
  | |- context [rowsum ?A] => rewrite (rowsumE A)
  | |- context [colsum ?A] => rewrite (colsumE A)
  | |- context [mulmx (ones ?m ?n) (ones ?n ?p)] => rewrite (ones_mul m n p)
  | |- context [kron (GRing.scale _ _) _] => rewrite kron_scalel
  | |- context [kron (ones 1 1) _] => rewrite kron_ones
  | |- context [mulmx (scalar_mx 1) ?A] => rewrite (mul1mx A)
  | |- context [mulmx ?A (scalar_mx 1)] => rewrite (mulmx1 A)
  | |- context [GRing.scale (GRing.natmul (GRing.one _) 1) ?A] => rewrite (scale1r A)
  end.

Ltac resized_claim :=
  cbv zeta; intros;
  first [ solve [ resized; rewrite ?mulmxA; resized; first [ same_text | reflexivity ] ]
        | resized; rewrite -?mulmxA; resized; rewrite -?mulmxA; resized;
          first [ same_text | matrix_ring ] ].
