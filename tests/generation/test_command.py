"""``factory generate`` says what a model goes on with, or in one sentence why it cannot."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import transformers

import factory
from factory.cli import generating, main, prompting
from factory.composition import Composer

SMALL = (
    "architecture.hidden_size=16",
    "architecture.num_hidden_layers=1",
    "architecture.num_attention_heads=2",
    "tokenizer.train_vocab_size=300",
    "tokenizer.fit_model=true",
)
GPT2 = ("architecture=gpt2", *SMALL)
WHISPER = (
    "architecture=whisper",
    "architecture.d_model=16",
    *(f"architecture.{side}_{what}" for side in ("encoder", "decoder") for what in
      ("layers=1", "attention_heads=2", "ffn_dim=16")),
)  # fmt: skip
SHORT = "generation.max_new_tokens=8"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def object(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Answer]


@pytest.fixture
def generate(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    def run(*argv: object, piped: str = "") -> Answer:
        capfd.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(piped))
        status = main(["generate", *map(str, argv)])
        return Answer(status, *capfd.readouterr())

    return run


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "writer"
    assert main(["build", *GPT2, "head=causal_lm", f"output_dir={folder}"]) == 0
    return folder


def test_a_text_goes_to_the_standard_output_and_figures_do_not(
    generate: Command, bundle: Path
) -> None:
    said = generate(bundle, "prompt=Once upon a time", SHORT)
    assert said.status == 0
    built = factory.load(bundle)
    ids = built.tokenizer("Once upon a time", return_tensors="pt")["input_ids"]
    found = built.model.generate(ids, max_new_tokens=8)
    whole = built.tokenizer.decode(found[0], skip_special_tokens=True)
    assert said.out == whole.removeprefix("Once upon a time") + "\n"
    assert "tokens in" in said.err


def test_one_object_tells_everything(generate: Command, bundle: Path) -> None:
    words = ["prompt=One", "prompt=Two and three", SHORT, "seed=5", "generation.do_sample=true"]
    said = generate(bundle, *words, "--json").object
    assert [result["prompt"] for result in said["results"]] == ["One", "Two and three"]
    assert said["tokens"] == sum(len(result["ids"]) for result in said["results"])
    assert said["generation"]["seed"] == 5
    assert said["tokens_per_second"] > 0
    assert {result["finished"] for result in said["results"]} <= {"end", "length"}
    again = generate(bundle, *words, "--json").object
    assert again["results"] == said["results"]


def test_the_seed_that_was_used_is_told(generate: Command, bundle: Path) -> None:
    words = ["prompt=One", SHORT, "generation.do_sample=true", "--json"]
    said = generate(bundle, *words).object
    seed = said["generation"]["seed"]
    assert generate(bundle, *words, f"seed={seed}").object["results"] == said["results"]


def test_prompts_come_from_files_and_pipes(generate: Command, bundle: Path, tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("One\n\nTwo\n")
    expected = generate(bundle, "prompt=One", "prompt=Two", SHORT, "--json").object["results"]
    file = f"prompts={tmp_path / 'lines.txt'}"
    for words, piped in (([file], ""), (["prompts=-"], "One\nTwo\n"), ([file, "batch_size=1"], "")):
        said = generate(bundle, *words, SHORT, "--json", piped=piped).object["results"]
        assert said == expected
    for words in ([], ["prompt=-"]):
        said = generate(bundle, *words, SHORT, "--json", piped="One\n").object["results"]
        assert said == expected[:1]


def test_several_texts_have_headings(generate: Command, bundle: Path) -> None:
    beams = ("generation.num_beams=3", "generation.num_return_sequences=2")
    assert generate(bundle, "prompt=One", *beams, SHORT).out.count("One\n") >= 2


def test_folders_of_transformers_are_taken(generate: Command, bundle: Path, tmp_path: Path) -> None:
    theirs = transformers.AutoModelForCausalLM.from_pretrained(bundle)
    theirs.save_pretrained(tmp_path)
    transformers.AutoTokenizer.from_pretrained(bundle).save_pretrained(tmp_path)
    said = generate(tmp_path, "prompt=Once upon a time", SHORT)
    assert said.out == generate(bundle, "prompt=Once upon a time", SHORT).out


def test_a_model_is_composed_where_no_folder_is_named(generate: Command) -> None:
    said = generate(*GPT2, "prompt=Hello", SHORT, "seed=3")
    assert said.status == 0
    assert "the weights are random" in said.err


def test_chats_are_answered_by_their_template(
    generate: Command, bundle: Path, tmp_path: Path
) -> None:
    built = factory.load(bundle)
    built.model.save_pretrained(tmp_path)
    built.tokenizer.chat_template = (
        "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant:{% endif %}"
    )
    built.tokenizer.save_pretrained(tmp_path)
    words = ["chat=true", "system=Be brief.", "prompt=Who are you?"]
    said = generate(tmp_path, *words, SHORT, "--json").object["results"][0]
    chat = "prompt=system: Be brief.\nuser: Who are you?\nassistant:"
    assert said["ids"] == generate(bundle, chat, SHORT, "--json").object["results"][0]["ids"]


def test_speech_is_written_down(generate: Command, tmp_path: Path) -> None:
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / name, np.sin(np.arange(8000) / 20) / 10, 16_000)
    said = generate(*WHISPER, f"input={tmp_path}", SHORT, "--json").object
    assert [result["prompt"] for result in said["results"]] == ["a.wav", "b.wav"]


def test_recordings_longer_than_a_window_are_written_down_to_their_end(
    generate: Command, tmp_path: Path
) -> None:
    for name, seconds in (("a.wav", 1), ("b.wav", 5), ("c.wav", 1)):
        soundfile.write(tmp_path / name, np.sin(np.arange(seconds * 16000) / 20) / 10, 16_000)
    window = ("processor.chunk_length=2", "architecture.max_source_positions=100", "seed=1")
    said = generate(*WHISPER, *window, f"input={tmp_path}", SHORT, "--json")
    results = said.object["results"]
    assert [result["prompt"] for result in results] == ["a.wav", "b.wav", "c.wav"]
    assert len(results[1]["ids"]) == 3 * 8
    assert results[1]["finished"] == "end"
    assert "b.wav lasts 5.0 s, and the model hears 2 s at once" in said.err
    assert "windows are cut every 2 s" in said.err


@pytest.mark.parametrize("stop", [None, "b"])
def test_a_generated_padding_token_is_a_token_of_the_text(bundle: Path, stop: str | None) -> None:
    built = factory.load(bundle)
    ids = built.tokenizer("ab", add_special_tokens=False)["input_ids"]
    pad = ids[-1]
    words = ["prompt=a", "generation.eos_token_id=7", f"generation.pad_token_id={pad}"]
    words += [] if stop is None else [f"generation.stop_strings={stop}"]
    asked = prompting.asked(Composer(), words)
    rows = generating.Rows(["a"], {})
    text = [*ids, pad, pad] if stop is None else [*ids[:-1], pad, pad, pad]
    kept, reason = generating.Job(built, asked, as_json=True).ended(rows, [], text)
    assert (kept, reason) == ((text, "length") if stop is None else (ids, "stop"))
    assert generating.Job(built, asked, as_json=True).ended(rows, [], [*ids[:-1], 7, pad]) == (
        [*ids[:-1], 7],
        "end",
    )


def test_what_is_interrupted_ends_with_what_was_said(
    generate: Command, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = generate(bundle, "prompt=Once", SHORT, "--json").object["results"][0]["ids"]
    put = generating.Heard.put

    def interrupted(self: Any, value: Any) -> None:
        put(self, value)
        if self.rows and len(self.rows[0]) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(generating.Heard, "put", interrupted)
    said = generate(bundle, "prompt=Once", SHORT, "--json")
    assert said.status == 130
    assert said.object["interrupted"] is True
    assert said.object["seconds"] > 0
    assert said.object["results"][0]["ids"] == whole[:4]
    text = generate(bundle, "prompt=Once", SHORT)
    assert text.status == 130
    assert text.out == said.object["results"][0]["text"] + "\n"


def test_recordings_that_cannot_be_heard_are_told_at_once(
    generate: Command, tmp_path: Path
) -> None:
    soundfile.write(tmp_path / "slow.wav", np.zeros(800), 8000)
    soundfile.write(tmp_path / "empty.wav", np.zeros(0), 16000)
    said = generate(*WHISPER, f"input={tmp_path}")
    assert said.status == 2
    assert "slow.wav has 8,000 Hz" in said.err
    assert "processor.do_resample=true" in said.err
    assert "empty.wav has no samples" in said.err


def test_weights_without_a_tokenizer_do_not_get_one_that_they_never_saw(
    generate: Command, tmp_path: Path
) -> None:
    config = transformers.GPT2Config(vocab_size=3000, n_embd=16, n_layer=1, n_head=2)
    transformers.GPT2LMHeadModel(config).save_pretrained(tmp_path)
    said = generate(tmp_path, "prompt=a")
    assert said.status == 2
    assert "holds none" in said.err
    assert "tokenizer.load_from=FOLDER" in said.err


WRONG = [
    (["prompt=a", "generation.max_new_tokns=3"], "Did you mean 'max_new_tokens'"),
    (["prompt=a", "generation.top_p=7"], "generation.top_p: 7 is above"),
    (["prompt=a", "generation=3"], "one option at a time"),
    (["promt=a"], "Did you mean 'prompt'"),
    ([], "nothing is given to go on with"),
    (["prompt=a", "architecture.hidden_size=3"], "is a bundle, which is whole"),
    (["prompt=a", "other"], "give one folder"),
    (["input=a.wav"], "the model reads texts"),
    (["prompt=a", "system=b"], "say chat=true too"),
    (["prompt=a", "chat=true"], "chat: the model's tokenizer has no chat template"),
    (["prompts=none.txt"], "No such file"),
    (["prompt=a", "generation.max_new_tokens=5000"], "generation.max_new_tokens: 5001 tokens"),
    (["prompt=" + "a b " * 1000], "none is left to generate; shorten the prompt"),
    (["prompt=a", "batch_size=0"], "batch_size: 0 is below"),
    (["prompt=a", "generation.language=en"], "is of models that hear"),
    (["prompt=a", "output_dir=here"], "output_dir: is of factory build"),
]


@pytest.mark.parametrize(("words", "sentence"), WRONG, ids=str)
def test_what_cannot_be_meant_is_one_sentence(
    generate: Command, bundle: Path, words: list[str], sentence: str
) -> None:
    said = generate(bundle, *words)
    assert said.status == 2
    assert said.out == ""
    assert sentence in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["prompt=a"], "no model is given"),
        (["architecture=deberta_v2", "prompt=a"], "no head that generates"),
        ([*GPT2, "head=sequence_classification", "prompt=a"], "does not score what comes next"),
        (["architecture=gpt2", "tokenizer=none", "prompt=a"], "tokenizer: there is none"),
        ([*WHISPER, "prompt=a"], "the model takes recordings"),
        (["nowhere/at/all", "prompt=a"], "does not exist"),
    ],
    ids=str,
)
def test_what_has_no_model_is_told(generate: Command, words: list[str], sentence: str) -> None:
    said = generate(*words)
    assert said.status == 2
    assert sentence in said.err
