"""The runner: judges claims, each by every method that applies, on as many processes as asked for.

Dictionary
    judge_claim     one claim -> Result
    judge_claims    many claims -> Results in the order given, whatever the number of processes
    judge_and       the same, with what is asked of each claim and its result by the process that judged it
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import TypeVar

from lora_symbolic.evaluation import EvaluationError
from lora_symbolic.language import LanguageError, subterms
from proofs_checks.ledger.equality import seed_of
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength
from proofs_checks.verdict.verdict import FURTHER_KINDS_NEEDED, Judgement, Verdict, corroboration, judge

from .methods import METHODS
from .methods.method import Effort, Method, of_witness
from .parallel import cores, in_processes
from .results import Result
from .timing import OutOfTime, time_limit

SECONDS_PER_CLAIM = 20.0
CONFIRMING = 2.0  # seconds beyond those of the proof, for what confirms it
BATCH = 16
ALONE = 0.3  # seconds for which a few claims are judged without other processes
Watcher = Callable[[Result], None]
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Plan:
    """How claims are judged: the names of the methods (all, if none are given) and the seconds for each claim.

    Where it is not `thorough`, what confirms a proof takes no more than two seconds longer than the proof itself, and
    a spare method is asked only where fewer than two others confirm it.
    """

    methods: frozenset[str] = frozenset()
    seconds: float = SECONDS_PER_CLAIM
    thorough: bool = True

    def allows(self, method: Method, evidence: Sequence[Evidence] = ()) -> bool:
        """Whether the plan lets this method speak, after this evidence."""
        if self.methods:
            return method.name in self.methods
        return self.thorough or not method.spare or len(corroboration(evidence)) < FURTHER_KINDS_NEEDED


def judge_claim(claim: LedgerClaim, plan: Plan | None = None, methods: Sequence[Method] = METHODS) -> Result:
    """The result for one claim: every method that applies is heard, then the verdict is computed."""
    plan = plan or Plan()
    start = perf_counter()
    evidence: list[Evidence] = []
    problems: list[str] = []
    late, proved_after = False, None
    seed = seed_of(claim)
    for method in methods:
        if not plan.allows(method, evidence) or not method.applies(claim):
            continue
        left = max((plan.seconds - (perf_counter() - start)) * method.share, 0.0)
        if proved_after is not None and not plan.thorough:
            left = min(left, proved_after + CONFIRMING)
        piece, kind = _hear(method, claim, Effort(left, seed, proved_after is not None))
        piece = piece if claim.exists is None else of_witness(piece)
        evidence.append(piece)
        late = late or (kind == "late" and (proved_after is None or plan.thorough))
        if proved_after is None and piece.finding is Finding.PROVES:
            proved_after = perf_counter() - start
        if kind == "crash":
            problems.append(f"{claim.id} ({claim.form}): {method.name}: {piece.detail}")
    return Result(
        id=claim.id,
        item=claim.item,
        name=claim.name,
        form=claim.form,
        text=claim.text,
        judgement=judge(evidence, claim.outside),
        evidence=tuple(evidence),
        seconds=perf_counter() - start,
        out_of_time=late,
        problems=tuple(problems),
        where=tuple(map(str, claim.where)),
        slip=claim.slip,
        reading=claim.reading,
    )


def _hear(method: Method, claim: LedgerClaim, effort: Effort) -> tuple[Evidence, str]:
    """One method's evidence; running out of time, or failing inside, is silence with its reason."""
    if effort.seconds <= 0:
        return Evidence(method.name, Strength.NONE, "no time left"), "late"
    try:
        with time_limit(effort.seconds):
            return method.gather(claim, effort), "heard"
    except OutOfTime:
        return Evidence(method.name, Strength.NONE, f"out of time after {effort.seconds:.1f} s"), "late"
    except RecursionError:
        return Evidence(method.name, Strength.NONE, "nested too deeply for this method"), "heard"
    except (LanguageError, EvaluationError) as error:
        return Evidence(method.name, Strength.NONE, f"does not apply: {error}"), "heard"
    except (MemoryError, OverflowError):
        return Evidence(method.name, Strength.NONE, "numbers too large for this method"), "heard"
    except Exception as error:  # a crash inside one method must not silence the others; it is reported as a problem
        return Evidence(method.name, Strength.NONE, f"internal error: {type(error).__name__}: {error}"), "crash"


def judge_claims(
    claims: Sequence[LedgerClaim], jobs: int | None = 1, plan: Plan | None = None, watch: Watcher | None = None
) -> tuple[Result, ...]:
    """The results in the order of the claims, whatever the number of processes; `watch` sees each as it comes."""
    return tuple(result for result, _ in judge_and(_nothing, claims, jobs, plan, watch))


def judge_and(
    ask: Callable[[LedgerClaim, Result], Answer],
    claims: Sequence[LedgerClaim],
    jobs: int | None = 1,
    plan: Plan | None = None,
    watch: Watcher | None = None,
) -> list[tuple[Result, Answer | None]]:
    """Each claim's result with what `ask` says of both, in the order of the claims; None where a process died.

    The process that judged a claim is asked, since it remembers what the judgement took. Without a number of `jobs`,
    as many processes as there are cores, where they help.
    """
    work = partial(_judged, ask, plan)
    see = None if watch is None else partial(_seen, watch)
    first = _alone(work, claims, see) if jobs is None and len(claims) <= BATCH else []
    rest = claims[len(first) :]
    found = first + in_processes(work, rest, jobs or cores(), batches_of(rest), see)
    return [pair or (_lost(claim), None) for claim, pair in zip(claims, found, strict=True)]


def _alone(
    work: Callable[[LedgerClaim], tuple[Result, Answer]],
    claims: Sequence[LedgerClaim],
    see: Callable[[tuple[Result, Answer]], None] | None,
) -> list[tuple[Result, Answer] | None]:
    """The first of a few claims, judged here until it takes longer than processes that would help."""
    done: list[tuple[Result, Answer] | None] = []
    end = perf_counter() + ALONE
    while len(done) < len(claims) and perf_counter() < end:
        pair = work(claims[len(done)])
        done.append(pair)
        if see is not None:
            see(pair)
    return done


def _judged(
    ask: Callable[[LedgerClaim, Result], Answer], plan: Plan | None, claim: LedgerClaim
) -> tuple[Result, Answer]:
    result = judge_claim(claim, plan)
    return result, ask(claim, result)


def _seen(watch: Watcher, pair: tuple[Result, object]) -> None:
    watch(pair[0])


def _nothing(_claim: LedgerClaim, _result: Result) -> None:
    return None


def batches_of(claims: Sequence[LedgerClaim]) -> list[list[int]]:
    """The numbers of the claims in batches: claims about the same derivative together, since methods remember it.

    Larger derivatives come first, so that no core idles at the end; the claims without one follow in small batches.
    """
    alike: dict[object, list[int]] = {}
    weights: dict[object, int] = {}
    for number, claim in enumerate(claims):
        derivatives = [node for node in subterms(*claim.terms) if node.op == "grad"]
        largest = max(derivatives, key=lambda node: sum(1 for _ in subterms(node)), default=None)
        key: object = ("others", number // BATCH) if largest is None else largest
        alike.setdefault(key, []).append(number)
        weights[key] = 0 if largest is None else sum(1 for _ in subterms(largest))
    return [alike[key] for key in sorted(alike, key=lambda key: -weights[key])]


def _lost(claim: LedgerClaim) -> Result:
    """The result for a claim whose worker process died."""
    reason = "the process that judged this claim, or one beside it, died"
    judgement = Judgement(Verdict.UNDECIDED, reason)
    evidence = (Evidence("runner", Strength.NONE, reason),)
    problem = f"{claim.id} ({claim.form}): {reason}"
    return Result(
        claim.id, claim.item, claim.name, claim.form, claim.text, judgement, evidence, 0.0, problems=(problem,)
    )


def known_methods(names: Collection[str]) -> str | None:
    """The first of these names that is no method's, if any."""
    known = {method.name for method in METHODS}
    return next((name for name in names if name not in known), None)
