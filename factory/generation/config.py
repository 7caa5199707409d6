"""How texts are generated: options under transformers' names, ``generation_config.json``.

An option that is None is unset. What is unset is decided late: by the model's own configuration,
then by :data:`DEFAULTS`. So a file holds only what somebody chose, and reads the same there and
here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, Self

from factory.configuration import (
    CONFIG_NAME,
    HF_FORMAT,
    Problem,
    configuration,
    hints,
    option,
    problems,
)
from factory.configuration.options import coerced
from factory.errors import RequestError

log = logging.getLogger(__name__)

GENERATION_CONFIG_NAME = "generation_config.json"

DEFAULTS: Mapping[str, Any] = MappingProxyType(
    {
        "min_length": 0,
        "do_sample": False,
        "num_beams": 1,
        "early_stopping": False,
        "length_penalty": 1.0,
        "num_return_sequences": 1,
        "use_cache": True,
        "temperature": 1.0,
        "top_k": 50,
        "top_p": 1.0,
        "typical_p": 1.0,
        "epsilon_cutoff": 0.0,
        "eta_cutoff": 0.0,
        "repetition_penalty": 1.0,
        "no_repeat_ngram_size": 0,
        "renormalize_logits": False,
        "remove_invalid_values": False,
        "return_timestamps": False,
        "return_dict_in_generate": False,
        "output_scores": False,
        "output_logits": False,
    }
)
"""What an option is that nobody chose, as in transformers; any other is off."""

DEFAULT_NEW_TOKENS = 20
"""How many tokens are generated when nobody says."""

_NOT_HERE = (
    "assistant_early_exit",
    "constraints",
    "diversity_penalty",
    "dola_layers",
    "encoder_no_repeat_ngram_size",
    "encoder_repetition_penalty",
    "exponential_decay_length_penalty",
    "force_words_ids",
    "guidance_scale",
    "num_beam_groups",
    "penalty_alpha",
    "sequence_bias",
    "token_healing",
    "top_h",
    "watermarking_config",
)
"""Options of transformers' that change what is generated, and that this project does not have."""

_NEUTRAL = (None, False, 0, 0.0, 1, 1.0)
_OF_FILES = ("transformers_version", "_from_model_config", "_commit_hash", "_original_object_hash")
_OURS = ("seed",)

SPOKEN = ("language", "task", "return_timestamps")
"""What a call may say of speech, and of nothing else."""

Ids = tuple[int, ...]


@configuration
class GenerationConfig:
    """Options of generation; immutable, ``replace`` returns a changed copy.

    Attributes:
        foreign: keys of a file that no option has, or whose values cannot be used; written back.
    """

    max_length: int | None = option(None, "Most tokens of a text, its prompt included.", low=1)
    max_new_tokens: int | None = option(None, "Most tokens after the prompt.", low=1)
    min_length: int | None = option(None, "Fewest tokens, the prompt included.", low=0)
    min_new_tokens: int | None = option(None, "Fewest tokens after the prompt.", low=0)
    max_time: float | None = option(None, "Seconds after which no more is generated.", low=0)
    stop_strings: str | tuple[str, ...] | None = option(None, "Texts that end a text.")

    do_sample: bool | None = option(None, "Draw tokens, rather than take the likeliest.")
    num_beams: int | None = option(None, "How many candidates a beam search keeps.", low=1)
    early_stopping: bool | Literal["never"] | None = option(
        None, "End a beam search once it has num_beams whole texts: true, false, never."
    )
    length_penalty: float | None = option(None, "Above 0 a beam search prefers longer texts.")
    num_return_sequences: int | None = option(None, "How many texts a prompt gets.", low=1)
    use_cache: bool | None = option(None, "Keep keys and values, so that a token is read once.")
    seed: int | None = option(None, "Fixes what is drawn.", low=0, high=2**63 - 1)

    temperature: float | None = option(None, "Below 1 likely tokens become likelier.")
    top_k: int | None = option(None, "Draw from that many tokens; 0 for all.", low=0)
    top_p: float | None = option(
        None, "Draw from the likeliest tokens with this probability together.", low=0, high=1
    )
    min_p: float | None = option(
        None, "Draw from tokens at least this probable beside the likeliest.", low=0, high=1
    )
    typical_p: float | None = option(
        None, "Draw from the most typical tokens with this probability.", low=0, high=1
    )
    epsilon_cutoff: float | None = option(
        None, "Draw from tokens at least this probable.", low=0, high=1
    )
    eta_cutoff: float | None = option(
        None, "The same, but lower where all are improbable.", low=0, high=1
    )

    repetition_penalty: float | None = option(
        None, "Above 1 tokens that are there already become less likely."
    )
    no_repeat_ngram_size: int | None = option(
        None, "No run of so many tokens comes twice; 0 for no such rule.", low=0
    )
    bad_words_ids: tuple[Ids, ...] | None = option(None, "Runs of tokens that are never generated.")
    suppress_tokens: Ids | None = option(None, "Tokens that are never generated.")
    begin_suppress_tokens: Ids | None = option(None, "Tokens that no text begins with.")
    forced_bos_token_id: int | None = option(None, "The token after the first.", low=0)
    forced_eos_token_id: int | Ids | None = option(None, "The last token at the greatest length.")
    renormalize_logits: bool | None = option(None, "Make scores sum to 1 before they are used.")
    remove_invalid_values: bool | None = option(None, "Go on where a score is no number.")

    bos_token_id: int | None = option(None, "The token a text begins with.", low=0)
    eos_token_id: int | Ids | None = option(None, "Tokens that end a text.")
    pad_token_id: int | None = option(None, "The token after a text that has ended.", low=0)
    decoder_start_token_id: int | None = option(None, "The token a decoder begins with.", low=0)

    return_dict_in_generate: bool | None = option(None, "Return more than the tokens.")
    output_scores: bool | None = option(None, "Return the scores that tokens were chosen by.")
    output_logits: bool | None = option(None, "Return the scores as the model gave them.")

    language: str | tuple[str, ...] | None = option(None, "The language that is spoken.")
    task: Literal["transcribe", "translate"] | None = option(None, "What to do with speech.")
    return_timestamps: bool | None = option(None, "Generate when each piece was said.")
    is_multilingual: bool | None = option(None, "Whether a model of speech knows languages.")
    no_timestamps_token_id: int | None = option(None, "Says that no times are wanted.", low=0)
    max_initial_timestamp_index: int | None = option(
        None, "The latest time that speech may begin at, in steps.", low=0
    )
    lang_to_id: Mapping[str, int] | None = option(None, "Token of each language.")
    task_to_id: Mapping[str, int] | None = option(None, "Token of each task.")
    forced_decoder_ids: tuple[tuple[int | None, ...], ...] | None = option(
        None, "Pairs of a place and its token; said today by language and task."
    )
    alignment_heads: tuple[Ids, ...] | None = option(
        None, "Pairs of a layer and a head that follow the sound."
    )

    def __init__(self, **values: Any) -> None:
        self._begin(values, {})

    @classmethod
    def _made(cls, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> Self:
        config = cls.__new__(cls)
        config._begin(values, foreign)
        return config

    def _begin(self, values: Mapping[str, Any], foreign: Mapping[str, Any]) -> None:
        found = list(problems(type(self), values))
        wrong = {problem.key for problem in found}
        for name, kind in hints(type(self)).items():
            value = values.get(name) if name not in wrong else None
            object.__setattr__(self, name, coerced(kind, value))
        object.__setattr__(self, "_foreign", MappingProxyType(dict(foreign)))
        found += [problem for problem in self._rules() if problem.key not in wrong]
        if found:
            raise RequestError(f"generation.{problem}" for problem in found)

    def _rules(self) -> Iterator[Problem]:
        """What must hold beyond types and ranges."""
        if self.temperature is not None and self.temperature <= 0:
            yield Problem(
                "temperature",
                f"{self.temperature:g} is not above 0; do_sample=false takes the likeliest token",
            )
        if self.repetition_penalty is not None and self.repetition_penalty <= 0:
            yield Problem("repetition_penalty", f"{self.repetition_penalty:g} is not above 0")
        for name in _TOKENS:
            ids = _as_ids(getattr(self, name))
            if any(token < 0 for token in ids):
                yield Problem(name, f"{min(ids)} is not a token; they are counted from 0 on")
        if any(not word or min(word) < 0 for word in self.bad_words_ids or ()):
            yield Problem("bad_words_ids", "a run of tokens is empty, or has one below 0")
        if self.stop_strings is not None and (not self.stop_strings or "" in self.stop_texts):
            yield Problem("stop_strings", "one of them is empty")
        yield from self._counts()
        for least, most in (("min_length", "max_length"), ("min_new_tokens", "max_new_tokens")):
            low, high = getattr(self, least), getattr(self, most)
            if low is not None and high is not None and low > high:
                yield Problem(least, f"{low} is more than {most}, {high}")
        suppressed = set(self.suppress_tokens or ())
        for name in ("forced_bos_token_id", "forced_eos_token_id"):
            forced = set(_as_ids(getattr(self, name)))
            if forced and forced <= suppressed:
                yield Problem(name, "is among suppress_tokens, so that no token would be left")

    def _counts(self) -> Iterator[Problem]:
        texts, beams = self.num_return_sequences or 1, self.num_beams or 1
        if texts > 1 and beams == 1 and not self.do_sample:
            yield Problem(
                "num_return_sequences",
                f"{texts} texts of one prompt are all the same without do_sample=true or num_beams",
            )
        elif texts > beams > 1:
            yield Problem("num_return_sequences", f"{texts} is more than num_beams, {beams}")

    @property
    def foreign(self) -> Mapping[str, Any]:
        """Keys of a file that are kept and written back, and have no effect."""
        kept: Mapping[str, Any] = vars(self)["_foreign"]
        return kept

    @property
    def eos_token_ids(self) -> Ids:
        """Every token that ends a text."""
        return _as_ids(self.eos_token_id)

    @property
    def filler(self) -> int:
        """The token after a text that has ended before the others of its batch."""
        pad, ends = self.pad_token_id, self.eos_token_ids
        if (self.num_beams or 1) > 1 and ends:
            return pad or ends[0]  # transformers takes a padding token 0 for none here
        return next((token for token in (pad, *ends) if token is not None), 0)

    @property
    def stop_texts(self) -> tuple[str, ...]:
        """Every text that ends a text."""
        given = self.stop_strings
        return () if given is None else (given,) if isinstance(given, str) else given

    @classmethod
    def of_speech(cls, said: Mapping[str, Any], title: str) -> Iterator[str]:
        """Sentences about chosen options that say nothing of a model that hears nothing.

        Args:
            said: what somebody chose, by name.
            title: what the model is called.
        """
        if idle := [name for name in SPOKEN if said.get(name) not in (None, False)]:
            yield (
                f"generation.{idle[0]}: is of models that hear, as Whisper does; {title} reads "
                f"texts, so leave out {', '.join(idle)}"
            )

    def complete(self) -> GenerationConfig:
        """A copy in which nothing is unset that has a default."""
        return self.replace(**{k: v for k, v in DEFAULTS.items() if getattr(self, k) is None})

    def chosen(self) -> dict[str, Any]:
        """The options that are set."""
        named = ((name, getattr(self, name)) for name in hints(type(self)))
        return {name: value for name, value in named if value is not None}

    def replace(self, **changes: Any) -> Self:
        """A copy with some options changed, validated anew; None unsets one.

        Raises:
            RequestError: listing every problem.
        """
        return self._made({**self.chosen(), **changes}, self.foreign)

    def under(self, other: GenerationConfig | None, **options: Any) -> Self:
        """A copy in which what others choose takes the place of what this one says.

        A length that is asked for in one way replaces one that was said in the other.

        Args:
            other: its options go before ours.
            options: these go before those of ``other``; None leaves an option as it is.

        Raises:
            RequestError: listing every problem.
        """
        given = {k: v for k, v in options.items() if v is not None}
        if other is not None:
            given = {**other.chosen(), **given}
        for name, twin in (("length", "new_tokens"), ("new_tokens", "length")):
            for end in ("max", "min"):
                if f"{end}_{name}" in given:
                    given.setdefault(f"{end}_{twin}", None)
        return self.replace(**given)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From the contents of a file; what cannot be used is kept in ``foreign``, and told."""
        known = {k: v for k, v in data.items() if k in hints(cls)}
        foreign = {k: v for k, v in data.items() if k not in known and k not in _OF_FILES}
        wrong: dict[str, str] = {}
        try:
            config = cls._made(known, foreign)
        except RequestError as error:
            for text in error.problems:
                key, _, message = text.removeprefix("generation.").partition(": ")
                wrong[key] = message
                foreign[key] = known.pop(key)
            config = cls._made(known, foreign)
        for key in _NOT_HERE:
            if foreign.get(key) not in _NEUTRAL:
                wrong[key] = "there is no such option here"
        for key, message in wrong.items():
            log.warning("%s: %s is kept, but not used: %s", GENERATION_CONFIG_NAME, key, message)
        return config

    @classmethod
    def from_model_config(cls, data: Mapping[str, Any]) -> Self:
        """From the contents of a ``config.json``, which older files hold such options in."""
        inner: Mapping[str, Any] = data.get("decoder") or data.get("text_config") or {}
        known = hints(cls).keys() - set(_OURS)
        said = {**inner, **{k: v for k, v in data.items() if v is not None}}
        return cls.from_dict({k: v for k, v in said.items() if k in known and v is not None})

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> Self:
        """From a folder, or a file of any name; from ``config.json`` where it has no file of ours.

        Raises:
            RequestError: nothing is there, or it is not JSON.
        """
        from factory.files import read_json

        place = Path(folder).expanduser()
        if not place.is_file():
            own = place / GENERATION_CONFIG_NAME
            place = own if own.is_file() else place / CONFIG_NAME
        data = read_json(place)
        return cls.from_model_config(data) if "model_type" in data else cls.from_dict(data)

    def to_dict(self) -> dict[str, Any]:
        """What is set, as plain data."""
        data: dict[str, Any] = json_data({**self.foreign, **self.chosen()})
        return data

    def to_json_string(self) -> str:
        """What is set, as ``generation_config.json`` has it."""
        data = {**self.to_dict(), "transformers_version": HF_FORMAT}
        return json.dumps(data, indent=2, sort_keys=True) + "\n"

    def save_pretrained(self, folder: str | Path) -> None:
        """Write ``generation_config.json`` into a directory, which is made if need be.

        Raises:
            RequestError: the directory is a bundle.
        """
        from factory.files import open_folder, write_text

        write_text(open_folder(folder) / GENERATION_CONFIG_NAME, self.to_json_string())

    def __repr__(self) -> str:
        body = json.dumps(json_data(self.chosen()), indent=2, sort_keys=True, ensure_ascii=False)
        return f"{type(self).__name__} {body}\n"

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(
            "configurations are immutable: "
            f"model.generation_config = model.generation_config.replace({name}={value!r})"
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self)._made, (json_data(self.chosen()), dict(self.foreign))


_TOKENS = ("eos_token_id", "forced_eos_token_id", "suppress_tokens", "begin_suppress_tokens")


def _as_ids(given: int | Ids | None) -> Ids:
    """One token, several or none, as several."""
    return () if given is None else (given,) if isinstance(given, int) else given


def json_data(data: Any) -> Any:
    """Plain data with tuples as lists and mappings as dictionaries."""
    if isinstance(data, Mapping):
        return {key: json_data(inner) for key, inner in data.items()}
    return [json_data(inner) for inner in data] if isinstance(data, list | tuple) else data
