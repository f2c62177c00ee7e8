"""Decisions about ranks and low-rank factors."""
