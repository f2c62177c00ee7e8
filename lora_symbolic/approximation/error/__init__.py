"""Errors: the certified sup of a polynomial's error against exp, by several certificates that share little."""
