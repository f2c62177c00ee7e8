(* Differentials of what the ledger's claims do without: logarithms,          *)
(* reciprocals, diagonals, numbers that vary times matrices that vary.        *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   differential_mull, _mulr, ...   one factor stays as it is                *)
(*   differential_log, _reciprocal   where every entry is positive, not 0     *)
(*   differential_scaled             a number times a matrix, both vary       *)
(*   scalar_exp, scalar_ln, ...      functions of a number that varies        *)
(*   vary             proves differential or scalar_differential, and finds   *)
(*                    what stands behind it                                   *)

From Coq Require Import Reals.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_rules real_field.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Lemma derives_ln f t l : derives f t l -> Rlt 0 (f t) ->
  derives (fun s => ln (f s)) t (Rinv (f t) * l).
Proof.
move=> /derivesP H f_pos; apply/derivesP.
exact: (derivable_pt_lim_comp _ _ _ _ _ H (derivable_pt_lim_ln _ f_pos)).
Qed.

Lemma derives_Rinv f t l : derives f t l -> f t <> 0 ->
  derives (fun s => Rinv (f s)) t (- (Rinv (f t) * Rinv (f t)) * l).
Proof.
move=> H f_neq0; apply: derives_eq (derives_inv H f_neq0).
by real_operations; field.
Qed.

Section Matrices.
Variables m n : nat.
Variable X : 'M[R]_(m, n).

Lemma differential_eq p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D D' :
  differential S X D -> (forall E, D E = D' E) -> differential S X D'.
Proof. by move=> dS eqD M t E MtX ME; rewrite -eqD; apply: dS. Qed.

Lemma differential_addl p q (C : 'M[R]_(p, q)) (T : 'M[R]_(m, n) -> 'M_(p, q)) D :
  differential T X D -> differential (fun Z => C + T Z) X D.
Proof.
move=> dT; apply: (differential_eq (differential_add (differential_const C) dT)) => E.
by rewrite add0r.
Qed.

Lemma differential_addr p q (C : 'M[R]_(p, q)) (T : 'M[R]_(m, n) -> 'M_(p, q)) D :
  differential T X D -> differential (fun Z => T Z + C) X D.
Proof.
move=> dT; apply: (differential_eq (differential_add dT (differential_const C))) => E.
by rewrite addr0.
Qed.

Lemma differential_mull p k q (C : 'M[R]_(p, k)) (T : 'M[R]_(m, n) -> 'M_(k, q)) D :
  differential T X D -> differential (fun Z => C *m T Z) X (fun E => C *m D E).
Proof.
move=> dT; apply: (differential_eq (differential_mul (differential_const C) dT)) => E.
by rewrite mul0mx add0r.
Qed.

Lemma differential_mulr p k q (C : 'M[R]_(k, q)) (T : 'M[R]_(m, n) -> 'M_(p, k)) D :
  differential T X D -> differential (fun Z => T Z *m C) X (fun E => D E *m C).
Proof.
move=> dT; apply: (differential_eq (differential_mul dT (differential_const C))) => E.
by rewrite mulmx0 addr0.
Qed.

Lemma differential_hadamardl p q (C : 'M[R]_(p, q)) (T : 'M[R]_(m, n) -> 'M_(p, q)) D :
  differential T X D -> differential (fun Z => C .* T Z) X (fun E => C .* D E).
Proof.
move=> dT; apply: (differential_eq (differential_hadamard (differential_const C) dT)) => E.
by rewrite hadamard0 add0r.
Qed.

Lemma differential_hadamardr p q (C : 'M[R]_(p, q)) (T : 'M[R]_(m, n) -> 'M_(p, q)) D :
  differential T X D -> differential (fun Z => T Z .* C) X (fun E => C .* D E).
Proof.
move=> dT; apply: (differential_eq (differential_hadamard dT (differential_const C))) => E.
by rewrite hadamard0 addr0.
Qed.

Lemma differential_scaled p q F d (T : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  scalar_differential F X d -> differential T X D ->
  differential (fun Z => F Z *: T Z) X (fun E => d E *: T X + F X *: D E).
Proof.
move=> dF dT M t E MtX ME i j; rewrite !mxE -MtX.
apply: derives_ext (derives_mul (dF M t E MtX ME) (dT M t E MtX ME i j)).
by move=> s; rewrite mxE.
Qed.

Lemma differential_scaledr p q F d (C : 'M[R]_(p, q)) :
  scalar_differential F X d ->
  differential (fun Z => F Z *: C) X (fun E => d E *: C).
Proof.
move=> dF; apply: (differential_eq (differential_scaled dF (differential_const C))) => E.
by rewrite scaler0 addr0.
Qed.

Lemma differential_log p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  (forall i j, Rlt 0 (S X i j)) -> differential S X D ->
  differential (fun Z => log_entries (S Z)) X
               (fun E => reciprocal_entries (S X) .* D E).
Proof.
move=> S_pos dS M t E MtX ME i j; rewrite !mxE -MtX.
have St_pos : Rlt 0 (S (M t) i j) by rewrite MtX.
by apply: derives_ext (derives_ln (dS M t E MtX ME i j) St_pos) => s; rewrite mxE.
Qed.

Lemma differential_reciprocal p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  (forall i j, S X i j <> 0) -> differential S X D ->
  differential (fun Z => reciprocal_entries (S Z)) X
    (fun E => - (reciprocal_entries (S X) .* reciprocal_entries (S X)) .* D E).
Proof.
move=> S_neq0 dS M t E MtX ME i j; rewrite !mxE -MtX.
have St_neq0 : S (M t) i j <> 0 by rewrite MtX.
by apply: derives_ext (derives_Rinv (dS M t E MtX ME i j) St_neq0) => s; rewrite mxE.
Qed.

Lemma differential_exp_entries p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  differential (fun Z => exp_entries (S Z)) X (fun E => exp_entries (S X) .* D E).
Proof. exact: differential_exp. Qed.

Lemma differential_diag p (v : 'M[R]_(m, n) -> 'M[R]_(p, 1)) D :
  differential v X D -> differential (fun Z => diag (v Z)) X (fun E => diag (D E)).
Proof.
move=> dv M t E MtX ME i j; rewrite mxE.
apply: (@derives_ext (fun s => if i == j then v (M s) i 0 else 0)).
  by move=> s; rewrite mxE.
by case: (i == j); [apply: dv | apply: derives_const].
Qed.

Lemma differential_diagonal p (S : 'M[R]_(m, n) -> 'M[R]_p) D :
  differential S X D ->
  differential (fun Z => diagonal (S Z)) X (fun E => diagonal (D E)).
Proof.
apply: (@differential_move m n X _ _ _ _ _ (fun i _ => i) (fun i _ => i)).
by move=> A i j; rewrite mxE.
Qed.

Lemma differential_rowsum p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  differential (fun Z => rowsum (S Z)) X (fun E => D E *m ones q 1).
Proof.
move=> dS M t E MtX ME i j; rewrite -rowsumE mxE.
apply: (@derives_ext (fun s => \sum_k S (M s) i k)); first by move=> s; rewrite mxE.
by apply: derives_sum => k; apply: dS.
Qed.

Lemma differential_colsum p q (S : 'M[R]_(m, n) -> 'M[R]_(p, q)) D :
  differential S X D ->
  differential (fun Z => colsum (S Z)) X (fun E => ones 1 p *m D E).
Proof.
move=> dS M t E MtX ME i j; rewrite -colsumE mxE.
apply: (@derives_ext (fun s => \sum_k S (M s) k j)); first by move=> s; rewrite mxE.
by apply: derives_sum => k; apply: dS.
Qed.

(* Numbers *)

Lemma scalar_opp F d : scalar_differential F X d ->
  scalar_differential (fun Z => - F Z) X (fun E => - d E).
Proof. by move=> dF M t E MtX ME; apply: derives_opp; apply: dF. Qed.

Lemma scalar_addl x F d : scalar_differential F X d ->
  scalar_differential (fun Z => x + F Z) X d.
Proof.
move=> dF M t E MtX ME; rewrite -[d E]add0r.
exact: derives_add (derives_const _ _) (dF M t E MtX ME).
Qed.

Lemma scalar_addr x F d : scalar_differential F X d ->
  scalar_differential (fun Z => F Z + x) X d.
Proof.
move=> dF M t E MtX ME; rewrite -[d E]addr0.
exact: derives_add (dF M t E MtX ME) (derives_const _ _).
Qed.

Lemma scalar_mul F d G d' : scalar_differential F X d -> scalar_differential G X d' ->
  scalar_differential (fun Z => F Z * G Z) X (fun E => d E * G X + F X * d' E).
Proof.
move=> dF dG M t E MtX ME; rewrite -MtX.
exact: derives_mul (dF M t E MtX ME) (dG M t E MtX ME).
Qed.

Lemma scalar_mulr x F d : scalar_differential F X d ->
  scalar_differential (fun Z => F Z * x) X (fun E => d E * x).
Proof.
move=> dF M t E MtX ME; apply: derives_eq (derives_mul (dF M t E MtX ME) (derives_const x t)).
by rewrite mulr0 addr0.
Qed.

Lemma scalar_of_exp F d : scalar_differential F X d ->
  scalar_differential (fun Z => exp (F Z)) X (fun E => exp (F X) * d E).
Proof.
by move=> dF M t E MtX ME; rewrite -MtX; apply: derives_exp; apply: dF.
Qed.

Lemma scalar_of_ln F d : Rlt 0 (F X) -> scalar_differential F X d ->
  scalar_differential (fun Z => ln (F Z)) X (fun E => Rinv (F X) * d E).
Proof.
move=> F_pos dF M t E MtX ME; rewrite -MtX.
by apply: derives_ln; [apply: dF | rewrite MtX].
Qed.

Lemma scalar_of_inverse F d : F X <> 0 -> scalar_differential F X d ->
  scalar_differential (fun Z => Rinv (F Z)) X (fun E => - (Rinv (F X) * Rinv (F X)) * d E).
Proof.
move=> F_neq0 dF M t E MtX ME; rewrite -MtX.
by apply: derives_Rinv; [apply: dF | rewrite MtX].
Qed.

Lemma scalar_trace p (S : 'M[R]_(m, n) -> 'M[R]_p) D :
  differential S X D -> scalar_differential (fun Z => \tr (S Z)) X (fun E => \tr (D E)).
Proof. by move=> dS M t E MtX ME; apply: derives_sum => i; apply: dS. Qed.
End Matrices.

Ltac not_zero_here := first
  [ assumption
  | let i := fresh "i" in let j := fresh "j" in
    move=> i j; apply: Rgt_not_eq; rewrite ?mxE; first [exact: exp_pos | by auto]
  | apply: Rgt_not_eq; first [exact: exp_pos | assumption] ].

(* For a sum or product of S and T: which of them stays the same. *)
Ltac by_constant S T left right both :=
  lazymatch S with
  | (fun _ => ?C) => left C
  | _ => lazymatch T with (fun _ => ?C) => right C | _ => both tt end
  end.

Ltac vary :=
  cbv beta; expand_function;
  lazymatch goal with
  | |- scalar_differential ?F _ _ =>
    lazymatch F with
    | (fun _ => ?x) => refine (scalar_const x)
    | (fun Z => @?S Z + @?T Z) =>
        by_constant S T ltac:(fun x => refine (scalar_addl x _))
          ltac:(fun x => refine (scalar_addr x _)) ltac:(fun _ => refine (scalar_add _ _)); vary
    | (fun Z => - @?S Z) => refine (scalar_opp _); vary
    | (fun Z => sum_entries _) => refine (scalar_sum _); vary
    | (fun Z => mxtrace _) => refine (scalar_trace _); vary
    | (fun Z => fun_of_matrix _ 0 0) => refine (scalar_entry _); vary
    | (fun Z => @?S Z * @?T Z) =>
        by_constant S T ltac:(fun x => refine (scalar_scale x _))
          ltac:(fun x => refine (scalar_mulr x _)) ltac:(fun _ => refine (scalar_mul _ _)); vary
    | (fun Z => exp _) => refine (scalar_of_exp _); vary
    | (fun Z => ln _) => refine (scalar_of_ln _ _); [ cbv beta; assumption | vary ]
    | (fun Z => Rinv _) => refine (scalar_of_inverse _ _); [ cbv beta; not_zero_here | vary ]
    | _ => fail 1 "no rule for" F
    end
  | |- differential ?F _ _ =>
    lazymatch F with
    | (fun _ => ?C) => refine (differential_const C)
    | (fun Z => Z) => refine (@differential_id _ _ _)
    | (fun Z => @?S Z + @?T Z) =>
        by_constant S T ltac:(fun C => refine (differential_addl C _))
          ltac:(fun C => refine (differential_addr C _))
          ltac:(fun _ => refine (differential_add _ _)); vary
    | (fun Z => - _) => refine (differential_opp _); vary
    | (fun Z => @?S Z *: @?T Z) =>
        by_constant S T ltac:(fun x => refine (differential_scale x _))
          ltac:(fun C => refine (differential_scaledr C _))
          ltac:(fun _ => refine (differential_scaled _ _)); vary
    | (fun Z => softmax _) => refine (differential_softmax _); vary
    | (fun Z => exp_entries _) => refine (differential_exp_entries _); vary
    | (fun Z => log_entries _) =>
        refine (differential_log _ _); [ cbv beta; assumption | vary ]
    | (fun Z => reciprocal_entries _) =>
        refine (differential_reciprocal _ _); [ cbv beta; not_zero_here | vary ]
    | (fun Z => trmx _) => refine (differential_tr _); vary
    | (fun Z => vec _) => refine (differential_vec _); vary
    | (fun Z => diag _) => refine (differential_diag _); vary
    | (fun Z => diagonal _) => refine (differential_diagonal _); vary
    | (fun Z => rowsum _) => refine (differential_rowsum _); vary
    | (fun Z => colsum _) => refine (differential_colsum _); vary
    | (fun Z => @?S Z *m @?T Z) =>
        by_constant S T ltac:(fun C => refine (differential_mull C _))
          ltac:(fun C => refine (differential_mulr C _))
          ltac:(fun _ => refine (differential_mul _ _)); vary
    | (fun Z => @?S Z .* @?T Z) =>
        by_constant S T ltac:(fun C => refine (differential_hadamardl C _))
          ltac:(fun C => refine (differential_hadamardr C _))
          ltac:(fun _ => refine (differential_hadamard _ _)); vary
    | (fun Z => row_mx _ _) => refine (differential_row_mx _ _); vary
    | (fun Z => resize _ _ _) =>
        refine (differential_resize _ _ _); [equal_sizes | equal_sizes | vary ]
    | _ => fail 1 "no rule for" F
    end
  end.
