"""Models of two stacks, one for texts and one for pictures, whose outputs are compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from factory.blocks.heads import Targets
from factory.blocks.leaves import Embedding, Linear
from factory.blocks.stacks import DualEncoder, Stack
from factory.models.arguments import FLAGS, documentation
from factory.models.base import PreTrainedModel
from factory.models.forwards import Result, method_of
from factory.models.outputs import BaseModelOutputWithPooling, ContrastiveOutput
from factory.models.passes import recorded, table_of

TEXT = ("input_ids", "attention_mask", "position_ids")
IMAGE = ("pixel_values", "interpolate_pos_encoding")
"""What each stack reads."""


def _alone(called: str, what: str, inputs: tuple[str, ...], receiver: str) -> Callable[..., Result]:
    """A method that runs one of the stacks."""
    returns = (
        f"The output of the stack for {what}; ``pooler_output`` is projected, and of any length."
    )
    names = (*inputs, *FLAGS)
    text = documentation(f"{what.capitalize()} alone.", names, returns=returns)
    return method_of(called, names, text, receiver)


class DualEncoderModel(PreTrainedModel):
    """A model whose body is a dual encoder; each stack runs in a pass of its own."""

    body: DualEncoder  # type: ignore[assignment]

    get_text_features = _alone("get_text_features", "texts", TEXT, "_text_alone")
    get_image_features = _alone("get_image_features", "pictures", IMAGE, "_image_alone")

    def get_input_embeddings(self) -> Embedding:
        """The table of token vectors."""
        return table_of(self.body.text)

    def _respond(self, values: Mapping[str, Any]) -> ContrastiveOutput:
        image, text = self._image_features(values), self._text_features(values)
        image_embeds, text_embeds = direction(image.pooler_output), direction(text.pooler_output)
        logits = self.body.similarities(text_embeds, image_embeds)
        return ContrastiveOutput(
            loss=contrastive_loss(logits) if values.get("return_loss") else None,
            logits_per_image=logits.T,
            logits_per_text=logits,
            text_embeds=text_embeds,
            image_embeds=image_embeds,
            text_model_output=text,
            vision_model_output=image,
        )

    def _text_alone(self, values: Mapping[str, Any]) -> Result:
        return self._as_asked(self._text_features(values), values)

    def _image_alone(self, values: Mapping[str, Any]) -> Result:
        return self._as_asked(self._image_features(values), values)

    def _text_features(self, values: Mapping[str, Any]) -> BaseModelOutputWithPooling:
        return self._features(self.body.text, self.body.text_projection, values)

    def _image_features(self, values: Mapping[str, Any]) -> BaseModelOutputWithPooling:
        return self._features(self.body.image, self.body.image_projection, values)

    def _features(
        self, stack: Stack, projection: Linear, values: Mapping[str, Any]
    ) -> BaseModelOutputWithPooling:
        """One stack's output, pooled and projected."""
        ctx = self._context(values)
        hidden, pooled = self._through(stack, ctx, Targets())
        assert pooled is not None
        return BaseModelOutputWithPooling(
            last_hidden_state=ctx.pad(hidden),
            pooler_output=projection(pooled),
            **recorded(ctx, BaseModelOutputWithPooling),
        )


def direction(x: Tensor | None) -> Tensor:
    """Vectors (..., W) at length 1."""
    assert x is not None
    return x / x.pow(2).sum(-1, keepdim=True).sqrt()


def contrastive_loss(similarities: Tensor) -> Tensor:
    """Mean of two cross-entropies: each text is to find its picture, each picture its text.

    Args:
        similarities: (texts, pictures), where text i belongs to picture i.

    Raises:
        ValueError: there are not as many texts as pictures.
    """
    texts, pictures = similarities.shape
    if texts != pictures:
        raise ValueError(
            f"return_loss needs a picture for each text; given are {texts} texts and "
            f"{pictures} pictures"
        )
    own = torch.arange(texts, device=similarities.device)
    return (F.cross_entropy(similarities, own) + F.cross_entropy(similarities.T, own)) / 2
