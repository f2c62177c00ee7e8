"""exp by polynomials, certified: Taylor, Chebyshev, minimax; enclosures of their error; least degrees.

>>> found = least_degree(2, "1e-3")
>>> found.degree, float(found.error.high) < 1e-3 < float(found.below)
(6, True)
"""

from .degree.least import LeastDegree, alternation_bound, least_degree, least_degree_on, least_error
from .error.certify import certified_error
from .error.integer_certificate import second_certificate
from .errors import ApproximationError, NotCertified
from .polynomials.chebyshev import chebyshev, truncation_error
from .polynomials.polynomial import Enclosure, ExpPolynomial
from .polynomials.positivity import positivity
from .polynomials.remez import minimax
from .polynomials.taylor import taylor

__all__ = [
    "ExpPolynomial",
    "Enclosure",
    "taylor",
    "chebyshev",
    "minimax",
    "certified_error",
    "second_certificate",
    "positivity",
    "truncation_error",
    "alternation_bound",
    "least_error",
    "least_degree",
    "least_degree_on",
    "LeastDegree",
    "ApproximationError",
    "NotCertified",
]
