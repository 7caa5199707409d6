"""The built wheel: what it carries, and that it works away from the checkout.

The wheel is installed without its dependencies into a new virtual environment, which borrows them
from the running one: a .pth file names the running environment's directory after the new one's own.
Editable installs are .pth files themselves and are not followed from there, so the checkout cannot
be imported; the first test proves it.
"""

from __future__ import annotations

import email.parser
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import factory

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(ROOT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("model_factory-*.whl")
    return built


class Installed:
    """A virtual environment that holds the wheel."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.python = self.bin / "python"
        version = f"python{sys.version_info.major}.{sys.version_info.minor}"
        self.site = folder / "lib" / version / "site-packages"

    def run(self, *command: str, cwd: Path) -> str:
        """Run a program of the environment in a directory; what it printed."""
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        done = subprocess.run(
            [str(self.bin / command[0]), *command[1:]],
            cwd=cwd,
            env=clean | {"PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in a new environment beside borrowed dependencies."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    new = Installed(folder)
    pip = [sys.executable, "-m", "pip", "--python", str(new.python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--no-compile", str(wheel)], check=True)
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (new.site / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return new


def carried(wheel: Path) -> set[str]:
    """Names of the files in the wheel."""
    return {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}


def metadata(wheel: Path, name: str) -> str:
    """A file of the wheel's own metadata."""
    archive = zipfile.ZipFile(wheel)
    (path,) = (n for n in archive.namelist() if n.endswith(f".dist-info/{name}"))
    return archive.read(path).decode()


def test_the_wheel_holds_two_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in carried(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"factory", "registry"}


def test_the_wheel_carries_the_groups_of_conf(wheel: Path) -> None:
    conf = {p.relative_to(ROOT).as_posix() for p in (ROOT / "conf").rglob("*") if p.is_file()}
    assert conf
    assert {f"factory/{name}" for name in conf} <= carried(wheel)


@pytest.mark.parametrize("name", ["factory/data/*", "*/py.typed", "factory/*.pyi"])
def test_the_wheel_carries_files_that_are_not_modules(wheel: Path, name: str) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in ROOT.glob(name) if path.is_file()}
    assert files
    assert files <= carried(wheel)


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    said = email.parser.Parser().parsestr(metadata(wheel, "METADATA"))
    assert said["Name"] == "model-factory"
    assert said["Requires-Python"] == ">=3.11"
    assert said["License-Expression"] == "Apache-2.0"
    assert "factory = factory.cli:main" in metadata(wheel, "entry_points.txt")


def test_the_installed_packages_are_the_wheels(installed: Installed, tmp_path: Path) -> None:
    code = "import factory, registry; print(factory.__file__); print(registry.__file__)"
    for line in installed.run("python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(line).is_relative_to(installed.site)


SHOW = ("show", "architecture=bert_tiny", "head=question_answering")


def test_it_works_in_an_empty_directory(installed: Installed, tmp_path: Path) -> None:
    assert "distilbert" in installed.run("factory", "list", cwd=tmp_path)
    shown = installed.run("factory", *SHOW, cwd=tmp_path)
    assert "question_answering" in shown
    assert installed.run("python", "-m", "factory", *SHOW, cwd=tmp_path) == shown
    assert not list(tmp_path.iterdir())


def test_another_conf_package_in_the_directory_changes_nothing(
    installed: Installed, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    mine = tmp_path / "mine" / "conf"
    (mine / "architecture").mkdir(parents=True)
    (mine / "__init__.py").write_text("raise ImportError('not the factory conf')\n")
    (mine / "build.yaml").write_text("mine: true\n")
    (mine / "show.yaml").write_text("mine: true\n")
    (mine / "architecture" / "bert_tiny.yaml").write_text("mine: true\n")
    expected = installed.run("factory", *SHOW, cwd=tmp_path / "empty")
    assert installed.run("factory", *SHOW, cwd=tmp_path / "mine") == expected
    assert installed.run("python", "-m", "factory", *SHOW, cwd=tmp_path / "mine") == expected


OTHER_APP = """
import json

import hydra


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(cfg):
    import factory

    model = factory.DistilBertConfig(num_attention_heads=cfg.optimizer.heads)
    print(json.dumps({"heads": model.n_heads, "keys": sorted(cfg)}))


main()
"""


def test_another_hydra_app_keeps_its_own_groups(installed: Installed, tmp_path: Path) -> None:
    (tmp_path / "conf" / "optimizer").mkdir(parents=True)
    (tmp_path / "conf" / "config.yaml").write_text("defaults: [optimizer: small, _self_]\n")
    (tmp_path / "conf" / "optimizer" / "small.yaml").write_text("heads: 2\n")
    (tmp_path / "conf" / "optimizer" / "large.yaml").write_text("heads: 12\n")
    (tmp_path / "app.py").write_text(OTHER_APP)
    printed = installed.run("python", "app.py", "optimizer=large", cwd=tmp_path)
    assert json.loads(printed) == {"heads": 12, "keys": ["optimizer"]}


def test_building_with_the_wheel_gives_a_bundle(installed: Installed, tmp_path: Path) -> None:
    installed.run("factory", "build", "architecture=bert_tiny", "output_dir=made", cwd=tmp_path)
    assert (tmp_path / "made" / "model.safetensors").stat().st_size
    config = json.loads((tmp_path / "made" / "config.json").read_text(encoding="utf-8"))
    assert config["model_type"] == "bert"
    assert set(config) - {"model_type"} >= {"hidden_size"}


def test_the_wheel_has_one_version(installed: Installed, tmp_path: Path) -> None:
    code = "import importlib.metadata as m; print(m.version('model-factory'))"
    version = installed.run("python", "-c", code, cwd=tmp_path)
    assert version == f"{factory.__version__}\n"
    assert installed.run("factory", "--version", cwd=tmp_path) == f"model-factory {version}"
