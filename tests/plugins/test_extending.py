"""A head on a family that is built in: the family again, under the same name, with a head more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plugins.conftest import Site, installed

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "more-heads"
version = "0.1.0"

[project.entry-points."model_factory.architecture"]
bert = "more_heads:FAMILY"

[tool.hatch.build.targets.wheel]
packages = ["more_heads"]
"""
MODULE = """\
import dataclasses

from acme_models.heads import Similarity
from factory.checkpoint.rows import Row
from factory.families import Head
from factory.families.bert import FAMILY as BERT
from factory.heads import Feature
from factory.specs import Linear, Mean, Pool


def similarity(config):
    dense = Linear(inputs=config.hidden_size, outputs=4)
    rows = (Row("similarity.{p}", "head.pool.dense.{p}"),)
    spec = Similarity(pool=Pool(select=Mean(), dense=dense))
    return Head(spec=spec, needs=Feature.HIDDEN, rows=rows)


FAMILY = dataclasses.replace(BERT, heads={**BERT.heads, "similarity": similarity})
"""


@pytest.fixture(scope="session")
def extending_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with one module."""
    source = tmp_path_factory.mktemp("source")
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "more_heads").mkdir()
    (source / "more_heads" / "__init__.py").write_text(MODULE)
    return installed(source, tmp_path_factory.mktemp("extending"))


@pytest.fixture
def extending(extending_folder: Path, acme_folder: Path, tmp_path: Path) -> Site:
    """It takes its head from another plug-in."""
    return Site((extending_folder, acme_folder), tmp_path)


READ = """
import json, torch, factory
from factory import AutoModelForSimilarity, BertModel, MoreHeadsBertForSimilarity
config = factory.BertConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
                            intermediate_size=8, vocab_size=20)
bare = BertModel(config, seed=0)
bare.save_pretrained("bert")
model = MoreHeadsBertForSimilarity.from_pretrained("bert", seed=0)
model.save_pretrained("more")
again = AutoModelForSimilarity.from_pretrained("more")
ids = torch.tensor([[1, 2, 3]])
hidden = bare.eval()(ids).last_hidden_state
wanted = torch.nn.functional.normalize(model.head.pool.dense(hidden.mean(1)), dim=-1)
print(json.dumps([
    model.config.model_type,
    type(again) is MoreHeadsBertForSimilarity,
    torch.allclose(model(ids).embeddings, wanted, atol=1e-6),
    torch.equal(again(ids).embeddings, model(ids).embeddings),
    factory.BertModel is BertModel and BertModel.family.name == "bert",
]))
"""


def test_the_familys_weights_are_read_under_the_new_head(extending: Site) -> None:
    assert extending.code(READ) == ["more-heads:bert", True, True, True, True]
    sizes = [f"architecture.{n}=8" for n in ("hidden_size", "intermediate_size")]
    sizes += [f"architecture.num_{n}" for n in ("hidden_layers=1", "attention_heads=2")]
    request = ["architecture=more-heads:bert", "head=similarity", "architecture.vocab_size=20"]
    answer = extending.factory(
        "build", *request, *sizes, "tokenizer=none", "weights=bert", "output_dir=made"
    )
    assert answer.status == 0, answer.err
    assert "MoreHeadsBertForSimilarity" in answer.out
