"""``model.generate``."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor

from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.generation.config import GENERATION_CONFIG_NAME, GenerationConfig
from factory.generation.decoding.listening import is_windowed, written_down
from factory.generation.decoding.outputs import Generated
from factory.generation.decoding.prompts import known_tokens
from factory.generation.decoding.searching import run
from factory.generation.decoding.starting import Given, alone, beside, hears, vocabulary_of
from factory.generation.streamers import Streamer
from factory.specs import walk

log = logging.getLogger(__name__)

_ONLY_DRAWN = (
    "temperature",
    "top_k",
    "top_p",
    "min_p",
    "typical_p",
    "epsilon_cutoff",
    "eta_cutoff",
)
_ONLY_BEAMS = ("early_stopping", "length_penalty")


class GenerationMixin:
    """Generation, for models that give scores of the next token.

    A class that has it is a torch module with ``config``, ``device``, ``new_cache`` and a
    ``forward`` that takes ``past_key_values`` and ``logits_to_keep``; with ``encode`` where an
    encoder reads first.

    Attributes:
        generates: whether the scores of its head are of what comes next.
    """

    generates: ClassVar[bool] = False
    config: PretrainedConfig
    _generation_config: GenerationConfig | None = None
    _told_of_dropout: bool = False

    @property
    def generation_config(self) -> GenerationConfig:
        """Options of generation that come with the model; assign to change them.

        Without any of their own they are those that the configuration holds, as older files do.
        """
        if self._generation_config is None:
            return GenerationConfig.from_model_config(self.config.to_dict())
        return self._generation_config

    @generation_config.setter
    def generation_config(self, value: GenerationConfig) -> None:
        if not isinstance(value, GenerationConfig):
            raise TypeError(f"a GenerationConfig is needed, not {type(value).__name__}")
        self._generation_config = value

    def load_generation_config(self, folder: Path) -> None:
        """Take the options that lie beside weights, if the model generates."""
        if self.generates and (folder / GENERATION_CONFIG_NAME).is_file():
            self.generation_config = GenerationConfig.from_pretrained(folder)

    def generate(
        self,
        inputs: Tensor | None = None,
        *,
        attention_mask: Tensor | None = None,
        generation_config: GenerationConfig | None = None,
        streamer: Streamer | None = None,
        seed: int | None = None,
        tokenizer: Any = None,
        **options: Any,
    ) -> Tensor | Generated:
        """Texts that go on from prompts.

        Args:
            inputs: token ids (prompts, tokens), padded on the left, or on any side for an encoder;
                or an encoder's features (recordings, bands, times), which are written down window
                by window where they are longer than the model hears at once. Also under the name
                that the model's ``forward`` has for them. Without any, a text begins with
                ``bos_token_id``.
            attention_mask: 1 for tokens and 0 for padding (prompts, tokens), or of times of
                recordings. When None, a decoder that stands alone finds padding by
                ``pad_token_id``, and an encoder reads all.
            generation_config: options that go before the model's own.
            streamer: is handed every token as it is generated.
            seed: fixes what is drawn; when None it is drawn from torch's global generator, so that
                ``torch.manual_seed`` governs it as it does other draws.
            tokenizer: what tokens mean; needed for ``stop_strings``.
            options: single options, which go before all others: ``max_new_tokens=50``.

        Returns:
            Token ids (texts, tokens), prompts included but for those of a transcription; with
            ``return_dict_in_generate`` a :class:`Generated`. Several texts of one prompt lie side
            by side.

        Raises:
            RequestError: an option is unknown or wrong, options contradict each other, or the
                prompts are longer than texts may be.
        """
        if not self.generates:
            raise RequestError(
                f"{type(self).__name__} does not score what comes next, so it cannot generate; "
                "a head of causal_lm or conditional_generation does"
            )
        self._tell_of_dropout()
        given = self._given(inputs, attention_mask, options)
        said = {**({} if generation_config is None else generation_config.chosen()), **options}
        if not hears(self) and (
            idle := list(GenerationConfig.of_speech(said, type(self).__name__))
        ):
            raise RequestError(idle)
        with torch.inference_mode():
            config = self._options(generation_config, seed, options)
            known_tokens(config, vocabulary_of(self))
            if is_windowed(self, config, given):
                found = written_down(
                    self,
                    config,
                    given,
                    timed=config.no_timestamps_token_id is not None
                    and said.get("return_timestamps") is not False,
                    tokenizer=tokenizer,
                    streamer=streamer,
                )
            else:
                start = (beside if hasattr(self, "encode") else alone)(self, config, given)
                found = run(config, start, tokenizer, streamer)
        found = found.usable()
        return found if config.return_dict_in_generate else found.sequences

    def _tell_of_dropout(self) -> None:
        """Once, that texts are left to chance while a model trains."""
        if self._told_of_dropout or not getattr(self, "training", False):
            return
        chances = ("dropout", "layerdrop")
        nodes = (node for _, node in walk(self.tree)) if hasattr(self, "tree") else ()
        if any(getattr(node, chance, 0) for node in nodes for chance in chances):
            self._told_of_dropout = True
            log.warning(
                "%s generates in training mode, so dropout changes its texts; call eval() first",
                type(self).__name__,
            )

    def _given(self, inputs: Tensor | None, mask: Tensor | None, options: dict[str, Any]) -> Given:
        """The inputs of a call, taken out of its options."""
        named = [options.pop(name, None) for name in ("input_ids", "input_features")]
        firsts = [x for x in (inputs, *named) if x is not None]
        if len(firsts) > 1:
            raise RequestError("inputs: they are given twice; give them once")
        segments = options.pop("token_type_ids", None)
        if segments is not None and bool(segments.any()):
            raise RequestError(
                "token_type_ids: a text that is gone on with is one segment; leave it"
            )
        return Given(
            inputs=firsts[0] if firsts else None,
            mask=mask,
            decoder_ids=options.pop("decoder_input_ids", None),
            decoder_mask=options.pop("decoder_attention_mask", None),
            encoded=options.pop("encoder_outputs", None),
        )

    def _options(
        self, other: GenerationConfig | None, seed: int | None, options: dict[str, Any]
    ) -> GenerationConfig:
        config = self.generation_config.under(other, seed=seed, **options).complete()
        for names, needed, there in (
            (_ONLY_DRAWN, "do_sample=true", config.do_sample),
            (_ONLY_BEAMS, "num_beams above 1", (config.num_beams or 1) > 1),
        ):
            if idle := [name for name in names if options.get(name) is not None and not there]:
                log.warning("generation: %s has no effect without %s", ", ".join(idle), needed)
        return config
