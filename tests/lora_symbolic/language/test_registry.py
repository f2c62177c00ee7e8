"""The registry: every row is built, written, read back and has one meaning; a new row is asked for everywhere."""

from __future__ import annotations

import operator

import pytest
import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from lora_symbolic import language as lang
from lora_symbolic.language import LanguageError, Term, matrix, to_latex, to_text
from lora_symbolic.language.operations import CONSTRUCTORS, DERIVED, constructors, rebuild
from lora_symbolic.language.operations.entrywise import entrywise
from lora_symbolic.language.reading import FUNCTION_NAMES, parse
from lora_symbolic.language.registry import ENTRYWISE, OPERATIONS, Call, Infix, Operation, Takes, written_as
from lora_symbolic.language.sympy_bridge import writer as sympy_writer
from lora_symbolic.language.writing import latex, text
from tests.lora_symbolic.language.samples import NAMES, SAMPLES, SIZES

ROWS = sorted(OPERATIONS)
SHORTHANDS = {"hessian"}  # of an operation that has a name of its own
SIGMOID = Operation(
    "sigmoid",
    "one over 1 + exp(-x)",
    1,
    1,
    Call("sigmoid"),
    Call(r"\sigma"),
    on_scalars=lambda x: 1 / (1 + sympy.exp(-x)),
)


def test_there_is_a_sample_of_every_operation() -> None:
    assert {name: term.op for name, term in SAMPLES.items()} == {name: name for name in OPERATIONS}


@pytest.mark.parametrize("name", ROWS)
def test_an_operation_is_built_again_from_its_arguments_and_data(name: str) -> None:
    sample = SAMPLES[name]
    assert CONSTRUCTORS[name](*sample.args, *sample.data) is sample
    renamed = tuple(matrix(f"{arg.name}1", *arg.shape) if arg.op == "var" else arg for arg in sample.args)
    again = rebuild(sample, renamed)
    assert (again.op, again.args, again.shape) == (name, renamed, sample.shape)


@pytest.mark.parametrize("name", ROWS)
def test_the_text_of_an_operation_is_read_back(name: str) -> None:
    assert parse(to_text(SAMPLES[name]), NAMES, SIZES) is SAMPLES[name]


@pytest.mark.parametrize("name", ROWS)
def test_an_operation_has_latex_of_its_own(name: str) -> None:
    found = to_latex(SAMPLES[name])
    assert found
    others = {other for other in ROWS if other != name and to_latex(SAMPLES[other]) == found}
    assert others == set()


@pytest.mark.parametrize(("rules", "form"), [(text.RULES, "text"), (latex.RULES, "latex")], ids=["text", "latex"])
def test_every_operation_is_written_by_its_form_or_by_a_rule(rules: dict[str, object], form: str) -> None:
    assert set(rules) == set(OPERATIONS)
    assert {name for name, row in OPERATIONS.items() if getattr(row, form)} <= set(rules)


def test_functions_of_the_syntax_are_the_calls_of_the_registry() -> None:
    assert set(written_as(Call)) | set(DERIVED) | SHORTHANDS == FUNCTION_NAMES
    assert not set(written_as(Call)) & set(DERIVED)
    assert all(row.text for row in OPERATIONS.values() if row.takes is not Takes.NOTHING and row.name != "scale")


@pytest.mark.parametrize("sign", sorted(written_as(Infix)))
def test_a_sign_between_operands_is_python_s_own(sign: str) -> None:
    python = {"+": operator.add, "-": operator.sub, "*": operator.mul, "@": operator.matmul}
    S = NAMES["S"]
    assert parse(f"S {sign} S", NAMES) is python[sign](S, S)


@pytest.mark.parametrize("name", sorted(FUNCTION_NAMES - {"block", "grad", *SHORTHANDS, *DERIVED}))
def test_a_call_takes_as_many_arguments_as_its_row_says(name: str) -> None:
    (row, *_) = written_as(Call)[name]
    argument = "m" if row.takes is Takes.SIZES else "S"
    for count in range(4):
        arguments = ", ".join([argument] * count)
        if row.least <= count <= row.most:
            assert isinstance(parse(f"{name}({arguments})", NAMES, SIZES), Term)
        else:
            with pytest.raises(LanguageError, match=f"{name} takes .*, not {count}"):
                parse(f"{name}({arguments})", NAMES, SIZES)


@pytest.mark.parametrize("name", sorted(ENTRYWISE))
def test_a_function_of_each_entry_is_the_same_function_of_a_scalar_in_sympy(name: str) -> None:
    function = ENTRYWISE[name].function
    x = lang.sum_entries(matrix("x", 1, 1))
    term = CONSTRUCTORS[name](x)
    assert term.is_scalar
    assert function is not None
    assert lang.to_sympy(term) == function(lang.to_sympy(x))
    assert lang.from_sympy(lang.to_sympy(CONSTRUCTORS[name](SAMPLES["var"]))).op == name


@pytest.mark.parametrize("name", sorted(ENTRYWISE))
def test_a_function_of_each_entry_keeps_shapes_and_says_where_it_is_defined(name: str) -> None:
    build, row = CONSTRUCTORS[name], ENTRYWISE[name]
    assert build(SAMPLES["var"]).shape == SAMPLES["var"].shape
    assert getattr(lang, name) is build
    assert build.__name__ == name
    assert ("positive" in str(build.__doc__)) == bool(row.domain)


def test_a_row_and_a_line_are_a_new_function_of_each_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a row brings by itself: text, LaTeX and SymPy, by the same functions that wrote the tables."""
    for table in (constructors.OPERATIONS, entrywise.__globals__["ENTRYWISE"]):
        assert "sigmoid" not in table
    monkeypatch.setattr(constructors, "OPERATIONS", {**OPERATIONS, "sigmoid": SIGMOID})
    monkeypatch.setitem(entrywise.__globals__, "ENTRYWISE", {"sigmoid": SIGMOID})
    monkeypatch.setattr(constructors, "CONSTRUCTORS", {})
    monkeypatch.setitem(text.RULES, "sigmoid", text.rule_of(Call("sigmoid")))
    monkeypatch.setitem(latex.RULES, "sigmoid", latex.rule_of(Call(r"\sigma")))
    monkeypatch.setitem(sympy_writer.RULES, "sigmoid", sympy_writer.entrywise(SIGMOID.function))
    term = entrywise("sigmoid")(SAMPLES["matmul"])
    assert (to_text(term), to_latex(term)) == ("sigmoid(X @ Z)", r"\sigma(X Z)")
    assert term.shape == SAMPLES["matmul"].shape
    assert isinstance(lang.to_sympy(term), ElementwiseApplyFunction)


def test_a_constructor_without_a_row_and_a_second_one_are_refused() -> None:
    with pytest.raises(KeyError, match="no such operation"):
        constructors.constructs("no such operation")(lambda: SAMPLES["var"])
    with pytest.raises(ValueError, match="exp: a second constructor"):
        entrywise("exp")
