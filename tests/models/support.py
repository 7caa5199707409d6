"""Tiny models of every family and head, and transformers' with the same weights."""

from __future__ import annotations

import functools
import math
import tempfile
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest
import torch
import transformers
from safetensors.torch import load_file
from torch import Tensor

from factory.checkpoint.rows import expand
from factory.configuration import PretrainedConfig, hints
from factory.errors import RequestError
from factory.families import Family
from factory.heads import HeadKind, Labels
from factory.models import PreTrainedModel, model_class
from factory.specs import AtSourceLast, Attention, Pool, Stack, Tokens, shapes, walk
from registry import REGISTRY
from tests.sizes import SMALL, fitting, with_options

FAMILIES: tuple[Family, ...] = tuple(
    REGISTRY.get("architecture", name) for name in REGISTRY.names("architecture")
)
PAIRS = [(family, head) for family in FAMILIES for head in family.head_names]
PEERS = tuple(family for family in FAMILIES if family.has_peer)
"""Families that transformers has too, so that there is something to compare them with."""
PEER_PAIRS = [(family, head) for family, head in PAIRS if family.has_peer]
CLASSIFIERS = ("sequence_classification", "image_classification", "audio_classification")
"""Tasks that label a whole text, picture or sound."""

SOME_HAVE = {"embedding_size": 24}
"""Sizes of options that some families have besides."""
BATCH, LENGTH, SAMPLES, WRITTEN = 3, 11, 400, 8
SHARES = (1.0, 7 / 11, 3 / 11)
"""How much of each item of a batch is real; the rest is padding."""


def tiny(family: Family, **options: Any) -> PretrainedConfig:
    """A configuration small enough for a test."""
    cls = family.config
    return cls(**with_options(cls, fitting(cls, SMALL | SOME_HAVE), options))


def needed(family: Family, head: str) -> dict[str, Any]:
    """Options without which a head means nothing."""
    return dict(family.head_options.get(head, {}))


def every(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Each family of a sort, as ``family``."""
    found = [family for family in FAMILIES if keeps(family)]
    return pytest.mark.parametrize("family", found, ids=lambda f: f.name)


def has_peer(family: Family) -> bool:
    """Whether transformers has a family, too."""
    return family.has_peer


def every_peer(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Each family of a sort that transformers has too, as ``family``."""
    return every(lambda family: family.has_peer and keeps(family))


def every_peer_pair_of(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Each head of each family of a sort that transformers has too."""
    return every_pair_of(lambda family: family.has_peer and keeps(family))


def every_pair_of(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Each head of each family of a sort, as ``family`` and ``head``."""
    found = [(family, head) for family, head in PAIRS if keeps(family)]
    return pytest.mark.parametrize(("family", "head"), found, ids=named)


@functools.cache
def brings_blocks() -> set[tuple[str, str]]:
    """Bare models, and of heads those that have a spec type which none before them has."""
    seen: set[type] = set()
    found = set()
    for family, head in PAIRS:
        tree = family.plan(tiny(family), head)
        types = {type(node) for _, node in walk(tree)}
        if head == "base" or types - seen:
            found.add((family.name, head))
        seen |= types
    return found


def newcomers() -> set[str]:
    """Families with a block that none before them has."""
    seen: set[type] = set()
    found = set()
    for family in FAMILIES:
        types = {type(node) for _, node in walk(family.plan(tiny(family)))}
        found |= {family.name} if types - seen else set()
        seen |= types
    return found


def every_newcomer(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Families of a sort with blocks of their own; with --full, all of them.

    For what is the same code whatever the family.
    """
    new = newcomers()
    found = [
        pytest.param(family, marks=[] if family.name in new else pytest.mark.again)
        for family in FAMILIES
        if keeps(family)
    ]
    return pytest.mark.parametrize("family", found, ids=lambda f: f.name)


def each_block_of(keeps: Callable[[Family], bool]) -> pytest.MarkDecorator:
    """Families of a sort with heads enough for every block to be there; with --full, all heads.

    For what is the same code whatever the head.
    """
    first = brings_blocks()
    found = [
        pytest.param(family, head, marks=[] if (family.name, head) in first else pytest.mark.again)
        for family, head in PAIRS
        if keeps(family)
    ]
    return pytest.mark.parametrize(("family", "head"), found, ids=named)


def takes(*inputs: str) -> Callable[[Family], bool]:
    """Whether a family takes all of these inputs."""
    return lambda family: set(inputs) <= set(family.inputs)


def has(head: str) -> Callable[[Family], bool]:
    """Whether a family has a head."""
    return lambda family: head in family.heads


def hears(family: Family) -> bool:
    """Whether it is a model of speech."""
    return any(takes(name)(family) for name in ("mask_time_indices", "input_features"))


def reads_tokens(family: Family) -> bool:
    """Whether the layers run over tokens, from a table of them that can be resized."""
    body = family.plan(tiny(family)).body
    return isinstance(body, Stack) and isinstance(body.frontend, Tokens)


def one_stack(family: Family) -> bool:
    """Whether the body of the bare model is one stack, as those of its heads are."""
    return isinstance(family.plan(tiny(family)).body, Stack)


def attends(family: Family) -> bool:
    """Whether tokens look at each other, with heads that can be pruned."""
    tree = family.plan(tiny(family))
    return any(isinstance(node, Attention) for _, node in walk(tree))


def prunable(family: Family) -> bool:
    """Whether the bare model is one stack of which heads can be pruned."""
    return one_stack(family) and attends(family)


def reads_and_writes(family: Family, head: str) -> bool:
    """Whether a model with that head has an encoder and a decoder."""
    return "decoder_input_ids" in family.inputs_of(head)


def pooled_at(family: Family, head: str, config: Any) -> int | None:
    """The token of what is read whose place, in what is written, stands for the whole."""
    model = family.plan(config, head)
    selects = (node.select for _, node in walk(model) if isinstance(node, Pool))
    return next((select.token for select in selects if isinstance(select, AtSourceLast)), None)


def stack_of(model: Any) -> Any:
    """The stack that a model has, or the first of several."""
    parts = (getattr(model.body, name, None) for name in ("text", "encoder"))
    return next((part for part in parts if part is not None), model.body)


def tensors(output: Any) -> list[Tensor]:
    """Every tensor of what a model returns, however deep."""
    if isinstance(output, Tensor):
        return [output]
    parts = output if isinstance(output, tuple) else output.to_tuple()
    return [tensor for part in parts for tensor in tensors(part)]


def learns_activations(family: Family) -> bool:
    """Whether a family takes activations that have parameters."""
    try:
        tiny(family, hidden_act="xielu")
    except RequestError:
        return False
    return True


def classifies(family: Family) -> bool:
    """Whether a family can label a whole item."""
    return any(head in family.heads for head in CLASSIFIERS)


def classifier(family: Family) -> str:
    """The first head of a family that labels a whole item."""
    return next(head for head in CLASSIFIERS if head in family.heads)


def named(value: Any) -> Any:
    """What a value is called in the name of a test."""
    return getattr(value, "name", value)


every_family = every(lambda family: True)
every_peer_family = every_peer(lambda family: True)
every_peer_pair = every_peer_pair_of(lambda family: True)
every_pair = every_pair_of(lambda family: True)
each_block = each_block_of(lambda family: True)


def dropouts(family: Family) -> list[str]:
    """Every option of a family that is a dropout."""
    return [field.name for field in fields(family.config) if "dropout" in field.name]


def kind_of(family: Family, head: str) -> HeadKind:
    """What a head's task is in a family."""
    return family.kind(REGISTRY.get("head", head))


def tiny_model(family: Family, head: str = "base", seed: int = 0, **options: Any) -> Any:
    """A model with random weights, in evaluation mode."""
    config = tiny(family, **needed(family, head) | options)
    return model_class(family.name, head)(config, seed=seed).eval()


def peer_of(config: PretrainedConfig, family: Family, head: str, **options: Any) -> Any:
    """The transformers model of a configuration, with random weights, in evaluation mode."""
    values = config.to_dict()
    values.pop("model_type")
    peer_config = getattr(transformers, family.config.__name__)(**values, **options)
    suffix = kind_of(family, head).suffix
    torch.manual_seed(0)
    return getattr(transformers, family.class_prefix + suffix)(peer_config).eval()


def pair(family: Family, head: str, eager: bool = False, **options: Any) -> tuple[Any, Any]:
    """(ours, theirs) with the same weights; theirs go through a folder they wrote."""
    config = tiny(family, **needed(family, head) | options)
    extra = {"attn_implementation": "eager"} if eager else {}
    theirs = peer_of(config, family, head, **extra).float()  # xIELU starts in bfloat16
    kept = theirs.state_dict(keep_vars=True)
    for tensor in kept.values():
        plain = tensor.dim() == 1 or not tensor.any()  # so that its place shows
        if plain and tensor.dtype == torch.float32:
            tensor.data += 0.1 * torch.randn_like(tensor)
    with tempfile.TemporaryDirectory() as folder:
        theirs.save_pretrained(folder)
        disk = kept | load_file(f"{folder}/model.safetensors")  # it may tie what we are not to
    ours: PreTrainedModel = model_class(family.name, head)(config, seed=0).eval()
    table = expand(family.disk_rows(config, head), shapes(ours.tree))
    weights = {e.native: e.piece.of(disk[e.disk]) if e.piece else disk[e.disk] for e in table}
    ours.load_state_dict(weights, strict=True)
    return ours, theirs


def batch(family: Family, head: str, side: str = "right", config: Any = None) -> dict[str, Tensor]:
    """What a family takes: a padded batch of three, 11, 7 and 3 tokens long where it reads text.

    Multiple choice has two candidates an item. Sound is padded to the right whatever the side.
    """
    generator = torch.Generator().manual_seed(1)
    config, takes = config or tiny(family), set(family.inputs_of(head))
    inputs: dict[str, Tensor] = {}
    if "input_ids" in takes:
        inputs |= texts(family, config, side, generator)
    if "decoder_input_ids" in takes:
        end = pooled_at(family, head, config)
        if end is not None:
            last = inputs["attention_mask"].cumsum(1).argmax(1)
            inputs["input_ids"][torch.arange(BATCH), last] = end
        written = (BATCH, WRITTEN if end is None else LENGTH)
        drawn = torch.randint(5, SMALL["vocab_size"], written, generator=generator)
        inputs["decoder_input_ids"] = drawn
    if "pixel_values" in takes:
        inputs["pixel_values"] = torch.randn(picture_shape(config), generator=generator)
    if "input_values" in takes:
        inputs |= sounds(family, config, generator)
    if "input_features" in takes:
        shape = (BATCH, config.num_mel_bins, 2 * config.max_source_positions)
        inputs["input_features"] = torch.randn(shape, generator=generator)
    if kind_of(family, head).labels is Labels.CHOICE:
        inputs = {name: torch.stack([x, x.roll(1, 0)], 1) for name, x in inputs.items()}
    return inputs


def texts(family: Family, config: Any, side: str, generator: torch.Generator) -> dict[str, Tensor]:
    """Ids, what is padding, and the texts of pairs where a family tells them apart."""
    mask = first_of(LENGTH)
    if side == "left":
        mask = mask.flip(-1)
    ids = torch.randint(5, SMALL["vocab_size"], (BATCH, LENGTH), generator=generator)
    ids[mask == 0] = getattr(config, "pad_token_id", None) or 0
    inputs = {"input_ids": ids, "attention_mask": mask}
    if "token_type_ids" in family.inputs:
        inputs["token_type_ids"] = (torch.arange(LENGTH) > 4).long().expand(BATCH, -1) * mask
    return inputs


def sounds(family: Family, config: Any, generator: torch.Generator) -> dict[str, Tensor]:
    """Spectrograms of the one length that there is, or waves of several."""
    if "num_mel_bins" in hints(type(config)):
        shape = (BATCH, config.max_length, config.num_mel_bins)
        return {"input_values": torch.randn(shape, generator=generator)}
    waves = torch.randn(BATCH, SAMPLES, generator=generator)
    if "attention_mask" not in family.inputs:
        return {"input_values": waves}
    mask = first_of(SAMPLES)
    return {"input_values": waves * mask, "attention_mask": mask}


def first_of(length: int) -> Tensor:
    """A mask (BATCH, length) whose rows begin with as many ones as is real of each item."""
    return torch.stack([(torch.arange(length) < round(s * length)).long() for s in SHARES])


def picture_shape(config: Any) -> tuple[int, int, int, int]:
    """(batch, channels, height, width)."""
    vision = getattr(config, "vision_config", config)
    return BATCH, vision.num_channels, *both(vision.image_size)


def both(size: int | tuple[int, int]) -> tuple[int, int]:
    """(height, width) of a size that may be said once for both."""
    return (size, size) if isinstance(size, int) else size


def real_places(family: Family, inputs: dict[str, Tensor], config: Any = None) -> Tensor:
    """Where results are compared, (items, T) on the grid of the layers; (items, 1) if everywhere.

    Frames of sound are real if all their samples are.
    """
    mask = inputs.get("attention_mask")
    if mask is None:
        return torch.ones(1, 1, dtype=torch.long)
    if "input_values" not in inputs:
        return mask
    config = config or tiny(family)
    length, real = mask.shape[1], mask.sum(1)
    for kernel, stride in zip(config.conv_kernel, config.conv_stride, strict=True):
        length, real = (length - kernel) // stride + 1, (real - kernel) // stride + 1
    return (torch.arange(length) < real[:, None]).long()


def labels(family: Family, head: str, count: int = 2, config: Any = None) -> dict[str, Any]:
    """What gives :func:`batch` a loss, in the form the head wants; padding is unlabelled."""
    generator = torch.Generator().manual_seed(2)

    def draw(high: int, *shape: int) -> Tensor:
        return torch.randint(high, shape, generator=generator)

    def tokens(high: int) -> Tensor:
        return draw(high, BATCH, LENGTH).masked_fill(first_of(LENGTH) == 0, -100)

    match kind_of(family, head).labels:
        case Labels.NONE | Labels.TAUGHT:
            return {}
        case Labels.PAIRS:
            return {"return_loss": True}
        case Labels.TEXT:
            written = draw(SMALL["vocab_size"], BATCH, WRITTEN)
            return {"labels": written.masked_fill(torch.arange(WRITTEN) > 5, -100)}
        case Labels.TOKENS | Labels.NEXT:
            return {"labels": tokens(SMALL["vocab_size"])}
        case Labels.CLASSES if head == "token_classification":
            return {"labels": tokens(count)}
        case Labels.SPAN:
            return {"start_positions": draw(3, BATCH), "end_positions": draw(14, BATCH)}
        case Labels.PRETRAINING:
            return {"labels": tokens(SMALL["vocab_size"]), "next_sentence_label": draw(2, BATCH)}
        case Labels.ORDER:
            return {"labels": tokens(SMALL["vocab_size"]), "sentence_order_label": draw(2, BATCH)}
        case Labels.REPLACED:
            return {"labels": draw(2, BATCH, LENGTH)}
        case Labels.PIXELS:
            return {"bool_masked_pos": draw(2, BATCH, patches(config or tiny(family))).bool()}
        case Labels.TRANSCRIPT:
            return {"labels": torch.tensor([[1, 2], [3, -100], [5, 4]])}
        case Labels.NEGATIVES:
            frames = real_places(family, batch(family, head), config).shape[1]
            hides = (torch.arange(frames) < 4).expand(BATCH, -1)
            others = draw(4, BATCH, frames, 5) + frames * torch.arange(BATCH)[:, None, None]
            return {"mask_time_indices": hides, "sampled_negative_indices": others}
        case Labels.CLASSES if head == "audio_frame_classification":
            frames = real_places(family, batch(family, head), config).shape[1]
            return {"labels": torch.nn.functional.one_hot(draw(count, BATCH, frames), count)}
        case Labels.CLASSES:
            return {"labels": draw(count, BATCH)}
        case _:
            return {"labels": draw(2, BATCH)}


def patches(config: Any) -> int:
    """Patches of a picture of :func:`batch`."""
    sides = zip(both(config.image_size), both(config.patch_size), strict=True)
    return math.prod(side // patch for side, patch in sides)


def watched(model: Any, inputs: dict[str, Tensor]) -> list[Tensor]:
    """What a loss is differentiated by: the vectors of tokens, pictures and waves themselves.

    The latter are replaced in ``inputs``.
    """
    found = []
    for name in ("pixel_values", "input_values", "input_features"):
        if name in inputs:
            inputs[name] = inputs[name].clone().requires_grad_()
            found.append(inputs[name])
    reads = getattr(model, "text_model", model)  # transformers' CLIP has no table of its own
    return [*found, reads.get_input_embeddings().weight] if "input_ids" in inputs else found


def assert_equal_on_real_tokens(
    ours: Any, theirs: Any, mask: Tensor, tolerance: float = 1e-5
) -> None:
    """Every named result agrees; results with one value a token are compared at real tokens."""
    assert ours.keys()
    for name in ours:
        a, b = ours[name], theirs[name]
        if hasattr(a, "keys"):
            assert_equal_on_real_tokens(a, b, mask, tolerance)
        elif isinstance(a, tuple):
            assert len(a) == len(b), name
            for one, other in zip(a, b, strict=True):
                assert_close(one, other, mask, name, tolerance)
        else:
            assert_close(a, b, mask, name, tolerance)


def assert_close(a: Tensor, b: Tensor, mask: Tensor, name: str, tolerance: float) -> None:
    """Same shape; at most ``tolerance`` apart at real tokens, candidates side by side or not.

    Losses may be sums of some hundred, whose last bit is as large as that.
    """
    assert a.shape == b.shape, name
    at = real_part(mask.flatten(0, -2), a.shape)
    a, b = a[at], b[at]
    assert torch.isfinite(a).all(), name
    rounding = torch.finfo(torch.float32).eps * b.abs() if b.dim() == 0 else 0.0
    assert ((a - b).abs() <= tolerance + rounding).all(), name


def real_part(mask: Tensor, shape: torch.Size) -> Any:
    """The index of what is real in a tensor of that shape: tokens, in a row or not, or queries."""
    if shape[:2] == mask.shape:
        return mask.bool()
    if len(shape) == 4 and (shape[0], shape[2]) == mask.shape:
        return mask.bool()[:, None].expand(shape[:3])
    if shape[:1] == (mask.numel(),):
        return mask.bool().flatten()
    return ...
