"""Functions that are atoms of their own: of each entry, and of a matrix as a whole."""
