"""What a model says, as tables for people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from factory.cli import output
from factory.cli.answers import Answer
from factory.composition.inputs import SEPARATOR

SHOWN_LABELS = 5
_BETWEEN = f" {SEPARATOR} "
SHOWN_TEXTS = 12
"""Texts up to which every similarity is shown; of more, each one's nearest."""

SHOWN_STRETCHES = 24
"""Stretches of a recording that are shown."""

_COMPARED = {"mean": "mean vectors", "projection": "projections"}
"""What vectors are that are compared."""

SHOWN_CHARACTERS = 72
"""Characters of a text that name it in a table; a column is as wide as its longest cell."""

Rows = Iterator[Sequence[object]]


def tell_all(result: Mapping[str, Any]) -> None:
    """Print what a job's model said."""
    tell(result["answers"], result.get("caution"))
    if "similarities" in result:
        tell_similarities(result["answers"], result["similarities"])


def tell(answers: Sequence[Answer], caution: str | None) -> None:
    """Print answers, with a caution where they mean nothing."""
    if not answers:
        return
    output.heading(f"Answers ({caution})" if caution else "Answers")
    for key, (headers, rows_of) in _TABLES.items():
        known = [answer for answer in answers if key in answer]
        rows = [row for answer in known for row in _under(_name(answer), rows_of(answer))]
        if known:
            output.table([_noun(known), *headers], rows)


def tell_similarities(answers: Sequence[Answer], cosines: Sequence[Sequence[float]]) -> None:
    """Print the cosines between the vectors of several inputs: all, or each one's nearest."""
    compared = next(iter(answers[0]["embeddings"]))
    output.heading(f"Similarities (cosines of the {_COMPARED[compared]})")
    lines = [f"{number} {_name(answer)}" for number, answer in enumerate(answers, 1)]
    if len(lines) <= SHOWN_TEXTS:
        numbers = [str(number) for number in range(1, len(lines) + 1)]
        rows = zip(lines, cosines, strict=True)
        output.table(
            [_noun(answers), *numbers], [[text, *(f"{c: .2f}" for c in row)] for text, row in rows]
        )
        return
    near = [_nearest(row, index) for index, row in enumerate(cosines)]
    output.table(
        [_noun(answers), "nearest", "cosine"],
        [
            [text, lines[other], f"{cosines[index][other]:.2f}"]
            for index, (text, other) in enumerate(zip(lines, near, strict=True))
        ],
    )


def _nearest(row: Sequence[float], own: int) -> int:
    return max((i for i in range(len(row)) if i != own), key=lambda i: row[i])


def texts(answer: Answer) -> str:
    """The texts that an answer is about, as a line of input has them, or the name of a file."""
    return _BETWEEN.join(answer[key] for key in ("file", "text", "second") if key in answer)


def _noun(answers: Sequence[Answer]) -> str:
    return "file" if "file" in answers[0] else "text"


def _name(answer: Answer) -> str:
    """The texts that an answer is about, cut where they are long."""
    text = texts(answer)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[: SHOWN_CHARACTERS - 1].rstrip()}…"


def _under(text: str, rows: Rows) -> Rows:
    """Rows under the text they are about, which is named once."""
    for number, row in enumerate(rows):
        yield ["" if number else text, *row]


def _classes(answer: Answer) -> Rows:
    for label in answer["labels"][:SHOWN_LABELS]:
        yield label["label"], f"{label['probability']:.3f}"
    if more := answer["labels"][SHOWN_LABELS:]:
        yield f"and {len(more)} more", ""


def _values(answer: Answer) -> Rows:
    yield from ((value["label"], f"{value['value']:.4f}") for value in answer["values"])


def _spans(answer: Answer) -> Rows:
    for span in answer["spans"]:
        yield span["label"], span["text"], f"{span['score']:.3f}"
    if not answer["spans"]:
        yield "nothing", "", ""


def _stretches(answer: Answer) -> Rows:
    shown, more = answer["stretches"][:SHOWN_STRETCHES], answer["stretches"][SHOWN_STRETCHES:]
    for one in shown:
        yield one["label"], f"{one['start']:.2f}", f"{one['end']:.2f}", f"{one['score']:.3f}"
    if more:
        yield f"and {len(more)} more", f"{more[0]['start']:.2f}", f"{more[-1]['end']:.2f}", ""
    if not shown:
        yield "nothing", "", "", ""


def _fills(answer: Answer) -> Rows:
    if not answer["masks"]:
        yield "there is no mask to fill in", "", ""
        return
    for mask in answer["masks"]:
        for number, candidate in enumerate(mask["candidates"]):
            name = "" if number else mask["text"]
            yield name, candidate["text"], f"{candidate['probability']:.3f}"
    yield "filled in", _BETWEEN.join(answer["filled"]), ""


def _next(answer: Answer) -> Rows:
    for candidate in answer["next"]:
        yield candidate["text"] or candidate["token"], f"{candidate['probability']:.3f}"


def _continuation(answer: Answer) -> Rows:
    yield (" ".join(answer["continuation"].split()) or "nothing",)


def _written(answer: Answer) -> Rows:
    yield (" ".join(answer["written"].split()) or "nothing",)


def _found(answer: Answer) -> Rows:
    if not answer["answers"]:
        yield "there is nothing to find it in", "", ""
    for span in answer["answers"]:
        yield span["text"], f"{span['start']}-{span['end']}", f"{span['score']:.3f}"


def _candidates(answer: Answer) -> Rows:
    for candidate in answer["candidates"]:
        yield candidate["text"], f"{candidate['probability']:.3f}"


def _follows(answer: Answer) -> Rows:
    yield (f"{answer['follows']:.3f}",)


def _in_order(answer: Answer) -> Rows:
    yield (f"{answer['in_order']:.3f}",)


def _replaced(answer: Answer) -> Rows:
    for token in answer["replaced"]:
        yield token["text"], f"{token['probability']:.3f}"
    if not answer["replaced"]:
        yield "nothing", ""


def _transcript(answer: Answer) -> Rows:
    yield (answer["transcript"],)


def _embeddings(answer: Answer) -> Rows:
    for name, vector in answer["embeddings"].items():
        length = math.sqrt(sum(number * number for number in vector))
        first = " ".join(f"{number:.3f}" for number in vector[:4])
        yield name, len(vector), f"{length:.3f}", f"{first} …"


_TABLES: dict[str, tuple[Sequence[str], Callable[[Answer], Rows]]] = {
    "labels": (("label", "probability"), _classes),
    "values": (("label", "value"), _values),
    "spans": (("label", "span", "score"), _spans),
    "stretches": (("label", "from (s)", "to (s)", "score"), _stretches),
    "masks": (("mask", "fills it", "probability"), _fills),
    "next": (("next", "probability"), _next),
    "continuation": (("goes on with",), _continuation),
    "written": (("writes",), _written),
    "answers": (("answer", "characters", "score"), _found),
    "candidates": (("candidate", "probability"), _candidates),
    "follows": (("probability that the second follows",), _follows),
    "in_order": (("probability that they are in order",), _in_order),
    "transcript": (("transcript",), _transcript),
    "replaced": (("replaced", "probability"), _replaced),
    "embeddings": (("pooling", "numbers", "length", "first of them"), _embeddings),
}
"""What an answer may hold -> the columns of its table, and its rows."""
