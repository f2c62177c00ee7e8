"""Costs: multiplications of a term as an exact polynomial in the sizes, compared, counted on runs, cheapest order."""
