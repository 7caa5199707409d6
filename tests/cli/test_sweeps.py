"""Sweeps: several jobs of one command, and the table of them all."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from factory.building import load
from factory.cli import job
from tests.cli.conftest import TINY, Command
from tests.cli.test_build import ROOT, command

TABLE = ["sweep.csv", "sweep.json"]
FEW = (*TINY[:3], "tokenizer=none")
"""Overrides that make any build as quick as can be."""


def rows(folder: Path) -> list[dict[str, str]]:
    """The rows of a sweep's CSV."""
    with (folder / "sweep.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(folder: Path) -> Any:
    """A sweep's JSON."""
    return json.loads((folder / "sweep.json").read_text(encoding="utf-8"))


def test_a_sweep_crosses_families_and_tells_every_job(factory: Command, here: Path) -> None:
    answer = factory(
        "build", "-m", "--json", *TINY, "architecture=bert_tiny,distilbert_small", "output_dir=out"
    )
    assert answer.status == 0
    assert [r["class"] for r in answer.objects] == [
        "BertForSequenceClassification",
        "DistilBertForSequenceClassification",
    ]
    assert sorted(os.listdir(here / "out")) == ["0", "1", *TABLE]
    assert all(r["max_difference"] == 0 for r in answer.objects)


def test_a_job_that_fails_does_not_stop_the_others(factory: Command, here: Path) -> None:
    (here / "vocab.txt").write_text("a\nb\n")
    answer = factory(
        "build",
        "-m",
        "--json",
        *TINY[:3],
        "tokenizer.vocab_file=null,vocab.txt,null",
        "tokenizer.train_vocab_size=300",
    )
    assert answer.status == 1
    assert [r["status"] for r in answer.objects] == ["done", "failed", "done"]
    assert "[UNK]" in answer.objects[1]["error"]
    (sweep,) = here.glob("outputs/*/*-sweep")
    assert sorted(os.listdir(sweep)) == ["0", "2", *TABLE]


def test_jobs_are_named_as_hydra_is_told(factory: Command, here: Path) -> None:
    factory(
        "build",
        "-m",
        *TINY[:3],
        "tokenizer=none",
        "seed=1,2",
        "hydra.sweep.dir=s",
        "hydra.sweep.subdir=seed-${seed}",
    )
    assert sorted(os.listdir(here / "s")) == ["seed-1", "seed-2", *TABLE]


def test_jobs_may_each_name_their_own_folder(factory: Command, here: Path) -> None:
    few = (*TINY[:3], "tokenizer=none")
    assert factory("build", "-m", *few, "output_dir=a,b").status == 0
    assert sorted(os.listdir(here)) == ["a", "b", "outputs"]
    (sweep,) = here.glob("outputs/*/*-sweep")
    assert sorted(os.listdir(sweep)) == TABLE
    assert [row["folder"] for row in rows(sweep)] == ["a", "b"]
    assert factory("build", "-m", *few, "seed=1,2", "output_dir='s${seed}'").status == 0
    assert (here / "s2" / "config.json").is_file()
    again = factory("build", "-m", *few, "output_dir=c,a")
    assert again.status == 2 and "a is there already" in again.err and not (here / "c").exists()
    both = factory("build", "-m", *few, "seed=1,2", "output_dir=d,e")
    assert both.status == 2 and "several jobs of the sweep would write to one folder" in both.err


def test_a_refused_job_is_told_by_what_it_has_for_itself(factory: Command, here: Path) -> None:
    heads = "architecture.num_attention_heads"
    told = factory("build", "-m", "architecture=bert_tiny", f"{heads}=3,2", "head=base").err
    assert f"(job: {heads}=3)" in told
    told = factory("build", "-m", "architecture=bert_tiny", f"{heads}=3", "seed=1,2").err
    assert "3 heads do not divide" in told
    assert "(job:" not in told


def test_the_table_says_what_each_job_set_and_what_came_of_it(factory: Command, here: Path) -> None:
    varied = ["architecture=bert_tiny,distilbert_small", "architecture.num_hidden_layers=1,2"]
    answer = factory("build", "-m", "--json", *FEW, *varied, "output_dir=out", "head=base")
    found = table(here / "out")
    assert (found["total"], found["done"], found["failed"]) == (4, 4, 0)
    assert found["columns"] == ["architecture", "architecture.num_hidden_layers"]
    for row, line, told in zip(found["jobs"], rows(here / "out"), answer.objects, strict=True):
        model = load(here / row["folder"]).model
        assert row["parameters"] == model.num_parameters() == int(line["parameters"])
        assert row["class"] == type(model).__name__ == line["class"]
        assert row["overrides"]["architecture.num_hidden_layers"] == model.config.num_hidden_layers
        assert int(line["architecture.num_hidden_layers"]) == model.config.num_hidden_layers
        assert row["outputs"] == told["outputs"]
        assert line["outputs"].startswith("last_hidden_state 1 x 8 x 16")
        assert row["seconds"] == told["seconds"] == float(line["seconds"]) > 0
        assert (row["folder"], line["error"]) == (told["folder"], "")
        assert told["sweep"] == "out"
    assert [line["job"] for line in rows(here / "out")] == ["0", "1", "2", "3"]


def test_people_see_one_table_at_the_end_and_progress_before(factory: Command, here: Path) -> None:
    answer = factory("build", "-m", *FEW, "seed=1,2", "dtype=float32,bfloat16")
    assert answer.err.index("job 1 of 4: seed=1 dtype=float32") < answer.err.index("job 4 of 4")
    start = answer.out.index("Sweep: 4 of 4 jobs ran, 0 failed")
    headers, *lines = answer.out[start:].splitlines()[1:]
    assert " ".join(headers.split()) == "job seed dtype status parameters outputs seconds folder"
    assert [line.split()[:4] for line in lines[:4]] == [
        [str(job), str(seed), dtype, "done"]
        for job, (seed, dtype) in enumerate(
            (seed, dtype) for seed in (1, 2) for dtype in ("float32", "bfloat16")
        )
    ]
    assert "sweep.json" in lines[-1] and "sweep.csv" in lines[-1]


def test_a_failed_job_has_its_error_in_the_table(factory: Command, here: Path) -> None:
    (here / "vocab.txt").write_text("a\nb\n")
    varied = ["tokenizer.vocab_file=vocab.txt,null", "tokenizer.train_vocab_size=300"]
    answer = factory("build", "-m", *TINY[:3], *varied, "output_dir=out")
    assert answer.status == 1
    failed, done = rows(here / "out")
    assert (failed["status"], done["status"]) == ("failed", "done")
    assert "[UNK]" in failed["error"] and "\n" not in failed["error"]
    assert (failed["parameters"], failed["folder"], done["error"]) == ("", "", "")
    assert "2 of 2 jobs ran, 1 failed" in answer.out
    assert failed["error"] in answer.out[answer.out.index("Sweep:") :]


@pytest.mark.parametrize("launcher", [[], ["hydra/launcher=loud"]], ids=["ours", "a plug-in"])
def test_an_interrupted_sweep_keeps_what_ran(
    factory: Command, here: Path, launcher: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_launcher(here)
    program = (
        "import sys; from factory.cli import job, main; real, done = job.perform, []\n"
        "def perform(*given, **more):\n"
        "    if len(done) == 2: raise KeyboardInterrupt\n"
        "    done.append(1); return real(*given, **more)\n"
        "job.perform = perform; sys.exit(main(sys.argv[1:]))"
    )
    words = ["build", "-m", *FEW, "seed=1,2,3,4", "output_dir=out", *launcher]
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130, done.stderr
    assert [(row["seed"], row["status"]) for row in rows(here / "out")] == [
        ("1", "done"),
        ("2", "done"),
    ]
    assert table(here / "out")["total"] == 4
    assert "2 of 4 jobs ran" in done.stdout and "interrupted" in done.stderr
    bundles = [path for path in (here / "out").iterdir() if path.is_dir()]
    assert sorted(path.name for path in bundles) == ["0", "1"]


def test_a_signal_leaves_the_table_whole(here: Path) -> None:
    words = ["build", "-m", *FEW, "seed=range(1,20)", "output_dir=out"]
    running = subprocess.Popen(
        [sys.executable, "-m", "factory", *words],
        cwd=here,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not (here / "out" / "2").exists() and running.poll() is None:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    running.communicate()
    assert running.returncode == 130
    found = rows(here / "out")
    bundles = [path.name for path in (here / "out").iterdir() if path.is_dir()]
    assert {row["job"] for row in found} == set(bundles)
    assert len(table(here / "out")["jobs"]) == len(found) >= 2


LAUNCHER = '''
from dataclasses import dataclass
from hydra._internal.core_plugins.basic_launcher import BasicLauncher
from hydra.core.config_store import ConfigStore

class Loud(BasicLauncher):
    """Hydra's own launcher under another name."""

@dataclass
class Conf:
    _target_: str = "hydra_plugins.loud.Loud"

ConfigStore.instance().store(group="hydra/launcher", name="loud", node=Conf)
'''


def write_launcher(folder: Path) -> None:
    """Put Hydra's plug-in into a folder of modules."""
    (folder / "hydra_plugins").mkdir()
    (folder / "hydra_plugins" / "loud.py").write_text(LAUNCHER)


def test_a_launcher_that_is_installed_runs_the_jobs(here: Path) -> None:
    write_launcher(here)
    done = command(
        here,
        "build",
        "-m",
        "--json",
        *TINY,
        "seed=1,2",
        "hydra/launcher=loud",
        "output_dir=out",
        path=[str(here)],
    )
    assert done.returncode == 0, done.stderr
    assert [line[:8] for line in done.stdout.splitlines()] == ['{"job": ', '{"job": ']
    assert (here / "out/1/model.safetensors").is_file()
    assert [row["folder"] for row in rows(here / "out")] == ["out/0", "out/1"]
    assert [row["seed"] for row in rows(here / "out")] == ["1", "2"]
    assert sorted(os.listdir(here / "out")) == ["0", "1", "multirun.yaml", *TABLE]
    assert "job 2 of 2: seed=2" in done.stderr


def test_a_sweep_replaces_a_sweep_as_a_whole(factory: Command, here: Path) -> None:
    assert factory("build", "-m", *TINY, "seed=1,2,3", "output_dir=sw").status == 0
    again = ("build", "-m", *TINY, "seed=4,5", "output_dir=sw")
    assert factory(*again).status == 2
    assert factory(*again, "overwrite=true").status == 0
    assert sorted(os.listdir(here / "sw")) == ["0", "1", *TABLE]
    assert [row["seed"] for row in rows(here / "sw")] == ["4", "5"]
    assert os.listdir(here) == ["sw"]


def test_the_old_sweep_stays_until_the_new_one_is_there(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert factory("build", "-m", *FEW, "seed=1,2,3", "output_dir=sw").status == 0
    seen: list[list[str]] = []
    real = job.perform

    def perform(*given: Any, **more: Any) -> Any:
        seen.append([row["seed"] for row in rows(here / "sw")])
        return real(*given, **more)

    monkeypatch.setattr(job, "perform", perform)
    again = ("build", "-m", "--json", *FEW, "seed=4,5", "output_dir=sw", "overwrite=true")
    answer = factory(*again, "weights=sw/2")
    assert [told["folder"] for told in answer.objects] == ["sw/0", "sw/1"]
    assert seen == [["1", "2", "3"]] * 2
    assert [row["seed"] for row in rows(here / "sw")] == ["4", "5"]


def test_a_sweep_of_which_nothing_came_replaces_nothing(
    factory: Command, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert factory("build", "-m", *FEW, "seed=1,2", "output_dir=sw").status == 0

    def fail(*_: Any, **__: Any) -> Any:
        raise OSError("no space left on device")

    monkeypatch.setattr(job, "perform", fail)
    answer = factory("build", "-m", *FEW, "seed=4,5", "output_dir=sw", "overwrite=true")
    assert answer.status == 1 and "no space left on device" in answer.out
    assert "sweep.csv" not in answer.out
    assert [row["seed"] for row in rows(here / "sw")] == ["1", "2"]
    assert os.listdir(here) == ["sw"]
