"""Where everything stands: the parts of a model as a picture.

The stream runs downwards through the middle of a column. To its right are the skips of residuals;
to its left, outside of all frames, the positions, each at the height of what it acts on. Stacks
stand side by side, and a line leads what the first has given to where another looks at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from factory.drawing.canvas import INK, Picture, Way, Words, measured
from factory.drawing.column import GAP, MEMORY, Column
from factory.drawing.content import content
from factory.drawing.outline import outline
from factory.drawing.part import Form, Part
from factory.specs import Spec

MARGIN = 28.0


def layout(tree: Spec, title: str = "", against: Spec | None = None) -> Picture:
    """A model as a picture.

    Args:
        tree: a model, or a body.
        title: what the model is called.
        against: a model whose blocks have thin borders, and others thick ones.
    """
    whole = outline(tree, against)
    body, *after = whole.parts if not whole.name else (whole,)
    picture = Picture()
    marked = "" if against is None else "; thick borders where it differs"
    total = f"{whole.parameters:,} parameters{marked}"
    picture.words = [
        Words(x=MARGIN, y=MARGIN + 13, text=title or whole.title, size=18, color=INK),
        Words(x=MARGIN, y=MARGIN + 33, text=total, size=12),
    ]
    drawn = _Sheet(picture, MARGIN + 54)
    drawn.draw(body, after)
    words = max(measured(line.text, line.size) for line in picture.words[:2])
    picture.width = max(drawn.right, MARGIN + words) + MARGIN
    picture.height = drawn.bottom + MARGIN
    return picture


@dataclass
class _Sheet:
    """A picture that columns are drawn on.

    Attributes:
        picture: what is drawn on.
        top: where columns begin.
        right, bottom: how far they reach.
    """

    picture: Picture
    top: float
    right: float = 0.0
    bottom: float = 0.0
    columns: list[Column] = field(default_factory=list)

    def draw(self, body: Part, after: Sequence[Part]) -> None:
        """Draw a body, and what follows it."""
        if body.form is not Form.STACKS:
            self._add([body, *after])
            return
        stacks = [part for part in body.parts if part.form is Form.CHAIN]
        joint = [part for part in body.parts if part.form is not Form.CHAIN]
        looking = any(part.memory for part in every(stacks))
        for number, stack in enumerate(stacks):
            last = number == len(stacks) - 1
            self._add([stack, *(after if last and not joint else ())], titled=True)
        if looking:
            self._lead_memory()
        if joint:
            self._join([*joint, *after])

    def _add(self, parts: Sequence[Part], titled: bool = False) -> None:
        left = self.right + 44 if self.columns else MARGIN
        column = Column.of(self.picture, list(every(parts)), left)
        column.y = self.top
        for number, part in enumerate(parts):
            column.run(part, titled=titled and number == 0)
        column.close()
        self.columns.append(column)
        self.right = column.right
        self.bottom = max(self.bottom, column.y)

    def _lead_memory(self) -> None:
        """Lead what the first stack has given to what looks at it in the others."""
        first = self.columns[0]
        begin = first.y + GAP
        for column in self.columns[1:]:
            rail = column.left - 22
            level = [y for _, y in column.looks]
            turn = ((first.middle, first.tail), (first.middle, begin), (rail, begin))
            self.picture.ways.append(Way(points=turn, stroke=MEMORY, arrow=False))
            ends = ((rail, min(*level, begin)), (rail, max(*level, begin)))
            self.picture.ways.append(Way(points=ends, stroke=MEMORY, arrow=False))
            for x, y in column.looks:
                self.picture.ways.append(Way(points=((rail, y), (x, y)), stroke=MEMORY))
            note = Words(x=first.middle + 8, y=begin - 5, text="memory", color=MEMORY)
            self.picture.words.append(note)
        self.bottom = max(self.bottom, begin + 4)

    def _join(self, parts: Sequence[Part]) -> None:
        """Draw what follows several stacks, below them in the middle."""
        middle = (self.columns[0].middle + self.columns[-1].middle) / 2
        below = Column.of(self.picture, list(every(parts)), 0)
        below.left = middle - below.half
        below.lane = 0.0
        below.y = self.bottom + GAP
        joint = below.y + content(parts[0]).height / 2
        for part in parts:
            below.run(part)
        for column in self.columns:
            side = middle - below.width / 2 if column.middle < middle else middle + below.width / 2
            points = ((column.middle, column.tail), (column.middle, joint), (side, joint))
            self.picture.ways.append(Way(points=points))
        self.bottom = below.y


def every(parts: Sequence[Part]) -> Iterator[Part]:
    """Parts and all that they are made of, parents first."""
    for part in parts:
        yield part
        yield from every(part.parts)
