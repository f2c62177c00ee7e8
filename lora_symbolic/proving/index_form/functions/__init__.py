"""Functions of each entry that are atoms of their own."""
