"""Models that read and write: what each stack is given, and what the decoder makes of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

from factory.blocks.stacks import DroppingStack
from factory.configuration import hints
from factory.families import Family
from factory.heads import Labels
from tests.models.support import (
    PAIRS,
    assert_equal_on_real_tokens,
    batch,
    every,
    kind_of,
    labels,
    named,
    pair,
    pooled_at,
    reads_and_writes,
    real_places,
    tiny,
    tiny_model,
)

TWO_STACKS = [pair for pair in PAIRS if reads_and_writes(*pair)]
every_of_two = pytest.mark.parametrize(("family", "head"), TWO_STACKS, ids=named)
every_pooled_at_source = pytest.mark.parametrize(
    ("family", "head"),
    [(f, h) for f, h in TWO_STACKS if pooled_at(f, h, tiny(f)) is not None],
    ids=named,
)
every_reader = every(lambda family: reads_and_writes(family, "base"))


def compare(family: Family, ours: Any, theirs: Any, inputs: dict[str, Tensor]) -> Any:
    """What both give for the same inputs, once it is equal."""
    with torch.no_grad():
        a, b = ours(**inputs), theirs(**inputs)
    assert_equal_on_real_tokens(a, b, real_places(family, inputs))
    return a


@every_of_two
def test_the_decoder_reads_labels_or_the_text_one_place_later(family: Family, head: str) -> None:
    ours, theirs = pair(family, head)
    inputs = batch(family, head)
    del inputs["decoder_input_ids"]
    if kind_of(family, head).labels is Labels.TEXT:
        inputs |= labels(family, head)
    try:
        theirs(**inputs)
    except ValueError:
        pytest.skip("transformers' model is to be told what was written")
    compare(family, ours, theirs, inputs)


@every_of_two
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
def test_padding_of_what_is_written_is_hidden(
    family: Family, head: str, side: str, pack: bool
) -> None:
    ours, theirs = pair(family, head)
    ours.pack_padded_batches = pack
    inputs = batch(family, head)
    length = inputs["decoder_input_ids"].shape[1]
    real = (torch.arange(length) < torch.tensor([[length], [length - 2], [3]])).long()
    if pooled_at(family, head, ours.config) is not None:
        real |= inputs["attention_mask"]  # what is pooled is no padding
    elif side == "left":
        real = real.flip(-1)
    with torch.no_grad():
        a, b = (model(**inputs, decoder_attention_mask=real) for model in (ours, theirs))
    for name in a:
        if not name.startswith("encoder_"):
            assert_equal_on_real_tokens({name: a[name]}, b, real)


@every_of_two
def test_what_was_read_may_be_given_in_place_of_the_text(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    if pooled_at(family, head, model.config) is not None:
        return  # the text itself is needed too: what is pooled is found in it
    with torch.no_grad():
        read, whole = model.encode(**inputs), model(**inputs)
        left = {n: x for n, x in inputs.items() if n not in ("input_ids", "input_features")}
        for given in (read, read.to_tuple()):
            again = model(**left, encoder_outputs=given)
            assert torch.equal(again[0], whole[0])
            assert torch.equal(again.encoder_last_hidden_state, read.last_hidden_state)


@every_reader
def test_vectors_may_stand_in_for_what_is_written(family: Family) -> None:
    ours, theirs = pair(family, "base")
    inputs = batch(family, "base")
    width = ours.config.hidden_size
    vectors = torch.randn(3, 8, width, generator=torch.Generator().manual_seed(3))
    del inputs["decoder_input_ids"]
    compare(family, ours, theirs, {**inputs, "decoder_inputs_embeds": vectors})


@every_pooled_at_source
def test_texts_that_do_not_end_alike_are_refused(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    end, ids = pooled_at(family, head, model.config), inputs["input_ids"]
    twice, never = ids.clone(), ids.clone()
    twice[0, 0], never[ids == end] = end, 7
    for wrong, told in ((twice, "1 or 2 times"), (never, "0 times")):
        with pytest.raises(ValueError, match=f"the token to pool, {end}, {told} a text"):
            model(**{**inputs, "input_ids": wrong})
    with pytest.raises(ValueError, match=r"\(3, 11\); decoder_input_ids must have that shape"):
        model(**{**inputs, "decoder_input_ids": ids[:, :5]})
    read = model.encode(**inputs)
    with pytest.raises(ValueError, match="input_ids are needed"):
        model(encoder_outputs=read, decoder_input_ids=ids)


@every(lambda family: any(name.endswith("_layerdrop") for name in hints(family.config)))
def test_both_stacks_leave_layers_out_in_training_as_in_transformers(family: Family) -> None:
    none = {name: 0.0 for name in hints(family.config) if "dropout" in name}
    chances = {name: 0.5 for name in hints(family.config) if name.endswith("_layerdrop")}
    ours, theirs = pair(family, "base", **none, **chances)
    assert all(
        isinstance(ours.body.get_submodule(n), DroppingStack) for n in ("encoder", "decoder")
    )
    inputs = batch(family, "base")
    ours.train(), theirs.train()
    found = []
    for seed in range(6):
        results = []
        for model in (ours, theirs):
            torch.manual_seed(seed)
            results.append(model(**inputs))
        assert_equal_on_real_tokens(*results, real_places(family, inputs))
        found.append(results[0].last_hidden_state)
    assert any(not torch.equal(found[0], other) for other in found)


@every_of_two
def test_copies_share_their_own_table(family: Family, head: str) -> None:
    model, inputs = tiny_model(family, head), batch(family, head)
    other = copy.deepcopy(model)
    with torch.no_grad():
        before = model(**inputs)[0]
        other.get_input_embeddings().weight.zero_()
        assert torch.equal(model(**inputs)[0], before)
        assert not torch.equal(other(**inputs)[0], before)
