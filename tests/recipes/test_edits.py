"""A swap is right, not only running: norms, scales, starts, checkpoints, refusals."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from factory import BertConfig, BertForSequenceClassification
from factory.blocks.mixers import split_heads
from factory.building.built import assemble
from factory.composition import Composer, compose
from factory.composition.checks import positions
from factory.composition.pins import FOLDER, check, write
from factory.errors import RequestError
from factory.families import Family
from factory.models import model_class
from factory.recipes import ROLES, plain
from factory.specs import (
    ACTIVATIONS,
    Attention,
    Constant,
    Linear,
    LoRA,
    Residual,
    RMSNorm,
    Rotary,
    Spec,
    SpecError,
    Stack,
    at,
    shapes,
    starts,
    walk,
)
from registry import REGISTRY
from tests.models.support import FAMILIES, attends, every, has, tiny, tiny_model

SMALL = {
    "hidden_size": 32,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "vocab_size": 50,
}
BERT: Family = REGISTRY.get("architecture", "bert")


def plan(swap: dict[str, Any], family: Family = BERT, **options: Any) -> Stack:
    """The stack of a small model with swaps."""
    body = family.plan(tiny(family, **options).replace(swap=swap)).body
    assert isinstance(body, Stack)
    return body


def nodes(stack: Spec, kind: type) -> list[Any]:
    return [node for _, node in walk(stack) if isinstance(node, kind)]


def test_pre_adds_the_final_norm_and_post_removes_it() -> None:
    pre, post = (
        plan({"order": "pre"}),
        plan({"order": "post"}, REGISTRY.get("architecture", "gpt2")),
    )
    assert pre.norm is not None
    assert post.norm is None
    assert all(r.before and not r.after for r in nodes(pre, Residual))
    assert all(r.after and not r.before for r in nodes(post, Residual))


def norms_before(family: Family) -> bool:
    """Whether each block of a family has a norm before it, and none after it."""
    found = nodes(family.plan(tiny(family)), Residual)
    return all(r.before and not r.inner and not r.after for r in found)


@every(norms_before)
def test_an_order_that_a_family_has_changes_nothing(family: Family) -> None:
    config = tiny(family)
    assert family.plan(config.replace(swap={"order": "pre"})) == family.plan(config)


def test_an_order_in_some_layers_leaves_the_end_normed() -> None:
    assert plan({"order": {"name": "pre", "layers": [0]}}).norm is None
    assert plan({"order": {"name": "pre", "layers": [1]}}).norm is not None


def test_a_residual_without_a_norm_gets_one_like_those_around_it() -> None:
    modernbert = REGISTRY.get("architecture", "modernbert")
    own = plan({"order": "post"}, modernbert).layers[0].mixer.after
    assert own == plan({}, modernbert).layers[0].feedforward.before
    layers = plan({"order": "post", "norm": "rmsnorm"}, modernbert).layers
    assert all(type(r.after) is RMSNorm for layer in layers for r in nodes(layer, Residual))


def test_learned_places_are_as_many_as_the_family_is_for() -> None:
    llama = REGISTRY.get("architecture", "llama")
    assert (
        plan({"position": "learned"}, llama, max_position_embeddings=48).position.table.count == 48
    )
    lines = ["architecture=bert_tiny", "swap/position=learned", "swap.position.places=64"]
    with pytest.raises(RequestError, match="100 tokens do not fit the 64 positions"):
        compose([*lines, "tokenizer.model_max_length=100"])
    assert positions(compose(lines).config) == 64
    assert positions(compose(["architecture=bert_tiny", "swap/position=alibi"]).config) == 512


def test_a_norm_swap_reaches_the_stream_alone() -> None:
    tree = plan({"norm": "rmsnorm"})
    normed = {path for path, node in walk(tree) if isinstance(node, RMSNorm)}
    inside = {f"layers.{i}.{part}.after" for i in (0, 1) for part in ("mixer", "feedforward")}
    assert normed == {"entry", *inside}


def test_scales_follow_the_new_attention() -> None:
    deberta = REGISTRY.get("architecture", "deberta_v2")
    old = nodes(plan({}, deberta), Attention)[0]
    new = nodes(plan({"attention": "plain", "position": "rotary"}, deberta), Attention)[0]
    assert old.scale is not None
    assert type(new) is Attention
    assert new.scale is None
    wider = nodes(plan({"attention": {"name": "plain", "heads": 2}}), Attention)[0]
    assert (wider.heads, wider.head_width, wider.scale) == (2, 16, None)


@pytest.mark.parametrize(
    "swap",
    [{}, {"attention": "normed"}, {"attention": {"name": "plain", "heads": 2}, "position": "none"}],
    ids=str,
)
def test_scores_of_a_family_without_a_scale_begin_as_large_as_usual(swap: dict[str, Any]) -> None:
    """T5 has no scale, as its queries begin small: norms undo that, and other heads change it."""
    sizes = {"d_model": 64, "d_kv": 16, "num_heads": 4, "d_ff": 64, "vocab_size": 50}
    model = model_class("t5")(
        REGISTRY.get("architecture", "t5").config(**sizes, num_layers=1, swap=swap), seed=0
    )
    block = model.body.encoder.layers[0].mixer.block
    x = torch.randn(1, 50, 64, generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        sides = (split_heads(part(x), block.spec.heads) for part in (block.query, block.key))
        q, k = block.normed(*sides)
        scores = q @ k.transpose(-1, -2) * (block.spec.scale or block.spec.head_width**-0.5)
    assert 0.7 < scores.std() < 1.4


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_new_blocks_begin_as_they_do_anywhere(family: Family) -> None:
    """A family's rules were made for its own blocks: norms begin as 1, LoRA as nothing at all."""
    swap = {"norm": {"name": "rmsnorm"}, "adapter": {"name": "lora"}}
    if not any(isinstance(node, Attention) for _, node in walk(family.plan(tiny(family)))):
        swap.pop("adapter")
    config = tiny(family).replace(swap=swap)
    tree = family.plan(config)
    exempt = family.exempt(config)
    begun = {s.path: s.init for s in starts(tree, 0.02, family.begins(config), exempt)}
    assert begun.keys() == shapes(tree).keys()
    for path, node in walk(tree):
        if type(node) is RMSNorm:
            assert begun[f"{path}.weight"] == Constant(value=1.0)
        if isinstance(node, LoRA):
            assert begun[f"{path}.up"] == Constant(value=0.0)


@pytest.mark.parametrize(
    "swap",
    [
        {"position": "rotary"},
        {"position": "alibi"},
        {"position": "relative"},
        {"attention": {"name": "grouped", "kv_heads": 2}, "position": "rotary"},
        {"attention": {"name": "windowed", "before": 3}, "order": "sandwich"},
        {"adapter": "lora", "feedforward": {"name": "experts", "count": 3}},
    ],
    ids=str,
)
def test_a_swapped_decoder_gives_the_same_token_by_token(swap: dict[str, Any]) -> None:
    model = tiny_model(REGISTRY.get("architecture", "gpt2"), "causal_lm", swap=swap)
    ids = torch.randint(5, 50, (2, 14), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        whole = model(ids).logits
        cache = model.new_cache()
        pieces = [ids[:, :6], *ids[:, 6:].split(1, dim=1)]
        given = [model(piece, past_key_values=cache).logits for piece in pieces]
    assert (torch.cat(given, dim=1) - whole).abs().max() < 1e-5


def test_a_bias_that_no_attention_is_left_for_goes() -> None:
    t5 = REGISTRY.get("architecture", "t5")
    swap = {"attention": {"name": "selective", "stack": "decoder"}}
    model = tiny_model(t5, "conditional_generation", swap=swap)
    ids = torch.tensor([[5, 9, 7]])
    model(ids, decoder_input_ids=ids).logits.square().sum().backward()
    assert all(parameter.grad is not None for parameter in model.parameters())
    with torch.no_grad():
        cache = model.new_cache()
        pieces = (ids[:, :2], ids[:, 2:])
        given = [
            model(ids, decoder_input_ids=piece, past_key_values=cache).logits for piece in pieces
        ]
        whole = model(ids, decoder_input_ids=ids).logits
    assert (torch.cat(given, dim=1) - whole).abs().max() < 1e-4


def test_attention_to_an_encoder_keeps_its_heads_whatever_the_position() -> None:
    t5 = REGISTRY.get("architecture", "t5")
    swap = {"attention": {"name": "plain", "heads": 2}, "position": "alibi"}
    body = t5.plan(tiny(t5).replace(swap=swap), "conditional_generation").body
    heads = {type(n).__name__: n.heads for _, n in walk(body) if isinstance(n, Attention)}
    assert heads == {"Attention": 2, "Cross": 4}
    model = tiny_model(t5, "conditional_generation", swap=swap)
    ids = torch.tensor([[5, 9, 7]])
    assert model(ids, decoder_input_ids=ids).logits.isfinite().all()


@pytest.mark.parametrize("name", ["alibi", "relative"])
def test_a_bias_has_the_type_of_the_scores(name: str) -> None:
    model = tiny_model(BERT, swap={"position": name}).bfloat16()
    ids = torch.tensor([[5, 9, 7, 12]])
    with torch.no_grad():
        given, recorded = (model(ids, output_attentions=known) for known in (False, True))
    assert given.last_hidden_state.dtype == torch.bfloat16
    assert (given.last_hidden_state - recorded.last_hidden_state).abs().max() < 0.1


@every(lambda family: has("causal_lm")(family) and attends(family))
def test_every_decoder_takes_another_position_with_its_cache(family: Family) -> None:
    model = tiny_model(family, "causal_lm", swap={"position": "alibi"})
    ids = torch.randint(5, 50, (2, 7), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        whole = model(ids).logits
        first = model(ids[:, :4], use_cache=True)
        rest = model(ids[:, 4:], past_key_values=first.past_key_values).logits
    assert (whole[:, 4:] - rest).abs().max() < 1e-5


def test_a_checkpoint_gives_every_weight_that_still_fits(tmp_path: Path) -> None:
    plain_model = BertForSequenceClassification(BertConfig(**SMALL), seed=0)
    plain_model.save_pretrained(tmp_path)
    swap = {"feedforward": {"name": "swiglu", "layers": [1]}, "norm": "rmsnorm"}
    model = BertForSequenceClassification.from_pretrained(tmp_path, swap=swap, seed=1)
    report = model.load_report
    assert set(report.new) == {
        f"body.layers.1.feedforward.block.gate.{part}" for part in ("weight", "bias")
    }
    norms = {name for name in report.dropped if name.endswith("LayerNorm.bias")}
    assert norms == set(report.dropped)
    kept = dict(plain_model.named_parameters())
    for path, parameter in model.named_parameters():
        assert path in report.new or torch.equal(parameter, kept[path])


def test_a_factor_is_not_taken_for_what_is_added_to_one(tmp_path: Path) -> None:
    gemma = REGISTRY.get("architecture", "gemma")
    tiny_model(gemma).save_pretrained(tmp_path)
    model = model_class("gemma").from_pretrained(tmp_path, swap={"norm": "rmsnorm"})
    norms = [path for path, node in walk(model.tree) if type(node) is RMSNorm]
    assert set(model.load_report.new) == {f"{path}.weight" for path in norms}


def test_a_swapped_bundle_can_be_swapped_back_or_further(tmp_path: Path) -> None:
    swap = {"attention": {"name": "grouped", "kv_heads": 2}, "position": "rotary"}
    BertForSequenceClassification(BertConfig(**SMALL, swap=swap), seed=0).save_pretrained(tmp_path)
    same = BertForSequenceClassification.from_pretrained(tmp_path)
    assert (same.load_report.new, plain(same.config.swap)) == ((), plain(swap))
    back = BertForSequenceClassification.from_pretrained(tmp_path, swap={})
    assert any("key.weight" in name for name in back.load_report.new)
    assert back.tree == BERT.plan(BertConfig(**SMALL), "sequence_classification")


def test_a_swap_inside_a_part_is_not_passed_over() -> None:
    clip: Family = REGISTRY.get("architecture", "clip")
    config = clip.config(text_config={"swap": {"norm": "rmsnorm"}})
    with pytest.raises(RequestError, match=r"text_config\.swap: blocks are swapped by the whole"):
        clip.plan(config)


@pytest.mark.parametrize(
    ("family", "head", "part"),
    [
        ("t5", "encoder", "encoder"),
        ("bart", "causal_lm", "decoder"),
        ("clip", "image_classification", "image"),
        ("whisper", "audio_classification", "encoder"),
    ],
)
def test_a_head_on_one_stack_has_the_swaps_of_that_stack(family: str, head: str, part: str) -> None:
    found: Family = REGISTRY.get("architecture", family)
    other = {"encoder": "decoder", "decoder": "encoder", "image": "text"}[part]
    config = tiny(found)

    def swapped(stack: str) -> Any:
        return found.plan(
            config.replace(swap={"activation": {"name": "mish", "stack": stack}}), head
        )

    assert swapped(part) == found.plan(config.replace(swap={"activation": "mish"}), head)
    assert swapped(other) == found.plan(config, head)
    with pytest.raises(SpecError, match=f"there is no 'layers'; there are .*{part}"):
        swapped("layers")


def test_a_swapped_model_is_not_written_as_its_family(tmp_path: Path) -> None:
    from factory.checkpoint.saving import export_problem

    config = BertConfig(**SMALL, swap={"position": "rotary"})
    told = export_problem(BERT, config, "base", BERT.plan(config))
    assert told is not None
    assert "body.position is Rotary where Learned is expected" in told
    model = model_class("bert")(config, seed=0)
    with pytest.raises(RequestError, match="transformers has no 'bert' like this"):
        model.save_pretrained(tmp_path, for_transformers=True)
    assert not any(tmp_path.iterdir())
    model.save_pretrained(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "config.json",
        "model.native.safetensors",
    ]


def test_adapters_alone_are_trained_beside_the_head() -> None:
    model = BertForSequenceClassification(BertConfig(**SMALL, swap={"adapter": "lora"}), seed=0)
    trained = {name for name, p in model.named_parameters() if p.requires_grad}
    assert all(name.startswith("head.") or name.endswith((".down", ".up")) for name in trained)
    before = BertForSequenceClassification(BertConfig(**SMALL), seed=0).eval()
    ids = torch.tensor([[2, 7, 9]])
    assert torch.equal(model.eval()(ids).logits, before(ids).logits)


def test_an_adapter_may_stand_beside_one_side_of_a_gate() -> None:
    llama = REGISTRY.get("architecture", "llama")
    model = tiny_model(llama, "causal_lm", swap={"adapter": {"name": "lora", "targets": ["up"]}})
    block = model.tree.body.layers[0].feedforward.block
    assert (type(block.up), type(block.gate)) == (LoRA, Linear)
    model(torch.tensor([[5, 9, 7]])).logits.sum().backward()
    assert model.body.layers[0].feedforward.block.up.up.grad.any()


def test_weights_that_stay_random_are_told(tmp_path: Path) -> None:
    BertForSequenceClassification(BertConfig(**SMALL), seed=0).save_pretrained(tmp_path)
    begin = [f"weights={tmp_path}", "tokenizer=none", "swap/adapter=lora"]
    kept, more = (assemble(compose([*begin, *line])) for line in ([], ["swap/position=relative"]))
    assert not [text for text in kept.notices if "random" in text]
    assert "body.position.table.weight begin at random and are not trained" in more.notices[-1]
    bare = assemble(compose(["architecture=bert_tiny", "tokenizer=none", "swap/adapter=lora"]))
    assert "begin at random and are not trained" in bare.notices[-1]


@pytest.mark.parametrize(
    ("family", "swap", "said"),
    [
        ("bert", {"position": "rotary", "attention": {"name": "plain", "heads": 32}}, "even head"),
        ("deberta_v2", {"position": "alibi"}, "swap/attention=plain as well would do"),
        ("deberta_v2", {"attention": "plain"}, "such as swap/position=rotary, would do"),
        ("deberta_v2", {"attention": "normed"}, "swap/attention=plain with a position"),
        ("bert", {"attention": {"name": "grouped", "kv_heads": 3}}, "1, 2, 4 would"),
        ("t5", {"attention": {"name": "plain", "heads": 2}}, "bias by distance is for 4 heads"),
        ("bert", {"position": {"name": "learned", "layers": [0]}}, "there are no layers"),
        ("bert", {"norm": {"name": "rmsnorm", "layers": [2]}}, "no layer 2, only 0 to 1"),
        ("bert", {"norm": {"name": "rmsnorm", "stack": "decoder"}}, "one stack alone"),
        ("t5", {"norm": {"name": "rmsnorm", "stack": "text"}}, "encoder and decoder"),
        ("gpt2", {"attention": {"name": "windowed", "after": 2}}, "0 would do"),
        ("bert", {"adapter": {"name": "lora", "targets": ["value", "qury"]}}, "mean 'query'?"),
        ("bert", {"adapter": {"name": "lora", "targets": []}}, "There are: down, key"),
        ("mamba", {"position": "alibi"}, "no attention is there"),
        ("bert", {"norm": {"name": "rmsnorm", "layers": []}}, "norm.layers: names no layer"),
        ("albert", {"norm": {"name": "rmsnorm", "layers": [3]}}, "which the others share"),
        ("bert", {"position": {"name": "rotary", "share": 0.1}}, "position.share: 0.1 of the 8"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_with_what_would(
    family: str, swap: dict[str, Any], said: str
) -> None:
    found: Family = REGISTRY.get("architecture", family)
    with pytest.raises(SpecError) as caught:
        found.plan(tiny(found).replace(swap=swap))
    assert said in str(caught.value)
    assert "swap" in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "swap/position=rotry",
            "swap/position=rotry: there is no such swap/position. Did you mean",
        ),
        ("swap.position=rotary", "write swap/position=rotary"),
        ("swap=rotary", "swap=rotary: names no role; write swap/position=rotary"),
        ("swap=null", "roles are swap/position, swap/norm"),
        ("swap/norm=null", "swap/norm=null: there is no such swap/norm"),
        ("swap.norm.eps=1", "swap.norm 'keep' has no options"),
        ("swap/positon=rotary", "Did you mean"),
    ],
)
def test_a_slip_on_the_command_line_is_told(line: str, said: str) -> None:
    with pytest.raises(RequestError) as caught:
        compose([line])
    assert said in str(caught.value)


def test_a_swap_is_pinned_and_can_be_taken_back(tmp_path: Path) -> None:
    found = compose(["swap/position=rotary", "swap.position.theta=50", "swap.position.layers=[1]"])
    assert dict(found.config.swap) == {
        "position": {"name": "rotary", "theta": 50.0, "layers": (1,)}
    }
    write(tmp_path / FOLDER, found)
    again = Composer(job=check(tmp_path))
    assert again.one([]).config == found.config
    assert not again.one(["swap/position=keep"]).config.swap
    position = again.one(["swap/position=alibi"]).plan()
    assert not [node for _, node in walk(position) if isinstance(node, Rotary)]


def test_weights_bring_their_swaps_along(tmp_path: Path) -> None:
    config = BertConfig(**SMALL, swap={"position": {"name": "rotary", "theta": 7.0}})
    BertForSequenceClassification(config, seed=0).save_pretrained(tmp_path)
    found = compose([f"weights={tmp_path}", "tokenizer=none"])
    position = at(found.plan(), "body.position")
    assert isinstance(position, Rotary)
    assert position.theta == 7.0
    assert not compose([f"weights={tmp_path}", "tokenizer=none", "swap/position=keep"]).config.swap


def test_roles_and_activations_are_those_that_are_registered() -> None:
    from registry.recipes import ROLES as REGISTERED

    assert set(ROLES) <= set(REGISTERED)
    assert REGISTRY.built_in("activation") == tuple(sorted(ACTIVATIONS))


@pytest.mark.parametrize("swap", [{"adapter": "lora"}, {"position": "alibi"}], ids=str)
def test_a_pruned_head_is_one_that_says_nothing(swap: dict[str, Any]) -> None:
    lora = {"name": "lora", "rank": 2, "targets": ["query", "value", "output"]}
    swap = {"adapter": lora} if "adapter" in swap else swap
    model = tiny_model(BERT, swap=swap)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape))
    silent = copy.deepcopy(model)
    output = silent.body.layers[0].mixer.block.output
    for name in ("weight", "down"):
        if hasattr(output, name):
            getattr(output, name).data[:, 8:16] = 0
    ids = torch.tensor([[5, 9, 7, 12]])
    model.prune_heads({0: [1]})
    difference = model(ids).last_hidden_state - silent(ids).last_hidden_state
    assert difference.abs().max() < 1e-5
