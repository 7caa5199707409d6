"""Reading the ``.model`` files of sentencepiece, with that package as the reader."""

from __future__ import annotations

import base64
import importlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken

SPACE = "▁"
"""What stands for a space inside a token."""

_MODELS = {1: "Unigram", 2: "BPE", 3: "word", 4: "character"}
_CONTROL, _USER_DEFINED = 3, 4


@dataclass(frozen=True)
class SentencePieces:
    """What a model of sentencepiece holds.

    Attributes:
        pieces: the pieces with their scores, in the order of their ids.
        charsmap: its compiled table of characters in base 64, or None.
        tokens: pieces that are found whole in a text; control symbols are special.
        byte_fallback: whether unknown characters become pieces for their bytes.
    """

    pieces: tuple[tuple[str, float], ...]
    charsmap: str | None
    tokens: tuple[AddedToken, ...]
    byte_fallback: bool


def read_sentencepiece(path: Path, kind: str = "Unigram") -> SentencePieces:
    """The contents of a ``.model`` file.

    Args:
        path: the file.
        kind: the kind of model that it must hold, "Unigram" or "BPE".

    Raises:
        RequestError: the reader is not installed, or the file is missing, damaged, or of another
            kind of model.
    """
    if not path.is_file():
        raise RequestError(f"There is no file {str(path)!r}.")
    proto = _parsed(path)
    number = proto.trainer_spec.model_type
    found = _MODELS.get(number, number)
    if found != kind:
        raise RequestError(
            f"{path} holds a {found} model of sentencepiece; a {kind} model is needed here. Train "
            f"it with model_type={kind.lower()}; sentencepiece's default is unigram."
        )
    charsmap = proto.normalizer_spec.precompiled_charsmap
    return SentencePieces(
        pieces=tuple((piece.piece, piece.score) for piece in proto.pieces),
        charsmap=base64.b64encode(charsmap).decode("ascii") if charsmap else None,
        tokens=tuple(
            AddedToken(piece.piece, normalized=False, special=piece.type == _CONTROL)
            for piece in proto.pieces
            if piece.type in (_CONTROL, _USER_DEFINED)
        ),
        byte_fallback=proto.trainer_spec.byte_fallback,
    )


def _parsed(path: Path) -> Any:
    try:
        message = importlib.import_module("google.protobuf.message")
        schema = importlib.import_module("sentencepiece.sentencepiece_model_pb2")
    except ImportError as error:
        raise RequestError(
            f"{path} is a model of sentencepiece, and reading it needs packages that are not "
            f"installed ({error.name} is missing): pip install 'model-factory[sentencepiece]'. A "
            "tokenizer.json beside it would need nothing."
        ) from error
    try:
        proto = schema.ModelProto.FromString(path.read_bytes())
    except message.DecodeError as error:
        raise RequestError(
            f"{path} is not a model of sentencepiece, or is damaged: {error}."
        ) from error
    if not proto.pieces:
        raise RequestError(f"{path} is not a model of sentencepiece: there are no pieces in it.")
    return proto
