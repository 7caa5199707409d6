"""Whisper's prompts, timestamps and comparable texts, against transformers."""

from __future__ import annotations

import copy
import json
import pickle
import tempfile
from functools import cache
from pathlib import Path

import pytest
import transformers
from hypothesis import example, given, settings
from hypothesis import strategies as st
from transformers.models.whisper.english_normalizer import (
    BasicTextNormalizer,
    EnglishNumberNormalizer,
    EnglishTextNormalizer,
)
from transformers.models.whisper.tokenization_whisper import LANGUAGES, TO_LANGUAGE_CODE

from factory.errors import RequestError
from factory.tokenizers import WHISPER, build_tokenizer
from factory.tokenizers.whisper_prompts import language_code
from factory.tokenizers.whisper_texts import english, plain_text
from tests.tokenizers.families import PAIRS, make, prefix_of

CLASSES = next(pair for pair in PAIRS if prefix_of(pair[0]) == "Whisper")
EACH = pytest.mark.parametrize("class_", CLASSES, ids=lambda class_: class_.__name__)
CHECKED = settings(deadline=None, derandomize=True, max_examples=200)
SPELLINGS = {"colour": "color", "grey": "gray"}


@cache
def folder():
    """A folder that a tokenizer of ours was saved into, with a table of spellings."""
    path = Path(tempfile.mkdtemp(prefix="whisper-"))
    make(CLASSES[1]).save_pretrained(path)
    (path / "normalizer.json").write_text(json.dumps(SPELLINGS), encoding="utf-8")
    return path


@cache
def shared(class_):
    return class_.from_pretrained(folder())


@cache
def peer():
    # It reads its table of spellings when it is made, so the file has to be named.
    return transformers.WhisperTokenizer.from_pretrained(
        folder(), normalizer_file=str(folder() / "normalizer.json")
    )


PROMPTS = [
    {},
    {"language": "spanish"},
    {"language": "ES", "task": "transcribe"},
    {"language": "Burmese", "task": "translate", "predict_timestamps": True},
    {"task": "translate"},
    {"predict_timestamps": True},
]


@EACH
@pytest.mark.parametrize("prompt", PROMPTS, ids=str)
def test_a_prompt_stands_before_texts_as_in_transformers(class_, prompt):
    theirs = transformers.WhisperTokenizer.from_pretrained(folder(), **prompt)
    changed = class_.from_pretrained(folder())
    changed.set_prefix_tokens(**prompt)
    for ours in (class_.from_pretrained(folder(), **prompt), changed, make(class_, **prompt)):
        assert ours.prefix_tokens == theirs.prefix_tokens
        assert ours.decoder_start_token_id == ours.prefix_tokens[0]
        assert (ours.language, ours.task) == (theirs.language, theirs.task)
        assert ours.predict_timestamps == theirs.predict_timestamps
        for pair in (("the river",), ("the river", "runs on")):
            expected = theirs(*pair, return_offsets_mapping=True, return_special_tokens_mask=True)
            found = ours(*pair, return_offsets_mapping=True, return_special_tokens_mask=True)
            assert dict(found) == dict(expected)
        assert ours.build_inputs_with_special_tokens(
            [7, 8]
        ) == theirs.build_inputs_with_special_tokens([7, 8])
        assert ours.get_special_tokens_mask([7, 8]) == theirs.get_special_tokens_mask([7, 8])


@EACH
@pytest.mark.parametrize("prompt", [PROMPTS[0], PROMPTS[3]], ids=str)
def test_a_prompt_is_saved_and_transformers_reads_it(class_, prompt, tmp_path):
    ours = make(class_, **prompt)
    ours.save_pretrained(tmp_path)
    again = class_.from_pretrained(tmp_path)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert type(theirs) is transformers.WhisperTokenizer
    assert again.prefix_tokens == ours.prefix_tokens == theirs.prefix_tokens
    assert again("the river")["input_ids"] == ours("the river")["input_ids"]
    (tmp_path / "tokenizer.json").unlink()
    older = class_.from_pretrained(tmp_path)
    assert older("the river")["input_ids"] == ours("the river")["input_ids"]
    for copied in (copy.deepcopy(again), pickle.loads(pickle.dumps(again))):
        assert copied("the river")["input_ids"] == ours("the river")["input_ids"]


@EACH
def test_a_prompt_for_the_decoder_equals_transformers(class_):
    ours, theirs = class_.from_pretrained(folder()), copy.deepcopy(peer())
    for task, language, no_timestamps in (
        (None, None, True),
        ("transcribe", "french", True),
        ("translate", "de", False),
    ):
        asked = {"task": task, "language": language, "no_timestamps": no_timestamps}
        assert ours.get_decoder_prompt_ids(**asked) == theirs.get_decoder_prompt_ids(**asked)
        assert ours("a")["input_ids"] == theirs("a")["input_ids"]


@EACH
def test_a_text_from_before_equals_transformers(class_):
    ours, theirs = shared(class_), peer()
    for kind in ("np", "pt"):
        found = ours.get_prompt_ids(" The Thames. ", return_tensors=kind)
        expected = theirs.get_prompt_ids(" The Thames. ", return_tensors=kind)
        assert type(found) is type(expected)
        assert found.tolist() == expected.tolist()
    with pytest.raises(RequestError, match=r"has the token <\|en\|> in it"):
        ours.get_prompt_ids("a <|en|> b")


def test_languages_are_those_of_transformers():
    for name, code in TO_LANGUAGE_CODE.items():
        assert language_code(name) == language_code(name.upper()) == language_code(code) == code
    tokens = shared(CLASSES[1]).additional_special_tokens
    start = tokens.index("<|startoftranscript|>") + 1
    assert tokens[start : start + len(LANGUAGES)] == [f"<|{code}|>" for code in LANGUAGES]


@EACH
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"language": "spansh"}, r"'spansh' is not one of Whisper's.*Did you mean 'spanish'"),
        ({"task": "transcrib"}, r"task='transcrib' is not one of translate and transcribe.*Did"),
    ],
)
def test_an_unknown_prompt_is_named_with_what_is_near(class_, asked, message):
    tokenizer = class_.from_pretrained(folder())
    before = tokenizer("a")["input_ids"]
    with pytest.raises(RequestError, match=message):
        tokenizer.set_prefix_tokens(**asked)
    assert tokenizer("a")["input_ids"] == before
    with pytest.raises(RequestError, match=message):
        class_.from_pretrained(folder(), **asked)


@EACH
def test_a_language_without_a_token_is_refused(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        text = (tmp_path / name).read_text("utf-8").replace("<|yue|>", "<|xxx|>")
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(RequestError, match=r"no token <\|yue\|>"):
        class_.from_pretrained(tmp_path, language="cantonese")


FIRST = 2108  # the first timestamp, as the test below checks


@st.composite
def transcripts(draw):
    """Ids as a model gives them: words, now and then a timestamp, several windows."""
    ids = draw(st.sampled_from([[], [2001], [2105, 300, 2001, 400], [2105, 300]]))
    for _ in range(draw(st.integers(0, 4))):
        steps = sorted(draw(st.lists(st.integers(0, 1500), max_size=4)))
        for step in steps:
            ids = ids + [FIRST + step] * draw(st.integers(1, 2))
            ids = ids + draw(st.lists(st.integers(300, 1999), max_size=3))
    return [*ids, *draw(st.sampled_from([[], [2000]]))]


@EACH
@CHECKED
@given(
    ids=transcripts(),
    skip=st.booleans(),
    timed=st.booleans(),
    basic=st.booleans(),
    normal=st.booleans(),
)
@example(ids=[FIRST + 9, FIRST + 2], skip=False, timed=True, basic=False, normal=False)
def test_ids_are_decoded_as_by_transformers(class_, ids, skip, timed, basic, normal):
    ours, theirs = shared(class_), peer()
    assert ours.timestamp_ids()[0] == FIRST
    asked = {
        "skip_special_tokens": skip,
        "decode_with_timestamps": timed,
        "basic_normalize": basic,
        "normalize": normal,
    }
    assert ours.decode(ids, **asked) == theirs.decode(ids, **asked)
    assert ours.batch_decode([ids, ids], **asked) == [ours.decode(ids, **asked)] * 2
    if ids:
        asked["output_offsets"] = True
        assert ours.decode(ids, **asked) == theirs.decode(ids, **asked)


@EACH
def test_vocabularies_without_timestamps_are_decoded_as_by_transformers(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    path = tmp_path / "tokenizer.json"
    document = json.loads(path.read_text("utf-8"))
    older = [token for token in document["added_tokens"] if token["special"]]
    path.write_text(json.dumps({**document, "added_tokens": older}), encoding="utf-8")
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text("utf-8"))
    config["added_tokens_decoder"] = {
        token_id: token
        for token_id, token in config["added_tokens_decoder"].items()
        if token["special"]
    }
    path.write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "added_tokens.json").unlink()
    ours = class_.from_pretrained(tmp_path)
    theirs = transformers.WhisperTokenizer.from_pretrained(tmp_path)
    assert len(ours) == len(theirs) == FIRST
    ids = [2001, FIRST, 300, FIRST + 100, FIRST + 100, 400, FIRST + 250, 2000]
    for asked in ({}, {"decode_with_timestamps": True}, {"output_offsets": True}):
        for skip in (False, True):
            found = ours.decode(ids, skip_special_tokens=skip, **asked)
            assert found == theirs.decode(ids, skip_special_tokens=skip, **asked)


@EACH
def test_segments_say_when_they_begin_and_end(class_):
    ours = shared(class_)
    assert ours.timestamp_ids() == peer().timestamp_ids()
    words = ours("the river", add_special_tokens=False)["input_ids"]
    ids = [FIRST, *words, FIRST + 100, FIRST + 100, *words, FIRST + 250]
    found = ours.decode(ids, output_offsets=True)
    assert [offset["text"] for offset in found["offsets"]] == ["the river", "the river"]
    assert [offset["timestamp"] for offset in found["offsets"]] == [(0.0, 2.0), (2.0, 5.0)]
    assert found["text"] == "the riverthe river"
    timed = ours.decode(ids, decode_with_timestamps=True)
    assert timed == "<|0.00|>the river<|2.00|><|2.00|>the river<|5.00|>"
    assert ours.decode([ids, ids], output_offsets=True) == [found, found]


OTHER_WORDS = """
5 12 3.5 $5 1.2.3 1,000 $2 7 0 0.07 ¢7 100% % -5 +3 2nd 20s 1 1s $0.05 १२ ½ Ⅷ ² 1.0 colour half
don't he's been Mr. st (x) [y] é ß the I 's uh St. x9 … a .
"""
NUMBER_WORDS = sorted(
    {*EnglishNumberNormalizer().words, *OTHER_WORDS.split(), "and a half", "a half"}
)


@settings(CHECKED, max_examples=500)
@given(
    words=st.lists(st.sampled_from(NUMBER_WORDS), max_size=8),
    between=st.sampled_from([" ", " ", "  ", ", ", ""]),
)
def test_english_is_compared_as_in_transformers(words, between):
    text = between.join(words)
    assert english(text, SPELLINGS) == EnglishTextNormalizer(SPELLINGS)(text)


@CHECKED
@given(text=st.text(max_size=20) | st.lists(st.sampled_from(NUMBER_WORDS)).map(" ".join))
def test_texts_are_compared_as_in_transformers(text):
    assert english(text, SPELLINGS) == EnglishTextNormalizer(SPELLINGS)(text)
    for marks in (False, True):
        theirs = BasicTextNormalizer(remove_diacritics=marks)(text)
        assert plain_text(text, remove_diacritics=marks) == theirs


@EACH
def test_spellings_are_read_and_written(class_, tmp_path):
    text = "Two hundred and five dollars' worth of grey colour."
    whole = shared(class_)
    assert whole.normalize(text) == "$205 worth of gray color"
    whole.save_pretrained(tmp_path)
    assert class_.from_pretrained(tmp_path).normalize(text) == whole.normalize(text)
    files = [tmp_path / name for name in ("vocab.json", "merges.txt")]
    made = class_(*files, normalizer_file=tmp_path / "normalizer.json")
    assert made.normalize(text) == whole.normalize(text)
    with pytest.raises(RequestError, match=r"has no normalizer\.json"):
        class_(*files).decode([300], normalize=True)
    (tmp_path / "normalizer.json").write_text('{"grey": 1}', encoding="utf-8")
    with pytest.raises(RequestError, match=r"normalizer\.json: 'grey' has 1 where a text belongs"):
        class_.from_pretrained(tmp_path)


@EACH
def test_a_bare_vocabulary_gets_prompts_and_timestamps(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    tokenizer = class_(tmp_path / "vocab.json", tmp_path / "merges.txt")
    assert len(tokenizer) == tokenizer.vocab_size + 108 + 1501
    assert tokenizer.get_vocab() == make(class_).get_vocab()


def test_options_of_the_tree_reach_the_tokenizer(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("the river runs to the sea\n" * 20, encoding="utf-8")
    options = WHISPER.options(train_from=(str(path),), language="en", task="transcribe")
    tokenizer = build_tokenizer(WHISPER, options)
    tokens = tokenizer("the sea").tokens()
    assert tokens[:4] == ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]
    assert tokens[-1] == "<|endoftext|>"
    assert (
        tokenizer.decode(tokenizer("the sea")["input_ids"], skip_special_tokens=True) == "the sea"
    )
