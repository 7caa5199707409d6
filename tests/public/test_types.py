"""What editors and type checkers see: the generated stub."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from factory.public import names

ROOT = Path(__file__).resolve().parents[2]
STUB = ROOT / "factory" / "__init__.pyi"

SETUP = """\
import torch
import factory
from factory import BertConfig, DistilBertConfig, DistilBertForMaskedLM, DistilBertModel
config, ids = DistilBertConfig(), torch.tensor([[1]])
model = DistilBertForMaskedLM(config)
"""

MISTAKES = {
    "from factory import DistilBertModle": '"DistilBertModle" is unknown import symbol',
    "from factory import RobertaForPreTraining": '"RobertaForPreTraining" is unknown',
    "from factory import TFDistilBertModel": '"TFDistilBertModel" is unknown',
    "factory.BertForEverything": '"BertForEverything" is not a known attribute',
    "DistilBertConfig(hiden_size=24)": 'No parameter named "hiden_size"',
    "DistilBertConfig(n_layers='six')": 'parameter "n_layers" of type "int"',
    "DistilBertConfig(hidden_size=24.5)": 'parameter "hidden_size" of type "int"',
    "DistilBertConfig(pruned_heads={0: 1})": 'parameter "pruned_heads"',
    "DistilBertConfig(6)": "Expected 0 positional arguments",
    "config.dim = 24": 'Attribute "dim" is read-only',
    "DistilBertConfig(num_labels=3).id2label[0] = 1": "__setitem__",
    "config.hidden_size = 24": 'Cannot assign to attribute "hidden_size"',
    "DistilBertModel(BertConfig())": '"BertConfig" is not assignable to "DistilBertConfig"',
    "DistilBertModel()": 'Argument missing for parameter "config"',
    "DistilBertModel(config, sead=0)": 'No parameter named "sead"',
    "model(ids, atention_mask=ids)": 'No overloads for "__call__"',
    "model(ids, start_positions=ids)": 'No overloads for "__call__"',
    "model(ids).last_hidden_state": '"last_hidden_state" for class "MaskedLMOutput"',
    "factory.BertTokenizer.from_pretrained(6)": '"Literal[6]" cannot be assigned',
}
"""A line of a user's script and what is said about it."""


def complaints(script: Path) -> list[tuple[int, str]]:
    """Line and message of each thing that pyright has against a script."""
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(
        [*command, str(script)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode in (0, 1), done.stderr
    found = json.loads(done.stdout)["generalDiagnostics"]
    return [(one["range"]["start"]["line"] + 1, one["message"]) for one in found]


@pytest.fixture(scope="module")
def about_mistakes(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str]]:
    script = tmp_path_factory.mktemp("types") / "mistaken.py"
    script.write_text(SETUP + "\n".join(MISTAKES) + "\n", encoding="utf-8")
    return complaints(script)


def test_the_stub_is_what_the_registry_says() -> None:
    script = ROOT / "scripts" / "generate_stub"
    done = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@functools.cache
def stub_names() -> frozenset[str]:
    """Names that the stub exports: its classes and its ``X as X`` imports."""

    def exported() -> Iterator[str]:
        for node in ast.parse(STUB.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node.name
            elif isinstance(node, ast.ImportFrom):
                yield from (alias.name for alias in node.names if alias.asname == alias.name)

    return frozenset(exported())


def test_the_stub_exports_every_public_name_and_no_other() -> None:
    assert stub_names() == set(names())


def test_a_users_script_is_right_to_the_type_checker() -> None:
    assert complaints(Path(__file__).with_name("user_script.py")) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_type_checker_finds_the_mistake(
    mistake: str, about_mistakes: list[tuple[int, str]]
) -> None:
    line = SETUP.count("\n") + list(MISTAKES).index(mistake) + 1
    assert MISTAKES[mistake] in "".join(text for at, text in about_mistakes if at == line)


def test_the_type_checker_finds_nothing_else(about_mistakes: list[tuple[int, str]]) -> None:
    assert not [text for line, text in about_mistakes if line <= SETUP.count("\n")]
