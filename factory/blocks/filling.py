"""Filling parameters: each once, in fixed chunks with a generator each, over all cores.

A chunk's numbers depend on the seed, the parameter's path and the chunk's place alone, so that the
bytes are the same for any number of threads, and a parameter keeps its numbers when others come or
go. The process's own random state is not touched.
"""

from __future__ import annotations

import hashlib
import math
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import torch
from torch import Tensor, nn

from factory.blocks.normals import NormalSampler
from factory.specs import (
    Constant,
    HalvedSinusoid,
    Logarithms,
    Normal,
    Sinusoid,
    Start,
    StepBias,
    TruncatedNormal,
    Uniform,
)

Job = Callable[[NormalSampler], object]

CHUNK = 1 << 19
"""Numbers a generator fills; part of the format: another size gives other numbers."""


@torch.inference_mode(False)  # threads do not share that mode, and weights outlive it
def filled(starts: Iterable[Start], seed: int) -> dict[str, Tensor]:
    """Parameters as they begin, in float32 on the CPU.

    Args:
        starts: path, shape and way of each.
        seed: any integer; the same seed gives the same bytes.
    """
    listed = tuple(starts)
    tensors = {
        start.path: torch.empty(start.shape, dtype=torch.float32, device="cpu") for start in listed
    }
    jobs = iter([job for start in listed for job in chunks(start, tensors[start.path], seed)])
    threads = min(torch.get_num_threads(), os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        for worker in [pool.submit(work, jobs) for _ in range(threads)]:
            worker.result()
    for start in listed:
        finish(start, tensors[start.path])
    return tensors


def work(jobs: Iterator[Job]) -> None:
    """Take jobs until none is left."""
    sampler = NormalSampler(CHUNK)
    for job in jobs:
        job(sampler)


def chunks(start: Start, tensor: Tensor, seed: int) -> Iterator[Job]:
    """The work of filling one parameter, in pieces that can run at once."""
    match start.init:
        case Constant(value=value):
            tensor.fill_(value)
        case Sinusoid():
            yield lambda _: tensor.copy_(sinusoid(*start.shape))
        case HalvedSinusoid():
            yield lambda _: tensor.copy_(halved_sinusoid(*start.shape))
        case Logarithms():
            tensor.copy_(torch.arange(1, tensor.shape[-1] + 1, device="cpu").log())
        case StepBias():
            for index, piece in enumerate(tensor.view(-1).split(CHUNK)):
                yield partial(fill_steps, piece, start.init, chunk_seed(seed, start.path, index))
        case TruncatedNormal():
            for index, piece in enumerate(tensor.view(-1).split(CHUNK)):
                yield partial(
                    fill_truncated, piece, start.init, chunk_seed(seed, start.path, index)
                )
        case Uniform():
            for index, piece in enumerate(tensor.view(-1).split(CHUNK)):
                yield partial(fill_uniform, piece, start.init, chunk_seed(seed, start.path, index))
        case Normal(std=std):
            for index, piece in enumerate(tensor.view(-1).split(CHUNK)):
                yield partial(fill_piece, piece, std, chunk_seed(seed, start.path, index))
        case other:
            raise TypeError(f"nothing is known about filling by {type(other).__name__}")


def fill_piece(piece: Tensor, std: float, seed: int, sampler: NormalSampler) -> None:
    """Fill a piece from a normal distribution with a generator of its own."""
    sampler.fill(piece, std, seed)


def fill_truncated(piece: Tensor, init: TruncatedNormal, seed: int, _: object) -> None:
    """Fill a piece from a normal distribution without its tails."""
    generator = torch.Generator().manual_seed(seed)
    end = init.cutoff * init.std
    nn.init.trunc_normal_(piece, 0.0, init.std, -end, end, generator=generator)


def fill_uniform(piece: Tensor, init: Uniform, seed: int, _: object) -> None:
    """Fill a piece with numbers of the same chance between two ends."""
    piece.uniform_(init.low, init.high, generator=torch.Generator().manual_seed(seed))


def fill_steps(piece: Tensor, init: StepBias, seed: int, _: object) -> None:
    """Fill a piece with what softplus makes steps of: ``log(exp(step) - 1)``, without overflow."""
    generator = torch.Generator().manual_seed(seed)
    piece.uniform_(math.log(init.low), math.log(init.high), generator=generator)
    piece.exp_().clamp_(min=init.floor)
    piece.add_(torch.log(-torch.expm1(-piece)))


def finish(start: Start, tensor: Tensor) -> None:
    """Rows that a rule sets to zero."""
    if isinstance(start.init, Normal) and start.init.zero_row is not None:
        tensor[start.init.zero_row].zero_()


def chunk_seed(seed: int, path: str, index: int) -> int:
    """A 64-bit seed from the model's seed, a parameter's path and a chunk's place."""
    digest = hashlib.blake2b(f"{seed}\n{path}\n{index}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def sinusoid(count: int, width: int) -> Tensor:
    """(count, width): sin(p / 10000^(2i / width)) in column 2i, the cosine in column 2i + 1."""
    column = torch.arange(width, dtype=torch.float64)
    rate = 10000.0 ** (-2 * (column // 2) / width)
    angle = torch.arange(count, dtype=torch.float64)[:, None] * rate
    return torch.where(column % 2 == 0, angle.sin(), angle.cos()).float()


def halved_sinusoid(count: int, width: int) -> Tensor:
    """(count, width): sin(p * r) in the first half of the columns, the cosines in the second.

    The rate r of column i of a half is 10000^(-i / (width / 2 - 1)). It is computed in float32, as
    where the tables of published weights come from.
    """
    column = torch.arange(width // 2, dtype=torch.float32)
    rate = torch.exp(-(math.log(10000.0) / (width // 2 - 1)) * column)
    angle = torch.arange(count, dtype=torch.float32)[:, None] * rate
    return torch.cat((angle.sin(), angle.cos()), 1)
