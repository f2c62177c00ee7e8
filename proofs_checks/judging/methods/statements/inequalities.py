"""Bounds: inequalities, derived by the rules of the error calculus and attacked by an adversary.

Dictionary
    gather              the bound that the rules reach, compared with the claimed one on the whole range
    oppose              points within the hypotheses: a certain violation, or the largest ratio attained
"""

from __future__ import annotations

from typing import Any

from lora_symbolic.bounds.inequalities import Bounded, Setting, attack, bounded, conditions_of, impossible, steps_of
from lora_symbolic.bounds.inequalities.adversary import Instance, ratio_text
from lora_symbolic.bounds.inequalities.least import attained, not_least
from lora_symbolic.language.statement import Holds
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck.inequality import problem_with
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from ..method import Effort

SIZES_TRIED = 12
SIZES_TRIED_AFTER_PROOF = 3  # enough to catch a rule that is wrong, and the same on every machine


def _holds(claim: LedgerClaim) -> Holds:
    if not isinstance(claim.stated, Holds):
        raise TypeError(f"{claim.id}: expected an inequality")
    return claim.stated


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The bound of every link; a proof when each is at most what is claimed."""
    stated = _holds(claim)
    setting = Setting(stated.hypotheses, stated.scalars)
    found = bounded(stated.comparison, setting)
    detail = "; ".join(link.text for link in found.links)
    data: dict[str, Any] = {
        "derived": [None if link.bound is None else str(link.bound) for link in found.links],
        "claimed": [link.link.right.text for link in found.links],
        **claim.said,
    }
    if not found.proved:
        return Evidence("bounds", Strength.NONE, detail, data=data)
    if (needed := conditions_of(stated.comparison, setting)) != ():
        instance = attack(stated.comparison, setting, effort.seconds, effort.seed, SIZES_TRIED_AFTER_PROOF, True)
        if instance is None:
            detail = f"{detail}; no instance was found where {' and '.join(needed)}"
            return Evidence("bounds", Strength.NONE, detail, data=data)
        at = instance.to_dict()
        data |= {"conditions": list(needed), "instance": {"sizes": at["sizes"], "matrices": at["matrices"]}}
    if stated.least is not None:
        return _least(claim, stated, found, data, detail)
    how = "; ".join(dict.fromkeys(link.how for link in found.links if link.how is not None))
    steps = tuple(step for link in found.links for step in steps_of(link, claim.term_names))
    return Evidence("bounds", Strength.DERIVATION, f"{detail}: {how}", Finding.PROVES, data, steps)


def _least(claim: LedgerClaim, stated: Holds, found: Bounded, data: dict[str, Any], detail: str) -> Evidence:
    """The evidence for a constant that holds and shall be the least one."""
    least = stated.least
    if least is None:
        raise ValueError(f"{claim.id}: no least constant")
    setting = Setting(stated.hypotheses, stated.scalars)
    steps = [step for link in found.links for step in steps_of(link, claim.term_names)]
    if (smaller := not_least(stated, least, found, setting)) is not None:  # found at once, if at all
        told = {**data, "family": f"not the least constant: {smaller}", "facts": []}
        return Evidence("bounds", Strength.DERIVATION, told["family"], Finding.REFUTES, told, tuple(steps))
    if (sharp := attained(stated, least, setting)) is not None:
        told = {**data, "family": sharp.family}
        detail = f"{detail}; no smaller constant: {sharp.family}"
        return Evidence("bounds", Strength.DERIVATION, detail, Finding.PROVES, told, (*steps, sharp.step))
    said = f"{detail}: it holds; no family of instances was found that attains or approaches it"
    return Evidence("bounds", Strength.NONE, said, data=data)


def describe(instance: Instance) -> str:
    """Where the largest ratio was attained."""
    parts = [f"{name} = {size}" for name, size in instance.point.sizes.items()]
    parts += [f"{name} = {float(number):.6g}" for name, number in instance.point.scalars.items()]
    return f"{ratio_text(instance.ratio)} times the claimed bound is attained at {', '.join(parts) or 'fixed sizes'}"


def oppose(claim: LedgerClaim, effort: Effort) -> Evidence:
    """A certain violation within the hypotheses, confirmed by evaluation alone; else the largest ratio attained."""
    stated = _holds(claim)
    tuples = SIZES_TRIED_AFTER_PROOF if effort.proved else SIZES_TRIED
    setting = Setting(stated.hypotheses, stated.scalars)
    if (hypothesis := impossible(setting)) is not None:
        detail = f"no numbers satisfy {hypothesis}"
        return Evidence("adversary", Strength.NONE, detail, Finding.VACUOUS, {"impossible": hypothesis})
    found = attack(stated.comparison, setting, effort.seconds, effort.seed, tuples, effort.proved)
    if found is None:
        return Evidence("adversary", Strength.NONE, "no point within the hypotheses was found", Finding.VACUOUS)
    data: dict[str, Any] = found.to_dict()
    strength = Strength.EXACT_AT_SHAPES if found.exact else Strength.CERTIFIED_INTERVAL
    if not found.violates:
        return Evidence("adversary", strength, describe(found), Finding.AGREES, data)
    if (problem := problem_with(data, stated, claim.where)) is not None:
        return Evidence("adversary", Strength.NONE, f"a violation was not confirmed: {problem}", Finding.DISAGREES)
    return Evidence("adversary", strength, f"fails within the hypotheses: {describe(found)}", Finding.REFUTES, data)
