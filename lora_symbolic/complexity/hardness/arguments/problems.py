"""Which of the paper's problems contains which: one adapter inside several, three inputs inside one.

Problem 2 has three free matrices C1, C2, C3. Problem 3 and Equation 3.1 have three inputs, which hold them as they are.
Problem 1 is self-attention: keys and values are made of the input that makes the queries, so that with the same width
it cannot hold every C1, C2, C3; with three times the width it can.

Dictionary
    value_adapted       Equation 3.1 (W_Q and W_V adapted) solves Problem 2
    key_adapted         Problem 3 (W_K and W_Q adapted) solves Problem 2
    three_times_wide    Problem 1 of width 3 d solves Problem 2 of width d: X = [C1, C2, C3]
    one_input_is_less   at L = 2, d = 1 no X gives the logits of C1 = (1, 1)^T, C2 = (1, -1)^T
    same_width          the false statement that Problem 1 of width d holds every instance of Problem 2
"""

from __future__ import annotations

from functools import cache

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting
from lora_symbolic.language.propositions import Problem, Proposition, Reduction, comparisons, every, formula, some

from .claims import ADAPTERS, INPUTS, KEY_ADAPTED, ONE_INPUT, VALUE_ADAPTED
from .directions import PARTIAL, gradient_names

_PART = {**gradient_names("W0 + B @ A"), "loss": "sum(c * c) / 2"}
_PAIR = {
    "o": "ones(1, 1)",
    "C1": "block([[o], [o]])",
    "C2": "block([[o], [-1 * o]])",
    "u": "block([[o, -1 * o]])",
}


THREE_INPUTS = {
    "XQ": "C1",
    "XK": "C2",
    "XV": "C3",
    "Y": "Y",
    "WQ": "W0",
    "WK": "eye(d)",
    "WV": "eye(d)",
    "BQ": "B",
    "AQ": "A",
}
WITH_VALUES = {**THREE_INPUTS, "BV": "zeros(d, r)", "AV": "free"}
PLAIN_READS = {"dA": "dAQ", "dB": "dBQ"}
HALF_READS = {"dA": "dAQ / 2", "dB": "dBQ / 2"}
WITH_KEYS = {**THREE_INPUTS, "BK": "zeros(d, r)", "AK": "free"}


def _reduction(by: Problem, instance: dict[str, str], reads: dict[str, str], *sizes: str) -> Reduction:
    return Reduction(ADAPTERS, by, tuple(instance.items()), tuple(reads.items()), formula("1"), comparisons(*sizes))


def _read(term: str, adapter: str, loss: str) -> str:
    """What is read off, with the gradient of the loss in the place of the answer."""
    return term.replace(f"d{adapter}", f"grad({loss}, {adapter[0]})")


def _three_inputs(by: Problem, instance: dict[str, str]) -> Setting:
    """The setting of a problem with three inputs at an instance; `free` is an adapter of any entries."""
    inputs = {name: text for name, text in instance.items() if name != text}
    whole = dict(by.output)["h"]
    return Setting(("L", "d", "r"), {**PARTIAL, "free": "r, d"}, {**_PART, **inputs, "h": whole})


@cache
def value_adapted() -> Argument:
    """X^(Q) = C1, X^(K) = C2, X^(V) = C3, W_K* = W_V* = I, B_V = 0: the loss of Equation 3.1 is that of Problem 2."""
    whole = "sum(h * h) / 2"
    setting, reads = _three_inputs(VALUE_ADAPTED, WITH_VALUES), PLAIN_READS

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("W_V = I + 0 A_V", "h", "c", "the residual"),
            setting.equality("one function of A_Q", _read(reads["dA"], "AQ", whole), "grad(loss, A)", "the gradient"),
            setting.equality("one function of B_Q", _read(reads["dB"], "BQ", whole), "grad(loss, B)", "the gradient"),
            setting.equality("the bounded keys", "XK @ WK", "C2", "X^(K) W_K* = C2"),
            setting.equality("the bounded queries", "XQ @ (WQ + BQ @ AQ)", "C1 @ W0 + C1 @ B @ A", "X^(Q) W_Q = C1 W"),
        )

    reduction = _reduction(VALUE_ADAPTED, WITH_VALUES, reads)
    told = comparisons(*_BOUNDED, "maxabs(error(dA)) <= maxabs(error(dAQ))", "maxabs(error(dB)) <= maxabs(error(dBQ))")
    return Argument(Proposition(then=(reduction, *told)), steps)


_BOUNDED = ("XQ @ (WQ + BQ @ AQ) = C1 @ (W0 + B @ A)", "XK @ WK = C2")


@cache
def key_adapted() -> Argument:
    """X^(Q) = C1, X^(K) = C2, X^(V) = C3, W_K* = W_V* = I, B_K = 0.

    Equation A.2 has no factor 1/2, so an accuracy of 2 eps gives eps.
    """
    whole = "sum(h * h)"
    setting, reads = _three_inputs(KEY_ADAPTED, WITH_KEYS), HALF_READS

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("W_K = I + 0 A_K", "h", "c", "the residual"),
            setting.equality("half of the loss of (A.2)", _read(reads["dA"], "AQ", whole), "grad(loss, A)", "in A_Q"),
            setting.equality("half of the loss of (A.2)", _read(reads["dB"], "BQ", whole), "grad(loss, B)", "in B_Q"),
            setting.equality("the bounded keys", "XK @ (WK + BK @ AK)", "C2", "X^(K) W_K = C2"),
            setting.equality("the bounded queries", "XQ @ (WQ + BQ @ AQ)", "C1 @ W0 + C1 @ B @ A", "X^(Q) W_Q = C1 W"),
        )

    reduction = _reduction(KEY_ADAPTED, WITH_KEYS, reads)
    told = comparisons(
        _BOUNDED[0],
        "XK @ (WK + BK @ AK) = C2",
        "maxabs(error(dA)) <= maxabs(error(dAQ)) / 2",
        "maxabs(error(dB)) <= maxabs(error(dBQ)) / 2",
    )
    return Argument(Proposition(then=(reduction, *told)), steps)


_O = "zeros(d, d)"
WIDE = {
    "X": "block([[C1, C2, C3]])",
    "Y1": "block([[Y, zeros(L, d), zeros(L, d)]])",
    "WQ": f"block([[W0, {_O}, {_O}], [{_O}, {_O}, {_O}], [{_O}, {_O}, {_O}]])",
    "WK": f"block([[{_O}, {_O}, {_O}], [eye(d), {_O}, {_O}], [{_O}, {_O}, {_O}]])",
    "WV": f"block([[{_O}, {_O}, {_O}], [{_O}, {_O}, {_O}], [eye(d), {_O}, {_O}]])",
    "BQ": "block([[B], [zeros(d, r)], [zeros(d, r)]])",
    "AQ": "block([[A, zeros(r, d), zeros(r, d)]])",
}
FIRST = f"block([[eye(d)], [{_O}], [{_O}]])"


@cache
def three_times_wide() -> Argument:
    """X = [C1, C2, C3] with weights that pick blocks: one input, width 3 d, the same largest entries."""
    reads = {"dA": f"dAQ @ {FIRST}", "dB": f"({FIRST}).T @ dBQ"}
    own = {
        "Z": "zeros(L, d)",
        "f1": dict(ONE_INPUT.output)["f1"],
        "c1": dict(ONE_INPUT.output)["c1"],
        "q1": "c1 @ (X @ WV).T",
        "p1": "f1 * q1 - diag(rowsum(f1 * q1)) @ f1",
        "dAQ": "BQ.T @ X.T @ p1 @ (X @ WK)",
        "dBQ": "X.T @ p1 @ (X @ WK) @ AQ.T",
    }
    setting = Setting(("L", "d", "r"), PARTIAL, {**_PART, **WIDE, **own})

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("blocks", "X @ (WQ + BQ @ AQ) @ (X @ WK).T", "C1 @ (W0 + B @ A) @ C2.T", "the logits"),
            setting.equality("blocks", "c1", "block([[c, Z, Z]])", "the residual"),
            setting.equality("blocks", reads["dA"], "grad(loss, A)", "d columns of dL/dA_Q"),
            setting.equality("blocks", reads["dB"], "grad(loss, B)", "d rows of dL/dB_Q"),
            setting.equality("blocks", "X @ (WQ + BQ @ AQ)", "block([[C1 @ (W0 + B @ A), Z, Z]])", "|C1 W|"),
            setting.equality("blocks", "X @ WK", "block([[C2, Z, Z]])", "|C2|"),
            *_gradients_of_one_input(),
        )

    told = comparisons(
        "maxabs(X @ (WQ + BQ @ AQ)) = maxabs(C1 @ (W0 + B @ A))",
        "maxabs(X @ WK) = maxabs(C2)",
        "maxabs(error(dA)) <= maxabs(error(dAQ))",
        "maxabs(error(dB)) <= maxabs(error(dBQ))",
    )
    return Argument(Proposition(then=(_reduction(ONE_INPUT, WIDE, reads, "k = 3 * d"), *told)), steps)


def _gradients_of_one_input() -> tuple[Step, ...]:
    """The closed forms of the gradients of Problem 1 in A_Q and B_Q, whatever its inputs are."""
    free = Setting(
        ("L", "k", "r"),
        {"X": "L, k", "Y1": "L, k", "WQ": "k, k", "WK": "k, k", "WV": "k, k", "BQ": "k, r", "AQ": "r, k"},
        {
            "f1": dict(ONE_INPUT.output)["f1"],
            "c1": dict(ONE_INPUT.output)["c1"],
            "q1": "c1 @ (X @ WV).T",
            "p1": "f1 * q1 - diag(rowsum(f1 * q1)) @ f1",
        },
    )
    return (
        free.equality("reverse mode", dict(ONE_INPUT.output)["dAQ"], "BQ.T @ X.T @ p1 @ (X @ WK)", "dL/dA_Q"),
        free.equality("reverse mode", dict(ONE_INPUT.output)["dBQ"], "X.T @ p1 @ (X @ WK) @ AQ.T", "dL/dB_Q"),
    )


@cache
def one_input_is_less() -> Argument:
    """Logits X k X^T of one column X = (x, y)^T, against C1 w C2^T, by the differences along rows that softmax sees."""
    setting = Setting(
        ("n",),
        {"x": "1, 1", "y": "1, 1", "k": "1, 1", "w": "1, 1"},
        {**_PAIR, "X": "block([[x], [y]])", "S": "X @ k @ X.T"},
    )

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality(
                "the instance of Problem 2", "C1 @ w @ C2.T @ u.T", "2 * block([[w], [w]])", "both rows: 2 w"
            ),
            setting.equality("one input", "S @ u.T", "block([[x @ k @ (x - y)], [y @ k @ (x - y)]])", "its rows"),
            setting.equality(
                "so the rows differ by k (x - y)^2", "u @ S @ u.T", "(x - y) @ k @ (x - y)", "k (x - y)^2"
            ),
            setting.equality(
                "so equal rows, k (x - y)^2 = 0, are 0, and not 2 w, where w is not 0",
                "(x @ k @ (x - y)) @ (x @ k @ (x - y))",
                "x @ k @ x @ (u @ S @ u.T)",
                "the square of the first row",
            ),
            setting.equality(
                "the same", "(y @ k @ (x - y)) @ (y @ k @ (x - y))", "y @ k @ y @ (u @ S @ u.T)", "of the second row"
            ),
        )

    pair = comparisons("C1 = block([[1], [1]])", "C2 = block([[1], [-1]])", "abs(w) > 0")
    differ = comparisons("maxabs(softmax(X @ k @ X.T) - softmax(C1 @ w @ C2.T)) > 0")
    inner = Proposition(every("X: 2, 1", "k: 1, 1"), then=differ)
    return Argument(Proposition(every("w: 1, 1"), pair, (inner,)), steps)


@cache
def same_width() -> Argument:
    """False: with X = C1 and some W_K the keys X W_K are C2; at the pair the difference of its entries is 0, not 2."""
    setting = Setting(("n",), {"M": "1, 1"}, _PAIR)

    def steps() -> tuple[Step, ...]:
        return (
            setting.equality("X = C1", "u @ C1 @ M", "0 * M", "the entries of X W_K agree"),
            setting.equality("X W_K = C2", "u @ C1 @ M", "u @ C2", "the entries of C2 differ by 2"),
        )

    instance = {"X": "C1", "Y1": "Y", "WQ": "W0", "WK": "M", "WV": "V", "BQ": "B", "AQ": "A"}
    reduction = _reduction(ONE_INPUT, instance, {"dA": "dAQ", "dB": "dBQ"}, "k = d")
    held = Proposition(
        every(*INPUTS), then=(Proposition(some("M: d, d", "V: d, d"), then=comparisons("C1 @ M = C2", "C1 @ V = C3")),)
    )
    return Argument(Proposition(then=(reduction, held)), steps)
