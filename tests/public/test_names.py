"""The public names: lazy, the same object for everybody, and helpful when they are wrong."""

from __future__ import annotations

import copy
import json
import multiprocessing
import pickle
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import factory
from factory.families import Family
from factory.heads import HeadKind
from factory.public import names
from registry import REGISTRY
from tests.sizes import fitting

ROOT = Path(__file__).resolve().parents[2]
NAMES = tuple(names())
FAMILIES: list[Family] = [
    REGISTRY.get("architecture", name) for name in REGISTRY.names("architecture")
]
HEADS: list[HeadKind] = [REGISTRY.get("head", name) for name in REGISTRY.names("head")]
SUPPORTED = [(f, h) for f, h in product(FAMILIES, HEADS) if h.name in f.head_names]
UNSUPPORTED = [(f, h) for f, h in product(FAMILIES, HEADS) if h.name not in f.head_names]
HEAVY = ("torch", "hydra", "omegaconf", "tokenizers", "numpy", "safetensors", "huggingface_hub")
TINY = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "vocab_size": 20}
SHORT = {"max_position_embeddings": 8}


def class_name(value: Any) -> str:
    """What a test of a family, a head or a pair is called."""
    return value.class_prefix if isinstance(value, Family) else value.suffix


def fresh(code: str) -> Any:
    """What code prints as JSON in an interpreter that has imported nothing."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("use", ["factory", "dir(factory)", "print(factory.RobertaConfig())"])
def test_names_and_configurations_cost_no_heavy_import(use: str) -> None:
    code = (
        "import contextlib, io, json, sys\n"
        "import factory\n"
        f"with contextlib.redirect_stdout(io.StringIO()):\n    {use}\n"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    assert fresh(code) == []


def test_dir_lists_every_public_name_once() -> None:
    listed = dir(factory)
    assert set(NAMES) <= set(listed)
    assert len(NAMES) == len(set(NAMES))
    assert listed == sorted(listed)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_same_object_twice_and_pickles_by_reference(name: str) -> None:
    thing = getattr(factory, name)
    assert thing.__name__ == thing.__qualname__ == name
    assert getattr(factory, name) is thing
    data = pickle.dumps(thing)
    assert pickle.loads(data) is thing
    assert len(data) < 100
    assert copy.deepcopy(thing) is thing


def test_threads_that_ask_at_once_get_one_class() -> None:
    code = """
import json, sys, threading
import factory, factory.tokenizer_classes
from factory import public
import factory.models, factory.auto, factory.tokenizers
made = [n for n in public.names() if n not in public.FIXED and not n.endswith("Config")]
sys.setswitchinterval(1e-6)
threads, found = 8, []
barrier = threading.Barrier(threads)
def ask():
    for name in made:
        barrier.wait()
        found.append((name, id(public.resolve(name))))
workers = [threading.Thread(target=ask) for _ in range(threads)]
[worker.start() for worker in workers]
[worker.join() for worker in workers]
assert len(found) == threads * len(made)
pairs = set(found)
print(json.dumps([name for name in made if len([n for n, _ in pairs if n == name]) > 1]))
"""
    assert fresh(code) == []


def test_a_spawned_process_gets_the_class_and_sends_a_model_back() -> None:
    import torch

    model = factory.DistilBertForMaskedLM(factory.DistilBertConfig(**TINY), seed=0)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        copied = pool.apply(pickle.loads, (pickle.dumps(model),))
    assert type(copied) is factory.DistilBertForMaskedLM
    assert copied.config == model.config
    for name, value in model.state_dict().items():
        assert torch.equal(copied.state_dict()[name], value), name


@pytest.mark.parametrize(("family", "head"), SUPPORTED, ids=class_name)
def test_a_model_class_has_its_bases_and_its_facts(family: Family, head: HeadKind) -> None:
    import torch

    cls = getattr(factory, family.class_name(head))
    shared = getattr(factory, f"{family.class_prefix}PreTrainedModel")
    assert issubclass(cls, shared)
    assert issubclass(shared, factory.PreTrainedModel)
    assert issubclass(cls, torch.nn.Module)
    assert cls.config_class is getattr(factory, f"{family.class_prefix}Config")
    assert (cls.base_model_prefix, cls.head_name) == (family.prefix, head.name)


@pytest.mark.parametrize(("family", "head"), SUPPORTED, ids=class_name)
def test_help_names_family_task_paper_and_configuration(family: Family, head: HeadKind) -> None:
    text = getattr(factory, family.class_name(head)).__doc__
    task = family.kind(head)
    for part in (family.title, task.summary, family.paper, f"{family.class_prefix}Config"):
        assert part in text


@pytest.mark.parametrize("family", [f for f in FAMILIES if f.tokenizer], ids=class_name)
def test_a_family_has_a_slow_and_a_fast_tokenizer(family: Family) -> None:
    slow = getattr(factory, f"{family.class_prefix}Tokenizer")
    fast = getattr(factory, f"{family.class_prefix}TokenizerFast")
    assert issubclass(slow, factory.PreTrainedTokenizer)
    assert issubclass(fast, factory.PreTrainedTokenizerFast)
    assert not issubclass(slow, factory.PreTrainedTokenizerFast)
    assert (slow.is_fast, fast.is_fast) == (False, True)
    assert family.title in slow.__doc__
    assert family.title in fast.__doc__
    assert set(fast.model_input_names) <= {"input_ids", *family.inputs}  # of what is written, too


@pytest.mark.parametrize("name", NAMES)
def test_a_name_says_what_it_is(name: str) -> None:
    first, *_ = (getattr(factory, name).__doc__ or "").splitlines()
    assert first.endswith((".", ":"))
    assert len(first) > 10


@pytest.mark.parametrize(("family", "head"), SUPPORTED, ids=class_name)
def test_an_auto_class_makes_the_class_of_the_family(family: Family, head: HeadKind) -> None:
    needed = family.head_options.get(head.name, {})
    config = family.config(**fitting(family.config, TINY | SHORT), **needed)
    for name in head.auto_classes:
        model = getattr(factory, name).from_config(config, seed=0)
        assert type(model) is getattr(factory, family.class_name(head))


@pytest.mark.parametrize("name", ["AutoConfig", "AutoModel", "AutoModelForMaskedLM"])
def test_an_auto_class_is_not_called(name: str) -> None:
    with pytest.raises(TypeError, match=rf"use {name}\.from_pretrained"):
        getattr(factory, name)()


def test_an_auto_configuration_of_an_unknown_family_names_the_nearest() -> None:
    with pytest.raises(factory.RequestError, match="Did you mean 'distilbert'"):
        factory.AutoConfig.for_model("distillbert")


@pytest.mark.parametrize(("family", "head"), UNSUPPORTED, ids=class_name)
def test_an_unsupported_pair_is_an_import_error_that_lists_the_heads(
    family: Family, head: HeadKind
) -> None:
    name = family.class_prefix + head.suffix
    with pytest.raises(ImportError) as caught:
        exec(f"from factory import {name}")
    assert f"{family.name!r} has no head {head.name!r}" in str(caught.value)
    assert ", ".join(family.head_names) in str(caught.value)


@pytest.mark.parametrize(("prefix", "framework"), [("TF", "TensorFlow"), ("Flax", "Flax")])
@pytest.mark.parametrize(("family", "head"), SUPPORTED, ids=class_name)
def test_a_class_of_another_framework_is_an_import_error_that_says_so(
    prefix: str, framework: str, family: Family, head: HeadKind
) -> None:
    ours = family.class_name(head)
    with pytest.raises(ImportError, match=f"is a {framework} class.*: use {ours}$"):
        exec(f"from factory import {prefix}{ours}")


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("DistilBertModle", "DistilBertModel"),
        ("distilbertconfig", "DistilBertConfig"),
        ("BertForSequenceClasification", "BertForSequenceClassification"),
        ("RobertaTokeniserFast", "RobertaTokenizerFast"),
        ("AutoModelForMaskedLm", "AutoModelForMaskedLM"),
        ("PretrainedModel", "PreTrainedModel"),
    ],
)
def test_a_typo_names_the_nearest_match(typo: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=f"no attribute '{typo}'. Did you mean '{meant}'?"):
        getattr(factory, typo)


@pytest.mark.parametrize("name", ["nonsense_of_no_kind", "_private", "__wrapped__"])
def test_a_missing_name_is_an_attribute_error(name: str) -> None:
    assert not hasattr(factory, name)
