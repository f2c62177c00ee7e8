"""Decisions about errors and bounds."""
