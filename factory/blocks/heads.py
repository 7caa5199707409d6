"""Heads: answers from hidden states, and the loss of an answer.

Losses follow transformers: cross-entropy ignores the label -100, regression is the mean squared
error, several labels at once are binary cross-entropies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar

import torch
from torch import Tensor
from torch.nn import functional as F

from factory import specs
from factory.blocks.base import Block, builds
from factory.blocks.context import Context
from factory.blocks.leaves import Conv, LayerNorm, Linear, Tied
from factory.blocks.pools import Pool

H = TypeVar("H", bound=specs.Spec)
T = TypeVar("T", bound=specs.Pretraining)
C = TypeVar("C", bound=specs.TokenClassifier)

IGNORED = -100
"""Label of tokens that do not count."""

Answer = dict[str, Tensor]


@dataclass(frozen=True, slots=True)
class Targets:
    """What a model is trained towards.

    Attributes:
        given: by the names of the arguments; any of them may be absent.
        problem_type: which loss a classifier uses; found from the labels when None.
    """

    given: Mapping[str, Tensor] = field(default_factory=dict)
    problem_type: str | None = None

    @property
    def labels(self) -> Tensor | None:
        """Classes, values, or token ids."""
        return self.given.get("labels")


class HeadBlock(Block[H]):
    """What every head can be asked.

    Attributes:
        per_token: names of results that have one value a token.
        reads_layers: whether it needs the recorded hidden states of every layer.
    """

    per_token: ClassVar[frozenset[str]] = frozenset()
    reads_layers: ClassVar[bool] = False

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """Named results, tokens in the context's layout."""
        raise NotImplementedError

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """The loss, or None without labels."""
        raise NotImplementedError

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """What the model returns: the answer, padded again, and the loss, if there are labels."""
        answer = self.answer(hidden, pooled, ctx)
        loss = self.loss(answer, targets, ctx)
        return {n: ctx.pad(x) if n in self.per_token else x for n, x in answer.items()}, loss

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Whether leaving the padding out gives the same loss: no padding token is labelled."""
        return not self.per_token or padding_unlabelled(targets.labels, real)


@builds(specs.SequenceClassifier)
class SequenceClassifier(HeadBlock[specs.SequenceClassifier]):
    """Scores of a whole sequence."""

    output: Linear
    pool: Pool | None

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (B, labels)."""
        x = pooled if self.pool is None else self.pool(hidden, ctx)
        assert x is not None
        return {"logits": self.output(F.dropout(x, self.spec.dropout, self.training))}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """By the problem type."""
        if targets.labels is None:
            return None
        return classification_loss(answer["logits"], targets.labels, targets.problem_type)


@builds(specs.ChoiceClassifier)
class ChoiceClassifier(SequenceClassifier):
    """One score a candidate; candidates lie side by side in the batch."""

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (items, choices)."""
        scores = super().answer(hidden, pooled, ctx)["logits"]
        return {"logits": scores.view(-1, ctx.choices)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy over the candidates of each item."""
        return cross_entropy(answer["logits"], targets.labels)


class Tokenwise(HeadBlock[C]):
    """Something about each token."""

    per_token = frozenset({"logits"})
    output: Linear
    transform: Transform | None

    def scores(self, hidden: Tensor) -> Tensor:
        """(..., W) -> (..., scores)."""
        x = hidden if self.transform is None else self.transform(hidden)
        return self.output(F.dropout(x, self.spec.dropout, self.training))


@builds(specs.TokenClassifier)
class TokenClassifier(Tokenwise[specs.TokenClassifier]):
    """Scores of each token."""

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., labels)."""
        return {"logits": self.scores(hidden)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy over the labelled tokens."""
        return token_loss(answer["logits"], targets.labels, ctx)


@builds(specs.SpanClassifier)
class SpanClassifier(Tokenwise[specs.SpanClassifier]):
    """Scores of each token as start and as end of an answer."""

    per_token = frozenset({"start_logits", "end_logits"})

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``start_logits`` and ``end_logits`` (...)."""
        start, end = self.scores(hidden).unbind(-1)
        return {"start_logits": start, "end_logits": end}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Mean of both cross-entropies over the places; places beyond the sequence do not count."""
        if not {"start_positions", "end_positions"} <= targets.given.keys():
            return None
        length = answer["start_logits"].shape[1]
        losses = [
            F.cross_entropy(scores, places.view(-1).clamp(0, length), ignore_index=length)
            for scores, places in (
                (answer["start_logits"], targets.given["start_positions"]),
                (answer["end_logits"], targets.given["end_positions"]),
            )
        ]
        return (losses[0] + losses[1]) / 2

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """The loss compares all places of a sequence, padding included."""
        return not {"start_positions", "end_positions"} <= targets.given.keys()


@builds(specs.Detector)
class Detector(Tokenwise[specs.Detector]):
    """Whether each token was replaced."""

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (...), above 0 for a token that was replaced."""
        return {"logits": self.scores(hidden).squeeze(-1)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Binary cross-entropy over the real tokens; labels are 0 and 1, (B, T)."""
        if targets.labels is None:
            return None
        logits, labels = answer["logits"], ctx.pack(targets.labels)
        if ctx.packing is None and ctx.real is not None:
            logits, labels = logits[ctx.real], labels[ctx.real]
        return F.binary_cross_entropy_with_logits(logits, labels.to(logits))

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Padding never counts."""
        return True


@builds(specs.Projector)
class Projector(HeadBlock[specs.Projector]):
    """The pooled output at the width at which it is compared with others."""

    per_token = frozenset({"last_hidden_state"})
    output: Linear

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """What was projected (B, common width), and ``last_hidden_state`` (..., W)."""
        assert pooled is not None
        return {self.spec.result: self.output(pooled), "last_hidden_state": hidden}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """There is none; what a vector is to be like is not known here."""
        return None

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Nothing is labelled."""
        return True


@builds(specs.Transform)
class Transform(Block[specs.Transform]):
    """Dense, activation, norm."""

    dense: Linear
    activation: torch.nn.Module
    norm: LayerNorm | None

    def forward(self, x: Tensor) -> Tensor:
        """(..., W) -> (..., width of the table)."""
        x = self.activation(self.dense(x))
        return x if self.norm is None else self.norm(x)


@builds(specs.Vocabulary)
class Vocabulary(HeadBlock[specs.Vocabulary]):
    """Scores of every token of the vocabulary."""

    per_token = frozenset({"logits"})
    transform: Transform | None
    decoder: Linear | Tied

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., vocabulary)."""
        x = hidden if self.transform is None else self.transform(hidden)
        return {"logits": self.decoder(x)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy over the labelled tokens."""
        return token_loss(answer["logits"], targets.labels, ctx)

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """As of every head; of the last tokens alone, where no more are asked for.

        Raises:
            ValueError: labels are given for all tokens, and answers wanted of some.
        """
        if not ctx.keep:
            return super().respond(hidden, pooled, targets, ctx)
        if targets.labels is not None:
            raise ValueError("labels need the answers of all tokens; leave logits_to_keep out")
        return self.answer(ctx.pad(hidden)[:, -ctx.keep :], pooled, ctx), None


@builds(specs.NextToken)
class NextToken(Vocabulary):
    """Scores of every token of the vocabulary as the one that comes next."""

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy of each token with the label of the one after it."""
        return token_loss(answer["logits"], following(targets.labels), ctx)

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Whether no token that follows padding is labelled."""
        return padding_unlabelled(following(targets.labels), real)


class TwoTasks(HeadBlock[T]):
    """Masked tokens and something about a pair of texts at once."""

    per_token = frozenset({"prediction_logits"})
    tokens: Vocabulary
    sequence: Linear
    about_pair: ClassVar[str] = "seq_relationship_logits"
    pair_label: ClassVar[str] = "next_sentence_label"

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``prediction_logits`` (..., vocabulary), and what is said about the pair (B, 2)."""
        assert pooled is not None
        return {
            "prediction_logits": self.tokens.answer(hidden, pooled, ctx)["logits"],
            self.about_pair: self.sequence(pooled),
        }

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Sum of both cross-entropies; both labels are needed."""
        if targets.labels is None or self.pair_label not in targets.given:
            return None
        tokens = token_loss(answer["prediction_logits"], targets.labels, ctx)
        follows = cross_entropy(answer[self.about_pair], targets.given[self.pair_label])
        assert tokens is not None and follows is not None
        return tokens + follows


@builds(specs.Pretraining)
class Pretraining(TwoTasks[specs.Pretraining]):
    """Masked tokens and the next sentence at once."""


@builds(specs.Reconstruction)
class Reconstruction(HeadBlock[specs.Reconstruction]):
    """Pixels of every patch; the loss is about those that were hidden."""

    conv: Conv

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``reconstruction`` (B, channels, height, width)."""
        patches = hidden[:, self.spec.before :].transpose(1, 2).unflatten(2, ctx.patches)
        return {"reconstruction": F.pixel_shuffle(self.conv(patches), self.spec.step)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Mean absolute error over the pixels of hidden patches."""
        pixels, hidden = ctx.inputs.pixel_values, ctx.inputs.bool_masked_pos
        if hidden is None or pixels is None:
            return None
        step, found = self.spec.step, answer["reconstruction"]
        if found.shape != pixels.shape:
            raise ValueError(
                f"the reconstruction is {tuple(found.shape)} where the pictures are "
                f"{tuple(pixels.shape)}; encoder_stride must be the patch size"
            )
        mask = hidden.unflatten(1, ctx.patches).to(found)
        mask = mask.repeat_interleave(step, 1).repeat_interleave(step, 2)[:, None]
        error = (pixels - found).abs() * mask
        return error.sum() / (mask.sum() + 1e-5) / pixels.shape[1]


def classification_loss(logits: Tensor, labels: Tensor, problem_type: str | None) -> Tensor:
    """The loss of a sequence classifier.

    Args:
        logits: (B, labels).
        labels: classes (B,), values (B,) or (B, labels), or 0/1 for each label (B, labels).
        problem_type: found from the number of labels and their type when None: one label is a
            regression, whole numbers are classes, others are several labels at once.
    """
    if problem_type is None:
        if logits.shape[-1] == 1:
            problem_type = "regression"
        elif labels.dtype in (torch.long, torch.int):
            problem_type = "single_label_classification"
        else:
            problem_type = "multi_label_classification"
    match problem_type:
        case "regression" if logits.shape[-1] == 1:
            return F.mse_loss(logits.squeeze(), labels.squeeze())
        case "regression":
            return F.mse_loss(logits, labels)
        case "single_label_classification":
            return F.cross_entropy(logits, labels.view(-1))
        case _:
            return F.binary_cross_entropy_with_logits(logits, labels)


def cross_entropy(logits: Tensor, labels: Tensor | None) -> Tensor | None:
    """Over the last axis; None without labels."""
    if labels is None:
        return None
    return F.cross_entropy(logits.flatten(0, -2), labels.flatten(), ignore_index=IGNORED)


def token_loss(logits: Tensor, labels: Tensor | None, ctx: Context) -> Tensor | None:
    """Cross-entropy of tokens in the context's layout with labels on the padded grid."""
    return cross_entropy(logits, None if labels is None else ctx.pack(labels))


def following(labels: Tensor | None) -> Tensor | None:
    """Labels (B, T) one place earlier, at the tokens that they follow; the last has none."""
    return None if labels is None else F.pad(labels[:, 1:], (0, 1), value=IGNORED)


def padding_unlabelled(labels: Tensor | None, real: Tensor, ignored: int = IGNORED) -> bool:
    """Whether every label of a padding token is the ignored one."""
    return labels is None or bool(((labels == ignored) | real).all())
