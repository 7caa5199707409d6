"""The contract between the parts: who imports whom, what stays light, what every family owes."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import functools
import itertools
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from factory.checkpoint.rows import Drop, Fused, expand, pattern
from factory.configuration import PretrainedConfig, hints, own_options
from factory.cost import rule_of
from factory.errors import RequestError
from factory.families import Family
from factory.recipes import ROLES
from factory.specs import (
    ACTIVATIONS,
    Model,
    Position,
    RelativeBias,
    Spec,
    shapes,
    starts,
    walk,
)
from factory.specs.leaves import LEARNED
from registry import REGISTRY
from tests.sizes import TOGETHER, fitting, with_options

ROOT = Path(__file__).resolve().parent.parent
FAMILIES = REGISTRY.names("architecture")
PAIRS = [
    (family, head)
    for family in FAMILIES
    for head in REGISTRY.get("architecture", family).head_names
]
ENTRIES = [(kind, name) for kind in REGISTRY.kinds() for name in REGISTRY.names(kind)]

BODY = {"blocks", "checkpoint", "families", "models", "tokenizers"}
DATA = {"configuration", "errors", "files", "heads", "hub", "pretrained", "registry", "specs"}

MAY_IMPORT: dict[str, set[str]] = {
    "registry": set(),
    "errors": set(),
    "heads": set(),
    "specs": set(),
    "files": {"errors"},
    "hub": {"errors"},
    "pretrained": {"hub"},
    "configuration": {"errors", "files", "hub", "pretrained"},
    "recipes": {"configuration", "errors", "registry", "specs"},
    "families": {"checkpoint", "configuration", "errors", "heads", "recipes", "specs"},
    "families.torch": {"blocks", "families", "specs"},
    "families.cost": {"cost", "families", "specs"},
    "cost": {"configuration", "errors", "specs"},
    "blocks": {"specs"},
    "checkpoint": {"configuration", "errors", "files", "registry", "specs"},
    "tokenizers": {"errors", "files"},
    "processors": {
        "auto",
        "configuration",
        "errors",
        "files",
        "hub",
        "pretrained",
        "registry",
        "tokenizers",
    },
    "drawing": {"errors", "files", "specs"},
    "generation": {"blocks", "configuration", "errors", "files", "specs", "tokenizers"},
    "models": {"blocks", "checkpoint", "families", "generation", *DATA},
    "tokenizer_classes": {"errors", "families", "registry", "tokenizers"},
    "plugins": {
        "configuration",
        "families",
        "heads",
        "recipes",
        "registry",
        "specs",
        "tokenizers",
    },
    "auto": {"families", "models", "tokenizer_classes", "tokenizers", *DATA},
    "composition": {
        "auto",
        "checkpoint",
        "cost",
        "drawing",
        "families",
        "processors",
        "recipes",
        "tokenizers",
        *DATA,
    },
    "building": {"composition", "processors", "tokenizer_classes", *BODY, *DATA},
    "public": {"errors", "registry"},
    "": {"public"},
    "cli": {
        "",
        "auto",
        "building",
        "composition",
        "cost",
        "drawing",
        "generation",
        "processors",
        "recipes",
        "tokenizer_classes",
        *BODY,
        *DATA,
    },
    "__main__": {"cli"},
}
"""Which parts of the project each part of the factory may import, anywhere in its source.

The part ``""`` is the package itself, whose names are resolved by :mod:`factory.public` when they
are first used. ``families`` and ``checkpoint`` stand side by side: a family names its rows.
"""

TORCH_AT_THE_TOP = (
    "factory.blocks",
    "factory.models",
    "factory.families.torch",
    "factory.generation.decoding",
)
"""Modules that import torch when they are imported; all others wait until they need it."""


@functools.cache
def modules(package: str) -> dict[str, ast.Module]:
    """Every module of a package with its parsed source, by dotted name."""
    found = {}
    for path in sorted((ROOT / package).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def imports(node: ast.AST, *, at_import: bool = False) -> Iterator[str]:
    """Dotted names that source imports.

    Args:
        node: the parsed source.
        at_import: only what is imported when the module is, so neither inside functions nor for
            type checkers alone.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, f"relative import of {child.module}"
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        elif at_import and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        elif at_import and isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            yield from (name for part in child.orelse for name in imports(part, at_import=True))
        else:
            yield from imports(child, at_import=at_import)


def is_from(name: str, package: str) -> bool:
    """Whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def part(module: str) -> str:
    """The part that a name belongs to: ``registry``, the name after ``factory``, or none.

    The torch modules of families are a part of their own, and so is what their types cost.
    """
    if is_from(module, "registry"):
        return "registry"
    for own in ("families.torch", "families.cost"):
        if is_from(module, f"factory.{own}"):
            return own
    name = [*module.split("."), ""][1]
    return name if f"factory.{name}" in modules("factory") else ""


@pytest.mark.parametrize("name", modules("factory"))
def test_imports_point_one_way(name: str) -> None:
    own = part(name)
    assert own in MAY_IMPORT, f"say in MAY_IMPORT what {own!r} may import"
    ours = (u for u in imports(modules("factory")[name]) if u.startswith(("factory.", "registry")))
    assert {part(used) for used in ours} - {own} <= MAY_IMPORT[own]


@pytest.mark.parametrize("name", modules("registry"))
def test_the_registry_imports_nothing_of_the_project_and_no_torch(name: str) -> None:
    used = set(imports(modules("registry")[name]))
    assert not [u for u in used if is_from(u, "factory") or is_from(u, "torch")]


def test_the_parts_that_may_import_each_other_form_no_cycle() -> None:
    below: dict[str, set[str]] = {}

    def reach(own: str, trail: tuple[str, ...]) -> set[str]:
        assert own not in trail, " -> ".join((*trail, own))
        if own not in below:
            allowed = MAY_IMPORT[own]
            below[own] = allowed.union(*(reach(other, (*trail, own)) for other in allowed))
        return below[own]

    for own in MAY_IMPORT:
        reach(own, ())


def without_prose(parsed: ast.Module) -> str:
    """Source without comments, and without the strings that are sentences or examples of use."""
    copied = ast.parse(ast.unparse(parsed))
    for node in ast.walk(copied):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            node.value = ""
    return ast.unparse(copied)


KNOWS_FAMILIES = (
    "factory.families",
    "factory.processors",
    "factory.recipes.frontends",
    "factory.tokenizers",
)
"""Families, preprocessing, whose parts are called after the model that first had them, and
frontends, which bring it along."""


@pytest.mark.parametrize(
    "name", [n for n in modules("factory") if not any(is_from(n, k) for k in KNOWS_FAMILIES)]
)
def test_no_other_code_names_a_family(name: str) -> None:
    parsed = modules("factory")[name]
    strict = is_from(name, "factory.blocks")
    source = ast.unparse(parsed) if strict else without_prose(parsed)
    source = re.sub(r"\.\w+\(", ".(", source)  # methods that are called, as a tensor's `clip`
    for family in (REGISTRY.get("architecture", n) for n in FAMILIES):
        for word in {family.name, family.class_prefix, family.title, family.name.upper()}:
            assert not re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![a-z])", source), word


def test_what_is_imported_is_what_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=!~ ]", wanted)[0].lower() for wanted in declared["dependencies"]}
    source = (*modules("factory").values(), *modules("registry").values())
    used = {name.partition(".")[0] for parsed in source for name in imports(parsed)}
    used -= {"factory", "registry", *sys.stdlib_module_names}
    called = {"hydra": "hydra-core", "yaml": "pyyaml", "PIL": "pillow"}
    assert {called.get(name, name) for name in used} == names


@pytest.mark.parametrize("name", [*modules("factory"), *modules("registry")])
def test_nothing_imports_transformers(name: str) -> None:
    source = (modules("factory") | modules("registry"))[name]
    assert not [used for used in imports(source) if is_from(used, "transformers")]


@pytest.mark.parametrize("name", modules("factory"))
def test_torch_is_imported_at_the_top_of_torch_modules_alone(name: str) -> None:
    heavy = [
        used
        for used in imports(modules("factory")[name], at_import=True)
        if is_from(used, "torch") or is_from(used, "safetensors.torch")
    ]
    assert not heavy or any(is_from(name, allowed) for allowed in TORCH_AT_THE_TOP)


def imported_by(*arguments: str) -> set[str]:
    """Names of the modules that a fresh interpreter imports, given its arguments."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    lines = done.stderr.splitlines()
    other = [line for line in lines if not line.startswith("import time:")]
    assert done.returncode == 0, "\n".join([done.stdout, *other])
    return {line.rpartition("|")[2].strip() for line in lines if line not in other}


LIGHT_MODULES = [
    "factory",
    "factory.cli",
    "factory.composition",
    "factory.drawing.layout",
    "factory.public",
]
LIGHT_COMMANDS = [
    ["list"],
    ["list", "--json"],
    ["show", "architecture=bert", "swap/position=rotary"],
    ["describe", "bert"],
    ["diff", "bert", "roberta"],
    ["draw", "bert"],
    ["plan", "architecture=bert"],
]


@pytest.mark.parametrize("name", LIGHT_MODULES)
def test_importing_it_imports_no_torch(name: str) -> None:
    assert not {"torch", "transformers"} & imported_by("-c", f"import {name}")


def test_importing_every_registered_component_imports_no_torch() -> None:
    code = (
        "from registry import REGISTRY\n"
        "for kind in REGISTRY.kinds():\n"
        "    for name in REGISTRY.names(kind):\n"
        "        REGISTRY.get(kind, name)\n"
    )
    assert not {"torch", "transformers"} & imported_by("-c", code)


@pytest.mark.parametrize("command", LIGHT_COMMANDS, ids=" ".join)
def test_the_command_imports_no_torch(command: list[str]) -> None:
    assert not {"torch", "transformers"} & imported_by("-m", "factory", *command)


def spec_types() -> list[type[Spec]]:
    """Every spec type of the factory and of the registered families."""
    for name in FAMILIES:
        REGISTRY.get("architecture", name)

    def below(cls: type[Spec]) -> Iterator[type[Spec]]:
        for child in cls.__subclasses__():
            yield child
            yield from below(child)

    ours = (cls for cls in below(Spec) if is_from(cls.__module__, "factory"))
    return sorted(set(ours), key=lambda cls: cls.__qualname__)


CONCRETE = [cls for cls in spec_types() if "__dataclass_fields__" in vars(cls)]


@pytest.mark.parametrize("cls", spec_types(), ids=lambda cls: cls.__name__)
def test_a_spec_has_at_most_ten_fields_of_its_own(cls: type[Spec]) -> None:
    own = [n for n, hint in vars(cls).get("__annotations__", {}).items() if "ClassVar" not in hint]
    assert len(own) <= 10


@functools.cache
def swapped_trees() -> tuple[Model, ...]:
    """A small decoder with every block in turn that can be put into it."""
    family: Family = REGISTRY.get("architecture", "gpt2")
    return tuple(
        family.plan(family.config(num_hidden_layers=1, swap={role: name}))
        for role in ROLES
        for name in REGISTRY.names(role)
    )


@pytest.mark.parametrize("cls", CONCRETE, ids=lambda cls: cls.__name__)
def test_a_spec_type_has_a_torch_builder(cls: type[Spec]) -> None:
    from factory.blocks.base import BUILDERS, import_one_offs

    import_one_offs(cls)
    # A model is no block: the classes of factory.models build its body and its head.
    assert cls in BUILDERS or cls is Model


@pytest.mark.parametrize("cls", CONCRETE, ids=lambda cls: cls.__name__)
def test_it_is_known_what_a_spec_type_costs(cls: type[Spec]) -> None:
    assert callable(rule_of(cls))


@pytest.mark.parametrize("cls", CONCRETE, ids=lambda cls: cls.__name__)
def test_a_spec_type_is_used_by_a_family_or_a_recipe(cls: type[Spec]) -> None:
    made = (tree for pair in PAIRS for tree in trees(*pair))
    assert any(type(node) is cls for tree in (*swapped_trees(), *made) for _, node in walk(tree))


@pytest.mark.parametrize(("family", "head"), PAIRS)
def test_every_parameter_has_a_way_to_begin(family: str, head: str) -> None:
    for config, tree in cases(family, head):
        rules = REGISTRY.get("architecture", family).begins(config, head)
        begun = [(start.path, start.shape) for start in starts(tree, 0.02, rules)]
        assert begun == list(shapes(tree).items())


TINY = {
    "hidden_size": 8,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 12,
    "vocab_size": 40,
    "max_position_embeddings": 16,
}
"""A small model in the names that every family understands."""


def made(cls: type[PretrainedConfig], **options: Any) -> PretrainedConfig:
    """A small configuration with options, which are its parts' where it has some."""
    values = fitting(cls, TINY)
    pruned = options.pop("pruned_heads", {})
    if not cls.parts():
        return cls(**values | options, pruned_heads=pruned)
    inner = {name: {**values[name], "pruned_heads": pruned} for name in cls.parts()}
    return cls(**with_options(cls, values | inner, options))


def has_heads(cls: type[PretrainedConfig]) -> bool:
    """Whether there is attention, the heads of which can be pruned."""
    kinds = (cls, *cls.parts().values())
    return any("num_attention_heads" in {*hints(kind), *kind.aliases} for kind in kinds)


@functools.cache
def configs(family: str) -> list[PretrainedConfig]:
    """Small configurations with every combination of ties, activations and pruned heads.

    Besides, each switch and each choice by name that the family does not refuse, on its own, and
    what belongs together.
    """
    cls = REGISTRY.get("architecture", family).config
    fields = [
        field
        for kind in (cls, *cls.parts().values())
        for field in dataclasses.fields(kind)
        if field.name in own_options(kind)
    ]
    functions = [f.name for f in fields if f.metadata.get("choices") == ACTIVATIONS]
    found = [
        made(
            cls,
            tie_word_embeddings=tied,
            pruned_heads=pruned,
            **dict.fromkeys(functions, function),
        )
        for tied, function, pruned in itertools.product(
            (True, False), ("gelu", *LEARNED), ({}, {0: [1]}) if has_heads(cls) else ({},)
        )
    ]
    for field, function in itertools.product(fields, ("gelu", *LEARNED)):
        switch = (True, False) if isinstance(field.default, bool) else ()
        for value in () if field.name in functions else field.metadata.get("choices", switch):
            named = {**dict.fromkeys(functions, function), field.name: value}
            with contextlib.suppress(RequestError):
                found.append(made(cls, **named))
    return [
        *found,
        *(made(cls, **options) for options in TOGETHER if options.keys() <= hints(cls).keys()),
    ]


@functools.cache
def cases(family: str, head: str) -> list[tuple[PretrainedConfig, Model]]:
    """Those configurations that go with a head, and their spec trees."""
    found: Family = REGISTRY.get("architecture", family)
    planned = []
    for config in configs(family):
        with contextlib.suppress(RequestError):
            planned.append((config, found.plan(config, head)))
    assert planned
    return planned


def trees(family: str, head: str) -> list[Model]:
    """The spec trees of those configurations with a head."""
    return [tree for _, tree in cases(family, head)]


def endless(tree: Model) -> bool:
    """Whether nothing in a model knows a longest sequence: places are told by distance alone."""
    positions = [node for _, node in walk(tree) if isinstance(node, Position)]
    return all(isinstance(node, RelativeBias) for node in positions)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_understands_the_common_names(family: str) -> None:
    found: Family = REGISTRY.get("architecture", family)
    inputs, cls = found.inputs, found.config
    config = cls(**fitting(cls, TINY))
    text = ("vocab_size", "max_position_embeddings")
    for stated in [getattr(config, part) for part in cls.parts()] or [config]:
        reads = "vocab_size" in hints(type(stated)) and "input_ids" in inputs
        owed = {name: size for name, size in TINY.items() if reads or name not in text}
        if endless(found.plan(config)):
            owed.pop("max_position_embeddings", None)
        if not has_heads(type(stated)):  # nor a width inside that does not follow from another
            owed = {
                n: x
                for n, x in owed.items()
                if n not in ("num_attention_heads", "intermediate_size")
            }
        assert {name: getattr(stated, name) for name in owed} == owed
    assert not set(cls.aliases) & set(config.to_dict())


@pytest.mark.parametrize(("family", "head"), PAIRS)
def test_checkpoint_rows_cover_every_parameter_exactly_once(family: str, head: str) -> None:
    found: Family = REGISTRY.get("architecture", family)
    for config, tree in cases(family, head):
        table = expand(found.disk_rows(config, head), shapes(tree))
        assert [entry.native for entry in table] == list(shapes(tree))
        assert len({(entry.disk, entry.piece) for entry in table}) == len(table)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_checkpoint_row_is_some_models(family: str) -> None:
    """Whatever the prefix: a family's rows of a pooler have one where a head asks for none."""
    found: Family = REGISTRY.get("architecture", family)
    unused: set[str | tuple[str, ...]] = set()
    used: set[str | tuple[str, ...]] = set()
    for head in found.head_names:
        for config, tree in cases(family, head):
            for row in found.disk_rows(config, head):
                if not isinstance(row, Drop):
                    wanted = pattern(row.native[0] if isinstance(row, Fused) else row.native)
                    matches = any(wanted.fullmatch(name) for name in shapes(tree))
                    (used if matches else unused).add(row.native)
    assert not unused - used


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_file_is_of_readable_length(family: str) -> None:
    target = REGISTRY.describe("architecture", family).target
    source = ROOT / (target.partition(":")[0].replace(".", "/") + ".py")
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("family", FAMILIES)
def test_pruning_every_head_is_refused(family: str) -> None:
    cls = REGISTRY.get("architecture", family).config
    with pytest.raises(RequestError, match=r"left without heads|no attention heads"):
        made(cls, pruned_heads={0: [0, 1]})


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_a_registered_target_is_there(kind: str, name: str) -> None:
    component = REGISTRY.get(kind, name)
    assert getattr(component, "name", name) == name


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_names_registered_components(family: str) -> None:
    found: Family = REGISTRY.get("architecture", family)
    assert bool(found.tokenizer) is bool({"input_ids", "decoder_input_ids"} & {*found.inputs})
    assert not found.tokenizer or ("tokenizer", found.tokenizer) in REGISTRY
    assert not found.processor or ("processor", found.processor) in REGISTRY
    assert all(("head", head) in REGISTRY for head in found.head_names)
    assert re.match(r"https://(arxiv\.org/abs|aclanthology\.org|(cdn\.)?openai\.com)/", found.paper)


@functools.cache
def listed() -> Any:
    """What ``factory list --json`` says."""
    done = subprocess.run(
        [sys.executable, "-m", "factory", "list", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("kind", "name"), ENTRIES)
def test_the_list_shows_it(kind: str, name: str) -> None:
    assert f'"{name}"' in json.dumps(listed())


@pytest.mark.parametrize(("family", "head"), PAIRS)
def test_the_class_is_in_the_stub(family: str, head: str) -> None:
    found: Family = REGISTRY.get("architecture", family)
    stub = (ROOT / "factory" / "__init__.pyi").read_text(encoding="utf-8")
    name = found.class_name(REGISTRY.get("head", head))
    assert re.search(rf"\b{name}\b", stub)
    assert re.search(rf"\b{found.config.__name__}\b", stub)


AWAITED = {
    "Attention.position": "Gemma 3 rotates each kind of layer in its own way, as ModernBERT does",
    "Gated.dropout": "ModernBERT, which has none by default, and T5 drop out what is gated",
    "LayerNorm.bias": "Cohere has norms without biases, as ModernBERT has",
    "Residual.inner": "Gemma 3 and GLM-4 put a norm on the block's output, as Gemma 2 does",
    "Stack.schedule": "Zamba runs some of its layers several times, as ALBERT runs all of them",
    "Experts.jitter": "Phi-3.5-MoE shakes tokens in training, as Mixtral does",
    "SoundStack.shorten": "WavLM has wav2vec 2.0's adapters",
    "RelativeBias.distance": "T5 has it among its options",
    "LogMel.augment": "Wav2Vec2-BERT hides parts of spectrograms in training, as Whisper does",
    "LoRA.dropout": "adapters are beside the projections of any family, as PEFT has them",
}
"""Options of shared spec types with fewer than two users so far, and who will use them: the design
was tried on those. An option leaves this table when two families use it."""


@functools.cache
def users_of_options() -> dict[str, set[str]]:
    """Option of a shared spec type -> the families whose trees give it another than its default."""
    users: dict[str, set[str]] = {}
    for kind in CONCRETE:
        for field in dataclasses.fields(kind):  # type: ignore[arg-type]
            shared = is_from(kind.__module__, "factory.specs")
            if shared and field.default is not dataclasses.MISSING:
                users[f"{kind.__name__}.{field.name}"] = set()
    for name, head in PAIRS:
        for tree in trees(name, head):
            for _, node in walk(tree):
                for field in dataclasses.fields(node):  # type: ignore[arg-type]
                    for kind in type(node).__mro__:  # a subclass uses what it inherits
                        option = f"{kind.__name__}.{field.name}"
                        if option in users and getattr(node, field.name) != field.default:
                            users[option].add(name)
    return users


def test_every_option_of_a_spec_has_two_users_or_awaits_them() -> None:
    inherited = {
        f"{kind.__name__}.{field.name}"
        for kind in CONCRETE
        for base in kind.__mro__[1:]
        if dataclasses.is_dataclass(base)
        for field in dataclasses.fields(base)
    }
    lonely = {o for o, who in users_of_options().items() if len(who) < 2} - inherited
    assert lonely == set(AWAITED)
