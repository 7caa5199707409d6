"""``factory describe``: one component, its options and what they mean."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from factory.cli import arguments, output
from factory.cli.arguments import CONFIG_DIR, Arguments
from factory.cli.catalogue import Preset, names, preset, summary
from factory.cli.verb import Verb
from factory.composition import nodes
from factory.configuration import PretrainedConfig, default_of, describe, hints
from factory.errors import RequestError, did_you_mean
from factory.families import Family
from factory.recipes import FRONTEND, ROLES, Recipe
from registry import REGISTRY, Entry


def run(given: Arguments) -> int:
    """Describe everything of a name."""
    if len(given.words) != 1:
        raise RequestError("describe takes one name: factory describe NAME")
    folder = given.get(CONFIG_DIR)
    found = descriptions(given.words[0], Path(folder) if folder is not None else None)
    for number, facts in enumerate(found):
        if arguments.JSON in given:
            output.print_json(facts)
        else:
            _print(facts, "\n" if number else "")
    return 0


def descriptions(name: str, config_dir: Path | None) -> list[dict[str, Any]]:
    """Components and presets of a name.

    Raises:
        RequestError: nothing is called that.
    """
    group, _, alone = name.rpartition("/")
    kinds = [kind for kind in REGISTRY.kinds() if not group or kind == nodes.kind_of(group)]
    found = [_component(kind, alone) for kind in kinds if (kind, alone) in REGISTRY]
    found += [_preset(p) for p in preset(alone, config_dir) if not group or p.group == group]
    if not found:
        reasons = [nodes.refusal(kind, alone) for kind in kinds if group or ":" not in alone]
        if any(reasons):
            raise RequestError(reason for reason in reasons if reason)
        if (kind := nodes.kind_of(name)) in REGISTRY.kinds():
            choices = ", ".join(f"{name}/{choice}" for choice in REGISTRY.names(kind))
            raise RequestError(f"{name!r} is a group; describe one of its choices: {choices}.")
        known = [n for kind in REGISTRY.kinds() for n in REGISTRY.names(kind)]
        known += names(config_dir)
        raise RequestError(
            f"nothing is called {name!r}.{did_you_mean(alone, known)} "
            "factory list shows what there is."
        )
    return found


def _component(kind: str, name: str) -> dict[str, Any]:
    component = REGISTRY.get(kind, name)
    entry = REGISTRY.describe(kind, name)
    facts: dict[str, Any] = {"kind": kind, "name": REGISTRY.name(kind, name)}
    facts["summary"] = summary(component)
    facts |= {"package": entry.package} if entry.package else {}
    facts |= {"note": note} if (note := _note(entry)) else {}
    if kind == "architecture":
        facts |= {
            "title": component.title,
            "paper": component.paper,
            "heads": list(component.head_names),
            "tokenizer": component.tokenizer or None,
            "inputs": list(component.inputs),
            "class": component.class_prefix + "Model",
            **_forms(component),
        }
    if kind == "head":
        named = (family for _, family in REGISTRY.components("architecture"))
        families = (form for family in named for form in family.every_form)
        facts |= {
            "classes": [
                family.class_name(component)
                for family in families
                if component.name in family.head_names
            ]
        }
    if kind in ROLES:
        facts |= {"summary": component.summary, "paper": component.paper}
        facts |= {"choice": f"{nodes.SWAP}/{kind}={facts['name']}"}
    if kind == FRONTEND:
        facts |= {
            "paper": component.paper,
            "inputs": list(component.inputs),
            "heads": list(component.heads),
        }
    if kind == "tokenizer":
        facts |= {
            "slow": component.slow.__name__,
            "fast": getattr(component.fast, "__name__", None),
        }
    return {**facts, "options": _options(kind, name), "aliases": dict(nodes.aliases_of(kind, name))}


def _forms(family: Family) -> dict[str, list[dict[str, Any]]]:
    """The forms of a family that has several: what makes each, what it takes and answers."""
    if family.forms is None:
        return {}
    return {
        "forms": [
            {
                "class": form.class_prefix + "Model",
                "options": dict(form.usual),
                "inputs": list(form.inputs),
                "heads": list(form.head_names),
            }
            for form in family.every_form
        ]
    }


def _note(entry: Entry) -> str:
    """Who else has the name, and how each is asked for."""
    first, *others = REGISTRY.namesakes(entry.kind, entry.name)
    if not others:
        return ""
    ways = ", ".join(e.full_name for e in (first, *others) if e.package)
    if first.package:
        return f"{entry.name!r} alone may be any of {ways}"
    whose = "this one" if first == entry else "the built-in one"
    return f"{entry.name!r} alone is {whose}; of packages there are {ways}"


def _options(kind: str, name: str) -> list[dict[str, Any]]:
    if kind == "block":
        return list(_parts(REGISTRY.get(kind, name)))
    if kind == FRONTEND:
        return list(_own(REGISTRY.get(kind, name)))
    return list(_described(nodes.options_of(kind, name), nodes.fields_of(kind, name)))


def _own(recipe: Recipe) -> Iterator[dict[str, Any]]:
    """Options of a recipe that acts nowhere but where it is written."""
    fields = (f for f in dataclasses.fields(recipe.options) if f.name in recipe.own_options)
    return _described(recipe.options, fields)


def _described(cls: type, fields: Iterable[dataclasses.Field[Any]]) -> Iterator[dict[str, Any]]:
    """Options of a class; those of a configuration inside it by their full names."""
    types = hints(cls)
    for field in fields:
        kind = types[field.name]
        if isinstance(kind, type) and issubclass(kind, PretrainedConfig):
            for inner in _described(kind, nodes.shown_fields(kind)):
                yield {**inner, "name": f"{field.name}.{inner['name']}"}
            continue
        yield {
            "name": field.name,
            "type": _type(kind, field.metadata),
            "default": nodes.plain(default_of(field)),
            "meaning": field.metadata.get("meaning", ""),
        }


def _parts(block: type) -> Iterator[dict[str, Any]]:
    """The fields of a spec type, which its docstring explains."""
    said = dict(re.findall(r"^\s+(\w+): (.+)$", block.__doc__ or "", re.MULTILINE))
    for field in dataclasses.fields(block):
        needed = field.default is dataclasses.MISSING
        yield {
            "name": field.name,
            "type": str(field.type),
            "default": "needed" if needed else repr(field.default),
            "meaning": said.get(field.name, ""),
        }


def _type(annotation: Any, facts: Any) -> str:
    """A type in words, with the range or the choices that are allowed."""
    text = describe(annotation)
    if facts.get("choices"):
        return f"{text}: {', '.join(facts['choices'])}"
    low, high = facts.get("low"), facts.get("high")
    lowest = "" if low is None else f" from {low:g}"
    highest = "" if high is None else f" to {high:g}"
    return text.replace("number", f"number{lowest}{highest}", 1)


def _preset(found: Preset) -> dict[str, Any]:
    return {
        "kind": f"{found.group} preset",
        "name": found.name,
        "summary": found.summary,
        "of": found.base,
        "values": found.values,
        "file": str(found.path),
    }


def _print(facts: dict[str, Any], before: str) -> None:
    output.heading(f"{before}{facts['name']}  ({facts['kind']})")
    tabled = ("name", "kind", "options", "aliases", "values", "forms")
    output.pairs(
        {
            key: " ".join(value) if isinstance(value, list) else value
            for key, value in facts.items()
            if key not in tabled and value
        }
    )
    if facts.get("forms"):
        output.heading("\nForms")
        output.table(
            ("class", "made by", "inputs", "heads"),
            [
                (
                    form["class"],
                    " ".join(f"{k}={output.value(v)}" for k, v in form["options"].items()),
                    " ".join(form["inputs"]),
                    " ".join(form["heads"]),
                )
                for form in facts["forms"]
            ],
        )
    if facts.get("options"):
        output.heading("\nOptions")
        output.table(
            ("option", "default", "type", "meaning"),
            [
                (o["name"], output.value(o["default"]), _short(o["type"]), o["meaning"])
                for o in facts["options"]
            ],
        )
    if facts.get("aliases"):
        output.heading("\nCommon names")
        output.pairs(facts["aliases"])
    if facts.get("values"):
        output.heading("\nValues")
        output.pairs({key: output.value(value) for key, value in facts["values"].items()})


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip(", ") + " …"


VERB = Verb(
    run=run,
    usage="NAME",
    summary="Describe a family, a head, a block or a preset: options, defaults, meaning.",
    flags=(arguments.CONFIG_DIR, arguments.JSON),
    details="""\
  factory describe bert
  factory describe tokenizer/bpe
  factory describe swap/position/rotary
  factory describe roberta_base""",
)
