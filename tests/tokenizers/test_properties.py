"""On any text and options, slow and fast tokenizers and the plain library agree."""

from __future__ import annotations

import copy

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from factory.errors import RequestError
from factory.tokenizers import AddedToken
from tests.tokenizers.families import (
    KINDS,
    MODELS,
    contents,
    kind_of,
    library,
    row,
    shared,
    small,
)

SIDES = ["left", "right"]
CHECKED = settings(
    deadline=None,
    derandomize=True,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
BATCHES = settings(CHECKED, max_examples=50)
CLASSES = pytest.mark.parametrize(("slow", "fast"), KINDS, ids=lambda class_: class_.__name__)
OF_MODELS = pytest.mark.parametrize(("slow", "fast"), MODELS, ids=lambda class_: class_.__name__)

characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("aAbZ019 .,!?'-_#[]<>/\t\n\r\0\u200b\u200d\ufe0f\ufffd\u3000\u00a0"),
    st.characters(categories=["Mn", "Mc", "Me"]),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x4EFF),
    st.sampled_from("👩👧🏽☝🇩🇪🏳🌈"),
    st.sampled_from("éÉñÅßİΣςＡ각ﬁ½क्तய़ｶﾞ"),
)
pieces = st.one_of(
    st.text(characters, max_size=12),
    st.sampled_from(
        ["the river", "don't", "it's", " they'll", "[MASK]", "<mask>", "[SEP]", "</s>", "▁", "\r\n"]
    ),
    st.sampled_from(["x" * 99, "x" * 100, "x" * 101, "ab" * 90, "a\u0301" * 60]),
)
texts = st.lists(pieces, max_size=4).map("".join)
options = st.fixed_dictionaries(
    {
        "add_special_tokens": st.booleans(),
        "padding": st.sampled_from([False, True, "max_length"]),
        "truncation": st.sampled_from([False, True, "longest_first"]),
        "max_length": st.integers(3, 24),
        "stride": st.sampled_from([0, 0, 1, 3]),
        "pad_to_multiple_of": st.sampled_from([None, None, 8]),
        "padding_side": st.sampled_from(SIDES),
        "truncation_side": st.sampled_from(SIDES),
        "return_overflowing_tokens": st.booleans(),
        "return_special_tokens_mask": st.booleans(),
        "return_offsets_mapping": st.booleans(),
        "return_length": st.booleans(),
    }
)


@CLASSES
@CHECKED
@given(text=texts)
def test_one_text_is_encoded_as_by_the_library(slow, fast, text):
    expected = contents(library(fast).encode(text))
    for class_ in (slow, fast):
        batch = shared(class_)(text, return_offsets_mapping=True, verbose=False)
        assert contents(batch.encodings[0]) == expected
        assert batch["input_ids"] == expected["ids"]


@CLASSES
@CHECKED
@given(words=st.lists(texts, max_size=5))
def test_words_are_encoded_as_by_the_library(slow, fast, words):
    expected = contents(library(fast).encode(words, is_pretokenized=True))
    for class_ in (slow, fast):
        batch = shared(class_)(words, is_split_into_words=True, verbose=False)
        assert contents(batch.encodings[0]) == expected


@OF_MODELS
@BATCHES
@given(batch=st.lists(st.tuples(texts, texts), min_size=1, max_size=3), asked=options)
@pytest.mark.parametrize("paired", [False, True], ids=["texts", "pairs"])
def test_batches_are_cut_and_padded_alike(slow, fast, batch, asked, paired):
    first, second = (list(column) for column in zip(*batch, strict=True))
    results = []
    for class_ in (slow, fast):
        try:
            encoded = shared(class_)(first, second if paired else None, verbose=False, **asked)
        except RequestError as error:
            results.append((type(error), None))
        else:
            results.append((dict(encoded), [row(e) for e in encoded.encodings]))
    assert results[0] == results[1]


@OF_MODELS
@CHECKED
@given(pair=st.tuples(texts, texts), length=st.integers(3, 30), side=st.sampled_from(SIDES))
@pytest.mark.parametrize("cut", ["only_first", "only_second"])
def test_one_text_of_a_pair_is_cut_alike(slow, fast, pair, length, side, cut):
    asked = {"truncation": cut, "max_length": length, "truncation_side": side}
    results = []
    for class_ in (slow, fast):
        try:
            encoded = shared(class_)(*pair, return_overflowing_tokens=True, **asked)
        except RequestError as error:
            results.append((type(error), None))
        else:
            results.append((dict(encoded), [row(e) for e in encoded.encodings]))
    assert results[0] == results[1]


@OF_MODELS
@BATCHES
@given(batch=st.lists(st.tuples(texts, texts), min_size=1, max_size=3), asked=options)
def test_tensors_hold_what_the_lists_hold(slow, fast, batch, asked):
    first, second = (list(column) for column in zip(*batch, strict=True))
    asked = {**asked, "padding": asked["padding"] or True, "truncation": True}
    # What overflows from a pair may be longer than the rest of the batch, which no tensor holds.
    asked |= {"pad_to_multiple_of": None, "return_overflowing_tokens": False}
    for class_ in (slow, fast):
        tokenizer = shared(class_)
        try:
            lists = tokenizer(first, second, **asked)
        except RequestError:
            with pytest.raises(RequestError):
                tokenizer(first, second, return_tensors="np", **asked)
            continue
        arrays = tokenizer(first, second, return_tensors="np", **asked)
        for name, rows in lists.items():
            array = arrays[name].tolist()
            if name == "offset_mapping":
                rows = [[list(span) for span in spans] for spans in rows]
            assert array == rows, name
        assert [row(e) for e in arrays.encodings] == [row(e) for e in lists.encodings]


@CLASSES
@CHECKED
@given(ids=st.lists(st.integers(0, 1500), max_size=30), skip=st.booleans(), clean=st.booleans())
def test_ids_are_decoded_as_by_the_library(slow, fast, ids, skip, clean):
    ids = [token_id % library(fast).get_vocab_size() for token_id in ids]
    expected = kind_of(fast).finished(library(fast).decode(ids, skip_special_tokens=skip))
    for class_ in (slow, fast):
        tokenizer = shared(class_)
        assert tokenizer.decode(ids, skip_special_tokens=skip) == expected
        tokens = tokenizer.convert_ids_to_tokens(ids)
        joined = tokenizer.convert_tokens_to_string(tokens)
        assert joined == library(fast).decoder.decode(tokens)
    assert shared(slow).decode(ids, clean_up_tokenization_spaces=clean) == shared(fast).decode(
        ids, clean_up_tokenization_spaces=clean
    )


@OF_MODELS
@CHECKED
@given(
    text=texts,
    tokens=st.lists(
        st.tuples(
            st.text(characters, min_size=1, max_size=4),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
            st.booleans(),
        ),
        min_size=1,
        max_size=4,
    ),
    places=st.lists(st.integers(0, 3), max_size=4),
)
def test_added_tokens_are_found_alike(slow, fast, text, tokens, places):
    added = [AddedToken(*token) for token in tokens]
    for place in places:
        text += f" {added[place % len(added)].content}x" + added[place % len(added)].content
    results = []
    for class_ in (slow, fast):
        tokenizer = copy.deepcopy(small(class_))
        try:
            count = tokenizer.add_tokens(added)
        except RequestError as error:
            results.append(error.problems)
            continue
        try:
            encoded = tokenizer(text, return_offsets_mapping=True, verbose=False)
        except RequestError:
            assume(class_ is slow)  # the library fails where tokens share the spaces they take
        results.append(
            (count, len(tokenizer), tokenizer.get_added_vocab(), contents(encoded.encodings[0]))
        )
    assert results[0] == results[1]


@OF_MODELS
@CHECKED
@given(
    tokens=st.lists(
        st.builds(
            AddedToken,
            st.sampled_from(
                ["New Tok", "new tok", "漢", "漢x", "The", "the", "É", "é", "▁the", "##S", "##s"]
            ),
            normalized=st.booleans(),
            special=st.booleans(),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_added_tokens_are_decoded_alike(slow, fast, tokens):
    results = []
    for class_ in (slow, fast):
        tokenizer = copy.deepcopy(small(class_))
        tokenizer.add_tokens(tokens)
        ids = [*tokenizer.added_tokens_decoder, *tokenizer.encode("the new tok")]
        texts = [tokenizer.decode(ids, skip_special_tokens=skip) for skip in (False, True)]
        results.append((texts, tokenizer.convert_ids_to_tokens(ids)))
    assert results[0] == results[1]
