"""A pinned tree says again what it said, whatever has changed since."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from factory.composition import Composer, compose, composer, nodes, pins, places
from factory.errors import RequestError


def pinned(folder: Path, *overrides: str) -> Composer:
    pins.write(folder / pins.FOLDER, compose(overrides))
    return Composer(job=pins.check(folder))


@pytest.mark.parametrize(
    "overrides",
    [
        [],
        ["architecture=roberta_base", "head=masked_lm"],
        ["architecture=bert_base_cased", "architecture.hidden_size=24", "seed=7"],
        ["experiment=tiny_sentiment", "dtype=bfloat16"],
        ["tokenizer=none", "+mine.note=3"],
    ],
    ids=" ".join,
)
def test_a_pinned_tree_composes_to_itself(tmp_path: Path, overrides: list[str]) -> None:
    assert pinned(tmp_path, *overrides).one([]).tree == compose(overrides).tree


@pytest.mark.parametrize("label", ["${seed}", "\\${seed}", "a\\", "é\n", "null", "3", "- x", "#"])
def test_any_text_survives(tmp_path: Path, label: str) -> None:
    from factory.composition.engine import quoted

    found = pinned(tmp_path, f"head.labels=[{quoted(label)},b]")
    assert found.one([])["head"]["labels"] == [label, "b"]


def test_values_survive_later_changes_of_presets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = compose(["architecture=bert_tiny"]).tree
    pins.write(tmp_path / "job" / pins.FOLDER, compose(["architecture=bert_tiny"]))
    later = tmp_path / "conf"
    shutil.copytree(places.shipped(), later)
    (later / "architecture" / "bert_tiny.yaml").write_text("defaults: [bert]\nhidden_size: 12\n")
    text = (later / "build.yaml").read_text()
    (later / "build.yaml").write_text(text.replace("seed: 0", "seed: 99"))
    monkeypatch.setattr(composer, "shipped", lambda: later)
    assert compose(["architecture=bert_tiny"])["architecture"]["hidden_size"] == 12
    assert Composer(job=pins.check(tmp_path / "job")).one([]).tree == before


def test_a_pinned_value_is_overridden_under_either_name(tmp_path: Path) -> None:
    found = pinned(tmp_path, "seed=3")
    assert found.one(["architecture.hidden_size=24"])["architecture"]["dim"] == 24
    assert found.one(["architecture.dim=24", "seed=4"]).settings.seed == 4


def test_choosing_a_group_replaces_its_pin_and_keeps_the_others(tmp_path: Path) -> None:
    found = pinned(tmp_path, "head=masked_lm", "architecture.dim=24", "tokenizer.min_frequency=9")
    other = found.one(["head=base"])
    assert (other["head"], other["architecture"]["dim"]) == ({"name": "base"}, 24)
    assert other["tokenizer"]["min_frequency"] == 9


def test_another_architecture_brings_its_own_tokenizer(tmp_path: Path) -> None:
    other = pinned(tmp_path, "seed=3").one(["architecture=roberta_base"])
    assert (other["tokenizer"]["name"], other.settings.seed) == ("bpe", 3)


def test_a_typo_in_a_rerun_is_found(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"Did you mean 'architecture\.n_layers'"):
        pinned(tmp_path).one(["architecture.n_layer=3"])


def test_where_a_bundle_goes_is_not_pinned(tmp_path: Path) -> None:
    settings = pinned(tmp_path, "output_dir=here", "overwrite=true").one([]).settings
    assert (settings.output_dir, settings.overwrite) == (None, False)


def test_files_are_pinned_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words.txt").write_text("a b c\n")
    monkeypatch.chdir(tmp_path)
    found = pinned(tmp_path / "job", "tokenizer.train_from=[words.txt]")
    monkeypatch.chdir("/")
    assert found.one([])["tokenizer"]["train_from"] == [str(tmp_path / "words.txt")]


def test_a_config_directory_cannot_stand_in_for_a_pin(tmp_path: Path) -> None:
    pins.write(tmp_path / "job" / pins.FOLDER, compose(["seed=3"]))
    (tmp_path / "own" / "head").mkdir(parents=True)
    (tmp_path / "own" / "head" / "pinned.yaml").write_text("name: base\n")
    found = Composer(tmp_path / "own", pins.check(tmp_path / "job")).one([])
    assert (found.head.name, found.settings.seed) == ("sequence_classification", 3)


def test_a_folder_without_a_tree_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="holds no pinned tree"):
        pins.check(tmp_path)


def rewritten(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path.write_text(text)


def test_what_a_later_version_adds_comes_with_its_own_default(tmp_path: Path) -> None:
    found = pinned(tmp_path, "seed=3", "head=masked_lm")
    run = tmp_path / pins.FOLDER / pins.RUN
    rewritten(run, ("dtype: float32\n", ""), (", processor,", ","))
    (tmp_path / pins.FOLDER / "head" / "pinned.yaml").write_text("name: masked_lm\n")
    shutil.rmtree(tmp_path / pins.FOLDER / "processor")
    again = Composer(job=pins.check(tmp_path))
    assert again.one([]).tree == found.one([]).tree
    assert again.one(["dtype=bfloat16"]).settings.dtype == "bfloat16"


@pytest.mark.parametrize("of_a_group", [False, True], ids=["setting", "group"])
def test_a_group_that_is_new_does_not_stop_old_trees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, of_a_group: bool
) -> None:
    pinned(tmp_path, "seed=3")
    monkeypatch.setattr(
        nodes, "GROUPS", (*nodes.GROUPS, "optimizer") if of_a_group else nodes.GROUPS
    )
    assert pins.check(tmp_path)


def test_a_tree_of_the_first_layout_is_still_read(tmp_path: Path) -> None:
    before = pinned(tmp_path, "head=masked_lm", "seed=3").one([]).tree
    tree = tmp_path / pins.FOLDER
    rewritten(
        tree / pins.RUN,
        ("format: 1\n", "defaults: [job, _self_, {head: pinned}]\n"),
    )
    text = (tree / pins.RUN).read_text()
    (tree / pins.RUN).write_text(re.sub(r"pinned: \[[^]]*\]\n", "", text))
    shutil.rmtree(tree / "swap")
    rewritten(tree / "head" / "pinned.yaml", ("name:", "defaults: [masked_lm, _self_]\nname:"))
    assert Composer(job=pins.check(tmp_path)).one([]).tree == before


def test_a_tree_of_a_later_layout_is_refused(tmp_path: Path) -> None:
    pinned(tmp_path)
    rewritten(tmp_path / pins.FOLDER / pins.RUN, ("format: 1", "format: 2"))
    with pytest.raises(RequestError, match=r"is of format 2.*upgrade"):
        pins.check(tmp_path)


def test_a_pin_that_went_missing_is_told(tmp_path: Path) -> None:
    pinned(tmp_path)
    (tmp_path / pins.FOLDER / "tokenizer" / "pinned.yaml").unlink()
    with pytest.raises(RequestError, match=r"tokenizer/pinned\.yaml: is missing"):
        pins.check(tmp_path)


def test_pins_are_not_offered_as_choices(tmp_path: Path) -> None:
    with pytest.raises(RequestError) as caught:
        pinned(tmp_path).one(["head=nothing_like_it"])
    assert "pinned" not in str(caught.value)
