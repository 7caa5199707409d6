"""What a model remembers of earlier tokens gives what reading them again would give."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from factory.configuration import hints
from factory.families import Family
from factory.models.core import stored
from factory.specs import BackwardBias, Embedding
from registry import REGISTRY
from tests.models.support import (
    FAMILIES,
    PAIRS,
    PEERS,
    attends,
    batch,
    every,
    kind_of,
    named,
    needed,
    pair,
    reads_tokens,
    takes,
    tiny_model,
)

CONTINUED = [
    (family, head)
    for family in PEERS
    for head in family.head_names
    if kind_of(family, head).continues and "past_key_values" in family.inputs_of(head)
]
every_continued = pytest.mark.parametrize(("family", "head"), CONTINUED, ids=named)
every_attending = pytest.mark.parametrize(
    ("family", "head"), [pair for pair in CONTINUED if attends(pair[0])], ids=named
)


def options(family: Family) -> dict[str, Any]:
    """What makes a decoder of a family that may be one."""
    names = ("is_decoder", "causal") if one(family) else ()
    return {name: True for name in names if name in hints(family.config)}


def without_window(family: Family) -> dict[str, Any]:
    """What makes every token see all before it."""
    seeing = {
        "sliding_window": None,
        "use_sliding_window": False,
        "layer_types": ["full_attention"] * 2,
    }
    return {name: value for name, value in seeing.items() if name in hints(family.config)}


def one(family: Family) -> bool:
    """Whether it has one stack."""
    return "decoder_input_ids" not in family.inputs


class Steps:
    """A batch for a model, and calls of it that go on from each other.

    Attributes:
        real: which tokens are compared, (B, T).
    """

    def __init__(self, family: Family, head: str, side: str = "right") -> None:
        self.inputs = batch(family, head, side)
        self.two = "decoder_input_ids" in family.inputs_of(head)
        self.ids = self.inputs["decoder_input_ids" if self.two else "input_ids"]
        mask = self.inputs.get("attention_mask")
        self.real = torch.ones_like(self.ids) if self.two or mask is None else mask
        self.places = (self.real.cumsum(1) - 1).clamp(min=0)
        self.placed = "position_ids" in family.inputs_of(head)

    def whole(self, model: Any, **given: Any) -> Any:
        """All tokens at once."""
        placed = {"position_ids": self.places} if self.placed else {}
        return model(**self.inputs, **placed, **given)

    def call(self, model: Any, begin: int, end: int, cache: Any, **given: Any) -> Any:
        """Some tokens, after those that are remembered."""
        part = self.ids[:, begin:end]
        if self.two:
            encoder = {n: x for n, x in self.inputs.items() if not n.startswith("decoder_")}
            return model(**encoder, decoder_input_ids=part, past_key_values=cache, **given)
        if self.placed:
            given["position_ids"] = self.places[:, begin:end]
        if "token_type_ids" in self.inputs:
            given["token_type_ids"] = self.inputs["token_type_ids"][:, begin:end]
        mask = self.real[:, :end]
        return model(input_ids=part, attention_mask=mask, past_key_values=cache, **given)

    def answers(self, model: Any, *ends: int) -> Tensor:
        """What a model gives for all tokens, in calls that end at these."""
        cache, found, begin = model.new_cache(), [], 0
        with torch.inference_mode():
            for end in ends:
                output = self.call(model, begin, end, cache)
                assert output.past_key_values is cache
                found.append(output[0])
                begin = end
        assert cache.length == ends[-1]
        return torch.cat(found, 1)


@every_continued
@pytest.mark.parametrize("side", ["right", "left"])
@pytest.mark.parametrize("pack", [True, False], ids=["packed", "padded"])
def test_tokens_read_one_by_one_are_as_read_at_once(
    family: Family, head: str, side: str, pack: bool
) -> None:
    ours, theirs = pair(family, head, **options(family))
    ours.pack_padded_batches = pack
    steps = Steps(family, head, side)
    with torch.no_grad():
        whole = steps.whole(theirs, use_cache=False)[0]
    length = steps.ids.shape[1]
    for ends in (range(1, length + 1), (length - 4, length - 1, length)):
        found = steps.answers(ours, *ends)
        assert (found - whole)[steps.real.bool()].abs().max() <= 1e-5


@pytest.mark.parametrize(
    ("family", "head"),
    [(f, h) for f, h in CONTINUED if "sliding_window" in hints(f.config)],
    ids=named,
)
def test_a_window_forgets_what_it_has_passed(family: Family, head: str) -> None:
    options = {"sliding_window": 4, "use_sliding_window": True, "max_window_layers": 1}
    known = {name: value for name, value in options.items() if name in hints(family.config)}
    ours, theirs = pair(family, head, **known)
    steps = Steps(family, head)
    with torch.no_grad():
        whole = steps.whole(theirs, use_cache=False)[0]
    length = steps.ids.shape[1]
    for ends in (range(1, length + 1), (length - 2, length - 1, length), (3, 6, length)):
        found = steps.answers(ours, *ends)
        assert (found - whole)[steps.real.bool()].abs().max() <= 1e-5
    cache = ours.new_cache(1000)
    with torch.inference_mode():
        steps.call(ours, 0, length, cache)
    seeing = tiny_model(family, head, **without_window(family))
    plain = seeing.new_cache(1000)
    with torch.inference_mode():
        steps.call(seeing, 0, length, plain)
    assert cache.nbytes < plain.nbytes


@every(lambda family: "sliding_window" in hints(family.config))
def test_what_a_window_has_passed_cannot_be_remembered_again(family: Family) -> None:
    model, steps = tiny_model(family), Steps(family, "base")
    cache, last = model.new_cache(), steps.ids.shape[1]
    whole = steps.answers(model, last)
    with torch.inference_mode():
        steps.call(model, 0, last - 1, cache)
        with pytest.raises(ValueError, match="windowed attention cannot be cropped"):
            cache.crop(2)
        found = steps.call(model, last - 1, last, cache)[0]
    real = steps.real[:, -1:].bool()
    assert (found - whole[:, -1:])[real].abs().max() <= 1e-5


@every(lambda family: "sliding_window" in hints(family.config))
def test_a_mask_of_pairs_reaches_what_a_window_still_remembers(family: Family) -> None:
    window = {"sliding_window": 4, "use_sliding_window": True, "max_window_layers": 1}
    known = {name: value for name, value in window.items() if name in hints(family.config)}
    model, steps = tiny_model(family, **known), Steps(family, "base")
    cache, last = model.new_cache(), steps.ids.shape[1]
    pairs = torch.ones(len(steps.ids), last, last, dtype=torch.long).tril()
    pairs[:, 1:, 0] = 0
    found = []
    with torch.inference_mode():
        whole = model(steps.ids, attention_mask=pairs)[0]
        for begin, end in ((0, last - 4), (last - 4, last - 1), (last - 1, last)):
            mask = pairs[:, begin:end, :end]
            part = steps.ids[:, begin:end]
            found.append(model(part, attention_mask=mask, past_key_values=cache)[0])
    assert (torch.cat(found, 1) - whole).abs().max() <= 1e-5


def test_a_bias_is_of_what_a_window_still_remembers() -> None:
    family = next(family for family in FAMILIES if family.name == "mistral")
    plain = tiny_model(family, sliding_window=4)
    table = Embedding(count=8, width=plain.config.num_attention_heads)
    body = replace(plain.tree.body, position=BackwardBias(table=table, distance=16))
    with stored((plain.config, replace(plain.tree, body=body), {})):
        model: Any = type(plain)(plain.config, seed=0).eval()
    torch.nn.init.normal_(model.body.position.table.weight)
    steps = Steps(family, "base")
    last = steps.ids.shape[1]
    whole = steps.answers(model, last)
    for ends in (range(1, last + 1), (last - 4, last - 1, last)):
        found = steps.answers(model, *ends)
        assert (found - whole)[steps.real.bool()].abs().max() <= 1e-5


@every_continued
def test_what_is_no_cache_is_refused(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family))
    with pytest.raises(ValueError, match=r"past_key_values are a tuple; what new_cache\(\) makes"):
        model(**batch(family, head), past_key_values=((torch.zeros(1),),))


@every_continued
@pytest.mark.parametrize("grad", [True, False])
def test_a_cache_of_other_texts_is_refused(family: Family, head: str, grad: bool) -> None:
    model = tiny_model(family, head, **options(family))
    steps, cache = Steps(family, head), model.new_cache()
    last = steps.ids.shape[1]
    with torch.set_grad_enabled(grad):
        steps.call(model, 0, last - 1, cache)
        steps.inputs = {name: x[:1] for name, x in steps.inputs.items()}
        steps.ids, steps.real, steps.places = steps.ids[:1], steps.real[:1], steps.places[:1]
        with pytest.raises(ValueError, match=r"the cache holds \w+ of 3 sequences"):
            steps.call(model, last - 1, last, cache)


@pytest.mark.parametrize("layers", [(1, 2), (2, 1)], ids=["of fewer", "of more"])
def test_a_cache_of_a_model_with_other_layers_is_refused(layers: tuple[int, int]) -> None:
    family: Family = REGISTRY.get("architecture", "llama")
    first, other = (tiny_model(family, "causal_lm", num_hidden_layers=n) for n in layers)
    cache, ids = first.new_cache(), torch.tensor([[7, 8, 9]])
    first(ids, past_key_values=cache)
    with pytest.raises(ValueError, match=f"what {layers[0]} mixers remember, and this model has"):
        other(ids[:, :1], past_key_values=cache)


@every_continued
def test_nothing_is_remembered_where_layers_run_twice_or_not_at_all(
    family: Family, head: str
) -> None:
    drops = {name: 0.5 for name in hints(family.config) if name.endswith("_layerdrop")}
    model = tiny_model(family, head, **options(family), **drops).train()
    inputs = batch(family, head)
    if drops:
        with pytest.raises(ValueError, match="while layers are left out at random"):
            model(**inputs, use_cache=True)
    model.gradient_checkpointing_enable()
    with pytest.raises(ValueError, match="while activations are recomputed"):
        model(**inputs, use_cache=True)
    assert model.eval()(**inputs, use_cache=True).past_key_values is not None


@pytest.mark.parametrize(
    ("family", "head"),
    [(f, h) for f, h in CONTINUED if h in ("causal_lm", "conditional_generation")],
    ids=named,
)
@pytest.mark.parametrize("wrong", [-1, True, 1.5])
def test_answers_of_no_number_of_tokens_are_refused(family: Family, head: str, wrong: Any) -> None:
    model = tiny_model(family, head, **options(family))
    with pytest.raises(ValueError, match=r"logits_to_keep is .*; a whole number"):
        model(**batch(family, head), logits_to_keep=wrong)


@every_attending
def test_memory_is_taken_once_and_grows_when_it_must(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family))
    steps = Steps(family, head)
    length = steps.ids.shape[1]
    roomy, tight = model.new_cache(length), model.new_cache(1)
    found = []
    with torch.inference_mode():
        for cache in (roomy, tight):
            taken = set()
            for end in range(1, length + 1):
                output = steps.call(model, end - 1, end, cache)
                taken.add(cache.nbytes)
            found.append((output[0], len(taken)))
    assert torch.equal(found[0][0], found[1][0])
    assert found[0][1] == 1 < found[1][1]


@every_continued
def test_sequences_may_be_chosen_and_repeated(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family))
    steps = Steps(family, head, "left")
    rows, last = torch.tensor([2, 0, 0]), steps.ids.shape[1]
    whole = steps.answers(model, last - 1, last)[rows, -1]
    cache = model.new_cache()
    with torch.inference_mode():
        steps.call(model, 0, last - 1, cache)
        cache.reorder(rows)
        steps.inputs = {name: x[rows] for name, x in steps.inputs.items()}
        steps.ids, steps.real, steps.places = steps.ids[rows], steps.real[rows], steps.places[rows]
        found = steps.call(model, last - 1, last, cache)[0][:, -1]
    assert (found - whole).abs().max() <= 1e-6


@every_attending
def test_the_last_tokens_may_be_forgotten(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family), **without_window(family))
    steps = Steps(family, head)
    last, cache = steps.ids.shape[1], model.new_cache()
    with torch.inference_mode():
        steps.call(model, 0, last, cache)
        cache.crop(last - 3)
        again = steps.call(model, last - 3, last, cache)[0]
    whole = steps.answers(model, last)
    real = steps.real[:, -3:].bool()
    assert (again - whole[:, -3:])[real].abs().max() <= 1e-5
    with pytest.raises(ValueError, match=f"holds {last} tokens"):
        cache.crop(last + 1)


@every_continued
def test_gradients_pass_through_what_is_remembered(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family), **without_window(family))
    steps = Steps(family, head)
    cache, last = model.new_cache(), steps.ids.shape[1]
    steps.call(model, 0, last - 1, cache)
    steps.call(model, last - 1, last, cache)[0][:, -1].square().sum().backward()
    table = model.get_input_embeddings().weight.grad
    first = steps.ids[0, 0]
    assert table[first].abs().max() > 0


@every_continued
def test_a_new_cache_is_returned_when_it_is_asked_for(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family))
    steps = Steps(family, head)
    with torch.no_grad():
        assert steps.whole(model).past_key_values is None
        assert steps.whole(model, use_cache=True).past_key_values.length == steps.ids.shape[1]


@pytest.mark.parametrize(("family", "head"), [p for p in CONTINUED if p[1] != "base"], ids=named)
def test_the_last_tokens_alone_may_be_answered(family: Family, head: str) -> None:
    model = tiny_model(family, head, **options(family))
    steps = Steps(family, head, "left")
    with torch.no_grad():
        whole, last = steps.whole(model).logits, steps.whole(model, logits_to_keep=2).logits
    assert last.shape[1] == 2
    assert (whole[:, -2:] - last).abs().max() <= 1e-6
    with pytest.raises(ValueError, match="logits_to_keep"):
        steps.whole(model, logits_to_keep=2, labels=steps.ids)


@every(lambda family: "past_key_values" in family.inputs and one(family))
def test_a_mask_must_be_for_all_that_was_read(family: Family) -> None:
    model = tiny_model(family, "base", **options(family))
    ids = batch(family, "base")["input_ids"]
    cache = model.new_cache()
    with torch.no_grad():
        model(input_ids=ids, past_key_values=cache)
        with pytest.raises(ValueError, match=r"\(3, 12\).* as 11 tokens are remembered"):
            model(input_ids=ids[:, :1], attention_mask=ids[:, :1], past_key_values=cache)


@pytest.mark.parametrize(
    ("family", "head"),
    [
        (family, head)
        for family, head in PAIRS
        if reads_tokens(family)
        and not takes("past_key_values")(family)
        and not needed(family, head)
    ],
    ids=named,
)
def test_a_model_that_does_not_go_on_remembers_nothing(family: Family, head: str) -> None:
    with pytest.raises(ValueError, match="keeps nothing of earlier tokens"):
        tiny_model(family, head).new_cache()
