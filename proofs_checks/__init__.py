"""The court: it holds the paper's ledger, calls the mathematics, weighs the evidence and reports."""
