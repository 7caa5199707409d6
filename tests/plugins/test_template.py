"""The template of a plug-in, built and installed, takes part in everything."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.plugins.conftest import ROOT, TEMPLATE, Site, installed, started

PAGE = ROOT / "docs" / "plugins.md"
COMPONENTS = {
    "architectures": "acme",
    "heads": "similarity",
    "tokenizers": "acme_wordpiece",
    "swaps": "bottleneck",
    "blocks": "layer_scale",
}
MINI = {"vocab_size": 2000, "hidden_size": 64, "num_hidden_layers": 2, "intermediate_size": 128}
REQUEST = ("architecture=acme_mini", "head=similarity")


BUNDLE = """
import json, factory
from safetensors.torch import load_file
built = factory.load("made", verify=True)
stored = load_file("made/model.safetensors")
print(json.dumps({
    "class": type(built.model).__name__,
    "parameters": built.model.num_parameters(),
    "stored": len(stored),
    "scale": stored["acme.layers.1.mixer.inner.weight"].unique().tolist(),
    "tokens": built.tokenizer.convert_ids_to_tokens(built.tokenizer("a")["input_ids"]),
}))
"""

CLASSES = """
import json, pickle, factory
from factory import AcmeConfig, AcmeForSimilarity, AutoModelForSimilarity
from factory import AcmeForSequenceClassification, AcmeModel, AcmeTokenizerFast
config = AcmeConfig(hidden_size=8, num_hidden_layers=1, vocab_size=20)
model = AcmeForSimilarity(config, seed=0)
model.save_pretrained("made")
print(json.dumps([
    type(AutoModelForSimilarity.from_pretrained("made")) is AcmeForSimilarity,
    type(factory.AutoModel.from_pretrained("made")) is AcmeModel,
    type(factory.AutoConfig.from_pretrained("made")) is AcmeConfig,
    type(pickle.loads(pickle.dumps(model))) is AcmeForSimilarity,
    pickle.loads(pickle.dumps(config)) == config,
    {"AcmeForSimilarity", "AcmeTokenizer", "AutoModelForSimilarity"} <= set(dir(factory)),
]))
"""

BRANCHES = """
import json, torch
from torch.nn import functional as F
from factory import AcmeConfig, AcmeModel
sizes = dict(hidden_size=8, num_hidden_layers=2, num_attention_heads=2, vocab_size=20)
ids = torch.arange(12).view(2, 6) + 1
mask = torch.tensor([[1] * 6, [1] * 3 + [0] * 3])
real = mask.bool()

def off(one, other):
    return float((one - other).abs().max())

bare = AcmeModel(AcmeConfig(**sizes, layer_scale=0.0), seed=0).eval()
body = bare.body
embedded = body.frontend.token(ids) + body.position.table.weight[:6]
wanted = F.layer_norm(embedded, (8,))
model = AcmeModel(AcmeConfig(**sizes, layer_scale=1.0), seed=0).eval()
packed = model(ids, mask).last_hidden_state[real]
model.pack_padded_batches = False
padded = model(ids, mask).last_hidden_state[real]
scaled = off(padded, wanted[real])
print(json.dumps([off(bare(ids).last_hidden_state, wanted), off(packed, padded), scaled]))
"""


def of_acme(modules: set[str]) -> set[str]:
    """Those of the plug-in."""
    return {name for name in modules if name.partition(".")[0] == "acme_models"}


def test_list_shows_its_components_and_their_package(acme: Site) -> None:
    listed = acme.factory("list", "--json").json
    for kind, name in COMPONENTS.items():
        row = {row["name"]: row for row in listed[kind]}[name]
        assert row["package"] == "acme-models"
        assert row["summary"]
    assert "acme_mini" in {row["name"] for row in listed["presets"]}
    assert {row["package"] for row in listed["architectures"] if row["name"] != "acme"} == {None}
    assert listed["problems"] == []


@pytest.mark.parametrize("name", [*COMPONENTS.values(), "acme_mini"])
def test_it_is_described(acme: Site, name: str) -> None:
    facts = acme.factory("describe", name, "--json").json
    assert facts["name"] == name and facts["summary"]
    assert name in acme.factory("describe", name).out


def test_a_block_is_described_with_its_fields(acme: Site) -> None:
    options = acme.factory("describe", "layer_scale", "--json").json["options"]
    assert [(option["name"], option["default"]) for option in options] == [
        ("width", "needed"),
        ("begin", "0.1"),
    ]
    assert all(option["meaning"] for option in options)


def test_show_composes_its_preset(acme: Site) -> None:
    tree = yaml.safe_load(acme.factory("show", *REQUEST, "architecture.hidden_act=relu").out)
    assert tree["architecture"].items() >= (MINI | {"hidden_act": "relu"}).items()
    assert tree["head"]["name"] == "similarity"
    assert tree["tokenizer"]["name"] == "acme_wordpiece"  # what its family brings along


def test_a_typo_in_its_options_names_the_nearest(acme: Site) -> None:
    answer = acme.factory("show", *REQUEST, "architecture.layer_scal=1")
    assert answer.status == 2
    assert "Did you mean 'architecture.layer_scale'?" in answer.err


def test_a_bundle_is_built_and_read_again(acme: Site) -> None:
    answer = acme.factory("build", *REQUEST, "output_dir=made", "--json")
    assert answer.status == 0, answer.err
    width, inner, layers = (
        MINI[n] for n in ("hidden_size", "intermediate_size", "num_hidden_layers")
    )
    layer = 4 * (width * width + width) + width * inner + inner + inner * width + width
    layer += 2 * 2 * width + 2 * width  # two norms, two scales
    tables = (MINI["vocab_size"] + 256) * width
    parameters = tables + layers * layer + 2 * width + width * 64 + 64
    facts = acme.code(BUNDLE)
    assert facts == {
        "class": "AcmeForSimilarity",
        "parameters": parameters,
        "stored": 2 + layers * (2 * 6 + 2 * 3) + 2 + 2,
        "scale": pytest.approx([0.1]),
        "tokens": ["<text>", "a", "<end>"],
    }


def test_a_bundle_is_built_again_bit_for_bit(acme: Site) -> None:
    assert acme.factory("build", *REQUEST, "output_dir=made").status == 0
    assert acme.factory("rerun", "made", "output_dir=again").status == 0
    one, other = (acme.cwd / name / "model.safetensors" for name in ("made", "again"))
    assert one.read_bytes() == other.read_bytes()
    manifest = json.loads((acme.cwd / "again" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["versions"]["acme-models"] == "0.1.0"
    assert acme.factory("verify", "again").status == 0


def test_its_classes_are_names_of_the_factory(acme: Site) -> None:
    assert all(acme.code(CLASSES))


def test_a_head_that_its_family_lacks_is_refused(acme: Site) -> None:
    answer = acme.factory("show", "architecture=bert_tiny", "head=similarity")
    assert answer.status == 2
    assert "'bert' has no head 'similarity'" in answer.err
    assert acme.python("-c", "from factory import BertForSimilarity").status == 1


def test_its_block_computes_what_it_says_padded_and_packed(acme: Site) -> None:
    """With all branches scaled by 0 only the embeddings are left, and the last norm."""
    differences = acme.code(BRANCHES)
    assert max(differences[:2]) < 1e-5
    assert differences[2] > 0.1


@pytest.mark.parametrize(
    ("line", "ready"),
    [
        ("factory build architecture=ac", ["architecture=acme", "architecture=acme_mini"]),
        ("factory build architecture=acme head=si", ["head=similarity"]),
        ("factory show architecture=acme architecture.layer", ["architecture.layer_scale="]),
        ("factory build tokenizer=acme", ["tokenizer=acme_wordpiece"]),
        ("factory describe layer_", ["layer_scale"]),
    ],
)
def test_the_shell_completes_it(acme: Site, line: str, ready: list[str]) -> None:
    assert acme.factory("completion", "query", line).out.splitlines() == ready


def test_a_sweep_crosses_it_with_what_is_built_in(acme: Site) -> None:
    sweep = "architecture=acme_mini,distilbert_small"
    answer = acme.factory("show", "-m", sweep, "head=sequence_classification", "--json")
    trees = [yaml.safe_load(line) for line in answer.out.splitlines()]
    assert [tree["architecture"]["model_type"] for tree in trees] == ["acme", "distilbert"]


@pytest.mark.parametrize(
    "words",
    [
        ["show", "architecture=bert_tiny"],
        ["describe", "bert"],
        ["list", "presets"],
        ["completion", "query", "factory build architecture=a"],
    ],
    ids=" ".join,
)
def test_a_command_imports_nothing_of_it_before_it_is_asked_for(
    acme: Site, words: list[str]
) -> None:
    assert not of_acme(acme.imported_by(*words))


@pytest.mark.parametrize(
    "name", ["BertConfig", "BertForMaskedLM", "AutoModel", "BertTokenizerFast"]
)
def test_a_name_of_the_factory_imports_nothing_of_it(acme: Site, name: str) -> None:
    assert not of_acme(acme.imported(f"from factory import {name}"))


def test_its_modules_are_imported_one_at_a_time_and_without_torch(acme: Site) -> None:
    block = acme.imported_by("describe", "layer_scale")
    assert of_acme(block) == {"acme_models", "acme_models.blocks"}
    everything = acme.imported_by("list")
    assert {"acme_models.family", "acme_models.tokenizer"} <= everything
    assert not {"torch", "acme_models.torch"} & (block | everything)


def test_a_copy_under_other_names_passes_its_own_tests(tmp_path: Path) -> None:
    source = started("sound-ideas", "deep_sound", tmp_path)
    left = [p for p in source.rglob("*") if p.is_file() and "acme" in p.read_text().lower()]
    assert left == []
    site = Site((installed(source, tmp_path / "wheel"),), tmp_path)
    answer = site.python("-m", "pytest", "-q", "-p", "no:cacheprovider", str(source / "tests"))
    assert answer.status == 0, answer.out + answer.err


def test_the_page_shows_what_the_template_says() -> None:
    page = PAGE.read_text(encoding="utf-8").replace("my_models", "acme_models")
    template = "\n".join(path.read_text(encoding="utf-8") for path in TEMPLATE.rglob("*.py"))
    excerpts = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(excerpts) == 5
    assert [excerpt for excerpt in excerpts if excerpt not in template] == []


def test_the_commands_of_the_page_work(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [shlex.split(line, comments=True) for line in "".join(blocks).splitlines()]
    (script, *names), (pip, *_, source), *commands = lines
    assert (script, pip) == ("scripts/new_plugin", "pip")
    made = started(*names, tmp_path)
    assert made == tmp_path / source
    site = Site((installed(made, tmp_path / "wheel"),), tmp_path)
    for program, *words in commands:
        assert program == "factory"
        answer = site.factory(*words)
        assert answer.status == 0, answer.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Two Words", "mine"], "PACKAGE 'Two Words'"),
        (["mine", "Mine"], "FAMILY 'Mine'"),
        (["there", "mine"], "is there already"),
    ],
)
def test_a_copy_that_cannot_be_made_says_why(tmp_path: Path, words: list[str], said: str) -> None:
    (tmp_path / "there").mkdir()
    command = [
        sys.executable,
        str(ROOT / "scripts" / "new_plugin"),
        *words,
        "--into",
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["there"]
