"""Options of what tokens see: both sides, windows by layer, and what cannot be."""

from __future__ import annotations

import pytest
import torch

from factory.configuration import hints
from factory.errors import RequestError
from factory.families import Family
from tests.models.support import (
    FAMILIES,
    assert_equal_on_real_tokens,
    batch,
    every,
    pair,
    real_places,
    tiny,
    tiny_model,
)


def sees_both_sides(family: Family) -> bool:
    """Whether a family has the option that its tokens see those after them, and follows it."""
    try:
        tiny(family, use_bidirectional_attention=True)
    except RequestError:
        return False
    return True


@every(sees_both_sides)
def test_tokens_see_those_after_them_when_told_to(family: Family) -> None:
    """As in transformers, where it is without padding; with it, transformers hides them again."""
    ours, theirs = pair(family, "base", use_bidirectional_attention=True)
    inputs = batch(family, "base")
    ids, real = inputs["input_ids"], real_places(family, inputs)
    with torch.no_grad():
        a, b = ours(input_ids=ids), theirs(input_ids=ids)
        assert_equal_on_real_tokens(a, b, torch.ones_like(real))
        padded = ours(**inputs).last_hidden_state
        for row, count in enumerate(real.sum(1).tolist()):
            alone = theirs(input_ids=ids[row : row + 1, :count]).last_hidden_state[0]
            assert (padded[row, :count] - alone).abs().max() <= 1e-5
    with pytest.raises(ValueError, match="they see later ones"):
        ours.new_cache()


@pytest.mark.parametrize(
    "family",
    [f for f in FAMILIES if "use_bidirectional_attention" in hints(f.config)],
    ids=lambda family: family.name,
)
def test_seeing_both_sides_is_followed_or_refused(family: Family) -> None:
    assert tiny(family, use_bidirectional_attention=False)
    if not sees_both_sides(family):
        with pytest.raises(RequestError, match="use_bidirectional_attention: is not available"):
            tiny(family, use_bidirectional_attention=True)


@every(lambda family: {"layer_types", "sliding_window"} <= hints(family.config).keys())
def test_windows_of_layers_must_be_told_in_full(family: Family) -> None:
    with pytest.raises(RequestError, match="layer_types: lists 1 layers where there are 2"):
        tiny(family, layer_types=["full_attention"])
    with pytest.raises(RequestError, match="layer_types"):
        tiny(family, layer_types=["full_attention", "chunked_attention"])
    none = {"sliding_window": None, "use_sliding_window": False}
    known = {name: value for name, value in none.items() if name in hints(family.config)}
    with pytest.raises(RequestError, match="'sliding_attention' needs a sliding_window"):
        tiny(family, layer_types=["sliding_attention"] * 2, **known)


@every(lambda family: "max_window_layers" in hints(family.config))
@pytest.mark.parametrize("first", [0, 1, 2, 5])
def test_the_last_layers_are_those_with_a_window(family: Family, first: int) -> None:
    ours, theirs = pair(family, "base", max_window_layers=first)
    assert list(ours.config.layer_types) == theirs.config.layer_types
    inputs = batch(family, "base")
    with torch.no_grad():
        assert_equal_on_real_tokens(ours(**inputs), theirs(**inputs), real_places(family, inputs))


@every(lambda family: "sliding_window" in hints(family.config))
def test_a_token_sees_as_many_as_the_window_is_wide(family: Family) -> None:
    """Itself included: what is further away changes nothing."""
    sizes = {"num_hidden_layers": 1, "max_window_layers": 0}
    model = tiny_model(family, **{n: x for n, x in sizes.items() if n in hints(family.config)})
    ids = batch(family, "base")["input_ids"][:1]
    with torch.no_grad():
        usual = model(input_ids=ids).last_hidden_state[0]
        for place, seen in ((4, True), (3, False)):  # the window is of 4 tokens, the query at 7
            other = ids.clone()
            other[0, place] = 5 + (ids[0, place] + 1) % 50
            changed = model(input_ids=other).last_hidden_state[0]
            difference = (usual[7] - changed[7]).abs().max()
            assert bool(difference > 1e-5) is seen
