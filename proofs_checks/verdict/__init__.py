"""The verdict: what a method found, how much it is worth, and the one function that decides."""
