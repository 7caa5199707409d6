"""The checkpoint maps: total, bijective, and made without torch."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from factory.checkpoint.names import lookalikes
from factory.checkpoint.rows import (
    Copied,
    Drop,
    MapError,
    Row,
    TiedRow,
    as_native,
    expand,
    tabulate,
    under,
)
from factory.specs import shapes
from tests.checkpoint.peers import FAMILIES, PAIRS, Peers, contents, family_of, tiny

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("options", [{}, {"tie_word_embeddings": False}, {"num_hidden_layers": 12}])
@pytest.mark.parametrize(("name", "head"), PAIRS)
def test_a_map_is_total_and_bijective(name: str, head: str, options: dict[str, int]) -> None:
    config, family = tiny(name, **options), family_of(name)
    wanted = shapes(family.plan(config, head))
    table = tabulate(family.disk_rows(config, head), wanted)
    assert [entry.native for entry in table.entries] == list(wanted)
    places = [(entry.disk, entry.piece) for entry in table.entries]
    assert len(set(places)) == len(places)
    assert all(entry.native in wanted for entry in (*table.tied, *table.copied))
    assert not {disk for disk, _ in places} & {entry.disk for entry in (*table.tied, *table.copied)}


@pytest.mark.parametrize(("name", "head"), PAIRS)
def test_a_map_has_the_names_that_transformers_writes(name: str, head: str, peers: Peers) -> None:
    config, family = tiny(name), family_of(name)
    table = tabulate(family.disk_rows(config, head), shapes(family.plan(config, head)))
    written = {entry.disk for entry in (*table.entries, *table.copied)}
    assert written == contents(peers.folder(name, head)).keys()


def test_maps_headers_bundles_and_hub_names_need_no_torch(peers: Peers, tmp_path: Path) -> None:
    folder = peers.folder(FAMILIES[0], "base")
    code = f"""
import sys
from pathlib import Path
from factory import hub
from factory.checkpoint import bundle, loading, saving
from factory.checkpoint.rows import tabulate
from factory.checkpoint.safetensors_files import open_weights
from factory.specs import shapes
from registry import REGISTRY
for name in REGISTRY.names("architecture"):
    family = REGISTRY.get("architecture", name)
    config = family.config()
    for head in family.head_names:
        tabulate(family.disk_rows(config, head), shapes(family.plan(config, head)))
open_weights(Path({str(folder)!r}))
with bundle.new_bundle(Path({str(tmp_path / "bundle")!r})) as made:
    made.joinpath("config.json").write_text("{{}}")
assert not bundle.verify_bundle(Path({str(tmp_path / "bundle")!r}))
assert hub.config_file({str(folder)!r}).is_file()
assert not {{"torch", "transformers", "huggingface_hub", "tokenizers"}} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


SHAPES = {"layers.0.weight": (2, 2), "layers.1.weight": (2, 2)}


def test_a_parameter_without_a_row_or_with_two_is_an_error() -> None:
    with pytest.raises(MapError, match=r"no row for 2 parameters: layers\.0\.weight"):
        expand([], SHAPES)
    with pytest.raises(MapError, match="has two rows"):
        expand([Row("a.{i}", "layers.{i}.weight"), Row("b", "layers.1.weight")], SHAPES)
    with pytest.raises(MapError, match="would hold both"):
        expand([Row("a", "layers.{i}.weight")], SHAPES)


def test_rows_of_every_kind_expand() -> None:
    rows = under(
        [
            Row("h.{i}.w", "layers.{i}.weight", (("w", "W"), ("v", "w"))),
            TiedRow("tied.{i}", "layers.{i}.weight"),
            TiedRow("h.1.w", "layers.0.weight"),
            Copied("copy", "layers.1.weight"),
            Drop("ids.{i}"),
        ],
        disk="model.",
    )
    table = tabulate(rows, SHAPES)
    assert [(e.disk, e.native) for e in table.entries] == [
        ("model.h.0.w", "layers.0.weight"),
        ("model.h.1.w", "layers.1.weight"),
    ]
    assert table.entries[0].old == ("model.h.0.v",)
    assert [e.disk for e in table.tied] == ["model.tied.0", "model.tied.1"]
    assert [(e.disk, e.native) for e in table.copied] == [("model.copy", "layers.1.weight")]
    assert [bool(p.fullmatch("model.ids.7")) for p in table.dropped] == [True]
    assert [e.disk for e in as_native(SHAPES).entries] == list(SHAPES)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_family_is_recognised_by_its_names(name: str, peers: Peers) -> None:
    for head in family_of(name).head_names:
        if head != "base":
            names = contents(peers.folder(name, head))
            assert lookalikes(names, family_of(name), tiny(name))[0] == ()
