"""How encoded sequences are wrapped in special tokens, and their offsets trimmed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from factory.tokenizers.pure.characters import blanks, byte_stand_ins
from factory.tokenizers.pure.encoding import Encoding
from factory.tokenizers.pure.parts import Part, read_part


class Special(NamedTuple):
    """Special tokens in a template."""

    ids: tuple[int, ...]
    tokens: tuple[str, ...]
    type_id: int


class Place(NamedTuple):
    """The place of the first (0) or second (1) sequence in a template."""

    sequence: int
    type_id: int


Template = tuple[Special | Place, ...]

_BARE_SINGLE: Template = (Place(0, 0),)
_BARE_PAIR: Template = (Place(0, 0), Place(1, 1))


@dataclass(frozen=True)
class PostProcessor:
    """Two templates, and whether offsets leave out the spaces around a token.

    Attributes:
        single: the template of one sequence.
        pair: the template of two.
        trim: trim offsets; None, or whether a first space was added by the pre-tokeniser.
        retypes_overflow: whether what overflows takes the template's type ids when it is wrapped.
    """

    single: Template = _BARE_SINGLE
    pair: Template = _BARE_PAIR
    trim: bool | None = None
    retypes_overflow: bool = False

    def template(self, pair: bool) -> Template:
        """The template for one sequence or two."""
        return self.pair if pair else self.single

    def added(self, pair: bool) -> int:
        """How many special tokens are added."""
        return sum(len(p.ids) for p in self.template(pair) if isinstance(p, Special))

    def process(self, sequences: list[Encoding], add_special_tokens: bool) -> Encoding:
        """One encoding of the sequences in their template."""
        if self.trim is not None:
            for sequence in sequences:
                for encoding in (sequence, *sequence.overflowing):
                    _trim_offsets(encoding, self.trim)
        result = Encoding()
        for piece in self.template(len(sequences) > 1):
            if isinstance(piece, Place):
                sequence = sequences[piece.sequence]
                sequence.place(piece.sequence, piece.type_id)
                for overflow in sequence.overflowing:
                    retyped = self.retypes_overflow and add_special_tokens
                    overflow.place(piece.sequence, piece.type_id if retyped else piece.sequence)
                result = result.merged(sequence)
            elif add_special_tokens:
                result = result.merged(Encoding.special(piece.ids, piece.tokens, piece.type_id))
        return result


def _trim_offsets(encoding: Encoding, prefix_added: bool) -> None:
    """Move every token's offsets inwards past the spaces it begins and ends with."""
    spaces = blanks() + byte_stand_ins()[ord(" ")]
    for index, (token, (start, end)) in enumerate(
        zip(encoding.tokens, encoding.offsets, strict=True)
    ):
        leading = len(token) - len(token.lstrip(spaces))
        trailing = len(token) - len(token.rstrip(spaces))
        if leading:
            if prefix_added and (index == 0 or start == 0):
                leading -= 1
            start = min(start + leading, end)
        if trailing and end >= trailing:
            end = max(end - trailing, start)
        encoding.offsets[index] = (start, end)


def _template(part: Part) -> PostProcessor:
    specials = part["special_tokens"]

    def read(pieces: list[dict[str, dict[str, str | int]]]) -> Template:
        template: list[Special | Place] = []
        for piece in pieces:
            (kind, value), *_ = piece.items()
            type_id = int(value["type_id"])
            if kind == "Sequence":
                template.append(Place(0 if value["id"] == "A" else 1, type_id))
            else:
                token = specials[value["id"]]
                template.append(Special(tuple(token["ids"]), tuple(token["tokens"]), type_id))
        return tuple(template)

    return PostProcessor(read(part["single"]), read(part["pair"]))


def _special(token: tuple[str, int], type_id: int = 0) -> Special:
    return Special((token[1],), (token[0],), type_id)


def _bert(part: Part) -> PostProcessor:
    cls, sep = _special(part["cls"]), _special(part["sep"])
    single: Template = (cls, Place(0, 0), sep)
    return PostProcessor(single, (*single, Place(1, 1), sep._replace(type_id=1)))


def _roberta(part: Part) -> PostProcessor:
    cls, sep = _special(part["cls"]), _special(part["sep"])
    single: Template = (cls, Place(0, 0), sep)
    trim = part.get("add_prefix_space", True) if part.get("trim_offsets", True) else None
    return PostProcessor(single, (*single, sep, Place(1, 0), sep), trim, retypes_overflow=True)


def _byte_level(part: Part) -> PostProcessor:
    trim = part.get("add_prefix_space", True) if part.get("trim_offsets", True) else None
    return PostProcessor(trim=trim)


def _sequence(part: Part) -> PostProcessor:
    combined = PostProcessor()
    for inner in map(read_post_processor, part["processors"]):
        if inner.trim is not None:
            combined = replace(combined, trim=inner.trim)
        if inner.added(pair=False) or inner.added(pair=True):
            combined = replace(
                combined,
                single=inner.single,
                pair=inner.pair,
                retypes_overflow=inner.retypes_overflow,
            )
    return combined


_READERS: dict[str, Callable[[Part], PostProcessor]] = {
    "TemplateProcessing": _template,
    "BertProcessing": _bert,
    "RobertaProcessing": _roberta,
    "ByteLevel": _byte_level,
    "Sequence": _sequence,
}


def read_post_processor(part: Part | None) -> PostProcessor:
    """The post-processor that a ``tokenizer.json`` describes.

    Raises:
        RequestError: the kind is not implemented in pure Python.
    """
    if part is None:
        return PostProcessor()
    return read_part("post-processor", part, _READERS)
