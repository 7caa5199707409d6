"""A plug-in that cannot be used breaks its own names, tells its package, and harms nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugins.conftest import Site, installed

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "Broken_Models"
version = "0.1.0"

[project.entry-points."model_factory.architecture"]
imports = "broken_models.imports:FAMILY"
lacks = "broken_models:FAMILY"
leaves = "broken_models.leaves:FAMILY"
mistakes = "broken_models:THING"
renames = "factory.families.bert:FAMILY"
steals = "broken_models.steals:FAMILY"
headless = "broken_models.headless:FAMILY"
"not a name" = "broken_models:THING"

[project.entry-points."model_factory.head"]
thing = "broken_models:THING"
same = "broken_models.same:HEAD"

[project.entry-points."model_factory.tokenizer"]
thing = "broken_models:THING"

[project.entry-points."model_factory.block"]
thing = "broken_models:THING"

[project.entry-points."model_factory.architectur"]
thing = "broken_models:THING"

[project.entry-points."model_factory.conf"]
broken = "broken_models:nowhere"

[tool.hatch.build.targets.wheel]
packages = ["broken_models"]
"""
FAMILY = """\
import dataclasses

from factory.configuration import configuration
from factory.families.bert import FAMILY as BERT, BertConfig

@configuration
class {prefix}Config(BertConfig):
    \"\"\"Options of BERT.\"\"\"

    model_type = "{name}"

FAMILY = dataclasses.replace(BERT, config={prefix}Config, {changes})
"""
MODULES = {
    "__init__": "THING = object()\n",
    "imports": "import no_such_module\n",
    "leaves": "raise SystemExit('goodbye')\n",
    "steals": FAMILY.format(prefix="Steals", name="steals", changes="class_prefix='Bert'"),
    "headless": FAMILY.format(
        prefix="Headless", name="headless", changes="class_prefix='Headless', heads={'nope': None}"
    ),
    "same": """\
import dataclasses

from factory.heads import MASKED_LM

HEAD = dataclasses.replace(MASKED_LM, name="same")
""",
}
REASONS = {
    ("architecture", "imports"): "ModuleNotFoundError: No module named 'no_such_module'",
    ("architecture", "lacks"): "AttributeError: module 'broken_models' has no attribute 'FAMILY'",
    ("architecture", "leaves"): "SystemExit: goodbye",
    ("architecture", "mistakes"): "an object of the type object, not a factory.families",
    ("architecture", "renames"): "it calls itself 'bert'",
    ("architecture", "steals"): "class_prefix 'Bert' is that of the built-in 'bert'",
    ("architecture", "headless"): "no head is called 'nope'",
    ("architecture", "not a name"): "letters, digits and underscores",
    ("head", "thing"): "not a factory.heads.HeadKind",
    ("head", "same"): "suffix 'ForMaskedLM' is that of the built-in 'masked_lm'",
    ("tokenizer", "thing"): "not a factory.tokenizers.scheme.Scheme",
    ("block", "thing"): "not a subclass of factory.specs.Spec",
    ("architectur", "thing"): "Did you mean 'architecture'?",
    ("conf", "broken"): "no folder 'broken_models:nowhere'",
}
ASKED = [
    ("architecture", "imports"),
    ("architecture", "leaves"),
    ("head", "thing"),
    ("block", "thing"),
]


@pytest.fixture(scope="session")
def broken_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package whose every entry is wrong in another way."""
    source = tmp_path_factory.mktemp("source")
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "broken_models").mkdir()
    for name, text in MODULES.items():
        (source / "broken_models" / f"{name}.py").write_text(text)
    return installed(source, tmp_path_factory.mktemp("broken"))


@pytest.fixture
def broken(broken_folder: Path, acme_folder: Path, tmp_path: Path) -> Site:
    """That package beside one that works."""
    return Site((broken_folder, acme_folder), tmp_path)


def test_list_shows_what_is_wrong_and_everything_that_is_not(broken: Site) -> None:
    answer = broken.factory("list", "--json")
    assert answer.status == 0 and answer.err == ""
    problems = {(row["kind"], row["name"]): row for row in answer.json["problems"]}
    assert problems.keys() == REASONS.keys()
    for key, reason in REASONS.items():
        assert reason in problems[key]["problem"]
        assert problems[key]["package"] == "broken-models"
    assert {"acme", "bert"} <= {row["name"] for row in answer.json["architectures"]}
    assert "goodbye" in broken.factory("list").out


def test_listing_one_kind_warns_of_its_problems_alone(broken: Site) -> None:
    answer = broken.factory("list", "tokenizers")
    assert answer.status == 0 and "wordpiece" in answer.out
    assert answer.err.count("broken-models") == 1


@pytest.mark.parametrize(("kind", "name"), ASKED)
def test_asking_for_it_is_one_sentence_that_names_the_package(
    broken: Site, kind: str, name: str
) -> None:
    words = ("describe", f"{kind}/{name}") if kind == "block" else ("show", f"{kind}={name}")
    answer = broken.factory(*words)
    assert answer.status == 2 and answer.out == ""
    (line,) = answer.err.splitlines()
    assert f"the {kind} {name!r} of the package broken-models cannot be used" in line
    assert REASONS[kind, name] in line


def test_other_problems_of_the_request_are_told_as_well(broken: Site) -> None:
    answer = broken.factory("show", "architecture=imports", "head=maskd_lm", "seed=-1")
    assert answer.status == 2
    assert len(answer.err.splitlines()) == 3
    assert "Did you mean 'masked_lm'?" in answer.err


@pytest.mark.parametrize(
    "words", [("show", "architecture=imports"), ("describe", "imports"), ("list", "problems")]
)
def test_verbose_says_where_it_fails(broken: Site, words: tuple[str, ...]) -> None:
    assert "Traceback" not in broken.factory(*words).err
    verbose = broken.factory(*words, "--verbose").err
    assert 'broken_models/imports.py", line 1' in verbose


def test_what_is_built_in_and_other_plug_ins_work_beside_it(broken: Site) -> None:
    for name in ("bert_tiny", "acme_mini"):
        answer = broken.factory("show", f"architecture={name}", "head=base")
        assert answer.status == 0 and answer.err == ""
    ready = broken.factory("completion", "query", "factory build architecture=ac").out
    assert "architecture=acme_mini" in ready


@pytest.mark.parametrize(
    ("module", "head"), [("blocks", "base"), ("heads", "similarity")], ids=["block", "head"]
)
def test_a_torch_module_that_cannot_be_imported_is_named(
    acme_folder: Path, tmp_path: Path, module: str, head: str
) -> None:
    site = Site((tmp_path / "site",), tmp_path)
    shutil.copytree(acme_folder, tmp_path / "site")
    (tmp_path / "site" / "acme_models" / "torch" / f"{module}.py").write_text("import nothing\n")
    answer = site.factory("build", "architecture=acme_mini", f"head={head}", "tokenizer=none")
    assert answer.status == 1 and "Traceback" not in answer.err
    assert f"acme_models.torch.{module}" in answer.out
    assert "ModuleNotFoundError: No module named 'nothing'" in answer.out


PYTHON = """
import json, pathlib, warnings
warnings.simplefilter("error")
import factory
from factory import AcmeModel, BertModel
pathlib.Path("config.json").write_text(json.dumps({"model_type": "imports"}))
said = []
for ask in (
    lambda: factory.compose(["architecture=imports"]),
    lambda: factory.AutoConfig.from_pretrained("config.json"),
    lambda: factory.ImportsModel,
):
    try:
        ask()
    except (factory.RequestError, RuntimeWarning) as error:
        said.append(str(error))
print(json.dumps(said))
"""


def test_in_python_it_is_an_error_or_a_warning_that_names_the_package(broken: Site) -> None:
    said = broken.code(PYTHON)
    assert len(said) == 3
    assert all("broken-models" in text for text in said)


def test_importing_a_missing_name_warns_of_packages_that_cannot_be_used(broken: Site) -> None:
    answer = broken.python("-c", "from factory import ImportsModel")
    assert answer.status == 1
    assert "'ImportsModel' may be a name of broken-models" in answer.err
