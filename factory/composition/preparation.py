"""Rules between a processor and the architecture that takes what it prepares; no torch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.families import Family
from registry import REGISTRY

if TYPE_CHECKING:
    from factory.processors import ImageProcessor, Preprocessor, ProcessorKind


def problems(
    family: Family, config: PretrainedConfig, kind: ProcessorKind, options: Any
) -> Iterator[str]:
    """Sentences about a processor that cannot be made, or whose results a model cannot take.

    What a folder is to say (``load_from``) is checked when the folder is read.

    Args:
        family: the architecture.
        config: its configuration.
        kind: the kind of processor.
        options: an instance of ``kind.options``.
    """
    from factory.processors import build_processor

    loaded = getattr(options, "load_from", None) is not None
    first = kind.processor.model_input_names[0]
    if not (_readable(family, kind) if loaded else _suits(family, kind.processor)):
        others = [
            name
            for name, other in REGISTRY.components("processor")
            if _suits(family, other.processor)
        ]
        takes = f"Processors for it: {', '.join(others)}." if others else "It takes none."
        yield (
            f"processor: {kind.name!r} prepares {first} that {family.name!r} does not take. {takes}"
        )
        return
    if loaded:
        return
    try:
        processor = build_processor(kind, options)
    except RequestError as error:
        for text in error.problems:
            within = f"{kind.part}." if kind.part else ""
            yield f"processor.{within}{text.removeprefix(f'{kind.processor.__name__}: ')}"
        return
    yield from misfits(family, config, processor)


def _readable(family: Family, kind: ProcessorKind) -> bool:
    """Whether a folder that a kind of processor is read from may hold what a family takes."""
    from factory.composition.weights import loadable

    if kind.processor.model_input_names[0] in family.inputs:
        return True
    return bool(family.processor) and loadable(family.processor) == kind.name


def _suits(family: Family, processor: type[Preprocessor]) -> bool:
    """Whether a family takes what processors of a class prepare, as far as the class says it."""
    from factory.processors import ImageProcessingMixin

    if processor.model_input_names[0] not in family.inputs:
        return False
    if not family.processor or issubclass(processor, ImageProcessingMixin):
        return True
    # Samples and spectrograms have one name, though no model takes both.
    return issubclass(REGISTRY.get("processor", family.processor).processor, processor)


def misfits(family: Family, config: PretrainedConfig, processor: Preprocessor) -> Iterator[str]:
    """Sentences about a processor whose results a model of that configuration cannot take."""
    from factory.processors import ImageProcessor

    if not _suits(family, type(processor)):
        yield (
            f"processor.load_from: holds a {type(processor).__name__}, whose "
            f"{processor.model_input_names[0]} {family.name!r} does not take"
        )
    elif isinstance(processor, ImageProcessor):
        yield from _pictures(config, processor)
    else:
        yield from _spectrograms(config, processor)


def _pictures(config: PretrainedConfig, processor: ImageProcessor) -> Iterator[str]:
    within = getattr(config, "vision_config", None)
    tower, where = (
        (config, "architecture") if within is None else (within, "architecture.vision_config")
    )
    options = processor.options
    if options.data_format != "channels_first":
        yield "processor.data_format: models take channels_first"
    channels, wanted = _channels(processor), getattr(tower, "num_channels", None)
    if None not in (channels, wanted) and channels != wanted:
        yield (
            f"processor: makes pictures of {channels} channels, but {where}.num_channels is "
            f"{wanted}; processor.image_mean and processor.image_std have as many numbers as "
            "pictures have channels"
        )
    image_size = getattr(tower, "image_size", None)
    if image_size is None or options.do_pad:
        return
    name = "crop_size" if options.do_center_crop else "size"
    if name == "size" and not options.do_resize:
        return
    size = getattr(processor, name).fixed
    height, width = (image_size,) * 2 if isinstance(image_size, int) else image_size
    if size is None:
        yield (
            f"processor.size: says no height and width, but {where}.image_size is {height} x "
            f"{width}; give processor.size=[{height},{width}], or cut that out with "
            "processor.do_center_crop=true"
        )
    elif size != (height, width):
        yield (
            f"processor.{name}: makes pictures of {size[0]} x {size[1]} pixels, but "
            f"{where}.image_size is {height} x {width}; set one of them to the other"
        )


def _channels(processor: ImageProcessor) -> int | None:
    """How many channels pictures come out with, or None where each keeps its own."""
    channels: int | None = processor.options.channels
    mean = processor.options.image_mean
    return len(mean) if channels is None and isinstance(mean, tuple) else channels


def _spectrograms(config: PretrainedConfig, processor: Preprocessor) -> Iterator[str]:
    for name in ("max_length", "num_mel_bins"):
        made, wanted = (getattr(x, name, None) for x in (processor.options, config))
        if None not in (made, wanted) and made != wanted:
            yield (
                f"processor.{name}: is {made}, but architecture.{name} is {wanted}; set one of "
                "them to the other"
            )
    # Whisper counts bands by another name, and times by the seconds that it hears at once.
    frames = getattr(processor, "nb_max_frames", None)
    if frames is None:
        return
    bands, wanted = processor.options.feature_size, getattr(config, "num_mel_bins", None)
    if wanted not in (None, bands):
        yield (
            f"processor: makes spectrograms of {bands} bands, which feature_size says, but "
            f"architecture.num_mel_bins is {wanted}; set one of them to the other"
        )
    positions = getattr(config, "max_source_positions", None)
    if positions is not None and frames != 2 * positions:
        yield (
            f"processor: makes spectrograms of {frames} times, which chunk_length says, but "
            f"architecture.max_source_positions is {positions}, and takes {2 * positions}"
        )


def rate_problem(processor: Preprocessor, known: Preprocessor, source: str) -> str | None:
    """Why a processor's sound is not what weights were trained on, or None when it may be.

    Args:
        processor: the one that was asked for.
        known: the one that lies with the weights.
        source: where the weights are.
    """
    made, wanted = (getattr(p.options, "sampling_rate", None) for p in (processor, known))
    if made == wanted or None in (made, wanted):
        return None
    return f"processor.sampling_rate: is {made:,} Hz, but the model of {source} takes {wanted:,} Hz"
