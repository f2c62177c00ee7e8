"""The search for small sizes and matrices: instances of conditions, counterexamples."""

from .counterexample import Counterexample, find_counterexample
from .instance import Instance, find_instance

__all__ = ["Counterexample", "Instance", "find_counterexample", "find_instance"]
