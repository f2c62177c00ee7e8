"""Random exact tests of an identity: at integers, in residues above exponentials, in balls where neither is possible."""

from .identity import IdentityResult, identity_test, random_shapes

__all__ = ["IdentityResult", "identity_test", "random_shapes"]
