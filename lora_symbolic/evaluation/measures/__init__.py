"""Measures at numbers: norms, ranks and the sides of a comparison, exactly or in balls."""
