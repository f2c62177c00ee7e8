"""The second phase: the passes that a plan asks for, and the certified result."""
