"""Models of two stacks, one for texts and one for pictures, whose outputs are compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from factory.blocks.heads import Targets
from factory.blocks.leaves import Embedding, Linear
from factory.blocks.stacks import DualEncoder, Stack
from factory.models.base import PreTrainedModel
from factory.models.core import choose, recorded, table_of
from factory.models.outputs import BaseModelOutputWithPooling, ContrastiveOutput

Result = BaseModelOutputWithPooling | tuple[Any, ...]


class DualEncoderModel(PreTrainedModel):
    """A model whose body is a dual encoder; each stack runs in a pass of its own."""

    body: DualEncoder  # type: ignore[assignment]

    def get_text_features(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        position_ids: Tensor | None = None,
        *,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> Result:
        """Texts alone.

        Args:
            input_ids: token ids (batch, tokens).
            attention_mask: 1 where a token is real (batch, tokens).
            position_ids: places (batch, tokens) or (tokens,), in place of the model's numbering.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.

        Returns:
            The output of the stack for texts; ``pooler_output`` is projected, and of any length.
        """
        values = {
            "input_ids": input_ids,
            "attention_mask": attention_mask,
            "position_ids": position_ids,
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
        }
        result = self._features(self.body.text, self.body.text_projection, values)
        return result if choose(return_dict, self.config.return_dict) else result.to_tuple()

    def get_image_features(
        self,
        pixel_values: Tensor,
        interpolate_pos_encoding: bool | None = None,
        *,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> Result:
        """Pictures alone.

        Args:
            pixel_values: pictures (batch, channels, height, width).
            interpolate_pos_encoding: take pictures of any size.
            output_attentions: return the weights of every layer.
            output_hidden_states: return the output of every layer.
            return_dict: False for a plain tuple.

        Returns:
            The output of the stack for pictures; ``pooler_output`` is projected, and of any length.
        """
        values = {
            "pixel_values": pixel_values,
            "interpolate_pos_encoding": interpolate_pos_encoding,
            "output_attentions": output_attentions,
            "output_hidden_states": output_hidden_states,
        }
        result = self._features(self.body.image, self.body.image_projection, values)
        return result if choose(return_dict, self.config.return_dict) else result.to_tuple()

    def get_input_embeddings(self) -> Embedding:
        """The table of token vectors."""
        return table_of(self.body.text)

    def _respond(self, values: Mapping[str, Any]) -> ContrastiveOutput:
        image = self._features(self.body.image, self.body.image_projection, values)
        text = self._features(self.body.text, self.body.text_projection, values)
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
