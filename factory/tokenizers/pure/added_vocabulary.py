"""The added tokens of a tokenizer: their ids, and where they stand in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from factory.tokenizers import unicode_tables
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.characters import blanks, character_class

Match = tuple[int | None, AlignedText]


class AddedVocabulary:
    """Added tokens by id, over a model's vocabulary.

    Args:
        vocab: the model's vocabulary.
        size: how many ids it takes.
        normalize: what the pipeline does to a text before it looks for normalised tokens.

    Attributes:
        tokens: the added tokens by id.
        ids: their ids by content.
        texts: by id, what each is in a text and is decoded to: the normalised content where that
            is looked for.
        special: texts that are left out where special tokens are.
    """

    def __init__(
        self, vocab: dict[str, int], size: int, normalize: Callable[[AlignedText], AlignedText]
    ):
        self._vocab = vocab
        self._size = size
        self._normalize = normalize
        self.tokens: dict[int, AddedToken] = {}
        self.ids: dict[str, int] = {}
        self.texts: dict[int, str] = {}
        self.special: set[str] = set()
        self._raw: _Finder | None = None
        self._normalized: _Finder | None = None

    def add(self, tokens: Iterable[AddedToken]) -> int:
        """Add tokens that are not there yet; a word of the vocabulary keeps its id.

        Returns:
            how many were added.
        """
        added = 0
        for token in tokens:
            if token.special:
                self.special.add(token.content)
            text = token.content
            if token.normalized:
                text = self._normalize(AlignedText(token.content)).text
                token.check_remains(text)
            if not token.content or self.tokens.get(self.ids.get(token.content, -1)) == token:
                continue
            token_id = self.ids.get(token.content, self._vocab.get(token.content))
            if token_id is None:
                token_id = max(self._size, max(self.tokens, default=-1) + 1)
            self.ids[token.content] = token_id
            self.tokens[token_id] = token
            # As in the library, a normalised text stays when the flag is taken away.
            if token.normalized or token_id not in self.texts:
                self.texts[token_id] = text
            added += 1
        self._refresh()
        return added

    def _refresh(self) -> None:
        raw = {t.content: i for i, t in self.tokens.items() if not t.normalized}
        normalized = {
            self._normalize(AlignedText(t.content)).text: i
            for i, t in self.tokens.items()
            if t.normalized
        }
        self._raw = _Finder(raw, self.tokens) if raw else None
        self._normalized = _Finder(normalized, self.tokens) if normalized else None

    def split(self, text: str) -> list[Match]:
        """Cut the added tokens out of a text and normalise the rest.

        Returns:
            pieces in order, each with the id of its added token or None.
        """
        whole = AlignedText(text)
        pieces: list[Match] = self._raw.split(whole) if self._raw else [(None, whole)]
        result: list[Match] = []
        for token_id, piece in pieces:
            if token_id is not None:
                result.append((token_id, piece))
                continue
            normalized = self._normalize(piece)
            if self._normalized:
                result += self._normalized.split(normalized)
            else:
                result.append((None, normalized))
        return [(token_id, piece) for token_id, piece in result if piece.text]


class _Finder:
    """Finds some of the added tokens: the leftmost first, and of these the longest."""

    def __init__(self, ids: dict[str, int], tokens: dict[int, AddedToken]) -> None:
        self._ids = ids
        self._tokens = tokens
        longest_first = sorted(filter(None, ids), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def split(self, text: AlignedText) -> list[Match]:
        """The tokens found, and the text between them."""
        pieces: list[Match] = []
        done = 0
        for match in self._pattern.finditer(text.text) if self._pattern.pattern else ():
            token_id = self._ids[match.group()]
            token = self._tokens[token_id]
            before, after = text.text[: match.start()], text.text[match.end() :]
            if token.single_word and (_is_word(before[-1:]) or _is_word(after[:1])):
                continue
            start, end = match.span()
            if token.lstrip:
                start = max(len(before.rstrip(blanks())), done)
            if token.rstrip:
                end += len(after) - len(after.lstrip(blanks()))
            if done < start:
                pieces.append((None, text.slice(done, start)))
            pieces.append((token_id, text.slice(start, end)))
            done = end
        if done < len(text.text):
            pieces.append((None, text.slice(done, len(text.text))))
        return pieces


def _is_word(character: str) -> bool:
    return bool(character) and _word_character().match(character) is not None


@cache
def _word_character() -> re.Pattern[str]:
    return re.compile(character_class(unicode_tables.WORD))
