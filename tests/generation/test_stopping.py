"""A text ends with the texts that end it, however they are cut into tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from factory.generation.decoding.stopping import Ending, StopTexts
from tests.generation.peers import Peer, decoder


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from factory.tokenizers import build_tokenizer
    from registry import REGISTRY

    scheme = REGISTRY.get("tokenizer", "gpt2")
    made = build_tokenizer(scheme, scheme.options(train_vocab_size=320))
    folder = tmp_path_factory.mktemp("tokenizer")
    made.save_pretrained(folder)
    return made, transformers.AutoTokenizer.from_pretrained(Path(folder))


CASES = [
    ("a text that stops", "stop", False),
    ("a text that stop", "stop", True),
    ("one stopper", "stop", False),
    ("the end.", ".", True),
    ("größer", "ß", False),
    ("groß", "ß", True),
    ("你好", "好", True),
    ("你好", "你", False),
    ("line\n\n", "\n\n", True),
    ("nothing", "stop", False),
]


@pytest.mark.parametrize(("text", "stop", "ends"), CASES)
def test_a_text_ends_where_the_last_token_completes_one(
    tokenizer: Any, text: str, stop: str, ends: bool
) -> None:
    ours, theirs = tokenizer
    ids = torch.tensor([ours(text)["input_ids"]])
    expected = transformers.StopStringCriteria(theirs, [stop])(ids, None)
    assert StopTexts([stop], ours)(ids).tolist() == expected.tolist()
    if len(ours(text)["input_ids"]) == len(text.encode()):  # no token says more than one byte
        assert expected.tolist() == [ends]


@pytest.mark.parametrize("beams", [1, 3])
def test_texts_end_as_in_transformers(tokenizer: Any, beams: int) -> None:
    ours, theirs = tokenizer
    model = decoder(vocab_size=len(ours), eos_token_id=2, pad_token_id=2)
    peer, ids = Peer(model), torch.tensor([[70, 71, 72], [80, 81, 82]])
    words = [ours.decode([token]) for token in range(len(ours))]
    odd = [n for n, word in enumerate(words) if not word.isascii() or not word.isprintable()]
    common = {"max_new_tokens": 40, "num_beams": beams, "suppress_tokens": odd}
    free = peer.generate(ids, **common)
    for place in (6, 15):
        stop = ours.decode(free[0, 3 + place : 5 + place].tolist())
        options = {**common, "stop_strings": [stop, "zzz"]}
        expected = model.generate(ids, tokenizer=theirs, **options)
        assert expected.shape[1] <= free.shape[1]
        assert peer.generate(ids, tokenizer=ours, **options).tolist() == expected.tolist()


def test_what_never_ends_a_text_is_not_asked() -> None:
    assert not Ending(None)
    assert Ending(torch.tensor([3]))
    assert Ending(None, seconds=1.0)
