"""The options of a tokenizer's call, checked."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from factory.errors import RequestError, did_you_mean
from factory.tokenizers.backend import Padding, Side, Truncation
from factory.tokenizers.tensors import check_tensor_type

SIDES = ("left", "right")
PADDINGS = ("longest", "max_length", "do_not_pad")
TRUNCATIONS = ("longest_first", "only_first", "only_second", "do_not_truncate")
# What a folder says of a model without a maximum, and from where on that is meant.
UNLIMITED = int(1e30)
_NO_MAXIMUM = int(1e20)


def is_limited(model_max_length: int) -> bool:
    """Whether a tokenizer's maximum is one."""
    return model_max_length < _NO_MAXIMUM


@dataclass(frozen=True, kw_only=True)
class CallOptions:
    """What can be asked of a call besides its texts.

    Attributes:
        add_special_tokens: wrap the texts in the tokenizer's special tokens.
        padding: True or "longest" fills up to the longest of the batch, "max_length" to
            ``max_length``; False or "do_not_pad" leaves lengths as they are.
        truncation: True or "longest_first" cuts the longer of a pair first; "only_first" and
            "only_second" cut that text; False or "do_not_truncate" cuts nothing. When only
            ``max_length`` is given, the default cuts.
        max_length: tokens, special tokens included; None is the model's maximum.
        stride: tokens that an overflowing part shares with the part before it.
        is_split_into_words: texts are lists of words.
        pad_to_multiple_of: round the padded length up.
        padding_side: "left" or "right"; None is the tokenizer's.
        truncation_side: "left" or "right"; None is the tokenizer's.
        return_tensors: "pt", "np", or None for lists.
        return_token_type_ids: None returns them when the model has this input.
        return_attention_mask: None returns it when the model has this input.
        return_overflowing_tokens: return what truncation cuts off as further rows, with
            ``overflow_to_sample_mapping``.
        return_special_tokens_mask: return which tokens are special or padding.
        return_offsets_mapping: return the characters that each token covers.
        return_length: return the number of tokens of each row, padding included.
        verbose: warn about what is probably a mistake.
    """

    add_special_tokens: bool = True
    padding: bool | str = False
    truncation: bool | str | None = None
    max_length: int | None = None
    stride: int = 0
    is_split_into_words: bool = False
    pad_to_multiple_of: int | None = None
    padding_side: Side | None = None
    truncation_side: Side | None = None
    return_tensors: str | None = None
    return_token_type_ids: bool | None = None
    return_attention_mask: bool | None = None
    return_overflowing_tokens: bool = False
    return_special_tokens_mask: bool = False
    return_offsets_mapping: bool = False
    return_length: bool = False
    verbose: bool = True

    @classmethod
    def read(cls, where: str, options: Mapping[str, Any]) -> CallOptions:
        """The options given as keywords.

        Args:
            where: what was called, for the errors.
            options: the keywords.

        Raises:
            RequestError: unknown names or impossible values; all of them at once.
        """
        names = [field.name for field in fields(cls)]
        unknown = [name for name in options if name not in names]
        problems = [
            f"{where} has no option {name!r}." + did_you_mean(name, names) for name in unknown
        ]
        read = cls(**{name: value for name, value in options.items() if name in names})
        problems += read._problems(where)
        if problems:
            raise RequestError(problems)
        return read

    def _problems(self, where: str) -> list[str]:
        problems = []
        for name, allowed in (
            ("padding", (True, False, *PADDINGS)),
            ("truncation", (True, False, None, *TRUNCATIONS)),
            ("padding_side", (None, *SIDES)),
            ("truncation_side", (None, *SIDES)),
        ):
            value = getattr(self, name)
            if value not in allowed or (isinstance(value, int) and not isinstance(value, bool)):
                choices = ", ".join(map(repr, allowed))
                problems.append(
                    f"{where}: {name}={value!r} is not one of {choices}."
                    + did_you_mean(str(value), map(str, allowed))
                )
        for name, low in (("max_length", 0), ("stride", 0), ("pad_to_multiple_of", 1)):
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or value < low):
                problems.append(f"{where}: {name}={value!r} is not a whole number from {low} up.")
        try:
            check_tensor_type(self.return_tensors)
        except RequestError as error:
            problems += error.problems
        return problems

    def truncation_for(
        self, model_max_length: int, side: Side, added: Callable[[bool], int], *, pairs: bool
    ) -> Truncation | None:
        """How to cut, or None.

        Args:
            model_max_length: the tokenizer's maximum.
            side: the tokenizer's side.
            added: how many special tokens are put around one text (False) or around two (True).
            pairs: whether there are second texts.

        Raises:
            RequestError: nothing would be left of the texts, there is no second text to cut, or
                the stride is too long for any text.
        """
        strategy = self.truncation
        if strategy is None:
            strategy = self.max_length is not None and self.padding in (False, "do_not_pad")
        if strategy in (False, "do_not_truncate"):
            return None
        max_length = self._length("truncation", model_max_length)
        if max_length is None:
            return None
        if strategy == "only_second" and not pairs:
            raise RequestError("truncation='only_second' needs a second text; none was given.")
        if self.add_special_tokens and max_length < added(pairs):
            raise RequestError(
                f"max_length={max_length} leaves no room: {added(pairs)} special tokens are added."
            )
        name = "longest_first" if strategy is True else str(strategy)
        truncation = Truncation(max_length, name, self.stride, self.truncation_side or side)
        # The tokenizers library refuses these before it sees a text, whether special tokens are
        # added or not; a stride that is too long for some texts only is refused when one comes.
        room = max_length - added(False)
        if 0 <= room < self.stride:
            raise truncation.stride_too_long(room)
        return truncation

    def padding_for(
        self, model_max_length: int, side: Side, token: str | None, token_id: int | None
    ) -> Padding | None:
        """How to fill up, or None.

        Args:
            model_max_length: the tokenizer's maximum.
            side: the tokenizer's side.
            token: the padding token.
            token_id: its id.

        Raises:
            RequestError: the tokenizer has no padding token.
        """
        if self.padding in (False, "do_not_pad"):
            return None
        length = None
        if self.padding == "max_length":
            length = self._length("padding='max_length'", model_max_length)
            if length is None:
                return None
        if token is None or token_id is None:
            raise RequestError(
                "padding needs a padding token and this tokenizer has none. Choose one with "
                "tokenizer.pad_token = tokenizer.eos_token, or add one with "
                "tokenizer.add_special_tokens({'pad_token': '[PAD]'})."
            )
        multiple = self.pad_to_multiple_of
        if multiple and self.max_length and self.truncation and self.max_length % multiple:
            raise RequestError(
                f"max_length={self.max_length} is not a multiple of "
                f"pad_to_multiple_of={multiple}; texts cut to one cannot be padded to the other."
            )
        return Padding(length, multiple, self.padding_side or side, token, token_id, 0)

    def _length(self, what: str, model_max_length: int) -> int | None:
        if self.max_length is not None:
            return self.max_length
        if is_limited(model_max_length):
            return model_max_length
        if self.verbose:
            warnings.warn(
                f"{what} was asked for without max_length, and the tokenizer has no "
                "model_max_length: nothing is done. Give one of the two.",
                stacklevel=5,
            )
        return None
