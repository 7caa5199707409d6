"""Tables that parts of a model share, in files where they do and in files where they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from factory.checkpoint.loading import load_weights
from factory.checkpoint.rows import expand
from factory.configuration import PretrainedConfig
from factory.specs import Tied, shapes
from tests.checkpoint.conftest import Edit
from tests.checkpoint.peers import PAIRS, Peers, family_of, same, tiny

Change = Callable[[Path, Edit], Path]


def tied(name: str, head: str, shared: bool = True) -> PretrainedConfig:
    """A configuration whose output is the input table, or is not."""
    needed = family_of(name).head_options.get(head, {})
    return tiny(name, tie_word_embeddings=shared, **needed)


def table_at(name: str, head: str) -> str | None:
    """Path of the table that a head's output is, if it is one."""
    output = getattr(family_of(name).plan(tied(name, head), head).head, "decoder", None)
    return f"{output.to}.weight" if isinstance(output, Tied) else None


every_tied = pytest.mark.parametrize(("name", "head"), [p for p in PAIRS if table_at(*p)])


def output_name(name: str, head: str) -> str:
    """What the output is called on disk where it is a matrix of its own."""
    family, config = family_of(name), tied(name, head, shared=False)
    entries = expand(family.disk_rows(config, head), shapes(family.plan(config, head)))
    return next(entry.disk for entry in entries if entry.native == "head.decoder.weight")


@every_tied
def test_an_equal_output_matrix_stays_tied(
    name: str, head: str, peers: Peers, edited: Change
) -> None:
    source, config = peers.folder(name, head, tied=True), tied(name, head)
    expected = load_weights(source, family_of(name), config, head).tensors

    def store(tensors: dict[str, torch.Tensor]) -> None:
        tensors[output_name(name, head)] = expected[str(table_at(name, head))].clone()

    loaded = load_weights(edited(source, store), family_of(name), config, head)
    assert same(loaded.tensors, expected)
    assert not loaded.report.untied and not loaded.report.dropped
    assert loaded.config.tie_word_embeddings


@every_tied
def test_an_unequal_output_matrix_unties(
    name: str, head: str, peers: Peers, edited: Change
) -> None:
    source, config = peers.folder(name, head, tied=True), tied(name, head)
    shape = shapes(family_of(name).plan(config, head))[str(table_at(name, head))]

    def store(tensors: dict[str, torch.Tensor]) -> None:
        tensors[output_name(name, head)] = torch.full(shape, 3.0)

    loaded = load_weights(edited(source, store), family_of(name), config, head)
    assert loaded.report.untied
    assert not loaded.config.tie_word_embeddings
    assert loaded.tree == family_of(name).plan(loaded.config, head)
    assert loaded.tensors.keys() == shapes(loaded.tree).keys()
    assert torch.equal(loaded.tensors["head.decoder.weight"], torch.full(shape, 3.0))
    assert "no longer tied" in str(loaded.report)


@every_tied
def test_the_input_table_may_be_stored_as_the_output_matrix_alone(
    name: str, head: str, peers: Peers, edited: Change
) -> None:
    source, config = peers.folder(name, head, tied=True), tied(name, head)
    expected = load_weights(source, family_of(name), config, head).tensors
    table = table_at(name, head)
    entries = expand(
        family_of(name).disk_rows(config, head), {p: tuple(t.shape) for p, t in expected.items()}
    )
    first = next(e.disk for e in entries if e.native == table)

    def move(tensors: dict[str, torch.Tensor]) -> None:
        tensors[output_name(name, head)] = tensors.pop(first)

    loaded = load_weights(edited(source, move), family_of(name), config, head)
    assert same(loaded.tensors, expected)


def told_apart(name: str, head: str) -> bool:
    """Whether something shares a table that it may also have to itself."""
    family = family_of(name)
    trees = [family.plan(tied(name, head, shared), head) for shared in (True, False)]
    return trees[0] != trees[1] and len(shapes(trees[0])) < len(shapes(trees[1]))


@pytest.mark.parametrize(("name", "head"), [pair for pair in PAIRS if told_apart(*pair)])
def test_what_shares_a_table_may_begin_with_one_of_its_own(
    name: str, head: str, peers: Peers
) -> None:
    source, config = peers.folder(name, head, tied=True), tied(name, head, shared=False)
    shared = load_weights(source, family_of(name), tied(name, head), head).tensors
    apart = load_weights(source, family_of(name), config, head)
    assert apart.tensors.keys() == shapes(apart.tree).keys() and not apart.report.new
    assert all(torch.equal(tensor, apart.tensors[path]) for path, tensor in shared.items())
    tables = {t.data_ptr() for p, t in apart.tensors.items() if p not in shared}
    assert tables.isdisjoint(tensor.data_ptr() for tensor in shared.values())
