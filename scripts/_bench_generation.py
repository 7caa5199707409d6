"""Writing texts, and reading what comes before them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

from _bench_common import OURS, PEER, Figures, Row, against, child, in_turns, quiet

NEW = 64
"""Tokens that are written."""

SMALL = {
    "hidden_size": 256,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "num_key_value_heads": 4,
    "intermediate_size": 688,
    "vocab_size": 2000,
}
"""A decoder of 6 layers, 256 wide, with few enough tokens for the layers to count."""

LARGER = {
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "num_key_value_heads": 12,
    "intermediate_size": 2048,
    "vocab_size": 10_000,
}
"""A decoder of about 100 million parameters."""

Sides = dict[str, Any]


def sides(family: str, head: str, options: dict[str, Any], dtype: str = "float32") -> Sides:
    """A model on both sides with the same weights, from its configuration's options."""
    import torch

    library = quiet(PEER)
    torch.manual_seed(0)
    config = getattr(library, f"{family}Config")(**options)
    peer = getattr(library, family + head)(config).eval().to(getattr(torch, dtype))
    with tempfile.TemporaryDirectory() as folder:
        peer.save_pretrained(folder)
        ours = getattr(import_module(OURS), family + head).from_pretrained(folder).eval()
    return {OURS: ours, PEER: peer}


def greedy(runs: int, family: str, head: str, options: dict[str, Any], batch: int) -> Figures:
    """Greedy decoding from prompts of 16 tokens, all as long."""
    return written(runs, sides(family, head, options), [16] * batch)


def large(runs: int, dtype: str, lengths: list[int]) -> Figures:
    """GPT-2's smallest size."""
    return written(runs, sides("GPT2", "LMHeadModel", {"pad_token_id": 0}, dtype), lengths)


def beams(runs: int, batch: int) -> Figures:
    """T5-small's size, four beams."""
    return written(
        runs,
        sides("T5", "ForConditionalGeneration", {"decoder_start_token_id": 0}),
        [32] * batch,
        num_beams=4,
    )


def written(runs: int, models: Sides, lengths: list[int], **options: Any) -> Figures:
    """The same texts on both sides, which are checked to be so.

    Args:
        runs: a side.
        models: both sides.
        lengths: tokens of each prompt; shorter ones are padded on the left.
        options: of generation.
    """
    import torch

    longest = max(lengths)
    mask = (torch.arange(longest) >= longest - torch.tensor(lengths)[:, None]).long()
    chance = torch.Generator().manual_seed(0)
    ids = torch.randint(10, 2000, mask.shape, generator=chance) * mask
    if len(lengths) == 1:
        mask = torch.ones_like(ids)
    given = {"max_new_tokens": NEW, "min_new_tokens": NEW, "do_sample": False, **options}
    given |= {"pad_token_id": 0}

    def run(model: Any) -> Any:
        return model.generate(ids, attention_mask=mask, **given)

    with torch.inference_mode():
        ours, peer = (run(model) for model in models.values())
        if models[OURS].dtype == torch.float32:  # in bfloat16 near ties fall either way
            assert torch.equal(ours, peer), "the texts are not the same"
        return in_turns({side: partial(run, model) for side, model in models.items()}, runs)


def prefill(runs: int) -> Figures:
    """512 tokens through a decoder."""
    import torch

    models = sides("Llama", "ForCausalLM", LARGER)
    ids = torch.randint(10, 8000, (1, 512), generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        a, b = (model(input_ids=ids).logits for model in models.values())
        torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)
        return in_turns({s: partial(m, input_ids=ids) for s, m in models.items()}, runs)


def measure_greedy(runs: int) -> Iterator[Row]:
    """Small decoders."""
    for batch in (1, 16):
        found = child(greedy, runs, "Llama", "ForCausalLM", SMALL, batch)
        what = f"greedy, 6 layers x 256, batch {batch}, {NEW} tokens"
        name = f"greedy-{batch}"
        yield against(name, what, "ms", found[OURS], found[PEER], 1.3, "1.3 times faster")


def measure_gpt2(runs: int) -> Iterator[Row]:
    """A decoder of a real size."""
    ragged = [round(16 + 48 * place / 15) for place in range(16)]
    cases = (
        ("float32", [16], 1, "not slower", "batch 1"),
        ("bfloat16", [16], 1.3, "1.3 times faster", "batch 1, bfloat16"),
        ("float32", ragged, 1.3, "1.3 times faster", "16 ragged prompts"),
    )
    for number, (dtype, lengths, factor, promise, what) in enumerate(cases, 1):
        found = child(large, runs, dtype, lengths)
        name, told = f"gpt2-{number}", f"GPT-2 124M, {what}, {NEW} tokens"
        yield against(name, told, "ms", found[OURS], found[PEER], factor, promise)


def measure_beams(runs: int) -> Iterator[Row]:
    """An encoder and a decoder."""
    found = child(beams, runs, 1)
    what = f"T5-small, 4 beams, {NEW} tokens"
    yield against("beams", what, "ms", found[OURS], found[PEER], 1.3, "1.3 times faster")


def measure_prefill(runs: int) -> Iterator[Row]:
    """Reading."""
    found = child(prefill, 2 * runs)
    what = "prefill, 100M Llama, 512 tokens"
    yield against("prefill", what, "ms", found[OURS], found[PEER], 1, "not slower")
