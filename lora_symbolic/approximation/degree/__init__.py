"""Degrees: the least degree for an error, certified from both sides, and why closed forms around it are true."""
