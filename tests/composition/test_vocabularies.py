"""Tokenizers in the tree: who brings one, and whether its vocabulary is that of the head."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from factory import RequestError, build, compose, load
from factory.composition.composer import Composer
from factory.families import Family
from registry import REGISTRY

FAMILIES = [family for _, family in REGISTRY.components("architecture")]
SMALL = (
    "architecture.hidden_size=16",
    "architecture.num_hidden_layers=1",
    "architecture.num_attention_heads=2",
    "architecture.intermediate_size=16",
    "architecture.conv_dim=[8,8]",
    "architecture.conv_kernel=[10,8]",
    "architecture.conv_stride=[10,8]",
    "architecture.num_conv_pos_embeddings=4",
    "architecture.num_conv_pos_embedding_groups=2",
)
WRITERS = [family for family in FAMILIES if "ctc" in family.heads]

every_writer = pytest.mark.parametrize("family", WRITERS, ids=lambda family: family.name)


def small(family: Family, *more: str) -> list[str]:
    return [f"architecture={family.name}", "head=ctc", *SMALL, *more]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_tokenizer_comes_with_who_reads_texts_and_with_heads_that_write_them(
    family: Family,
) -> None:
    for head in family.head_names:
        options = family.head_options.get(head, {})
        needed = [f"architecture.{name}={value}" for name, value in options.items()]
        blueprint = compose([f"architecture={family.name}", f"head={head}", *needed])
        writes = REGISTRY.get("head", head).tokenizer
        assert blueprint["tokenizer"]["name"] == (family.tokenizer or writes or "none")


@every_writer
def test_a_choice_of_no_tokenizer_holds_and_is_kept(family: Family, tmp_path: Path) -> None:
    folder = build(small(family, "tokenizer=none")).save(tmp_path / "bundle")
    assert load(folder).tokenizer is None
    assert Composer(job=folder / "tree").one(["head=ctc"]).tokenizer is not None


@every_writer
def test_weights_bring_the_tokenizer_to_a_head_that_writes_and_to_no_other(
    family: Family, tmp_path: Path
) -> None:
    folder = build(small(family)).save(tmp_path / "bundle")
    sources = {
        tuple(given): compose([f"weights={folder}", *given])["tokenizer"].get("load_from")
        for given in ([], [f"architecture={family.name}", *SMALL, "head=ctc"], ["head=base"])
    }
    assert list(sources.values()) == [str(folder), str(folder), None]


@every_writer
def test_a_vocabulary_is_that_of_the_head_or_nothing_is_built(
    family: Family, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    letters = ["a", "b", "|", "[UNK]", "[PAD]"]
    file = tmp_path / "vocab.json"
    file.write_text(json.dumps({letter: index for index, letter in enumerate(letters)}))
    given = (
        f"tokenizer.vocab_file={file}",
        "tokenizer.pad_token='[PAD]'",
        "tokenizer.unk_token='[UNK]'",
    )

    def said(*more: str) -> str:
        with pytest.raises(RequestError) as error:
            build(small(family, *given, *more))
        assert not [said for said in caplog.messages if said.startswith("building")]
        return str(error.value)

    assert "its 5 tokens do not fit architecture.vocab_size 4" in said(
        "architecture.vocab_size=4", "architecture.pad_token_id=3"
    )
    blank = "architecture.pad_token_id: is 0, but the tokenizer's is 4"
    assert blank in said("architecture.vocab_size=5")
    # The tokens that begin and end texts are not in the vocabulary, and never written.
    exact = ("architecture.vocab_size=5", "architecture.pad_token_id=4")
    assert build(small(family, *given, *exact)).config.to_dict()["vocab_size"] == 5
    follows = build(small(family, *given, "tokenizer.fit_model=true")).config.to_dict()
    assert follows["pad_token_id"] == 4


def test_what_names_the_same_token_goes_on_to_name_it_in_a_learned_vocabulary() -> None:
    stacks = [
        f"architecture.{side}_{what}"
        for side in ("encoder", "decoder")
        for what in ("layers=1", "attention_heads=2", "ffn_dim=16")
    ]
    options = ["head=conditional_generation", "architecture.d_model=16", *stacks]
    learned = ["tokenizer.fit_model=true", "tokenizer.train_vocab_size=400"]
    ids = ("eos_token_id=9", "forced_eos_token_id=9", "decoder_start_token_id=7")
    chosen = [f"architecture.{token}" for token in ids]
    bart = build(["architecture=bart", *chosen, *options, *learned])
    end = bart.tokenizer.eos_token_id
    assert end != 9
    assert (bart.config.forced_eos_token_id, bart.config.decoder_start_token_id) == (end, 7)
    suppressed = "architecture.suppress_tokens=[1,50000]"
    built = build(["architecture=whisper", suppressed, *options, *learned])
    end = built.tokenizer.eos_token_id
    space = built.tokenizer.convert_tokens_to_ids("\u0120")
    assert built.config.begin_suppress_tokens == (space, end)
    assert built.config.suppress_tokens is None
    assert any("architecture.suppress_tokens=None" in notice for notice in built.notices)
