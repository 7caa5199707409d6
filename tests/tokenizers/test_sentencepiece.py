"""Models of sentencepiece, and pipelines around them, against transformers."""

from __future__ import annotations

import json
import shutil
import sys

import pytest
from tokenizers import Regex, Tokenizer, decoders, normalizers, pre_tokenizers

import factory
from factory.errors import RequestError
from factory.tokenizers import ALBERT, UNIGRAM, PreTrainedTokenizer, build_tokenizer
from factory.tokenizers.sentencepiece_model import read_sentencepiece
from tests.tokenizers.families import (
    PAIRS,
    contents,
    kind_of,
    make,
    peer_from_model,
    peer_of,
    prefix_of,
    reads_models,
    sentencepiece_folder,
)

PUBLISHED = [pair for pair in PAIRS if reads_models(pair[0]) and prefix_of(pair[0]) != "Unigram"]
EACH = pytest.mark.parametrize(
    "class_", [class_ for pair in PUBLISHED for class_ in pair], ids=lambda class_: class_.__name__
)
BOTH = pytest.mark.parametrize(
    "class_", [UNIGRAM.slow, UNIGRAM.fast], ids=lambda class_: class_.__name__
)
TEXTS = [
    "The café's  waiters weren't ``ünfriendly'', and it rained.",
    "東京 is BIG; 👩‍👩‍👧‍👦 İstanbul\u0301\tnew\nline  two  spaces ",
    "A [MASK] here,[SEP]there and a <mask> or</s> two (x).",
    "ﬁne ½ … Ⅷ ｶﾞ क्त\u0301 ©\u200d©",
    "",
]


def the_file(class_):
    (name,) = kind_of(class_).file_names
    return sentencepiece_folder(prefix_of(class_)) / name


def assert_same(ours, theirs):
    assert ours.get_vocab() == theirs.get_vocab()
    assert (len(ours), ours.vocab_size) == (len(theirs), theirs.vocab_size)
    parts = {n: t for n, t in ours.special_tokens_map.items() if isinstance(t, str)}
    assert parts == theirs.special_tokens_map
    assert set(ours.additional_special_tokens) <= set(theirs.extra_special_tokens)
    assert {i: t.to_dict() for i, t in ours.added_tokens_decoder.items()} == {
        i: json.loads(t.__getstate__()) if isinstance(t.__getstate__(), str) else t.__getstate__()
        for i, t in theirs.added_tokens_decoder.items()
    }
    for text in TEXTS:
        for pair in ((text,), (text, "the end")):
            expected = theirs(*pair, return_offsets_mapping=True)
            found = ours(*pair, return_offsets_mapping=True)
            assert dict(found) == dict(expected), text
        ids = ours(text)["input_ids"]
        for skip in (False, True):
            assert ours.decode(ids, skip_special_tokens=skip) == theirs.decode(
                ids, skip_special_tokens=skip
            )


@EACH
def test_a_folder_with_a_model_only_equals_transformers(class_):
    folder = sentencepiece_folder(prefix_of(class_))
    assert_same(class_.from_pretrained(folder), peer_from_model(class_))


@EACH
@pytest.mark.parametrize(
    "option",
    [
        "add_prefix_space",
        "do_lower_case",
        "keep_accents",
        "split_by_punct",
        "legacy",
        "add_bos_token",
        "add_eos_token",
    ],
)
@pytest.mark.parametrize("value", [True, False])
def test_options_do_what_they_do_in_transformers(class_, option, value):
    if option not in kind_of(class_).defaults:
        with pytest.raises(RequestError, match=f"has no option '{option}'"):
            class_(the_file(class_), **{option: value})
        return
    theirs = peer_from_model(class_, **{option: value})
    ours = class_(vocab_file=the_file(class_), **{option: value})
    assert getattr(ours, option) is value
    assert_same(ours, theirs)


@EACH
def test_a_model_is_written_back_and_both_layouts_load(class_, tmp_path):
    first = class_.from_pretrained(sentencepiece_folder(prefix_of(class_)))
    first.add_tokens(["zyzzyva"])
    first.save_pretrained(tmp_path)
    second = class_.from_pretrained(tmp_path)
    assert_same(second, peer_of(class_).from_pretrained(tmp_path))
    assert second._backend.document() == first._backend.document()
    written = tmp_path / the_file(class_).name
    assert written.read_bytes() == the_file(class_).read_bytes()
    written.unlink()
    class_.from_pretrained(tmp_path).save_pretrained(tmp_path)
    assert not written.exists()  # nothing could be written that holds what the file held
    assert class_.from_pretrained(tmp_path)(TEXTS) == first(TEXTS)


@EACH
@pytest.mark.parametrize("type_", ["unigram", "bpe", "word", "char"])
def test_another_kind_of_model_is_refused_by_name(class_, type_):
    size = {"word": 200, "char": 60}.get(type_, 800)
    folder = sentencepiece_folder("XLMRoberta", model_type=type_, vocab_size=size)
    needed = make(class_)._backend.model_type()
    if type_ == needed.lower():
        return
    with pytest.raises(
        RequestError, match=rf"(?i)\.model holds a {type_}.* {needed} model is needed"
    ):
        class_(folder / "sentencepiece.bpe.model")


@BOTH
@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no pieces"),
        (b"\x0a\xff\xff\xff", "is damaged"),
        (b"[PAD]\n[UNK]\n", "is not a model of sentencepiece"),
    ],
)
def test_a_damaged_model_is_named(class_, data, message, tmp_path):
    path = tmp_path / "spiece.model"
    path.write_bytes(data)
    for load in (lambda: class_(path), lambda: class_.from_pretrained(tmp_path)):
        with pytest.raises(RequestError, match=rf"spiece\.model .*{message}"):
            load()


@BOTH
def test_a_model_cut_short_is_no_other_error(class_, tmp_path):
    data = (sentencepiece_folder("Unigram") / "spiece.model").read_bytes()
    path = tmp_path / "spiece.model"
    for size in range(1, len(data), len(data) // 40):
        path.write_bytes(data[:size])
        try:
            class_(path)("The café")
        except RequestError as error:
            assert str(path) in str(error) or "table of characters" in str(error)


@BOTH
def test_a_model_without_its_unknown_token_says_so(class_):
    with pytest.raises(RequestError, match=r"spiece\.model has no piece '\[UNK\]'"):
        class_(sentencepiece_folder("Unigram") / "spiece.model", unk_token="[UNK]")
    with pytest.raises(RequestError, match="There is no file"):
        class_("nowhere.model")


@pytest.mark.parametrize(
    "missing", ["sentencepiece.sentencepiece_model_pb2", "google.protobuf.message"]
)
def test_without_the_reader_one_message_says_how_to_get_it(missing, monkeypatch):
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(RequestError, match=r"pip install 'model-factory\[sentencepiece\]'"):
        ALBERT.fast(the_file(PUBLISHED[0][0]))


def test_what_is_read_is_what_sentencepiece_itself_reads():
    import sentencepiece

    path = sentencepiece_folder("Unigram") / "spiece.model"
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    found = read_sentencepiece(path)
    ids = range(processor.get_piece_size())
    assert found.pieces == tuple((processor.id_to_piece(i), processor.get_score(i)) for i in ids)
    controls = {processor.id_to_piece(i) for i in ids if processor.is_control(i)}
    assert {token.content for token in found.tokens if token.special} == controls


@BOTH
def test_pieces_are_those_of_sentencepiece_itself(class_):
    import sentencepiece

    path = sentencepiece_folder("Unigram") / "spiece.model"
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    tokenizer = class_(path)
    for line in factory.tokenizers.scheme.CORPUS.read_text(encoding="utf-8").splitlines():
        assert tokenizer.tokenize(line) == processor.encode(line, out_type=str)


@BOTH
def test_unknown_characters_fall_back_to_bytes(class_):
    folder = sentencepiece_folder("Unigram", byte_fallback=True, vocab_size=1000)
    tokenizer = class_.from_pretrained(folder)
    tokens = tokenizer.tokenize("a 漢é")
    assert "<0xE6>" in tokens and tokenizer.unk_token not in tokens
    text = "The 漢字 of 👩‍👩‍👧‍👦."
    assert tokenizer.decode(tokenizer(text)["input_ids"], skip_special_tokens=True) == text
    broken = tokenizer.convert_tokens_to_ids(["▁a", "<0xE6>", "<0xBC>", "b"])
    assert tokenizer.decode(broken) == "a\ufffd\ufffdb"


METASPACE = pre_tokenizers.Metaspace
PIPELINES = {
    "as transformers once converted XLM-R": (
        lambda charsmap: normalizers.Sequence(
            [charsmap, normalizers.Strip(left=False), normalizers.Replace(Regex(" {2,}"), "▁")]
        ),
        METASPACE(),
    ),
    "as T5's": (
        lambda charsmap: normalizers.Sequence(
            [charsmap, normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")]
        ),
        pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), METASPACE()]),
    ),
    "marks in front of the first word only": (
        lambda charsmap: normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()]),
        pre_tokenizers.Sequence([pre_tokenizers.Punctuation(), METASPACE(prepend_scheme="first")]),
    ),
    "words not split": (
        lambda charsmap: normalizers.Sequence(
            [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁"), normalizers.NFKD()]
        ),
        METASPACE(prepend_scheme="never", split=False),
    ),
    "charsmap alone": (lambda charsmap: charsmap, METASPACE()),
}


@pytest.mark.parametrize("name", PIPELINES)
def test_any_pipeline_of_a_tokenizer_json_is_followed_whole(name, tmp_path):
    path = sentencepiece_folder("Unigram") / "spiece.model"
    UNIGRAM.fast(path).save_pretrained(tmp_path)
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    normalizer, library.pre_tokenizer = PIPELINES[name]
    library.normalizer = normalizer(library.normalizer[0])
    library.decoder = decoders.Metaspace()
    library.save(str(tmp_path / "tokenizer.json"))
    for class_ in (*PUBLISHED[1], PreTrainedTokenizer):
        tokenizer = class_.from_pretrained(tmp_path)
        for text in TEXTS:
            encoding = tokenizer(text, return_offsets_mapping=True).encodings[0]
            assert contents(encoding) == contents(library.encode(text)), (class_, text)
            ids = encoding.ids
            assert tokenizer.decode(ids) == library.decode(ids, skip_special_tokens=False)


@pytest.mark.parametrize(
    "pattern",
    ["(?i)a", "(?i:st)", "(?i:é)", "(?<=a)b", r"\p{Han}", "[a&&b]", "a{2}?", "a*", r"\w+", "^a"],
)
def test_a_pattern_that_python_might_read_otherwise_is_refused_slow(pattern, tmp_path):
    UNIGRAM.fast(sentencepiece_folder("Unigram") / "spiece.model").save_pretrained(tmp_path)
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    library.normalizer = normalizers.Replace(Regex(pattern), "x")
    library.save(str(tmp_path / "tokenizer.json"))
    UNIGRAM.fast.from_pretrained(tmp_path)
    with pytest.raises(RequestError, match="use_fast=True"):
        UNIGRAM.slow.from_pretrained(tmp_path)


def test_the_older_layout_of_a_whole_folder(tmp_path):
    """A model, a configuration, special tokens and added tokens, each in a file of its own."""
    class_, fast = PUBLISHED[0]
    shutil.copy(the_file(class_), tmp_path)
    files = {
        "tokenizer_config.json": {"do_lower_case": False, "tokenizer_class": "AlbertTokenizer"},
        "special_tokens_map.json": {"mask_token": {"content": "[MASK]", "lstrip": True}},
        "added_tokens.json": {"<new>": 800},
    }
    for name, value in files.items():
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    for tokenizer in (class_.from_pretrained(tmp_path), fast.from_pretrained(tmp_path)):
        assert tokenizer.do_lower_case is False
        assert tokenizer.convert_tokens_to_ids("<new>") == 800
        assert tokenizer.tokenize("The <new>[MASK]")[-2:] == ["<new>", "[MASK]"]
        assert tokenizer.added_tokens_decoder[4].lstrip


def test_training_a_unigram_vocabulary_says_what_it_cannot_do(tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("low lower lowest\nnew newer newest\n" * 50, encoding="utf-8")
    options = ALBERT.options(train_from=(str(path),), train_vocab_size=40)
    seen = []
    tokenizer = build_tokenizer(ALBERT, options, progress=lambda *step: seen.append(step))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert tokenizer.vocab_size <= 40
    assert tokenizer.unk_token not in tokenizer.tokenize("the lowest news")[1:2]
    assert tokenizer.convert_ids_to_tokens(range(5)) == [
        "<pad>",
        "<unk>",
        "[CLS]",
        "[SEP]",
        "[MASK]",
    ]
    for changes, message in (
        ({"min_frequency": 2}, "min_frequency"),
        ({"train_vocab_size": 8}, "train_vocab_size=8 is too small|cannot learn"),
    ):
        with pytest.raises(RequestError, match=message):
            build_tokenizer(ALBERT, ALBERT.options(train_from=(str(path),), **changes))
