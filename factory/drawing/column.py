"""One column of a picture: parts one below another, as the stream runs through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from factory.drawing.canvas import FRAME, GREY, INK, Box, Picture, Plus, Way, Words, measured
from factory.drawing.content import LEAD, SMALL, TITLE, Content, content, heading
from factory.drawing.labels import short
from factory.drawing.part import Acts, Form, Part, Role

COLORS = {
    Role.EMBEDDING: ("#e6f2ea", "#6aa582"),
    Role.POSITION: ("#fdf1d8", "#cfa348"),
    Role.NORM: ("#f3f1ea", "#b5ae98"),
    Role.MIXER: ("#e4edf9", "#6690c8"),
    Role.FEEDFORWARD: ("#f2e8f3", "#a97fb0"),
    Role.HEAD: ("#fbe7df", "#d08868"),
    Role.PLAIN: ("#f1f3f5", "#98a1aa"),
}
"""Fill and border by what a part is for."""

MEMORY = COLORS[Role.MIXER][1]
GAP, PAD, SKIP, LANE = 16.0, 12.0, 18.0, 24.0
"""Points between boxes, inside frames, to the line of a skip, and from positions to frames."""

_BORDER = "#c9cfd5"
_FRAMED = (Form.REPEAT, Form.APART, Form.BESIDE)


@dataclass
class Column:
    """Parts one below another.

    Attributes:
        picture: what is drawn on.
        left: where it begins.
        width: of its boxes.
        half: from its middle to its right end.
        lane: width of the boxes of positions on its left; 0 where there are none.
        y: how far down it is drawn.
        tail: height from which the stream goes on, once something has run.
        looks: where its parts look at the memory.
    """

    picture: Picture
    left: float
    width: float
    half: float
    lane: float
    y: float = 0.0
    tail: float = 0.0
    looks: list[tuple[float, float]] = field(default_factory=list)
    _running: bool = False
    _depth: int = 0
    _acting: list[Part] = field(default_factory=list)
    _lane: list[tuple[Part, Box]] = field(default_factory=list)

    @classmethod
    def of(cls, picture: Picture, parts: Sequence[Part], left: float) -> Column:
        """A column as wide as some parts need.

        Args:
            picture: what is drawn on.
            parts: all that stands in it, however deep.
            left: where it begins.
        """
        boxes = [content(part).width for part in parts if _boxed(part)]
        frames = [heading(part) for part in parts if _framed(part)]
        lanes = [content(part).width for part in parts if _acts(part)]
        deepest = max(_frames(part) for part in parts)
        rooms = [2 * _side(head) for head in frames]
        width = max(180.0, *boxes, *(room - 2 * (SKIP + PAD) for room in rooms))
        half = width / 2 + (SKIP + PAD * deepest if deepest else 0)
        return cls(picture, left, width, half, max(lanes, default=0.0))

    @property
    def middle(self) -> float:
        """Where the stream runs."""
        return self.left + (self.lane + LANE if self.lane else 0) + self.half

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.middle + self.half

    def run(self, part: Part, *, titled: bool = False) -> None:
        """Draw a part below what is there.

        Args:
            part: what runs next.
            titled: whether its name stands above it.
        """
        if titled:
            self._title(part)
        match part.form:
            case Form.BLOCK if part.acts is not None:
                self._position(part)
            case Form.BLOCK:
                self._block(part)
            case Form.RESIDUAL:
                self._residual(part)
            case _ if _framed(part):
                self._frame(part)
            case _:
                for inner in part.parts:
                    self.run(inner)

    def _title(self, part: Part) -> None:
        name = f"{part.name[:1].upper()}{part.name[1:]}"
        self._words(self.middle, self.y + 4, name, 14, INK, "middle")
        total = f"{short(part.parameters)} parameters"
        self._words(self.middle, self.y + 20, total, SMALL, GREY, "middle")
        self.y += 32

    def _words(
        self, x: float, y: float, text: str, size: float, color: str = GREY, anchor: str = "start"
    ) -> None:
        words = Words(x=x, y=y, text=text, size=size, color=color, anchor=anchor)
        self.picture.words.append(words)

    def _write(self, text: Content, x: float, y: float, width: float, size: float) -> None:
        """Write into a box, from its upper left corner on."""
        self._words(x + 10, y + 17, text.title, size, INK)
        if text.right:
            self._words(x + width - 10, y + 17, text.right, SMALL, anchor="end")
        for number, (line, right) in enumerate(text.lines):
            below = y + 18 + LEAD * (number + 1)
            if line:
                self._words(x + 10, below, line, SMALL)
            if right:
                self._words(x + width - 10, below, right, SMALL, anchor="end")

    def _box(self, part: Part, x: float, y: float, width: float) -> Box:
        """Draw the box of a part at a place."""
        fill, stroke = COLORS[part.role]
        text = content(part)
        box = Box(
            x=x,
            y=y,
            width=width,
            height=text.height,
            fill=fill,
            stroke=stroke,
            dashed=bool(part.uses),
            border=3.0 if part.new else 1.0,
        )
        self.picture.boxes.append(box)
        self._write(text, x, y, width, TITLE)
        return box

    def _enter(self, y: float, *, arrow: bool = True) -> None:
        """Lead the stream down to a height."""
        if self._running and y > self.tail:
            points = ((self.middle, self.tail), (self.middle, y))
            self.picture.ways.append(Way(points=points, arrow=arrow))
        self._running = True
        self.tail = y

    def _step(self) -> float:
        """The height at which the next thing begins."""
        return self.y + (GAP if self._running else 0)

    def _block(self, part: Part) -> Box:
        y = self._step()
        self._enter(y)
        box = self._box(part, self.middle - self.width / 2, y, self.width)
        self.y = self.tail = y + box.height
        height = y + box.height / 2
        if part.memory:
            self.looks.append((box.x, height))
        own = [leaf for inner in part.parts for leaf in _positions(inner)]
        for position in own or (self._acting if part.positioned else ()):
            self._act(position, box.x, height, fresh=bool(own))
        return box

    def _position(self, part: Part) -> None:
        """Draw what is added to the stream now; keep what acts later."""
        for leaf in _positions(part):
            if leaf.acts is not Acts.INPUT:
                self._acting.append(leaf)
                continue
            y = self._step()
            plus = Plus(x=self.middle, y=y + 8)
            self._enter(y)
            self.picture.boxes.append(plus)
            self._act(leaf, self.middle - plus.radius, plus.y, fresh=True)
            self.y = self.tail = plus.y + plus.radius

    def close(self) -> None:
        """Draw the positions that act on nothing in the column, and end below all of them."""
        drawn = {id(part) for part, _ in self._lane}
        for part in self._acting:
            if id(part) not in drawn:
                self._place(part, self.y - content(part).height)
        self.y = max([self.y, *(box.y + box.height for _, box in self._lane)])

    def _place(self, part: Part, top: float) -> Box:
        """Draw the box of a position, below those that are drawn."""
        lowest = max((above.y + above.height + 6 for _, above in self._lane), default=0.0)
        box = self._box(part, self.left, max(top, lowest), self.lane)
        self._lane.append((part, box))
        return box

    def _act(self, part: Part, x: float, y: float, *, fresh: bool) -> None:
        """Lead a position to where it acts, from its box, or from beside it where it is drawn."""
        stroke = COLORS[Role.POSITION][1]
        box = None if fresh else next((box for known, box in self._lane if known is part), None)
        right = self.left + self.lane
        if box is None:
            box = self._place(part, y - content(part).height / 2)
        if box.y <= y <= box.y + box.height:
            self.picture.ways.append(Way(points=((right, y), (x, y)), stroke=stroke))
            return
        rail = right + LANE / 2
        start = box.y + box.height / 2
        points = ((right, start), (rail, start), (rail, y), (x, y))
        self.picture.ways.append(Way(points=points, stroke=stroke))

    def _residual(self, part: Part) -> None:
        """The stream and what a block makes of it, summed."""
        branch = self.y = self.y + GAP / 2
        named = {inner.name: inner for inner in part.parts}
        self._enter(branch, arrow=False)
        after = named.pop("after", None)
        for inner in named.values():
            self.run(inner)
        y = self.y + GAP
        self._enter(y)
        plus = Plus(x=self.middle, y=y + 8)
        self.picture.boxes.append(plus)
        side = self.middle + self.width / 2 + SKIP - 6
        skip = ((self.middle, branch), (side, branch), (side, plus.y), (self.middle + 8, plus.y))
        self.picture.ways.append(Way(points=skip))
        self.y = self.tail = plus.y + plus.radius
        if after is not None:
            self.run(after)

    def _frame(self, part: Part) -> None:
        """A frame around what comes several times, or in places of its own."""
        top = self._step()
        place = len(self.picture.frames)
        self._depth += 1
        half = self.half - PAD * (self._depth - 1)
        text = heading(part)
        self._write(text, self.middle - half, top, 2 * half, TITLE)
        apart = part.form in (Form.APART, Form.BESIDE)
        self.y = top + text.height - GAP / 2
        self._enter(top if apart else self.y, arrow=apart)
        for inner in _inside(part):
            if apart:
                self.tail = self._step()  # nothing leads from one to the next
            self.run(inner)
        self.y += PAD
        self.tail = self.y if apart else self.tail
        self._depth -= 1
        box = Box(
            x=self.middle - half,
            y=top,
            width=2 * half,
            height=self.y - top,
            fill=FRAME,
            stroke=_BORDER,
            dashed=part.form is Form.BESIDE,
        )
        self.picture.frames.insert(place, box)


def _boxed(part: Part) -> bool:
    return part.form is Form.BLOCK and part.acts is None


def _positions(part: Part) -> Sequence[Part]:
    """The positions that a part is, each of several at once; none of what is no position."""
    leaves = [leaf for inner in part.parts for leaf in _positions(inner)]
    return leaves or ([part] if part.acts is not None else [])


def _acts(part: Part) -> bool:
    """Whether a part is drawn as a position; several at once are not, but each of them."""
    return list(_positions(part)) == [part]


def _framed(part: Part) -> bool:
    return part.form in _FRAMED or (part.form is Form.CHAIN and part.name.startswith("layers"))


def _frames(part: Part) -> int:
    """How many frames are drawn around one another in a part."""
    return _framed(part) + max(map(_frames, _inside(part)), default=0)


def _inside(part: Part) -> Sequence[Part]:
    """What is drawn in a part; a single layer in a frame needs none of its own."""
    only = part.parts[0] if len(part.parts) == 1 else None
    bare = only is not None and _framed(part) and _framed(only) and only.times == 1
    return only.parts if bare and only is not None else part.parts


def _side(head: Content) -> float:
    """Points that the longer side of a heading needs, left and right of the stream."""
    texts = [(head.title, TITLE), (head.right, SMALL)]
    texts += [(text, SMALL) for line in head.lines for text in line]
    return max(measured(text, size) for text, size in texts) + 16
