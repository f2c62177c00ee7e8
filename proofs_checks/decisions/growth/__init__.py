"""Decisions about growth with the number of tokens."""
