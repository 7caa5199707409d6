"""The CTC tokenizer against transformers', its files in every layout, and what it refuses."""

from __future__ import annotations

import dataclasses
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st

import factory
from factory.errors import RequestError
from factory.tokenizers import CTC, Transcription, Wav2Vec2CTCTokenizer, build_tokenizer

TOKENS = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ETAONIHSRDLUMWCFGYPBVK'XJQZ"]
TEXTS = [
    "HELLO THE<unk> TEA",
    "  a  TEA ",
    "TEA <pad> HEN",
    "TEA|HEN",
    "",
    "T\nE",
    "tea ßig ﬁn",
    "IT'S <s>",
]
FRAMES = [8, 8, 0, 8, 4, 4, 9, 3, 2, 10, 10, 0, 10, 4]


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vocabulary of the published English models, in JSON."""
    path = tmp_path_factory.mktemp("ctc") / "vocab.json"
    path.write_text(json.dumps({token: index for index, token in enumerate(TOKENS)}))
    return path


def both(path: Path, **options: Any) -> tuple[Any, Any]:
    """Ours and transformers'."""
    return (
        Wav2Vec2CTCTokenizer(path, **options),
        transformers.Wav2Vec2CTCTokenizer(str(path), **options),
    )


def plain(value: Any) -> Any:
    """Offsets without numpy's numbers."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return int(value) if isinstance(value, np.integer) else value


OPTIONS = pytest.mark.parametrize(
    "options",
    [
        {},
        {"do_lower_case": True},
        {"word_delimiter_token": "~"},
        {"unk_token": "[UNK]", "pad_token": "[PAD]"},
        {"replace_word_delimiter_char": "_"},
        {"bos_token": None, "eos_token": None},
        {"padding_side": "left"},
    ],
    ids=lambda options: ",".join(options) or "default",
)


@OPTIONS
def test_texts_become_the_ids_of_transformers(vocabulary: Path, options: dict[str, Any]) -> None:
    ours, theirs = both(vocabulary, **options)
    known = [text for text in TEXTS if "unk_token" not in options or text.isascii()]
    if "unk_token" in options:  # which transformers then turns into None
        known = ["TEA|HEN", "THE HEN"]
    assert ours(known, padding=True).data == dict(theirs(known, padding=True))
    for text in known:
        assert ours(text)["input_ids"] == theirs(text)["input_ids"], text
    assert (len(ours), ours.vocab_size) == (len(theirs), theirs.vocab_size)
    assert ours.get_vocab() == theirs.get_vocab()
    assert set(ours.all_special_tokens) == set(theirs.all_special_tokens)
    assert ours.word_delimiter_token_id == theirs.word_delimiter_token_id


@OPTIONS
@pytest.mark.parametrize("skip", [False, True])
@pytest.mark.parametrize("group", [False, True])
@pytest.mark.parametrize("apart", [False, True])
def test_frames_become_the_text_and_offsets_of_transformers(
    vocabulary: Path, options: dict[str, Any], skip: bool, group: bool, apart: bool
) -> None:
    ours, theirs = both(vocabulary, **options)
    asked: dict[str, Any] = {
        "skip_special_tokens": skip,
        "group_tokens": group,
        "spaces_between_special_tokens": apart,
    }
    assert ours.decode(FRAMES, **asked) == theirs.decode(FRAMES, **asked)
    both_offsets = {"output_char_offsets": True, "output_word_offsets": True}
    mine = ours.decode(FRAMES, **asked, **both_offsets)
    peer = theirs.decode(FRAMES, **asked, **both_offsets)
    assert (mine.text, mine.char_offsets, mine.word_offsets) == (
        peer.text,
        plain(peer.char_offsets),
        plain(peer.word_offsets),
    )


@settings(deadline=None, derandomize=True, max_examples=200)
@given(rows=st.lists(st.lists(st.integers(0, 40), min_size=1, max_size=30), min_size=1, max_size=3))
def test_any_rows_of_frames_become_the_texts_of_transformers(
    vocabulary: Path, rows: list[list[int]]
) -> None:
    ours, theirs = both(vocabulary)
    mine = ours.batch_decode(rows, output_word_offsets=True)
    peer = theirs.batch_decode(rows, output_word_offsets=True)
    assert (mine["text"], mine.char_offsets) == (peer["text"], None)
    assert mine.word_offsets == plain(peer.word_offsets)
    assert ours.batch_decode(rows) == theirs.batch_decode(rows)


@pytest.mark.parametrize("kind", [list, np.array, torch.tensor])
def test_the_likeliest_tokens_of_logits_are_decoded_in_every_form(
    vocabulary: Path, kind: Any
) -> None:
    ours = Wav2Vec2CTCTokenizer(vocabulary)
    logits = torch.nn.functional.one_hot(torch.tensor([[11, 0, 5, 5, 4, 6], [5, 0, 5, 0, 0, 0]]))
    rows = logits.argmax(-1).tolist()
    assert ours.batch_decode(kind(rows)) == ours.decode(kind(rows)) == ["HE T", "EE"]
    assert ours.decode(logits[0].argmax(-1)) == "HE T"


def test_times_of_characters_and_words_are_told_in_seconds(vocabulary: Path) -> None:
    ours = Wav2Vec2CTCTokenizer(vocabulary)
    heard = ours.decode([0, 11, 5, 4, 6, 6], output_word_offsets=True, seconds_per_frame=0.02)
    assert isinstance(heard, Transcription)
    assert [word["word"] for word in heard.word_offsets] == ["HE", "T"]
    times = [(word["start_time"], word["end_time"]) for word in heard.word_offsets]
    np.testing.assert_allclose(times, [(0.02, 0.06), (0.08, 0.12)])
    assert heard.char_offsets is None


@pytest.mark.parametrize("name", ["vocab.json", "my_vocab_file.txt"])
def test_a_vocabulary_is_read_as_json_or_a_token_a_line(vocabulary: Path, name: str) -> None:
    path = vocabulary.parent / name
    if name.endswith(".txt"):
        path.write_text("\n".join(TOKENS) + "\n")
    tokenizer = factory.Wav2Vec2CTCTokenizer(vocab_file=path)
    assert tokenizer.get_vocab() == {token: index for index, token in enumerate(TOKENS)}
    assert tokenizer.decode(tokenizer("THE HEN")["input_ids"]) == "THE HEN"


def test_json_is_read_under_any_name_and_a_brace_is_a_token(vocabulary: Path) -> None:
    path = vocabulary.parent / "renamed.txt"
    path.write_text(vocabulary.read_text())
    assert len(Wav2Vec2CTCTokenizer(path)) == len(TOKENS)
    path.write_text("{\na\nb\n")
    assert Wav2Vec2CTCTokenizer(path).vocab_size == 3


@OPTIONS
def test_folders_are_read_here_and_in_transformers(
    vocabulary: Path, options: dict[str, Any], tmp_path: Path
) -> None:
    ours, theirs = both(vocabulary, **options)
    ours.save_pretrained(tmp_path / "ours")
    theirs.save_pretrained(tmp_path / "theirs")
    assert not (tmp_path / "ours" / "tokenizer.json").exists()
    read = [
        Wav2Vec2CTCTokenizer.from_pretrained(tmp_path / "ours"),
        Wav2Vec2CTCTokenizer.from_pretrained(tmp_path / "theirs"),
        factory.AutoTokenizer.from_pretrained(tmp_path / "theirs"),
        factory.AutoTokenizer.from_pretrained(tmp_path / "ours", use_fast=False),
        pickle.loads(pickle.dumps(ours)),
    ]
    if "word_delimiter_token" not in options:  # which transformers does not read back itself
        read.append(transformers.AutoTokenizer.from_pretrained(tmp_path / "ours"))
    text = "the tea" if "do_lower_case" in options else "THE TEA"
    for tokenizer in read:
        assert type(tokenizer).__name__ == "Wav2Vec2CTCTokenizer"
        assert tokenizer(text)["input_ids"] == theirs(text)["input_ids"]
        assert tokenizer.decode(FRAMES) == theirs.decode(FRAMES)
        assert len(tokenizer) == len(theirs)
        assert tokenizer.padding_side == theirs.padding_side


def test_a_vocabulary_of_several_languages_is_switched(tmp_path: Path) -> None:
    special = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3, "|": 4}
    languages = {"eng": {**special, "a": 5, "b": 6}, "deu": {**special, "ä": 5, "a": 6}}
    path = tmp_path / "vocab.json"
    path.write_text(json.dumps(languages))
    ours, theirs = both(path, target_lang="eng")
    assert ours("ab")["input_ids"] == theirs("ab")["input_ids"] == [5, 6]
    ours.set_target_lang("deu")
    assert ours("äab")["input_ids"] == [5, 6, 3]
    ours.save_pretrained(tmp_path / "saved")
    assert json.loads((tmp_path / "saved" / "vocab.json").read_text()) == languages
    again = Wav2Vec2CTCTokenizer.from_pretrained(tmp_path / "saved")
    assert (again.target_lang, again("ä")["input_ids"]) == ("deu", [5])
    with pytest.raises(RequestError, match=r"no language of .*There are: eng, deu"):
        Wav2Vec2CTCTokenizer(path)
    with pytest.raises(RequestError, match="Did you mean 'deu'"):
        ours.set_target_lang("de")


def test_a_vocabulary_is_learned_from_characters(tmp_path: Path) -> None:
    (tmp_path / "texts.txt").write_text("the hen\nthe tea\n")
    options = CTC.options(train_from=(str(tmp_path / "texts.txt"),), do_lower_case=True)
    tokenizer = build_tokenizer(CTC, options)
    assert list(tokenizer.get_vocab()) == ["<pad>", "<s>", "</s>", "<unk>", "|", *"EHTAN"]
    assert tokenizer.decode(tokenizer("the hen")["input_ids"]) == "the hen"
    twice = build_tokenizer(CTC, dataclasses.replace(options, min_frequency=2))
    assert list(twice.get_vocab())[5:] == [*"EHT"]
    assert len(build_tokenizer(CTC, CTC.options(train_vocab_size=32))) == 32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda path: build_tokenizer(CTC, CTC.options(use_fast=True)), "in pure Python only"),
        (
            lambda path: Wav2Vec2CTCTokenizer.from_pretrained(path.parent, use_fast=True),
            "is a slow tokenizer",
        ),
        (lambda path: Wav2Vec2CTCTokenizer(path, word_delimiter_token=3), "is not a text"),
        (lambda path: Wav2Vec2CTCTokenizer(path, do_lowercase=True), "Did you mean"),
        (lambda path: Wav2Vec2CTCTokenizer(path, target_lang="eng"), "one vocabulary, not one"),
        (lambda path: Wav2Vec2CTCTokenizer(path, word_delimiter_token=None), "it is needed"),
        (lambda path: Wav2Vec2CTCTokenizer(path, unk_token=None), "it is needed"),
        (lambda path: Wav2Vec2CTCTokenizer(), "vocab_file is missing"),
        (lambda path: Wav2Vec2CTCTokenizer(path.parent / "none.txt"), "none.txt cannot be read"),
        (lambda path: Wav2Vec2CTCTokenizer(path).decode([-1]), "not an id"),
    ],
)
def test_wrong_requests_are_refused_in_words(vocabulary: Path, call: Any, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        call(vocabulary)


def test_a_fast_one_is_refused_by_the_automatic_class(vocabulary: Path, tmp_path: Path) -> None:
    Wav2Vec2CTCTokenizer(vocabulary).save_pretrained(tmp_path)
    with pytest.raises(RequestError, match="Wav2Vec2CTCTokenizer is in pure Python only"):
        factory.AutoTokenizer.from_pretrained(tmp_path, use_fast=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 0, "b": 0}', "gives 'a' and 'b' the same id"),
        ('{"a": "x"}', "to a whole number"),
        ("a\nb\na\n", "line 3 is 'a' like line 1"),
    ],
)
def test_damaged_vocabularies_are_named(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "vocab.txt").write_text(text)
    with pytest.raises(RequestError, match=message):
        Wav2Vec2CTCTokenizer(tmp_path / "vocab.txt")
