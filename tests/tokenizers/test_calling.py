"""What a call takes and returns, slow and fast, against transformers where it has the same."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
import transformers

from factory.errors import RequestError
from factory.tokenizers import WORDPIECE, AddedToken, BatchEncoding, build_tokenizer
from tests.tokenizers.families import (
    MINILM,
    OF_MODELS,
    BertTokenizer,
    BertTokenizerFast,
    RobertaTokenizer,
    RobertaTokenizerFast,
    make,
    shared,
    small,
)

BERT = pytest.mark.parametrize("class_", [BertTokenizer, BertTokenizerFast])
EACH = pytest.mark.parametrize("class_", OF_MODELS, ids=lambda class_: class_.__name__)
LONG = "The river flooded the lower fields in the spring, and nobody complained about it."


@pytest.fixture(scope="module")
def peer():
    return transformers.AutoTokenizer.from_pretrained(MINILM)


CALLS: list[dict[str, object]] = [
    {"padding": True},
    {"padding": "max_length", "max_length": 30, "truncation": True},
    {"padding": True, "pad_to_multiple_of": 8, "padding_side": "left"},
    {"truncation": True, "max_length": 7},
    {"max_length": 7},
    {"truncation": "only_first", "max_length": 49},
    {"truncation": "only_second", "max_length": 40},
    {"truncation": "longest_first", "max_length": 8, "return_overflowing_tokens": True},
    {"truncation": "only_second", "max_length": 48, "stride": 2, "padding": "max_length"}
    | {"return_overflowing_tokens": True, "return_offsets_mapping": True},
    {"return_special_tokens_mask": True, "return_length": True},
    {"add_special_tokens": False, "return_token_type_ids": False},
    {"return_attention_mask": False},
]


def rectangular(options: dict[str, object]) -> bool:
    """Whether all rows of the batch get the same length, as tensors need."""
    return "padding" in options and ("truncation" in options or options["padding"] is True)


@BERT
@pytest.mark.parametrize(
    ("options", "tensors"),
    [
        (options, tensors)
        for options in CALLS
        for tensors in (None, "np", "pt")
        if tensors is None or rectangular(options)
    ],
    ids=str,
)
def test_calls_equal_transformers(class_, options, tensors, peer):
    first, second = [LONG, "Short one."], [LONG + " " + LONG, LONG]
    ours = shared(class_)(first, second, return_tensors=tensors, verbose=False, **options)
    theirs = peer(first, second, return_tensors=tensors, **options)
    assert set(ours) == set(theirs)
    for name, value in theirs.items():
        if tensors is None:
            assert ours[name] == value, name
        else:
            assert np.array_equal(np.asarray(ours[name]), np.asarray(value)), name
            assert ours[name].dtype == value.dtype, name


@EACH
def test_encodings_can_be_looked_into(class_):
    tokenizer = small(class_)
    text = "The waiters complained."
    batch = tokenizer([text, text], ["It rained.", ""], padding=True, return_tensors="np")
    token = batch.char_to_token(0, 4)
    start = batch.token_to_chars(0, token).start
    assert start in (3, 4)  # some kinds count the space before a word as its own
    assert batch.sequence_ids(0)[token] == 0
    word = batch.token_to_word(0, token)
    span = batch.word_to_tokens(0, word)
    assert span.start <= token < span.end
    chars = batch.word_to_chars(0, word)
    assert "waiters" in text[chars.start : chars.end]
    assert batch.char_to_word(0, 4) == word
    assert batch.token_to_sequence(0, token) == 0
    assert batch.word_ids(0)[0] is None
    assert batch.char_to_token(0, 0, 1) > token
    assert len(batch.tokens(1)) == batch.input_ids.shape[1]
    assert batch.is_fast is class_.is_fast
    assert batch.n_sequences == 2


@EACH
def test_one_text_has_no_batch_dimension_unless_in_tensors(class_):
    tokenizer = small(class_)
    assert isinstance(tokenizer("a b")["input_ids"][0], int)
    assert tokenizer("a b", return_tensors="pt")["input_ids"].shape[0] == 1
    assert tokenizer(["a b"])["input_ids"] == [tokenizer("a b")["input_ids"]]
    assert tokenizer([])["input_ids"] == []
    assert tokenizer([("a", "b")])["input_ids"] == [tokenizer("a", "b")["input_ids"]]
    assert tokenizer.encode("a", "b") == tokenizer("a", "b")["input_ids"]


@EACH
def test_pad_equals_padding_in_the_call(class_):
    tokenizer = small(class_)
    texts = [LONG, "Short.", ""]
    for side in ("left", "right"):
        called = tokenizer(texts, padding=True, padding_side=side, return_tensors="pt")
        separate = [tokenizer(text) for text in texts]
        for given in (separate, tokenizer(texts)):
            padded = tokenizer.pad(given, padding_side=side, return_tensors="pt")
            assert set(padded) == set(called)
            assert all(torch.equal(padded[name], called[name]) for name in called)


@EACH
def test_special_tokens_around_ids(class_):
    tokenizer = small(class_)
    one, two = tokenizer.encode("The river", add_special_tokens=False), [7, 8]
    whole = tokenizer("The river")["input_ids"]
    assert tokenizer.build_inputs_with_special_tokens(one) == whole
    assert len(whole) == len(one) + tokenizer.num_special_tokens_to_add()
    pair = tokenizer.build_inputs_with_special_tokens(one, two)
    assert len(pair) == len(one) + 2 + tokenizer.num_special_tokens_to_add(pair=True)
    mask = tokenizer.get_special_tokens_mask(one, two)
    assert [i for i, m in zip(pair, mask, strict=True) if not m] == one + two
    assert tokenizer.get_special_tokens_mask(pair, already_has_special_tokens=True) == mask
    types = tokenizer.create_token_type_ids_from_sequences(one, two)
    assert len(types) == len(pair)


@EACH
def test_tokens_and_ids_are_converted(class_):
    tokenizer = small(class_)
    tokens = tokenizer.tokenize("The river flooded.")
    ids = tokenizer.convert_tokens_to_ids(tokens)
    assert ids == tokenizer.encode("The river flooded.", add_special_tokens=False)
    assert tokenizer.convert_ids_to_tokens(ids) == tokens
    assert tokenizer.convert_tokens_to_ids("no such token") == tokenizer.unk_token_id
    assert tokenizer.batch_decode([ids, ids]) == tokenizer.decode([ids, ids])
    special = tokenizer.all_special_ids
    assert tokenizer.convert_ids_to_tokens(special + ids, skip_special_tokens=True) == tokens
    assert tokenizer.decode(torch.tensor(ids)) == tokenizer.decode(ids)


@EACH
def test_tokens_are_added(class_):
    tokenizer = make(class_)
    size, base = len(tokenizer), tokenizer.vocab_size
    assert tokenizer.add_tokens(["zyzzyva", AddedToken("<w>", single_word=True)]) == 2
    assert tokenizer.add_special_tokens({"additional_special_tokens": ["<s1>"]}) == 1
    assert (len(tokenizer), tokenizer.vocab_size) == (size + 3, base)
    assert tokenizer.tokenize("azyzzyva")[-1] == "zyzzyva"
    assert "<w>" not in tokenizer.tokenize("a<w>")
    assert tokenizer.decode([size + 2], skip_special_tokens=True) == ""
    assert "<s1>" in tokenizer.all_special_tokens
    tokenizer.pad_token = "<s1>"
    assert tokenizer.pad_token_id == size + 2
    with pytest.raises(RequestError, match="not in the vocabulary"):
        tokenizer.pad_token = "<none>"


@EACH
@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda t: t("a", paddding=True), "Did you mean 'padding'"),
        (lambda t: t("a", padding="longst"), "Did you mean 'longest'"),
        (lambda t: t("a", truncation="only_frist"), "only_first"),
        (lambda t: t("a", return_tensors="tf"), "'pt'"),
        (lambda t: t("a", max_length=-1), "max_length=-1"),
        (lambda t: t("a", "b", truncation=True, max_length=1), "leaves no room"),
        (
            lambda t: t(
                "a", truncation=True, max_length=t.num_special_tokens_to_add() + 3, stride=4
            ),
            "stride=4",
        ),
        (lambda t: t("a", truncation="only_second", max_length=5), "second text"),
        (lambda t: t(["a", "b c d"], return_tensors="np"), "padding=True"),
        (lambda t: t(["a", 3]), r"text\[1\]"),
        (lambda t: t(None), "must be a text"),
        (lambda t: t(["a"], ["b", "c"]), "list of 1"),
        (lambda t: type(t)("v.txt", do_lowercase=True), "has no option 'do_lowercase'"),
        (lambda t: t.add_special_tokens({"cls_tokn": "x"}), "Did you mean 'cls_token'"),
        (lambda t: setattr(t, "padding_side", "top"), "'left' and 'right'"),
        (lambda t: type(t)(), "is missing"),
        (lambda t: t("a\ud800"), "[Tt]ext"),
    ],
    ids=range(17),
)
def test_wrong_requests_are_refused_in_words(class_, call, message):
    with pytest.raises(RequestError, match=message):
        call(small(class_))


@pytest.mark.parametrize("class_", [RobertaTokenizer, RobertaTokenizerFast])
def test_a_stride_too_long_for_its_pair_is_refused(class_):
    with pytest.raises(RequestError, match="stride"):
        small(class_)("a " * 40, "b " * 20, truncation="only_first", max_length=50, stride=40)


@pytest.mark.parametrize(
    ("scheme", "size"), [("WORDPIECE", 2000), ("BPE", 2000), ("UNIGRAM", 2000), ("ALBERT", 400)]
)
def test_training_gives_the_same_vocabulary_in_every_process(scheme, size):
    program = (
        "from factory import tokenizers; import hashlib\n"
        f"scheme = tokenizers.{scheme}\n"
        f"options = scheme.options(train_vocab_size={size})\n"
        "model = tokenizers.build_tokenizer(scheme, options)._backend.document()['model']\n"
        "vocab = model['vocab']\n"
        "vocab = sorted(vocab.items()) if isinstance(vocab, dict) else vocab\n"
        "print(hashlib.sha256(repr(vocab).encode()).hexdigest())"
    )
    runs = [subprocess.check_output([sys.executable, "-c", program]) for _ in range(3)]
    assert len(set(runs)) == 1


def test_training_from_files_with_progress(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("low lower lowest\nnew newer newest\n" * 50, encoding="utf-8")
    seen = []
    options = WORDPIECE.options(train_from=(str(path),), train_vocab_size=40)
    tokenizer = build_tokenizer(WORDPIECE, options, progress=lambda *step: seen.append(step))
    assert tokenizer.vocab_size == 33  # every piece and word of these texts
    assert tokenizer.tokenize("lower") == ["lower"]
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    with pytest.raises(RequestError, match="train_vocab_size=9 is too small"):
        build_tokenizer(WORDPIECE, WORDPIECE.options(train_from=(str(path),), train_vocab_size=9))
    with pytest.raises(RequestError, match="no text file"):
        build_tokenizer(WORDPIECE, WORDPIECE.options(train_from=("none.txt",)))
    with pytest.raises(RequestError, match="give one"):
        build_tokenizer(WORDPIECE, WORDPIECE.options(train_from=("a",), load_from="b"))


def test_nothing_heavy_is_imported_before_it_is_needed():
    program = (
        "import sys; from factory.tokenizers import WORDPIECE\n"
        "heavy = lambda: {'torch', 'numpy', 'tokenizers', 'transformers'} & set(sys.modules)\n"
        "assert not heavy(), heavy()\n"
        f"slow = WORDPIECE.slow.from_pretrained({str(MINILM)!r})\n"
        "assert slow('Hello', return_offsets_mapping=True)['input_ids'] == [101, 7592, 102]\n"
        "assert not heavy(), heavy()\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_batches_behave_as_mappings():
    batch = BatchEncoding({"input_ids": [[1, 2]]}, tensor_type="pt")
    assert batch.to("cpu").input_ids.tolist() == [[1, 2]]
    assert dict(**batch).keys() == {"input_ids"}
    with pytest.raises(AttributeError, match="input_ids"):
        _ = batch.inputs
    with pytest.raises(RequestError, match="without its encodings"):
        batch.tokens()


STRIDES = [
    (("a b c d e f g h i j",), {"max_length": 8, "stride": 6, "add_special_tokens": False}),
    (("a " * 30, "b c"), {"max_length": 20, "stride": 9}),
    (("a " * 10,), {"max_length": 20, "stride": 18}),
    (("a " * 30,), {"max_length": 0, "stride": 3, "add_special_tokens": False}),
    (("a " * 30, "b " * 30), {"max_length": 40, "stride": 6, "truncation": "only_first"}),
]


@BERT
@pytest.mark.parametrize(("texts", "options"), STRIDES)
def test_a_stride_that_transformers_takes_is_taken(class_, texts, options, peer):
    options = {"truncation": True, "return_overflowing_tokens": True, **options}
    theirs = peer(*texts, **options)
    assert dict(shared(class_)(*texts, **options)) == {n: theirs[n] for n in theirs}


@BERT
@pytest.mark.parametrize(
    ("texts", "options", "kept"),
    [
        (("a " * 30, "b " * 30), {"max_length": 20, "stride": 9}, 8),
        (("a " * 30,), {"max_length": 20, "stride": 18}, 18),
        (("a",), {"max_length": 20, "stride": 25}, 18),
        (("a " * 30, "b " * 30), {"max_length": 40, "stride": 9, "truncation": "only_first"}, 7),
    ],
)
def test_a_stride_that_leads_nowhere_is_refused_alike(class_, texts, options, kept):
    options = {"truncation": True, "return_overflowing_tokens": True, **options}
    message = f"stride={options['stride']} must be less than the {kept} tokens"
    with pytest.raises(RequestError, match=message):
        shared(class_)(*texts, **options)


@EACH
@pytest.mark.parametrize(
    "ids",
    ["12", "", ["12"], [-1], [2**32], [1.5], None, [None], {"input_ids": [5]}, [5, [6]], -1],
    ids=str,
)
def test_what_is_no_id_is_refused(class_, ids):
    tokenizer = small(class_)
    for method in (tokenizer.decode, tokenizer.convert_ids_to_tokens):
        with pytest.raises(RequestError, match="is not an id"):
            method(ids)


@EACH
def test_ids_in_every_form_are_decoded(class_):
    tokenizer = small(class_)
    ids = tokenizer.encode("The river")
    text = tokenizer.decode(ids)
    forms = (tuple(ids), iter(ids), np.array(ids), torch.tensor(ids), list(torch.tensor(ids)))
    assert [tokenizer.decode(form) for form in forms] == [text] * len(forms)
    assert tokenizer.decode([[], ids]) == ["", text]
    assert tokenizer.decode(ids[1]) == tokenizer.decode([ids[1]])
    assert tokenizer.convert_ids_to_tokens(np.array(ids)) == tokenizer.convert_ids_to_tokens(ids)


@EACH
@pytest.mark.parametrize("tensors", [None, "np"])
def test_encodings_describe_the_ids_that_were_returned(class_, tensors):
    tokenizer = make(class_)
    earlier, kept = (tokenizer("a b d", return_tensors=tensors) for _ in range(2))
    wanted = tokenizer("a b d", return_offsets_mapping=True)
    tokenizer.add_tokens(["b d"])
    between = tokenizer("a b d")
    tokenizer.add_special_tokens({"additional_special_tokens": ["a b"]})
    for batch in (earlier, kept):
        assert batch.tokens() == wanted.tokens()
        assert batch.encodings[0].ids == wanted["input_ids"]
        assert np.array(batch["input_ids"]).ravel().tolist() == wanted["input_ids"]
    assert between.encodings[0].ids == between["input_ids"] != wanted["input_ids"]
    assert tokenizer("a b d").tokens() != between.tokens()


@EACH
def test_adding_tokens_copies_nothing_that_nobody_looks_into(class_, monkeypatch):
    tokenizer = make(class_)
    backend = type(tokenizer._backend)
    monkeypatch.setattr(backend, "__getstate__", lambda _: pytest.fail("copied"))
    tokenizer("a b d")
    batch = tokenizer("a b d", return_offsets_mapping=True)
    tokenizer.add_tokens(["b d"])
    assert len(batch.tokens()) == len(batch["input_ids"])


@EACH
def test_spaces_are_cleaned_up_as_in_transformers(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    config = json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))
    config["clean_up_tokenization_spaces"] = True
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    ours = class_.from_pretrained(tmp_path)
    theirs = transformers.AutoTokenizer.from_pretrained(tmp_path)
    ids = ours.encode("It was n't his , it 's ours . Is it ?")
    for clean in (None, True, False):
        asked = {"clean_up_tokenization_spaces": clean}
        assert ours.decode(ids, **asked) == theirs.decode(ids, **asked)
    assert ours.clean_up_tokenization_spaces is True
