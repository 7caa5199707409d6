"""Tokens before and after every text, where somebody asks for them, as decoders have them."""

from __future__ import annotations

from dataclasses import dataclass, field

from factory.tokenizers.base import PreTrainedTokenizerBase
from factory.tokenizers.scheme import TokenizerOptions


@dataclass(frozen=True, kw_only=True)
class OptionalEndsOptions(TokenizerOptions):
    """What can be set of every tokenizer that puts tokens around texts where it is asked to."""

    add_bos_token: bool | None = field(
        default=None, metadata={"meaning": "put the beginning-of-text token before every text"}
    )
    add_eos_token: bool | None = field(
        default=None, metadata={"meaning": "put the end-of-text token after every text"}
    )


class OptionalEnds(PreTrainedTokenizerBase):
    """What can be asked of such a tokenizer at any time."""

    @property
    def add_bos_token(self) -> bool:
        """Whether the beginning-of-text token stands before every text; it can be set."""
        return self._wraps("add_bos_token")

    @add_bos_token.setter
    def add_bos_token(self, value: bool) -> None:
        self._wrap("add_bos_token", value)

    @property
    def add_eos_token(self) -> bool:
        """Whether the end-of-text token stands after every text; it can be set."""
        return self._wraps("add_eos_token")

    @add_eos_token.setter
    def add_eos_token(self, value: bool) -> None:
        self._wrap("add_eos_token", value)

    def _wraps(self, name: str) -> bool:
        """Whether the pipeline does what an option asks for, if that can be told."""
        try:
            shown = self._format().wrapping_options(
                {"post_processor": self._backend.post_processor()}
            )
        except KeyError:  # it wraps texts in a way that no options say
            return bool(self._options.get(name))
        return bool(shown[name])

    def _wrap(self, name: str, value: bool) -> None:
        """Have the pipeline do what an option asks for.

        Raises:
            RequestError: there is no such token, or no options say how texts are wrapped.
        """
        self._check({name: value})
        kind, document = self._format(), self._backend.document()
        known = {**self._options, **self._roles}
        revised = kind.revised(document, kind.options_of(document), {name: bool(value)}, known)
        self._backend = self._make_backend(revised)
        self._options[name] = bool(value)
        self.__dict__.pop("_post_processor", None)
