"""The command line: ``factory VERB …``.

Exit status: 0 done, 1 a job failed, 2 the request was wrong. Results go to the standard output, and
nothing else does; messages and logs go to the standard error.
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from factory.cli import arguments
from factory.cli.verb import Verb
from factory.errors import FactoryError, RequestError, did_you_mean
from registry import RegistryError

DONE, FAILED, WRONG, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143

VERBS = {
    "build": "compose a model, build it, try it and save it as a bundle",
    "generate": "go on with a text, answer a chat, write down speech",
    "show": "the composed tree, and where its values come from",
    "plan": "parameters, FLOPs and bytes before anything is built, of one model or a grid",
    "list": "families, presets, heads, tokenizers, processors",
    "describe": "one of them: options, defaults, meaning",
    "draw": "what a model is made of, as a picture or a tree",
    "diff": "what differs between two requests, files or bundles",
    "rerun": "build a bundle again, bit for bit or with overrides",
    "verify": "check that a bundle is as it was written",
    "completion": "print the completion script of bash or zsh",
}
"""Verbs, each in a module of its own that is imported when it is wanted."""

_MODULES = {"list": "listing"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the command line without the program; that of the process when None.

    Returns:
        The exit status.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        with _terminable():
            status = _dispatch(words)
            sys.stdout.flush()
            return status
    except RequestError as error:
        for problem in error.problems:
            print(f"factory: {problem}", file=sys.stderr)
        return WRONG
    except RegistryError as error:
        logging.getLogger("factory").debug("%s", error, exc_info=error.__cause__)
        print(f"factory: {error}", file=sys.stderr)
        return WRONG
    except FactoryError as error:
        print(f"factory: {error}", file=sys.stderr)
        return FAILED
    except Terminated:
        print("factory: terminated; nothing half-written was left", file=sys.stderr)
        return TERMINATED
    except KeyboardInterrupt:
        print("factory: interrupted; nothing half-written was left", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has seen enough, as in `factory list | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        logging.getLogger("factory").debug("%s", error, exc_info=error)
        where = "" if error.filename is None else f"{error.filename}: "
        print(f"factory: {where}{error.strerror or error}", file=sys.stderr)
        _give_up_printing()
        return FAILED


def _give_up_printing() -> None:
    """Let what cannot be printed go, as where the standard output is a file on a full disk."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Terminated(KeyboardInterrupt):
    """The process was asked to end, by SIGTERM."""


@contextmanager
def _terminable() -> Iterator[None]:
    """SIGTERM ends a command as Ctrl-C does, so that it can clear away what is half-written.

    Both wait for torch where it is being imported: its C code imports numpy, and swallows what is
    raised meanwhile.
    """
    usual: dict[signal.Signals, Any] = {
        signal.SIGINT: signal.default_int_handler,
        signal.SIGTERM: signal.SIG_DFL,
    }
    ours = threading.current_thread() is threading.main_thread()
    taken = [number for number in usual if ours and signal.getsignal(number) is usual[number]]
    waiting = threading.Event()

    def again(number: int) -> None:
        waiting.clear()
        signal.raise_signal(number)

    def stop(number: int, _: object) -> None:
        if not _importing("torch"):
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt
        if not waiting.is_set():
            waiting.set()
            later = threading.Timer(0.05, again, (number,))
            later.daemon = True
            later.start()

    for number in taken:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, usual[number])


def _importing(name: str) -> bool:
    """Whether a module is on its way in."""
    spec = getattr(sys.modules.get(name), "__spec__", None)
    return bool(getattr(spec, "_initializing", False))


def verb(name: str) -> Verb:
    """A verb by its name.

    Raises:
        RequestError: there is none; names the nearest.
    """
    if name not in VERBS:
        raise RequestError(
            f"there is no verb {name!r}.{did_you_mean(name, VERBS)} "
            f"Verbs: {', '.join(VERBS)}. factory --help says more."
        )
    found: Verb = importlib.import_module(f"factory.cli.{_MODULES.get(name, name)}").VERB
    return found


def _dispatch(words: list[str]) -> int:
    from factory.cli import manual

    name = words[0] if words else arguments.HELP.name
    if name in (arguments.HELP.name, arguments.HELP.short, "help"):
        print(manual.of_verb(words[1], verb(words[1])) if words[1:] else manual.overview())
        return DONE
    if name == arguments.VERSION.name:
        from factory import __version__

        print(f"model-factory {__version__}")
        return DONE
    chosen = verb(name)
    if {arguments.HELP.name, arguments.HELP.short} & set(words[1:]):
        print(manual.of_verb(name, chosen))
        return DONE
    given = arguments.parse(words[1:], chosen.flags)
    log_to_stderr(logging.DEBUG if arguments.VERBOSE in given else logging.INFO)
    return chosen.run(given)


def log_to_stderr(level: int) -> None:
    """Logs of the factory on the standard error, whatever a library does with the root logger."""
    logger = logging.getLogger("factory")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.handlers = [handler]
    logger.setLevel(level)
    logger.propagate = False
