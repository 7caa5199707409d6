"""Messages to text by a chat template, in Jinja's sandbox.

A template comes from a folder and may be anybody's, so it is treated as data that happens to
compute: it sees copies made of plain JSON, never the caller's objects; attributes with underscores,
other templates, files and modules are out of its reach.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from jinja2 import Template as Compiled
from jinja2 import TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.parser import Parser
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from factory.errors import RequestError
from factory.tokenizers.chat_templates import Template

# The names under which a message may hold the reasoning before an answer; the first is today's.
REASONING = ("reasoning_content", "thinking", "reasoning")
_MARKS = "generation_marks"
_CONTINUE = "CONTINUE_THE_FINAL_MESSAGE_HERE "


@dataclasses.dataclass(frozen=True)
class Rendered:
    """A chat as text.

    Attributes:
        text: the text.
        spans: where it is what the assistant said, as the template marks it: first characters and
            those after the last ones.
    """

    text: str
    spans: tuple[tuple[int, int], ...] = ()


def render(
    template: Template,
    messages: Sequence[Any],
    variables: Mapping[str, Any],
    *,
    continued: str | None = None,
    with_spans: bool = False,
) -> Rendered:
    """A chat as a template writes it.

    Args:
        template: the template.
        messages: the chat; mappings, or what has fields.
        variables: what else the template is told.
        continued: the field of the last message at whose end the text is to end.
        with_spans: tell where the assistant speaks.

    Raises:
        RequestError: the template is no Jinja, fails, refuses the chat, or does not write what is
            to be continued; by file and line.
    """
    chat = [_with_reasoning(plain(message)) for message in messages]
    last = _tag_end(template, chat, continued) if continued is not None else ""
    marks = ("", "")
    if with_spans:
        secret = secrets.token_hex(8)  # nobody can write these marks into a message
        marks = (f"\0{secret}(\0", f"\0{secret})\0")
    given = {name: plain(value) for name, value in variables.items()}
    compiled = _compiled(template)
    with _Blaming(template):
        text = compiled.render(**given, **{"messages": chat, _MARKS: marks})
    if continued is not None:
        text = _cut(template, text, last)
    return _without_marks(text, *marks) if with_spans else Rendered(text)


def plain(value: Any) -> Any:
    """A copy of a value made of nothing but what JSON has.

    Other objects, such as pictures in a message, become texts that name their types: their methods
    could write files, and templates only look whether they are there.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return int.__int__(value)
    if isinstance(value, float):
        return float.__float__(value)
    if isinstance(value, Mapping):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(map(plain, value)) if isinstance(value, tuple) else list(map(plain, value))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if callable(dump := getattr(value, "model_dump", None)):
        return plain(dump())
    if type(value).__module__ == "numpy" and not hasattr(value, "__len__"):
        return plain(value.item())
    return f"<{type(value).__name__}>"


class _Generation(Extension):
    """``{% generation %}`` around what the assistant says."""

    tags = {"generation"}  # noqa: RUF012, as Jinja declares it

    def parse(self, parser: Parser) -> nodes.Node:
        line = next(parser.stream).lineno
        body = parser.parse_statements(("name:endgeneration",), drop_needle=True)
        call = self.call_method("marked", [nodes.ContextReference()])
        return nodes.CallBlock(call, [], [], body).set_lineno(line)

    @staticmethod
    def marked(context: Context, caller: Callable[[], str]) -> str:
        """What stands in the block, between marks where they were asked for."""
        begin, end = context.get(_MARKS, ("", ""))
        return f"{begin}{caller()}{end}"


class _PublicNamespace(Namespace):
    """A namespace that takes no name with an underscore before it."""

    def __init__(*args: Any, **values: Any) -> None:
        self, *given = args  # as jinja2 has it, so that a value may be called self
        Namespace.__init__(self)
        for name, value in dict(*given, **values).items():
            self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        if str(name).startswith("_"):
            raise SecurityError(f"a namespace takes no name such as {name!r}")
        super().__setitem__(name, value)


def _to_json(
    value: Any,
    ensure_ascii: bool = False,
    indent: int | None = None,
    separators: tuple[str, str] | None = None,
    sort_keys: bool = False,
) -> str:
    """JSON as models read it; Jinja's own filter escapes what HTML needs escaped."""
    return json.dumps(
        value,
        ensure_ascii=ensure_ascii,
        indent=indent,
        separators=separators,
        sort_keys=sort_keys,
    )


def _raise(message: str) -> None:
    raise TemplateError(message)


def _now(form: str) -> str:
    return datetime.now().strftime(form)


@functools.cache
def _environment() -> ImmutableSandboxedEnvironment:
    """The sandbox; it has no loader, so that no template can reach another one."""
    made = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, loopcontrols]
    )
    made.filters["tojson"] = _to_json
    del made.globals["lipsum"]
    made.globals |= {
        "raise_exception": _raise,
        "strftime_now": _now,
        "namespace": _PublicNamespace,
    }
    return made


@functools.lru_cache(maxsize=64)
def _compiled(template: Template) -> Compiled:
    environment = _environment()
    try:
        code = environment.compile(template.text, name=template.source, filename=template.source)
    except TemplateSyntaxError as error:
        message = f"{template.source}, line {error.lineno}: {error.message}"
        raise RequestError(f"{message}. It is no template in Jinja.") from error
    except RecursionError as error:
        raise RequestError(f"{template.source}: it is nested too deep for Jinja.") from error
    return Compiled.from_code(environment, code, environment.make_globals(None))


class _Blaming:
    """Tell what fails inside the block by the template's file and line."""

    def __init__(self, template: Template) -> None:
        self._source = template.source

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        if not isinstance(error, Exception):
            return
        line, trace = "", error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename == self._source:
                line = f", line {trace.tb_lineno}"
            trace = trace.tb_next
        why = str(error) if isinstance(error, TemplateError) else f"{type(error).__name__}: {error}"
        raise RequestError(f"{self._source}{line}: {why}") from error


def _with_reasoning(message: Any) -> dict[str, Any]:
    """A message whose reasoning stands under the names that templates look for."""
    if not isinstance(message, dict):
        raise RequestError(
            f"{message!r:.80} is no message: an object with a role and a content is needed."
        )
    kept = {str(name): value for name, value in message.items() if value is not None}
    said = next((kept[name] for name in REASONING if name in kept), None)
    return kept if said is None else {"thinking": said, **kept, "reasoning_content": said}


def _tag_end(template: Template, chat: list[dict[str, Any]], continued: str) -> str:
    """Mark the end of a field of the last message; what it says there."""
    last = chat[-1] if chat else {}
    said = last.get(continued)
    if said is None:
        raise RequestError(f"continue_final_message: the last message has no {continued!r}.")
    # Reasoning stands under several names, of which the template reads one.
    names = [n for n in REASONING if last.get(n) == said] if continued in REASONING else [continued]
    if not any(name in template.text for name in names):
        raise RequestError(
            f"continue_final_message: {template.source} does not write {continued!r} anywhere."
        )
    if isinstance(said, str):
        last.update((name, said + _CONTINUE) for name in names)
        return said
    blocks = said if isinstance(said, list) else []
    for block in reversed(blocks):
        if isinstance(block, dict) and isinstance(text := block.get("text"), str):
            block["text"] = text + _CONTINUE
            return text
    raise RequestError("continue_final_message: there is no text in the last message.")


def _cut(template: Template, text: str, said: str) -> str:
    """A text up to the end of what is to be continued."""
    tag = _CONTINUE.rstrip()
    if tag not in text or said.strip() not in text:
        raise RequestError(
            f"continue_final_message: {template.source} does not write the last message as it is, "
            f"so that it cannot be continued: {said.strip()!r:.80}."
        )
    end = text.rindex(tag)
    # A template that strips messages is to have stripped this one too.
    return text[:end] if text.startswith(_CONTINUE, end) else text[:end].rstrip()


def _without_marks(text: str, begin: str, end: str) -> Rendered:
    """A text without marks, and where they were."""
    first, *marked = text.split(begin)
    kept, spans = first, []
    for piece in marked:
        inside, _, after = piece.partition(end)
        spans.append((len(kept), len(kept) + len(inside)))
        kept += inside + after
    return Rendered(kept, tuple(spans))
