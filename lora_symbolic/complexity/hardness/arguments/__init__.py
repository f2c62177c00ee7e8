"""The lower bounds as recorded arguments, one file for each link of the chain."""
