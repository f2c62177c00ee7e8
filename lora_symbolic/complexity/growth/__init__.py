"""Growth: exponents of width and time as the number of tokens grows, thresholds, constants, phase diagram."""
