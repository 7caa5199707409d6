"""Everything that is wrong with a request is told, at once, with the nearest name."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from factory.composition import Composer, compose, nodes
from factory.errors import RequestError
from registry import REGISTRY

COMPOSER = Composer()
"""Keeps what it composed, which makes the many requests of this file quick."""


def problems(*overrides: str) -> tuple[str, ...]:
    with pytest.raises(RequestError) as caught:
        COMPOSER.one(overrides)
    return caught.value.problems


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("architecture.n_layer=3", "architecture.n_layers"),
        ("architecture.hidden_sze=64", "architecture.hidden_size"),
        ("architecure=bert", "architecture"),
        ("architecture=distilbrt", "distilbert"),
        ("head=sequence_clasification", "sequence_classification"),
        ("head.num_label=3", "head.num_labels"),
        ("tokenizer=wordpeice", "wordpiece"),
        ("tokenizer.train_vocab_siz=9", "tokenizer.train_vocab_size"),
        ("experiment=tiny_sentimnt", "tiny_sentiment"),
        ("weights_allow.mising=[]", "weights_allow.missing"),
        ("sed=3", "seed"),
        ("dim=3", "architecture.dim"),
        ("architecture.num_labels=3", "head.num_labels"),
        ("architecture.activation=geluu", "gelu"),
        ("dtype=float23", "float32"),
        ("device=cudaa", "cuda"),
        ("architecture={hiden_dim: 3}", "architecture.hidden_dim"),
        ("hydra/launcher=basc", "basic"),
    ],
)
def test_a_mistyped_name_gets_the_nearest_match(override: str, meant: str) -> None:
    (problem,) = problems(override)
    assert f"Did you mean {meant!r}?" in problem
    assert "+" not in problem


def test_a_name_like_no_other_gets_the_list_of_names() -> None:
    (problem,) = problems("architecture.lr=1")
    assert problem.startswith("architecture.lr: architecture has no such option. There are: ")
    assert "n_layers" in problem and "hidden_size" in problem


def test_names_types_values_and_rules_are_reported_together() -> None:
    found = problems(
        "architecture.n_layer=3",
        "architecture.n_layers=-1",
        "architecture.dropout=7",
        "architecture.activation=gleu",
        "architecture.dim=1.5",
        "head.labels=[a,a]",
        "tokenizer.padding_side=up",
        "seed=x",
        "sed=3",
    )
    starts = [
        "architecture.n_layer: architecture has no such option",
        "sed: there is no such option or group",
        "seed: 'x' is not a whole number",
        "head.labels: 'a' named twice",
        "architecture.n_layers: -1 is below the smallest allowed, 1",
        "architecture.dropout: 7 is above the largest allowed, 1",
        "architecture.activation: 'gleu' is not one of",
        "architecture.dim: 1.5 is not a whole number",
        "tokenizer.padding_side: 'up' is not one of left, right",
    ]
    for start in starts:
        assert any(problem.startswith(start) for problem in found), (start, found)
    assert len(found) == len(starts)


def test_a_wrong_choice_does_not_hide_wrong_values_elsewhere() -> None:
    found = problems("head=sequence_clasification", "architecture.dropout=7")
    assert len(found) == 2


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["head=pretraining"], "head: 'distilbert' has no head 'pretraining'"),
        (["architecture.dim=65"], "architecture.n_heads: 4 heads do not divide dim 65"),
        (
            ["head.num_labels=3", "head.labels=[a,b]"],
            "head.num_labels: is 3 but head.labels names 2",
        ),
        (["head.num_labels=0"], "head.num_labels: 0 is below the smallest allowed, 1"),
        (
            ["head=masked_lm", "head.num_labels=3"],
            "head.num_labels: head 'masked_lm' has no options",
        ),
        (
            ["tokenizer.train_vocab_size=3000"],
            "tokenizer.train_vocab_size: 3000 tokens do not fit architecture.vocab_size 2000",
        ),
        (
            ["tokenizer.model_max_length=600"],
            "tokenizer.model_max_length: 600 tokens do not fit the 128 positions",
        ),
        (
            ["architecture=roberta_base", "tokenizer.model_max_length=513"],
            "513 tokens do not fit the 512 positions",
        ),
        (["architecture.pad_token_id=2000"], "architecture.pad_token_id: 2000 is outside"),
        (["tokenizer.vocab_file=none.txt"], "tokenizer.vocab_file: there is no file none.txt"),
        (
            ["tokenizer.vocab_file=x", "tokenizer.load_from=y"],
            "each say where the vocabulary comes from",
        ),
        (["input=lines.txt"], "input: there is no file lines.txt"),
        (["device=meta"], "'meta' is not a device"),
        (["weights=no/such/folder"], "weights: no/such/folder does not exist"),
        ([f"weights={__file__}"], f"weights: {__file__} is a file; give the folder that holds it"),
        (["tokenizer.load_from=no/such/folder"], "tokenizer.load_from: no/such/folder does not"),
        ([f"tokenizer.load_from={__file__}"], "tokenizer.load_from: "),
        (["weights_allow.missing=x"], "weights_allow.missing: 'x' is not a list of texts"),
        (["architecture.n_layers=99999999999"], "layers are more than"),
        (["seed=1,2"], "several values need a sweep"),
        (["architecture.model_type=bert"], "write architecture=bert"),
        (["~seed"], "nothing of a tree can be removed"),
        (["~head"], "a group cannot be removed"),
        (["+seed=1"], "+seed: is there already; write seed="),
        (["seed.x=1"], "seed is a value and has no parts"),
        (
            [
                "architecture=llama",
                "architecture.rope_parameters.rope_type=yarn",
                "architecture.rope_parameters.factor=4",
            ],
            "set it as a whole, 'architecture.rope_parameters={rope_type: yarn, factor: 4}'",
        ),
        (
            ["architecture=llama", "architecture.rope_parameters={rope_type: yarn}"],
            "'yarn' needs factor, as in {rope_type: yarn, factor: 4}",
        ),
        (["seed=${nope}"], "seed: Interpolation key 'nope' not found"),
        (["architecture.dim=???"], "architecture.dim: needs a value"),
        (["head=null"], "head=null: there is no such head"),
        (["a b"], "is not an override"),
        (["=x"], "is not an override"),
    ],
)
def test_an_impossible_request_says_why(overrides: list[str], said: str) -> None:
    assert said in "\n".join(problems(*overrides))


def test_a_vocabulary_file_that_is_too_large_is_found_before_it_is_built(tmp_path: object) -> None:
    path = f"{tmp_path}/vocab.txt"
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"token{i}\n" for i in range(2500))
    (problem,) = problems(f"tokenizer.vocab_file={path}")
    assert "its 2500 tokens do not fit architecture.vocab_size 2000" in problem
    compose([f"tokenizer.vocab_file={path}", "tokenizer.fit_model=true"])


def test_every_choice_of_a_sweep_is_parsed_before_it_is_expanded() -> None:
    with pytest.raises(RequestError) as caught:
        Composer().jobs(["seed=1,2", "a b=3", "x"])
    assert len(caught.value.problems) == 2


def test_a_sweep_without_jobs_is_a_wrong_request() -> None:
    with pytest.raises(RequestError, match="the sweep has no job"):
        COMPOSER.jobs(["seed=range(0,0)"])


KEYS = [
    "architecture",
    "head",
    "tokenizer",
    "processor",
    "experiment",
    "seed",
    "weights_allow.missing",
    "dtype",
    "device",
    "input",
    "hydra.run.dir",
    "hydra/launcher",
    "hydra.sweeper",
    "hydra.job.name",
    "hydra",
    "defaults",
    "x",
    "foo.bar",
    "_target_",
    "architecture.dim",
    "architecture.hidden_size",
    "architecture.n_layers",
    "architecture.model_type",
    "head.labels",
    "head.labels.0",
    "head.num_labels",
    "tokenizer.train_from[0]",
    "architecture@x",
]
VALUES = [
    "1",
    "-1",
    "0.5",
    "bert",
    "bert_tiny",
    "none",
    "null",
    "true",
    "x",
    "[a,b]",
    "{a:1}",
    "{}",
    "[]",
    "''",
    "'a\tb'",
    "a,b",
    "range(1,3)",
    "glob(*)",
    "interval(0,1)",
    "${seed}",
    "${nope}",
    "${.dim}",
    "${hydra:job.num}",
    "${architecture}",
    "???",
    "{_target_:x}",
    "bpe",
    "masked_lm",
    "é",
    "a=b",
    "int(3)",
    "sort(2,1)",
    "1e400",
    "nan",
    "\\",
    '"',
    "[",
    "${",
    "@",
    "#",
    "../../etc/passwd",
    "{dim:3}",
    "{nope:3}",
]


def test_any_list_of_overrides_composes_or_is_told_to_be_wrong() -> None:
    # Enough to pass every kind of error of Hydra's parser; thousands were run when it was written.
    rng, composer = random.Random(0), Composer()
    for _ in range(150):
        lines = [
            f"{rng.choice(['', '', '', '+', '++', '~'])}{rng.choice(KEYS)}"
            f"{rng.choice(['=', '=', '=', '==', ''])}{rng.choice(VALUES)}"
            for _ in range(rng.randint(1, 3))
        ]
        try:
            for job in composer.jobs(lines)[:2] if rng.random() < 0.3 else [lines]:
                composer.one(job)
        except RequestError as error:
            assert all(error.problems), lines
            assert "prepend" not in str(error) and "To append" not in str(error), lines


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            ["experiment=tiny_sentiment", "head=base"],
            "head.labels: head 'base' has no such option. "
            "It is set in conf/experiment/tiny_sentiment.yaml.",
        ),
        (["architecture={model_type: roberta}"], "write architecture=roberta"),
        (["output_dir="], "output_dir: is empty"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_problem_names_what_the_user_knows(overrides: list[str], said: str) -> None:
    assert any(said in problem for problem in problems(*overrides))


def test_a_value_under_a_common_name_is_not_blamed_on_a_file() -> None:
    said = problems("architecture=distilbert_small", "architecture.num_hidden_layers=0")
    assert said == (
        "architecture.num_hidden_layers (n_layers): 0 is below the smallest allowed, 1",
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("hidden_size: 97", "architecture.n_heads: 12 heads do not divide hidden_size (dim) 97"),
        ("num_hidden_layers: x", "architecture.num_hidden_layers (n_layers): 'x' is not a"),
        ("dim: 97", "architecture.n_heads: 12 heads do not divide dim 97"),
    ],
)
def test_an_option_is_called_as_it_was_written(written: str, said: str, tmp_path: Path) -> None:
    (problem,) = problems("architecture=distilbert", f"architecture={{{written}}}")
    assert problem.startswith(said)
    (tmp_path / "architecture").mkdir()
    preset = tmp_path / "architecture" / "mine.yaml"
    preset.write_text(f"defaults: [distilbert, _self_]\n{written}\n")
    with pytest.raises(RequestError) as caught:
        compose(["architecture=mine"], config_dir=tmp_path)
    assert caught.value.problems[0].startswith(said)


OLDER = [
    (name, old)
    for name in REGISTRY.names("architecture")
    for old in REGISTRY.get("architecture", name).config.older
]


@pytest.mark.parametrize(("family", "old"), OLDER)
def test_a_name_of_older_files_leads_to_todays_option(family: str, old: str) -> None:
    value = "{}" if old.endswith("_dict") else "7"
    options = {field.name for field in nodes.fields_of("architecture", family)}
    for line in (f"architecture.{old}={value}", f"architecture={{{old}: {value}}}"):
        problem = problems(f"architecture={family}", "head=base", line)[0]
        assert problem.startswith(f"architecture.{old}: only files of older releases")
        assert problem.endswith(tuple(f"; set architecture.{name} instead" for name in options))


NEEDING = [
    (name, head)
    for name, family in REGISTRY.components("architecture")
    for head in family.head_options
]


@pytest.mark.parametrize(("name", "head"), NEEDING)
def test_a_head_that_needs_options_names_them(name: str, head: str) -> None:
    for option, value in REGISTRY.get("architecture", name).head_options[head].items():
        wanted, other = json.dumps(value), json.dumps(not value)
        asked = (f"architecture={name}", f"head={head}")
        said = f"architecture.{option}: the head {head!r} needs {wanted}, not {other}"
        assert said in problems(*asked, f"architecture.{option}={other}")
        assert COMPOSER.one((*asked, f"architecture.{option}={wanted}")).head.name == head
