"""The files that a build starts from: their hashes, and whether they have changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factory.errors import BundleError

if TYPE_CHECKING:
    from factory.composition import Blueprint


def changed_sources(sources: Mapping[str, str], bundle: Path) -> list[str]:
    """Sentences about files that are not what they were when a bundle was built from them.

    Args:
        sources: the files' hashes now, by name.
        bundle: what was built from them.
    """
    before = recorded_hashes(bundle)
    return [
        f"{name} has changed since {bundle} was built from it, so this build may differ"
        for name, found in sources.items()
        if before.get(name, found) != found
    ]


def hashes(blueprint: Blueprint) -> dict[str, str]:
    """Hashes of the files that a build started from, by names that a rerun gives them too."""
    from factory.files import sha256

    named: dict[str, Path] = {}
    if blueprint.settings.weights is not None:
        named |= _files_of(blueprint.settings.weights, ["*.safetensors"])
    if blueprint.tokenizer is not None:
        from factory.composition.weights import TOKENIZER_FILES

        options = blueprint.tokenizer[1]
        files = (getattr(options, name, None) for name in ("vocab_file", "merges_file"))
        paths = [Path(name).resolve() for name in (*files, *options.train_from) if name]
        named |= {str(path): path for path in paths}
        if options.load_from:
            named |= _files_of(options.load_from, TOKENIZER_FILES)
        elif not (options.vocab_file or options.train_from):
            from factory.tokenizers.scheme import CORPUS

            named[f"the factory's {CORPUS.name}"] = CORPUS
    if blueprint.processor is not None:
        from factory.processors.stored import PREPROCESSOR_CONFIG, PROCESSOR_CONFIG

        if source := getattr(blueprint.processor[1], "load_from", None):
            named |= _files_of(source, [PREPROCESSOR_CONFIG, PROCESSOR_CONFIG])
    return {name: sha256(path) for name, path in named.items() if path.is_file()}


def _files_of(source: str, patterns: Sequence[str]) -> dict[str, Path]:
    """Files of a folder, or of a repository on the hub, by name."""
    from factory.hub import snapshot

    folder = snapshot(source)
    shown = str(folder.resolve()) if Path(source).expanduser().is_dir() else source
    return {
        f"{shown}/{path.name}": path
        for pattern in patterns
        for path in sorted(folder.glob(pattern))
    }


def recorded_hashes(bundle: Path) -> dict[str, str]:
    """The hashes that a bundle's manifest records of its sources; none where there is none."""
    from factory.checkpoint.bundle import read_manifest

    try:
        facts = read_manifest(bundle).get("facts")
    except BundleError:
        return {}
    found = facts.get("sources") if isinstance(facts, dict) else None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}
