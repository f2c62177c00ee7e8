(* Centred products, p = f .* q - diag (rowsum (f .* q)) f: the row sum of    *)
(* absolute values, and how far a row moves when every entry of f is moved by *)
(* a factor of [1 - delta, 1 + delta] and the row divided by its sum.         *)
(*                                                                            *)
(* Dictionary                                                                 *)
(*   sign b           1 or -1                                                 *)
(*   centred u x j    u_j (x_j - sum_k u_k x_k), an entry of p                *)
(*   paired u x y     sum_j y_j centred u x j, the covariance of x and y      *)
(*   signs_suffice    a symmetric pairing, bounded for signs                  *)
(*   centred_size     rows of p have the sum |q| at most                      *)
(*   centred_moves    they move by 2 tau |q| at most                          *)
(*   half_of_row      entries of sum 0 are at most half of the row sum        *)

From Coq Require Import Reals Lra.
From Coquelicot Require Import Coquelicot.
From mathcomp Require Import all_ssreflect all_algebra.
From lora Require Import index_pair matrix_operations vec_kron matrix_calculus
  softmax gradient_tactic matrix_ring perturbation real_field shares covariance
  total_variation.

Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

Import GRing.Theory.
Local Open Scope ring_scope.

Definition sign (b : bool) : R := if b then 1 else -1.

Lemma half_of_row n (x : 'I_n -> R) j :
  \sum_k x k = 0 -> Rle (2%:R * Rabs (x j)) (\sum_k Rabs (x k)).
Proof.
rewrite (bigD1 j) //= [X in Rle _ X](bigD1 j) //= => sum_0.
have rest : Rle (Rabs (\sum_(k | k != j) x k)) (\sum_(k | k != j) Rabs (x k)).
  elim/big_rec2: _ => [|i y z _ yz]; first by rewrite Rabs_R0; apply: Rle_refl.
  by apply: Rle_trans (Rabs_triang _ _) _; apply: Rplus_le_compat_l.
have same : \sum_(k | k != j) x k = - x j by apply/eqP; rewrite -addr_eq0 addrC sum_0.
by rewrite same Rabs_Ropp in rest; rewrite mulr2n mulrDl mul1r; apply: Rplus_le_compat_l.
Qed.

Section Signs.
Variables (n : nat) (h : ('I_n -> R) -> 'I_n -> R).
Hypothesis symmetric : forall x y, \sum_j y j * h x j = \sum_j x j * h y j.

Definition sign_of (x : R) : bool := if Rle_dec 0 x then true else false.

Lemma abs_sign x : Rabs x = sign (sign_of x) * x.
Proof.
rewrite /sign_of; case: Rle_dec => x_0 /=; first by rewrite mul1r Rabs_pos_eq.
by rewrite mulN1r Rabs_left1 //; apply: Rlt_le; apply: Rnot_le_lt.
Qed.

(* Both arguments may be exchanged for signs, one after the other. *)
Lemma signs_suffice (x : 'I_n -> R) (Q B : R) : Rle 0 Q ->
  (forall j, Rle (Rabs (x j)) Q) ->
  (forall r s : 'I_n -> bool, Rle (\sum_j sign (s j) * h (fun k => sign (r k)) j) B) ->
  Rle (\sum_j Rabs (h x j)) (B * Q).
Proof.
move=> Q_ge0 x_Q bound; pose r j := sign_of (h x j).
pose s j := sign_of (h (fun k => sign (r k)) j).
have -> : \sum_j Rabs (h x j) = \sum_j x j * h (fun k => sign (r k)) j.
  by rewrite -symmetric; apply: eq_bigr => j _; apply: abs_sign.
apply: (Rle_trans _ (\sum_j sign (s j) * h (fun k => sign (r k)) j * Q)).
  apply: sum_le => j; rewrite -abs_sign mulrC; apply: Rle_trans (Rle_abs _) _.
  rewrite [Rabs _]Rabs_mult; apply: Rmult_le_compat_l; [exact: Rabs_pos | exact: x_Q].
by rewrite -mulr_suml; apply: Rmult_le_compat_r.
Qed.
End Signs.

Section Row.
Variable n : nat.
Implicit Types (u x y : 'I_n -> R) (r s : 'I_n -> bool).

Definition centred u x j : R := u j * x j - (\sum_k u k * x k) * u j.

Lemma paired_form u x y : \sum_j y j * centred u x j
  = \sum_j u j * (x j * y j) - (\sum_k u k * x k) * (\sum_k u k * y k).
Proof.
rewrite mulr_sumr -sumrB; apply: eq_bigr => j _; rewrite /centred.
by move: (\sum_k _) => z; real_operations; ring.
Qed.

Lemma paired_sym u x y : \sum_j y j * centred u x j = \sum_j x j * centred u y j.
Proof.
rewrite !paired_form [X in _ - X]mulrC; congr (_ - _).
by apply: eq_bigr => j _; rewrite [x j * _]mulrC.
Qed.

Lemma centred_sum u x : \sum_j u j = 1 -> \sum_j centred u x j = 0.
Proof. by move=> u1; rewrite sumrB -mulr_sumr u1 mulr1 subrr. Qed.

(* The mass of the places with given signs. *)
Definition mass u r s (a b : bool) : R := \sum_(j | (r j == a) && (s j == b)) u j.

Lemma sum_by_signs u r s (phi : bool -> bool -> R) : \sum_j u j * phi (r j) (s j)
  = mass u r s true true * phi true true + mass u r s true false * phi true false
    + (mass u r s false true * phi false true + mass u r s false false * phi false false).
Proof.
rewrite (bigID r) /= [X in X + _](bigID s) /= [X in _ + X](bigID s) /= /mass.
by congr (_ + _ + (_ + _)); rewrite mulr_suml; apply: eq_big => j;
  case: (r j); case: (s j).
Qed.

Definition mass_cov u r s : R :=
  cov (mass u r s true true) (mass u r s true false) (mass u r s false true) (mass u r s false false).

Lemma mass_total u r s : \sum_j u j
  = mass u r s true true + mass u r s true false + mass u r s false true + mass u r s false false.
Proof.
rewrite -addrA -(mulr1 (mass _ _ _ true true)) -(mulr1 (mass _ _ _ true false))
  -(mulr1 (mass _ _ _ false true)) -(mulr1 (mass _ _ _ false false)).
by rewrite -(sum_by_signs u r s (fun _ _ => 1)); apply: eq_bigr => j _; rewrite mulr1.
Qed.

Lemma paired_signs u r s : \sum_j u j = 1 ->
  \sum_j sign (s j) * centred u (fun k => sign (r k)) j = 4%:R * mass_cov u r s.
Proof.
move=> u1; rewrite paired_form.
rewrite (sum_by_signs u r s (fun a b => sign a * sign b)).
rewrite (sum_by_signs u r s (fun a _ => sign a)) (sum_by_signs u r s (fun _ b => sign b)).
move: u1; rewrite (mass_total u r s) /mass_cov /cov /sign.
move: (mass _ _ _ true true) (mass _ _ _ true false) (mass _ _ _ false true) (mass _ _ _ false false).
move=> a b c e; rewrite real_natE; real_operations => total; rewrite total.
have -> : e = Rminus (Rminus (Rminus R1 a) b) c by lra.
by field.
Qed.
End Row.

Section Products.
Variables (m n : nat) (f : 'M[R]_(m, n)).
Hypothesis f_row : row_stochastic f.

Lemma score_entry (h q : 'M[R]_(m, n)) i j : score h q i j = centred (h i) (q i) j.
Proof.
rewrite /score add_entry opp_entry (@diag_mul real_comRingType) !mxE /centred.
by congr (_ - _ * _); apply: eq_bigr => k _; rewrite mxE.
Qed.

Lemma score_sum (h q : 'M[R]_(m, n)) i : row_stochastic h -> \sum_j score h q i j = 0.
Proof.
by move=> [_ h1]; under eq_bigr do rewrite score_entry; apply: centred_sum.
Qed.

Lemma score_linear (h q r : 'M[R]_(m, n)) : score h (q - r) = score h q - score h r.
Proof.
apply/matrixP => i j; rewrite [RHS]add_entry opp_entry !score_entry /centred.
have -> : \sum_k h i k * (q - r) i k = \sum_k h i k * q i k - \sum_k h i k * r i k.
  by rewrite -sumrB; apply: eq_bigr => k _; rewrite add_entry opp_entry mulrBr.
rewrite add_entry opp_entry; move: (\sum_k _) (\sum_k _) => x y.
by real_operations; ring.
Qed.

Lemma bound_ge0 (q : 'M[R]_(m, n)) Q (i : 'I_m) : within q Q -> Rle 0 Q.
Proof.
move=> q_Q; have [_ /(_ i)] := f_row.
case: (pickP 'I_n) => [j _ _|none].
  exact: Rle_trans (Rabs_pos _) (q_Q i j).
by rewrite big1 => [/esym/eqP|j _]; [rewrite oner_eq0 | have := none j].
Qed.

Lemma mass_ge0 i r s a b : Rle 0 (mass (f i) r s a b).
Proof. by apply: sum_ge0 => j; have [f_ge0 _] := f_row. Qed.

Theorem centred_size (q : 'M[R]_(m, n)) Q : within q Q -> rows_within (score f q) Q.
Proof.
move=> q_Q i; have Q_ge0 := bound_ge0 i q_Q; have [_ f1] := f_row.
under eq_bigr do rewrite score_entry.
rewrite -[X in Rle _ X]mul1r; apply: (signs_suffice (@paired_sym _ (f i)) Q_ge0 (q_Q i)) => r s.
rewrite paired_signs // /mass_cov /cov.
have := mass_total (f i) r s; rewrite f1.
move: (mass_ge0 i r s true true) (mass_ge0 i r s true false).
move: (mass_ge0 i r s false true) (mass_ge0 i r s false false).
move: (mass _ _ _ true true) (mass _ _ _ true false) (mass _ _ _ false true) (mass _ _ _ false false).
move=> a b c e; rewrite real_natE; real_operations => c0 e0 a0 b0 total.
rewrite -total; have -> : Rmult R1 R1 = R1 by ring.
rewrite /Rdiv Rinv_1 Rmult_1_r.
have := Rle_0_sqr (Rminus a e); have : Rle (Rmult (Rplus a e) (Rplus a e)) R1 by nra.
by rewrite /Rsqr; nra.
Qed.

Variables (g : 'M[R]_(m, n)) (delta : R).
Hypotheses (delta_ge0 : Rle 0 delta) (delta_lt1 : Rlt delta 1).
Hypotheses (g_row : row_stochastic g) (fg : scaled_close delta f g).

Lemma mass_cov_moves i r s : 
  Rle (mass_cov (g i) r s - mass_cov (f i) r s) (tau delta / 2%:R).
Proof.
have [k [k_pos scaled]] := mass_scaled fg i.
have moves a b : moved delta (mass (f i) r s a b) (k * mass (g i) r s a b).
  by have := scaled (fun j => (r j == a) && (s j == b)); rewrite /moved /mass.
have ge0 := mass_ge0 i r s.
have := cov_moves (conj delta_ge0 delta_lt1) (ge0 true true) (ge0 true false)
  (ge0 false true) (ge0 false false) (moves true true) (moves true false)
  (moves false true) (moves false false).
rewrite -/(mass_cov (f i) r s).
suff -> : cov (k * mass (g i) r s true true) (k * mass (g i) r s true false)
    (k * mass (g i) r s false true) (k * mass (g i) r s false false) = mass_cov (g i) r s.
  by rewrite real_natE; real_operations.
have := mass_total (g i) r s; have [_ ->] := g_row; rewrite /mass_cov /cov.
move: (mass _ _ _ true true) (mass _ _ _ true false) (mass _ _ _ false true) (mass _ _ _ false false).
move=> a b c e; move: k_pos; real_operations => k_pos total; rewrite -total.
have -> : Rplus (Rplus (Rplus (Rmult k a) (Rmult k b)) (Rmult k c)) (Rmult k e) = k.
  by rewrite -[RHS]Rmult_1_r total; ring.
by field; lra.
Qed.

Theorem centred_moves (q : 'M[R]_(m, n)) Q : within q Q ->
  rows_within (score g q - score f q) (2%:R * tau delta * Q).
Proof.
move=> q_Q i; have Q_ge0 := bound_ge0 i q_Q.
have [_ f1] := f_row; have [_ g1] := g_row.
pose h x j := centred (g i) x j - centred (f i) x j.
have -> : \sum_j Rabs ((score g q - score f q) i j) = \sum_j Rabs (h (q i) j).
  by apply: eq_bigr => j _; rewrite add_entry opp_entry !score_entry.
have symmetric x y : \sum_j y j * h x j = \sum_j x j * h y j.
  rewrite /h; under eq_bigr do rewrite mulrBr; under [RHS]eq_bigr do rewrite mulrBr.
  by rewrite !sumrB !(paired_sym _ x y).
apply: (signs_suffice symmetric Q_ge0 (q_Q i)) => r s.
rewrite /h; under eq_bigr do rewrite mulrBr.
rewrite sumrB !paired_signs // -mulrBr.
have := mass_cov_moves i r s; rewrite !real_natE; real_operations; lra.
Qed.
End Products.

(* Four columns, f raised on the outer two, q = 1 on the left and -1 on the   *)
(* right: no smaller constant will do.                                        *)
Section Sharp.
Variable delta : R.
Hypotheses (delta_ge0 : Rle 0 delta) (delta_lt1 : Rlt delta 1).

Definition outer (j : 'I_4) : bool := (j == 0) || (j == 3%:R).
Definition left_half (j : 'I_4) : bool := (j < 2)%N.
Definition tilted (x : R) : 'M[R]_(1, 4) :=
  \matrix_(i, j) ((1 + sign (outer j) * x) / 4%:R).
Definition halves : 'M[R]_(1, 4) := \matrix_(i, j) sign (left_half j).

Lemma tilted_stochastic x : Rle (- 1) x -> Rle x 1 -> row_stochastic (tilted x).
Proof.
move=> x_ge x_le; split=> [i j|i].
  rewrite mxE /sign real_natE; move: x_ge x_le; case: (outer j); real_operations => x_ge x_le;
    by apply: Rmult_le_pos; lra.
rewrite !big_ord_recl big_ord0 !mxE /sign /= real_natE; real_operations; field.
Qed.

Lemma tilted_score x i j : score (tilted x) halves i j = sign (left_half j) * tilted x i j.
Proof.
rewrite score_entry /centred; have -> : \sum_k tilted x i k * halves i k = 0.
  by rewrite !big_ord_recl big_ord0 !mxE /sign /= real_natE; real_operations; field.
by rewrite !mxE mul0r subr0 mulrC.
Qed.

Theorem centred_attained : exists f g q : 'M[R]_(1, 4),
  row_stochastic f /\ row_stochastic g /\ scaled_close delta f g /\ within q 1 /\
  \sum_j Rabs ((score g q - score f q) 0 j) = 2%:R * tau delta.
Proof.
have [t_ge0 t_lt1] := tau_range (conj delta_ge0 delta_lt1).
have double := tau_double (conj delta_ge0 delta_lt1).
move: (tau delta) t_ge0 t_lt1 double => t t_ge0 t_lt1 double.
have delta_t : delta = Rdiv (Rplus t t) (Rplus R1 (Rmult t t)).
  have -> : Rplus t t = Rmult delta (Rplus R1 (Rmult t t)) by rewrite double; ring.
  by field; nra.
exists (tilted (- t)), (tilted t), halves.
split; first by apply: tilted_stochastic; move: t_ge0 t_lt1; reals.
split; first by apply: tilted_stochastic; move: t_ge0 t_lt1; reals.
split.
  move=> i; exists (Rdiv (Rminus R1 (Rmult t t)) (Rplus R1 (Rmult t t))); split.
    by apply: Rdiv_lt_0_compat; nra.
  move=> j; have fraction : Rle R0 (Rdiv (Rplus t t) (Rplus R1 (Rmult t t))).
    by apply: Rmult_le_pos; [lra | apply: Rlt_le; apply: Rinv_0_lt_compat; nra].
  rewrite !mxE delta_t /sign real_natE; case: (outer j); real_operations; apply: Req_le.
    rewrite -[RHS]Rabs_pos_eq; first by congr Rabs; field; nra.
    by apply: Rmult_le_pos => //; apply: Rmult_le_pos; lra.
  rewrite -[RHS]Rabs_pos_eq; first by rewrite -[RHS]Rabs_Ropp; congr Rabs; field; nra.
  by apply: Rmult_le_pos => //; apply: Rmult_le_pos; lra.
split.
  by move=> i j; rewrite mxE /sign; case: (left_half j);
    rewrite ?Rabs_Ropp Rabs_R1; apply: Rle_refl.
have change j : Rabs ((score (tilted t) halves - score (tilted (- t)) halves) 0 j) = t / 2%:R.
  rewrite add_entry opp_entry !tilted_score !mxE /sign !real_natE.
  case: (outer j); case: (left_half j); real_operations.
  - by rewrite Rabs_pos_eq; lra.
  - by rewrite Rabs_left1; lra.
  - by rewrite Rabs_left1; lra.
  - by rewrite Rabs_pos_eq; lra.
under eq_bigr do rewrite change.
by rewrite sum_const !real_natE; real_operations; field.
Qed.
End Sharp.
