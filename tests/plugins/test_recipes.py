"""Blocks of another package: in place of a family's own, and in models composed of nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.conftest import TEMPLATE, Site

METADATA = "Metadata-Version: 2.1\nName: acme-blocks\nVersion: 0.1.0\n"
ENTRY_POINTS = """\
[model_factory.feedforward]
bottleneck = acme_blocks:BOTTLENECK
[model_factory.frontend]
letters = acme_blocks:LETTERS
[model_factory.norm]
misnamed = acme_blocks:BOTTLENECK
"""
LETTERS = """

from dataclasses import replace

from factory.recipes.frontends import TOKENS
from factory.specs import Embedding, Tokens


def letters(place: Place, options: Scope) -> Tokens:
    return Tokens(token=Embedding(count=place.vocabulary, width=place.width))


LETTERS = replace(
    TOKENS, name="letters", class_prefix="Letter", options=Scope, make=letters,
    heads=("sequence_classification",), decoded=False,
)
"""
USED = """
import json, torch, factory
sizes = dict(vocab_size=20, hidden_size=16, num_attention_heads=2, num_hidden_layers=2)
swapped = factory.BertModel(factory.BertConfig(
    **sizes, intermediate_size=32, swap={"feedforward": {"name": "bottleneck", "share": 2}}),
    seed=0)
config = factory.TransformerConfig(
    **sizes, frontend="letters", layers=[{}, {"feedforward": "acme-blocks:bottleneck"}])
composed = factory.LetterTransformerForSequenceClassification(config, seed=0).eval()
composed.save_pretrained("composed")
again = factory.AutoModelForSequenceClassification.from_pretrained("composed")
ids = torch.tensor([[1, 2, 3]])
built = factory.build(["architecture=transformer", "architecture.hidden_size=16",
    "architecture.num_attention_heads=2", "architecture.layers=[{feedforward: bottleneck}]",
    "output_dir=built"])
try:
    factory.TransformerConfig(**sizes, feedforward={"name": "bottleneck", "share": 3})
except factory.RequestError as error:
    refused = str(error)
print(json.dumps([
    swapped.body.layers[0].feedforward.block.up.weight.shape[0],
    composed.body.layers[1].feedforward.block.up.weight.shape[0],
    composed.body.layers[0].feedforward.block.up.weight.shape[0],
    torch.equal(composed(ids).logits, again(ids).logits) and type(again) is type(composed),
    type(factory.load("built").model).__name__,
    refused,
]))
"""


@pytest.fixture
def blocks(tmp_path: Path) -> Site:
    """A package as it lies there when it is installed."""
    folder, here = tmp_path / "site", tmp_path / "here"
    info = folder / "acme_blocks-0.1.0.dist-info"
    info.mkdir(parents=True)
    here.mkdir()
    (info / "METADATA").write_text(METADATA)
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    bottleneck = (TEMPLATE / "acme_models" / "recipes.py").read_text(encoding="utf-8")
    (folder / "acme_blocks.py").write_text(bottleneck + LETTERS)
    return Site((folder,), here)


def test_recipes_are_used_in_swaps_and_in_composed_models(blocks: Site) -> None:
    assert blocks.code(USED) == [
        8,
        4,
        64,
        True,
        "TransformerForSequenceClassification",
        "TransformerConfig: feedforward.share: 3 does not divide 16",
    ]
    listed = blocks.factory("list", "frontends").out
    assert "letters" in listed and "acme-blocks" in listed
    assert "calls itself 'bottleneck'" in blocks.factory("list", "problems").out
