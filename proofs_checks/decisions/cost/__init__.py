"""Decisions about costs."""
