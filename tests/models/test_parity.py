"""Outputs, losses and gradients equal those of transformers with the same weights."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import torch
from torch.nn import functional as F

from factory.configuration import hints, own_options
from factory.errors import RequestError
from factory.families import Family
from factory.heads import Labels
from factory.models import model_class
from factory.specs import ACTIVATIONS, FUNCTIONS
from factory.specs.leaves import LEARNED
from tests.models.support import (
    PEER_PAIRS,
    PEERS,
    assert_equal_on_real_tokens,
    attends,
    batch,
    brings_blocks,
    classifier,
    classifies,
    dropouts,
    every_peer,
    every_peer_family,
    every_peer_pair,
    every_peer_pair_of,
    has,
    hears,
    kind_of,
    labels,
    learns_activations,
    named,
    needed,
    one_stack,
    pair,
    peer_of,
    reads_and_writes,
    reads_tokens,
    real_part,
    real_places,
    takes,
    tiny,
    watched,
)


@every_peer_pair_of(takes("attention_mask"))
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
def test_outputs_equal_with_padding(family: Family, head: str, side: str, pack: bool) -> None:
    ours, theirs = pair(family, head)
    ours.pack_padded_batches = pack
    inputs = batch(family, head, side)
    with torch.no_grad():
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), real_places(family, inputs))


@every_peer_pair
def test_outputs_equal_without_mask(family: Family, head: str) -> None:
    ours, theirs = pair(family, head)
    inputs = batch(family, head)
    inputs.pop("attention_mask", None)
    with torch.no_grad():
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), real_places(family, inputs))


@every_peer_pair
def test_losses_and_gradients_equal(family: Family, head: str) -> None:
    ours, theirs = pair(family, head)
    losses, gradients = [], []
    for model in (ours, theirs):
        inputs = {**batch(family, head), **labels(family, head)}
        sources = watched(model, inputs)
        output = model(**inputs)
        losses.append(loss_of(output, real_places(family, inputs)))
        losses[-1].backward()
        gradients.append([source.grad for source in sources])
    assert torch.allclose(*losses, atol=1e-5)
    for mine, other in zip(*gradients, strict=True):
        assert mine.abs().max() > 0
        assert torch.allclose(mine, other, atol=1e-5)
    for name, parameter in ours.named_parameters():
        assert parameter.grad is None or torch.isfinite(parameter.grad).all(), name
    assert squared(ours) == pytest.approx(squared(theirs), rel=1e-3)


def loss_of(output: Any, mask: torch.Tensor) -> torch.Tensor:
    """A model's loss; without one, the mean of the squares of its first result's real part."""
    if getattr(output, "loss", None) is not None:
        return output.loss
    first = output[0]
    return first[real_part(mask, first.shape)].square().mean()


def squared(model: Any) -> float:
    """The sum of the squares of all gradients."""
    grads = (p.grad for p in model.parameters() if p.grad is not None)
    return float(sum(grad.double().square().sum() for grad in grads))


@pytest.mark.parametrize(
    ("family", "head"),
    [
        (f, h)
        for f, h in PEER_PAIRS
        if getattr(labels(f, h).get("labels"), "shape", None) == (3, 11)
    ],
    ids=named,
)
def test_labels_on_padding_count_as_in_transformers(family: Family, head: str) -> None:
    given = labels(family, head)
    ours, theirs = pair(family, head)
    given["labels"] = given["labels"].clamp(min=0)
    inputs = {**batch(family, head), **given}
    assert torch.allclose(ours(**inputs).loss, theirs(**inputs).loss, atol=1e-5)


@every_peer(lambda family: classifies(family) and not hears(family))
@pytest.mark.parametrize(
    ("count", "problem", "make"),
    [
        (1, None, lambda: torch.tensor([0.3, -1.0, 2.0])),
        (4, None, lambda: torch.tensor([3, 0, 1])),
        (4, None, lambda: torch.tensor([[1.0, 0, 0, 1]] * 3)),
        (4, "regression", lambda: torch.randn(3, 4)),
        (4, "multi_label_classification", lambda: torch.tensor([[1.0, 0, 1, 1]] * 3)),
        (3, "single_label_classification", lambda: torch.tensor([2, 0, 1])),
    ],
    ids=["regression", "classes", "several", "regression-4", "several-named", "classes-named"],
)
def test_each_kind_of_sequence_label_has_its_loss(
    family: Family, count: int, problem: str | None, make: Any
) -> None:
    """Where transformers knows them; of speech it knows classes alone."""
    head = classifier(family)
    ours, theirs = pair(family, head, num_labels=count, problem_type=problem)
    inputs = {**batch(family, head), "labels": make()}
    a, b = ours(**inputs), theirs(**inputs)
    assert torch.allclose(a.loss, b.loss, atol=1e-5)
    assert a.logits.shape == (3, count)


@every_peer_pair_of(one_stack)
def test_recorded_states_and_attentions_equal(family: Family, head: str) -> None:
    weights = {"attentions": 2} if attends(family) else {}
    assert recorded(family, head) == {"hidden_states": 3} | weights


@pytest.mark.parametrize(
    ("family", "head"), [pair for pair in PEER_PAIRS if reads_and_writes(*pair)], ids=named
)
def test_states_and_attentions_of_both_stacks_equal(family: Family, head: str) -> None:
    body = family.plan(tiny(family), head).body
    reads, writes = len(body.encoder.steps), len(body.decoder.steps)
    assert recorded(family, head) == {
        "encoder_hidden_states": reads + 1,
        "encoder_attentions": reads,
        "decoder_hidden_states": writes + 1,
        "decoder_attentions": writes,
        "cross_attentions": writes,
    }


def recorded(family: Family, head: str) -> dict[str, int]:
    """How many states and attentions there are by name, once they equal those of transformers."""
    ours, theirs = pair(family, head, eager=True)
    inputs = batch(family, head)
    wanted = {"output_hidden_states": True, "output_attentions": attends(family)}
    with torch.no_grad():
        a, b = ours(**inputs, **wanted), theirs(**inputs, **wanted)
    kept = {name: a[name] for name in a if isinstance(a[name], tuple)}
    assert_equal_on_real_tokens(kept, b, real_places(family, inputs))
    return {name: len(tensors) for name, tensors in kept.items()}


@every_peer(lambda family: takes("attention_mask")(family) and one_stack(family))
def test_hidden_states_of_a_packed_batch_are_padded_back(family: Family) -> None:
    ours, theirs = pair(family, "base")
    inputs = batch(family, "base")
    with torch.no_grad():
        a = ours(**inputs, output_hidden_states=True)
        b = theirs(**inputs, output_hidden_states=True)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs))
    assert (a.last_hidden_state[real_places(family, inputs) == 0] == 0).all()


@every_peer(takes("inputs_embeds"))
def test_vectors_may_stand_in_for_ids(family: Family) -> None:
    ours, theirs = pair(family, "base")
    inputs = batch(family, "base")
    width = ours.get_input_embeddings().weight.shape[1]
    vectors = torch.randn(3, 11, width, generator=torch.Generator().manual_seed(3))
    del inputs["input_ids"]
    with torch.no_grad():
        a, b = ours(**inputs, inputs_embeds=vectors), theirs(**inputs, inputs_embeds=vectors)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs))


@every_peer(takes("position_ids"))
def test_places_may_be_given(family: Family) -> None:
    ours, theirs = pair(family, "base")
    inputs = batch(family, "base")
    places = torch.arange(11).flip(0).expand(3, -1).contiguous() + 2
    with torch.no_grad():
        a, b = ours(**inputs, position_ids=places), theirs(**inputs, position_ids=places)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs))


@every_peer(lambda family: reads_tokens(family) and attends(family))
def test_a_mask_may_say_who_sees_whom(family: Family) -> None:
    ours, theirs = pair(family, "base")
    inputs = batch(family, "base")
    real = inputs.pop("attention_mask")
    causal = torch.ones(11, 11).tril().triu(-3)[None] * real[:, None]  # within every window
    added = torch.zeros(3, 1, 11, 11).masked_fill(causal[:, None] == 0, torch.finfo().min)
    with torch.no_grad():
        a = ours(**inputs, attention_mask=causal)
        try:
            b = theirs(**inputs, attention_mask=added)
        except RuntimeError:
            pytest.skip("transformers' model takes no such mask")
    assert_equal_on_real_tokens(a, b, real)


@pytest.mark.parametrize(
    ("family", "activation"),
    [
        *((PEERS[0], function) for function in ACTIVATIONS),
        *((family, "relu") for family in PEERS[1:]),
        *((f, function) for f in PEERS[1:] for function in LEARNED if learns_activations(f)),
    ],
    ids=named,
)
def test_every_activation_gives_equal_outputs(family: Family, activation: str) -> None:
    head = "masked_lm" if has("masked_lm")(family) else "base"
    ours, theirs = pair(family, head, hidden_act=activation)
    inputs = batch(family, head)
    with torch.no_grad():
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), real_places(family, inputs))


def inputs_of(family: Family, head: str, config: Any) -> dict[str, torch.Tensor]:
    """A batch and its labels for a configuration."""
    return {**batch(family, head, config=config), **labels(family, head, config=config)}


OPTIONS: dict[str, Any] = {
    "layer_norm_eps": 1e-2,
    "norm_eps": 1e-2,
    "type_vocab_size": 5,
    "sinusoidal_pos_embds": True,
    "pad_token_id": 3,
    "tie_word_embeddings": False,
    "max_position_embeddings": 60,
    "layer_types": ["sliding_attention", "full_attention"],
    "local_attention": 6,
    "rope_parameters": {"full_attention": {"rope_type": "default", "rope_theta": 50.0}},
    "embedding_size": 32,
    "num_hidden_groups": 2,
    "inner_group_num": 2,
    "summary_use_proj": False,
    "summary_activation": "prelu",
    "classifier_activation": "prelu",
    "relative_attention": False,
    "pos_att_type": "P2C",
    "position_buckets": -1,
    "max_relative_positions": 6,
    "conv_kernel_size": 0,
    "conv_groups": 4,
    "qkv_bias": False,
    "image_size": [32, 16],
    "patch_size": [8, 6],
    "num_channels": 1,
    "pooler_output_size": 20,
    "pooler_act": "relu",
    "rms_norm_eps": 1e-2,
    "head_dim": 20,
    "num_key_value_heads": 1,
    "sliding_window": 2,
    "max_window_layers": 0,
    "num_local_experts": 3,
    "num_experts_per_tok": 1,
    "query_pre_attn_scalar": 7,
    "attn_logit_softcapping": None,
    "final_logit_softcapping": None,
    "d_kv": 10,
    "feed_forward_proj": "gated-gelu",
    "relative_attention_max_distance": 17,
    "layer_norm_epsilon": 1e-2,
}


def allowed(family: Family, head: str, option: str, value: Any) -> bool:
    """Whether a family does not refuse it."""
    try:
        config = tiny(family, **needed(family, head) | {option: value})
        family.check(config, head)
        family.plan(config, head)
    except RequestError:
        return False
    return True


def comparable(family: Family, head: str, option: str) -> bool:
    """Whether a family has an option, and transformers' model keeps to it.

    It rebuilds square pictures alone, and cuts spectrograms into squares.
    """
    squares = kind_of(family, head).labels is Labels.PIXELS or "pixel_values" not in family.inputs
    known = option in hints(family.config) and allowed(family, head, option, OPTIONS[option])
    return known and not (squares and option in ("image_size", "patch_size"))


def concerns(family: Family, head: str, option: str, value: Any) -> bool:
    """Whether an option is to be seen with a head: what it changes is in no other model."""
    if head == "base" or family.head(tiny(family), head).body is not None:  # type: ignore[union-attr]
        return True
    least = needed(family, head)
    usual, other = (
        family.plan(tiny(family, **least | given), head) for given in ({}, {option: value})
    )
    return usual.head != other.head


@pytest.mark.parametrize(
    ("family", "head", "option"),
    [
        (f, h, option)
        for f, h in PEER_PAIRS
        for option in OPTIONS
        if comparable(f, h, option) and concerns(f, h, option, OPTIONS[option])
    ],
    ids=named,
)
def test_options_give_equal_outputs(family: Family, head: str, option: str) -> None:
    ours, theirs = pair(family, head, **{option: OPTIONS[option]})
    inputs = inputs_of(family, head, ours.config)
    with torch.no_grad():
        a, b = (model(**inputs, output_hidden_states=True) for model in (ours, theirs))
    assert_equal_on_real_tokens(a, b, real_places(family, inputs, ours.config))


def choices(family: Family, head: str) -> list[tuple[str, Any]]:
    """Every choice by name that a family's options offer, but for activations, and every switch."""
    found = []
    for field in dataclasses.fields(family.config):
        switch = (not field.default,) if isinstance(field.default, bool) else ()
        values = field.metadata.get("choices", switch)
        if field.name in own_options(family.config) and values not in (ACTIVATIONS, FUNCTIONS):
            found += [(field.name, value) for value in values]
    return [
        (option, value)
        for option, value in found
        if allowed(family, head, option, value) and concerns(family, head, option, value)
    ]


@pytest.mark.parametrize(
    ("family", "head", "option", "choice"),
    [(family, head, *choice) for family, head in PEER_PAIRS for choice in choices(family, head)],
    ids=named,
)
def test_every_choice_gives_equal_outputs(
    family: Family, head: str, option: str, choice: str | bool
) -> None:
    ours, theirs = pair(family, head, **{option: choice})
    inputs = inputs_of(family, head, ours.config)
    with torch.no_grad():
        assert_equal_on_real_tokens(
            ours(**inputs), theirs(**inputs), real_places(family, inputs, ours.config)
        )


@pytest.mark.parametrize(
    ("family", "head", "option"),
    [
        pytest.param(family, head, option, marks=[] if first else pytest.mark.again)
        for family, head in PEER_PAIRS
        for first in [(family.name, head) in brings_blocks()]
        for option in dropouts(family)
    ],
    ids=named,
)
def test_dropout_is_where_transformers_has_it(
    family: Family, head: str, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dropout is replaced by a scaling, so that its place shows in the outputs."""
    none = dict.fromkeys(dropouts(family), 0.0)
    ours, theirs = pair(family, head, eager=True, **{**none, option: 0.5})

    def scaled(x: torch.Tensor, p: float = 0.5, training: bool = True, inplace: bool = False):
        return x * (1 - p / 2) if training else x

    monkeypatch.setattr(F, "dropout", scaled)
    ours.train(), theirs.train()
    inputs = batch(family, head)
    torch.manual_seed(0)  # of what is drawn besides, as a quantiser draws in training
    a = ours(**inputs, output_attentions=True)
    torch.manual_seed(0)
    b = theirs(**inputs, output_attentions=True)
    results = {k: v for k, v in a.items() if k != "attentions"}
    assert_equal_on_real_tokens(results, b, real_places(family, inputs))


@every_peer(dropouts)
def test_dropout_is_active_in_training_only(family: Family) -> None:
    ours, _ = pair(family, "base", **dict.fromkeys(dropouts(family), 0.1))
    inputs = batch(family, "base")
    assert torch.equal(ours(**inputs)[0], ours(**inputs)[0])
    ours.train()
    assert not torch.equal(ours(**inputs)[0], ours(**inputs)[0])


@every_peer_family
def test_parameter_counts_agree(family: Family) -> None:
    for head in family.head_names:
        config = tiny(family, **needed(family, head))
        with torch.device("meta"):
            ours, theirs = model_class(family.name, head)(config), peer_of(config, family, head)
        stored = theirs.state_dict()
        fixed = sum(x.numel() for name, x in theirs.named_buffers() if name in stored)
        assert ours.num_parameters() == theirs.num_parameters() + fixed


@every_peer_family
def test_default_sizes_are_those_of_transformers(family: Family) -> None:
    from factory.specs import count

    config = family.config()
    with torch.device("meta"):
        import transformers

        peer_config = getattr(transformers, family.config.__name__)()
        theirs = getattr(transformers, f"{family.class_prefix}Model")(peer_config)
    assert count(family.plan(config)) == theirs.num_parameters()
    config = tiny(family)
    parts = [getattr(config, name) for name in config.parts()] or [config]
    assert {part.hidden_size for part in parts} == {32}
