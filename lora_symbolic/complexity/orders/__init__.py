"""Orders of growth: powers of L and of its iterated logarithms, compared exactly."""
