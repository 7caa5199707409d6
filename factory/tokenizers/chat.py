"""What tokenizers know of chats: their templates, and messages to ids."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.errors import RequestError
from factory.tokenizers.batch_encoding import BatchEncoding
from factory.tokenizers.chat_templates import Templates, write_templates
from factory.tokenizers.saving import Saved
from factory.tokenizers.tensors import to_tensor

if TYPE_CHECKING:
    from factory.tokenizers.chat_rendering import Rendered


class Chats(Saved):
    """A tokenizer that writes out chats by templates."""

    _templates: Templates = Templates()

    @property
    def chat_template(self) -> str | dict[str, str] | None:
        """The template of chats in Jinja, or several by name; None where there is none."""
        return self._templates.plain()

    @chat_template.setter
    def chat_template(self, value: Any) -> None:
        self._templates = Templates.of(value)

    def save_pretrained(self, save_directory: str | os.PathLike[str]) -> tuple[str, ...]:
        written = super().save_pretrained(save_directory)
        return (*written, *map(str, write_templates(Path(save_directory), self._templates)))

    def get_chat_template(
        self, chat_template: str | None = None, tools: Sequence[Any] | None = None
    ) -> str:
        """The template that :meth:`apply_chat_template` would use.

        Args:
            chat_template: a name, or a template; without it, the tokenizer's own.
            tools: a template called "tool_use" goes first where there are some.

        Raises:
            RequestError: there is none.
        """
        return self._templates.choose(chat_template, tools=tools is not None).text

    def apply_chat_template(
        self,
        conversation: Any,
        tools: Sequence[Mapping[str, Any] | Callable[..., Any]] | None = None,
        documents: Sequence[Mapping[str, Any]] | None = None,
        chat_template: str | None = None,
        add_generation_prompt: bool = False,
        continue_final_message: bool | str = False,
        tokenize: bool = True,
        padding: bool | str = False,
        truncation: bool | str = False,
        max_length: int | None = None,
        return_tensors: str | None = None,
        return_dict: bool = True,
        return_assistant_tokens_mask: bool = False,
        tokenizer_kwargs: Mapping[str, Any] | None = None,
        **variables: Any,
    ) -> Any:
        """A chat as text, or as the inputs of a model.

        Args:
            conversation: messages with a ``role`` and a ``content``, or a list of such chats.
            tools: what the model may call: JSON schemas, or functions whose docstrings and
                annotations they are made of.
            documents: what the model may look things up in, as mappings.
            chat_template: the name of a template, or a template; without it, the tokenizer's own.
            add_generation_prompt: end with what comes before an answer.
            continue_final_message: end within the last message, for the model to go on there; a
                text names the field of it.
            tokenize: return ids rather than text.
            padding: as in a call of the tokenizer, like the next three.
            truncation: see there.
            max_length: see there.
            return_tensors: see there.
            return_dict: return all inputs by name, not only ids.
            return_assistant_tokens_mask: return ``assistant_masks`` too: 1 at tokens in what the
                template marks as the assistant's with ``{% generation %}``, else 0.
            tokenizer_kwargs: further options of the call.
            **variables: what else the template is told; they go before the special tokens, which
                it knows by their parts, such as ``bos_token``.

        Returns:
            the text, or with ``tokenize`` a :class:`BatchEncoding`, or the ids alone; lists of
            these for several chats.

        Raises:
            RequestError: there is no template or no chat, the template fails, or options
                contradict each other.
        """
        self._check_chat_options(
            tokenize and return_dict,
            add_generation_prompt,
            continue_final_message,
            return_assistant_tokens_mask,
        )
        chats, batched = _chats(conversation)
        rendered = self._rendered(
            chats,
            self._templates.choose(chat_template, tools=tools is not None),
            {
                **self.special_tokens_map,
                "tools": tools,
                "documents": documents,
                "add_generation_prompt": add_generation_prompt,
                **variables,
            },
            continue_final_message,
            return_assistant_tokens_mask,
        )
        texts = [one.text for one in rendered]
        if not tokenize:
            return texts if batched else texts[0]
        encoded = self(
            texts if batched else texts[0],
            padding=padding,
            truncation=truncation,
            max_length=max_length,
            add_special_tokens=False,
            return_tensors=return_tensors,
            **(tokenizer_kwargs or {}),
        )
        if return_assistant_tokens_mask:
            rows = encoded["input_ids"]
            several = batched or return_tensors is not None
            masks = [
                _mask(encoded, index, len(row), one)
                for index, (row, one) in enumerate(
                    zip(rows if several else [rows], rendered, strict=True)
                )
            ]
            made = masks if several else masks[0]
            if return_tensors is not None:
                made = to_tensor("assistant_masks", masks, return_tensors)
            encoded["assistant_masks"] = made
        return encoded if return_dict else encoded["input_ids"]

    @staticmethod
    def _check_chat_options(
        returns_inputs: bool, prompt: bool, continued: bool | str, masks: bool
    ) -> None:
        problems = []
        if masks and not returns_inputs:
            problems.append(
                "return_assistant_tokens_mask=True: masks come with the other inputs; leave "
                "tokenize and return_dict at True."
            )
        if continued and prompt:
            problems.append(
                "continue_final_message and add_generation_prompt: a text ends either within the "
                "last message or before the next one."
            )
        if continued and masks:
            problems.append(
                "continue_final_message and return_assistant_tokens_mask: what a template marks "
                "would be cut off."
            )
        if problems:
            raise RequestError(problems)

    def _rendered(
        self,
        chats: Sequence[Sequence[Any]],
        template: Any,
        variables: dict[str, Any],
        continued: bool | str,
        with_spans: bool,
    ) -> list[Rendered]:
        from factory.tokenizers.chat_rendering import render
        from factory.tokenizers.chat_tools import described

        if variables["tools"] is not None:
            variables["tools"] = [described(tool) for tool in variables["tools"]]
        field = continued if isinstance(continued, str) else "content"
        return [
            render(
                template,
                chat,
                variables,
                continued=field if continued else None,
                with_spans=with_spans,
            )
            for chat in chats
        ]


def _chats(conversation: Any) -> tuple[list[Any], bool]:
    """The chats meant, and whether they were given as several.

    Raises:
        RequestError: it is no chat, or an empty one.
    """
    given = getattr(conversation, "messages", conversation)
    if not isinstance(given, list | tuple):
        raise RequestError(f"{given!r:.80} is no chat: a list of messages is needed.")
    if not given:
        raise RequestError("A chat needs at least one message; this one has none.")
    if isinstance(given[0], list | tuple) or hasattr(given[0], "messages"):
        return [getattr(chat, "messages", chat) for chat in given], True
    return [given], False


def _mask(encoded: BatchEncoding, index: int, length: int, rendered: Rendered) -> list[int]:
    """1 at the tokens of a row that are the assistant's."""
    mask = [0] * length
    for begin, end in rendered.spans:
        first = encoded.char_to_token(index, begin)
        if first is None:  # it was cut off
            break
        last = encoded.char_to_token(index, end - 1)
        stop = length if last is None else last + 1
        mask[first:stop] = [1] * (stop - first)
    return mask
