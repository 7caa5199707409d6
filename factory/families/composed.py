"""What a model composed of blocks is: its options, and the stacks that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Literal

from factory.configuration import PretrainedConfig, Problem, configuration, hints, option, problems
from factory.errors import RequestError
from factory.families.encoder_decoders import start_in_vocabulary
from factory.families.shared import divides, padding_in_vocabulary
from factory.recipes import FRONTEND, Place
from factory.recipes.choices import chosen
from factory.recipes.composing import (
    ADDED,
    MOST_LAYERS,
    NEEDED,
    Layers,
    StackOptions,
    Written,
    length,
    read,
    stack,
)
from factory.recipes.frontends import every_frontend, frontend_of
from factory.specs import (
    FULL,
    Causal,
    Embedding,
    EncoderDecoder,
    Frontend,
    Shared,
    SpecError,
    Stack,
    Tokens,
)

WRITTEN = (*NEEDED, *ADDED)
"""Roles that a recipe is written for."""

USUAL_LAYERS = 6


def block(name: str | None, meaning: str) -> Any:
    """An option that holds a recipe's name, or a mapping of it with its options."""
    return option(None if name is None else {"name": name}, meaning)


@configuration
class TransformerConfig(PretrainedConfig):
    """Options of a model composed of blocks; the defaults are those of an encoder of texts."""

    model_type = "transformer"
    aliases: ClassVar[Mapping[str, str]] = {"hidden_act": "activation"}

    frontend: Written = block("tokens", "What is read: tokens, patches, waveform, mel ...")
    vocab_size: int = option(32000, "Number of tokens that are read or written.", low=1)
    hidden_size: int = option(512, "Width of the hidden states.", low=1)
    num_hidden_layers: int | None = option(
        None,
        "Number of layers; as many as the pattern has, or 6, when null.",
        low=1,
        high=MOST_LAYERS,
    )
    num_attention_heads: int = option(8, "Attention heads per layer.", low=1)
    intermediate_size: int | None = option(
        None, "Width inside the feed-forward blocks; 4 times hidden_size when null.", low=1
    )
    max_position_embeddings: int = option(512, "Longest text, in tokens.", low=1)
    attention: Written = block("plain", "How tokens look at each other: plain, grouped ...")
    feedforward: Written = block("dense", "What is done to each token by itself: dense, swiglu ...")
    position: Written = block("rotary", "How tokens know their place: rotary, alibi ...")
    norm: Written = block("layernorm", "The norm of the stream: layernorm, rmsnorm ...")
    order: Written = block("pre", "Where norms stand: pre, post, sandwich ...")
    activation: Written | None = block(None, "The function in feed-forward blocks, if another.")
    adapter: Written | None = block(None, "What is trained beside projections, if anything.")
    layers: tuple[Mapping[str, Any], ...] | None = option(
        None,
        "A pattern of layers, repeated until there are enough: blocks of each, and its repeat.",
    )
    causal: bool = option(False, "Tokens see only what comes before them.")
    decoder: Mapping[str, Any] | None = option(
        None,
        "A decoder beside these layers, which are then the encoder; what is otherwise in it.",
    )
    pooling: Literal["first", "mean", "last"] | None = option(
        None, "Which vector stands for the whole; what is usual for the frontend when null."
    )
    bias: bool = option(True, "Projections have biases.")
    hidden_dropout_prob: float = option(0.1, "Dropout of embeddings and blocks.", low=0, high=1)
    attention_probs_dropout_prob: float = option(
        0.1, "Dropout of attention weights.", low=0, high=1
    )
    initializer_range: float = option(0.02, "Standard deviation of initial weights.", low=0)
    layer_norm_eps: float = option(1e-5, "Added to the variance in norms.", low=1e-30)
    use_cache: bool = option(
        True, "Generation remembers keys and values; forward does so when it is asked to."
    )
    bos_token_id: int | None = option(0, "Id of the token a text begins with.", low=0)
    pad_token_id: int | None = option(1, "Id of the padding token.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(2, "Id of the token a text ends with.")
    decoder_start_token_id: int | None = option(
        2, "Id of the token that a decoder beside an encoder begins with.", low=0
    )

    def _settle(self, given: dict[str, Any], found: list[Problem]) -> None:
        """Recipes that are named alone, as mappings: one way to hold what two ways can say."""
        super()._settle(given, found)
        given |= _in_full(given)
        if isinstance(given.get("decoder"), Mapping):
            given["decoder"] = _in_full(given["decoder"])

    def derived(self) -> Mapping[str, Any]:
        """What follows from the other options."""
        usual = frontend_of(self.frontend).pooling
        return {
            "num_hidden_layers": USUAL_LAYERS if self.layers is None else length(self.layers),
            "intermediate_size": 4 * self.hidden_size,
            "pooling": "last" if self.causal and usual == "first" else usual,
        }

    def rules(self) -> Iterator[Problem]:
        """What must hold between options, that the blocks can be put together above all."""
        yield from super().rules()
        beside = [*divides(self, "num_attention_heads", "hidden_size")]
        beside += [*padding_in_vocabulary(self), *start_in_vocabulary(self)]
        yield from beside
        if not beside:
            yield from self._impossible()

    def _impossible(self) -> Iterator[Problem]:
        """What is wrong with recipes; where nothing is, what keeps their blocks from fitting."""
        found = [text for make in (beginning, reading, writing) for text in _told(make, self)]
        for text in dict.fromkeys(found) or _told(body, self, False):
            key, _, message = text.partition(": ")
            section, _, own = key.rpartition(".")
            if "no such option" in message and own in hints(type(self)):
                message += f" It is one of the whole: not {section}.{own}, but {own}."
            yield Problem(key, message)

    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
        return (self.num_hidden_layers or 0) + layers_of_decoder(self)

    @property
    def image_size(self) -> int | None:
        """Pixels of a picture's side; None where no pictures are read."""
        return self._of_frontend("image_size")

    @property
    def num_channels(self) -> int | None:
        """Colours of a picture; None where no pictures are read."""
        return self._of_frontend("num_channels")

    @property
    def num_mel_bins(self) -> int | None:
        """Bands of a spectrogram; None where none is read."""
        return self._of_frontend("num_mel_bins")

    @property
    def max_source_positions(self) -> int | None:
        """Frames of a spectrogram; None where none is read."""
        return self._of_frontend("max_source_positions")

    def _of_frontend(self, name: str) -> int | None:
        found: int | None = getattr(chosen(FRONTEND, FRONTEND, self.frontend).options, name, None)
        return found


def _told(make: Callable[..., object], *given: object) -> tuple[str, ...]:
    """What keeps something from being made."""
    try:
        make(*given)
    except RequestError as error:
        return error.problems
    except SpecError as error:
        return (str(error),)
    return ()


def _in_full(given: Mapping[str, Any]) -> dict[str, Any]:
    """Options with recipes that are named alone as mappings, those of single layers too."""
    full = {
        name: {"name": value} if name in (FRONTEND, *WRITTEN) and isinstance(value, str) else value
        for name, value in given.items()
    }
    if isinstance(layers := full.get("layers"), list | tuple):
        kinds = (_in_full(kind) if isinstance(kind, Mapping) else kind for kind in layers)
        full["layers"] = tuple(kinds)
    return full


def body(config: TransformerConfig, pooled: bool) -> Stack | EncoderDecoder:
    """The layers on their frontend, and the decoder beside them if there is one; no pooler.

    Raises:
        RequestError: a recipe or an option of one is not there; by the key that asks for it.
        SpecError: blocks do not fit where they are to stand; by that key, too.
    """
    frontend, places = beginning(config)
    layers, decoder = reading(config), writing(config)
    looks = config.attention_probs_dropout_prob
    mask = Causal() if config.causal else FULL
    own = stack(layers, frontend, replace(place(config), places=places, mask=mask), looks=looks)
    if decoder is None:
        return own
    behind = replace(place(config), mask=Causal())
    written = stack(decoder, table(config, frontend), behind, looks=looks, crossed=True)
    return EncoderDecoder(encoder=own, decoder=written)


def place(config: TransformerConfig) -> Place:
    """What all blocks have in common."""
    return Place(
        old=None,
        width=config.hidden_size,
        heads=config.num_attention_heads,
        head_width=config.hidden_size // config.num_attention_heads,
        hidden=config.intermediate_size or 1,
        places=config.max_position_embeddings,
        bias=config.bias,
        dropout=config.hidden_dropout_prob,
        eps=config.layer_norm_eps,
        vocabulary=config.vocab_size,
        padding=config.pad_token_id,
    )


def beginning(config: TransformerConfig) -> tuple[Frontend, int]:
    """What the layers begin with, and for how many vectors there are places."""
    begin = chosen(FRONTEND, FRONTEND, config.frontend)
    made: Frontend = begin(place(config))
    recipe = frontend_of(config.frontend)
    return made, config.max_position_embeddings if recipe.vectors is None else recipe.vectors(made)


def reading(config: TransformerConfig) -> Layers:
    """The layers that read: all there are, or those of the encoder."""
    roles = {role: getattr(config, role) for role in WRITTEN}
    return read(roles, config.layers, config.num_hidden_layers or 1)


def writing(config: TransformerConfig) -> Layers | None:
    """The layers of the decoder, if there is one beside an encoder.

    Raises:
        RequestError: with everything that is wrong with them, or nothing for it to look at.
    """
    given = config.decoder
    if given is None:
        return None
    recipe = frontend_of(config.frontend)
    if not recipe.decoded:
        able = (other.name for other in every_frontend() if other.decoded)
        raise RequestError(
            f"decoder: none can look at what the frontend {recipe.name!r} gives; that of "
            f"{' or '.join(able)} would do"
        )
    wrong = [f"decoder.{problem}" for problem in problems(StackOptions, given)]
    if wrong:
        raise RequestError(text.replace("StackOptions has", "a decoder has") for text in wrong)
    roles = {role: given.get(role) for role in WRITTEN}
    return read(
        roles,
        given.get("layers"),
        layers_of_decoder(config),
        key="decoder.",
        beside=reading(config),
    )


def layers_of_decoder(config: TransformerConfig) -> int:
    """How many layers a decoder beside an encoder has; 0 where there is none."""
    given = config.decoder
    if given is None:
        return 0
    own = config.num_hidden_layers if given.get("layers") is None else length(given["layers"])
    return given.get("num_hidden_layers") or own or 1


def table(config: TransformerConfig, frontend: Frontend) -> Tokens:
    """What the decoder reads: the encoder's tokens, or some of its own."""
    width = config.hidden_size
    if isinstance(frontend, Tokens) and config.tie_word_embeddings:
        return Tokens(token=Shared(to="body.encoder.frontend.token", width=width))
    count, padding = config.vocab_size, config.pad_token_id
    return Tokens(token=Embedding(count=count, width=width, padding=padding))
