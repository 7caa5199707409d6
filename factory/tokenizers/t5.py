"""T5's Unigram with its sentinel tokens, https://arxiv.org/abs/1910.10683, section 3.1.4.

Spans of a text that a model is to fill in are marked ``<extra_id_0>``, ``<extra_id_1>`` and so on.
The last ids of the vocabulary are theirs, counted from the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from factory.errors import RequestError
from factory.tokenizers.added_token import AddedToken
from factory.tokenizers.backend import Document
from factory.tokenizers.base import PreTrainedTokenizerBase
from factory.tokenizers.document import vocabulary_of
from factory.tokenizers.scheme import TokenizerOptions, define
from factory.tokenizers.unigram import CHARSMAP, Step, UnigramFormat
from factory.tokenizers.vocabulary import ADDITIONAL
from factory.tokenizers.vocabulary_format import Learned, Options, known_ids
from factory.tokenizers.wrapping import Template

_SENTINEL = re.compile(r"<extra_id_(\d+)>")


def sentinels(count: int) -> list[str]:
    """The first sentinel tokens, in the order in which a text uses them."""
    return [f"<extra_id_{number}>" for number in range(count)]


@dataclass(frozen=True, kw_only=True)
class SentinelFormat(UnigramFormat):
    """A Unigram vocabulary that ends with sentinel tokens, the first one last."""

    def describe(self, learned: Learned, options: Options) -> Document:
        known = vocabulary_of(learned.model)
        names = sentinels(options["extra_ids"])
        new = [[name, 0.0] for name in reversed(names) if name not in known]
        found = {token.content for token in learned.tokens}
        tokens = [AddedToken.of(name, special=True) for name in names if name not in found]
        model = {**learned.model, "vocab": [*learned.model["vocab"], *new]}
        whole = replace(learned, model=model, tokens=(*learned.tokens, *tokens))
        return super().describe(whole, options)

    def pipeline_options(self, document: Document) -> dict[str, Any]:
        count = sum(map(bool, map(_SENTINEL.fullmatch, known_ids(document))))
        return {**super().pipeline_options(document), "extra_ids": count}


class Sentinels(PreTrainedTokenizerBase):
    """What T5's tokenizers know of their sentinel tokens, which are special tokens."""

    extra_ids: int

    def _begin(
        self, document: Document, settings: Mapping[str, Any], source: Path | None = None
    ) -> None:
        given = [token for name in ADDITIONAL for token in settings.get(name) or ()]
        present = list(filter(_SENTINEL.fullmatch, known_ids(document)))
        asked = settings.get("extra_ids")
        if asked is not None and asked < len(present):
            raise RequestError(
                f"extra_ids={asked}: the vocabulary has {len(present)} sentinel tokens already, "
                f"and none can be taken away. Leave extra_ids out, or at {len(present)} or more."
            )
        ordered = sorted(present, key=_number)
        others = [token for token in given if str(token) not in present]
        additional = dict.fromkeys(ADDITIONAL) | {ADDITIONAL[0]: [*ordered, *others]}
        super()._begin(document, {**settings, **additional}, source)

    @property
    def decoder_start_token_id(self) -> int | None:
        """The id that a decoder begins with: the padding token's."""
        return self.pad_token_id

    def add_special_tokens(
        self,
        special_tokens_dict: Mapping[str, Any],
        replace_additional_special_tokens: bool = True,
    ) -> int:
        """Give parts to tokens; the sentinel tokens stay, whatever list replaces the other ones."""
        kept = self.get_sentinel_tokens()
        added = super().add_special_tokens(special_tokens_dict, replace_additional_special_tokens)
        self._additional = list(dict.fromkeys([*kept, *self._additional]))
        return added

    def get_sentinel_tokens(self) -> list[str]:
        """The sentinel tokens, in the order in which a text uses them."""
        return sorted(filter(_SENTINEL.fullmatch, self.additional_special_tokens), key=_number)

    def get_sentinel_token_ids(self) -> list[int | None]:
        """The ids of the sentinel tokens, in the same order."""
        return self.convert_tokens_to_ids(self.get_sentinel_tokens())


def _number(sentinel: str) -> int:
    return int(_SENTINEL.sub(r"\1", sentinel))


@dataclass(frozen=True, kw_only=True)
class T5Options(TokenizerOptions):
    """What can be set of T5's tokenizer; None is the folder's value, or T5's."""

    extra_ids: int | None = field(
        default=None,
        metadata={
            "meaning": "sentinel tokens for spans to fill in, beyond the others; T5's value is 100",
            "low": 0,
        },
    )


T5 = define(
    "t5",
    "T5",
    module=__name__,
    summary="Unigram with an end token and sentinel tokens for spans to fill in",
    options=T5Options,
    mixin=Sentinels,
    kind=SentinelFormat(
        file_names=("spiece.model",),
        wrapping=Template("A eos", "A eos B eos"),
        head=("pad", "eos", "unk"),
        unknown_id=2,
        normalizer=(CHARSMAP,),
        pre_tokenizer=(Step({"type": "WhitespaceSplit"}),),
        numbers=("extra_ids",),
        defaults={
            "extra_ids": 100,
            "eos_token": "</s>",
            "unk_token": "<unk>",
            "pad_token": "<pad>",
        },
    ),
)
