"""The answer to an equality, and how it is shown."""

from .answer import Answer, decide, prove_by_both_routes

__all__ = ["Answer", "decide", "prove_by_both_routes"]
