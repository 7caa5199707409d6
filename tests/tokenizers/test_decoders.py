"""Tokenizers of decoders: words, bytes and marked spaces, against transformers and the library."""

from __future__ import annotations

import json
import random

import pytest
import transformers
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers

from factory.errors import RequestError
from factory.tokenizers import PreTrainedTokenizer
from factory.tokenizers.backend import Batch
from factory.tokenizers.pure.aligned import AlignedText
from factory.tokenizers.pure.pipeline import Pipeline
from factory.tokenizers.pure.pre_tokenizers import read_pre_tokenizer
from tests.tokenizers.families import (
    contents,
    kind_of,
    library,
    make,
    pairs,
    peer_of,
    sentencepiece_folder,
    shared,
    small,
)


def classes_of(*prefixes):
    found = [class_ for pair in pairs(*prefixes) for class_ in pair]
    return pytest.mark.parametrize("class_", found, ids=lambda class_: class_.__name__)


BYTE_LEVEL = ("GPT2", "Qwen2", "Llama3")
EACH = classes_of(*BYTE_LEVEL, "Llama", "Gemma")
LLAMAS = classes_of("Llama")
(LLAMA_3,) = pairs("Llama3")

TEXTS = [
    "",
    " ",
    "   ",
    "\n\n\n",
    "Don't; they'LL, I'M, we'Ve o'clock 'tis 'Re '\u017f 'S's",
    "1 22 333 4444 55555 3.14159 1,000,000 ½ ⅷ ٣٤٥ x2y3",
    "def f(x):\n\tif x  >= 0:\n        return x ** 2   # ok\r\n\r\n\r\n    pass\n",
    " leading,  double   triple and trailing   ",
    "a\t\tb \t c\u00a0\u00a0d\u3000e \u2028 f\v\f g",
    "日本語とEnglish混ぜ、한국어 각 हिन्दी ไทย עברית العربية",
    "👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ☝🏽 e\u0301 é ﬁ Å A\u030a \u1e9b\u0323",
    "<s>x</s> <s> y<unk><0x0A><|endoftext|>z <|im_start|>user\nhi<|im_end|>\n<bos>a<eos>",
    "<start_of_turn>user\nhi<end_of_turn> <|begin_of_text|> <|eot_id|>. ▁▁a ▁b ▁",
    "https://example.org/a_b?c=d&e=%20#f !!! ... ?!?! -- == => <<>> $x^2$ @#%&*()",
    "\u0000\u0001\u007f\u200b\ufeff\ufffd\U0010ffff",
]


def assert_alike(ours, theirs, texts=TEXTS):
    for text in texts:
        for given_texts in ((text,), (text, "the end")):
            expected = theirs(*given_texts, return_offsets_mapping=True)
            found = ours(*given_texts, return_offsets_mapping=True, verbose=False)
            for name, value in found.items():
                assert value == expected[name], (name, text)
        ids = found["input_ids"]
        for skip in (False, True):
            assert ours.decode(ids, skip_special_tokens=skip) == theirs.decode(
                ids, skip_special_tokens=skip
            )


@EACH
def test_hard_texts_are_read_as_by_transformers(class_, tmp_path):
    ours = make(class_)
    ours.save_pretrained(tmp_path)
    assert_alike(ours, peer_of(class_).from_pretrained(tmp_path))


@EACH
@pytest.mark.parametrize("bos", [True, False])
@pytest.mark.parametrize("eos", [True, False])
def test_tokens_stand_around_texts_where_they_are_asked_for(class_, bos, eos, tmp_path):
    asked = {"bos_token": "<|begin|>", "add_bos_token": bos, "add_eos_token": eos}
    make(class_, bos_token="<|begin|>").save_pretrained(tmp_path)
    theirs = peer_of(class_).from_pretrained(tmp_path, **asked)
    for ours in (class_.from_pretrained(tmp_path, **asked), make(class_, **asked)):
        assert (ours.add_bos_token, ours.add_eos_token) == (bos, eos)
        assert_alike(ours, theirs, TEXTS[4:6])
        assert ours.num_special_tokens_to_add() == bos + eos
    ours.save_pretrained(tmp_path / "again")
    assert_alike(ours, peer_of(class_).from_pretrained(tmp_path / "again"), TEXTS[4:6])


@classes_of(*BYTE_LEVEL)
def test_a_vocabulary_with_its_merges_equals_transformers(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    ours = class_.from_pretrained(tmp_path)
    assert_alike(ours, make(class_))
    if peer_of(class_).__name__ != "TokenizersBackend":
        assert_alike(ours, peer_of(class_).from_pretrained(tmp_path))
    files = (tmp_path / "vocab.json", tmp_path / "merges.txt")
    assert class_(*files).tokenize(TEXTS[4]) == ours.tokenize(TEXTS[4])


@classes_of("GPT2", "Qwen2")
def test_a_first_word_can_be_one_after_a_space(class_, tmp_path):
    make(class_, add_prefix_space=True).save_pretrained(tmp_path)
    ours = class_.from_pretrained(tmp_path)
    assert ours.add_prefix_space is True
    assert_alike(ours, peer_of(class_).from_pretrained(tmp_path))


@pytest.mark.parametrize("before", ["'", "a", "1", " ", "\n", "\u0301"])
@pytest.mark.parametrize("pair", pairs("Qwen2", "Llama3"), ids=lambda pair: pair[0].__name__)
def test_every_kind_of_character_is_divided_as_by_the_library(pair, before):
    slow, fast = (shared(class_) for class_ in pair)
    theirs = library(pair[1])
    codes = [*range(0x700), *range(0x700, 0xD800, 37), *range(0xE000, 0x110000, 499), 0x212A]
    texts = [f"{before}{chr(code)}{after}" for code in codes for after in ("", "s 1")]
    expected = [encoding.ids for encoding in theirs.encode_batch(texts)]
    assert slow(texts)["input_ids"] == expected
    assert fast(texts)["input_ids"] == expected


TEKKEN = (  # of Mistral's newer models
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
SIGNS = r"[!-/:-@\[\\\]^_`{|}~&][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|[\p{P}\p{S}]+"
CONTRACTIONS = r"'(?i:[sdmt]|ll|ve|re)|\p{L}++|\P{L}"
GPT4 = kind_of(LLAMA_3[0]).words
BEHAVIORS = ["removed", "isolated", "merged_with_previous", "merged_with_next", "contiguous"]
hard = st.text(
    st.one_of(
        st.sampled_from(
            "abst'SKTLV ré\n\r\t019  .,!?-_<>▁\u3000\u00a0漢\u017fK😀½İıßﬆ\u200d\u0301"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    min_size=1,
    max_size=14,
)


@pytest.mark.parametrize(
    "pattern", [GPT4, TEKKEN, SIGNS, CONTRACTIONS, r"\s+(?!\S)", r"(?=s)[a-t]+|\p{N}{2}"]
)
@pytest.mark.parametrize("behavior", BEHAVIORS)
@pytest.mark.parametrize("invert", [False, True])
@settings(deadline=None, derandomize=True, max_examples=60)
@given(text=hard)
def test_patterns_divide_as_in_the_library(pattern, behavior, invert, text):
    theirs = pre_tokenizers.Split(Regex(pattern), behavior, invert)
    whole = Tokenizer(models.BPE())
    whole.pre_tokenizer = theirs
    ours = read_pre_tokenizer(json.loads(whole.to_str())["pre_tokenizer"])
    words = [(w.text, w.span(0, len(w.text))) for w in ours.split(AlignedText(text))]
    assert words == theirs.pre_tokenize_str(text)


@pytest.mark.parametrize("individual", [False, True])
@settings(deadline=None, derandomize=True)
@given(text=hard)
def test_digits_are_set_apart_as_in_the_library(individual, text):
    theirs = pre_tokenizers.Digits(individual)
    ours = read_pre_tokenizer({"type": "Digits", "individual_digits": individual})
    words = [(w.text, w.span(0, len(w.text))) for w in ours.split(AlignedText(text))]
    assert words == theirs.pre_tokenize_str(text)


@pytest.mark.parametrize("seed", range(40))
def test_byte_fallback_and_unknown_tokens_are_those_of_the_library(seed):
    """Vocabularies with all bytes, some or none, and every way to treat unknown characters."""
    chance = random.Random(seed)
    characters = chance.sample("abcdé漢▁ <😀", chance.randrange(2, 9))
    bytes_kept = chance.choice([0.0, 0.7, 1.0])
    known = [f"<0x{byte:02X}>" for byte in range(256) if chance.random() < bytes_kept]
    tokens = ["<unk>"] * chance.randrange(2) + characters + known
    merges: list[tuple[str, str]] = []
    joined = list(characters)
    for _ in range(12):
        pair = (chance.choice(joined), chance.choice(joined))
        if pair not in merges:
            merges.append(pair)
            joined.append("".join(pair))
    theirs = Tokenizer(
        models.BPE(
            {token: index for index, token in enumerate(dict.fromkeys([*tokens, *joined]))},
            chance.sample(merges, len(merges)),
            unk_token="<unk>" if "<unk>" in tokens else None,
            fuse_unk=chance.random() < 0.5,
            byte_fallback=chance.random() < 0.8,
            ignore_merges=chance.random() < 0.3,
        )
    )
    if chance.random() < 0.5:
        theirs.pre_tokenizer = pre_tokenizers.Metaspace(
            prepend_scheme=chance.choice(["first", "always", "never"]), split=chance.random() < 0.5
        )
    theirs.decoder = decoders.Sequence(
        [
            decoders.Replace("▁", " "),
            decoders.ByteFallback(),
            decoders.Fuse(),
            decoders.Strip(" ", 1, 0),
        ]
    )
    ours = Pipeline(json.loads(theirs.to_str()))
    size = theirs.get_vocab_size()
    for _ in range(80):
        text = "".join(chance.choices([*characters, *"abzé\n€😀 "], k=chance.randrange(12)))
        assert contents(ours.encode(Batch([text]))[0]) == contents(theirs.encode(text))
        ids = chance.choices(range(size), k=8)
        assert ours.decode(ids, skip_special_tokens=False) == theirs.decode(ids)


def of_older_llama(document):
    """Llama 2's as published: spaces are marked by the normaliser."""
    mark = {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}
    prepend = {"type": "Prepend", "prepend": "▁"}
    merges = [" ".join(pair) for pair in document["model"]["merges"]]
    return {
        **document,
        "normalizer": {"type": "Sequence", "normalizers": [prepend, mark]},
        "pre_tokenizer": None,
        "model": {**document["model"], "unk_token": "<unk>", "merges": merges},
    }


@LLAMAS
def test_an_older_llama_is_followed_whole(class_, tmp_path):
    make(class_, add_bos_token=True).save_pretrained(tmp_path)
    path = tmp_path / "tokenizer.json"
    document = of_older_llama(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(document), encoding="utf-8")
    theirs = transformers.PreTrainedTokenizerFast.from_pretrained(tmp_path)
    for ours in (class_.from_pretrained(tmp_path), PreTrainedTokenizer.from_pretrained(tmp_path)):
        assert_alike(ours, theirs)
    ended = class_.from_pretrained(tmp_path, add_eos_token=True)
    assert ended("a")["input_ids"] == [*theirs("a")["input_ids"], ended.eos_token_id]
    ended.save_pretrained(tmp_path / "again")
    assert_alike(ended, transformers.AutoTokenizer.from_pretrained(tmp_path / "again"))
    with pytest.raises(RequestError, match=r"legacy=False cannot be applied: .* of its own"):
        class_.from_pretrained(tmp_path, legacy=False)


@LLAMAS
def test_llama_3_loads_under_the_name_of_llama(class_, tmp_path):
    make(LLAMA_3[1]).save_pretrained(tmp_path)
    changes = {"tokenizer_class": "LlamaTokenizerFast", "eos_token": "<|eot_id|>"}
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**config, **changes}), encoding="utf-8")
    path = tmp_path / "tokenizer.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    trimmed = {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": False}
    document["post_processor"] = {
        "type": "Sequence",
        "processors": [{**trimmed, "use_regex": True}, document["post_processor"]],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    ours = class_.from_pretrained(tmp_path)
    assert_alike(ours, theirs)
    assert ours.eos_token == theirs.eos_token == "<|eot_id|>"
    ended = class_.from_pretrained(tmp_path, add_eos_token=True)
    assert ended("a")["input_ids"][-1] == ours.convert_tokens_to_ids("<|eot_id|>")
    other = class_.from_pretrained(tmp_path, eos_token="<|end_of_text|>")
    assert other.eos_token == "<|end_of_text|>"
    assert other("a") == ours("a")


@classes_of("Qwen2", "Llama3", "Gemma")
def test_tokens_of_a_conversation_are_learned_with_the_vocabulary(class_):
    tokenizer = small(class_)
    reserved = list(kind_of(class_).reserved)
    assert max(tokenizer.convert_tokens_to_ids(reserved)) < 10
    ids = tokenizer("hi".join(reserved), add_special_tokens=False)["input_ids"]
    assert [t for t in tokenizer.convert_ids_to_tokens(ids) if t in reserved] == reserved
    assert set(tokenizer.decode(ids, skip_special_tokens=True)) == set("hi")


@classes_of("Gemma")
def test_gemmas_turns_are_special_in_a_model_too(class_):
    symbols = "<mask>,<start_of_turn>,<end_of_turn>"
    tokenizer = class_.from_pretrained(sentencepiece_folder("Gemma", user_defined_symbols=symbols))
    ids = tokenizer("<start_of_turn>user\nhi<end_of_turn>")["input_ids"]
    assert len(ids) > 2
    assert tokenizer.decode(ids, skip_special_tokens=True) == "user\nhi"


@classes_of("Llama", "Gemma")
def test_every_text_comes_back(class_):
    tokenizer = small(class_)
    for text in TEXTS:
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        if tokenizer.unk_token not in text:
            assert tokenizer.unk_token_id not in ids
            assert tokenizer.decode(ids).strip() == text.replace("▁", " ").strip()


@EACH
def test_tokens_around_texts_can_be_asked_for_later(class_, tmp_path):
    made = make(class_, bos_token="<|begin|>", add_bos_token=False, add_eos_token=False)
    made.save_pretrained(tmp_path)
    for ours in (made, class_.from_pretrained(tmp_path)):
        theirs = peer_of(class_).from_pretrained(tmp_path)
        before = ours("the")
        for name, value in (
            ("add_eos_token", True),
            ("add_bos_token", True),
            ("add_eos_token", False),
        ):
            setattr(ours, name, value)
            setattr(theirs, name, value)
            assert getattr(ours, name) is value
            assert_alike(ours, theirs, TEXTS[4:6])
            assert ours.build_inputs_with_special_tokens([5, 6]) == [
                *([ours.bos_token_id] if ours.add_bos_token else []),
                *(5, 6),
                *([ours.eos_token_id] if ours.add_eos_token else []),
            ]
        assert before.tokens() == ours.tokenize("the")
    with pytest.raises(RequestError, match="add_bos_token='yes' is not True or False"):
        ours.add_bos_token = "yes"


@EACH
def test_a_token_that_is_not_there_cannot_be_asked_for(class_):
    with pytest.raises(RequestError, match=r"add_bos_token=True: there is no such.*bos_token="):
        make(class_, bos_token=None, add_bos_token=True)


@classes_of("Llama", "Gemma")
def test_no_token_is_learned_across_words_or_digits(class_):
    tokens = [token for token in small(class_).get_vocab() if not token.startswith("<")]
    assert any("▁" in token for token in tokens)
    assert not any("▁" in token[1:] for token in tokens)
    assert not any(character.isdigit() for token in tokens if len(token) > 1 for character in token)
