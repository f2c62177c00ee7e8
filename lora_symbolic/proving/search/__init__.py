"""The search for small sizes and matrices: instances of conditions, counterexamples."""

from .counterexample import Counterexample, find_counterexample
from .instance import Instance, find_instance
from .solutions import Solutions

__all__ = ["Counterexample", "Instance", "Solutions", "find_counterexample", "find_instance"]
