"""The arguments of ``forward``: what each is called, its type and its meaning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from factory.families import Family
from factory.heads import HeadKind


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    Attributes:
        meaning: what it is, with its shape.
        kind: its type, as source.
    """

    meaning: str
    kind: str = "Tensor"


INPUTS: dict[str, Argument] = {
    "input_ids": Argument("token ids (batch, tokens)."),
    "attention_mask": Argument(
        "1 where a token is real (batch, tokens), or where a query may look "
        "(batch, tokens, tokens)."
    ),
    "token_type_ids": Argument("which text of a pair a token is of (batch, tokens)."),
    "position_ids": Argument(
        "places (batch, tokens) or (tokens,), in place of the model's numbering."
    ),
    "inputs_embeds": Argument("vectors in place of ``input_ids`` (batch, tokens, width)."),
    "pixel_values": Argument("pictures (batch, channels, height, width)."),
    "bool_masked_pos": Argument("1 where a patch is hidden (batch, patches)."),
    "interpolate_pos_encoding": Argument("take pictures of any size.", "bool"),
    "input_values": Argument(
        "recordings (batch, samples), or spectrograms (batch, times, bands), as the model reads."
    ),
    "mask_time_indices": Argument("1 where a frame is hidden (batch, frames)."),
    "input_features": Argument("spectrograms of recordings (batch, bands, times)."),
    "decoder_input_ids": Argument("token ids that the decoder reads (batch, tokens)."),
    "decoder_attention_mask": Argument("1 where a token of the decoder is real (batch, tokens)."),
    "decoder_position_ids": Argument("places of the decoder's tokens (batch, tokens)."),
    "decoder_inputs_embeds": Argument(
        "vectors in place of ``decoder_input_ids`` (batch, tokens, width)."
    ),
    "encoder_outputs": Argument("what ``encode`` gave, in place of its inputs.", "ModelOutput"),
    "encoder_hidden_states": Argument("what an encoder has read (batch, tokens read, width)."),
    "encoder_attention_mask": Argument("1 where that is no padding (batch, tokens read)."),
    "past_key_values": Argument(
        "what was read before, which grows by this pass; ``attention_mask`` is then for all of it.",
        "Cache",
    ),
}
CONTINUED: dict[str, Argument] = {
    "use_cache": Argument("return a new ``past_key_values``.", "bool"),
    "logits_to_keep": Argument("answer for so many of the last tokens; for all when 0.", "int"),
}
TARGETS: dict[str, Argument] = {
    "labels": Argument(
        "(batch), (batch, labels) or (batch, tokens), as the task has them; -100 does not count."
    ),
    "start_positions": Argument("first token of each answer (batch)."),
    "end_positions": Argument("last token of each answer (batch)."),
    "next_sentence_label": Argument("0 where the second text follows the first (batch)."),
    "sampled_negative_indices": Argument(
        "frames that each frame is told apart from (batch, frames, negatives), counted through "
        "the batch."
    ),
    "sentence_order_label": Argument("0 where the texts stand in their order (batch)."),
    "return_loss": Argument("whether text i belongs to picture i, and is to be like it.", "bool"),
}
FLAGS: dict[str, Argument] = {
    "output_attentions": Argument("return the weights of every layer.", "bool"),
    "output_hidden_states": Argument("return the output of every layer.", "bool"),
    "return_dict": Argument("False for a plain tuple.", "bool"),
}
KNOWN = {**INPUTS, **TARGETS, **CONTINUED, **FLAGS}
"""Every argument but those of other packages' heads."""


def arguments_of(family: Family, kind: HeadKind) -> tuple[str, ...]:
    """Names of the arguments of a family's model with a head, in order."""
    inputs = family.inputs_of(kind.name)
    if "past_key_values" not in inputs:
        return (*inputs, *kind.targets, *FLAGS)
    if not kind.continues:
        inputs = tuple(name for name in inputs if name != "past_key_values")
        return (*inputs, *kind.targets, *FLAGS)
    scored = kind.targets != ()
    continued = tuple(name for name in CONTINUED if scored or name != "logits_to_keep")
    return (*inputs, *kind.targets, *continued, *FLAGS)


def documentation(
    summary: str, names: Iterable[str], *, has_choices: bool = False, returns: str = ""
) -> str:
    """The docstring of a method with these arguments."""
    lines = [summary, "", "Args:"]
    for name in names:
        meaning = KNOWN[name].meaning if name in KNOWN else "as the head says."
        if has_choices and name in INPUTS:
            meaning = meaning.replace("(batch, tokens", "(batch, choices, tokens")
        lines.append(f"    {name}: {meaning}")
    return "\n".join([*lines, *(["", "Returns:", f"    {returns}"] if returns else [])])
