"""``factory plan``: what is printed, written and drawn, and how wrong requests are refused."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from factory.cli import plan_rows
from tests.cli.conftest import Command

GRID = ("architecture=bert_tiny", "architecture.num_hidden_layers=1,2,3", "head=masked_lm")


def test_one_model_is_told_part_by_part(factory: Command) -> None:
    answer = factory("plan", "architecture=bert_base", "head=masked_lm", "plan.length=512")
    assert answer.status == 0
    assert "109,514,298" in answer.out
    for part in ("frontend", "layers.mixer", "layers.feedforward", "head", "activations"):
        assert part in answer.out


def test_json_has_parts_that_add_up_to_the_totals(factory: Command) -> None:
    (data,) = factory("plan", "--json", "architecture=t5_small", "head=base").objects
    for name in ("parameters", "flops", "training_flops", "activation_bytes", "cache_bytes"):
        assert sum(part[name] for part in data["parts"]) == data["totals"][name]
    assert data["reads"] == {"encoder tokens": 128, "decoder tokens": 128}


def test_what_it_runs_on_changes_what_it_costs(factory: Command) -> None:
    def flops(*words: str) -> int:
        (data,) = factory("plan", "--json", "architecture=bert_tiny", *words).objects
        return int(data["totals"]["flops"])

    once = flops("plan.length=64")
    assert flops("plan.length=64", "plan.batch_size=3") == 3 * once
    assert flops("plan.length=128") > 2 * once


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan.lenght=3"], "Did you mean 'plan.length'?"),
        (["plan.batch_size=0"], "plan.batch_size: 0 is below the smallest allowed, 1"),
        (["plan.optimizer=adamm"], "Did you mean 'adamw'?"),
        (["budget.max_parametres=1"], "Did you mean 'budget.max_parameters'?"),
        (["budget.max_parameters=1e6"], "budget.max_parameters: 4,386,178 are more than 1,000,000"),
        (["plan.samples=5"], "plan.samples: this model reads nothing of it"),
        (["--csv", "x.csv"], "--csv: is for a grid"),
        (["-m", "--sort", "flop"], "Did you mean 'flops'?"),
        (["-m", "--top", "x"], "--top x: is no number of rows"),
        (["-m", "--plot", "x.pdf"], "neither .svg nor .png"),
        (["-m", "--plot", "x.svg", "--colour", "y"], "--colour y: is not swept"),
        (["-m", "--csv", "no/x.csv"], "there is no folder no"),
        (["-m", "architecture.hiden_size=1,2"], "Did you mean 'architecture.hidden_size'?"),
        (["-m", "head=base,bse"], "head=bse: there is no such head"),
        (["-m", "swap/position=keep,rotry"], "Did you mean 'rotary'?"),
    ],
)
def test_a_wrong_request_is_refused_in_words(
    factory: Command, here: Path, words: list[str], said: str
) -> None:
    answer = factory("plan", "architecture=bert_tiny", *words)
    assert answer.status == 2
    assert said in answer.err
    assert not answer.out and not list(here.iterdir())


def test_a_grid_is_a_table_that_can_be_sorted(factory: Command) -> None:
    out = factory("plan", "-m", *GRID, "--sort", "-flops").out.splitlines()
    assert [line.split()[0] for line in out[1:4]] == ["3", "2", "1"]
    assert "3 points: 3 fit" in out


def test_impossible_points_are_rows_and_those_beyond_the_budget_are_left_out(
    factory: Command,
) -> None:
    heads = "architecture.num_attention_heads=2,3"
    words = ("plan", "-m", "--json", *GRID, heads, "budget.max_parameters=4.6e6")
    answer = factory(*words)
    rows = answer.objects
    assert [row["problem"] is None for row in rows] == [True, False, True, False, False]
    assert "3 heads do not divide hidden_size 128" in rows[1]["problem"]
    assert "6 points: 2 fit; 1 left out, beyond the budget" in answer.err
    assert "3 impossible" in answer.err


def test_a_grid_is_written_to_csv_and_drawn(factory: Command, here: Path) -> None:
    words = ("plan", "-m", *GRID, "architecture.hidden_size=64,128")
    answer = factory(*words, "--csv", "g.csv", "--plot", "g.svg", "--top", "2")
    assert "4 more rows" in answer.out
    rows = list(csv.DictReader((here / "g.csv").open()))
    objects = factory(*words, "--json", "--plot", "g.png", "--colour", "hidden_size").objects
    assert [int(row["flops"]) for row in rows] == [row["flops"] for row in objects]
    drawn = ElementTree.parse(here / "g.svg").getroot()
    assert len([e for e in drawn.iter() if e.tag.endswith("rect")]) == 1 + 6 + 3
    assert Image.open(here / "g.png").width > 600


def test_two_processes_give_the_rows_of_one(
    factory: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("plan", "-m", "--json", *GRID, "architecture.hidden_size=64,128,130")
    alone = factory(*words).out
    monkeypatch.setattr(plan_rows, "_CHUNK", 2)
    monkeypatch.setattr(plan_rows, "_PAYS", 1)
    monkeypatch.setattr(plan_rows, "_cores", lambda: 2)
    assert factory(*words).out == alone


def test_parquet_needs_its_extra(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    answer = factory("plan", "-m", *GRID, "--parquet", "g.parquet")
    assert answer.status == 1
    assert "pip install 'model-factory[parquet]'" in answer.err
    assert not list(here.iterdir())


def test_a_grid_is_written_to_parquet(factory: Command, here: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert factory("plan", "-m", *GRID, "--parquet", "g.parquet").status == 0
    table = parquet.read_table(here / "g.parquet")
    assert table.column("architecture.num_hidden_layers").to_pylist() == ["1", "2", "3"]


def test_a_build_beyond_its_budget_is_refused_before_it_begins(
    factory: Command, here: Path
) -> None:
    answer = factory("build", "architecture=bert_tiny", "budget.max_bytes=1e6")
    assert answer.status == 2
    assert "budget.max_bytes: 17,544,712 are more than 1,000,000" in answer.err
    assert not list(here.iterdir())


def test_a_plan_of_a_presets_sweep_has_its_points(factory: Command, tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(
        "# @package _global_\n"
        "defaults: [{override /architecture: bert_tiny}]\n"
        "hydra: {sweeper: {params: {architecture.num_hidden_layers: '1,2'}}}\n"
    )
    words = ("plan", "-m", "--json", "experiment=mine", "--config-dir", str(tmp_path))
    rows = [json.loads(line) for line in factory(*words).out.splitlines()]
    assert [row["architecture.num_hidden_layers"] for row in rows] == [1, 2]
