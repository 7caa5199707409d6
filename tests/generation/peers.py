"""Models of transformers under the interface that generation asks for, and small random ones."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
import transformers

from factory.generation.decoding import GenerationMixin


class PeerCache(transformers.DynamicCache):
    """A cache of transformers' that tells its length."""

    @property
    def length(self) -> int:
        return int(self.get_seq_length())

    def reorder(self, rows: torch.Tensor, *, memories: bool = True) -> None:
        self.reorder_cache(rows)


class Peer(GenerationMixin):
    """A model of transformers that generates with our loop.

    Args:
        model: of transformers, which runs.
    """

    generates = True

    def __init__(self, model: Any) -> None:
        self.model, self.config, self.forward = model, model.config, model.forward
        self.device, self.dtype = model.device, model.dtype
        if model.config.is_encoder_decoder:
            self.encode = lambda **values: model.get_encoder()(**values)

    def new_cache(self, capacity: int) -> Any:
        if self.config.is_encoder_decoder:
            return PeerCrossCache()
        return PeerCache()

    def __call__(self, **values: Any) -> Any:
        if "encoder_outputs" in values:
            (hidden,) = values.pop("encoder_outputs")
            output = transformers.modeling_outputs.BaseModelOutput(last_hidden_state=hidden)
            values["encoder_outputs"] = output
            cut = values.pop("logits_to_keep")
            logits = self.model(**values).logits[:, -cut:]
            return SimpleNamespace(logits=logits)
        return self.model(**values)


class PeerCrossCache(transformers.EncoderDecoderCache):
    """The same of a decoder that looks at an encoder."""

    def __init__(self) -> None:
        super().__init__(transformers.DynamicCache(), transformers.DynamicCache())

    @property
    def length(self) -> int:
        return int(self.get_seq_length())

    def reorder(self, rows: torch.Tensor, *, memories: bool = True) -> None:
        self.reorder_cache(rows)


VOCABULARY = 61


def decoder(kind: str = "llama", seed: int = 0, **options: Any) -> Any:
    """A small random decoder, whose scores are far enough apart to be told apart."""
    torch.manual_seed(seed)
    configs = {
        "gpt2": lambda: transformers.GPT2Config(
            n_embd=32,
            n_layer=2,
            n_head=2,
            n_positions=512,
            **_NONE | options,
        ),
        "llama": lambda: transformers.LlamaConfig(
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=2,
            num_attention_heads=4,
            num_key_value_heads=2,
            **_NONE | options,
        ),
    }
    return _spread(transformers.AutoModelForCausalLM.from_config(configs[kind]()))


def pair(kind: str = "t5", seed: int = 0, **options: Any) -> Any:
    """The same of an encoder and a decoder."""
    torch.manual_seed(seed)
    configs = {
        "t5": lambda: transformers.T5Config(
            vocab_size=VOCABULARY,
            d_model=32,
            d_kv=8,
            d_ff=48,
            num_layers=2,
            num_heads=4,
            decoder_start_token_id=0,
            **options,
        ),
        "bart": lambda: transformers.BartConfig(
            vocab_size=VOCABULARY,
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=4,
            decoder_attention_heads=4,
            encoder_ffn_dim=48,
            decoder_ffn_dim=48,
            max_position_embeddings=512,
            **options,
        ),
    }
    return _spread(transformers.AutoModelForSeq2SeqLM.from_config(configs[kind]()))


_NONE: dict[str, Any] = {
    "vocab_size": VOCABULARY,
    "bos_token_id": None,
    "eos_token_id": None,
    "pad_token_id": None,
}


def _spread(model: Any) -> Any:
    """Larger weights: a fresh model would say one token for ever."""
    with torch.no_grad():
        for weights in model.parameters():
            if weights.dim() > 1:
                weights.normal_(0, 0.25)
    return model.eval()


def prompts(rows: int = 3, length: int = 7, seed: int = 0) -> torch.Tensor:
    """Random prompts (rows, length) without the special tokens 0 to 2."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(3, VOCABULARY, (rows, length), generator=generator)


def ragged(rows: int = 3, length: int = 7, pad: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Prompts padded on the left, and their mask; the last is whole."""
    ids = prompts(rows, length)
    gaps = torch.tensor([(rows - 1 - row) * 2 % length for row in range(rows)])
    mask = torch.arange(length) >= gaps[:, None]
    return ids.masked_fill(~mask, pad), mask.long()
