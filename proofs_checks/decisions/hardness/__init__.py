"""Decisions about lower bounds."""
