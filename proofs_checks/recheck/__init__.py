"""The re-checker of counterexamples: evaluation alone, no prover and no reverse mode."""
