"""The views of items prepared for LaTeX: steps numbered, repetitions named instead of printed again.

Dictionary
    Steps           the recorded steps of arguments, each printed once
    prepared        an item's view with numbered steps, and without what another of its claims has already
    rules_of        the rules of reverse mode that derivations use, with what they say
    MARKS           a sign for each verdict
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from proofs_checks.verdict.verdict import Verdict

MARKS: Mapping[str, str] = {
    Verdict.PROVED: r"$\checkmark$",
    Verdict.CONDITIONAL: r"$\lozenge$",
    Verdict.REFUTED: r"$\times$",
    Verdict.ILL_TYPED: r"$\oslash$",
    Verdict.UNDECIDED: "?",
    Verdict.CITED: r"$\ast$",
    Verdict.CONVENTION: r"$\equiv$",
    Verdict.CONDITIONALLY_REFUTED: r"$\otimes$",
}
Data = Mapping[str, Any]


class Steps:
    """The recorded steps of arguments: each has a number, given when it is first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def grouped(self, steps: Sequence[Data]) -> list[dict[str, Any]]:
        """Steps with their numbers; runs of those met before are only named."""
        found: list[dict[str, Any]] = []
        for step in steps:
            key = json.dumps(step, sort_keys=True)
            known = self._numbers.get(key)
            if known is None:
                self._numbers[key] = number = len(self._numbers) + 1
                found.append({"number": number, "step": step})
            elif not (found and found[-1].get("again")):
                found.append({"again": True, "runs": [[known]]})
            elif (last := found[-1]["runs"][-1])[-1] == known - 1:
                last.append(known)
            else:
                found[-1]["runs"].append([known])
        return found


def prepared(views: Iterable[Data], steps: Steps | None = None) -> Iterator[dict[str, Any]]:
    """The views of items with what LaTeX prints of their claims and names."""
    numbers = steps or Steps()
    for view in views:
        seen: dict[str, str] = {}
        pairs = [
            {**pair, "forms": [_form(form, numbers, seen) for form in reversed(pair["forms"])][::-1]}
            for pair in view["pairs"]
        ]
        yield {**view, "pairs": pairs, "settings": list(_settings(view["settings"]))}


def _form(form: Data, numbers: Steps, seen: dict[str, str]) -> dict[str, Any]:
    derivations = []
    for found in form["derivations"]:
        key = json.dumps(found, sort_keys=True)
        if key in seen:
            derivations.append({**found, "same": seen[key]})
        else:
            seen[key] = form["name"]
            derivations.append(found)
    shown = {**form, "derivations": derivations, "steps": numbers.grouped(form.get("argument") or [])}
    if coq := form.get("coq"):
        shown["coq"] = {**coq, "groups": axiom_groups(coq["axioms"])}
    return shown


def axiom_groups(axioms: Iterable[Data]) -> list[dict[str, Any]]:
    """Axioms by the reason for which they may be used."""
    found: dict[str, list[str]] = {}
    for axiom in axioms:
        found.setdefault(axiom["reason"], []).append(axiom["name"])
    return [{"reason": reason, "names": names} for reason, names in found.items()]


def _settings(settings: Sequence[Data]) -> Iterator[dict[str, Any]]:
    """The names of each form, those of the form before left out."""
    shown: set[str] = set()
    for setting in settings:
        shapes = [tex for tex in setting["shapes"] if tex not in shown]
        equations = [tex for _, tex in setting["definitions"] if tex not in shown]
        shown.update(shapes, equations)
        yield {"form": setting["form"], "shapes": shapes, "equations": equations}


def rules_of(views: Iterable[Data]) -> list[tuple[str, str]]:
    """The rules that derivations name, each once, in alphabetical order."""
    found: dict[str, str] = {}
    for view in views:
        for pair in view["pairs"]:
            for form in pair["forms"]:
                for derivation in form["derivations"]:
                    found |= {
                        step["rule"]: step["explanation"] for step in derivation["steps"] if step["rule"] != "collect"
                    }
    found["collect"] = "a term used several times: the contributions add up"
    return sorted(found.items())
