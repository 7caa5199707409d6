"""What is drawn is the model, all of it, and can be read: for every family and head."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageColor

from factory import drawing
from factory.drawing.canvas import Box, Picture, Words, measured
from factory.drawing.layout import every, layout
from factory.drawing.outline import outline
from factory.drawing.part import Form, Part, Role
from factory.drawing.png import png
from factory.errors import RequestError
from factory.specs import (
    Attention,
    Embedding,
    Linear,
    LoRA,
    Model,
    Positions,
    RelativeBias,
    Rotary,
    Spec,
    Stack,
    at,
    count,
    rewrite,
    spec,
    walk,
)
from registry import REGISTRY
from tests.drawing.support import FAMILIES, bert, models, rotated


@pytest.mark.parametrize("family", FAMILIES)
def test_no_parameter_is_left_out_or_counted_twice(family: str) -> None:
    for model in models(family).values():
        whole = outline(model)
        assert whole.parameters == count(model)
        for part in every([whole]):
            if part.parts:
                stated = part.each or part.parameters
                assert sum(inner.parameters for inner in part.parts) == stated, part.name


UNNAMED = {"project", "shorten", "beside"}
"""Where parts are none of the kinds that have a colour of their own."""


@pytest.mark.parametrize("family", FAMILIES)
def test_it_is_known_what_every_part_is_called_and_is_for(family: str) -> None:
    def check(part: Part) -> None:
        assert part.title and (part.form is not Form.BLOCK or part.role is not Role.PLAIN), part
        for inner in part.parts:
            if inner.name not in UNNAMED:
                check(inner)

    for model in models(family).values():
        check(outline(model))


def boxes(picture: Picture) -> list[Box]:
    return [item for item in picture.boxes if isinstance(item, Box)]


def overlap(a: Box, b: Box) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def place(text: Words) -> Box:
    """Where a text stands."""
    width, height = measured(text.text, text.size), 0.72 * text.size
    return Box(x=text.left, y=text.y - height, width=width, height=height, fill="", stroke="")


def inside(a: Box, b: Box) -> bool:
    return (
        b.x <= a.x
        and a.x + a.width <= b.x + b.width
        and b.y <= a.y
        and a.y + a.height <= b.y + b.height
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_texts_stand_inside_their_boxes_and_nothing_overlaps(family: str) -> None:
    for model in list(models(family).values())[::4]:
        readable(layout(model, "AModel"))


def readable(picture: Picture) -> None:
    """Check that nothing lies across anything else."""
    drawn, texts = boxes(picture), [place(text) for text in picture.words]
    sheet = Box(x=0, y=0, width=picture.width, height=picture.height, fill="", stroke="")
    for number, box in enumerate(drawn):
        assert inside(box, sheet)
        assert not any(overlap(box, other) for other in drawn[number + 1 :])
        assert all(inside(text, box) for text in texts if overlap(text, box))
    for number, text in enumerate(texts):
        assert inside(text, sheet)
        assert not any(overlap(text, other) for other in texts[number + 1 :])
        for way in picture.ways:
            for (x0, y0), (x1, y1) in itertools.pairwise(way.points):
                line = Box(
                    x=min(x0, x1),
                    y=min(y0, y1),
                    width=abs(x1 - x0) + 0.1,
                    height=abs(y1 - y0) + 0.1,
                    fill="",
                    stroke="",
                )
                assert not overlap(text, line), picture.words[number].text
    for frame in picture.frames:
        assert inside(frame, sheet)
        assert all(inside(box, frame) for box in drawn if overlap(box, frame))


def test_forty_eight_layers_are_drawn_as_six_are() -> None:
    few, many = (layout(bert(layers)) for layers in (6, 48))
    assert (few.width, few.height) == (many.width, many.height)
    assert "48 x" in [text.text for text in many.words]


def test_layers_that_differ_are_drawn_apart_with_their_numbers() -> None:
    picture = layout(rotated(bert(), (2, 4)))
    readable(picture)
    texts = [text.text for text in picture.words]
    assert {"6 layers of 2 kinds", "layers 0-1, 3, 5", "layers 2, 4"} <= set(texts)
    assert texts.count("Rotary positions") == 1


def test_positions_are_drawn_where_they_act() -> None:
    model = bert()
    body = model.body
    assert isinstance(body, Stack) and body.position is not None
    bias = RelativeBias(table=Embedding(count=32, width=12))
    parts = (body.position, bias, Rotary(width=64))
    model = replace(model, body=replace(body, position=Positions(parts=parts)))
    picture = layout(model)
    readable(picture)
    text = drawing.to_text(model)
    for acts in ("added to the input", "added to scores", "rotates q and k"):
        assert text.count(acts) == [words.text for words in picture.words].count(acts) == 1


def test_positions_that_act_on_nothing_are_drawn_all_the_same() -> None:
    model = next(iter(models("mamba").values()))
    body = model.body
    assert isinstance(body, Stack)
    parts = (Rotary(width=8), Rotary(width=4))
    picture = layout(Model(body=replace(body, position=Positions(parts=parts))))
    readable(picture)
    assert [text.text for text in picture.words].count("Rotary positions") == 2


def test_several_positions_of_one_attention_are_drawn_one_by_one() -> None:
    model = bert(2)
    several = Positions(parts=(Rotary(width=64), Rotary(width=32)))
    layers = rewrite(
        model, lambda p, n: replace(n, position=several) if isinstance(n, Attention) else n
    )
    picture = layout(layers)
    readable(picture)
    assert [text.text for text in picture.words].count("Rotary positions") == 2


def test_weights_that_a_schedule_runs_again_are_told_and_counted_once() -> None:
    family = REGISTRY.get("architecture", "albert")
    tree = family.plan(family.config(num_hidden_layers=12, num_hidden_groups=3))
    texts = [text.text for text in layout(tree).words]
    assert {"3 x", "4 x", "shared weights"} <= set(texts)
    layers = next(part for part in every([outline(tree)]) if part.name.startswith("layers"))
    assert layers.parameters == sum(count(layer) for layer in tree.body.layers)


def test_layers_run_in_any_order_count_once() -> None:
    body = rotated(bert(4), (1, 2, 3)).body
    tree = Model(body=replace(body, schedule=(0, 1, 0, 2, 0, 3)))
    assert outline(tree).parameters == count(tree)
    parts = [part for part in every([outline(tree)]) if part.shared]
    assert [part.name for part in parts] == ["layers 0, 2, 4"]


def test_a_tied_table_and_who_uses_it_are_both_told() -> None:
    text = drawing.to_text(bert())
    assert "also head.decoder" in text and "weights of body.frontend.token" in text


def test_text_has_every_field_of_the_tree() -> None:
    model = models("mixtral")["causal_lm"]
    text = drawing.to_text(model, "Mixtral")
    fields = {step for path, _ in walk(model) for step in path.split(".") if not step.isdigit()}
    assert not [field for field in fields - {"activation"} if field not in text]


@pytest.mark.parametrize("head", ["masked_lm", "base"])
def test_both_kinds_of_picture_show_the_same(tmp_path: Path, head: str) -> None:
    model = bert(head=head)
    picture = layout(model, "A <model> & more")
    root = ElementTree.fromstring(drawing.to_svg(model, "A <model> & more"))
    shown = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert shown == [text.text for text in picture.words]
    drawing.to_png(model, tmp_path / "model.png", "A <model> & more")
    image = Image.open(tmp_path / "model.png")
    assert image.size == (round(2 * picture.width), round(2 * picture.height))
    box = boxes(picture)[0]
    middle = (round(2 * (box.x + 4)), round(2 * (box.y + box.height - 4)))
    assert image.getpixel(middle) == ImageColor.getrgb(box.fill)


def test_a_picture_of_any_length_is_painted_in_bounded_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("factory.drawing.png._MOST", 1e6)
    picture = Picture(width=400, height=9_000, boxes=[*boxes(layout(bert()))])
    image = Image.open(io.BytesIO(png(picture)))
    assert image.width * image.height <= 1.01e6
    assert image.width / image.height == pytest.approx(400 / 9_000, rel=0.01)


def test_a_body_of_an_unknown_kind_is_refused_by_name() -> None:
    @spec
    class Loop(Spec):
        """A body that no drawing knows."""

    with pytest.raises(RequestError, match="no drawing is known of a body of type Loop"):
        outline(Loop())


def test_a_type_that_nobody_told_of_is_drawn_by_its_name_and_values() -> None:
    @spec
    class SpiralMixer(Spec):
        """A mixer that no table lists."""

        arms: int
        wound: bool = False

        def parameters(self) -> dict[str, tuple[int, ...]]:
            return {"pull": (self.arms, 3)}

    model = bert(2)
    body = model.body
    assert isinstance(body, Stack)
    layer = replace(
        body.layers[0], mixer=replace(at(body, "layers.0.mixer"), block=SpiralMixer(arms=5))
    )
    tree = Model(body=replace(body, layers=(layer,) * 2))
    part = next(p for p in every([outline(tree)]) if p.title == "Spiral mixer")
    assert (part.role, part.details, part.parameters) == (Role.MIXER, ("arms 5",), 15)


def test_what_another_model_lacks_has_a_thick_border() -> None:
    picture = layout(rotated(bert(), (2, 4)), against=bert())
    readable(picture)
    thick = [box for box in boxes(picture) if box.border > 1]
    texts = {text.text: text for text in picture.words}
    assert len(thick) == 2 and picture.words[1].text.endswith("thick borders where it differs")
    assert any(overlap(place(texts["Rotary positions"]), box) for box in thick)
    assert not [box for box in boxes(layout(bert(12), against=bert(6))) if box.border > 1]
    starred = drawing.to_text(rotated(bert(), (2, 4)), against=bert()).count("* ")
    assert starred == len(thick)


def test_an_adapter_shows_in_the_block_that_it_is_put_into() -> None:
    def adapted(path: str, node: Spec) -> Spec:
        if type(node) is not Linear or not path.endswith(("query", "up")):
            return node
        return LoRA(inputs=node.inputs, outputs=node.outputs, rank=8, alpha=16)

    model = rewrite(bert(), adapted)
    told = [text.text for text in layout(model).words]
    assert "query: LoRA, 768 -> 768, rank 8, alpha 16" in told
    assert not [text for text in told if text.startswith(("key:", "down:"))]
