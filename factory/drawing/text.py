"""The parts of a model as a tree of lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from factory.drawing.labels import short
from factory.drawing.outline import outline
from factory.drawing.part import Form, Part, Role
from factory.specs import Spec


@dataclass(frozen=True)
class Line:
    """One line of a tree.

    Attributes:
        guide: what leads to it from above.
        name: the field that holds the part.
        text: what the part is.
        parameters: how many, in short.
        role: what the part is for.
    """

    guide: str
    name: str
    text: str
    parameters: str
    role: Role


def to_text(tree: Spec, title: str = "", *, against: Spec | None = None) -> str:
    """A model as a tree of plain lines: fields, what stands there, parameters.

    Args:
        tree: a model, or a body.
        title: what the model is called.
        against: another model; a star stands before blocks that it lacks.
    """
    return "\n".join(
        f"{left}  {right}".rstrip() for left, right, _ in columns(lines(tree, title, against))
    )


def lines(tree: Spec, title: str = "", against: Spec | None = None) -> list[Line]:
    """The lines of a tree, the model's own first."""
    part = outline(tree, against)
    top = Line("", title or part.title, "", _parameters(part), Role.PLAIN)
    return [top, *_below(part, "")]


def columns(found: list[Line], width: int | None = None) -> Iterator[tuple[str, str, Line]]:
    """Every line as what it says, padded, and its parameters, with the line itself.

    Args:
        found: the lines.
        width: characters there is room for; longer texts are cut.
    """
    names = max(len(line.guide) + len(line.name) for line in found)
    texts = max(len(line.text) for line in found)
    counts = max(len(line.parameters) for line in found)
    if width is not None:
        texts = min(texts, max(width - names - counts - 4, 20))
    for line in found:
        left = f"{line.guide}{line.name}"
        text = line.text if len(line.text) <= texts else f"{line.text[: texts - 2]}.."
        yield f"{left:<{names}}  {text:<{texts}}", f"{line.parameters:>{counts}}", line


def _below(part: Part, indent: str) -> Iterator[Line]:
    shown = list(_merged(tuple(p for p in part.parts if p.parameters or not p.told)))
    for place, (name, inner) in enumerate(shown):
        last = place == len(shown) - 1
        guide = f"{indent}{'└─ ' if last else '├─ '}"
        yield Line(guide, name, _text(inner), _parameters(inner), inner.role)
        yield from _below(inner, f"{indent}{'   ' if last else '│  '}")


def _merged(parts: tuple[Part, ...]) -> Iterator[tuple[str, Part]]:
    """Parts with their names; neighbours that differ in their names alone share a line."""
    waiting: list[Part] = []
    for part in (*parts, None):
        alike = part is not None and waiting and not part.parts and part.times == 1
        if alike and part is not None and _nameless(part) == _nameless(waiting[0]):
            waiting.append(part)
            continue
        if waiting:
            yield ", ".join(other.name for other in waiting), _summed(waiting)
        waiting = [part] if part is not None else []


def _nameless(part: Part) -> tuple[object, ...]:
    return part.title, part.details, part.parameters, part.uses, part.parts, part.told, part.new


def _summed(parts: list[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    total = sum(part.parameters for part in parts)
    return replace(parts[0], parameters=total, each=parts[0].parameters)


def _text(part: Part) -> str:
    times = f"{part.times} x " if part.times > 1 else ""
    said = [f"{'* ' if part.new else ''}{times}{part.title}", *part.details]
    if part.shared:
        said.append("the same weights each time")
    if part.acts is not None and all(inner.acts is None for inner in part.parts):
        said.append(part.acts.value)
    if part.form is Form.BESIDE:
        said[0] = f"combined as {part.title}"
    return ", ".join(said)


def _parameters(part: Part) -> str:
    if part.uses and not part.parameters:
        return "tied"
    if not part.parameters and not part.each:
        return ""
    each = f"{short(part.each)} each, " if part.each and part.each != part.parameters else ""
    return f"{each}{short(part.parameters)}"
