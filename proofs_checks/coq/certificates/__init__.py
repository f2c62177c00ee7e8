"""Certificates that Coq checks: polynomials against exp, tables of them, ranks."""
