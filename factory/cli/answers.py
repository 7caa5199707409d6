"""What a model says about texts, read off its outputs: plain data, probabilities included.

Which answer a head gives follows from what its kind is trained on, never from a family. Places in
a text are those that the tokenizer reports, so that spans are cut out of the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from factory.configuration import PretrainedConfig
from factory.heads import HeadKind, Labels

if TYPE_CHECKING:
    from torch import Tensor

    from factory.tokenizers import PreTrainedTokenizerBase
    from factory.tokenizers.backend import EncodingLike

BEST_FILLS = 5
BEST_SPANS = 4
LONGEST_SPAN = 30
"""Tokens that the answer to a question has at most."""

Answer = dict[str, Any]

_TAGGED = re.compile(r"([BI])-(.+)")
_OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Row:
    """One sequence that a model was given.

    Attributes:
        texts: the text, or both texts of a pair, as they were given.
        encoding: its tokens, and where in the texts they come from.
    """

    texts: tuple[str, ...]
    encoding: EncodingLike

    def places(self, sequence: int | None = None) -> list[int]:
        """Which tokens come from the texts, or from one of them: no special ones, no padding."""
        found = enumerate(self.encoding.sequence_ids)
        return [i for i, s in found if s is not None and sequence in (None, s)]

    def slice(self, sequence: int, start: int, end: int) -> Answer:
        """A stretch of a text without the spaces around it."""
        text = self.texts[sequence][start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        return {"text": text, "start": start, "end": start + len(text)}


@dataclass(frozen=True)
class Reader:
    """Reads the answers of one model.

    Attributes:
        head: its task.
        config: its configuration, which names its labels.
        tokenizer: the tokenizer that its texts went through.
    """

    head: HeadKind
    config: PretrainedConfig
    tokenizer: PreTrainedTokenizerBase

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
            case Labels.CLASSES if logits is not None and logits.dim() == 2:
                yield [classes(scores, self.config) for scores in logits]
            case Labels.CLASSES if logits is not None:
                yield self._each(spans, rows, logits, self.config)
            case Labels.TOKENS if logits is not None:
                yield self._each(fills, rows, logits, self.tokenizer)
            case Labels.SPAN if {"start_logits", "end_logits"} <= outputs.keys():
                both = zip(rows, outputs["start_logits"], outputs["end_logits"], strict=True)
                yield [found(*one) for one in both]
            case Labels.FOLLOWS if logits is not None:
                yield [follows(scores) for scores in logits]
            case Labels.PRETRAINING:
                yield from self._pretraining(rows, outputs)

    def _pretraining(
        self, rows: Sequence[Row], outputs: Mapping[str, Any]
    ) -> Iterator[list[Answer]]:
        """What a model says that is trained on several things at once, by the shape of each."""
        for name, scores in outputs.items():
            if not name.endswith("logits"):
                continue
            if scores.dim() == 3:
                yield self._each(fills, rows, scores, self.tokenizer)
            elif scores.shape == rows_by(2, rows) and all(row.texts[1:] for row in rows):
                yield [follows(one) for one in scores]
            elif scores.shape == rows_by(len(rows[0].encoding), rows):
                yield self._each(replaced, rows, scores)

    @staticmethod
    def _each(
        read: Callable[..., Answer], rows: Sequence[Row], scores: Tensor, *more: Any
    ) -> list[Answer]:
        return [read(row, one, *more) for row, one in zip(rows, scores, strict=True)]


def rows_by(width: int, rows: Sequence[Row]) -> tuple[int, int]:
    """The shape of results with ``width`` numbers a row."""
    return len(rows), width


def classes(scores: Tensor, config: PretrainedConfig) -> Answer:
    """Labels of a whole text, the most probable first; values in their own order.

    Args:
        scores: (labels,).
        config: names the labels and says how they are meant, which one label alone says as well.
    """
    kind = config.problem_type or ("regression" if len(scores) == 1 else "single_label")
    names = [config.label(index) for index in range(len(scores))]
    if kind == "regression":
        values = zip(names, scores.tolist(), strict=True)
        return {"values": [{"label": name, "value": value} for name, value in values]}
    several = kind.startswith("multi_label")
    scores = scores.double()
    probabilities = scores.sigmoid() if several else scores.softmax(-1)
    found = zip(names, probabilities.tolist(), strict=True)
    labels = [{"label": name, "probability": p} for name, p in found]
    labels.sort(key=lambda label: -label["probability"])
    return {"labels": labels, "independent": several}


def spans(row: Row, scores: Tensor, config: PretrainedConfig) -> Answer:
    """Stretches of the text with one label each.

    The pieces of a word share their mean probability. Neighbouring words of one label are one
    stretch; where labels are named ``B-`` and ``I-``, a ``B-`` begins a new one. What is labelled
    ``O`` is left out. The score is the mean over the words.

    Args:
        row: the text.
        scores: (tokens, labels).
        config: names the labels.
    """
    groups: list[list[Word]] = []
    previous = None
    for word in _words(row, scores.double().softmax(-1), config):
        if word.label != _OUTSIDE and previous is not None and word.goes_on(previous):
            groups[-1].append(word)
        elif word.label != _OUTSIDE:
            groups.append([word])
        previous = word
    return {
        "spans": [
            {
                "label": words[0].label,
                **row.slice(words[0].sequence, words[0].start, words[-1].end),
                "sequence": words[0].sequence,
                "score": sum(word.score for word in words) / len(words),
            }
            for words in groups
        ]
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word with its label.

    Attributes:
        sequence: which text it is of.
        start: its first character.
        end: the character behind it.
        label: without ``B-`` and ``I-``.
        begins: whether it had ``B-``.
        score: the label's probability.
    """

    sequence: int
    start: int
    end: int
    label: str
    begins: bool
    score: float

    def goes_on(self, other: Word) -> bool:
        """Whether it belongs to the same stretch as the word before it."""
        return not self.begins and (self.label, self.sequence) == (other.label, other.sequence)


def _words(row: Row, probabilities: Tensor, config: PretrainedConfig) -> Iterator[Word]:
    """The words of the texts, each with its most probable label."""
    encoding = row.encoding

    def word_of(place: int) -> tuple[int | None, int | None]:
        return encoding.sequence_ids[place], encoding.word_ids[place]

    for (sequence, _), group in groupby(row.places(), word_of):
        pieces = list(group)
        mean = probabilities[pieces].mean(0)
        best = int(mean.argmax())
        label = config.label(best)
        tagged = _TAGGED.fullmatch(label)
        yield Word(
            sequence=sequence or 0,
            start=min(encoding.offsets[piece][0] for piece in pieces),
            end=max(encoding.offsets[piece][1] for piece in pieces),
            label=tagged[2] if tagged else label,
            begins=tagged is not None and tagged[1] == "B",
            score=float(mean[best]),
        )


def fills(row: Row, scores: Tensor, tokenizer: PreTrainedTokenizerBase) -> Answer:
    """The most probable tokens of each mask, and the texts with the best of them filled in.

    Args:
        row: the texts; the masks are the tokenizer's mask token.
        scores: (tokens, vocabulary).
        tokenizer: gives tokens their text.
    """
    texts, ids = list(row.texts), list(row.encoding.ids)
    grown = [0] * len(texts)
    masks: list[Answer] = []
    for place in row.places():
        if row.encoding.ids[place] != tokenizer.mask_token_id:
            continue
        sequence = row.encoding.sequence_ids[place]
        assert sequence is not None
        known = scores[place].double().softmax(-1)[: len(tokenizer)]
        best = known.topk(min(BEST_FILLS, len(known)))
        before = next((ids[i] for i in reversed(row.places(sequence)) if i < place), None)
        pieces = [Piece.after(before, token, tokenizer) for token in best.indices.tolist()]
        masks.append(
            {
                **row.slice(sequence, *row.encoding.offsets[place]),
                "sequence": sequence,
                "candidates": [
                    {"token": piece.token, "text": piece.text, "probability": probability}
                    for piece, probability in zip(pieces, best.values.tolist(), strict=True)
                ],
            }
        )
        start, end = (masks[-1][key] + grown[sequence] for key in ("start", "end"))
        ids[place] = int(best.indices[0])
        filled = pieces[0].put(texts[sequence], start, end)
        grown[sequence] += len(filled) - len(texts[sequence])
        texts[sequence] = filled
    return {"masks": masks, "filled": texts}


@dataclass(frozen=True, slots=True)
class Piece:
    """A token as a part of a text.

    Attributes:
        token: as the vocabulary writes it.
        text: as a text has it.
        apart: whether there may be a space before it.
    """

    token: str
    text: str
    apart: bool

    @classmethod
    def after(cls, before: int | None, token: int, tokenizer: PreTrainedTokenizerBase) -> Piece:
        """A token behind another one, which decides whether it begins a word."""
        name = str(tokenizer.convert_ids_to_tokens(token))
        if before is not None:
            context, both = tokenizer.decode([before]), tokenizer.decode([before, token])
            if both.startswith(context):
                text = both[len(context) :]
                return cls(name, text.strip(), text[:1].isspace())
        return cls(name, tokenizer.decode([token]).strip(), True)

    def put(self, text: str, start: int, end: int) -> str:
        """The text with the piece in place of what stands from ``start`` to ``end``."""
        head = text[:start] if self.apart else text[:start].rstrip()
        return head + self.text + text[end:]


def found(row: Row, start: Tensor, end: Tensor) -> Answer:
    """The stretches of the second text that answer the first, the best one first.

    The score is the probability that the answer starts where it does times that of where it ends,
    over the tokens of the second text. Stretches are widened to whole words.

    Args:
        row: a question and a text.
        start: (tokens,).
        end: (tokens,).
    """
    places = row.places(1)
    starts, ends = (scores.double()[places].softmax(-1) for scores in (start, end))
    scores = (starts[:, None] * ends[None, :]).triu().tril(LONGEST_SPAN - 1)
    best = scores.flatten().topk(min(16 * BEST_SPANS, scores.numel()))
    answers: dict[tuple[int, int], Answer] = {}
    for index, score in zip(best.indices.tolist(), best.values.tolist(), strict=True):
        first, last = (places[i] for i in divmod(index, len(places)))
        span = row.slice(1, _word(row, first)[0], _word(row, last)[1])
        if score > 0 and span["text"]:
            answers.setdefault((span["start"], span["end"]), {**span, "score": score})
    return {"answers": list(answers.values())[:BEST_SPANS]}


def _word(row: Row, place: int) -> tuple[int, int]:
    """Where the word of a token begins and ends in its text."""
    encoding = row.encoding
    word, sequence = encoding.word_ids[place], encoding.sequence_ids[place]
    span = None if word is None else encoding.word_to_chars(word, sequence or 0)
    start, end = encoding.offsets[place] if span is None else span
    return start, end


def follows(scores: Tensor) -> Answer:
    """The probability that the second text follows the first.

    Args:
        scores: (2,); the first is for texts in order.
    """
    return {"follows": float(scores.double().softmax(-1)[0])}


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


def embeddings(mask: Tensor, outputs: Mapping[str, Any]) -> list[Answer]:
    """A vector a row: the mean of the hidden states of real tokens, and the pooler's if there is.

    Args:
        mask: 1 where a token is real, (batch, tokens).
        outputs: ``last_hidden_state`` (batch, tokens, width), perhaps ``pooler_output``.
    """
    vectors = {"mean": mean_of(outputs["last_hidden_state"], mask)}
    if outputs.get("pooler_output") is not None:
        vectors["pooler"] = outputs["pooler_output"].float()
    lists = {name: vector.tolist() for name, vector in vectors.items()}
    return [
        {"embeddings": dict(zip(lists, row, strict=True))}
        for row in zip(*lists.values(), strict=True)
    ]


def mean_of(hidden: Tensor, mask: Tensor) -> Tensor:
    """(batch, tokens, width) -> (batch, width), over the real tokens."""
    real = mask[..., None].to(hidden.device).float()
    return (hidden.float() * real).sum(1) / real.sum(1).clamp(min=1)


def similarities(answers: Sequence[Answer]) -> list[list[float]] | None:
    """Cosines between the mean vectors of all texts; None unless there are two."""
    import torch

    vectors = [answer["embeddings"]["mean"] for answer in answers if "embeddings" in answer]
    if len(vectors) < 2:
        return None
    unit = torch.nn.functional.normalize(torch.tensor(vectors, dtype=torch.float64), dim=-1)
    cosines: list[list[float]] = (unit @ unit.T).tolist()
    return cosines


def _chosen(rows: Sequence[Row], logits: Tensor | None) -> list[Answer]:
    """The candidates of each item, the most probable first."""
    if logits is None or logits.dim() != 2 or logits.numel() != len(rows):
        return []
    answers, rest = [], iter(rows)
    for probabilities in logits.double().softmax(-1).tolist():
        group = [(next(rest), p) for p in probabilities]
        ranked = [
            {"text": row.texts[1], "index": index, "probability": p}
            for index, (row, p) in enumerate(group)
        ]
        ranked.sort(key=lambda candidate: -candidate["probability"])
        answers.append({"text": group[0][0].texts[0], "candidates": ranked})
    return answers


def given(row: Row) -> Answer:
    """The texts that an answer is about."""
    return dict(zip(("text", "second"), row.texts, strict=False))
