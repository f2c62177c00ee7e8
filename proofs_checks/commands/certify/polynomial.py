"""The certificate of one polynomial for exp, compiled by Coq and shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from proofs_checks.coq.certificates.polynomial import PolynomialCertificate, certificate_for
from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.coq.toolchain.assumptions import not_allowed, printed_axioms

from ..shared import exits
from ..shared.files import deliver
from ..shared.streams import console


def certify_polynomial(bound: str, degree: int, json: str | None) -> int:
    """Have Coq accept the bound of the polynomial of this degree on [-bound, bound], and return the exit code."""
    certificate = certificate_for(bound, degree)
    answer = toolchain.compile_text("certificate", certificate.text)
    printed = printed_axioms(answer.output)
    beyond = not_allowed(printed[0], certificate=True) if printed else ()
    certified = answer.accepted and len(printed) == 1 and not beyond
    data = {
        "schema": 1,
        "bound": str(certificate.bound),
        "degree": certificate.degree,
        "coefficients": [str(value) for value in certificate.coefficients],
        "eps": str(certificate.eps),
        "accepted": certified,
        "statement": certificate.statement,
        "axioms": list(printed[0]) if printed else [],
        "seconds": round(answer.seconds, 2),
    }
    deliver(json, data, partial(_show, certificate, _said(answer, beyond)))
    if certified:
        return exits.AS_CLAIMED
    return exits.REFUTED if beyond else exits.UNDECIDED


def _show(certificate: PolynomialCertificate, said: str) -> None:
    console().print(certificate.text, markup=False, soft_wrap=True)
    console().print(said, markup=False)


def _said(answer: toolchain.Compiled, beyond: Sequence[str]) -> str:
    by = f"by coqc {toolchain.version()} in {answer.seconds:.1f} s"
    if not answer.accepted:
        said = answer.output.strip()[-200:]
        return f"not certified: the tactic did not close the bound {by}; this says nothing against it: {said}"
    return f"not certified: rests on {', '.join(beyond)}" if beyond else f"accepted {by}"
