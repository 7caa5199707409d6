"""``factory completion``: what the shell asks when the tab key is pressed."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import logging
from collections.abc import Iterable
from dataclasses import Field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.cli import VERBS, arguments, verb
from factory.cli.arguments import CONFIG_DIR, HELP, VERBOSE, Arguments
from factory.cli.verb import Verb
from factory.errors import FactoryError, RequestError, did_you_mean

if TYPE_CHECKING:
    from factory.composition import Composer

_BASH = """\
_factory() {
    local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" IFS=$'\\n'
    local whole="${line##* }" ready
    # Bash splits words at = and :, so what stands before them is not repeated.
    [[ "$word" == [=:]* ]] && word="${word#?}"
    local done="${whole%"$word"}"
    COMPREPLY=()
    for ready in $(factory completion query "$line" 2>/dev/null); do
        COMPREPLY+=("${ready#"$done"}")
    done
}
complete -o nospace -o default -F _factory factory
"""
_ZSH = """\
#compdef factory
_factory() {
    local -a ready
    ready=("${(@f)$(factory completion query "${LBUFFER}" 2>/dev/null)}")
    [[ -n "${ready[*]}" ]] && compadd -Q -S '' -- "${ready[@]}" || _files
}
compdef _factory factory
"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH}


def run(given: Arguments) -> int:
    """Print a shell's script, or answer its query."""
    if given.words[:1] == ("query",) and len(given.words) == 2:
        # Whatever is wrong with a half-written line is not said while it is being written.
        with contextlib.suppress(FactoryError, OSError, ValueError):
            logging.disable()
            try:
                print("\n".join(candidates(given.words[1])))
            finally:
                logging.disable(logging.NOTSET)
        return 0
    if len(given.words) != 1 or given.words[0] not in SCRIPTS:
        word = given.words[0] if given.words else ""
        raise RequestError(
            f"completion is for {' and '.join(SCRIPTS)}.{did_you_mean(word, SCRIPTS)}"
        )
    print(SCRIPTS[given.words[0]], end="")
    return 0


def candidates(line: str) -> list[str]:
    """What the last word of a command line may become."""
    words = line.split()[1:]
    word = "" if line.endswith(" ") or not words else words.pop()
    if not words:
        return _starting(VERBS, word)
    chosen = verb(words[0])
    if word.startswith("-"):
        flags = (*chosen.flags, VERBOSE, HELP)
        return _starting([flag.name for flag in flags], word)
    if words[0] in ("list", "describe", "diff", "completion"):
        return _starting(_names(words[0], len(words)), word)
    if words[0] in ("build", "show") or (words[0] == "rerun" and len(words) > 1):
        given = arguments.parse(words[1:], chosen.flags)
        folder = given.get(CONFIG_DIR)
        overrides = [word for word in given.words if "=" in word]
        return _overrides(Path(folder) if folder is not None else None, overrides, word)
    return []


def _names(name: str, place: int) -> list[str]:
    from factory.cli.catalogue import names
    from factory.cli.listing import KINDS
    from registry import REGISTRY

    if name == "completion":
        return list(SCRIPTS)
    if name == "list" and place == 1:
        return list(KINDS)
    return [*(n for kind in REGISTRY.kinds() for n in REGISTRY.names(kind)), *names()]


def _overrides(config_dir: Path | None, given: list[str], word: str) -> list[str]:
    from factory.composition import Composer

    key, equals, values = word.partition("=")
    before, comma, start = values.rpartition(",")  # earlier values of a sweep
    composer = Composer(config_dir)
    if equals and (limited := _choices(composer, given, key)):
        return [f"{key}={before}{comma}{value}" for value in _starting(limited, start)]
    with contextlib.redirect_stdout(io.StringIO()):
        asked = " ".join([*given, f"{key}={start}" if equals else word])
        found = composer.loader.complete(composer.primary, asked)
    found = [text for text in found if not text.startswith("hydra") and not _is_fixed(text)]
    if comma:
        return [f"{key}={before},{text.removeprefix(f'{key}=')}" for text in found]
    return found


def _is_fixed(text: str) -> bool:
    """Whether a key says which component a section is for, which is not set by a value."""
    from factory.composition import nodes

    held = nodes.holder(text.partition("=")[0])
    return held is not None and held[1] == nodes.key_of(held[0])


def _choices(composer: Composer, given: list[str], key: str) -> list[str]:
    """Values that an option is limited to, or nothing."""
    from factory.composition import nodes
    from factory.composition.blueprint import Settings

    held = nodes.holder(key)
    if held is None or not held[1]:
        return _limited(Settings, key)
    group, name = held
    chosen = nodes.section(composer.one(given).tree, group)[nodes.key_of(group)]
    name = nodes.aliases_of(group, chosen).get(name, name)
    fields = nodes.fields_of(group, chosen)
    return _limited(nodes.options_of(group, chosen), name) if _named(fields, name) else []


def _limited(cls: type, name: str) -> list[str]:
    from typing import get_args

    from factory.configuration import hints

    field = _named(dataclasses.fields(cls), name)
    if field is None:
        return []
    if hints(cls)[name] is bool:
        return ["true", "false"]
    literal = [x for arg in get_args(hints(cls)[name]) for x in get_args(arg)]
    return [*field.metadata.get("choices", ()), *map(str, literal)]


def _named(fields: Iterable[Field[Any]], name: str) -> Field[Any] | None:
    return next((field for field in fields if field.name == name), None)


def _starting(names: Iterable[str], word: str) -> list[str]:
    return sorted(name for name in names if name.startswith(word))


VERB = Verb(
    run=run,
    usage="bash|zsh",
    summary="Print a script that completes verbs, flags, groups, choices, options and values.",
    details="""\
  eval "$(factory completion bash)"        in ~/.bashrc
  eval "$(factory completion zsh)"         in ~/.zshrc, after compinit""",
)
