"""Bundles appear whole or not at all, and say when they are no longer what was written."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from factory.checkpoint import swapping
from factory.checkpoint.bundle import (
    MANIFEST_NAME,
    check_bundle,
    new_bundle,
    quick_check,
    read_manifest,
    verify_bundle,
)
from factory.checkpoint.loading import load_weights
from factory.checkpoint.provenance import git_revision
from factory.checkpoint.saving import save_weights
from factory.errors import BundleError, RequestError
from factory.files import sha256
from tests.checkpoint.peers import FAMILIES, Peers, family_of, tiny

ROOT = Path(__file__).resolve().parents[2]


def fill(folder: Path, text: str = "{}") -> None:
    (folder / "config.json").write_text(text)
    (folder / "tokenizer").mkdir(exist_ok=True)
    (folder / "tokenizer" / "vocab.txt").write_text("a\nb\n")
    save_file({"a": torch.ones(8)}, folder / "model.safetensors")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    with new_bundle(tmp_path / "bundle", facts={"seed": 7}) as folder:
        fill(folder)
    return tmp_path / "bundle"


def test_a_bundle_says_what_is_in_it(bundle: Path) -> None:
    manifest = read_manifest(bundle)
    assert manifest["format"] == 1
    assert manifest["facts"] == {"seed": 7}
    assert {"python", "torch", "tokenizers", "hydra-core"} <= manifest["versions"].keys()
    assert manifest["files"].keys() == {
        "config.json",
        "model.safetensors",
        "tokenizer/vocab.txt",
    }
    for name, entry in manifest["files"].items():
        path = bundle / name
        assert entry == {"size": path.stat().st_size, "sha256": sha256(path)}
    assert verify_bundle(bundle) == []
    check_bundle(bundle)
    quick_check(bundle)


def test_only_the_bundle_is_left(bundle: Path) -> None:
    assert os.listdir(bundle.parent) == ["bundle"]
    mask = os.umask(0)
    os.umask(mask)
    assert bundle.stat().st_mode & 0o777 == 0o777 & ~mask


def test_the_same_contents_give_the_same_manifest(bundle: Path, tmp_path: Path) -> None:
    with new_bundle(tmp_path / "again", facts={"seed": 7}) as folder:
        fill(folder)
    assert (tmp_path / "again" / MANIFEST_NAME).read_bytes() == (
        bundle / MANIFEST_NAME
    ).read_bytes()


def test_facts_may_be_added_while_it_is_written(tmp_path: Path) -> None:
    facts: dict[str, Any] = {}
    with new_bundle(tmp_path / "bundle", facts=facts):
        facts["dtype"] = "float32"
    assert read_manifest(tmp_path / "bundle")["facts"] == {"dtype": "float32"}


def test_facts_must_be_plain_data(tmp_path: Path) -> None:
    with (
        pytest.raises(RequestError, match="plain data"),
        new_bundle(tmp_path / "bundle", facts={"seed": object()}),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_the_revision_is_that_of_the_checkout(tmp_path: Path) -> None:
    assert git_revision(tmp_path) is None
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.org", "-C", str(tmp_path)]
    subprocess.run([*git, "init", "-q"], check=True)
    assert git_revision(tmp_path) is None
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "One"], check=True)
    revision = git_revision(tmp_path)
    assert revision and len(revision) == 40


def test_a_bundle_that_is_there_is_kept_without_overwrite(bundle: Path) -> None:
    before = sorted(bundle.rglob("*"))
    with pytest.raises(RequestError, match="overwrite=true"), new_bundle(bundle):
        pytest.fail("the block must not run")
    assert sorted(bundle.rglob("*")) == before
    assert os.listdir(bundle.parent) == ["bundle"]


@pytest.mark.parametrize("in_one_step", [True, False])
def test_overwrite_replaces_a_bundle(
    bundle: Path, in_one_step: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not in_one_step:
        monkeypatch.setattr(swapping, "exchange", lambda one, other: False)
    with new_bundle(bundle, overwrite=True) as folder:
        (folder / "config.json").write_text("{}")
    assert set(os.listdir(bundle)) == {"config.json", MANIFEST_NAME}
    assert os.listdir(bundle.parent) == ["bundle"]


def test_a_failed_replacement_leaves_the_old_bundle(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swapping, "exchange", lambda one, other: False)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if ".tmp-" in self.name:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no"), new_bundle(bundle, overwrite=True):
        pass
    assert verify_bundle(bundle) == []
    assert os.listdir(bundle.parent) == ["bundle"]


def test_what_is_no_bundle_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.tex").write_text("x")
    with (
        pytest.raises(RequestError, match="is no bundle"),
        new_bundle(tmp_path / "thesis", overwrite=True),
    ):
        pass
    (tmp_path / "file").write_text("x")
    with (
        pytest.raises(RequestError, match="is a file"),
        new_bundle(tmp_path / "file", overwrite=True),
    ):
        pass
    (tmp_path / "empty").mkdir()
    with new_bundle(tmp_path / "empty", overwrite=True):
        pass
    assert sorted(os.listdir(tmp_path)) == ["empty", "file", "thesis"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("overwrite", [False, True])
def test_an_interrupted_bundle_leaves_nothing(
    error: type[BaseException], overwrite: bool, tmp_path: Path
) -> None:
    target = tmp_path / "bundle"
    if overwrite:
        with new_bundle(target) as folder:
            fill(folder)
    with pytest.raises(error), new_bundle(target, overwrite=overwrite) as folder:
        fill(folder, text="new")
        raise error
    assert os.listdir(tmp_path) == (["bundle"] if overwrite else [])
    assert not overwrite or verify_bundle(target) == []


def test_a_killed_process_leaves_the_target_untouched(bundle: Path) -> None:
    before = (bundle / MANIFEST_NAME).read_bytes()
    code = """
import sys, time
from pathlib import Path
from factory.checkpoint.bundle import new_bundle
with new_bundle(Path(sys.argv[1]), overwrite=True) as folder:
    (folder / "config.json").write_text("half of it")
    print("writing", flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(bundle)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        process.send_signal(signal.SIGKILL)
    assert (bundle / MANIFEST_NAME).read_bytes() == before
    assert verify_bundle(bundle) == []
    left = [name for name in os.listdir(bundle.parent) if name != "bundle"]
    assert len(left) == 1 and left[0].startswith(".bundle.tmp-")


def test_processes_killed_at_any_moment_leave_one_whole_bundle(bundle: Path) -> None:
    code = """
import sys
from pathlib import Path
from factory.checkpoint.bundle import new_bundle
print("ready", flush=True)
while True:
    with new_bundle(Path(sys.argv[1]), overwrite=True) as folder:
        for number in range(20):
            (folder / f"{number}.json").write_text("{}")
"""
    for delay in (0.0, 0.011, 0.023, 0.037, 0.051):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(bundle)], stdout=subprocess.PIPE, cwd=ROOT
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        assert verify_bundle(bundle) == []


def flip_a_byte(bundle: Path) -> None:
    path = bundle / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(bundle: Path) -> None:
    path = bundle / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-4])


def edit_manifest(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def edit(bundle: Path) -> None:
        manifest = json.loads((bundle / MANIFEST_NAME).read_text())
        change(manifest)
        (bundle / MANIFEST_NAME).write_text(json.dumps(manifest))

    return edit


def link_out(bundle: Path) -> None:
    (bundle.parent / "outside.json").write_text("{}")
    (bundle / "config.json").unlink()
    (bundle / "config.json").symlink_to(bundle.parent / "outside.json")


ENTRY = {"size": 2, "sha256": "0"}
DAMAGE: dict[str, tuple[Callable[[Path], object], str, bool]] = {
    "altered byte": (flip_a_byte, "model.safetensors was altered", False),
    "truncated": (cut, "model.safetensors is truncated: ", True),
    "longer": (lambda b: (b / "config.json").write_text("{}  "), "config.json is altered", True),
    "missing": (lambda b: (b / "config.json").unlink(), "config.json is missing", True),
    "added": (lambda b: (b / "x.json").write_text("{}"), "x.json is not in the manifest", False),
    "link": (link_out, "'config.json' is a link out of the folder", True),
    "parent": (
        edit_manifest(lambda m: m["files"].update({"../x": ENTRY})),
        "'../x' leads out of the folder",
        True,
    ),
    "absolute": (
        edit_manifest(lambda m: m["files"].update({"/etc/passwd": ENTRY})),
        "'/etc/passwd' is an absolute path",
        True,
    ),
    "later format": (edit_manifest(lambda m: m.update(format=99)), "is of format 99", True),
    "no format": (edit_manifest(lambda m: m.pop("format")), "is damaged", True),
    "no files": (edit_manifest(lambda m: m.update(files=[])), "is damaged", True),
    "bad entry": (edit_manifest(lambda m: m["files"].update(x=3)), "is damaged", True),
    "no json": (lambda b: (b / MANIFEST_NAME).write_text("{"), "cannot be read", True),
    "no manifest": (lambda b: (b / MANIFEST_NAME).unlink(), "is not a bundle", True),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_each_damage_has_its_own_words(bundle: Path, kind: str) -> None:
    damage, said, is_quick = DAMAGE[kind]
    damage(bundle)
    problems = verify_bundle(bundle)
    assert len(problems) == 1 and said in problems[0]
    with pytest.raises(BundleError):
        check_bundle(bundle)
    if is_quick:
        with pytest.raises(BundleError) as caught:
            quick_check(bundle)
        assert said in str(caught.value)
    else:
        quick_check(bundle)


def test_a_damaged_header_of_the_right_size_is_found_quickly(bundle: Path) -> None:
    path = bundle / "model.safetensors"
    path.write_bytes(path.read_bytes().replace(b'"F32"', b'"F64"'))
    with pytest.raises(BundleError, match=r"header of .*model\.safetensors is damaged"):
        quick_check(bundle)


def test_all_damage_is_told_at_once(bundle: Path) -> None:
    (bundle / "config.json").unlink()
    flip_a_byte(bundle)
    assert len(verify_bundle(bundle)) == 2


@pytest.mark.parametrize("name", FAMILIES)
def test_loading_checks_a_bundle(name: str, peers: Peers, tmp_path: Path) -> None:
    family, config = family_of(name), tiny(name)
    source = load_weights(peers.folder(name, "base"), family, config, "base")
    target = tmp_path / "bundle"
    with new_bundle(target) as folder:
        config.save_pretrained(folder)
        save_weights(folder, family, config, "base", source.tree, source.tensors)
    loaded = load_weights(target, family, config, "base", verify=True)
    assert loaded.tensors.keys() == source.tensors.keys()

    flip_a_byte(target)
    load_weights(target, family, config, "base")
    with pytest.raises(BundleError, match=r"model\.safetensors was altered.*remove its manifest"):
        load_weights(target, family, config, "base", verify=True)
    cut(target)
    with pytest.raises(BundleError, match="truncated"):
        load_weights(target, family, config, "base")


def test_verifying_what_has_no_manifest_is_an_error(peers: Peers) -> None:
    name = FAMILIES[0]
    with pytest.raises(BundleError, match="is not a bundle"):
        load_weights(peers.folder(name, "base"), family_of(name), tiny(name), "base", verify=True)


def test_what_a_killed_process_left_is_removed_with_the_next_bundle(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with new_bundle(tmp_path / "out") as folder:
        name = folder.name
    ours = f"-{os.getpid()}-"
    assert ours in name
    abandoned = tmp_path / name.replace(ours, f"-{ended.pid}-")
    running, another = tmp_path / name, tmp_path / abandoned.name.replace("out", "other")
    for path in (abandoned, running, another):
        path.mkdir()
    with new_bundle(tmp_path / "out", overwrite=True):
        pass
    assert not abandoned.exists() and running.exists() and another.exists()


@pytest.mark.parametrize("target", [".", "..", "x/.."])
def test_the_working_directory_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    with pytest.raises(RequestError, match="working directory"), new_bundle(Path(target)):
        pass
    assert (tmp_path / "work").samefile(".")
