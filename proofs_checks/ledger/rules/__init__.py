"""What the files of a ledger must keep to: marks of claims, LaTeX that is closed, ids, pages and scalars that fit."""
