"""Whatever plain data is given: a sentence about what is wrong, or what JSON brings back."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factory.configuration import PretrainedConfig, hints
from factory.errors import RequestError
from registry import REGISTRY

CLASSES: list[type[PretrainedConfig]] = [
    REGISTRY.get("architecture", name).config for name in REGISTRY.names("architecture")
]
SPECIAL = ("num_labels", "model_type", "torch_dtype", "quantization_config", "auto_map", "foreign")

numbers = st.one_of(
    st.integers(),
    st.integers(0, 64),
    st.floats(),
    st.floats(0, 1),
    st.just(10**400),
)
leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=5))
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=3), st.sampled_from("012")), inner, max_size=3),
    ),
    max_leaves=5,
)
label_maps = st.one_of(
    st.dictionaries(st.sampled_from("0123"), st.text(max_size=3)),
    st.dictionaries(st.text(max_size=3), st.integers(-1, 3)),
)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def requests(draw: st.DrawFn) -> tuple[type[PretrainedConfig], dict[str, Any]]:
    """A family and data under names that mostly exist."""
    cls = draw(st.sampled_from(CLASSES))
    names = st.sampled_from([*hints(cls), *cls.aliases, *SPECIAL])
    names = st.one_of(names, names, st.text(min_size=1, max_size=6))
    return cls, draw(st.dictionaries(names, st.one_of(plain, label_maps), max_size=4))


def check_round_trip(config: PretrainedConfig) -> None:
    """A configuration equals what its JSON makes, in full and as differences."""
    for text in (config.to_json_string(), config.to_json_string(use_diff=True)):
        again = type(config).from_dict(json.loads(text))
        assert again == config
        assert again.to_json_string() == config.to_json_string()


@quick
@given(requests())
def test_a_constructor_refuses_in_words_or_makes_what_round_trips(
    request: tuple[type[PretrainedConfig], dict[str, Any]],
) -> None:
    cls, values = request
    try:
        config = cls(**values)
    except RequestError as error:
        assert all(error.problems)
        return
    check_round_trip(config)


@quick
@given(requests())
def test_a_file_is_refused_in_words_or_round_trips_with_what_is_unknown(
    request: tuple[type[PretrainedConfig], dict[str, Any]],
) -> None:
    cls, values = request
    values.pop("auto_map", None)
    try:
        config = cls.from_dict(values)
    except RequestError as error:
        assert all(error.problems)
        return
    check_round_trip(config)
    known = {*hints(cls), *cls.aliases, *SPECIAL, "transformers_version", "_name_or_path"}
    assert set(config.foreign) == set(values) - (known - {"foreign"}) | (
        {"quantization_config"} & values.keys()
    )


@quick
@given(requests(), st.dictionaries(st.sampled_from(["hidden_size", "dim", "foreign"]), plain))
def test_replacing_and_overriding_refuse_in_words(
    request: tuple[type[PretrainedConfig], dict[str, Any]], changes: dict[str, Any]
) -> None:
    cls, values = request
    values.pop("auto_map", None)
    for change in (
        lambda: cls().replace(**changes),
        lambda: cls.from_dict(values, **changes),
    ):
        try:
            check_round_trip(change())
        except RequestError as error:
            assert all(error.problems)
