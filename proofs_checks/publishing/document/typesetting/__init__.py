"""Typesetting: formulas broken by rule into lines that fit, words with formulas, everything escaped."""
