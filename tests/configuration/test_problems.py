"""Impossible configurations: refused at once, every problem told, the nearest name offered."""

from __future__ import annotations

import math
from typing import Any

import pytest

from factory import BertConfig, DistilBertConfig, FactoryError, RequestError, RobertaConfig
from factory.configuration import PretrainedConfig, hints
from registry import REGISTRY


def told(config_class: type[PretrainedConfig], **values: Any) -> str:
    """What the constructor has against the values."""
    with pytest.raises(RequestError) as caught:
        config_class(**values)
    assert all(p.startswith(f"{config_class.__name__}: ") for p in caught.value.problems)
    return str(caught.value)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(RequestError) as caught:
        DistilBertConfig(
            n_layers=-2,
            dropout=7,
            dim=100,
            n_heads=3,
            activation="gellu",
            hiden_size=3,
            vocab_size="many",
            num_labels=0,
        )
    assert sorted(caught.value.problems) == [
        "DistilBertConfig: activation: 'gellu' is not one of "
        + ", ".join(_activations())
        + ". Did you mean 'gelu'?",
        "DistilBertConfig: dropout: 7 is above the largest allowed, 1",
        "DistilBertConfig: hiden_size: DistilBertConfig has no such option."
        " Did you mean 'hidden_size'?",
        "DistilBertConfig: n_heads: 3 heads do not divide dim 100",
        "DistilBertConfig: n_layers: -2 is below the smallest allowed, 1",
        "DistilBertConfig: num_labels: 0 is below the smallest allowed, 1",
        "DistilBertConfig: vocab_size: 'many' is not a whole number",
    ]


def _activations() -> tuple[str, ...]:
    from factory.specs import ACTIVATIONS

    return ACTIVATIONS


def test_a_wrong_request_is_caught_as_a_value_error_too() -> None:
    assert issubclass(RequestError, ValueError)
    assert issubclass(RequestError, FactoryError)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (-1, "-1 is below the smallest allowed, 1"),
        (0, "0 is below the smallest allowed, 1"),
        (True, "true is not a whole number"),
        (6.0, "6.0 is not a whole number"),
        ("6", "'6' is not a whole number"),
        (None, "null is not a whole number"),
        ([6], r"\[6\] is not a whole number"),
        (math.nan, "nan is not a whole number"),
    ],
)
def test_a_whole_number_is_one(value: Any, message: str) -> None:
    with pytest.raises(RequestError, match=f"n_layers: {message}"):
        DistilBertConfig(n_layers=value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (7, "7 is above the largest allowed, 1"),
        (-0.1, "-0.1 is below the smallest allowed, 0"),
        (math.nan, "nan is not a finite number"),
        (math.inf, "inf is not a finite number"),
        pytest.param(10**400, "is too large", id="huge"),
        (False, "false is not a number"),
        ("0.1", "'0.1' is not a number"),
    ],
)
def test_a_probability_is_one(value: Any, message: str) -> None:
    with pytest.raises(RequestError, match=f"attention_dropout: .*{message}"):
        DistilBertConfig(attention_dropout=value)


def test_a_number_without_a_largest_value_must_still_be_finite() -> None:
    for value in (10**400, math.inf, math.nan):
        with pytest.raises(RequestError, match="initializer_range"):
            DistilBertConfig(initializer_range=value)


def test_a_whole_number_passes_for_a_number_and_is_kept_as_one() -> None:
    config = DistilBertConfig(dropout=0)
    assert isinstance(config.dropout, float)
    assert '"dropout": 0.0,' in config.to_json_string()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"sinusoidal_pos_embds": 1}, "1 is not true or false"),
        ({"sinusoidal_pos_embds": "false"}, "'false' is not true or false"),
        ({"activation": 3}, "activation: 3 is not a text"),
        ({"architectures": "BertModel"}, "architectures: 'BertModel' is not a list of texts"),
        ({"dtype": "float23"}, "Did you mean 'float32'"),
        ({"problem_type": "regresion"}, "'regresion' is not one of regression"),
        ({"pruned_heads": {0: 1}}, "pruned_heads: .* is not a mapping from whole numbers to"),
        ({"eos_token_id": ["a"]}, "eos_token_id: .* is not a whole number or a list of"),
        ({"vocab_size": 10, "pad_token_id": 10}, "10 is outside a vocabulary of 10"),
        ({"foreign": {"a": 1}}, "foreign: DistilBertConfig has no such option"),
        ({"model_type": "bert"}, "model_type: 'bert' is not 'distilbert'"),
    ],
)
def test_a_wrong_value_is_told_in_words(values: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        DistilBertConfig(**values)


@pytest.mark.parametrize("config_class", [BertConfig, RobertaConfig], indirect=False)
def test_only_a_decoder_looks_at_an_encoder(config_class: type[PretrainedConfig]) -> None:
    assert "set is_decoder, too" in told(config_class, add_cross_attention=True)
    assert config_class(is_decoder=True, add_cross_attention=True).add_cross_attention


def test_a_position_embedding_that_is_not_there_is_refused() -> None:
    with pytest.raises(RequestError, match="'relative_key' is not available"):
        BertConfig.from_dict({"position_embedding_type": "relative_key"})


def test_heads_must_divide_the_width(config_class: type[PretrainedConfig]) -> None:
    if "head_dim" in config_class.aliases:
        pytest.skip("the width of a head is an option of its own")
    if "num_attention_heads" not in {*hints(config_class), *config_class.aliases}:
        pytest.skip("there are no heads")
    usual: Any = config_class()
    stated = "head_dim" in hints(config_class) and usual.head_dim is not None
    if stated and "head_dim" not in usual.derived() and not config_class.always_divided:
        assert config_class(hidden_size=24, num_attention_heads=7, num_key_value_heads=7)
    else:
        assert "7 heads do not divide" in told(config_class, hidden_size=24, num_attention_heads=7)


def test_a_typo_names_the_nearest_option_or_alias(config_class: type[PretrainedConfig]) -> None:
    assert "Did you mean 'hidden_size'?" in told(config_class, hiden_size=3)
    assert "Did you mean 'num_labels'?" in told(config_class, num_lables=3)
    assert "Did you mean" not in told(config_class, xyzzy=3)


def test_options_are_given_by_name(config_class: Any) -> None:
    with pytest.raises(TypeError, match="positional"):
        config_class(768)


ALIASES = [
    (REGISTRY.get("architecture", family).config, alias, own)
    for family in REGISTRY.names("architecture")
    for alias, own in REGISTRY.get("architecture", family).config.aliases.items()
]


@pytest.mark.parametrize(("config_class", "alias", "own"), ALIASES)
def test_an_option_is_called_as_it_was_given_with_its_own_name_beside_it(
    config_class: type[PretrainedConfig], alias: str, own: str
) -> None:
    assert f"{alias} ({own}): [None] is not" in told(config_class, **{alias: [None]})
    assert f" {own}: [None] is not" in told(config_class, **{own: [None]})
    with pytest.raises(RequestError, match=rf": {alias} \({own}\): "):
        config_class().replace(**{alias: [None]})


def test_a_rule_between_options_calls_them_as_they_were_given() -> None:
    assert "n_heads: 12 heads do not divide hidden_size (dim) 97" in told(
        DistilBertConfig, hidden_size=97
    )
    assert "num_attention_heads (n_heads): 5 heads do not divide dim 768" in told(
        DistilBertConfig, num_attention_heads=5
    )
