"""What is worth knowing of a model that can be built all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from factory.checkpoint.safetensors_files import listed
from factory.checkpoint.saving import export_problem
from factory.composition import weights
from factory.composition.blueprint import Blueprint
from factory.specs import Constant, Model, Patches, Spectrogram, starts, walk
from factory.specs.edits import untrained
from registry import REGISTRY

if TYPE_CHECKING:
    from factory.processors import Preprocessor


def remarks(blueprint: Blueprint, processor: Preprocessor | None) -> Iterator[str]:
    """Sentences about what a model and its processor leave out, or do otherwise than is usual.

    Args:
        blueprint: a checked one.
        processor: what prepares its pictures or sound, if there is something.
    """
    tree = blueprint.family.plan(blueprint.config, blueprint.head.name)
    if blueprint.config.swap:
        problem = export_problem(blueprint.family, blueprint.config, blueprint.head.name, tree)
        yield from [] if problem is None else [problem]
    for _, node in walk(tree):
        if isinstance(node, Patches) and not isinstance(node, Spectrogram):
            yield from _unread_pixels(node)
    if processor is not None:
        yield from _unusual_rate(blueprint, processor)


def left_random(tree: Model, begun: Iterable[str]) -> Iterator[str]:
    """What a model never learns: weights beside adapters that no file has given.

    Args:
        tree: the model's.
        begun: paths of the parameters that were initialised.
    """
    drawn = {s.path for s in starts(tree, std=1.0) if not isinstance(s.init, Constant)}
    lost = [path for path in begun if path in drawn & untrained(tree)]
    if lost:
        yield (
            f"{listed(lost, most=3)} begin at random and are not trained, as adapters are trained "
            "in place of the body; begin with weights that have them, and add adapters last"
        )


def _unread_pixels(patches: Patches) -> Iterator[str]:
    sizes, kernel = (patches.height, patches.width_of_picture), patches.conv.kernel
    left = [size % side for size, side in zip(sizes, kernel, strict=True)]
    if any(left):
        places = zip(left, ("below", "at the right"), strict=True)
        unread = " and ".join(f"{count} {place}" for count, place in places if count)
        yield (
            f"patches of {kernel[0]} x {kernel[1]} do not divide pictures of {sizes[0]} x "
            f"{sizes[1]} pixels, so the model never sees the last {unread}; make the image_size a "
            "multiple of the patch_size"
        )


def _unusual_rate(blueprint: Blueprint, processor: Preprocessor) -> Iterator[str]:
    """Models know nothing of rates; those that the family was published with are of one."""
    family, beside = blueprint.family, blueprint.settings.weights
    if beside is not None and weights.has_processor(beside):
        return
    usual = REGISTRY.get("processor", family.processor).processor()
    rate, wanted = (getattr(p.options, "sampling_rate", None) for p in (processor, usual))
    if None not in (rate, wanted) and rate != wanted:
        yield (
            f"the processor takes {rate:,} Hz, where models of {family.title} are used with "
            f"{wanted:,} Hz: weights that are trained with it are for that rate alone"
        )
