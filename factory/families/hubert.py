"""HuBERT: speech from its samples, pretrained to name the clusters that hidden frames belong to.

Paper: https://arxiv.org/abs/2106.07447
"""

from __future__ import annotations

from collections.abc import Iterator

from factory.configuration import Problem, configuration, option
from factory.families import speech
from factory.families.base import Family, Head
from factory.heads import Feature
from factory.specs import SoundStack


@configuration
class HubertConfig(speech.SpeechConfig):
    """Options of HuBERT; the defaults are those of ``hubert-base-ls960``."""

    model_type = "hubert"

    feat_proj_layer_norm: bool = option(True, "Norm the channels before they are projected.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options."""
        yield from super().rules()
        if self.foreign.get("conv_pos_batch_norm"):
            yield Problem("conv_pos_batch_norm", "is not available, only false")


def body(config: HubertConfig, pooled: bool) -> SoundStack:
    """Frames through layers."""
    frontend = speech.frontend(config, norm=config.feat_proj_layer_norm)
    return speech.stack(config, frontend, speech.layer(config))


def ctc(config: HubertConfig) -> Head:
    """Scores of letters."""
    return speech.transcription(config, config.hidden_size)


FAMILY = Family(
    config=HubertConfig,
    class_prefix="Hubert",
    title="HuBERT",
    summary="encoder of speech, pretrained on clusters of hidden frames",
    paper="https://arxiv.org/abs/2106.07447",
    body=body,
    rows=speech.rows,
    heads={"ctc": ctc, "sequence_classification": speech.sequence_classification},
    prefix="hubert",
    provides=frozenset({Feature.HIDDEN}),
    inputs=speech.INPUTS,
    processor="wav2vec2_audio",
    init=speech.init,
)
