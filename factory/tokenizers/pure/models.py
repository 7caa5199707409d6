"""How one word is broken into tokens of the vocabulary."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from factory.errors import FactoryError
from factory.tokenizers.pure.parts import Part, read_part, unsupported
from factory.tokenizers.pure.tokens import Model, Token, remember
from factory.tokenizers.pure.unigram import read_unigram


@dataclass(frozen=True)
class WordPiece:
    """The longest token that begins the word, then the longest that continues it, and so on.

    https://arxiv.org/abs/1609.08144, section 4.1; BERT's variant.
    """

    vocab: dict[str, int] = field(repr=False)
    unk_token: str = "[UNK]"
    continuing_subword_prefix: str = "##"
    max_input_chars_per_word: int = 100
    _cache: dict[str, list[Token]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def words(self) -> dict[int, str]:
        return {token_id: token for token, token_id in self.vocab.items()}

    def tokenize(self, word: str) -> list[Token]:
        """The pieces of a word; the unknown token when there are none or it is too long."""
        tokens = self._cache.get(word)
        if tokens is None:
            tokens = self._pieces(word)
            remember(self._cache, word, tokens)
        return tokens

    def _pieces(self, word: str) -> list[Token]:
        if len(word) > self.max_input_chars_per_word:
            return [self._unknown(word)]
        tokens: list[Token] = []
        start = 0
        while start < len(word):
            prefix = self.continuing_subword_prefix if start else ""
            for end in range(len(word), start, -1):
                piece = prefix + word[start:end]
                if piece in self.vocab:
                    tokens.append(Token(self.vocab[piece], piece, start, end))
                    break
            else:
                return [self._unknown(word)]
            start = tokens[-1].end
        return tokens

    def _unknown(self, word: str) -> Token:
        if self.unk_token not in self.vocab:
            raise FactoryError(
                f"The word {word!r} is not in the vocabulary, and neither is the unknown token "
                f"{self.unk_token!r}; add it to the vocabulary file."
            )
        return Token(self.vocab[self.unk_token], self.unk_token, 0, len(word))


@dataclass(frozen=True)
class BPE:
    """Byte-pair encoding: neighbours are merged, the earliest learned merge first.

    https://arxiv.org/abs/1508.07909

    Attributes:
        vocab: the id of each token.
        merges: the rank of each pair that is merged.
        unk_token: what stands for characters that are not in the vocabulary; without it, they are
            left out.
        fuse_unk: whether neighbouring unknown characters are one token.
        byte_fallback: whether unknown characters become tokens of their bytes, if there are such.
        ignore_merges: whether a word of the vocabulary is its own token, however it is merged.
        end_of_word_suffix: what ends the last token of every word.
    """

    vocab: dict[str, int] = field(repr=False)
    merges: dict[tuple[str, str], int] = field(repr=False)
    unk_token: str | None = None
    fuse_unk: bool = False
    byte_fallback: bool = False
    ignore_merges: bool = False
    end_of_word_suffix: str = ""
    _cache: dict[str, list[Token]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def words(self) -> dict[int, str]:
        return {token_id: token for token, token_id in self.vocab.items()}

    def tokenize(self, word: str) -> list[Token]:
        """The tokens of a word after every merge that applies."""
        tokens = self._cache.get(word)
        if tokens is None:
            if self.ignore_merges and word in self.vocab:
                tokens = [Token(self.vocab[word], word, 0, len(word))]
            else:
                tokens = self._merged(self._symbols(word))
            remember(self._cache, word, tokens)
        return tokens

    def _symbols(self, word: str) -> list[Token]:
        """The single characters that the vocabulary knows, and what stands for the others.

        As in the library, places are counted in bytes over what there is: what is left out has no
        place, and an unknown token that waits for others to join it stands after a character's
        bytes.
        """
        symbols: list[tuple[str, int]] = []
        unknown = 0  # bytes of the unknown token that waits
        for index, character in enumerate(word):
            symbol = character + self.end_of_word_suffix * (index == len(word) - 1)
            size = len(character.encode())
            if symbol in self.vocab:
                if unknown:
                    symbols.append((self._unknown, unknown))
                    unknown = 0
                symbols.append((symbol, size))
            elif in_bytes := self._in_bytes(symbol):
                symbols += ((name, 1) for name in in_bytes)
            elif self._unknown:
                if unknown and not self.fuse_unk:
                    symbols.append((self._unknown, unknown))
                    unknown = 0
                unknown += size
        if unknown:
            symbols.append((self._unknown, unknown))
        return self._placed(word, symbols)

    @property
    def _unknown(self) -> str:
        return self.unk_token if self.unk_token and self.unk_token in self.vocab else ""

    def _in_bytes(self, symbol: str) -> list[str]:
        """The tokens of a symbol's bytes; none unless there is one for each."""
        if not self.byte_fallback:
            return []
        names = [f"<0x{byte:02X}>" for byte in symbol.encode()]
        return names if all(name in self.vocab for name in names) else []

    def _placed(self, word: str, symbols: list[tuple[str, int]]) -> list[Token]:
        """Symbols with their sizes in bytes, laid over the characters of a word in turn."""
        places = [index for index, c in enumerate(word) for _ in range(len(c.encode()))]
        tokens: list[Token] = []
        done = 0
        for text, size in symbols:
            tokens.append(Token(self.vocab[text], text, places[done], places[done + size - 1] + 1))
            done += size
        return tokens

    def _merged(self, symbols: list[Token]) -> list[Token]:
        """Merge the pair of lowest rank, the leftmost first, until no pair is left."""
        alive: list[Token | None] = list(symbols)
        following = [*range(1, len(symbols)), -1] if symbols else []
        preceding = list(range(-1, len(symbols) - 1))
        queue: list[tuple[int, int, str, str]] = []

        def consider(left: int) -> None:
            right = following[left] if left >= 0 else -1
            if right < 0:
                return
            first, second = alive[left], alive[right]
            assert first is not None and second is not None
            rank = self.merges.get((first.text, second.text))
            if rank is not None:
                heapq.heappush(queue, (rank, left, first.text, second.text))

        for index in range(len(symbols)):
            consider(index)
        while queue:
            _, left, first_text, second_text = heapq.heappop(queue)
            first = alive[left]
            right = following[left]
            second = alive[right] if right >= 0 else None
            if first is None or second is None:
                continue
            if (first.text, second.text) != (first_text, second_text):
                continue  # one of the two was merged with another neighbour since
            text = first.text + second.text
            alive[left] = Token(self.vocab[text], text, first.start, second.end)
            alive[right] = None
            following[left] = following[right]
            if following[left] >= 0:
                preceding[following[left]] = left
            consider(preceding[left])
            consider(left)
        return [token for token in alive if token is not None]


@dataclass(frozen=True)
class Characters:
    """Every character is a token; the library has no such model, and only slow tokenizers use it.

    Attributes:
        unk_id: the id of characters that are not in the vocabulary; it may lie beyond it.
        added: characters with ids beyond the vocabulary.
    """

    vocab: dict[str, int] = field(repr=False)
    unk_token: str
    unk_id: int
    added: dict[str, int]

    @property
    def words(self) -> dict[int, str]:
        return {token_id: token for token, token_id in self.vocab.items()}

    def tokenize(self, word: str) -> list[Token]:
        """The characters of a word."""
        known = {**self.added, **self.vocab}
        return [
            Token(known[character], character, index, index + 1)
            if character in known
            else Token(self.unk_id, self.unk_token, index, index + 1)
            for index, character in enumerate(word)
        ]


def _characters(part: Part) -> Model:
    vocab = dict(part["vocab"])
    return Characters(vocab, part["unk_token"], part["unk_id"], dict(part["added"]))


def _wordpiece(part: Part) -> Model:
    for name, kind in (
        ("unk_token", str),
        ("continuing_subword_prefix", str),
        ("max_input_chars_per_word", int),
    ):
        if not isinstance(part.get(name, kind()), kind):
            raise TypeError(f"{name} is {part[name]!r}")
    return WordPiece(
        vocab=dict(part["vocab"]),
        unk_token=part.get("unk_token", "[UNK]"),
        continuing_subword_prefix=part.get("continuing_subword_prefix", "##"),
        max_input_chars_per_word=part.get("max_input_chars_per_word", 100),
    )


def _bpe(part: Part) -> Model:
    for option in ("dropout", "continuing_subword_prefix"):
        if part.get(option):
            raise unsupported(f"BPE with {option}={part[option]!r}", "it leaves this option off")
    if part.get("byte_fallback") and part.get("end_of_word_suffix"):
        raise unsupported("BPE with byte_fallback and end_of_word_suffix", "it has one of the two")
    pairs = [
        tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge)
        for merge in part["merges"]
    ]
    vocab = dict(part["vocab"])
    for pair in pairs:
        if len(pair) != 2 or not {*pair, "".join(pair)} <= vocab.keys():
            raise ValueError(f"{' '.join(pair)!r} is not two tokens whose join is a token too")
    return BPE(
        vocab=vocab,
        merges={(first, second): rank for rank, (first, second) in enumerate(pairs)},
        unk_token=part.get("unk_token"),
        fuse_unk=part.get("fuse_unk", False),
        byte_fallback=part.get("byte_fallback", False),
        ignore_merges=part.get("ignore_merges", False),
        end_of_word_suffix=part.get("end_of_word_suffix") or "",
    )


_READERS: dict[str, Callable[[Part], Model]] = {
    "BPE": _bpe,
    "Characters": _characters,
    "Unigram": read_unigram,
    "WordPiece": _wordpiece,
}


def read_model(part: Part) -> Model:
    """The model that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind, or an option of it, is not implemented in pure Python.
    """
    kind = part.get("type") or _kind(part)
    return read_part("model", {**part, "type": kind}, _READERS)


def _kind(part: Part) -> str:
    """The kind of a model that older documents do not name."""
    if isinstance(part.get("vocab"), list):
        return "Unigram"
    return "BPE" if "merges" in part else "WordPiece"
