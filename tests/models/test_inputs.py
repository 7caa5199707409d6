"""Inputs lie on one grid, or an error says what is wrong with them."""

from __future__ import annotations

import pytest
import torch

from factory.families import Family
from factory.specs import Learned, walk
from tests.models.support import (
    assert_equal_on_real_tokens,
    attends,
    batch,
    every,
    every_peer,
    has,
    pair,
    reads_tokens,
    takes,
    tiny,
    tiny_model,
)

with_token_types = every(takes("token_type_ids"))


@every(takes("inputs_embeds"))
def test_ids_and_masks_of_another_shape_are_refused(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    ids = inputs["input_ids"]
    with pytest.raises(ValueError, match="either input_ids or inputs_embeds"):
        model()
    with pytest.raises(ValueError, match="either input_ids or inputs_embeds"):
        model(input_ids=ids, inputs_embeds=torch.zeros(3, 11, 32))
    with pytest.raises(ValueError, match=r"\(3, 4\).*\(3, 11\)"):
        model(input_ids=ids, attention_mask=torch.ones(3, 4))
    with pytest.raises(ValueError, match=r"input_ids has shape \(11,\)"):
        model(input_ids=ids[0])


@every(takes("position_ids", "inputs_embeds"))
def test_places_of_another_shape_are_refused(family: Family) -> None:
    model, ids = tiny_model(family), batch(family, "base")["input_ids"]
    with pytest.raises(ValueError, match=r"position_ids has shape \(3, 4\); \(3, 11\) is needed"):
        model(input_ids=ids, position_ids=torch.zeros(3, 4, dtype=torch.long))


@every(has("multiple_choice"))
def test_candidates_without_an_axis_of_their_own_are_refused(family: Family) -> None:
    with pytest.raises(ValueError, match="input_ids has shape"):
        tiny_model(family, "multiple_choice")(input_ids=batch(family, "base")["input_ids"])


@every(has("multiple_choice"))
def test_candidates_have_an_axis_of_their_own_in_every_input(family: Family) -> None:
    model = tiny_model(family, "multiple_choice")
    ids, places = torch.ones(2, 3, 5).long(), torch.arange(5)
    once = model(input_ids=ids, position_ids=places).logits
    assert torch.equal(once, model(input_ids=ids, position_ids=places.expand(2, 3, 5)).logits)
    for shape in [(2, 5), (3, 2, 5)]:
        with pytest.raises(
            ValueError, match=r"attention_mask has shape .* \(batch, choices, \.\.\.\)"
        ):
            model(input_ids=ids, attention_mask=torch.ones(shape))


@with_token_types
@pytest.mark.parametrize("shape", [(2, 7), (4, 2), (1, 8), (11, 3)])
def test_token_types_of_another_shape_are_refused(family: Family, shape: tuple[int, int]) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    with pytest.raises(ValueError, match="token_type_ids has shape"):
        model(**{**inputs, "token_type_ids": torch.zeros(shape, dtype=torch.long)})


@with_token_types
@pytest.mark.parametrize("pack", [True, False])
def test_token_types_may_be_given_once_for_all(family: Family, pack: bool) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    model.pack_padded_batches = pack
    row = (torch.arange(11) > 3).long()
    for once in (row, row[None]):
        a = model(**{**inputs, "token_type_ids": once})
        b = model(**{**inputs, "token_type_ids": row.expand(3, -1)})
        assert torch.equal(a.last_hidden_state, b.last_hidden_state)


@every(lambda family: reads_tokens(family) and "token_type_ids" not in family.inputs)
def test_token_types_are_refused_where_there_are_none(family: Family) -> None:
    with pytest.raises(ValueError, match="takes no token_type_ids"):
        tiny_model(family)(torch.ones(1, 2).long(), token_type_ids=torch.zeros(1, 2).long())


@every(reads_tokens)
def test_a_misspelt_argument_is_refused_with_the_nearest_one(family: Family) -> None:
    with pytest.raises(TypeError, match=r"argument 'atention_mask'. Did you mean 'attention_mask'"):
        tiny_model(family)(torch.ones(1, 2).long(), atention_mask=torch.ones(1, 2))


@every(has("token_classification"))
def test_labels_off_the_grid_are_refused(family: Family) -> None:
    model, inputs = (
        tiny_model(family, "token_classification"),
        batch(family, "token_classification"),
    )
    with pytest.raises(ValueError, match="does not lie on the batch's"):
        model(**inputs, labels=torch.full((1, 11), -100))


@every(reads_tokens)
def test_masks_to_be_added_to_scores_are_refused(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    mask = inputs.pop("attention_mask")
    with pytest.raises(ValueError, match="values other than 0 and 1"):
        model(**inputs, attention_mask=(1.0 - mask) * -1e4)
    a = model(**inputs, attention_mask=mask.float())[0]
    assert torch.equal(a, model(**inputs, attention_mask=mask.bool())[0])


def has_table(family: Family) -> bool:
    """Whether a family has a vector for each place, and so a last place."""
    return reads_tokens(family) and any(
        isinstance(node, Learned) for _, node in walk(family.plan(tiny(family)))
    )


@every(has_table)
def test_sequences_beyond_the_positions_are_told_in_words(family: Family) -> None:
    with pytest.raises(ValueError, match=r"a sequence of 41 tokens needs 4\d positions"):
        tiny_model(family)(input_ids=torch.full((1, 41), 7))


@every(lambda family: has_table(family) and takes("position_ids")(family))
@pytest.mark.parametrize("beyond", [True, False])
def test_places_that_there_are_none_of_are_told_in_words(family: Family, beyond: bool) -> None:
    room = next(
        node.table.count for _, node in walk(family.plan(tiny(family))) if isinstance(node, Learned)
    )
    places = torch.tensor([0, 1, room if beyond else -1])
    with pytest.raises(ValueError, match=f"the model has places from 0 to {room - 1}"):
        tiny_model(family)(input_ids=torch.full((1, 3), 7), position_ids=places)


@every_peer(lambda family: reads_tokens(family) and not has_table(family))
def test_without_a_table_of_positions_any_length_gives_equal_outputs(family: Family) -> None:
    ours, theirs = pair(family, "base")
    ids = torch.randint(5, 64, (2, 150), generator=torch.Generator().manual_seed(0))
    mask = (torch.arange(150) < torch.tensor([[150], [111]])).long()
    with torch.no_grad():
        a, b = ours(ids, attention_mask=mask), theirs(ids, attention_mask=mask)
    assert_equal_on_real_tokens(a, b, mask)


@every(reads_tokens)
@pytest.mark.parametrize("token", [1_000_000, -1])
def test_ids_outside_the_vocabulary_are_told_in_words(family: Family, token: int) -> None:
    inputs = batch(family, "base")
    inputs["input_ids"][1, 2] = token
    with pytest.raises(ValueError, match=rf"token id {token} in row 1, place 2, is outside the"):
        tiny_model(family)(**inputs)


@every_peer(reads_tokens)
def test_padding_beyond_the_positions_is_what_transformers_makes_of_it(family: Family) -> None:
    ours, theirs = pair(family, "base")
    ids = torch.full((1, 40), ours.config.pad_token_id)
    ids[:, :20] = 7
    mask = (torch.arange(40) < 20).long()[None]
    with torch.no_grad():
        a, b = ours(ids, attention_mask=mask), theirs(ids, attention_mask=mask)
    assert (a[0] - b[0])[mask.bool()].abs().max() < 1e-5


@every(has("token_classification"))
@pytest.mark.parametrize("kind", ["holes", "empty row", "left"])
def test_odd_masks_pack_to_the_same_results(family: Family, kind: str) -> None:
    model, inputs = (
        tiny_model(family, "token_classification"),
        batch(family, "token_classification"),
    )
    mask = inputs["attention_mask"]
    if kind == "holes":
        mask[0, 3:6] = 0
    elif kind == "empty row":
        mask[1] = 0
    else:
        inputs = batch(family, "token_classification", "left")
        mask = inputs["attention_mask"]
    model.pack_padded_batches = True
    packed = model(**inputs).logits
    model.pack_padded_batches = False
    padded = model(**inputs).logits
    assert (packed - padded)[mask.bool()].abs().max() < 1e-5
    assert torch.isfinite(padded).all()


@every(lambda family: reads_tokens(family) and attends(family))
def test_a_mask_of_pairs_may_say_what_is_padding(family: Family) -> None:
    model, inputs = tiny_model(family), batch(family, "base")
    mask = inputs.pop("attention_mask")
    pairs = mask[:, None, :].expand(-1, mask.shape[1], -1)
    with torch.no_grad():
        a, b = model(**inputs, attention_mask=pairs), model(**inputs, attention_mask=mask)
    assert_equal_on_real_tokens(a, b, mask)
