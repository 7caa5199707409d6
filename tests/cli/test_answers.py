"""What a model says, against the same numbers computed another way from its raw outputs."""

from __future__ import annotations

import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from factory.building import Built, build
from factory.cli import answers, told, trial
from factory.cli.answers import Row
from factory.cli.answers.labels import classes, spans
from factory.cli.answers.masks import fills
from factory.cli.answers.questions import found
from factory.cli.answers.vectors import embeddings, similarities
from factory.cli.answers.writing import LONGEST
from factory.composition import inputs
from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.heads import HeadKind, Labels
from factory.tokenizers import PreTrainedTokenizerBase
from registry import REGISTRY
from tests.cli.conftest import TINY
from tests.tokenizers.families import BertTokenizer, BertTokenizerFast, RobertaTokenizerFast, shared

WORDPIECES = pytest.mark.parametrize("class_", [BertTokenizer, BertTokenizerFast])
HEADS = REGISTRY.names("head")


def row(tokenizer: PreTrainedTokenizerBase, *texts: str) -> Row:
    encodings = tokenizer([texts[0]], *([text] for text in texts[1:]), return_offsets_mapping=True)
    assert encodings.encodings is not None
    return Row(texts, encodings.encodings[0])


def config(*names: str, **options: Any) -> PretrainedConfig:
    cls: type[PretrainedConfig] = REGISTRY.get("architecture", "bert").config
    return cls(id2label=dict(enumerate(names)), **options)


def softmax(scores: list[float]) -> list[float]:
    whole = sum(map(math.exp, scores))
    return [math.exp(score) / whole for score in scores]


def test_labels_come_with_their_softmax_the_most_probable_first() -> None:
    scores = [0.3, 2.0, -1.0]
    said = classes(torch.tensor(scores), config("a", "b", "c"))
    assert [label["label"] for label in said["labels"]] == ["b", "a", "c"]
    assert [label["probability"] for label in said["labels"]] == pytest.approx(
        sorted(softmax(scores), reverse=True)
    )


def test_labels_that_exclude_nothing_have_probabilities_of_their_own() -> None:
    scores = [0.3, 2.0]
    several = config("a", "b", problem_type="multi_label_classification")
    said = classes(torch.tensor(scores), several)
    assert said["independent"]
    assert [(label["label"], label["probability"]) for label in said["labels"]] == [
        (name, pytest.approx(1 / (1 + math.exp(-score)))) for name, score in (("b", 2), ("a", 0.3))
    ]


@pytest.mark.parametrize(
    ("names", "options"), [(["x"], {}), (["y", "x"], {"problem_type": "regression"})]
)
def test_a_regression_says_values(names: list[str], options: dict[str, Any]) -> None:
    scores = [-3.5, 2.0][: len(names)]
    said = classes(torch.tensor(scores), config(*names, **options))
    assert said == {
        "values": [{"label": n, "value": v} for n, v in zip(names, scores, strict=True)]
    }


TAGGED = {
    "Angela": "B-PER",
    "Merkel": "I-PER",
    "met": "O",
    "Ramasubramanian": "B-PER",
    "Obama": "B-PER",
    "in": "O",
    "New": "I-LOC",
    "York": "I-LOC",
}


@WORDPIECES
def test_words_of_one_entity_are_one_span_of_the_text_as_given(
    class_: type[PreTrainedTokenizerBase],
) -> None:
    text = "  Angela Merkel met Ramasubramanian Obama in New  York"
    names = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
    given = row(shared(class_), text)
    torch.manual_seed(0)
    scores = torch.randn(len(given.encoding), len(names))
    for place in given.places():
        start, end = given.encoding.offsets[place]
        (word,) = (w for w in TAGGED if text.find(w) <= start and end <= text.find(w) + len(w))
        scores[place, names.index(TAGGED[word])] += 9
    said = spans(given, scores, config(*names))["spans"]
    assert [(span["label"], span["text"]) for span in said] == [
        ("PER", "Angela Merkel"),
        ("PER", "Ramasubramanian"),
        ("PER", "Obama"),
        ("LOC", "New  York"),
    ]
    assert all(text[span["start"] : span["end"]] == span["text"] for span in said)
    pieces = [p for p in given.places() if given.encoding.offsets[p][0] in range(20, 35)]
    assert len(pieces) > 2
    mean = sum(softmax(scores[piece].tolist())[1] for piece in pieces) / len(pieces)
    assert said[1]["score"] == pytest.approx(mean, rel=1e-5)


def test_labels_without_b_and_i_join_neighbours_of_one_label() -> None:
    given = row(shared(BertTokenizerFast), "one two three", "four")
    scores = torch.zeros(len(given.encoding), 2)
    first = given.places(0)[0]
    scores[first, 1] = 5
    said = spans(given, scores, config("left", "right"))["spans"]
    assert [(s["label"], s["text"], s["sequence"]) for s in said] == [
        ("right", "one", 0),
        ("left", "two three", 0),
        ("left", "four", 1),
    ]


@WORDPIECES
def test_masks_are_filled_with_the_most_probable_tokens(
    class_: type[PreTrainedTokenizerBase],
) -> None:
    tokenizer = shared(class_)
    given = row(tokenizer, "The Cat [MASK] on un[MASK] mats [MASK]")
    scores = torch.randn(len(given.encoding), len(tokenizer), generator=torch.manual_seed(0))
    places = [i for i, token in enumerate(given.encoding.tokens) if token == "[MASK]"]
    for place, token in zip(places, ("sits", "##able", "."), strict=True):
        scores[place, tokenizer.convert_tokens_to_ids(token)] = 50
    said = fills(given, scores, tokenizer)
    assert said["filled"] == ["The Cat sits on unable mats."]
    assert [mask["text"] for mask in said["masks"]] == ["[MASK]"] * 3
    for place, mask in zip(places, said["masks"], strict=True):
        probabilities = softmax(scores[place].tolist())
        best = sorted(range(len(probabilities)), key=lambda i: -probabilities[i])[:5]
        assert [found["token"] for found in mask["candidates"]] == [
            tokenizer.convert_ids_to_tokens(i) for i in best
        ]
        assert [found["probability"] for found in mask["candidates"]] == pytest.approx(
            [probabilities[i] for i in best]
        )


def test_a_byte_level_token_brings_its_own_space() -> None:
    tokenizer = shared(RobertaTokenizerFast)
    given = row(tokenizer, "It is <mask>, a<mask>.")
    scores = torch.zeros(len(given.encoding), len(tokenizer))
    places = [i for i, id_ in enumerate(given.encoding.ids) if id_ == tokenizer.mask_token_id]
    for place, token in zip(places, ("Ġa", "s"), strict=True):
        scores[place, tokenizer.convert_tokens_to_ids(token)] = 50
    assert fills(given, scores, tokenizer)["filled"] == ["It is a, as."]


@WORDPIECES
def test_an_answer_is_the_best_of_all_spans_of_the_second_text(
    class_: type[PreTrainedTokenizerBase],
) -> None:
    given = row(shared(class_), "Who met whom?", "Angela met Ramasubramanian, or she did not.")
    torch.manual_seed(1)
    start, end = torch.randn(2, len(given.encoding)) * 3
    places = given.places(1)
    starts, ends = (softmax(scores[places].tolist()) for scores in (start, end))
    best: dict[tuple[int, int], float] = {}
    for one, other in itertools.combinations_with_replacement(range(len(places)), 2):
        first = given.encoding.token_to_word(places[one])
        last = given.encoding.token_to_word(places[other])
        assert first is not None and last is not None
        begin, stop = given.encoding.word_to_chars(first, 1), given.encoding.word_to_chars(last, 1)
        assert begin is not None and stop is not None
        span = (begin[0], stop[1])
        best[span] = max(best.get(span, 0), starts[one] * ends[other])
    expected = sorted(best.items(), key=lambda item: -item[1])[:4]
    said = found(given, start, end)["answers"]
    assert [(a["start"], a["end"]) for a in said] == [span for span, _ in expected]
    assert [a["score"] for a in said] == pytest.approx([score for _, score in expected])
    assert all(a["text"] == given.texts[1][a["start"] : a["end"]] for a in said)


def test_what_follows_and_what_was_replaced_are_probabilities() -> None:
    expected = pytest.approx(softmax([2, 1])[0])
    assert answers.follows(torch.tensor([2.0, 1.0]))["follows"] == expected
    assert answers.in_order(torch.tensor([2.0, 1.0]))["in_order"] == expected
    given = row(shared(BertTokenizerFast), "The sky is green")
    scores = torch.tensor([9.0, -9, -9, -9, 1.5, 9])
    (token,) = answers.replaced(given, scores)["replaced"]
    assert (token["text"], token["probability"]) == (
        "green",
        pytest.approx(1 / (1 + math.exp(-1.5))),
    )


def test_a_vector_is_the_mean_over_real_tokens() -> None:
    hidden = torch.randn(2, 3, 4)
    mask = torch.tensor([[1, 1, 0], [1, 1, 1]])
    said = embeddings(mask, {"last_hidden_state": hidden, "pooler_output": hidden[:, 0]})
    expected = [
        [sum(hidden[b, t, w].item() for t in range(n)) / n for w in range(4)]
        for b, n in ((0, 2), (1, 3))
    ]
    assert [a["embeddings"]["mean"] for a in said] == [pytest.approx(v, abs=1e-6) for v in expected]
    assert [a["embeddings"]["pooler"] for a in said] == hidden[:, 0].tolist()
    one, other = expected
    dot = sum(a * b for a, b in zip(one, other, strict=True))
    cosine = dot / math.hypot(*one) / math.hypot(*other)
    cosines = similarities(said)
    assert cosines is not None
    assert [c for row in cosines for c in row] == pytest.approx([1, cosine, cosine, 1], abs=1e-5)


FAMILIES = REGISTRY.names("architecture")
KINDS = {
    (head, family.kind(REGISTRY.get("head", head)).labels): name
    for name, family in ((name, REGISTRY.get("architecture", name)) for name in FAMILIES)
    if "input_ids" in family.inputs and "sequence_classification" in family.heads
    for head in family.head_names
}
"""Every head of those that label texts, and everything it is trained on -> a family that has it."""


def made(family: str, head: str, *more: str) -> Built:
    """A small model of a family with a head."""
    needed = REGISTRY.get("architecture", family).head_options.get(head, {})
    options = [f"architecture.{name}={json.dumps(value)}" for name, value in needed.items()]
    small = (*TINY, "architecture.num_hidden_layers=1", *options)
    return build([f"architecture={family}", *small, f"head={head}", *more])


def said_by(built: Built) -> list[answers.Answer]:
    tried = trial.encode(built)
    return trial.answers(built, tried, trial.run(built, tried.inputs))


@pytest.mark.parametrize("use_fast", ["true", "false"])
@pytest.mark.parametrize(("family", "head"), [(name, key[0]) for key, name in KINDS.items()])
def test_every_head_says_something_about_the_samples(family: str, head: str, use_fast: str) -> None:
    built = made(family, head, f"tokenizer.use_fast={use_fast}")
    items = trial.items(built)
    said = said_by(built)
    assert len(said) == len(items)
    for item, answer in zip(items, said, strict=True):
        assert answer["text"] == item[0]
        assert len(answer) > len({"text", "second"} & answer.keys())
        for key in ("spans", "masks", "answers"):
            for span in answer.get(key, ()):
                text = answer["second"] if span.get("sequence", key == "answers") else item[0]
                assert text[span["start"] : span["end"]] == span["text"] != ""


def test_texts_that_are_cut_or_have_no_mask_are_noticed() -> None:
    long = " ".join(["part"] * 60)
    places = "architecture.max_position_embeddings=32"
    built = made("distilbert", "masked_lm", places, f"input='a [MASK]\n{long}'")
    tried = trial.encode(built)
    assert list(trial.notices(built, tried)) == [
        "1 of 2 texts were too long for the model, and cut",
        "1 of 2 texts have no [MASK], so nothing is filled in there",
    ]


@pytest.mark.parametrize("use_fast", ["true", "false"])
def test_a_question_that_leaves_no_room_for_its_text_is_refused(use_fast: str) -> None:
    long = " ".join(["part"] * 60)
    places = "architecture.max_position_embeddings=32"
    lines = f"input='a ||| {long}\n{long} ||| a'"
    fast = f"tokenizer.use_fast={use_fast}"
    built = made("distilbert", "question_answering", places, lines, fast)
    with pytest.raises(RequestError, match=r"input: line 2: its question has \d+ tokens .* 29 of"):
        trial.encode(built)


def test_a_long_text_is_named_by_its_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    text = "part " * 60
    told.tell([{"text": text, "labels": [{"label": "A", "probability": 1.0}]}], None)
    row = capsys.readouterr().out.splitlines()[-1]
    assert row.split() == [*["part"] * 14, "p…", "A", "1.000"]


def test_the_answers_of_random_weights_come_with_a_caution(tmp_path: Path) -> None:
    built = made("distilbert", "base", f"output_dir={tmp_path / 'out'}")
    assert "the weights are random" in str(trial.caution(built))
    weights = f"weights={tmp_path / 'out'}"
    assert trial.caution(build([weights])) is None
    assert "the head is new" in str(trial.caution(build([weights, "head=masked_lm"])))


def test_candidates_are_ranked_by_the_softmax_over_an_item() -> None:
    built = made("distilbert", "multiple_choice", "input='He eats ||| bread. ||| a car. ||| it.'")
    (answer,) = said_by(built)
    tried = trial.encode(built)
    logits = trial.run(built, tried.inputs)["logits"]
    expected = softmax(logits[0].tolist())
    ranked = answer["candidates"]
    assert sorted(c["text"] for c in ranked) == ["a car.", "bread.", "it."]
    assert [c["probability"] for c in ranked] == sorted(
        (pytest.approx(p) for p in expected), key=lambda p: -p.expected
    )
    assert all(c["probability"] == pytest.approx(expected[c["index"]]) for c in ranked)


@pytest.mark.parametrize(
    ("task", "head", "text"),
    [
        ("text-classification", "sequence_classification", "Every part of it has a name."),
        ("fill-mask", "masked_lm", "Every [MASK] of it has a name."),
    ],
)
def test_transformers_says_the_same(task: Any, head: str, text: str, tmp_path: Path) -> None:
    built = build(
        [
            "architecture=distilbert",
            *TINY,
            "architecture.num_hidden_layers=1",
            "architecture.vocab_size=300",
            f"head={head}",
            f'input="{text}"',
            f"output_dir={tmp_path / 'out'}",
        ]
    )
    pipe: Any = transformers.pipeline(task, model=str(tmp_path / "out"), top_k=5)
    theirs = pipe(text) if head == "masked_lm" else pipe([text])[0]
    (answer,) = said_by(built)
    if head == "masked_lm":
        (mask,) = answer["masks"]
        ours = {c["token"]: c["probability"] for c in mask["candidates"]}
        expected = {built.tokenizer.convert_ids_to_tokens(t["token"]): t["score"] for t in theirs}
    else:
        ours = {label["label"]: label["probability"] for label in answer["labels"]}
        expected = {t["label"]: t["score"] for t in theirs}
    assert ours == pytest.approx(expected, rel=1e-4)


def next_scores(model: Any, ids: list[int]) -> torch.Tensor:
    """How probable each token is after some (vocabulary), in a model of transformers."""
    with torch.no_grad():
        found: torch.Tensor = model(torch.tensor([ids])).logits[0, -1].softmax(-1)
    return found


@pytest.mark.parametrize("family", ["bert", "gpt2", "qwen2", "roberta"])
def test_what_comes_next_is_what_transformers_goes_on_with(family: str, tmp_path: Path) -> None:
    texts = ["Every part of it", "The factory builds a model from"]
    lines, fits = "input='" + "\n".join(texts) + "'", "tokenizer.fit_model=true"
    built = made(family, "causal_lm", lines, fits, "architecture.initializer_range=0.5")
    built.model.save_pretrained(tmp_path)
    theirs = transformers.AutoModelForCausalLM.from_pretrained(tmp_path)
    tokenizer: Any = built.tokenizer
    for text, answer in zip(texts, said_by(built), strict=True):
        ids = tokenizer(text)["input_ids"]
        while ids[-1] in (tokenizer.sep_token_id, tokenizer.eos_token_id):
            ids.pop()
        scores, whole = next_scores(theirs, ids), list(ids)
        for _ in range(LONGEST):  # its own generate numbers places of RoBERTa's from 0
            whole.append(int(next_scores(theirs, whole).argmax()))
            if whole[-1] == theirs.config.eos_token_id:
                break
        best = scores.topk(5)
        assert [c["token"] for c in answer["next"]] == tokenizer.convert_ids_to_tokens(
            best.indices.tolist()
        )
        assert [c["probability"] for c in answer["next"]] == pytest.approx(
            best.values.tolist(), rel=1e-4
        )
        expected = tokenizer.decode(whole, skip_special_tokens=True)
        before = tokenizer.decode(ids, skip_special_tokens=True)
        assert before + answer["continuation"] == expected != before


def test_a_decoder_writes_what_transformers_writes(tmp_path: Path) -> None:
    texts = ["Every part of it", "The factory builds a model from plain data."]
    lines, fits = "input='" + "\n".join(texts) + "'", "tokenizer.fit_model=true"
    built = made("t5", "conditional_generation", lines, fits, "architecture.initializer_factor=9")
    built.model.save_pretrained(tmp_path)
    theirs = transformers.AutoModelForSeq2SeqLM.from_pretrained(tmp_path)
    tokenizer: Any = built.tokenizer
    for text, answer in zip(texts, said_by(built), strict=True):
        ids = torch.tensor([tokenizer(text)["input_ids"]])
        with torch.no_grad():
            (whole,) = theirs.generate(ids, max_new_tokens=LONGEST, do_sample=False).tolist()
        assert answer["written"] == tokenizer.decode(whole, skip_special_tokens=True).strip()


@pytest.mark.parametrize("text", ["", "part " * 60])
def test_a_text_that_is_empty_or_fills_the_model_has_a_next_token(text: str) -> None:
    places = "architecture.max_position_embeddings=32"
    (answer,) = said_by(made("bert", "causal_lm", places, f"input='{text}\n'"))
    assert len(answer["next"]) == 5
    assert isinstance(answer["continuation"], str)


@pytest.mark.parametrize("use_fast", ["true", "false"])
def test_texts_are_tried_with_a_tokenizer_that_knows_no_padding(
    use_fast: str, tmp_path: Path
) -> None:
    made("gpt2", "causal_lm", "tokenizer.fit_model=true").tokenizer.save_pretrained(tmp_path)
    theirs: Any = transformers.GPT2TokenizerFast.from_pretrained(tmp_path)
    theirs.pad_token = None  # as that of published GPT-2
    theirs.save_pretrained(tmp_path / "theirs")
    small = [word for word in TINY if not word.startswith("tokenizer.")]
    loaded = [f"tokenizer.load_from={tmp_path}/theirs", f"tokenizer.use_fast={use_fast}"]
    asked = ["architecture=gpt2", "head=causal_lm", "tokenizer.fit_model=true", *small, *loaded]
    built = build(asked)
    assert built.tokenizer.pad_token is None
    assert len(said_by(built)) == 2
    assert built.tokenizer.pad_token is None


def kind(labels: Labels) -> HeadKind:
    return next(k for k in (REGISTRY.get("head", n) for n in HEADS) if k.labels is labels)


@pytest.mark.parametrize(
    ("labels", "text", "expected"),
    [
        (Labels.CLASSES, " one \ntwo", [(" one ",), ("two",)]),
        (Labels.CLASSES, "a ||| b", [("a", "b")]),
        (Labels.SPAN, "who?|||text", [("who?", "text")]),
        (Labels.CHOICE, "a ||| b ||| c", [("a", "b", "c")]),
    ],
)
def test_texts_of_a_line_stand_between_bars(
    labels: Labels, text: str, expected: list[tuple[str, ...]]
) -> None:
    assert inputs.items(text, kind(labels)) == expected


@pytest.mark.parametrize(
    ("labels", "text", "said"),
    [
        (Labels.SPAN, "who?", "line 1 has 1 text, but for question_answering a line is: question"),
        (Labels.SPAN, "q ||| c\nq", "line 2 has 1 text"),
        (Labels.SPAN, "a ||| b ||| c", "line 1 has 3 texts"),
        (Labels.SPAN, "a |||", "line 1: a text is empty"),
        (Labels.CHOICE, "a ||| b", "text ||| candidate ||| candidate"),
        (Labels.CHOICE, "a ||| b ||| c\na ||| b ||| c ||| d", "line 1 has 3; all lines have one"),
        (Labels.FOLLOWS, "a\nb\nc", "(and 2 more lines)"),
        (Labels.FOLLOWS, "a\nb", "(and 1 more line)"),
        (Labels.NONE, "a ||| b\nc", "line 2 has 1 text and line 1 has 2"),
        (Labels.TOKENS, "a ||| b ||| c", "line 1 has 3 texts"),
    ],
)
def test_a_line_of_another_form_is_a_wrong_request(labels: Labels, text: str, said: str) -> None:
    with pytest.raises(RequestError) as error:
        inputs.items(text, kind(labels))
    assert said in str(error.value)
