"""Texts appear word by word, whole characters only, and end as they are."""

from __future__ import annotations

import threading
from queue import Empty
from typing import Any

import pytest
import torch

import factory
from factory.errors import RequestError
from factory.generation import TextIteratorStreamer, TextStreamer
from tests.generation.peers import Peer, decoder

TEXTS = [
    "A factory builds models, word by word.",
    "Zwölf Boxkämpfer jagen Viktor quer über den großen Deich",
    "Emoji 👩‍👩‍👧‍👦 and 🇩🇪 flags; 你好世界 without spaces, カタカナ too.",
    " leading and  double   spaces\nand lines\n\n",
    "x",
]


@pytest.fixture(scope="module", params=["gpt2", "wordpiece", "unigram"])
def tokenizer(request: pytest.FixtureRequest) -> Any:
    from factory.tokenizers import build_tokenizer
    from registry import REGISTRY

    scheme = REGISTRY.get("tokenizer", request.param)
    return build_tokenizer(scheme, scheme.options(train_vocab_size=400))


class Pieces(TextStreamer):
    """A stream that keeps its pieces."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.pieces: list[str] = []

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self.pieces.append(text)


def streamed(tokenizer: Any, ids: list[int]) -> list[str]:
    stream = Pieces(tokenizer, skip_special_tokens=True)
    stream.put(torch.tensor([ids[:1]]))
    for token in ids[1:]:
        stream.put(torch.tensor([token]))
    stream.end()
    return stream.pieces


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_together_are_the_text(tokenizer: Any, text: str) -> None:
    ids = tokenizer(text)["input_ids"]
    assert "".join(streamed(tokenizer, ids)) == tokenizer.decode(ids, skip_special_tokens=True)


@pytest.mark.parametrize("text", TEXTS[:3])
def test_words_appear_whole(tokenizer: Any, text: str) -> None:
    ids = tokenizer(text)["input_ids"]
    pieces = [piece for piece in streamed(tokenizer, ids) if piece]
    assert len(pieces) > 1
    whole = tokenizer.decode(ids, skip_special_tokens=True)
    words, place = set(whole.split()), 0
    for piece in pieces:
        place += len(piece)
        if piece.isascii() and place < len(whole):
            assert piece.endswith((" ", "\n")) or set(piece.split()) <= words
        assert "\ufffd" not in piece or "\ufffd" in whole


def test_a_prompt_is_left_out_where_that_is_asked(tokenizer: Any) -> None:
    ids = tokenizer("Every part of it has a name", add_special_tokens=False)["input_ids"]
    stream = Pieces(tokenizer, skip_prompt=True)
    stream.put(torch.tensor([ids[:-2]]))
    for token in ids[-2:]:
        stream.put(torch.tensor([token]))
    stream.end()
    whole, prompt = tokenizer.decode(ids), tokenizer.decode(ids[:-2])
    assert "".join(stream.pieces) == whole[len(prompt) :]


def test_text_goes_to_the_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    class Letters:
        def decode(self, ids: Any, **_: Any) -> str:
            return "".join(chr(97 + i % 26) if i % 5 else " " for i in ids)

    ids = Peer(decoder()).generate(
        torch.tensor([[3, 4, 6]]), max_new_tokens=20, streamer=TextStreamer(Letters())
    )
    assert capsys.readouterr().out == Letters().decode(ids[0].tolist()) + "\n"


def test_a_stream_can_be_iterated_over_in_another_thread() -> None:
    class Letters:
        def decode(self, ids: Any, **_: Any) -> str:
            return "".join(chr(97 + i % 26) if i % 5 else " " for i in ids)

    stream, found = TextIteratorStreamer(Letters(), timeout=60), list[torch.Tensor]()
    peer = Peer(decoder())

    def generate() -> None:
        ids: Any = peer.generate(torch.tensor([[3, 4]]), max_new_tokens=30, streamer=stream)
        found.append(ids)

    thread = threading.Thread(target=generate)
    thread.start()
    text = "".join(stream)
    thread.join()
    assert text == Letters().decode(found[0][0].tolist())


def test_who_waits_in_vain_is_told() -> None:
    with pytest.raises(Empty):
        next(TextIteratorStreamer(None, timeout=0.01))


def test_several_rows_are_refused() -> None:
    with pytest.raises(RequestError, match="one row"):
        TextStreamer(None).put(torch.tensor([[1], [2]]))


def test_they_are_public() -> None:
    assert factory.TextStreamer is TextStreamer
    assert factory.TextIteratorStreamer is TextIteratorStreamer
    assert factory.GenerationConfig().chosen() == {}
