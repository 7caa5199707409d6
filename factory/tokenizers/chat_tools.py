"""Functions as tools that a model may call: JSON schemas of annotations and docstrings."""

from __future__ import annotations

import inspect
import json
import re
import types
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from factory.errors import RequestError

_TYPES: dict[Any, dict[str, Any]] = {
    int: {"type": "integer"},
    float: {"type": "number"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    list: {"type": "array"},
    tuple: {"type": "array"},
    dict: {"type": "object"},
    Any: {},
}
_SCALARS = (int, float, str, bool, type(None))
# Other libraries' classes by their names, so that none of them is imported.
_MEDIA = {"PIL.Image.Image": "image", "torch.Tensor": "audio"}
_SECTIONS = ("Args:", "Returns:", "Raises:")
_ARGUMENT = re.compile(r"(\s*)(\w+):\s*(.*)")
_CHOICES = re.compile(r"\(choices:\s*(.*?)\)\s*$", re.IGNORECASE)


def described(tool: Any) -> dict[str, Any]:
    """The JSON schema of a tool.

    Args:
        tool: a schema, which is returned as it is, or a function with annotations and a docstring
            in Google's style that describes each argument.

    Raises:
        RequestError: it is neither, or the function does not say enough of its arguments.
    """
    if isinstance(tool, Mapping):
        return dict(tool)
    if not (inspect.isfunction(tool) or inspect.ismethod(tool)):
        raise RequestError(
            f"tools: {tool!r:.80} is no tool: a JSON schema is needed, or a function with "
            "annotations and a docstring."
        )
    return _of_function(tool)


def _of_function(function: Callable[..., Any]) -> dict[str, Any]:
    name = getattr(function, "__name__", "tool")
    sections = _sections(inspect.getdoc(function) or "")
    if not any(sections.values()):
        raise RequestError(f"tools: {name} has no docstring that says what it does.")
    told = dict(_arguments(sections["Args:"]))
    hints = get_type_hints(function)
    parameters = {
        parameter.name: parameter
        for place, parameter in enumerate(inspect.signature(function).parameters.values())
        if place or parameter.name not in ("self", "cls") or parameter.name in hints
    }
    problems = [f"{n} has no annotation" for n in parameters if n not in hints]
    problems += [f"the docstring does not describe {n}" for n in parameters if n not in told]
    if problems:
        raise RequestError(f"tools: {name}: {problem}." for problem in problems)
    properties: dict[str, Any] = {}
    for argument in parameters:
        schema = _of_type(hints[argument], f"{name}: {argument}")
        properties[argument] = schema | _described(told[argument], f"{name}: {argument}")
    schema = {"type": "object", "properties": properties}
    needed = [n for n, parameter in parameters.items() if parameter.default is parameter.empty]
    made = {
        "name": name,
        "description": "\n".join(sections[""]).strip() or None,
        "parameters": schema | ({"required": needed} if needed else {}),
    }
    if "return" in hints:
        returned = "\n".join(sections["Returns:"]).strip()
        try:
            schema = _of_type(hints["return"], name)
        except RequestError:
            pass  # the model never writes what is returned
        else:
            made["return"] = schema | ({"description": returned} if returned else {})
    return {"type": "function", "function": made}


def _sections(docstring: str) -> dict[str, list[str]]:
    """The lines of a docstring by the section they are in; "" is what comes first."""
    sections: dict[str, list[str]] = {name: [] for name in ("", *_SECTIONS)}
    current = ""
    for line in docstring.splitlines():
        if line.strip() in _SECTIONS:
            current = line.strip()
        else:
            sections[current].append(line)
    return sections


def _arguments(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Arguments with their descriptions; deeper lines go on with the one before."""
    name, said, depth = "", [""], None
    for line in filter(str.strip, lines):
        found = _ARGUMENT.fullmatch(line)
        if found is None or (depth is not None and len(found[1]) > depth):
            said.append(line.strip())
            continue
        if name:
            yield name, " ".join(said)
        depth, name, said = len(found[1]), found[2], [found[3].strip()]
    if name:
        yield name, " ".join(said)


def _described(text: str, where: str) -> dict[str, Any]:
    """A description, and what it says may be chosen from."""
    found = _CHOICES.search(text)
    if found is None:
        return {"description": text}
    try:
        choices = json.loads(found[1])
    except ValueError as error:
        raise RequestError(f"tools: {where}: {found[1]!r} is no list in JSON.") from error
    listed = [choice.strip() if isinstance(choice, str) else choice for choice in choices]
    return {"enum": listed, "description": text[: found.start()].strip()}


def _of_type(hint: Any, where: str) -> dict[str, Any]:
    """The JSON schema of an annotation.

    Raises:
        RequestError: JSON has nothing like it.
    """
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Union or origin is types.UnionType:
        return _of_union(inner, where)
    if origin is Literal:
        return _of_values(list(inner), where)
    if origin is list and inner:
        return {"type": "array", "items": _of_type(inner[0], where)}
    if origin is tuple and len(inner) > 1 and ... not in inner:
        return {"type": "array", "prefixItems": [_of_type(one, where) for one in inner]}
    if origin is dict and len(inner) == 2:
        return {"type": "object", "additionalProperties": _of_type(inner[1], where)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _of_values([member.value for member in hint], where)
    if origin is None and hint in _TYPES:
        return dict(_TYPES[hint])
    media = _MEDIA.get(f"{getattr(hint, '__module__', '')}.{getattr(hint, '__qualname__', '')}")
    if media is not None:
        return {"type": media}
    raise RequestError(
        f"tools: {where} is annotated {hint!r}, which JSON has nothing like. Take int, float, str, "
        "bool, list, dict, tuple, Literal, an Enum or unions of these, or write the schema."
    )


def _of_union(kinds: tuple[Any, ...], where: str) -> dict[str, Any]:
    schemas = [_of_type(kind, where) for kind in kinds if kind is not type(None)]
    if len(schemas) == 1:
        schema = schemas[0]
    elif all(one.keys() == {"type"} for one in schemas):
        names = sorted({one["type"] for one in schemas})
        schema = {"type": names[0] if len(names) == 1 else names}
    else:
        schema = {"anyOf": schemas}
    return schema | ({"nullable": True} if type(None) in kinds else {})


def _of_values(values: list[Any], where: str) -> dict[str, Any]:
    if not values or any(type(value) not in _SCALARS for value in values):
        raise RequestError(f"tools: {where}: {values!r:.80} are no texts, numbers or truth values.")
    names = list(dict.fromkeys(_TYPES[type(value)]["type"] for value in values))
    return {"type": names[0] if len(names) == 1 else names, "enum": values}
