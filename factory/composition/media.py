"""Pictures and recordings that a request tries: files, or all of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from factory.errors import RequestError, did_you_mean
from factory.families import Family
from factory.heads import HeadKind, Labels

if TYPE_CHECKING:
    from factory.processors import Preprocessor


@dataclass(frozen=True, slots=True)
class Medium:
    """A sort of thing that is no text.

    Attributes:
        noun: what one is called.
        plural: what several are called.
        suffixes: how names of files end that are taken out of a folder.
    """

    noun: str
    plural: str
    suffixes: tuple[str, ...]


PICTURE = Medium(
    "picture",
    "pictures",
    (".bmp", ".gif", ".jpeg", ".jpg", ".jp2", ".png", ".ppm", ".tif", ".tiff", ".webp"),
)
SOUND = Medium(
    "recording",
    "recordings",
    (".aif", ".aiff", ".au", ".caf", ".flac", ".mp3", ".oga", ".ogg", ".opus", ".wav"),
)
_MEDIA = {"pixel_values": PICTURE, "input_values": SOUND, "input_features": SOUND}


def medium_of(family: Family, head: str) -> Medium | None:
    """What a model takes in place of texts; None where it takes texts."""
    inputs = family.inputs_of(head)
    if "input_ids" in inputs:
        return None
    return next((_MEDIA[name] for name in inputs if name in _MEDIA), None)


def drawn_of(family: Family, head: HeadKind) -> Medium | None:
    """What of the inputs of a model can be drawn: pictures that it compares with texts, too."""
    return PICTURE if head.labels is Labels.PAIRS else medium_of(family, head.name)


def named(value: str | Sequence[str]) -> tuple[str, ...]:
    """The names that an ``input`` holds."""
    return (value,) if isinstance(value, str) else tuple(value)


def files(value: str | Sequence[str], medium: Medium) -> list[Path]:
    """The files that an ``input`` names, those of folders among them in the order of their names.

    Raises:
        RequestError: something is not there, or a folder holds none; all are named.
    """
    found: list[Path] = []
    problems: list[str] = []
    for name in named(value):
        try:
            found += _files(name, medium)
        except RequestError as error:
            problems += error.problems
    if problems:
        raise RequestError(problems)
    return found


def _files(name: str, medium: Medium) -> Iterator[Path]:
    path = Path(name).expanduser()
    if not name.strip():
        raise RequestError(f"input: names no {medium.noun}")
    try:
        is_folder, is_there = path.is_dir(), path.is_file()
    except (OSError, ValueError):  # a text that can be no path
        is_folder = is_there = False
    if is_there:
        yield path
    elif is_folder:
        held = [one for one in sorted(path.iterdir()) if one.suffix.lower() in medium.suffixes]
        if not held:
            raise RequestError(
                f"input: {name} holds no {medium.plural} ({', '.join(medium.suffixes)})"
            )
        yield from held
    else:
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        near = did_you_mean(path.name, [other.name for other in beside])
        raise RequestError(f"input: there is no {medium.noun} {name!r}.{near}")


def problems(
    value: str | Sequence[str], medium: Medium, processor: Preprocessor | None
) -> Iterator[str]:
    """Why nothing can be tried with an ``input``: every file that a processor could not read.

    Args:
        value: of the ``input``.
        medium: what is wanted.
        processor: what will read the files; without one, they are read as any processor does it.
    """
    try:
        found = files(value, medium)
    except RequestError as error:
        yield from error.problems
        return
    for path in found:
        problem = (
            _picture_problem(path, processor)
            if medium is PICTURE
            else _recording_problem(path, processor)
        )
        if problem is not None:
            yield f"input: {path} {problem}"


def _picture_problem(path: Path, processor: Preprocessor | None) -> str | None:
    from factory.processors import ImageOptions, ImageProcessor
    from factory.processors.pictures import read
    from factory.processors.sources import UnusableError

    options = processor.options if isinstance(processor, ImageProcessor) else ImageOptions()
    try:
        read(path, options)
    except UnusableError as error:
        return str(error)
    return None


def _recording_problem(path: Path, processor: Preprocessor | None) -> str | None:
    import soundfile

    from factory.processors import SequenceFeatureExtractor, SequenceOptions
    from factory.processors.recordings import recordings

    try:
        rate = soundfile.info(path).samplerate
    except soundfile.LibsndfileError as error:
        return f"is no recording that libsndfile reads: {error.error_string}"
    options = SequenceOptions(sampling_rate=rate)
    if isinstance(processor, SequenceFeatureExtractor):
        wanted = processor.options.sampling_rate
        if rate != wanted and not processor.options.do_resample:
            return (
                f"has {rate:,} Hz; the processor takes {wanted:,} Hz, and resamples with "
                "processor.do_resample=true"
            )
    try:
        recordings([path], options, None, shortest=1)
    except RequestError as error:
        return error.problems[0].removeprefix(f"{path} ")
    return None


def pinned(value: str | Sequence[str], medium: Medium) -> list[str]:
    """An input as a pinned tree keeps it: the files, wherever the job is built again."""
    return [str(path.resolve()) for path in files(value, medium)]
