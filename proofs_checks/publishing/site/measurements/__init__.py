"""Fragments of pages made from stored measurements."""
