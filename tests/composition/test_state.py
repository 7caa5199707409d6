"""Composing leaves no trace: not in Hydra, not in random states, not in the imported modules."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hydra import version
from hydra.core.global_hydra import GlobalHydra

from factory.composition import Composer, compose

HYDRA_APPLICATION = """
import hydra
from hydra.core.hydra_config import HydraConfig
import factory
from omegaconf import DictConfig

OLDER = "1.2" if hydra.__version__.startswith("1.3") else "1.3"

@hydra.main(version_base=OLDER, config_path=None)
def main(config: DictConfig) -> None:
    blueprint = factory.compose(["architecture=bert_tiny", "architecture.hidden_size=64"])
    assert blueprint.config.hidden_size == 64
    assert HydraConfig.get().job.name == "application"
    assert str(hydra.version.getbase()) == OLDER
    print("composed", config.x)

main()
"""

SHADOW = """
import factory
print(factory.compose(["seed=5"]).settings.seed, "torch" in __import__("sys").modules)
"""


def run(folder: Path, name: str, code: str, *arguments: str) -> str:
    (folder / name).write_text(code)
    done = subprocess.run(
        [sys.executable, name, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_hydras_global_state_stays_as_it_was() -> None:
    before = version.VersionBase.instance().version_base
    compose(["architecture=bert_tiny"])
    assert not GlobalHydra.instance().is_initialized()
    assert version.VersionBase.instance().version_base is before


def test_random_states_stay_as_they_were() -> None:
    before = random.getstate()
    Composer().jobs(["seed=shuffle(range(0,9))"])
    compose()
    assert random.getstate() == before


def test_threads_compose_side_by_side() -> None:
    def width(number: int) -> object:
        return compose([f"architecture.hidden_size={number * 4}"])["architecture"]["dim"]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(width, range(1, 13))) == [n * 4 for n in range(1, 13)]


def test_it_works_inside_a_users_own_hydra_application(tmp_path: Path) -> None:
    assert "composed 3" in run(tmp_path, "application.py", HYDRA_APPLICATION, "+x=3")


def test_a_users_own_conf_package_does_not_shadow_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "__init__.py").write_text("raise SystemExit('shadowed')\n")
    assert run(tmp_path, "script.py", SHADOW).split() == ["5", "False"]
