(* Derivatives of matrices of real numbers along curves.                      *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   derives f t l          the function f : R -> R has the derivative l at t *)
(*   curve_derives M t E    every entry of the curve M has, at t, the         *)
(*                          derivative that stands in E                       *)
(*   differential S X D     along every curve through X with derivative E,    *)
(*                          the matrix S(X) has the derivative D E            *)
(*   scalar_differential F X d    the same for a real number F(X)             *)
(*   is_gradient F X G      along every curve through X with derivative E,    *)
(*                          F has the derivative sum_ij G i j * E i j         *)
(*   gradient_unique        there is at most one gradient                     *)
(*   partial_derivative     its entries are the partial derivatives           *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import real_field index_pair matrix_operations vec_kron.
From lora Require Export frobenius.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition derives (f : R -> R) (t l : R) : Prop :=
  @is_derive R_AbsRing R_NormedModule f t l.

Definition curve_derives m n (M : R -> 'M[R]_(m, n)) (t : R) (E : 'M_(m, n)) :=
  forall i j, derives (fun s => M s i j) t (E i j).

Definition differential m n p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) X
    (D : 'M_(m, n) -> 'M_(p, q)) : Prop :=
  forall M t E, M t = X -> curve_derives M t E ->
  curve_derives (fun s => S (M s)) t (D E).

Definition scalar_differential m n (F : 'M[R]_(m, n) -> R) X
    (d : 'M_(m, n) -> R) : Prop :=
  forall M t E, M t = X -> curve_derives M t E ->
  derives (fun s => F (M s)) t (d E).

Definition is_gradient m n (F : 'M[R]_(m, n) -> R) (X G : 'M_(m, n)) : Prop :=
  forall (M : R -> 'M_(m, n)) (t : R) (E : 'M_(m, n)),
  M t = X -> curve_derives M t E ->
  derives (fun s => F (M s)) t (frobenius G E).

(* Numbers *)

Lemma derivesP f t l : derives f t l <-> derivable_pt_lim f t l.
Proof. exact: is_derive_Reals. Qed.

Lemma derives_eq f t l l' : l = l' -> derives f t l -> derives f t l'.
Proof. by move=> ->. Qed.

Lemma derives_ext (f g : R -> R) t l : (forall s, f s = g s) ->
  derives f t l -> derives g t l.
Proof. by move=> fg; apply: is_derive_ext. Qed.

Lemma derives_unique f t l l' : derives f t l -> derives f t l' -> l = l'.
Proof. by move=> /derivesP H /derivesP H'; apply: uniqueness_limite H H'. Qed.

Lemma derives_const (x t : R) : derives (fun _ => x) t 0.
Proof. by apply/derivesP; apply: derivable_pt_lim_const. Qed.

Lemma derives_id t : derives (fun s => s) t 1.
Proof. by apply/derivesP; apply: derivable_pt_lim_id. Qed.

Lemma derives_add f g t l k : derives f t l -> derives g t k ->
  derives (fun s => f s + g s) t (l + k).
Proof.
by move=> /derivesP H /derivesP H'; apply/derivesP;
  apply: (derivable_pt_lim_plus _ _ _ _ _ H H').
Qed.

Lemma derives_opp f t l : derives f t l -> derives (fun s => - f s) t (- l).
Proof.
by move=> /derivesP H; apply/derivesP; apply: (derivable_pt_lim_opp _ _ _ H).
Qed.

Lemma derives_mul f g t l k : derives f t l -> derives g t k ->
  derives (fun s => f s * g s) t (l * g t + f t * k).
Proof.
by move=> /derivesP H /derivesP H'; apply/derivesP;
  apply: (derivable_pt_lim_mult _ _ _ _ _ H H').
Qed.

Lemma derives_exp f t l : derives f t l ->
  derives (fun s => exp (f s)) t (exp (f t) * l).
Proof.
move=> /derivesP H; apply/derivesP.
exact: (derivable_pt_lim_comp _ _ _ _ _ H (derivable_pt_lim_exp _)).
Qed.

Lemma derives_inv f t l : derives f t l -> f t <> 0 ->
  derives (fun s => (f s)^-1) t (- l / (f t * f t)).
Proof.
move=> H ft_neq0; have := is_derive_inv f t l H ft_neq0; apply: derives_eq.
rewrite /pow; real_operations; rewrite Rmult_1_r; by [].
Qed.

Lemma derives_sum_seq (I : Type) (r : seq I) (f : I -> R -> R) t (l : I -> R) :
  (forall i, derives (f i) t (l i)) ->
  derives (fun s => \sum_(i <- r) f i s) t (\sum_(i <- r) l i).
Proof.
move=> H; elim: r => [|i r IHr].
  rewrite big_nil; apply: derives_ext (derives_const 0 t) => s.
  by rewrite big_nil.
rewrite big_cons; apply: derives_ext (derives_add (H i) IHr) => s.
by rewrite big_cons.
Qed.

Lemma derives_sum (I : finType) (f : I -> R -> R) t (l : I -> R) :
  (forall i, derives (f i) t (l i)) ->
  derives (fun s => \sum_i f i s) t (\sum_i l i).
Proof. exact: derives_sum_seq. Qed.

(* Gradients *)

Lemma line_derives m n (X E : 'M[R]_(m, n)) : curve_derives (fun s => X + s *: E) 0 E.
Proof.
move=> i j; have := derives_add (derives_const (X i j) 0)
  (derives_mul (derives_id 0) (derives_const (E i j) 0)).
rewrite mul1r mulr0 addr0 add0r; apply: derives_ext => s.
by rewrite !mxE.
Qed.

Theorem partial_derivative m n (F : 'M[R]_(m, n) -> R) X G i j :
  is_gradient F X G ->
  derives (fun s => F (X + s *: delta_mx i j)) 0 (G i j).
Proof.
move=> gradF; have := gradF (fun s => X + s *: delta_mx i j) 0 (delta_mx i j).
by rewrite frobenius_delta scale0r addr0; apply=> //; apply: line_derives.
Qed.

Theorem gradient_unique m n (F : 'M[R]_(m, n) -> R) X G H :
  is_gradient F X G -> is_gradient F X H -> G = H.
Proof.
move=> gradG gradH; apply/matrixP => i j.
apply: (derives_unique (partial_derivative i j gradG)
                       (partial_derivative i j gradH)).
Qed.

Lemma gradient_of_differential m n (F : 'M[R]_(m, n) -> R) X G d :
  scalar_differential F X d -> (forall E, d E = frobenius G E) ->
  is_gradient F X G.
Proof. by move=> dF dG M t E MtX ME; rewrite -dG; apply: dF. Qed.

Section Differentials.
Variables m n : nat.
Variable X : 'M[R]_(m, n).

Lemma differential_const p q (C : 'M[R]_(p, q)) :
  differential (fun _ => C) X (fun _ => 0).
Proof. by move=> M t E _ _ i j; rewrite mxE; apply: derives_const. Qed.

Lemma differential_id : differential (fun Z => Z) X (fun E => E).
Proof. by move=> M t E. Qed.

Lemma differential_add p q (S T : 'M[R]_(m, n) -> 'M[R]_(p, q)) D D' :
  differential S X D -> differential T X D' ->
  differential (fun Z => S Z + T Z) X (fun E => D E + D' E).
Proof.
move=> dS dT M t E MtX ME i j; rewrite mxE.
apply: derives_ext (derives_add (dS M t E MtX ME i j) (dT M t E MtX ME i j)).
by move=> s; rewrite mxE.
Qed.

Lemma differential_opp p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D -> differential (fun Z => - S Z) X (fun E => - D E).
Proof.
move=> dS M t E MtX ME i j; rewrite mxE.
apply: derives_ext (derives_opp (dS M t E MtX ME i j)).
by move=> s; rewrite mxE.
Qed.

Lemma differential_scale p q x (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  differential (fun Z => x *: S Z) X (fun E => x *: D E).
Proof.
move=> dS M t E MtX ME i j; rewrite mxE.
have := derives_mul (derives_const x t) (dS M t E MtX ME i j).
by rewrite mul0r add0r; apply: derives_ext => s; rewrite mxE.
Qed.

Lemma differential_mul p k q (S : 'M[R]_(m, n) -> 'M[R]_(p, k))
    (T : 'M_(m, n) -> 'M_(k, q)) D D' :
  differential S X D -> differential T X D' ->
  differential (fun Z => S Z *m T Z) X (fun E => D E *m T X + S X *m D' E).
Proof.
move=> dS dT M t E MtX ME i j; rewrite !mxE -big_split /=.
apply: (@derives_ext (fun s => \sum_l S (M s) i l * T (M s) l j)).
  by move=> s; rewrite mxE.
apply: derives_sum => l; rewrite -MtX.
exact: derives_mul (dS M t E MtX ME i l) (dT M t E MtX ME l j).
Qed.

Lemma differential_hadamard p q (S T : 'M[R]_(m, n) -> 'M[R]_(p, q)) D D' :
  differential S X D -> differential T X D' ->
  differential (fun Z => S Z .* T Z) X (fun E => T X .* D E + S X .* D' E).
Proof.
move=> dS dT M t E MtX ME i j; rewrite !mxE -MtX [T _ _ _ * _]mulrC.
apply: derives_ext (derives_mul (dS M t E MtX ME i j) (dT M t E MtX ME i j)).
by move=> s; rewrite mxE.
Qed.

(* An operation that only moves entries, such as the transpose. *)
Lemma differential_move p q p' q' (op : 'M[R]_(p, q) -> 'M[R]_(p', q'))
    (row : 'I_p' -> 'I_q' -> 'I_p) (col : 'I_p' -> 'I_q' -> 'I_q)
    (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  (forall A i j, op A i j = A (row i j) (col i j)) ->
  differential S X D -> differential (fun Z => op (S Z)) X (fun E => op (D E)).
Proof.
move=> opE dS M t E MtX ME i j; rewrite opE.
apply: derives_ext (dS M t E MtX ME _ _).
by move=> s; rewrite opE.
Qed.

Lemma differential_tr p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D -> differential (fun Z => (S Z)^T) X (fun E => (D E)^T).
Proof.
apply: (@differential_move _ _ _ _ _ (fun i j => j) (fun i j => i)).
by move=> A i j; rewrite mxE.
Qed.

Lemma differential_vec p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D -> differential (fun Z => vec (S Z)) X (fun E => vec (D E)).
Proof.
apply: (@differential_move _ _ _ _ _ (fun k _ => block_of k) (fun k _ => place_of k)).
by move=> A i j; rewrite mxE.
Qed.

Lemma differential_exp p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  differential (fun Z => map_mx exp (S Z)) X (fun E => map_mx exp (S X) .* D E).
Proof.
move=> dS M t E MtX ME i j; rewrite !mxE -MtX.
apply: derives_ext (derives_exp (dS M t E MtX ME i j)).
by move=> s; rewrite mxE.
Qed.

Lemma differential_resize p q p' q' (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  p = p' -> q = q' -> differential S X D ->
  differential (fun Z => resize p' q' (S Z)) X (fun E => resize p' q' (D E)).
Proof.
move=> eq_p eq_q.
apply: (@differential_move _ _ _ _ _ (fun i _ => cast_ord (esym eq_p) i)
                                     (fun _ j => cast_ord (esym eq_q) j)).
by move=> A i j; rewrite (resize_entry _ eq_p eq_q).
Qed.

Lemma differential_row_mx p q q' (S : 'M[R]_(m, n) -> 'M[R]_(p, q))
    (T : 'M_(m, n) -> 'M_(p, q')) D D' :
  differential S X D -> differential T X D' ->
  differential (fun Z => row_mx (S Z) (T Z)) X (fun E => row_mx (D E) (D' E)).
Proof.
move=> dS dT M t E MtX ME i j; rewrite -[j]splitK; case: (split j) => k /=.
  rewrite row_mxEl; apply: derives_ext (dS M t E MtX ME i k) => s.
  by rewrite row_mxEl.
rewrite row_mxEr; apply: derives_ext (dT M t E MtX ME i k) => s.
by rewrite row_mxEr.
Qed.

Lemma scalar_sum p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  scalar_differential (fun Z => sum_entries (S Z)) X (fun E => sum_entries (D E)).
Proof.
move=> dS M t E MtX ME; apply: derives_sum => i; apply: derives_sum => j.
exact: dS.
Qed.

Lemma scalar_half_square p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  scalar_differential (fun Z => sum_entries (S Z .* S Z) / 2%:R) X
                      (fun E => frobenius (S X) (D E)).
Proof.
move=> dS M t E MtX ME.
have two_neq0 : (2%:R : R) != 0.
  by rewrite real_natE; apply/eqP; apply: not_0_INR.
have -> : frobenius (S X) (D E)
        = (\sum_i \sum_j (D E i j * S X i j + S X i j * D E i j)) / 2%:R.
  have -> : \sum_i \sum_j (D E i j * S X i j + S X i j * D E i j)
          = frobenius (S X) (D E) * 2%:R.
    rewrite /frobenius mulr_suml; apply: eq_bigr => i _.
    rewrite mulr_suml; apply: eq_bigr => j _.
    by rewrite -[X in X + _]mulrC -mulr2n mulr_natr.
  by rewrite mulfK.
have dsum := derives_sum (fun i => derives_sum (fun j =>
  derives_mul (dS M t E MtX ME i j) (dS M t E MtX ME i j))).
have := derives_mul dsum (derives_const (2%:R)^-1 t).
rewrite mulr0 addr0 -MtX; apply: derives_ext => s.
congr (_ * _); do 2 (apply: eq_bigr => ? _); by rewrite mxE.
Qed.

Lemma scalar_div x F d : scalar_differential F X d ->
  scalar_differential (fun Z => F Z / x) X (fun E => d E / x).
Proof.
move=> dF M t E MtX ME.
have := derives_mul (dF M t E MtX ME) (derives_const x^-1 t).
by rewrite mulr0 addr0.
Qed.

Lemma scalar_const (x : R) : scalar_differential (fun _ => x) X (fun _ => 0).
Proof. by move=> M t E _ _; apply: derives_const. Qed.

Lemma scalar_scale x F d : scalar_differential F X d ->
  scalar_differential (fun Z => x * F Z) X (fun E => x * d E).
Proof.
move=> dF M t E MtX ME.
have := derives_mul (derives_const x t) (dF M t E MtX ME).
by rewrite mul0r add0r.
Qed.

Lemma scalar_entry (S : 'M[R]_(m, n) -> 'M[R]_(1, 1)) D :
  differential S X D ->
  scalar_differential (fun Z => S Z 0 0) X (fun E => D E 0 0).
Proof. by move=> dS M t E MtX ME; apply: dS. Qed.

Lemma scalar_add F d G d' :
  scalar_differential F X d -> scalar_differential G X d' ->
  scalar_differential (fun Z => F Z + G Z) X (fun E => d E + d' E).
Proof. by move=> dF dG M t E MtX ME; apply: derives_add; [apply: dF | apply: dG]. Qed.

End Differentials.
