"""Defaults, aliases, labels, and the object itself: immutable, comparable, copyable."""

from __future__ import annotations

import ast
import contextlib
import copy
import dataclasses
import importlib
import inspect
import pickle
import re
from typing import Any

import pytest

from factory import BertConfig, DistilBertConfig, RequestError
from factory.configuration import PretrainedConfig, hints, own_options

MY_CONFIG = {"activation": "relu", "attention_dropout": 0.4}


def test_defaults_are_those_of_transformers(
    config_class: type[PretrainedConfig], peer_class: Any
) -> None:
    ours, theirs = config_class(), peer_class()
    for name in hints(config_class):
        if name in ("id2label", "label2id", "pruned_heads"):
            continue
        value = getattr(ours, name)
        value = list(value) if isinstance(value, tuple) else value
        if hasattr(theirs, name):
            wanted = getattr(theirs, name)
            if wanted is None and name in ours.derived():
                continue  # it is told here what the peer's model finds itself
            assert value == (list(wanted) if isinstance(wanted, tuple) else wanted), name
        elif name in own_options(config_class) and not name.endswith("_token_id"):
            assert value in read_by_the_model(peer_class, name), name
    assert ours.num_labels == theirs.num_labels
    assert [ours.label(i) for i in range(ours.num_labels)] == list(theirs.id2label.values())


def read_by_the_model(peer_class: Any, name: str) -> list[Any]:
    """What the peer's model takes for an option that its configuration does not declare."""
    module = importlib.import_module(peer_class.__module__.replace("configuration_", "modeling_"))
    found = re.findall(rf'getattr\(config, "{name}", (.*?)\)', inspect.getsource(module))
    return [ast.literal_eval(default) for default in found]


def test_every_option_says_what_it_means(config_class: type[PretrainedConfig]) -> None:
    for field in dataclasses.fields(config_class):
        assert field.metadata["meaning"].endswith("."), field.name


def test_the_peers_aliases_are_ours(config_class: type[PretrainedConfig], peer_class: Any) -> None:
    for alias, own in peer_class.attribute_map.items():
        assert config_class.aliases[alias] == own


def test_an_alias_sets_and_reads_its_option_and_is_never_written(
    config_class: type[PretrainedConfig],
) -> None:
    for alias, own in config_class.aliases.items():
        value = getattr(config_class(), own)
        others = {float: 0.25, str: "relu", type(None): {"name": "relu"}}
        other = 2 * value if isinstance(value, int) else others[type(value)]
        config = config_class(**{alias: other})
        assert getattr(config, alias) == getattr(config, own) == other
        assert alias not in config.to_dict()


def test_an_activation_is_what_the_peer_takes_it_for(
    config_class: type[PretrainedConfig], peer_class: Any
) -> None:
    own = config_class.aliases.get("hidden_act", "hidden_act")
    theirs = peer_class(**{own: "gelu"})
    assert config_class(**{own: "gelu"}).to_dict()[own] == getattr(theirs, own)


def test_a_common_name_works_on_every_family(config_class: type[PretrainedConfig]) -> None:
    common = {"hidden_size": 48, "num_attention_heads": 3, "num_hidden_layers": 2}
    sizes = {n: x for n, x in common.items() if n in {*hints(config_class), *config_class.aliases}}
    config = config_class(**sizes)
    assert {name: getattr(config, name) for name in sizes} == sizes
    assert len(sizes) == 3 or "num_attention_heads" not in sizes


def test_an_option_and_its_alias_may_agree_but_not_contradict() -> None:
    assert DistilBertConfig(dim=24, hidden_size=24).dim == 24
    with pytest.raises(RequestError, match="hidden_size: is another name of 'dim'"):
        DistilBertConfig(dim=24, hidden_size=36)


def test_reading_a_typo_names_the_nearest_option() -> None:
    config: Any = DistilBertConfig()
    with pytest.raises(AttributeError, match=r"'hiden_size'\. Did you mean 'hidden_size'"):
        _ = config.hiden_size


def test_the_number_of_labels_names_them() -> None:
    config = DistilBertConfig(num_labels=3)
    assert config.num_labels == 3
    assert config.id2label == {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}
    assert config.label2id == {"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2}


@pytest.mark.parametrize(
    "given",
    [
        {"id2label": {0: "no", 1: "maybe", 2: "yes"}},
        {"id2label": {"0": "no", "1": "maybe", "2": "yes"}},
        {"label2id": {"no": 0, "maybe": 1, "yes": 2}},
        {"id2label": {0: "no", 1: "maybe", 2: "yes"}, "num_labels": 3},
    ],
)
def test_names_of_labels_in_either_direction_give_the_other(given: dict[str, Any]) -> None:
    config = DistilBertConfig(**given)
    assert config.num_labels == 3
    assert config.id2label == {0: "no", 1: "maybe", 2: "yes"}
    assert config.label2id == {"no": 0, "maybe": 1, "yes": 2}
    assert config.label(1) == "maybe"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"num_labels": 0}, "num_labels: 0 is below the smallest allowed, 1"),
        ({"num_labels": 10**12}, "num_labels: 1000000000000 is above the largest allowed"),
        ({"num_labels": True}, "num_labels: true is not a whole number"),
        ({"num_labels": 3, "id2label": {0: "a"}}, "num_labels: is 3 but id2label names 1"),
        ({"num_labels": 3, "id2label": 7}, "id2label: 7 is not a mapping"),
        ({"id2label": {}}, "id2label: names no label"),
        ({"id2label": {"zero": "a"}}, "id2label: .* is not a mapping"),
        ({"id2label": {0: ["a"]}}, "id2label: .* is not a mapping"),
        ({"label2id": {"a": "0"}}, "label2id: .* is not a mapping"),
        ({"id2label": {0: "a"}, "label2id": {"b": 0}}, "label2id: does not name the same labels"),
        (
            {"num_labels": 1, "problem_type": "single_label_classification"},
            "problem_type: single_label_classification needs at least two labels",
        ),
    ],
)
def test_labels_that_cannot_be_are_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        DistilBertConfig(**given)


def test_replacing_the_labels_replaces_all_that_says_them() -> None:
    named = DistilBertConfig(id2label={0: "a", 1: "b"})
    assert named.replace(num_labels=2).id2label is None
    assert named.replace(num_labels=4).label2id == {f"LABEL_{i}": i for i in range(4)}
    assert named.replace(label2id={"x": 0, "y": 1, "z": 2}).num_labels == 3


def test_setting_an_option_says_how_to_change_one() -> None:
    config: Any = DistilBertConfig()
    with pytest.raises(AttributeError, match=r"config\.replace\(dim=24\)"):
        config.dim = 24
    with pytest.raises(AttributeError, match=r"config\.replace\(hidden_size=24\)"):
        config.hidden_size = 24
    with pytest.raises(AttributeError, match="immutable"):
        del config.dim
    assert config == DistilBertConfig()


def test_mappings_in_a_configuration_cannot_be_changed() -> None:
    given = {0: "no", 1: "yes"}
    config: Any = DistilBertConfig(id2label=given, pruned_heads={0: [1]})
    for mapping in (config.id2label, config.label2id, config.pruned_heads):
        with pytest.raises(TypeError):
            mapping[0] = "other"
    given[0] = "other"
    assert config.id2label == {0: "no", 1: "yes"}


def test_replace_returns_a_checked_copy_and_takes_aliases() -> None:
    config = DistilBertConfig(**MY_CONFIG)
    changed = config.replace(hidden_size=24, n_heads=2)
    assert (changed.dim, changed.n_heads, changed.activation) == (24, 2, "relu")
    assert (config.dim, config.n_heads) == (768, 12)
    with pytest.raises(RequestError, match="n_heads: 5 heads do not divide dim 768"):
        config.replace(n_heads=5)
    with pytest.raises(RequestError, match="Did you mean 'hidden_size'"):
        config.replace(hiden_size=3)


def test_equality_is_of_class_and_options(config_class: type[PretrainedConfig]) -> None:
    assert config_class() == config_class()
    assert config_class() != config_class(output_hidden_states=True)
    assert config_class() != {**config_class().to_dict()}
    assert BertConfig() != DistilBertConfig()


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))]
)
def test_copies_are_equal(config_class: type[PretrainedConfig], copied: Any) -> None:
    made = config_class(num_labels=3)
    with contextlib.suppress(RequestError):  # where heads share keys, none is pruned
        made = made.replace(pruned_heads={0: [1]})
    values = {**made.to_dict(), "extra": [1, {"a": 2}]}
    config = config_class.from_dict(values)
    again = copied(config)
    assert type(again) is config_class
    assert again == config
    assert again.to_json_string() == config.to_json_string()
