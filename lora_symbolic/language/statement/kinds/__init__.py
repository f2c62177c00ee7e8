"""Kinds of claims that are no equalities, one file each: how they are read, and the words that only they need."""
