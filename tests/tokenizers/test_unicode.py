"""Slow tokenizers agree with the library on every character."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import tokenizers

from factory.tokenizers import unicode_tables
from tests.tokenizers.families import (
    KINDS,
    contents,
    library,
    shared,
)

SCALARS = [*range(0xD800), *range(0xE000, 0x110000)]
SAMPLE = [
    code
    for code in SCALARS
    if code < 0x3000 or (code < 0x20000 and code % 29 == 0) or code % 211 == 0
]
CHUNK = 10_000
GENERATOR = Path(__file__).parents[2] / "scripts" / "generate_unicode_tables"
SCHEMES = pytest.mark.parametrize(
    "class_", [slow for slow, _ in KINDS], ids=lambda class_: class_.__name__
)


def different(class_, codes, before):
    """The texts on which the slow tokenizer's ids are not the library's."""
    slow, fast = shared(class_), library(class_)
    found = []
    for start in range(0, len(codes), CHUNK):
        texts = [before + chr(code) for code in codes[start : start + CHUNK]]
        expected = [e.ids for e in fast.encode_batch_fast(texts, add_special_tokens=False)]
        # Each word is encoded alone; one call for many is quicker than a call for each.
        # Asking for offsets keeps the words of this one pass.
        asked = {"is_split_into_words": True, "return_offsets_mapping": True, "verbose": False}
        batch = slow(texts, add_special_tokens=False, **asked)
        ids = [[] for _ in texts]
        for word, token_id in zip(batch.word_ids(), batch["input_ids"], strict=True):
            ids[word].append(token_id)
        found += [t for t, a, b in zip(texts, ids, expected, strict=True) if a != b]
    return found


@SCHEMES
@pytest.mark.parametrize("before", ["", "a"], ids=["alone", "after a letter"])
def test_ids_equal_the_librarys_on_a_dense_sample(class_, before):
    assert different(class_, SAMPLE, before) == []


@pytest.mark.full
@SCHEMES
@pytest.mark.parametrize("before", ["", "a"], ids=["alone", "after a letter"])
def test_ids_equal_the_librarys_on_every_scalar(class_, before):
    assert different(class_, SCALARS, before) == []


@SCHEMES
def test_offsets_and_words_equal_the_librarys_on_a_sample(class_):
    slow, fast = shared(class_), library(class_)
    for code in [*range(0x250), *SCALARS[::499]]:
        text = f"a {chr(code)}b{chr(code)}"
        ours = slow(text, return_offsets_mapping=True, verbose=False).encodings[0]
        assert contents(ours) == contents(fast.encode(text)), hex(code)


@SCHEMES
@pytest.mark.parametrize(
    "text",
    [
        "Q\u0323\u0307 q\u0307\u0323",  # marks that change places
        "\u1e9b\u0323 \ufb01 \u212b \u0344",
        "한국어 각 ᄀ\u1161\u11a8",
        "ΟΔΟΣ ΣΑΣ. Σ",  # a final sigma is lowered like any other
        "İstanbul DŽ ẞ",
        "\U0001d15f\u0301 \u0f77\u0f71",
        "a\u0300\u0591\u05b0\u0301\U0001e94a",
        "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ☝🏽",
        "©\u200d©\u0301 ©\u0301\u200d👩\u0301 \u0600é \u0600\u06dda\u0301",  # joined and prepended
        "क्त\u0301 क्\u200cत\u0301 क्\u200dत\u0301 क\u0301त\u0301",  # conjuncts
        "각\u0301 가\u11a8\u0301 ᄀ가\u0301 \u1161\u0301",
        "a\r\nb\n\r\u200b\u0301 \ufeffx",
        "ﬁ\u0301 ㍿ ½ ﬂ\u0327\u0301 ｶﾞ",
        "A\u030a\u0323 o\u0302\u0301 \u0958\u093c\u0300",
    ],
)
def test_texts_in_which_characters_act_on_each_other(class_, text):
    ours = shared(class_)(text, return_offsets_mapping=True).encodings[0]
    assert contents(ours) == contents(library(class_).encode(text))


def test_tables_were_made_with_a_release_of_the_series_installed():
    made_with = unicode_tables.TOKENIZERS_VERSION.split(".")[:2]
    assert made_with == tokenizers.__version__.split(".")[:2]


@pytest.mark.full
def test_tables_are_what_the_library_does():
    subprocess.run([sys.executable, GENERATOR, "--check"], check=True)


@pytest.mark.full
def test_check_notices_other_tables(tmp_path):
    (tmp_path / "factory" / "tokenizers").mkdir(parents=True)
    (tmp_path / "factory" / "tokenizers" / "unicode_tables.py").write_text("", encoding="utf-8")
    (tmp_path / "scripts").mkdir()
    copy = tmp_path / "scripts" / GENERATOR.name
    copy.write_text(GENERATOR.read_text(encoding="utf-8"), encoding="utf-8")
    done = subprocess.run([sys.executable, copy, "--check"], capture_output=True, text=True)
    assert done.returncode == 1
    assert "run scripts/generate_unicode_tables" in done.stderr
