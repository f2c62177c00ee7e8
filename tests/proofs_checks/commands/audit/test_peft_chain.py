"""The terms of peft-chain.toml, evaluated, are what layers of peft hold and return, option by option."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import pytest

from lora_symbolic.evaluation import evaluate
from lora_symbolic.language.statement import statement_from_toml
from tests.proofs_checks.commands.audit.tiny import transformers
from tests.repository.files import ROOT

PATH = ROOT / "docs" / "examples" / "adapters" / "peft-chain.toml"
PAGE = ROOT / "docs" / "reference" / "peft.md"
STATEMENT = statement_from_toml(PATH.read_text(), str(PATH))
ALPHA, GAMMA, INPUTS, OUTPUTS = 7, 5, 6, 4


def layers(transposed: bool = False, **options: Any) -> tuple[Any, Any]:
    """A model of one layer with two adapters, of ranks 3 and 2, factors random; and its layer of peft."""
    library = transformers()
    import peft
    import torch

    torch.manual_seed(3)
    base = library.pytorch_utils.Conv1D(OUTPUTS, INPUTS) if transposed else torch.nn.Linear(INPUTS, OUTPUTS, bias=False)
    base.weight.data.normal_()
    settings = {"target_modules": ["0"], "init_lora_weights": False, "fan_in_fan_out": transposed, **options}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = peft.get_peft_model(
            torch.nn.Sequential(base), peft.LoraConfig(r=3, lora_alpha=ALPHA, **settings), adapter_name="one"
        )
        model.add_adapter("two", peft.LoraConfig(r=2, lora_alpha=GAMMA, **settings))
    model = model.double().eval()
    return model, model.base_model.model[0]


def arrays(layer: Any, weight: Any) -> dict[str, Any]:
    """The matrices of the statement, from a layer and the weight that it had before."""
    found = {
        "W": weight,
        "A": layer.lora_A["one"].weight,
        "B": layer.lora_B["one"].weight,
        "A2": layer.lora_A["two"].weight,
        "B2": layer.lora_B["two"].weight,
    }
    if "one" in layer.lora_magnitude_vector:
        found["m"] = layer.lora_magnitude_vector["one"].weight[:, None]
    return {name: part.detach().numpy().copy() for name, part in found.items()}


def value(name: str, held: dict[str, Any]) -> Any:
    sizes = {"r": 3, "t": 2, "i": INPUTS, "o": OUTPUTS, "alpha": ALPHA, "gamma": GAMMA}
    return evaluate(STATEMENT.definitions[name], held, sizes)


@pytest.mark.parametrize(
    ("term", "transposed", "options"),
    [
        ("plain", False, {}),
        ("plain", True, {}),
        ("stabilised", False, {"use_rslora": True}),
        ("dora", False, {"use_dora": True}),
        ("dora", True, {"use_dora": True}),
    ],
)
def test_a_term_is_what_a_layer_holds_and_returns(term: str, transposed: bool, options: dict[str, Any]) -> None:
    model, layer = layers(transposed, **options)
    import torch

    for part in layer.lora_magnitude_vector.values():
        part.weight.data *= 1 + torch.rand(OUTPUTS, dtype=torch.float64)
    before = layer.get_base_layer().weight.detach().clone()
    held = arrays(layer, before.T if transposed else before)
    wanted = value(term, held)
    x = torch.randn(5, INPUTS, dtype=torch.float64)
    np.testing.assert_allclose(model(x).detach().numpy(), x.numpy() @ wanted.T, atol=1e-12)
    if term != "dora":
        delta = layer.get_delta_weight("one").detach().numpy()
        np.testing.assert_allclose(delta.T if transposed else delta, wanted - held["W"], atol=1e-12)
    layer.merge(adapter_names=["one"])
    merged = layer.get_base_layer().weight.detach().numpy()
    np.testing.assert_allclose(merged.T if transposed else merged, wanted, atol=1e-12)
    layer.unmerge()
    np.testing.assert_allclose(layer.get_base_layer().weight.detach(), before, atol=1e-12)
    assert np.abs(wanted - held["W"]).max() > 0.1
    other = "stabilised" if term == "plain" else "plain"
    assert np.abs(wanted - value(other, held)).max() > 0.1, "the options do not differ"


def test_two_adapters_add() -> None:
    _, layer = layers()
    before = layer.get_base_layer().weight.detach().clone()
    wanted = value("both", arrays(layer, before))
    for order in (["one", "two"], ["two", "one"]):
        layer.merge(adapter_names=order)
        np.testing.assert_allclose(layer.get_base_layer().weight.detach(), wanted, atol=1e-12)
        layer.unmerge()


def test_the_table_names_every_claim_that_holds_and_the_versions_tried() -> None:
    text = PAGE.read_text()
    named = re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE)
    assert named == [claim.name for claim in STATEMENT.claims if not claim.name.endswith(("_wrong", "_illtyped"))]
    pinned = dict(
        line.split("==") for line in (ROOT / "requirements" / "constraints.txt").read_text().split() if "==" in line
    )
    for package in ("peft", "transformers", "torch"):
        assert f"{package} {pinned[package]}" in text
