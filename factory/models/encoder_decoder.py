"""Models of two stacks, one of which reads and the other writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from factory.blocks.context import Context, Inputs
from factory.blocks.heads import IGNORED, Targets
from factory.blocks.leaves import Embedding
from factory.blocks.stacks import EncoderDecoder
from factory.models.base import PreTrainedModel
from factory.models.outputs import BaseModelOutput, ModelOutput
from factory.models.passes import memory_of, recorded, table_of

FLAGS = ("output_attentions", "output_hidden_states")
READ = ("input_ids", "attention_mask", "inputs_embeds", "input_features")
"""What the encoder is given, by the names of arguments."""
WRITTEN = {
    "input_ids": "decoder_input_ids",
    "attention_mask": "decoder_attention_mask",
    "position_ids": "decoder_position_ids",
    "inputs_embeds": "decoder_inputs_embeds",
}
"""What the decoder is given: its own name -> that of the argument."""


class EncoderDecoderModel(PreTrainedModel):
    """A model whose body is an encoder and a decoder; each runs in a pass of its own.

    Attributes:
        writes_labels: its labels are what the decoder is to write.
    """

    writes_labels: ClassVar[bool]
    body: EncoderDecoder  # type: ignore[assignment]

    def get_input_embeddings(self) -> Embedding:
        """The table of token vectors."""
        decoder = self.body.decoder
        owns = isinstance(getattr(decoder.frontend, "token", None), Embedding)
        return table_of(decoder if owns else self.body.encoder)

    def encode(self, **values: Any) -> BaseModelOutput:
        """What the encoder makes of its inputs, to be given to ``forward`` as ``encoder_outputs``.

        Args:
            values: those arguments of ``forward`` that are the encoder's, and flags.
        """
        ctx = self._context({name: values.get(name) for name in (*READ, *FLAGS)})
        hidden, _ = self._through(self.body.encoder, ctx, None)
        kept = recorded(ctx, BaseModelOutput)
        return BaseModelOutput(last_hidden_state=ctx.pad(hidden), **kept)

    def _respond(self, values: Mapping[str, Any]) -> ModelOutput:
        targets = self._targets(values)
        encoded = as_output(values.get("encoder_outputs"))
        if encoded is None:
            encoded = self.encode(**values)
        ctx = self._writing(values, encoded.last_hidden_state, targets)
        hidden, pooled = self._through(self.body.decoder, ctx, targets)
        output: Any = self._answer(hidden, pooled, targets, ctx)
        own = recorded(ctx, BaseModelOutput)
        output.decoder_hidden_states = own["hidden_states"]
        output.decoder_attentions = own["attentions"]
        output.encoder_last_hidden_state = encoded.last_hidden_state
        output.encoder_hidden_states = encoded.hidden_states
        output.encoder_attentions = encoded.attentions
        result: ModelOutput = output
        return result

    def _writing(self, values: Mapping[str, Any], read: Tensor, targets: Targets) -> Context:
        """The decoder's pass, which is yet to begin.

        Args:
            values: the arguments of ``forward``.
            read: what the encoder gave (B, S, W).
            targets: what the decoder is to write may tell what it has written.
        """
        given: dict[str, Any] = {own: values.get(name) for own, name in WRITTEN.items()}
        if given["input_ids"] is None and given["inputs_embeds"] is None:
            given["input_ids"] = self._begun(values, targets)
        ctx = self._context({**values, **dict.fromkeys(READ), **given})
        # The mask of a spectrogram does not lie on what the encoder makes of it, and hides nothing.
        hears = "input_features" in self.family.inputs
        ctx.memory = memory_of(read, None if hears else values.get("attention_mask"))
        ctx.source = Inputs(**{name: values.get(name) for name in READ})
        return ctx

    def _begun(self, values: Mapping[str, Any], targets: Targets) -> Tensor:
        """What the decoder reads when nothing is given: the labels, or the text, one place later.

        Raises:
            ValueError: there is neither, or the model does not know how a text begins.
        """
        labelled = self.writes_labels and targets.labels is not None
        given = targets.labels if labelled else values.get("input_ids")
        if given is None:
            raise ValueError("give decoder_input_ids, or labels that they can be made from")
        start, padding = self.config.decoder_start_token_id, self.config.pad_token_id  # type: ignore[attr-defined]
        if start is None:
            raise ValueError("decoder_input_ids are needed: there is no decoder_start_token_id")
        shifted = torch.cat((torch.full_like(given[:, :1], start), given[:, :-1]), 1)
        return shifted.masked_fill(shifted == IGNORED, 0 if padding is None else padding)


def as_output(encoded: Any) -> BaseModelOutput | None:
    """``encoder_outputs`` by name, from a tuple of them, or as they are.

    Raises:
        ValueError: they are a bare tensor, of which it is not known what it is.
    """
    if isinstance(encoded, Tensor):
        raise ValueError("encoder_outputs are what encode gave, or a tuple: (last_hidden_state,)")
    if isinstance(encoded, tuple | list):
        names = ("last_hidden_state", "hidden_states", "attentions")
        return BaseModelOutput(**dict(zip(names, encoded, strict=False)))
    found: BaseModelOutput | None = encoded
    return found
