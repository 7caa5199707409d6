"""A token added to a vocabulary: found in the text before anything else is done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from factory.errors import RequestError


@dataclass(frozen=True)
class AddedToken:
    """A token that is never split.

    Attributes:
        content: its text.
        single_word: only where no letter, digit or underscore touches it.
        lstrip: takes the blanks before it along.
        rstrip: takes the blanks after it along.
        normalized: looked for in the normalised text, not in the text as given.
        special: left out by ``skip_special_tokens``.
    """

    content: str
    single_word: bool = False
    lstrip: bool = False
    rstrip: bool = False
    normalized: bool = True
    special: bool = False

    def __str__(self) -> str:
        return self.content

    @classmethod
    def of(cls, token: object, *, special: bool = False) -> AddedToken:
        """The token meant by a text, a mapping from a file, or another library's object.

        Args:
            token: what was given.
            special: whether a bare text is a special token, which is looked for in the text as
                given.

        Raises:
            RequestError: it is none of these, or a flag is neither true nor false.
        """
        if isinstance(token, cls):
            return token
        if isinstance(token, str):
            return cls(token, normalized=not special, special=special)
        if isinstance(token, Mapping):
            values: dict[str, Any] = dict(token)
        else:
            values = {name: getattr(token, name, None) for name in cls.__dataclass_fields__}
        if not isinstance(values.get("content"), str):
            raise RequestError(f"A token is a text or an AddedToken, not {token!r}.")
        flags: dict[str, bool] = {
            name: values[name]
            for name in cls.__dataclass_fields__
            if name != "content" and values.get(name) is not None
        }
        wrong = [name for name, value in flags.items() if not isinstance(value, bool)]
        if wrong:
            raise RequestError(
                f"{name}={flags[name]!r} of the token {values['content']!r} is not true or false."
                for name in wrong
            )
        flags.setdefault("special", special)
        flags.setdefault("normalized", not flags["special"])
        return cls(values["content"], **flags)

    def check_remains(self, normalized: str) -> None:
        """Refuse a token of which normalisation leaves nothing to look for.

        Raises:
            RequestError: ``normalized`` is empty and the content is not.
        """
        if self.content and not normalized:
            raise RequestError(
                f"The token {self.content!r} is empty once normalised, so it could never be found; "
                "add AddedToken(..., normalized=False)."
            )

    def to_dict(self) -> dict[str, Any]:
        """The fields, as the files hold them."""
        return asdict(self)
