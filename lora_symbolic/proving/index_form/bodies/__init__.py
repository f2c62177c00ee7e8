"""Bodies: the polynomials inside heads, so that equal ones give one head, and a sum cancels against its inverse."""
