"""What approximates exp of logits: coordinates, bounds on the logits, a certified polynomial, its monomials and sums."""
