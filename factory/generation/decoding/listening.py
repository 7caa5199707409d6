"""Speech that is written down window by window, each beginning where the last one broke off.

Axes: B recordings, M bands, F times of a spectrogram, S frames of an encoder, T tokens.

As in section 3.8 of Whisper's paper (https://arxiv.org/abs/2212.04356), without its heuristics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from factory.errors import RequestError
from factory.generation.config import GenerationConfig
from factory.generation.decoding.outputs import Generated
from factory.generation.decoding.prompts import spoken
from factory.generation.decoding.searching import run
from factory.generation.decoding.starting import Given, beside, encoded, languages_of
from factory.generation.streamers import Streamer

STEP = 2
"""Times of a spectrogram a frame of the encoder, which is also what a token of time counts."""


def window_of(model: Any) -> int | None:
    """How many times of a spectrogram a model hears at once; None where it does not hear."""
    frames: int | None = getattr(model.config, "max_source_positions", None)
    return None if frames is None else STEP * frames


def is_windowed(model: Any, config: GenerationConfig, given: Given) -> bool:
    """Whether a recording is longer than a window, or times say where the next one begins."""
    window, features = window_of(model), given.inputs
    if window is None or given.decoder_ids is not None or not isinstance(features, Tensor):
        return False
    if features.dim() != 3 or not features.is_floating_point():
        return False
    return bool(config.return_timestamps) or features.shape[-1] > window


def written_down(
    model: Any,
    config: GenerationConfig,
    given: Given,
    *,
    timed: bool,
    tokenizer: Any = None,
    streamer: Streamer | None = None,
) -> Generated:
    """The texts of recordings of any length.

    Args:
        model: hears and writes.
        config: complete options.
        given: spectrograms (B, M, F), and which of their times are no padding (B, F).
        timed: a text says where it breaks off, and the next window begins there; else windows
            follow each other without regard to what is cut in two.
        tokenizer: what tokens mean; needed for ``stop_strings``.
        streamer: is handed the tokens of each window when it has ended, of one recording alone.

    Raises:
        RequestError: scores are asked for, or what is no padding is not known.
    """
    copies = config.num_return_sequences or 1
    if config.output_scores or config.output_logits:
        raise RequestError(
            "generation.output_scores, generation.output_logits: there are none of speech that is "
            "written down window by window"
        )
    window = window_of(model)
    assert given.inputs is not None and window is not None
    features = given.inputs.repeat_interleave(copies, 0)
    lengths = [n for n in _lengths(given.inputs, given.mask, window) for _ in range(copies)]
    if streamer is not None and len(features) > 1:
        raise RequestError("streamer: it can follow one recording, not several at once")
    config = config.replace(num_return_sequences=1, return_timestamps=timed)
    none = config.no_timestamps_token_id
    first_time = none + 1 if timed and none is not None else None
    seed = _seed(config)
    texts: list[list[int]] = [[] for _ in lengths]
    places = [0] * len(lengths)
    prompts: Tensor | None = None
    turn = 0
    while rows := [row for row, length in enumerate(lengths) if places[row] < length]:
        counts = [min(window, lengths[row] - places[row]) for row in rows]
        pieces = [
            F.pad(features[row, :, places[row] : places[row] + count], (0, window - count))
            for row, count in zip(rows, counts, strict=True)
        ]
        hidden = encoded(model, Given(inputs=torch.stack(pieces)), None, heard=True)
        if prompts is None:
            prompts = _prompts(model, config, hidden)
            if streamer is not None:
                streamer.put(prompts)
        start = beside(model, config, Given(encoded=(hidden,), decoder_ids=prompts[rows]))
        options = config.replace(seed=None if seed is None else (seed + turn) % 2**63)
        found = run(options, start, tokenizer, None).sequences.tolist()
        for row, count, tokens in zip(rows, counts, found, strict=True):
            said, heard = until_break(_ended(tokens, config), first_time, count)
            texts[row] += said
            places[row] += heard
            if streamer is not None:
                for token in said:
                    streamer.put(torch.tensor([token]))
        turn += 1
    if streamer is not None:
        streamer.end()
    return Generated(sequences=_padded(texts, config, model.device))


def until_break(tokens: list[int], first_time: int | None, count: int) -> tuple[list[int], int]:
    """What is kept of a window's text, and how much of the window it has written down.

    A piece that has begun and not ended is cut in two by the window, and heard again in the next.

    Args:
        tokens: the text.
        first_time: the token of the time 0, or None where there are no times.
        count: times of the spectrogram in the window.
    """
    if first_time is None:
        return tokens, count
    times = [token >= first_time for token in tokens]
    breaks = [i for i in range(1, len(tokens)) if times[i - 1] and times[i]]
    if not breaks or times[-2:] == [False, True]:  # a time alone at the end: only silence follows
        return tokens, count
    heard = STEP * (tokens[breaks[-1] - 1] - first_time)
    return tokens[: breaks[-1] + 1], heard or count


def _prompts(model: Any, config: GenerationConfig, hidden: Tensor) -> Tensor:
    """What every window of a recording begins with (B, T), by what its first gives (B, S, W)."""

    def detect() -> list[int]:
        return languages_of(model, config, hidden)

    return spoken(len(hidden), config, detect, model.device)


def _lengths(features: Tensor, mask: Tensor | None, window: int) -> list[int]:
    """Times of each spectrogram that are to be written down."""
    count, _, times = features.shape
    if count == 1 or times <= window:
        return [times] * count
    if mask is None or tuple(mask.shape) != (count, times):
        raise RequestError(
            f"attention_mask: {(count, times)} is needed, as several recordings are longer than "
            f"the {window} times that the model hears at once; the processor makes it: "
            'truncation=False, padding="longest", return_attention_mask=True'
        )
    lengths: list[int] = mask.sum(-1).tolist()
    return lengths


def _seed(config: GenerationConfig) -> int | None:
    """What the seeds of all windows are made from, where something is drawn."""
    if config.seed is None and config.do_sample:
        return int(torch.randint(2**63 - 1, ()))
    return config.seed


def _ended(tokens: list[int], config: GenerationConfig) -> list[int]:
    """A text before the token that ends it."""
    ends = config.eos_token_ids
    return tokens[: next((i for i, token in enumerate(tokens) if token in ends), None)]


def _padded(texts: Sequence[list[int]], config: GenerationConfig, device: torch.device) -> Tensor:
    """Texts filled up to the longest (B, T)."""
    longest = max(map(len, texts))
    filler = config.filler if config.pad_token_id is None else config.pad_token_id
    rows = [text + [filler] * (longest - len(text)) for text in texts]
    return torch.tensor(rows, dtype=torch.long, device=device).reshape(len(texts), longest)
