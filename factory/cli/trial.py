"""Trying a model that was built: parts, encoded texts, outputs, and the bundle read again."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from factory.checkpoint.safetensors_files import listed
from factory.cli import media
from factory.cli.answers import Answer, Reader, Row, about, written
from factory.cli.made_up import made_up
from factory.cli.media import Piece
from factory.composition import inputs
from factory.composition.inputs import Item
from factory.composition.media import drawn_of
from factory.errors import RequestError
from factory.heads import Labels
from factory.specs import Model, children, count
from factory.tokenizers.call_options import UNLIMITED

if TYPE_CHECKING:
    from factory.building import Built
    from factory.tokenizers import PreTrainedTokenizerBase

PLAIN_SAMPLES = ("The factory builds a model from plain data.", "Every part of it has a name.")
SAMPLES = {
    Labels.TOKENS: (
        "The factory builds a {mask} from plain data.",
        "Every {mask} of it has a name.",
    ),
    Labels.NEXT: ("The factory builds a", "Every part of it has"),
    Labels.SPAN: ("What does the factory build? ||| The factory builds a model from plain data.",),
    Labels.FOLLOWS: ("The factory builds a model. ||| Every part of it has a name.",),
    Labels.PRETRAINING: ("The factory builds a {mask}. ||| Every part of it has a name.",),
    Labels.ORDER: ("The factory builds a {mask}. ||| Every part of it has a name.",),
    Labels.CHOICE: ("The factory builds ||| a model from plain data. ||| a name.",),
    Labels.PAIRS: ("(a test picture) ||| shapes of many colours ||| a page of a book",),
}
"""What is tried where a request says nothing."""


def parts(tree: Model) -> dict[str, int]:
    """Parameters by part of the body, and of the head; they add up to the whole."""
    found: dict[str, int] = {}
    for name, child in children(tree.body):
        nodes = child if isinstance(child, tuple) else (child,)
        label = f"body.{name} x {len(nodes)}" if isinstance(child, tuple) else f"body.{name}"
        found[label] = sum(count(node) for node in nodes)
    if tree.head is not None:
        found["head"] = count(tree.head)
    return {name: number for name, number in found.items() if number}


def items(built: Built) -> list[Item]:
    """What to try: the lines of the request's input, or samples of the form that the head takes."""
    head, text = built.blueprint.head, built.blueprint.settings.input
    if text is not None:
        return inputs.items(str(text), head)
    mask = getattr(built.tokenizer, "mask_token", None) or "mask"
    samples = SAMPLES.get(head.labels, PLAIN_SAMPLES)
    return [inputs.split(sample.format(mask=mask)) for sample in samples]


@dataclass(frozen=True)
class Tried:
    """What a model was given.

    Attributes:
        inputs: its inputs by name, as tensors on its device.
        rows: the sequences that they were made from; none where there is no tokenizer.
        pieces: the pictures or recordings that they were made from, if they were.
    """

    inputs: Mapping[str, Any]
    rows: Sequence[Row] = ()
    pieces: Sequence[Piece] = ()


def encode(built: Built) -> Tried:
    """Inputs of the model: its texts, pictures or recordings, and noise for whatever else it takes.

    Without a tokenizer texts are numbers in order.

    Raises:
        RequestError: a question leaves no room for the text that holds its answer.
    """
    import torch

    settings, takes = built.blueprint.settings, built.model.family.inputs_of(built.model.head_name)
    if "input_ids" not in takes:
        medium = media.medium_of(built)
        if medium is None:
            return Tried(made_up(built.model, settings.seed))
        pieces = media.pieces(built, medium)
        tensors = media.prepared(media.preparer(built), pieces)
        if "decoder_input_ids" in takes:  # of texts that are yet to be written
            begins = getattr(built.config, "decoder_start_token_id", None) or 0
            tensors["decoder_input_ids"] = torch.full((len(pieces), 1), begins)
        return Tried({name: x.to(built.model.device) for name, x in tensors.items()}, (), pieces)
    choice = built.blueprint.head.labels is Labels.CHOICE
    device = built.model.device
    if built.tokenizer is None:
        size = int(getattr(built.config, "vocab_size", 2))
        ids = torch.arange(8, device=device).remainder(size)
        texts_of = {"input_ids": ids.view(1, 1, -1) if choice else ids.view(1, -1)}
        return Tried({**texts_of, **made_up(built.model, settings.seed)})
    if built.blueprint.head.labels is Labels.PAIRS and built.processor is not None:
        return _pairs(built)
    asked = items(built)
    texts = [(item[0], other) for item in asked for other in item[1:]] if choice else asked
    second = [text[1] for text in texts] if texts[0][1:] else None
    spans = built.blueprint.head.labels is Labels.SPAN
    if spans:
        _check_questions(built.tokenizer, [text[0] for text in texts])
    batch = _padding(built.tokenizer)(
        [text[0] for text in texts],
        second,
        padding=True,
        truncation="only_second" if spans else built.tokenizer.model_max_length < UNLIMITED,
        return_offsets_mapping=True,
        return_tensors="pt",
    )
    rows = [Row(tuple(t), e) for t, e in zip(texts, batch.encodings or (), strict=True)]
    tensors = {name: x.to(device) for name, x in batch.items() if name != "offset_mapping"}
    if choice:
        tensors = {name: x.unflatten(0, (len(asked), -1)) for name, x in tensors.items()}
    return Tried({**tensors, **made_up(built.model, settings.seed, len(asked))}, rows)


def _padding(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """The tokenizer, or a copy that pads with the end of texts, where it knows no padding.

    What stands there is masked; the tokenizer itself is saved as it is.
    """
    if tokenizer.pad_token is not None:
        return tokenizer
    able = copy.deepcopy(tokenizer)
    able.pad_token = tokenizer.eos_token or str(tokenizer.convert_ids_to_tokens(0))
    return able


def _check_questions(tokenizer: PreTrainedTokenizerBase, questions: Sequence[str]) -> None:
    room = tokenizer.max_len_sentences_pair
    ids = tokenizer(list(questions), add_special_tokens=False, verbose=False)["input_ids"]
    for number, (question, own) in enumerate(zip(questions, ids, strict=True), 1):
        if len(own) >= room:
            raise RequestError(
                f"input: line {number}: its question has {len(own)} tokens and leaves no room for "
                f"the text; the model takes {room} of both together: {question[:40]!r} …"
            )


def _pairs(built: Built) -> Tried:
    """Pictures, and the texts that each is compared with."""
    assert built.tokenizer is not None
    asked = items(built)
    pieces = [
        media.test_picture()
        if built.blueprint.settings.input is None
        else Piece(Path(picture).name, Path(picture).expanduser())
        for picture, *_ in asked
    ]
    texts = [(picture, text) for picture, *others in asked for text in others]
    batch = built.tokenizer(
        [text for _, text in texts], padding=True, truncation=True, return_tensors="pt"
    )
    rows = [Row(t, e) for t, e in zip(texts, batch.encodings or (), strict=True)]
    tensors = {**batch, **media.prepared(media.preparer(built), pieces)}
    return Tried({name: x.to(built.model.device) for name, x in tensors.items()}, rows, pieces)


def notices(built: Built, tried: Tried) -> Iterator[str]:
    """Sentences about texts of which a model saw less than it may seem."""
    if cut := sum(bool(row.encoding.overflowing) for row in tried.rows):
        yield f"{cut} of {len(tried.rows)} texts were too long for the model, and cut"
    mask = getattr(built.tokenizer, "mask_token_id", None)
    wanted = built.blueprint.head.labels is Labels.TOKENS and mask is not None
    without = sum(mask not in row.encoding.ids for row in tried.rows)
    if wanted and without:
        name = getattr(built.tokenizer, "mask_token", None)
        yield f"{without} of {len(tried.rows)} texts have no {name}, so nothing is filled in there"


def tokens(built: Built, row: Row) -> list[str]:
    """The tokens of a row as the vocabulary writes them."""
    assert built.tokenizer is not None
    return list(map(str, built.tokenizer.convert_ids_to_tokens(row.encoding.ids)))


def run(built: Built, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The model's outputs by name; those of its encoders by full name."""
    import torch

    with torch.inference_mode():
        return dict(_named(built.model(**inputs)))


def _named(output: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    for name in output.keys():  # noqa: SIM118 - not a mapping
        value = output[name]
        if hasattr(value, "keys"):
            yield from _named(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def answers(built: Built, tried: Tried, outputs: Mapping[str, Any]) -> list[Answer]:
    """What the outputs say, one answer an item; none about texts without a tokenizer."""
    head = built.blueprint.head
    if "input_ids" not in tried.inputs:
        names = [piece.name for piece in tried.pieces] or ["(noise)"]
        if head.labels is Labels.TEXT and built.tokenizer is not None:
            said = written(built.model, tried.inputs, built.tokenizer)
            return [{"file": name, **one} for name, one in zip(names, said, strict=True)]
        clocks = media.clocks(built, tried.pieces)
        return about(names, head, built.config, built.tokenizer, outputs, clocks)
    if built.tokenizer is None:
        return []
    reader = Reader(head, built.config, built.tokenizer, built.model)
    return reader.read(tried.rows, tried.inputs, outputs)


def plots(
    built: Built, tried: Tried, answers: Sequence[Answer], caution: str | None
) -> dict[str, bytes]:
    """PNGs of what was tried and of what the model saw, by name."""
    from factory.cli import plots

    medium = drawn_of(built.blueprint.family, built.blueprint.head)
    if medium is None or not tried.pieces:
        return {}
    return plots.plots(built, medium, tried.pieces, tried.inputs, answers, caution)


def caution(built: Built) -> str | None:
    """Why the answers mean nothing, where that is so."""
    if built.report is None:
        return "the weights are random, so the answers mean nothing"
    if any(path.startswith("head.") for path in built.report.new):
        return "the head is new and its weights random, so the answers mean nothing yet"
    if built.report.new:
        return f"weights that are new are random: {listed(built.report.new)}"
    return None


def reloaded_difference(
    folder: Path, inputs: Mapping[str, Any], outputs: Mapping[str, Any]
) -> float:
    """Largest absolute difference between outputs and those of the bundle read from disk.

    Infinite where one is a number and the other is none.
    """
    from factory.building import load

    again = run(load(folder), inputs)
    return max(
        (
            _difference(outputs[name].double(), again[name].double())
            for name in outputs
            if hasattr(outputs[name], "double") and outputs[name].numel()
        ),
        default=0.0,
    )


def _difference(one: Any, other: Any) -> float:
    same = (one == other) | (one.isnan() & other.isnan())
    apart = (one - other).abs().nan_to_num(nan=math.inf).masked_fill(same, 0.0)
    return float(apart.max())
