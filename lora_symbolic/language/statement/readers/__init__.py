"""Readers that know more than the plain one: problems and reductions, witnesses of existence, and patience with what cannot be read."""
