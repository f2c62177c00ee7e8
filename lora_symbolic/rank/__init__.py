"""Rank: low-rank factors of a polynomial of the logits, their exact ranks, and the size of a logit."""
