"""Folders in every layout load here, and what is saved here loads in transformers, alike."""

from __future__ import annotations

import copy
import json
import pickle
import shutil

import pytest
import transformers
from tokenizers import Tokenizer, normalizers

from factory.errors import RequestError
from factory.tokenizers import PreTrainedTokenizerFast, read_layout, tokenizer_class_name
from tests.tokenizers.families import (
    EVERY,
    MINILM,
    PAIRS,
    BertTokenizer,
    BertTokenizerFast,
    DistilBertTokenizer,
    DistilBertTokenizerFast,
    RobertaTokenizer,
    RobertaTokenizerFast,
    kind_of,
    make,
    peer_of,
    with_files,
)

TEXTS = [
    "The café's waiters weren't ünfriendly, and it rained.",
    "東京 is BIG; 👩‍👩‍👧‍👦 İstanbul\u0301\tnew\nline  two  spaces ",
    "A [MASK] here,[SEP]there and a <mask> or</s> two.",
    "",
]
EACH = pytest.mark.parametrize("class_", EVERY, ids=lambda class_: class_.__name__)


def assert_same(ours, theirs, texts=TEXTS):
    for text in texts:
        assert ours(text)["input_ids"] == theirs(text)["input_ids"], text
        assert list(ours(text)) == [n for n in theirs(text) if n in ours(text)]
        assert ours(text, "the end")["input_ids"] == theirs(text, "the end")["input_ids"]
        ids = ours(text)["input_ids"]
        for skip in (False, True):
            decoded = theirs.decode(ids, skip_special_tokens=skip)
            assert ours.decode(ids, skip_special_tokens=skip) == decoded
    assert len(ours) == len(theirs)
    assert ours.vocab_size == theirs.vocab_size
    assert ours.get_vocab() == theirs.get_vocab()
    assert ours.padding_side == theirs.padding_side
    assert ours.model_max_length == theirs.model_max_length
    for name in ("cls_token", "sep_token", "pad_token", "mask_token", "unk_token"):
        assert getattr(ours, name) == getattr(theirs, name)
        assert getattr(ours, name + "_id") == getattr(theirs, name + "_id")


@EACH
@pytest.mark.parametrize(("side", "extra"), [("left", ("<extra>",)), ("right", ())])
def test_saved_here_loads_in_transformers(class_, side, extra, tmp_path):
    ours = make(class_, padding_side=side, additional_special_tokens=extra)
    ours.add_tokens(["zyzzyva"])
    ours.save_pretrained(tmp_path)
    texts = [*TEXTS, "a zyzzyva<extra>!"]
    auto = transformers.AutoTokenizer.from_pretrained(tmp_path)
    assert type(auto) is peer_of(class_)
    assert_same(ours, auto, texts)
    assert_same(ours, peer_of(class_).from_pretrained(tmp_path), texts)


@EACH
def test_saved_in_transformers_loads_here(class_, tmp_path):
    make(class_).save_pretrained(tmp_path / "first")
    theirs = peer_of(class_).from_pretrained(tmp_path / "first")
    theirs.add_tokens(["zyzzyva"])
    theirs.save_pretrained(tmp_path / "second")
    assert_same(class_.from_pretrained(tmp_path / "second"), theirs, [*TEXTS, "a zyzzyva!"])


@pytest.mark.parametrize("class_", [BertTokenizer, BertTokenizerFast])
def test_real_tokenizer_equals_transformers(class_):
    theirs = transformers.AutoTokenizer.from_pretrained(MINILM)
    text = (MINILM / "README.md").read_text(encoding="utf-8")
    ours = class_.from_pretrained(MINILM)
    lines = text.splitlines()
    assert ours(lines, verbose=False)["input_ids"] == theirs(lines)["input_ids"]


@EACH
def test_round_trip_keeps_everything(class_, tmp_path):
    first = make(class_, padding_side="left", truncation_side="left", model_max_length=33)
    first.add_special_tokens({"additional_special_tokens": ["<a>", "<b>"]})
    first.save_pretrained(tmp_path)
    second = class_.from_pretrained(tmp_path)
    assert repr(second) == repr(first)
    assert second.added_tokens_decoder == first.added_tokens_decoder
    assert second(TEXTS) == first(TEXTS)
    named = kind_of(class_).saved_class or class_.__name__.removesuffix("Fast")
    assert tokenizer_class_name(tmp_path) == named


@pytest.mark.parametrize(("slow", "fast"), PAIRS)
def test_slow_and_fast_write_the_same_files(slow, fast, tmp_path):
    for class_ in (slow, fast):
        make(class_).save_pretrained(tmp_path / class_.__name__)
    names = sorted(path.name for path in (tmp_path / slow.__name__).iterdir())
    assert names == sorted(path.name for path in (tmp_path / fast.__name__).iterdir())
    for name in names:
        ours = (tmp_path / slow.__name__ / name).read_text(encoding="utf-8")
        theirs = (tmp_path / fast.__name__ / name).read_text(encoding="utf-8")
        same = json.loads(ours) == json.loads(theirs) if name.endswith(".json") else ours == theirs
        assert same, name


@EACH
def test_older_layout_loads(class_, tmp_path):
    whole = with_files(class_)
    whole.add_tokens(["zyzzyva"])
    whole.save_pretrained(tmp_path)
    (tmp_path / "tokenizer.json").unlink()
    config = json.loads((tmp_path / "tokenizer_config.json").read_text(encoding="utf-8"))
    del config["added_tokens_decoder"]
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    older = class_.from_pretrained(tmp_path)
    texts = [*TEXTS, "a zyzzyva!"]
    assert older(texts) == whole(texts)
    assert len(older) == len(whole)


@pytest.mark.parametrize("class_", [DistilBertTokenizer, DistilBertTokenizerFast])
def test_the_guides_vocabulary_file(class_, tmp_path):
    path = tmp_path / "my_vocab_file.txt"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "hello", "Hello", "##s"]
    path.write_text("\n".join(words) + "\n", encoding="utf-8")
    tokenizer = class_(vocab_file=str(path), do_lower_case=False, padding_side="left")
    assert tokenizer.vocab_size == 8
    assert tokenizer.do_lower_case is False
    batch = tokenizer(["Hello hellos", "hello"], padding=True)
    assert batch["input_ids"] == [[2, 6, 5, 7, 3], [0, 0, 2, 5, 3]]
    assert batch["attention_mask"] == [[1, 1, 1, 1, 1], [0, 0, 1, 1, 1]]
    lowered = class_(path)
    assert lowered.tokenize("HELLO") == ["hello"]


@EACH
def test_baked_padding_and_truncation_wait_until_asked_for(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    library.enable_padding(length=40)
    library.enable_truncation(6)
    library.save(str(tmp_path / "tokenizer.json"))
    tokenizer = class_.from_pretrained(tmp_path)
    text = "one two three four five six seven"
    assert len(tokenizer(text)["input_ids"]) == len(make(class_)(text)["input_ids"]) > 6


def test_a_pipeline_of_its_own_is_followed_whole(tmp_path):
    make(DistilBertTokenizerFast).save_pretrained(tmp_path)
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    library.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.Lowercase()])
    library.save(str(tmp_path / "tokenizer.json"))
    for class_ in (DistilBertTokenizer, DistilBertTokenizerFast):
        tokenizer = class_.from_pretrained(tmp_path)
        for text in TEXTS:
            assert tokenizer(text)["input_ids"] == library.encode(text).ids
        with pytest.raises(RequestError, match="pipeline of its own"):
            class_.from_pretrained(tmp_path, do_lower_case=False)
        tokenizer.save_pretrained(tmp_path / "again")
        theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "again")
        assert [theirs(t)["input_ids"] for t in TEXTS] == [tokenizer(t)["input_ids"] for t in TEXTS]


def test_slow_refuses_what_it_does_not_implement(tmp_path):
    make(DistilBertTokenizerFast).save_pretrained(tmp_path)
    library = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    library.normalizer = normalizers.ByteLevel()
    library.save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(RequestError, match=r"normalizer 'ByteLevel'.*use_fast=True"):
        DistilBertTokenizer.from_pretrained(tmp_path)
    fast = DistilBertTokenizerFast.from_pretrained(tmp_path)
    assert fast("ﬁne")["input_ids"] == library.encode("ﬁne").ids


@pytest.mark.parametrize("class_", [DistilBertTokenizer, DistilBertTokenizerFast])
def test_options_given_at_loading_win(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    tokenizer = class_.from_pretrained(tmp_path, do_lower_case=False, padding_side="left")
    assert tokenizer.do_lower_case is False
    assert tokenizer.tokenize("The")[0] != "the"
    assert tokenizer.padding_side == "left"


@EACH
@pytest.mark.parametrize("copied", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_copies_are_equal_and_apart(class_, copied):
    first = make(class_)
    second = copied(first)
    assert type(second) is class_
    assert second(TEXTS) == first(TEXTS)
    second.add_tokens(["zyzzyva"])
    assert len(second) == len(first) + 1


def test_pickles_are_refused(tmp_path):
    (tmp_path / "tokenizer.pkl").write_bytes(pickle.dumps({}))
    with pytest.raises(RequestError, match=r"tokenizer\.pkl: pickles run code"):
        DistilBertTokenizerFast.from_pretrained(tmp_path)
    with pytest.raises(RequestError, match="pickle"):
        DistilBertTokenizer(vocab_file=tmp_path / "tokenizer.pkl")


def test_paths_in_a_configuration_are_not_followed(tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("[UNK]\nsecret\n", encoding="utf-8")
    folder = tmp_path / "folder"
    make(DistilBertTokenizer).save_pretrained(folder)
    (folder / "tokenizer.json").unlink()
    config = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
    config |= {"vocab_file": "../outside.txt", "tokenizer_file": str(outside)}
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    tokenizer = DistilBertTokenizer.from_pretrained(folder)
    assert "secret" not in tokenizer.get_vocab()
    tokenizer.save_pretrained(tmp_path / "again")
    assert "outside" not in (tmp_path / "again" / "tokenizer_config.json").read_text("utf-8")


@pytest.mark.parametrize("name", ["tokenizer.json", "tokenizer_config.json"])
def test_damaged_files_are_named(name, tmp_path):
    make(DistilBertTokenizerFast).save_pretrained(tmp_path)
    (tmp_path / name).write_text("{", encoding="utf-8")
    with pytest.raises(RequestError, match=name):
        DistilBertTokenizerFast.from_pretrained(tmp_path)


def test_merges_must_fit_the_vocabulary(tmp_path):
    make(RobertaTokenizer).save_pretrained(tmp_path)
    with (tmp_path / "merges.txt").open("a", encoding="utf-8") as merges:
        merges.write("qq zz\n")
    for class_ in (RobertaTokenizer, RobertaTokenizerFast):
        with pytest.raises(RequestError, match="qq zz"):
            class_(tmp_path / "vocab.json", tmp_path / "merges.txt")


def test_use_fast_must_agree_with_the_class():
    with pytest.raises(RequestError, match="slow tokenizer"):
        DistilBertTokenizer.from_pretrained(MINILM, use_fast=True)
    with pytest.raises(RequestError, match="There is no folder 'nowhere'"):
        DistilBertTokenizerFast.from_pretrained("nowhere")


def test_the_generic_class_follows_a_document():
    generic = PreTrainedTokenizerFast(tokenizer_file=MINILM / "tokenizer.json")
    library = Tokenizer.from_file(str(MINILM / "tokenizer.json"))
    library.no_padding()
    assert generic(TEXTS[0])["input_ids"] == library.encode(TEXTS[0]).ids
    again = PreTrainedTokenizerFast(tokenizer_object=library)
    assert again(TEXTS[0])["input_ids"] == library.encode(TEXTS[0]).ids


@pytest.mark.parametrize("class_", [RobertaTokenizer, RobertaTokenizerFast])
def test_a_part_that_a_configuration_leaves_empty_is_played_by_no_token(class_, tmp_path):
    make(class_).save_pretrained(tmp_path)
    path = tmp_path / "tokenizer_config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**config, "unk_token": None}), encoding="utf-8")
    ours, theirs = class_.from_pretrained(tmp_path), peer_of(class_).from_pretrained(tmp_path)
    assert ours.unk_token is theirs.unk_token is None
    assert ours.special_tokens_map == theirs.special_tokens_map
    assert ours.convert_tokens_to_ids("zyzzyva") is None


def test_layout_reads_both_special_token_files(tmp_path):
    shutil.copy(MINILM / "vocab.txt", tmp_path)
    special = {"cls_token": {"content": "[CLS]", "lstrip": True}, "pad_token": "[PAD]"}
    (tmp_path / "special_tokens_map.json").write_text(json.dumps(special), encoding="utf-8")
    (tmp_path / "added_tokens.json").write_text('{"<new>": 30522}', encoding="utf-8")
    layout = read_layout(tmp_path)
    assert layout.roles["cls_token"].lstrip
    assert layout.added[30522].content == "<new>"
    assert BertTokenizer.from_pretrained(tmp_path).tokenize("a <new>b") == ["a", "<new>", "b"]
