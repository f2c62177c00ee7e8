"""Coq: theories, and statements and certificates written for them."""
