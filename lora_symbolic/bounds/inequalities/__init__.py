"""Inequalities that a reader states: derived by rule, decided on their whole range, attacked by an adversary."""

from .adversary import Instance, attack
from .assumed import conditions_of, impossible
from .derivation import Bounded, Derived, Setting, bounded
from .steps import steps_of

__all__ = ["Bounded", "Derived", "Instance", "Setting", "attack", "bounded", "conditions_of", "impossible", "steps_of"]
