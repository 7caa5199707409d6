"""Folders and hub names; no test here reaches for the network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, ClassVar

import huggingface_hub
import pytest

from factory.errors import MissingExtraError, RequestError
from factory.hub import WANTED, Source, config_file, snapshot

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A download cache that holds ``someone/model`` and, as pickles alone, ``someone/pickled``."""
    for name, files in {
        "model": {"config.json": "{}", "model.safetensors": "x"},
        "pickled": {"config.json": "{}", "pytorch_model.bin": "x"},
        "tokenizer": {"tokenizer.json": "{}"},
    }.items():
        repository = tmp_path / "cache" / f"models--someone--{name}"
        folder = repository / "snapshots" / COMMIT
        folder.mkdir(parents=True)
        (repository / "refs").mkdir()
        (repository / "blobs").mkdir()
        (repository / "refs" / "main").write_text(COMMIT)
        for file, text in files.items():
            (repository / "blobs" / file).write_text(text)
            (folder / file).symlink_to(Path("../../blobs") / file)
    return tmp_path / "cache"


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


def test_a_local_folder_is_itself(tmp_path: Path) -> None:
    assert snapshot(tmp_path) == tmp_path
    assert snapshot(str(tmp_path)) == tmp_path


@pytest.mark.parametrize("revision", [None, "main", COMMIT])
def test_a_cached_repository_is_found_offline(
    cache: Path, revision: str | None, offline: None
) -> None:
    folder = snapshot(Source("someone/model", cache_dir=cache, revision=revision))
    assert {path.name for path in folder.iterdir()} == {"config.json", "model.safetensors"}
    assert config_file(Source("someone/model", cache_dir=cache)) == folder / "config.json"
    assert snapshot(Source("someone/tokenizer", cache_dir=cache)).is_dir()


def test_offline_may_be_asked_for(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    asked: list[bool] = []

    def download(*names: Any, local_files_only: bool, **options: Any) -> str:
        asked.append(local_files_only)
        assert options["allow_patterns"] == list(WANTED)
        return str(cache / "models--someone--model" / "snapshots" / COMMIT)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    snapshot("someone/model")
    snapshot(Source("someone/model", local_files_only=True))
    monkeypatch.setenv("HF_HUB_OFFLINE", "true")
    snapshot("someone/model")
    assert asked == [False, True, True]


def test_neither_code_nor_pickles_are_downloaded() -> None:
    assert not [p for p in WANTED if p.endswith((".py", ".bin", ".pt", ".h5", "*"))]


def test_what_is_not_cached_is_an_error_offline(cache: Path, offline: None) -> None:
    with pytest.raises(RequestError, match=r"the cache does not have it.*HF_HUB_OFFLINE"):
        snapshot(Source("someone/absent", cache_dir=cache))
    with pytest.raises(RequestError, match="at revision 'v2'"):
        snapshot(Source("someone/model", cache_dir=cache, revision="v2"))
    with pytest.raises(RequestError, match="the cache does not have it"):
        config_file(Source("someone/tokenizer", cache_dir=cache))


def test_a_repository_of_pickles_is_refused(cache: Path, offline: None) -> None:
    with pytest.raises(RequestError, match=r"pytorch_model\.bin alone.*whatever code"):
        snapshot(Source("someone/pickled", cache_dir=cache))


def test_pickles_that_were_not_downloaded_are_asked_for(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    folder = cache / "models--someone--tokenizer" / "snapshots" / COMMIT
    monkeypatch.setattr(huggingface_hub, "snapshot_download", lambda *a, **o: str(folder))
    files = ["README.md", "flax_model.msgpack"]
    monkeypatch.setattr(huggingface_hub.HfApi, "list_repo_files", lambda *a, **o: files)
    with pytest.raises(RequestError, match=r"as flax_model\.msgpack alone"):
        snapshot("someone/tokenizer")
    files.pop()
    assert snapshot("someone/tokenizer") == folder


@pytest.mark.parametrize(
    "name", ["./bundel", "a/b/c", "/nowhere/model", "~/nowhere", "x/../y", "", "my model"]
)
def test_what_is_neither_a_folder_nor_a_name_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    with pytest.raises(RequestError, match=r"does not exist|an empty name"):
        snapshot(name)


def test_the_nearest_folder_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offline: None
) -> None:
    (tmp_path / "bundle").mkdir()
    with pytest.raises(RequestError, match="Did you mean 'bundle'"):
        snapshot(tmp_path / "bundel")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match="Did you mean 'bundle'"):
        snapshot(Source("bundel", cache_dir=tmp_path))
    with pytest.raises(RequestError, match="Nor does its folder"):
        snapshot(tmp_path / "no" / "such")


def test_a_configuration_is_a_file_a_folder_or_a_name(tmp_path: Path) -> None:
    (tmp_path / "mine.json").write_text("{}")
    (tmp_path / "conf.json").write_text("{}")
    assert config_file(tmp_path / "mine.json") == tmp_path / "mine.json"
    with pytest.raises(RequestError, match=r"has no config\.json\. Did you mean 'conf\.json'"):
        config_file(tmp_path)
    with pytest.raises(RequestError, match=r"Did you mean 'mine\.json'"):
        config_file(str(tmp_path / "mime.json"))
    (tmp_path / "config.json").write_text("{}")
    assert config_file(str(tmp_path)) == tmp_path / "config.json"


class Answer:
    """As much of an HTTP response as the hub's errors look at."""

    status_code = 404
    headers: ClassVar[dict[str, str]] = {}
    request = None


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (huggingface_hub.errors.RepositoryNotFoundError, "neither a folder here nor a public"),
        (huggingface_hub.errors.GatedRepoError, "is gated"),
        (huggingface_hub.errors.RevisionNotFoundError, "has no revision 'v2'"),
        (huggingface_hub.errors.HfHubHTTPError, "could not be fetched"),
    ],
)
def test_the_hubs_answers_are_told_in_a_sentence(
    error: Any, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*names: Any, **options: Any) -> str:
        raise error("no", response=Answer())

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    with pytest.raises(RequestError, match=said):
        snapshot(Source("someone/model", revision="v2"))


def test_a_missing_client_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match="pip install huggingface_hub"):
        snapshot("someone/model")


def test_what_composing_needs_is_fetched_without_weights(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def download(name: str, **options: object) -> str:
        patterns = options["allow_patterns"]
        assert isinstance(patterns, list) and "*.json" in patterns
        assert "*.safetensors" not in patterns
        return str(cache)

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    assert snapshot("someone/model", weights=False) == cache


def test_a_slip_in_a_local_name_is_told_without_asking_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my-bundle").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "cache"))
    asked: list[bool] = []

    def download(*_: object, local_files_only: bool, **__: object) -> str:
        from huggingface_hub.errors import LocalEntryNotFoundError

        asked.append(local_files_only)
        raise LocalEntryNotFoundError("not there")

    monkeypatch.setattr("huggingface_hub.snapshot_download", download)
    with pytest.raises(RequestError, match="Did you mean 'my-bundle'"):
        config_file("my-bundel")
    (tmp_path / "runs" / "tiny").mkdir(parents=True)
    with pytest.raises(RequestError, match="Did you mean 'runs/tiny'"):
        config_file("rusn/tiny")
    assert asked == [True, True]


def test_a_hub_that_cannot_be_reached_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    client = type(huggingface_hub.get_session())
    http: Any = sys.modules[client.__module__.partition(".")[0]]  # which one depends on the release

    def unreachable(request: Any) -> Any:
        asked.append(str(request.url))
        raise http.ConnectError("no network", request=request)

    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr("time.sleep", lambda seconds: pytest.fail("it waits to try again"))
    huggingface_hub.set_client_factory(lambda: client(transport=http.MockTransport(unreachable)))
    try:
        for find in (config_file, snapshot):
            asked.clear()
            with pytest.raises(RequestError, match=r"no folder here; as a name on the hub.*reach"):
                find(Source("someone/absent", cache_dir=tmp_path))
            assert len(asked) == 1
    finally:
        huggingface_hub.set_client_factory(client)
