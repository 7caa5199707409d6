"""Learning a vocabulary from text files, with the tokenizers library's trainers.

The same files give the same vocabulary in every process. The library numbers the pieces that
continue a word in the order of a hash table that differs from process to process, and breaks ties
by these numbers; they are therefore named beforehand, in order.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.sentencepiece_model import SPACE
from factory.tokenizers.vocabulary_format import Learned, VocabularyFormat

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Bytes read, and bytes to read in all.
Progress = Callable[[int, int], None]

_ALPHABET = 1000
_LINES_BETWEEN_REPORTS = 1000


def train(
    kind: VocabularyFormat,
    files: Sequence[Path],
    *,
    vocab_size: int,
    min_frequency: int,
    options: Mapping[str, Any],
    progress: Progress | None = None,
) -> Learned:
    """Learn a vocabulary.

    Args:
        kind: the kind of vocabulary.
        files: texts in UTF-8, one sentence or paragraph a line.
        vocab_size: how many tokens, at most.
        min_frequency: how often a token must occur; 1 for Unigram, which weighs tokens instead.
        options: the options of the pipeline, special tokens included.
        progress: told the bytes read and the bytes to read.

    Raises:
        RequestError: a file that cannot be read or is empty, or a size too small for its
            characters.
    """
    from tokenizers import Tokenizer

    _check_files(files)
    named = (f"{role}_token" for role in kind.head)
    parts = (str(options[name]) for name in named if options.get(name) is not None)
    special = list(dict.fromkeys([*parts, *kind.reserved]))
    empty = kind.empty_model(special)
    if empty["type"] == "Characters":
        return Learned(
            {**empty, "vocab": _characters(files, special, vocab_size, min_frequency, options)}
        )
    tokenizer = Tokenizer.from_str(json.dumps(kind.lessons(Learned(empty), options)))
    trainer = _TRAINERS[empty["type"]](
        tokenizer,
        files,
        special,
        {"vocab_size": vocab_size, "min_frequency": min_frequency, "show_progress": False},
    )
    with_progress = progress or _terminal_progress()
    try:
        tokenizer.train_from_iterator(_lines(files, with_progress), trainer)
    except RequestError:
        raise
    except BaseException as error:  # the library raises bare Exceptions, and panics
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise RequestError(
                f"train_vocab_size={vocab_size}: the tokenizers library cannot learn so many "
                f"tokens from these texts: {error}"
            ) from error
        raise
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    if empty["type"] == "Unigram":
        model["vocab"] = _settled(model["vocab"], len(special))
    if len(model["vocab"]) > vocab_size:
        raise RequestError(
            f"train_vocab_size={vocab_size} is too small for these texts: their characters and "
            f"the special tokens alone are {len(model['vocab'])}."
        )
    return Learned(model, tokens=tuple(AddedToken.of(t, special=True) for t in kind.reserved))


def _characters(
    files: Sequence[Path],
    special: list[str],
    vocab_size: int,
    min_frequency: int,
    options: Mapping[str, Any],
) -> dict[str, int]:
    """The special tokens, the word delimiter, and the commonest characters besides."""
    counts: Counter[str] = Counter()
    for line in _lines(files, None):
        counts.update(line.upper() if options["do_lower_case"] else line)
    first = list(dict.fromkeys([*special, str(options["word_delimiter_token"])]))
    for taken in (*first, *filter(str.isspace, list(counts))):
        del counts[taken]
    frequent = [character for character, count in counts.items() if count >= min_frequency]
    commonest = sorted(frequent, key=lambda character: (-counts[character], character))
    tokens = first + commonest[: max(vocab_size - len(first), 0)]
    return {token: index for index, token in enumerate(tokens)}


def _bpe_trainer(
    tokenizer: Tokenizer, files: Sequence[Path], special: list[str], settings: dict[str, Any]
) -> Any:
    from tokenizers import pre_tokenizers, trainers

    model = json.loads(tokenizer.to_str())["model"]
    if model["byte_fallback"]:
        alphabet = [*_alphabet(tokenizer, files), SPACE]
        return trainers.BpeTrainer(
            special_tokens=special + [f"<0x{byte:02X}>" for byte in range(256)],
            initial_alphabet=alphabet,
            limit_alphabet=len(alphabet),
            **settings,
        )
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    mark = model["end_of_word_suffix"]
    # Every byte can end a word, though not every one does in these texts.
    endings = [character + mark for character in alphabet] if mark else []
    return trainers.BpeTrainer(
        special_tokens=special + endings,
        initial_alphabet=alphabet,
        end_of_word_suffix=mark,
        **settings,
    )


def _wordpiece_trainer(
    tokenizer: Tokenizer, files: Sequence[Path], special: list[str], settings: dict[str, Any]
) -> Any:
    from tokenizers import trainers

    alphabet = _alphabet(tokenizer, files)
    return trainers.WordPieceTrainer(
        special_tokens=special + [f"##{c}" for c in alphabet if _continues(tokenizer, c)],
        initial_alphabet=alphabet,
        limit_alphabet=len(alphabet),
        **settings,
    )


def _unigram_trainer(
    tokenizer: Tokenizer, files: Sequence[Path], special: list[str], settings: dict[str, Any]
) -> Any:
    from tokenizers import trainers

    if settings.pop("min_frequency") != 1:
        raise RequestError(
            "min_frequency: a Unigram vocabulary is cut by how likely its tokens are, not by how "
            "often they occur; leave it at 1 and lower train_vocab_size."
        )
    unknown = json.loads(tokenizer.to_str())["model"]["unk_id"]
    return trainers.UnigramTrainer(special_tokens=special, unk_token=special[unknown], **settings)


def _settled(vocab: list[list[Any]], heads: int) -> list[list[Any]]:
    """A learned Unigram vocabulary in an order that does not depend on chance.

    The library sums in the order of a hash table, so that scores differ in their last places. The
    characters that no learned token covers get scores in steps from the lowest one, in that order
    too; they get them here in their own order.
    """
    head, pieces = vocab[:heads], vocab[heads:]
    lowest = min((score for _, score in pieces), default=0.0)
    uncovered = sorted(
        piece
        for piece, score in pieces
        if len(piece) == 1
        and math.isclose((score - lowest) / _STEP, round((score - lowest) / _STEP), abs_tol=1e-6)
    )
    scores = {piece: round(score, _PLACES) for piece, score in pieces}
    scores |= {c: round(lowest + step * _STEP, _PLACES) for step, c in enumerate(uncovered)}
    ordered = sorted(scores, key=lambda piece: (-scores[piece], piece))
    return [*head, *([piece, scores[piece]] for piece in ordered)]


# The library's step between the scores of uncovered characters, and the decimal places kept.
_STEP, _PLACES = 0.0001, 9

_TRAINERS: dict[str, Callable[[Tokenizer, Sequence[Path], list[str], dict[str, Any]], Any]] = {
    "BPE": _bpe_trainer,
    "Unigram": _unigram_trainer,
    "WordPiece": _wordpiece_trainer,
}


def _check_files(files: Sequence[Path]) -> None:
    problems = [f"There is no text file {str(path)!r}." for path in files if not path.is_file()]
    if not problems and not any(path.stat().st_size for path in files):
        problems = [f"{', '.join(map(str, files))}: there is no text to train on."]
    if problems:
        raise RequestError(problems)


def _alphabet(tokenizer: Tokenizer, files: Sequence[Path]) -> list[str]:
    """The commonest characters of the normalised texts, ties in the order of their codes."""
    normalizer = tokenizer.normalizer
    counts: Counter[str] = Counter()
    for line in _lines(files, None):
        counts.update(normalizer.normalize_str(line) if normalizer is not None else line)
    for blank in [character for character in counts if character.isspace()]:
        del counts[blank]
    commonest = sorted(counts, key=lambda character: (-counts[character], character))
    return sorted(commonest[:_ALPHABET])


def _continues(tokenizer: Tokenizer, character: str) -> bool:
    """Whether a character can stand within a word."""
    return len(tokenizer.pre_tokenizer.pre_tokenize_str(f"a{character}")) == 1


def _lines(files: Sequence[Path], progress: Progress | None) -> Iterator[str]:
    total = sum(path.stat().st_size for path in files)
    done = 0
    for path in files:
        with path.open(encoding="utf-8") as lines:
            try:
                for number, line in enumerate(lines):
                    yield line.rstrip("\n")
                    done += len(line.encode("utf-8"))
                    if progress is not None and number % _LINES_BETWEEN_REPORTS == 0:
                        progress(done, total)
            except UnicodeDecodeError as error:
                raise RequestError(f"{path} is not text in UTF-8: {error}.") from error
    if progress is not None:
        progress(total, total)


def _terminal_progress() -> Progress | None:
    """A bar on standard error when it is a terminal."""
    if not sys.stderr.isatty():
        return None
    from rich.console import Console
    from rich.progress import Progress as Bars

    bars = Bars(console=Console(stderr=True))
    task = bars.add_task("reading texts", total=None)
    bars.start()

    def show(done: int, total: int) -> None:
        bars.update(task, completed=done, total=total)
        if done >= total:
            bars.stop()

    return show
