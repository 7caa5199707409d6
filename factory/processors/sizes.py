"""Sizes as users write them, and what a picture is resized to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Self

from factory.errors import did_you_mean

FORMS = (
    ("height", "width"),
    ("shortest_edge",),
    ("shortest_edge", "longest_edge"),
    ("max_height", "max_width"),
)
"""Keys that a size has; each of them says something else."""

LARGEST_EDGE = 65_535


class Size(Mapping[str, int]):
    """A size in pixels, such as ``{"height": 224, "width": 224}`` or ``{"shortest_edge": 224}``.

    Its values are also attributes, None for those that it has not. It equals the number that says
    it in short, so that ``processor.size == 224`` holds where 224 was given.
    """

    def __init__(self, parts: Mapping[str, int]) -> None:
        self._parts = dict(parts)

    @classmethod
    def read(cls, value: int | Sequence[int] | Mapping[str, int], *, square: bool = True) -> Self:
        """A size from what users write.

        Args:
            value: an edge, (height, width), or one of the forms by name.
            square: whether one number is both edges; else it is the shortest.

        Raises:
            ValueError: it is none of these, or has an edge that no picture has.
        """
        parts = _parts(value, square)
        if tuple(sorted(parts)) not in {tuple(sorted(form)) for form in FORMS}:
            known = sorted({name for form in FORMS for name in form})
            unknown = next((name for name in parts if name not in known), None)
            hint = did_you_mean(unknown, known) if unknown else ""
            ways = "; ".join(" with ".join(form) for form in FORMS)
            raise ValueError(f"has {', '.join(parts) or 'no keys'}.{hint} There are: {ways}")
        for name, edge in parts.items():
            if not 1 <= edge <= LARGEST_EDGE:
                raise ValueError(f"{name} is {edge}, not from 1 to {LARGEST_EDGE:,} pixels")
        shortest, longest = parts.get("shortest_edge"), parts.get("longest_edge")
        if shortest is not None and longest is not None and longest < shortest:
            raise ValueError(f"longest_edge {longest} is below shortest_edge {shortest}")
        return cls(parts)

    def __getitem__(self, key: str) -> int:
        return self._parts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return repr(self._parts)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, int):
            return len({*self.values()}) == 1 and other in self.values()
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # a mapping

    def __getattr__(self, name: str) -> int | None:
        if any(name in form for form in FORMS):
            return self.__dict__.get("_parts", {}).get(name)  # type: ignore[no-any-return]
        raise AttributeError(f"a size has no {name!r}")

    @property
    def fixed(self) -> tuple[int, int] | None:
        """Height and width, where they do not depend on the picture."""
        if "height" not in self:
            return None
        return self["height"], self["width"]

    def applied(self, height: int, width: int) -> tuple[int, int]:
        """What a picture of a height and a width is resized to: (height, width).

        Edges are rounded as transformers does, and are at least 1.
        """
        if self.fixed is not None:
            return self.fixed
        if "max_height" in self:
            scale = min(self["max_height"] / height, self["max_width"] / width)
            return max(1, int(height * scale)), max(1, int(width * scale))
        short, long = sorted((height, width))
        if "longest_edge" in self:
            new_short, new_long = _bounded(short, long, self["shortest_edge"], self["longest_edge"])
        else:
            edge = self["shortest_edge"]
            new_short, new_long = edge, int(edge * long / short)
        new_short, new_long = max(1, new_short), max(1, new_long)
        return (new_short, new_long) if height <= width else (new_long, new_short)


def _bounded(short: int, long: int, edge: int, limit: int) -> tuple[int, int]:
    """The edges of a picture whose short one becomes ``edge``, or whose long one the limit."""
    exact = float(edge)
    if long / short * edge > limit:
        exact = limit * short / long
        edge = round(exact)
    return (short, long) if edge == short else (edge, int(exact * long / short))


def _parts(value: int | Sequence[int] | Mapping[str, int], square: bool) -> dict[str, int]:
    if isinstance(value, Mapping):
        return {name: int(edge) for name, edge in value.items()}
    if isinstance(value, int):
        return {"height": value, "width": value} if square else {"shortest_edge": value}
    if len(value) != 2:
        raise ValueError(f"has {len(value)} numbers; a list is (height, width)")
    return {"height": value[0], "width": value[1]}
