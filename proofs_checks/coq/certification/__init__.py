"""Certification: every theorem compiled, its axioms compared, constants and bounds held against the calculus."""
