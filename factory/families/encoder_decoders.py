"""What encoder-decoders share: inputs, heads that read and write, and names on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from factory.checkpoint.rows import Row
from factory.configuration import PretrainedConfig, Problem, configuration, option
from factory.errors import RequestError
from factory.families.base import Head
from factory.families.shared import activation_rows, divides, padding_in_vocabulary
from factory.heads import Feature
from factory.specs import (
    ACTIVATIONS,
    AtSourceLast,
    Linear,
    Pool,
    SequenceClassifier,
    SpanClassifier,
    activation,
)

READ = ("input_ids", "attention_mask", "inputs_embeds")
"""What an encoder of texts takes."""

INPUTS = (
    "input_ids",
    "attention_mask",
    "decoder_input_ids",
    "decoder_attention_mask",
    "encoder_outputs",
    "past_key_values",
    "inputs_embeds",
    "decoder_inputs_embeds",
)
"""What both stacks take."""

BOTH = {"is_encoder_decoder": True}
"""Options of a model that has both stacks."""

ENCODER_ALONE = {"is_decoder": False}
"""Options of one that has no decoder."""


@configuration
class StacksConfig(PretrainedConfig):
    """Options of an encoder and a decoder in fairseq's manner; the sizes are ``bart-large``'s."""

    aliases: ClassVar[Mapping[str, str]] = {
        "hidden_size": "d_model",
        "num_hidden_layers": "encoder_layers",
        "num_attention_heads": "encoder_attention_heads",
        "intermediate_size": "encoder_ffn_dim",
        "hidden_act": "activation_function",
        "hidden_dropout_prob": "dropout",
        "attention_probs_dropout_prob": "attention_dropout",
        "initializer_range": "init_std",
    }

    d_model: int = option(1024, "Width of the hidden states.", low=1)
    encoder_layers: int = option(12, "Number of layers of the encoder.", low=1)
    encoder_attention_heads: int = option(16, "Attention heads per layer of the encoder.", low=1)
    encoder_ffn_dim: int = option(
        4096, "Width inside the feed-forward blocks of the encoder.", low=1
    )
    encoder_layerdrop: float = option(
        0.0, "Chance that training leaves a layer of the encoder out.", low=0, high=1
    )
    decoder_layers: int = option(12, "Number of layers of the decoder.", low=1)
    decoder_attention_heads: int = option(16, "Attention heads per layer of the decoder.", low=1)
    decoder_ffn_dim: int = option(
        4096, "Width inside the feed-forward blocks of the decoder.", low=1
    )
    decoder_layerdrop: float = option(
        0.0, "Chance that training leaves a layer of the decoder out.", low=0, high=1
    )
    activation_function: str = option(
        "gelu", "Activation of the feed-forward blocks.", choices=ACTIVATIONS
    )
    dropout: float = option(0.1, "Dropout of embeddings and blocks.", low=0, high=1)
    attention_dropout: float = option(0.0, "Dropout of attention weights.", low=0, high=1)
    activation_dropout: float = option(
        0.0, "Dropout inside the feed-forward blocks.", low=0, high=1
    )
    init_std: float = option(0.02, "Standard deviation of initial weights.", low=0)
    use_cache: bool = option(
        True, "Generation remembers keys and values; forward does so when it is asked to."
    )

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        yield from divides(self, "encoder_attention_heads", "d_model")
        yield from divides(self, "decoder_attention_heads", "d_model")
        yield from padding_in_vocabulary(self)
        yield from start_in_vocabulary(self)


def start_in_vocabulary(config: PretrainedConfig) -> Iterator[Problem]:
    """The token that the decoder begins with must be in the vocabulary."""
    start, size = getattr(config, "decoder_start_token_id", None), getattr(config, "vocab_size", 0)
    if start is not None and start >= size:
        yield Problem("decoder_start_token_id", f"{start} is outside a vocabulary of {size}")


def sequence_classification(config: Any) -> Head:
    """What the decoder makes of the end of a text, through two layers."""
    width, end = config.hidden_size, config.eos_token_id
    if not isinstance(end, int):
        raise RequestError(f"eos_token_id: is {end}, but texts are pooled at one token")
    pool = Pool(
        select=AtSourceLast(token=end),
        dropout=config.classifier_dropout,
        dense=Linear(inputs=width, outputs=width),
        activation=activation("tanh"),
    )
    return Head(
        spec=SequenceClassifier(
            pool=pool,
            output=Linear(inputs=width, outputs=config.num_labels),
            dropout=config.classifier_dropout,
        ),
        needs=Feature.HIDDEN,
        rows=(
            Row("classification_head.dense.{p}", "head.pool.dense.{p}"),
            Row("classification_head.out_proj.{p}", "head.output.{p}"),
        ),
    )


def question_answering(config: Any) -> Head:
    """Start and end scores of every token of the decoder."""
    return Head(
        spec=SpanClassifier(output=Linear(inputs=config.hidden_size, outputs=2)),
        needs=Feature.HIDDEN,
        rows=(Row("qa_outputs.{p}", "head.output.{p}"),),
    )


def layer_rows(placement: str) -> tuple[Row, ...]:
    """Names on disk of a stack's layers, as models that descend from fairseq's have them.

    Args:
        placement: of the norms, ``before`` or ``after`` the blocks.
    """
    disk, native = "layers.{i}.", "layers.{i}.feedforward."
    return (
        *attention_rows("self_attn", "mixer", placement),
        Row(disk + "fc1.{p}", native + "block.up.{p}"),
        *activation_rows(disk + "activation_fn", native + "block.activation"),
        Row(disk + "fc2.{p}", native + "block.down.{p}"),
        Row(disk + "final_layer_norm.{p}", f"{native}{placement}.{{p}}"),
    )


def attention_rows(disk: str, native: str, placement: str) -> tuple[Row, ...]:
    """Names on disk of an attention of each layer, and of its norm."""
    names = {"query": "q_proj", "key": "k_proj", "value": "v_proj", "output": "out_proj"}
    disk, native = f"layers.{{i}}.{disk}", f"layers.{{i}}.{native}."
    return (
        *(
            Row(f"{disk}.{name}.{{p}}", f"{native}block.{part}.{{p}}")
            for part, name in names.items()
        ),
        Row(f"{disk}_layer_norm.{{p}}", f"{native}{placement}.{{p}}"),
    )
