"""The verbs that build nothing: they answer, without torch."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
import types
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
import yaml

from factory.cli import VERBS, manual, output, verb
from factory.cli.verb import Verb
from factory.composition import compose
from registry import REGISTRY
from tests.cli.conftest import Command

ROOT = Path(__file__).parents[2]


def test_no_word_at_all_gives_help(factory: Command) -> None:
    answer = factory()
    assert answer.status == 0
    assert all(name in answer.out for name in VERBS)


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_has_help_that_shows_its_flags(factory: Command, name: str) -> None:
    answer = factory(name, "--help")
    assert answer.status == 0
    assert answer.out == factory("help", name).out == f"{manual.of_verb(name, verb(name))}\n"
    assert all(flag.name in answer.out for flag in verb(name).flags)


def test_a_mistyped_verb_gets_the_nearest_match(factory: Command) -> None:
    answer = factory("biuld")
    assert (answer.status, answer.out) == (2, "")
    assert "Did you mean 'build'?" in answer.err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["show", "--jsno"], "Did you mean '--json'?"),
        (["show", "--config-dir"], "--config-dir needs a value"),
        (["show", "--config-dir", "a", "--config-dir", "b"], "--config-dir is given twice"),
        (["show", "--json=x"], "--json takes no value"),
        (["build", "--cfg", "job"], "factory show prints the composed tree"),
        (["build", "--experimental-rerun", "x"], "factory rerun FOLDER"),
        (["list", "headz"], "Did you mean 'head'?"),
        (["list", "heads", "x", "y"], "a kind and a pattern"),
        (["list", "heads", "zzz"], "nothing is called 'zzz'"),
        (["describe"], "describe takes one name"),
        (["describe", "brt"], "Did you mean 'bert'?"),
        (["diff", "bert"], "diff takes two sides"),
        (["diff", "bert", "brt"], "Did you mean 'bert'?"),
        (["rerun"], "rerun needs a folder"),
        (["rerun", "nowhere"], "nowhere is not a folder"),
        (["verify"], "verify needs a folder"),
        (["verify", "nowhere"], "nowhere is not a folder"),
        (["completion", "fish"], "completion is for bash and zsh"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_line_says_why(factory: Command, argv: list[str], said: str) -> None:
    answer = factory(*argv)
    assert (answer.status, answer.out) == (2, "")
    assert said in answer.err and "Traceback" not in answer.err


def test_the_version_is_told(factory: Command) -> None:
    assert factory("--version").out.startswith("model-factory ")


def test_list_shows_everything(factory: Command) -> None:
    (found,) = factory("list", "--json").objects
    for kind, registered in (("architectures", "architecture"), ("heads", "head")):
        assert [row["name"] for row in found[kind]] == list(REGISTRY.names(registered))
    family = {row["name"]: row for row in found["architectures"]}["distilbert"]
    assert family["tokenizer"] == "wordpiece" and family["slow"] and family["fast"]
    assert "next_sentence_prediction" not in family["heads"]
    assert {row["name"] for row in found["presets"]} >= {"bert_base", "fill_mask"}
    plain = factory("list").out
    assert all(name in plain for name in ("roberta_large", "byte-level BPE", "slow", "fast"))


def test_list_takes_a_kind_and_a_pattern(factory: Command) -> None:
    (found,) = factory("list", "presets", "bert_*a*", "--json").objects
    assert list(found) == ["presets"]
    names = {row["name"] for row in found["presets"]}
    assert {"bert_base", "bert_large", "bert_small"} <= names and "bert_tiny" not in names
    assert "masked_lm" in factory("list", "*lm*").out
    assert factory("list", "families").out == factory("list", "architecture").out


def test_a_kind_of_which_there_is_nothing_is_listed_as_empty(factory: Command) -> None:
    answer = factory("list", "problems")
    assert (answer.status, answer.out, answer.err) == (0, "Problems: none\n", "")


def test_list_and_describe_show_a_users_own_presets(factory: Command, here: Path) -> None:
    (here / "architecture").mkdir()
    (here / "architecture" / "mine.yaml").write_text(
        "# Of my own\ndefaults: [bert, _self_]\nhidden_size: 24\n"
    )
    assert "Of my own" in factory("list", "presets", "--config-dir", here).out
    (facts,) = factory("describe", "mine", "--config-dir", here, "--json").objects
    assert facts["of"] == "bert" and facts["values"] == {"hidden_size": 24}


@pytest.mark.parametrize(
    ("kind", "name"), [(k, n) for k in REGISTRY.kinds() for n in REGISTRY.names(k)]
)
def test_everything_registered_is_described(factory: Command, kind: str, name: str) -> None:
    (facts,) = factory("describe", f"{kind}/{name}", "--json").objects
    assert facts["summary"]
    assert all(option["type"] and option["meaning"] for option in facts["options"])
    assert name in factory("describe", name).out


def test_a_family_is_described_with_what_goes_with_it(factory: Command) -> None:
    out = factory("describe", "distilbert").out
    for said in (
        "https://arxiv.org/abs/1910.01108",
        "masked_lm",
        "wordpiece",
        "a number from 0 to 1",
        "Number of tokens in the vocabulary.",
        "hidden_size",
    ):
        assert said in out


def test_show_prints_the_tree_as_yaml_and_as_json(factory: Command) -> None:
    overrides = ["architecture=roberta_base", "head.labels=[a,b]"]
    tree = dict(compose(overrides).tree)
    assert yaml.safe_load(factory("show", *overrides).out) == tree
    assert factory("show", *overrides, "--json").objects == [tree]


def test_show_says_where_values_come_from(factory: Command, here: Path) -> None:
    (here / "experiment").mkdir()
    (here / "experiment" / "mine.yaml").write_text(
        "# @package _global_\ndefaults: [{override /architecture: bert_tiny}]\n"
        "architecture: {num_attention_heads: 4}\n"
    )
    (answer,) = factory(
        "show",
        "--config-dir",
        here,
        "experiment=mine",
        "architecture.hidden_size=64",
        "--origins",
        "--json",
    ).objects
    origins = answer["origins"]
    assert origins["architecture.hidden_size"] == "architecture.hidden_size=64"
    assert origins["architecture.num_attention_heads"] == f"{here}/experiment/mine.yaml"
    assert origins["architecture.num_hidden_layers"] == "conf/architecture/bert_tiny.yaml"
    assert origins["architecture.vocab_size"] == "defaults of architecture bert"
    assert origins["seed"] == "conf/build.yaml"


def test_an_alias_is_shown_as_the_origin_of_the_own_name(factory: Command) -> None:
    line = next(
        line
        for line in factory("show", "architecture.hidden_size=64", "--origins").out.splitlines()
        if "architecture.dim" in line
    )
    assert line.split() == ["architecture.dim", "64", "architecture.hidden_size=64"]


def test_show_prints_every_tree_of_a_sweep(factory: Command) -> None:
    answer = factory("show", "-m", "seed=1,2", "--json")
    assert [tree["seed"] for tree in answer.objects] == [1, 2]
    assert "# job 1: seed=2" in factory("show", "-m", "seed=1,2").out


def test_diff_takes_names_overrides_files_and_bundles(
    factory: Command, bundle: Path, here: Path
) -> None:
    (found,) = factory("diff", "bert", "architecture=bert_tiny", "--json").objects
    assert found["a"]["architecture.hidden_size"] == 768
    assert found["b"]["architecture.hidden_size"] == 128
    assert factory("diff", bundle, bundle).out == "no difference\n"
    (found,) = factory("diff", bundle, bundle / "config.json", "--json").objects
    assert (found["a"], found["b"], found["parts"]) == ({}, {}, [])
    (here / "tree.yaml").write_text(factory("show", "seed=3").out)
    (found,) = factory("diff", "tree.yaml", "seed=4", "--json").objects
    assert (found["a"], found["b"], found["parts"]) == ({"seed": 3}, {"seed": 4}, [])
    assert "roberta" in factory("diff", "bert", "roberta").out


def test_verify_tells_a_sound_bundle_from_a_damaged_one(
    factory: Command, bundle: Path, tmp_path: Path
) -> None:
    import shutil

    assert factory("verify", bundle).status == 0
    copied = tmp_path / "copied"
    shutil.copytree(bundle, copied)
    path = copied / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    answer = factory("verify", bundle, copied, "--json")
    assert answer.status == 1
    assert [found["sound"] for found in answer.objects] == [True, False]
    assert "model.safetensors was altered" in factory("verify", copied).out


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("factory bu", {"build"}),
        ("factory ", set(VERBS)),
        ("factory build --in", {"--input"}),
        (
            "factory build architecture=roberta_",
            {"architecture=roberta_base", "architecture=roberta_large"},
        ),
        ("factory build architecture.hidden_s", {"architecture.hidden_size="}),
        (
            "factory show architecture=roberta architecture.type_v",
            {"architecture.type_vocab_size="},
        ),
        ("factory show architecture.activation=gelu_n", {"architecture.activation=gelu_new"}),
        ("factory show architecture.hidden_act=gelu_n", {"architecture.hidden_act=gelu_new"}),
        (
            "factory show tokenizer.use_fast=",
            {"tokenizer.use_fast=true", "tokenizer.use_fast=false"},
        ),
        ("factory show head.problem_type=reg", {"head.problem_type=regression"}),
        ("factory build dtype=b", {"dtype=bfloat16"}),
        ("factory build overwrite=", {"overwrite=true", "overwrite=false"}),
        ("factory build head.n", {"head.num_labels="}),
        ("factory build architecture.mo", {""}),
        ("factory build -m head=base,masked_l", {"head=base,masked_lm"}),
        ("factory build -m dtype=float32,b", {"dtype=float32,bfloat16"}),
        ("factory build --input text see", {"seed="}),
        ("factory describe roberta_l", {"roberta_large"}),
        ("factory list proc", {"processors"}),
        ("factory completion z", {"zsh"}),
        ("factory nonsense x", {""}),
        ("factory build architecture=nonsense architecture.hid", {""}),
    ],
)
def test_completion_offers_what_may_follow(factory: Command, line: str, expected: set[str]) -> None:
    answer = factory("completion", "query", line)
    assert (answer.status, answer.err) == (0, "")
    assert set(answer.out.split()) == expected - {""}


def test_completion_knows_a_users_own_presets(factory: Command, here: Path) -> None:
    (here / "own" / "experiment").mkdir(parents=True)
    (here / "own" / "experiment" / "mine.yaml").write_text("# @package _global_\nseed: 1\n")
    answer = factory("completion", "query", "factory build --config-dir own experiment=m")
    assert answer.out == "experiment=mine\n"


def test_bash_completes_after_an_equals_sign(tmp_path: Path, factory: Command) -> None:
    (tmp_path / "factory").write_text(f'#!/bin/sh\nexec {sys.executable} -m factory "$@"\n')
    (tmp_path / "factory").chmod(0o755)
    script = factory("completion", "bash").out + (
        'COMP_LINE="factory build architecture=roberta_l"; COMP_POINT=${#COMP_LINE}\n'
        "COMP_WORDS=(factory build architecture = roberta_l); COMP_CWORD=4\n"
        '_factory; printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    done = subprocess.run(
        ["bash", "-c", script],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "roberta_large\n"


def test_what_builds_nothing_imports_no_torch() -> None:
    commands = [
        ["list"],
        ["describe", "bert"],
        ["show", "architecture=bert", "--origins"],
        ["diff", "bert", "roberta"],
        ["draw", "architecture=bert"],
        ["completion", "query", "factory build arch"],
        ["build", "architecture.n_layer=3"],
        ["build", "-m", "architecture=bert,brt"],
        ["build", "+x._target_=y"],
        ["rerun", "nowhere"],
    ]
    code = (
        "import sys, json\nfrom factory.cli import main\n"
        f"found = [main(argv) for argv in {commands!r}]\n"
        "heavy = [n for n in ('torch', 'numpy', 'tokenizers', 'rich') if n in sys.modules]\n"
        "print(json.dumps([found, heavy]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [[0, 0, 0, 0, 0, 0, 2, 2, 2, 2], []]


def test_list_and_describe_do_not_import_hydra() -> None:
    code = (
        "import sys\nfrom factory.cli import main\nmain(['list'])\nmain(['describe', 'bert'])\n"
        "print('hydra' in sys.modules or 'omegaconf' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {sys.executable} -m factory list | head -1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_show_prints_nothing_of_a_sweep_with_a_wrong_job(factory: Command) -> None:
    answer = factory("show", "-m", "seed=1,x")
    assert (answer.status, answer.out) == (2, "")


@pytest.mark.parametrize("word", ["a 'b", "architecture=bert 'x"])
def test_a_side_with_an_open_quote_is_a_wrong_request(factory: Command, word: str) -> None:
    answer = factory("diff", word, "bert")
    assert answer.status == 2 and "is no list of overrides" in answer.err


def test_json_has_no_number_that_json_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    output.print_json({"a": [float("nan"), {"b": float("inf")}], "c": 1.5})
    assert capsys.readouterr().out == '{"a": [null, {"b": null}], "c": 1.5}\n'


def test_a_mapping_is_the_origin_of_what_it_holds_alone(factory: Command) -> None:
    override = "architecture={dim: 32, n_heads: 2}"
    (shown,) = factory("show", override, "--origins", "--json").objects
    assert shown["origins"]["architecture.dim"] == override
    assert shown["origins"]["architecture.n_layers"] == "conf/architecture/distilbert_small.yaml"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_an_interruption_waits_until_torch_is_imported(
    factory: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming = types.ModuleType("torch")
    coming.__spec__ = ModuleSpec("torch", None)
    coming.__spec__._initializing = True  # type: ignore[attr-defined]
    passed = []

    def working(_: object) -> int:
        signal.raise_signal(signal.SIGINT)
        time.sleep(0.15)
        passed.append("the import")
        coming.__spec__._initializing = False  # type: ignore[union-attr]
        time.sleep(10)
        return 0

    monkeypatch.setitem(sys.modules, "torch", coming)
    monkeypatch.setattr("factory.cli.verb", lambda _: Verb(run=working, usage="", summary=""))
    assert factory("show").status == 130
    assert passed == ["the import"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk is full")
def test_a_full_disk_is_one_sentence() -> None:
    words = [sys.executable, "-m", "factory", "list"]
    with Path("/dev/full").open("w") as full:
        said = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    assert (said.returncode, said.stderr) == (1, "factory: No space left on device\n")
