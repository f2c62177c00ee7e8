"""Random exact tests of an identity: at integers, in residues above exponentials, in balls where neither is possible."""

from .identity import BOUNDED_DOMAIN, IdentityResult, identity_test, random_shapes

__all__ = ["BOUNDED_DOMAIN", "IdentityResult", "identity_test", "random_shapes"]
