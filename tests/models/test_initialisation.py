"""Weights begin as in transformers, the same bytes for a seed whatever the number of threads."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
import torch

from factory.blocks.filling import CHUNK, filled, sinusoid
from factory.checkpoint.rows import expand
from factory.configuration import hints
from factory.families import Family
from factory.models import model_class
from factory.specs import Normal, Start, shapes
from tests.models.support import (
    FAMILIES,
    every,
    every_family,
    every_peer,
    every_peer_pair,
    has,
    learns_activations,
    needed,
    one_stack,
    peer_of,
    tiny,
    tiny_model,
)

LARGER = {"hidden_size": 64, "vocab_size": 3000, "intermediate_size": 128, "image_size": 96}


def larger(family: Family, **options: int) -> dict[str, int]:
    """Those sizes that a family has, large enough that means say something."""
    known = {*hints(family.config), *family.config.aliases}
    return {name: size for name, size in {**LARGER, **options}.items() if name in known}


def weights_hash(model: torch.nn.Module) -> str:
    """One hash over every parameter's name and bytes."""
    digest = hashlib.sha256()
    for name, parameter in model.named_parameters():
        digest.update(name.encode())
        digest.update(parameter.detach().numpy().tobytes())
    return digest.hexdigest()


@every_peer_pair
@pytest.mark.parametrize("range_", [0.02, 0.5])
def test_distributions_are_those_of_transformers(
    family: Family, head: str, range_: float, tmp_path
) -> None:
    from safetensors.torch import load_file

    known = {*hints(family.config), *family.config.aliases}
    spread = "initializer_range" if "initializer_range" in known else "initializer_factor"
    options = needed(family, head) | larger(family) | {spread: range_}
    config = tiny(family, **options)
    theirs = peer_of(config, family, head)
    theirs.save_pretrained(tmp_path)
    disk = load_file(tmp_path / "model.safetensors")
    ours = model_class(family.name, head)(config, seed=0)
    mine = dict(ours.named_parameters())
    for entry in expand(family.disk_rows(config, head), shapes(ours.tree)):
        a, b = (
            mine[entry.native].detach(),
            entry.piece.of(disk[entry.disk]) if entry.piece else disk[entry.disk],
        )
        if b.unique().numel() == 1:
            assert torch.equal(a, b), entry.native
            continue
        assert (a == 0).all(-1).tolist() == (b == 0).all(-1).tolist(), entry.native
        error = 4 * b.std() / b.numel() ** 0.5
        assert abs(a.mean() - b.mean()) < 2 * error, entry.native
        assert abs(a.std() / b.std() - 1) < 8 / b.numel() ** 0.5, entry.native


@every_peer(learns_activations)
def test_learned_activations_begin_as_in_transformers(family: Family, tmp_path) -> None:
    from safetensors.torch import load_file

    for name in ("prelu", "xielu"):
        config = tiny(family, hidden_act=name)
        head = "masked_lm" if has("masked_lm")(family) else "base"
        peer_of(config, family, head).save_pretrained(tmp_path)
        disk = load_file(tmp_path / "model.safetensors")
        ours = model_class(family.name, head)(config, seed=0)
        mine = dict(ours.named_parameters())
        for entry in expand(family.disk_rows(config, head), shapes(ours.tree)):
            if "activation" in entry.native:
                assert torch.allclose(mine[entry.native], disk[entry.disk].float(), atol=1e-8)


def test_a_chunk_is_normal() -> None:
    start = Start("x", (2 * CHUNK + 3,), Normal(std=1.0))
    x = filled([start], seed=5)["x"]
    assert abs(x.mean()) < 0.01 and abs(x.std() - 1) < 0.01
    assert not torch.equal(x[:CHUNK], x[CHUNK : 2 * CHUNK])
    share = (x.abs() < 1).float().mean()
    assert abs(share - 0.6827) < 0.005


def test_sinusoids_alternate_sine_and_cosine() -> None:
    table = sinusoid(50, 8)
    assert torch.allclose(table[:, 0], torch.arange(50.0).sin(), atol=1e-6)
    assert torch.allclose(table[:, 1], torch.arange(50.0).cos(), atol=1e-6)
    assert torch.allclose(table[:, 3], (torch.arange(50.0) / 10).cos(), atol=1e-6)


def test_a_seed_gives_the_same_bytes_for_any_number_of_threads() -> None:
    code = (
        "import sys, torch; torch.set_num_threads(int(sys.argv[1]))\n"
        "from tests.models.support import *; from tests.models.test_initialisation import *\n"
        "for family in FAMILIES:\n"
        "    model = tiny_model(family, seed=3, **larger(family, vocab_size=40000))\n"
        "    print(family.name, weights_hash(model))"
    )
    one, two, five = (
        subprocess.run(
            [sys.executable, "-c", code, threads], check=True, capture_output=True, text=True
        ).stdout.splitlines()
        for threads in ("1", "2", "5")
    )
    assert len(one) == len(FAMILIES)
    assert one == two == five


@every_family
def test_another_seed_gives_other_weights(family: Family) -> None:
    one, same, other = (weights_hash(tiny_model(family, seed=seed)) for seed in (0, 0, 1))
    assert one == same != other


@every_family
def test_a_seed_leaves_the_global_random_state_alone(family: Family) -> None:
    before = torch.get_rng_state()
    tiny_model(family, seed=0)
    assert torch.equal(before, torch.get_rng_state())


@every_family
def test_a_model_made_where_nothing_is_differentiated_can_be_trained_later(family: Family) -> None:
    with torch.inference_mode():
        model = tiny_model(family, seed=0)
    same = tiny_model(family, seed=0)
    assert weights_hash(model) == weights_hash(same)
    assert not any(parameter.is_inference() for parameter in model.parameters())


@every_family
def test_without_a_seed_torch_s_own_governs(family: Family) -> None:
    def make() -> str:
        return weights_hash(model_class(family.name)(tiny(family)))

    torch.manual_seed(7)
    first, second = make(), make()
    torch.manual_seed(7)
    assert make() == first != second


@every(one_stack)
def test_the_body_s_weights_do_not_depend_on_the_head(family: Family) -> None:
    bodies = []
    for head in family.head_names:
        body = dict(tiny_model(family, head).body.named_parameters())
        bodies.append(next(body[name] for name in sorted(body) if body[name].dim() > 1))
    assert all(torch.equal(bodies[0], other) for other in bodies)
