"""``factory draw``, and the parts that ``factory diff`` tells of."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from factory.composition import Composer
from tests.cli.conftest import Command

ROOT = Path(__file__).resolve().parents[2]
BERT = 109_482_240
"""Parameters of the published model without a head (https://arxiv.org/abs/1810.04805)."""


def test_a_model_is_drawn_as_a_tree_with_its_parameters(factory: Command) -> None:
    out = factory("draw", "architecture=bert_base", "head=base").out
    assert out.splitlines()[0].split() == ["BertModel", "109M"]
    assert "layers 0-11" in out and "12 x Layer" in out and "768 -> 12 heads of 64 -> 768" in out


def test_a_model_is_drawn_as_data(factory: Command) -> None:
    (found,) = factory("draw", "architecture=bert_base", "head=base", "--json").objects
    assert (found["class"], found["parameters"], found["file"]) == ("BertModel", BERT, None)
    (body,) = found["model"]["parts"]
    (layers,) = [part for part in body["parts"] if part["name"] == "layers 0-11"]
    assert (layers["times"], layers["parameters"]) == (12, 12 * layers["each"])


def test_a_model_is_drawn_as_a_picture(factory: Command, here: Path) -> None:
    for name in ("model.svg", "model.PNG"):
        answer = factory("draw", "architecture=t5_small", "head=base", "--output", name)
        assert (answer.status, answer.out) == (0, f"{name}\n")
    assert "Cross-attention" in ElementTree.parse(here / "model.svg").getroot().itertext()
    assert Image.open(here / "model.PNG").width > 1000
    (found,) = factory("draw", "architecture=bert", "-o", "model.svg", "--json").objects
    assert found["file"] == "model.svg"


def test_a_bundle_is_drawn_as_it_was_built(factory: Command, bundle: Path) -> None:
    (found,) = factory("draw", bundle, "--json").objects
    manifest = json.loads((bundle / "config.json").read_text())
    assert found["class"] == manifest["architectures"][0]
    assert factory("draw", bundle / "config.json").status == 0


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["architecture=brt"], "Did you mean 'bert'?"),
        (["brt"], "Did you mean 'bert'?"),
        (["-o", "x.pdf"], "--output x.pdf: a picture ends in .svg or .png, not '.pdf'"),
        (["-o", "x"], "--output x: a picture ends in .svg or .png"),
        (["-o", "no/x.svg"], "--output no/x.svg: there is no folder no"),
        (["-o"], "-o needs a value"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    factory: Command, here: Path, argv: list[str], said: str
) -> None:
    answer = factory("draw", *argv)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err and "Traceback" not in answer.err
    assert not list(here.iterdir())


def test_what_another_model_lacks_is_marked(factory: Command) -> None:
    out = factory("draw", "architecture=roberta", "--against", "bert").out
    assert "* Learned positions from padding on" in out and "* Attention" not in out
    assert "Did you mean 'bert'?" in factory("draw", "--against", "brt").err


def test_a_folder_is_not_drawn_over(factory: Command, here: Path) -> None:
    (here / "x.svg").mkdir()
    answer = factory("draw", "-o", "x.svg")
    assert answer.status == 2 and "x.svg: is a folder" in answer.err


def test_a_notebook_shows_a_blueprint_as_a_picture() -> None:
    blueprint = Composer().one(["architecture=bert_tiny"])
    assert blueprint._repr_svg_().startswith("<svg ")


def test_on_a_terminal_lines_fit_and_have_colours() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "90", "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    argv = [sys.executable, "-m", "factory", "draw", "architecture=bert"]
    with subprocess.Popen(argv, stdout=theirs, cwd=ROOT, env=environment) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    assert process.returncode == 0 and b"\x1b[34m" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode())
    assert max(len(line) for line in plain.splitlines()) <= 90


def _read(ours: int) -> bytes:
    try:
        return os.read(ours, 65536)
    except OSError:  # nobody writes any more
        return b""


def test_diff_tells_which_parts_differ(factory: Command) -> None:
    sides = ("architecture=bert_tiny", "architecture=bert_tiny architecture.num_hidden_layers=4")
    (found,) = factory("diff", *sides, "--json").objects
    (part,) = found["parts"]
    assert (part["path"], part["change"], part["a"]) == ("body.layers.2-3", "added", None)
    (tiny,) = factory("draw", "architecture=bert_tiny", "--json").objects
    assert found["parameters"]["a"] == tiny["parameters"]
    out = factory("diff", *sides).out
    assert "+  body.layers.2-3" in out and "+396,544" in out


def test_diff_of_a_configuration_leaves_heads_out(factory: Command, bundle: Path) -> None:
    config = bundle / "config.json"
    (found,) = factory("diff", "bert_tiny", config, "--json").objects
    assert found["parts"] and not [p for p in found["parts"] if p["path"].startswith("head")]


def test_diff_says_why_the_parts_of_a_file_cannot_be_compared(factory: Command, here: Path) -> None:
    text = factory("show", "architecture=bert").out.replace("hidden_size: 768", "hidden_size: 7", 1)
    (here / "tree.yaml").write_text(text)
    answer = factory("diff", "tree.yaml", "bert", "--json")
    (found,) = answer.objects
    assert answer.status == 0 and found["parts"] is None and found["b"]
    assert "the parts cannot be compared: tree.yaml: " in answer.err
