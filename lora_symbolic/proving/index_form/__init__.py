"""The index form: terms as polynomials in the entries of matrices, and its canonical form; no derivative by reverse mode."""
