"""Rules: how the bounds of a result follow from those of the arguments, for each operation."""
