(* Ranks of matrices of numbers, by an inverse that Coq multiplies out.       *)
(*                                                                            *)
(* Dictionary (points: the rows of U, integers; P of integer coefficients     *)
(* over one denominator)                                                      *)
(*   table rows i j           the entry of a list of rows, 0 outside          *)
(*   integer_matrix m n f     the real matrix with the integer entries f i j  *)
(*   sum_integers n f         f 0 + ... + f (n - 1), as Coq computes it       *)
(*   value c x, integer_value c x   c_0 + c_1 x + ..., real and integer       *)
(*   is_inverse n f g d       whether the product of f and g is d times 1     *)
(*   rank_by_inverse          then f has rank n, if d is not 0                *)
(*   rank_of_polynomial       the matrix P(U U^T), entry by entry, has rank n *)

From Coq Require Import Reals ZArith.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition table (rows : seq (seq Z)) (i j : nat) : Z :=
  nth Z0 (nth [::] rows i) j.
Definition integer_matrix m n (f : nat -> nat -> Z) : 'M[R]_(m, n) :=
  \matrix_(i, j) IZR (f i j).

Fixpoint sum_integers (n : nat) (f : nat -> Z) : Z :=
  if n is k.+1 then Z.add (sum_integers k f) (f k) else Z0.

Fixpoint value (c : seq Z) (x : R) : R :=
  if c is c0 :: c' then IZR c0 + x * value c' x else 0.
Fixpoint integer_value (c : seq Z) (x : Z) : Z :=
  if c is c0 :: c' then Z.add c0 (Z.mul x (integer_value c' x)) else Z0.

Definition is_inverse (n : nat) (f g : nat -> nat -> Z) (d : Z) : bool :=
  all (fun i => all (fun j =>
    Z.eqb (sum_integers n (fun k => Z.mul (f i k) (g k j)))
          (if i == j then d else Z0)) (iota 0 n)) (iota 0 n).

Lemma sum_integersE n (f : nat -> Z) :
  \sum_(k < n) IZR (f k) = IZR (sum_integers n f).
Proof. elim: n => [|n IHn]; first by rewrite big_ord0.
by rewrite big_ord_recr /= IHn plus_IZR real_addE.
Qed.

Lemma integer_valueE c x : value c (IZR x) = IZR (integer_value c x).
Proof. by elim: c => //= c0 c ->; rewrite plus_IZR mult_IZR real_addE real_mulE. Qed.

Lemma is_inverseE n f g d : is_inverse n f g d ->
  integer_matrix n n f *m integer_matrix n n g = (IZR d)%:M.
Proof.
move=> /allP inverse; apply/matrixP => i j; rewrite !mxE.
have at_n (k : 'I_n) : (k : nat) \in iota 0 n by rewrite mem_iota add0n ltn_ord.
have /allP/(_ _ (at_n j))/Z.eqb_eq same := inverse _ (at_n i).
rewrite (eq_bigr (fun k : 'I_n => IZR (Z.mul (f i k) (g k j)))); last first.
  by move=> k _; rewrite !mxE mult_IZR real_mulE.
rewrite (sum_integersE n (fun k => Z.mul (f i k) (g k j))) same.
by rewrite -val_eqE /=; case: eqP.
Qed.

Theorem rank_by_inverse n f g d : d <> Z0 -> is_inverse n f g d ->
  \rank (integer_matrix n n f) = n.
Proof.
move=> d_neq0 /is_inverseE fg.
have d_neq0' : IZR d != 0 by apply/eqP; apply: not_0_IZR.
have : integer_matrix n n f *m ((IZR d)^-1 *: integer_matrix n n g) = 1%:M.
  by rewrite -scalemxAr fg scale_scalar_mx mulVf.
by move=> /mulmx1_unit [/mxrank_unit].
Qed.

Theorem rank_of_polynomial w n points c D inverse d :
  D <> Z0 -> d <> Z0 ->
  is_inverse n
    (fun i j => integer_value c
       (sum_integers w (fun k => Z.mul (table points i k) (table points j k))))
    (table inverse) d ->
  let U := integer_matrix n w (table points) in
  \rank (map_mx (fun x : R => value c x / IZR D) (U *m U^T)) = n.
Proof.
move=> D_neq0 d_neq0 inverted U.
have D_neq0' : (IZR D)^-1 != 0 by rewrite invr_eq0; apply/eqP; apply: not_0_IZR.
rewrite -[RHS](rank_by_inverse d_neq0 inverted) -[RHS](mxrank_scale_nz _ D_neq0').
congr (\rank _); apply/matrixP => i j; rewrite !mxE mulrC -integer_valueE.
rewrite -sum_integersE; congr (_ * value _ _).
by apply: eq_bigr => k _; rewrite !mxE mult_IZR real_mulE.
Qed.
