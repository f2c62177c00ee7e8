"""Judging: methods gather evidence, one function turns it into a verdict, the record remembers what was agreed."""
