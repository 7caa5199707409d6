"""Models composed of blocks: what is refused, what they compute, and that they are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

import factory
from factory import compose
from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.families import Family
from factory.families.transformer import HEADS
from factory.heads import Labels
from factory.models import model_class
from factory.recipes.frontends import ANSWERED
from factory.specs import (
    Alibi,
    Attention,
    BackwardBias,
    Experts,
    Gated,
    LayerNorm,
    LoRA,
    NormedAttention,
    Placeless,
    RMSNorm,
    Rotary,
    Window,
    count,
    walk,
)
from registry import REGISTRY
from tests.models.support import kind_of

FAMILY: Family = REGISTRY.get("architecture", "transformer")
PAIRS = [(form, head) for form in FAMILY.every_form for head in form.head_names]
SMALL: dict[str, Any] = {
    "vocab_size": 64,
    "hidden_size": 32,
    "num_attention_heads": 4,
    "intermediate_size": 48,
    "num_hidden_layers": 3,
}
FRONTENDS: dict[str, dict[str, Any]] = {
    "tokens": {},
    "patches": {"image_size": 24, "patch_size": 8},
    "waveform": {"channels": 16, "kernels": (10, 3, 2), "strides": (5, 2, 2)},
    "mel": {"num_mel_bins": 8, "max_source_positions": 12},
}
EVERYTHING: tuple[dict[str, Any], ...] = (
    {"attention": {"name": "grouped", "kv_heads": 2}, "feedforward": "swiglu", "position": "alibi"},
    {"attention": {"name": "windowed", "before": 2}, "norm": "rmsnorm", "order": "sandwich"},
    {"attention": "normed", "feedforward": {"name": "experts", "count": 4, "block": "geglu"}},
)
"""A pattern in which no layer is like another."""
every_pair = pytest.mark.parametrize(
    ("form", "head"), PAIRS, ids=[f"{form.class_prefix}-{head}" for form, head in PAIRS]
)


def config_of(form: Family, head: str = "base", **options: Any) -> PretrainedConfig:
    """A small configuration of a form, as a head needs it."""
    name = form.usual["frontend"]
    frontend = {"name": name, **FRONTENDS[name]}
    given = {**form.usual, **form.head_options.get(head, {}), "frontend": frontend, **SMALL}
    return factory.TransformerConfig(**{**given, **options})


def model_of(form: Family, head: str = "base", **options: Any) -> Any:
    return model_class(form, head)(config_of(form, head, **options), seed=0).eval()


def inputs_of(form: Family, head: str = "base") -> dict[str, torch.Tensor]:
    """Two items of whatever a form reads, the second padded where that can be."""
    generator = torch.Generator().manual_seed(1)
    takes, real = form.inputs_of(head), torch.tensor([[9], [5]])
    found: dict[str, torch.Tensor] = {}
    if "input_ids" in takes:
        ids = torch.randint(5, 64, (2, 9), generator=generator)
        mask = (torch.arange(9) < real).long()
        found |= {"input_ids": torch.where(mask == 1, ids, 1), "attention_mask": mask}
    if "decoder_input_ids" in takes:
        found["decoder_input_ids"] = torch.randint(5, 64, (2, 6), generator=generator)
    if "pixel_values" in takes:
        found["pixel_values"] = torch.randn(2, 3, 24, 24, generator=generator)
    if "input_values" in takes:
        mask = (torch.arange(400) < torch.tensor([[400], [200]])).long()
        waves = torch.randn(2, 400, generator=generator) * mask
        found |= {"input_values": waves, "attention_mask": mask}
    if "input_features" in takes:
        found["input_features"] = torch.randn(2, 8, 24, generator=generator)
    return found


def targets_of(form: Family, head: str) -> dict[str, torch.Tensor]:
    """What :func:`inputs_of` may be trained towards."""
    match kind_of(form, head).labels:
        case Labels.NONE:
            return {}
        case Labels.SPAN:
            return {"start_positions": torch.tensor([1, 0]), "end_positions": torch.tensor([2, 3])}
        case Labels.TRANSCRIPT:
            return {"labels": torch.tensor([[2, 3], [4, -100]])}
        case Labels.TEXT:
            return {"labels": torch.randint(5, 64, (2, 6))}
        case Labels.CLASSES if head != "token_classification":
            return {"labels": torch.tensor([0, 1])}
        case _:
            return {"labels": torch.randint(2, (2, 9))}


@every_pair
def test_every_form_learns_and_is_kept(form: Family, head: str, tmp_path: Path) -> None:
    model = model_of(form, head, layers=EVERYTHING)
    assert model.num_parameters() == count(model.tree)
    inputs, targets = inputs_of(form, head), targets_of(form, head)
    model.save_pretrained(tmp_path)
    assert (tmp_path / "model.native.safetensors").is_file()
    again = model_class(form, head).from_pretrained(tmp_path)
    assert again.tree == model.tree
    with torch.no_grad():
        assert torch.equal(model(**inputs)[0], again(**inputs)[0])
    if targets:
        model.train()(**inputs, **targets).loss.backward()
        assert all(p.grad is not None for p in model.body.parameters())
    found = factory.AutoModel.from_pretrained(tmp_path)
    assert type(found) is model_class(form) and factory.AutoConfig.from_pretrained(tmp_path)


@pytest.mark.parametrize("form", FAMILY.every_form, ids=lambda form: form.class_prefix)
def test_padding_changes_nothing(form: Family) -> None:
    model, inputs = model_of(form, layers=EVERYTHING), inputs_of(form)
    if "attention_mask" not in inputs:
        return
    real = {"input_ids": 5, "input_values": 200}
    alone = {
        name: value[1:, : real[name]] if name in real else value[1:]
        for name, value in inputs.items()
        if name != "attention_mask"
    }
    with torch.no_grad():
        packed = model(**inputs)[0][1]
        model.pack_padded_batches = False
        padded, single = model(**inputs)[0][1], model(**alone)[0][0]
    length = len(single)
    assert torch.allclose(packed[:length], padded[:length], atol=1e-5)
    assert torch.allclose(packed[:length], single, atol=1e-5)


@pytest.mark.parametrize("position", ["rotary", "alibi", "relative", "learned", "none"])
@pytest.mark.parametrize("form", [FAMILY, FAMILY.every_form[1]], ids=["alone", "beside"])
def test_what_is_remembered_is_as_computed_at_once(form: Family, position: str) -> None:
    head = "causal_lm" if form is FAMILY else "conditional_generation"
    layers = [{k: v for k, v in kind.items() if k != "position"} for kind in EVERYTHING]
    pattern = {"layers": layers} if form is FAMILY else {"decoder": {"layers": layers}}
    model = model_of(form, head, position=position, **pattern)
    inputs = inputs_of(form, head)
    name = "input_ids" if form is FAMILY else "decoder_input_ids"
    inputs.pop("attention_mask", None)
    with torch.no_grad():
        whole = model(**inputs).logits
        cache, steps = model.new_cache(), []
        for step in range(inputs[name].shape[1]):
            part = {**inputs, name: inputs[name][:, step : step + 1]}
            steps.append(model(**part, past_key_values=cache).logits)
    assert torch.allclose(torch.cat(steps, 1), whole, atol=1e-5)


@pytest.mark.parametrize("beams", [1, 3])
def test_beams_and_caches_write_what_is_computed_anew(beams: int) -> None:
    for form, head in ((FAMILY, "causal_lm"), (FAMILY.every_form[1], "conditional_generation")):
        model, inputs = model_of(form, head), inputs_of(form, head)
        inputs.pop("decoder_input_ids", None)
        for weights in model.parameters():
            weights.data.mul_(4)
        inputs = {name: value[:1] for name, value in inputs.items()}
        found = [
            model.generate(**inputs, max_new_tokens=6, num_beams=beams, use_cache=cached)
            for cached in (True, False)
        ]
        assert torch.equal(*found)


def test_layers_are_what_is_written() -> None:
    tree = FAMILY.plan(config_of(FAMILY, layers=EVERYTHING, causal=True, num_hidden_layers=4))
    body: Any = tree.body
    first, second, third, fourth = body.layers
    assert first == fourth and isinstance(body.position, Rotary)
    assert first.mixer.block.kv_heads == 2 and isinstance(first.mixer.block.position, Alibi)
    assert isinstance(first.feedforward.block, Gated)
    assert second.mixer.block.mask == Window(before=2, after=0)
    assert isinstance(second.mixer.inner, RMSNorm) and second.mixer.before == second.mixer.inner
    assert isinstance(third.mixer.block, NormedAttention)
    experts = third.feedforward.block
    assert isinstance(experts, Experts) and isinstance(experts.experts[0], Gated)
    assert isinstance(body.norm, LayerNorm) and body.entry is None


def test_norms_beside_the_layers_follow_from_where_theirs_stand() -> None:
    body: Any = FAMILY.plan(config_of(FAMILY, order="post", norm="rmsnorm")).body
    assert isinstance(body.entry, RMSNorm) and body.norm is None
    body = FAMILY.plan(config_of(FAMILY, order="post", layers=[{}, {"order": "pre"}])).body
    assert body.entry is not None and body.norm is None  # of three layers the last is the first
    body = FAMILY.plan(config_of(FAMILY, layers=[{"order": "post"}, {}, {}])).body
    assert body.entry is not None and body.norm is not None


def test_what_stands_beside_blocks_changes_them_all() -> None:
    options = {"activation": "relu2", "adapter": {"name": "lora", "targets": ["up"]}}
    layer: Any = FAMILY.plan(config_of(FAMILY, **options)).body.layers[0]  # type: ignore[union-attr]
    assert isinstance(layer.feedforward.block.up, LoRA)
    assert layer.feedforward.block.activation.function == "relu2"
    assert not isinstance(layer.mixer.block.query, LoRA)


def test_a_decoder_is_as_the_encoder_but_for_what_is_said_of_it() -> None:
    decoder = {"num_hidden_layers": 2, "position": "relative", "layers": [{"norm": "rmsnorm"}]}
    config = config_of(FAMILY, feedforward="geglu", decoder=decoder)
    body: Any = FAMILY.plan(config).body
    assert (len(body.encoder.layers), len(body.decoder.layers)) == (3, 2)
    assert isinstance(body.decoder.position, BackwardBias)
    layer = body.decoder.layers[0]
    assert isinstance(layer.feedforward.block, Gated) and layer.cross is not None
    assert isinstance(layer.cross.before, RMSNorm)
    assert isinstance(body.encoder.norm, LayerNorm)


def test_blocks_are_swapped_on_top() -> None:
    config = config_of(FAMILY, layers=EVERYTHING, swap={"position": "none", "order": "post"})
    body: Any = FAMILY.plan(config).body
    assert isinstance(body.position, Placeless) and body.layers[0].mixer.after is not None
    looking = [node for _, node in walk(body) if isinstance(node, Attention)]
    assert all(node.position is None for node in looking)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"layers": [{"attention": {"name": "grouped", "kv_head": 2}}]},
            r"layers\.0\.attention\.kv_head: attention 'grouped' has no such option\. Did you "
            "mean 'kv_heads'",
        ),
        (
            {"layers": [{}, {"attention": {"name": "grouped", "kv_heads": 3}}]},
            r"layers\.1\.attention\.kv_heads: 3 does not divide 4 heads; 1, 2, 4 would",
        ),
        ({"layers": [{"feedforward": "swigloo"}]}, r"layers\.0\.feedforward: .* 'swiglu'"),
        ({"layers": [{"repeats": 2}]}, r"layers\.0\.repeats: .* Did you mean 'repeat'"),
        ({"layers": []}, "layers: is empty"),
        ({"layers": [{"position": "learned"}]}, r"layers\.0\.position: .* rotary, alibi"),
        ({"frontend": "patch"}, "frontend: no frontend is called 'patch'. Did you mean 'patches'"),
        ({"frontend": {"name": "tokens", "vocab_size": 9}}, "vocab_size.* It is one of the whole"),
        ({"frontend": {"name": "patches", "patch_size": 999}}, r"frontend\.patch_size: 999"),
        ({"frontend": "waveform", "decoder": {}}, "decoder: .* that of tokens or mel would do"),
        ({"decoder": {"laers": []}}, r"decoder\.laers: .* Did you mean 'layers'"),
        (
            {"decoder": {"attention": {"name": "windowed", "after": 1}}},
            r"decoder\.attention\.after: .* 0 would do",
        ),
        ({"position": {"name": "rotary", "layers": [1]}}, r"position\.layers: says where a swap"),
        ({"adapter": {"name": "lora", "targets": ["x"]}}, "adapter: nothing is there"),
        ({"hidden_size": 36}, r"position: rotary needs an even head width"),
        ({"attention": 3}, "attention: 3 is not"),
        ({"attention": {"kv_heads": 3}}, "attention: .* names no attention. There are: grouped"),
    ],
)
def test_what_cannot_be_is_told_by_its_key(options: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        factory.TransformerConfig(**{**SMALL, **options})


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        factory.TransformerConfig(frontend="x", norm="y", layers=[{"order": "z"}])
    assert [text.split(": ")[1] for text in caught.value.problems] == [
        "frontend",
        "norm",
        "layers.0.order",
    ]


def test_nothing_is_saved_for_transformers(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="transformers has no 'transformer'"):
        model_of(FAMILY).save_pretrained(tmp_path, for_transformers=True)


def test_a_body_is_begun_from_and_another_head_put_on_it(tmp_path: Path) -> None:
    stored = model_of(FAMILY, "masked_lm", layers=EVERYTHING)
    stored.save_pretrained(tmp_path)
    model = factory.TransformerForTokenClassification.from_pretrained(tmp_path, seed=1)
    ids = inputs_of(FAMILY)["input_ids"]
    with torch.no_grad():
        assert torch.equal(
            model.base_model(ids).last_hidden_state, stored.base_model(ids).last_hidden_state
        )


def test_a_class_takes_what_it_reads_and_nothing_else() -> None:
    with pytest.raises(RequestError, match=r"TransformerModel takes input_ids.*PatchTransformer"):
        factory.TransformerModel(factory.TransformerConfig(frontend="patches"))
    with pytest.raises(RequestError, match="no head 'masked_lm' with frontend=mel"):
        factory.AutoModelForMaskedLM.from_config(factory.TransformerConfig(frontend="mel"))
    with pytest.raises(RequestError, match="causal: the head 'causal_lm' needs true"):
        factory.TransformerForCausalLM(factory.TransformerConfig())


def test_what_is_read_brings_what_prepares_it() -> None:
    def brought(*overrides: str) -> tuple[str, str]:
        tree = compose(["architecture=transformer", "head=base", *overrides]).tree
        return tree["tokenizer"]["name"], tree["processor"]["name"]

    assert brought() == ("bpe", "none")
    assert brought("architecture.frontend=patches") == ("none", "vit")
    assert brought("architecture.frontend.name=mel") == ("none", "whisper_audio")
    assert brought("architecture.frontend=waveform", "head=ctc") == ("ctc", "wav2vec2_audio")
    assert brought("architecture.decoder={num_hidden_layers: 2}") == ("bpe", "none")
    assert brought("tokenizer=llama") == ("llama", "none")


def test_weights_bring_what_prepares_what_they_read(tmp_path: Path) -> None:
    form = FAMILY.every_form[3]
    assert form.usual == {"frontend": "waveform"}
    model_of(form, "ctc").save_pretrained(tmp_path)
    blueprint = compose([f"weights={tmp_path}"])
    assert (blueprint.family, blueprint.head.name) == (form, "ctc")
    assert blueprint["tokenizer"]["name"] == "ctc"
    assert blueprint["processor"]["name"] == "wav2vec2_audio"


def test_common_names_sweep_across_families() -> None:
    for name in ("bert", "modern_encoder", "transformer"):
        blueprint = compose([f"architecture={name}", "architecture.num_hidden_layers=5"])
        assert len(blueprint.plan().body.layers) == 5  # type: ignore[union-attr]


def test_every_task_that_a_frontend_may_name_has_a_head() -> None:
    assert tuple(HEADS) == ANSWERED
