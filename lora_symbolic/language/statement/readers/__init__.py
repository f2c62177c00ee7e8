"""Readers that know more than the plain one: witnesses of existence, and patience with what cannot be read."""
