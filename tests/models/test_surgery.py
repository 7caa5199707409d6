"""Resizing, pruning and freezing: what is kept, what follows, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from factory.configuration import hints
from factory.errors import RequestError
from factory.families import Family
from factory.heads import Labels
from factory.models import model_class
from factory.specs.edits import mixers
from tests.models import support
from tests.models.support import (
    PAIRS,
    SMALL,
    batch,
    each_block_of,
    every,
    every_peer_family,
    has,
    kind_of,
    labels,
    learns_activations,
    named,
    one_stack,
    pair,
    prunable,
    reads_tokens,
)

GIVES_TOKENS = (Labels.TOKENS, Labels.PRETRAINING, Labels.ORDER)

with_tokens_out = pytest.mark.parametrize(
    ("family", "head"),
    [(f, h) for f, h in PAIRS if kind_of(f, h).labels in GIVES_TOKENS],
    ids=named,
)


def tiny_model(family: Family, head: str = "base", **options: Any) -> Any:
    """A model each of whose layers and heads has weights of its own."""
    apart = {
        "num_hidden_groups": SMALL["num_hidden_layers"],
        "num_key_value_heads": SMALL["num_attention_heads"],
        "head_dim": 8,
    }
    own = {name: value for name, value in apart.items() if name in hints(family.config)}
    return support.tiny_model(family, head, **own, **options)


def mixer(model: Any, layer: int) -> Any:
    """The attention block of a layer."""
    return model.get_submodule(tuple(mixers(model.tree))[layer])


@each_block_of(reads_tokens)
@pytest.mark.parametrize("size", [50, 64, 90])
def test_resizing_keeps_rows_and_everything_else(family: Family, head: str, size: int) -> None:
    model = tiny_model(family, head)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    table = model.resize_token_embeddings(size)
    kept = min(size, 64)
    assert table is model.get_input_embeddings()
    assert tuple(table.weight.shape) == (size, before["body.frontend.token.weight"].shape[1])
    assert model.config.vocab_size == size
    for name, parameter in model.named_parameters():
        old = before[name]
        if old.shape == parameter.shape:
            assert torch.equal(old, parameter), name
        else:
            assert torch.equal(old[:kept], parameter[:kept]), name
    inputs = batch(family, head)
    inputs["input_ids"] = inputs["input_ids"].clamp(max=size - 1)
    model(**inputs)


@with_tokens_out
def test_ties_and_their_bias_follow_a_resize(family: Family, head: str) -> None:
    model = tiny_model(family, head)
    model.resize_token_embeddings(70)
    output = model.get_output_embeddings()
    assert output.bias.shape == (70,)
    name = "prediction_logits" if head == "pretraining" else "logits"
    inputs = {**batch(family, head), **labels(family, head)}
    result = model(**inputs)
    assert result[name].shape[-1] == 70
    result.loss.backward()
    assert model.get_input_embeddings().weight.grad[64:].abs().sum() > 0


@every(has("masked_lm"))
def test_untied_output_tables_are_resized_too(family: Family) -> None:
    model = tiny_model(family, "masked_lm", tie_word_embeddings=False)
    model.resize_token_embeddings(70)
    assert model(**batch(family, "masked_lm")).logits.shape[-1] == 70


@every(reads_tokens)
def test_sizes_round_up_to_a_multiple(family: Family) -> None:
    model = tiny_model(family)
    assert model.resize_token_embeddings(65, pad_to_multiple_of=8).weight.shape[0] == 72


@every(reads_tokens)
def test_unchanged_parameters_stay_the_same_objects(family: Family) -> None:
    model = tiny_model(family)
    before = dict(model.named_parameters())
    model.resize_token_embeddings(70)
    after = dict(model.named_parameters())
    changed = {name for name in after if after[name] is not before[name]}
    assert changed == {"body.frontend.token.weight"}


@every(reads_tokens)
def test_impossible_sizes_are_refused(family: Family) -> None:
    model = tiny_model(family)
    with pytest.raises(RequestError, match="vocab_size"):
        model.resize_token_embeddings(0)
    assert model.config.vocab_size == 64


@each_block_of(prunable)
def test_pruned_heads_are_as_if_their_output_were_zero(family: Family, head: str) -> None:
    whole, pruned = tiny_model(family, head), tiny_model(family, head)
    gone = {0: [1, 3], 1: [0]}
    pruned.prune_heads(gone)
    for layer, heads in gone.items():
        weight = mixer(whole, layer).output.weight
        for number in heads:
            weight.data[:, number * 8 : number * 8 + 8] = 0
    inputs = batch(family, head)
    with torch.no_grad():
        for a, b in zip(whole(**inputs).to_tuple(), pruned(**inputs).to_tuple(), strict=True):
            assert (a - b).abs().max() < 1e-6
    assert mixer(pruned, 0).query.weight.shape == (16, 32)
    assert pruned.num_parameters() < whole.num_parameters()


@every(prunable)
def test_heads_pruned_twice_are_counted_in_the_whole_layer(family: Family) -> None:
    once, twice = tiny_model(family), tiny_model(family)
    once.prune_heads({0: [0, 2], 1: [3]})
    twice.prune_heads({0: [2]})
    twice.prune_heads({0: [0, 2], 1: [3]})
    assert once.config == twice.config
    assert once.config.pruned_heads == {0: (0, 2), 1: (3,)}
    for (name, a), (_, b) in zip(once.named_parameters(), twice.named_parameters(), strict=True):
        assert torch.equal(a, b), name


@each_block_of(prunable)
def test_pruned_models_are_saved_reloaded_and_pruned_again(
    family: Family, head: str, tmp_path
) -> None:
    model = tiny_model(family, head)
    model.prune_heads({1: [0, 1]})
    model.save_pretrained(tmp_path)
    loaded = model_class(family.name, head).from_pretrained(tmp_path)
    assert loaded.config.pruned_heads == {1: (0, 1)}
    inputs = batch(family, head)
    with torch.no_grad():
        for a, b in zip(model(**inputs).to_tuple(), loaded(**inputs).to_tuple(), strict=True):
            assert torch.equal(a, b)
        model.prune_heads({1: [3], 0: [0]})
        loaded.prune_heads({1: [3], 0: [0]})
        for a, b in zip(model(**inputs).to_tuple(), loaded(**inputs).to_tuple(), strict=True):
            assert torch.equal(a, b)


@every(prunable)
@pytest.mark.parametrize(
    ("heads", "message"),
    [
        ({7: [0]}, "layer 7"),
        ({0: [4]}, "heads 0 to 3"),
        ({0: [0, 1, 2, 3]}, "without heads"),
    ],
)
def test_impossible_prunings_are_refused(family: Family, heads: dict, message: str) -> None:
    model = tiny_model(family)
    with pytest.raises(RequestError, match=message):
        model.prune_heads(heads)
    assert model.config.pruned_heads == {}
    model(**batch(family, "base"))


@every(lambda family: "num_key_value_heads" in hints(family.config))
def test_heads_that_share_keys_are_not_pruned(family: Family) -> None:
    model = support.tiny_model(family)
    with pytest.raises(RequestError, match="4 heads of a layer share 2 of keys and values"):
        model.prune_heads({1: [0]})
    with pytest.raises(RequestError, match="4 heads of a layer share 2 of keys and values"):
        support.tiny_model(family, pruned_heads={0: [0, 1]})


@each_block_of(one_stack)
def test_parts_can_be_frozen(family: Family, head: str) -> None:
    model = tiny_model(family, head)
    whole = model.num_parameters()
    model.freeze("body.frontend", "body.layers.0")
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    assert not any(n.startswith(("body.frontend.", "body.layers.0.")) for n in trained)
    assert any(n.startswith("body.layers.1.") for n in trained)
    assert model.num_parameters(only_trainable=True) < whole
    model.unfreeze()
    assert model.num_parameters(only_trainable=True) == whole


@every(reads_tokens)
def test_frozen_parts_stay_frozen_through_a_resize(family: Family) -> None:
    model = tiny_model(family)
    model.freeze("body.frontend")
    model.resize_token_embeddings(70)
    assert not model.get_input_embeddings().weight.requires_grad


@every(one_stack)
def test_freezing_a_part_that_is_not_there_names_the_nearest(family: Family) -> None:
    with pytest.raises(RequestError, match=r"Did you mean 'body\.frontend'"):
        tiny_model(family).freeze("body.frontent")


@every(learns_activations)
def test_fixed_numbers_of_an_activation_never_train(family: Family) -> None:
    model = tiny_model(family, hidden_act="xielu")
    model.unfreeze()
    fixed = {n for n, p in model.named_parameters() if not p.requires_grad}
    begun = {n for n, p in tiny_model(family).named_parameters() if not p.requires_grad}
    assert {name.rsplit(".", 1)[1] for name in fixed - begun} == {"beta", "eps"}


@every_peer_family
def test_embeddings_can_be_left_out_of_the_count(family: Family) -> None:
    model, theirs = pair(family, "base")
    found = {m.weight for m in theirs.modules() if isinstance(m, torch.nn.Embedding)}
    tables = sum(weight.numel() for weight in found)
    assert model.num_parameters(exclude_embeddings=True) == theirs.num_parameters() - tables
