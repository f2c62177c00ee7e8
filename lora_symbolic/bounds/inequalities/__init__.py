"""Inequalities that a reader states: derived by rule, decided on their whole range, attacked by an adversary."""

from .adversary import Instance, attack
from .derivation import Bounded, Derived, Setting, bounded, impossible
from .steps import steps_of

__all__ = ["Bounded", "Derived", "Instance", "Setting", "attack", "bounded", "impossible", "steps_of"]
