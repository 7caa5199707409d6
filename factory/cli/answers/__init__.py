"""What a model says about texts, read off its outputs: plain data, probabilities included.

Which answer a head gives follows from what its kind is trained on, never from a family. Places in
a text are those that the tokenizer reports, so that spans are cut out of the text as it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factory.cli.answers.labels import classes, spans
from factory.cli.answers.masks import fills
from factory.cli.answers.questions import found
from factory.cli.answers.rows import Answer, Row, given
from factory.cli.answers.sound import Clock, stretches
from factory.cli.answers.vectors import embeddings, projections, similarities
from factory.cli.answers.writing import continuation, following, written
from factory.configuration import PretrainedConfig
from factory.heads import HeadKind, Labels

if TYPE_CHECKING:
    from torch import Tensor

    from factory.models import PreTrainedModel
    from factory.tokenizers import PreTrainedTokenizerBase

__all__ = ["Answer", "Clock", "Reader", "Row", "about", "given", "similarities", "written"]


@dataclass(frozen=True)
class Reader:
    """Reads the answers of one model.

    Attributes:
        head: its task.
        config: its configuration, which names its labels.
        tokenizer: the tokenizer that its texts went through.
        model: runs again where it is to write.
    """

    head: HeadKind
    config: PretrainedConfig
    tokenizer: PreTrainedTokenizerBase
    model: PreTrainedModel

    def read(
        self, rows: Sequence[Row], inputs: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> list[Answer]:
        """What the outputs say, one answer an item; empty where they are not as the task has them.

        Args:
            rows: the sequences; for a choice, the candidates of all items side by side.
            inputs: what the model was given, (batch, tokens) each.
            outputs: what it returned, by name.
        """
        if self.head.labels is Labels.CHOICE:
            return _chosen(rows, outputs.get("logits"))
        if self.head.labels is Labels.PAIRS:
            return _alike(rows, outputs.get("logits_per_image"))
        parts = list(self._parts(rows, inputs, outputs))
        said: list[Answer] = [{} for _ in rows]
        for part in parts:
            for whole, own in zip(said, part, strict=True):
                whole.update(own)
        return [{**given(row), **own} for row, own in zip(rows, said, strict=True) if own]

    def _parts(
        self, rows: Sequence[Row], inputs: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> Iterator[list[Answer]]:
        """Answers to each part of the task, one a row."""
        logits = outputs.get("logits")
        match self.head.labels:
            case Labels.NONE if "last_hidden_state" in outputs:
                yield embeddings(inputs["attention_mask"], outputs)
            case Labels.CLASSES | Labels.TAUGHT if logits is not None and logits.dim() == 2:
                yield [classes(scores, self.config) for scores in logits]
            case Labels.CLASSES if logits is not None:
                yield self._each(spans, rows, logits, self.config)
            case Labels.TOKENS if logits is not None:
                yield self._each(fills, rows, logits, self.tokenizer)
            case Labels.NEXT if logits is not None:
                yield self._each(following, rows, logits, self.tokenizer)
                yield [continuation(row, self.model, self.tokenizer) for row in rows]
            case Labels.TEXT:
                yield written(self.model, inputs, self.tokenizer)
            case Labels.SPAN if {"start_logits", "end_logits"} <= outputs.keys():
                both = zip(rows, outputs["start_logits"], outputs["end_logits"], strict=True)
                yield [found(*one) for one in both]
            case Labels.FOLLOWS if logits is not None:
                yield [follows(scores) for scores in logits]
            case Labels.PRETRAINING | Labels.ORDER:
                if "prediction_logits" in outputs:
                    yield self._each(fills, rows, outputs["prediction_logits"], self.tokenizer)
                if all(row.texts[1:] for row in rows):
                    yield from (
                        [read(s) for s in outputs[n]] for n, read in _PAIRS.items() if n in outputs
                    )
            case Labels.REPLACED if logits is not None:
                yield self._each(replaced, rows, logits)

    @staticmethod
    def _each(
        read: Callable[..., Answer], rows: Sequence[Row], scores: Tensor, *more: Any
    ) -> list[Answer]:
        return [read(row, one, *more) for row, one in zip(rows, scores, strict=True)]


def about(
    names: Sequence[str],
    head: HeadKind,
    config: PretrainedConfig,
    tokenizer: PreTrainedTokenizerBase | None,
    outputs: Mapping[str, Any],
    clocks: Sequence[Clock] = (),
) -> list[Answer]:
    """What the outputs say of items that are no texts; empty for tasks that need to know the item.

    Args:
        names: of the items.
        head: the task.
        config: names the labels.
        tokenizer: of transcripts, if there is one.
        outputs: what the model returned, by name.
        clocks: of the items that are recordings, whose frames can be placed in time.
    """
    logits, hidden = outputs.get("logits"), outputs.get("last_hidden_state")
    said: list[Answer] = []
    if head.labels is Labels.NONE and hidden is not None and hidden.dim() == 3:
        real = (hidden != 0).any(-1)  # what stands for padding is zero
        said = embeddings(real, outputs)
    elif head.labels is Labels.TRANSCRIPT and logits is not None and tokenizer is not None:
        texts = tokenizer.batch_decode(logits.argmax(-1).tolist(), skip_special_tokens=True)
        said = [{"transcript": text} for text in texts]
    elif head.chooses and logits is not None and logits.dim() == 2:
        said = [classes(scores, config) for scores in logits]
        for answer, vector in zip(said, projections(outputs), strict=False):
            answer.update(vector)
    elif head.chooses and logits is not None:
        said = [stretches(s, config, clock) for s, clock in zip(logits, clocks, strict=False)]
    return [{"file": name, **answer} for name, answer in zip(names, said, strict=False)]


def follows(scores: Tensor) -> Answer:
    """The probability that the second text follows the first.

    Args:
        scores: (2,); the first is for texts in order.
    """
    return {"follows": float(scores.double().softmax(-1)[0])}


def in_order(scores: Tensor) -> Answer:
    """The probability that the two texts stand in their order.

    Args:
        scores: (2,); the first is for texts in order.
    """
    return {"in_order": float(scores.double().softmax(-1)[0])}


def replaced(row: Row, scores: Tensor) -> Answer:
    """The tokens that are rather not those of the original text, with probabilities.

    Args:
        row: the texts.
        scores: (tokens,).
    """
    probabilities, encoding = scores.double().sigmoid(), row.encoding
    doubtful = [place for place in row.places() if probabilities[place] > 0.5]
    return {
        "replaced": [
            {
                **row.slice(encoding.sequence_ids[place] or 0, *encoding.offsets[place]),
                "sequence": encoding.sequence_ids[place],
                "probability": float(probabilities[place]),
            }
            for place in doubtful
        ]
    }


_PAIRS = {"seq_relationship_logits": follows, "sop_logits": in_order}
"""Outputs about two texts -> what they say."""


def _chosen(rows: Sequence[Row], logits: Tensor | None) -> list[Answer]:
    """The candidates of each item, the most probable first."""
    if logits is None or logits.dim() != 2 or logits.numel() != len(rows):
        return []
    answers, rest = [], iter(rows)
    for scores in logits:
        group = [next(rest) for _ in scores]
        answers.append({"text": group[0].texts[0], "candidates": _ranked(group, scores)})
    return answers


def _alike(rows: Sequence[Row], logits: Tensor | None) -> list[Answer]:
    """The texts of each picture, the one most like it first.

    Args:
        rows: those of all pictures side by side, as many of each.
        logits: (pictures, texts of all of them).
    """
    if logits is None or not rows or len(rows) % len(logits):
        return []
    size = len(rows) // len(logits)
    answers = []
    for place, scores in enumerate(logits):
        own = slice(place * size, (place + 1) * size)
        ranked = _ranked(rows[own], scores[own])
        answers.append({"file": rows[own][0].texts[0], "candidates": ranked})
    return answers


def _ranked(rows: Sequence[Row], scores: Tensor) -> list[Answer]:
    """Second texts with their probabilities among each other, the most probable first."""
    probabilities = scores.double().softmax(-1).tolist()
    ranked = [
        {"text": row.texts[1], "index": index, "probability": p}
        for index, (row, p) in enumerate(zip(rows, probabilities, strict=True))
    ]
    return sorted(ranked, key=lambda candidate: -candidate["probability"])
