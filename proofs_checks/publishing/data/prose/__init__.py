"""Words with formulas: notes of the ledger in a small Markdown, and what programs say in plain letters."""
