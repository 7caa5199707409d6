"""``factory completion``: what the shell asks when the tab key is pressed."""

from __future__ import annotations

import contextlib
import io
import logging

from factory.cli import VERBS, verb
from factory.cli.arguments import HELP, VERBOSE, Arguments
from factory.cli.verb import Verb
from factory.errors import FactoryError, RequestError, did_you_mean

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
            print("\n".join(candidates(given.words[1])))
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
        overrides = [w for w in words[1:] if "=" in w and not w.startswith("-")]
        return _overrides(overrides, word)
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


def _overrides(given: list[str], word: str) -> list[str]:
    from factory.composition import Composer

    key, equals, start = word.partition("=")
    composer = Composer()
    if equals and "." in key:
        values = _choices(composer, given, key)
        if values:
            return [f"{key}={value}" for value in _starting(values, start)]
    with contextlib.redirect_stdout(io.StringIO()):
        found = composer.loader.complete(composer.primary, " ".join([*given, word]))
    return [text for text in found if not text.startswith("hydra")]


def _choices(composer: object, given: list[str], key: str) -> list[str]:
    """Values that an option is limited to, or nothing."""
    from typing import get_args

    from factory.composition import Composer, nodes
    from factory.configuration import hints

    assert isinstance(composer, Composer)
    group, _, name = key.partition(".")
    if group not in nodes.GROUPS:
        return []
    chosen = composer.one(given).tree[group][nodes.key_of(group)]
    name = nodes.aliases_of(group, chosen).get(name, name)
    cls = nodes.options_of(group, chosen)
    field = next((f for f in nodes.fields_of(group, chosen) if f.name == name), None)
    if field is None:
        return []
    if hints(cls)[name] is bool:
        return ["true", "false"]
    literal = [x for arg in get_args(hints(cls)[name]) for x in get_args(arg)]
    return [*field.metadata.get("choices", ()), *(str(x) for x in literal)]


def _starting(names: object, word: str) -> list[str]:
    assert hasattr(names, "__iter__")
    return sorted(str(name) for name in names if str(name).startswith(word))


VERB = Verb(
    run=run,
    usage="bash|zsh",
    summary="Print a script that completes verbs, flags, groups, choices, options and values.",
    details="""\
  eval "$(factory completion bash)"        in ~/.bashrc
  eval "$(factory completion zsh)"         in ~/.zshrc, after compinit""",
)
