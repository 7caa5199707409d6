"""Repeats are found, and shown in as few things as can be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factory.drawing.folding import Fold, fold
from factory.drawing.labels import numbers, ranges, short, words


def told(found: tuple[Fold, ...], row: str) -> str:
    """Folds as text: ``X 7(2L F)``; those of a kind in no order with their places."""
    texts = []
    for one in found:
        times = str(one.times) if one.times > 1 else ""
        inner = f"({told(one.inside, row)})" if one.inside else row[one.places[0]]
        texts.append(f"{times}{inner}")
    return " ".join(texts)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A", "A"),
        ("A" * 48, "48A"),
        ("AB" * 13, "13(A B)"),
        ("X" + "LLF" * 7, "X 7(2L F)"),
        ("PAAAAA", "P 5A"),
        ("AAAPAAA", "6A P"),
        ("AABABA", "4A 2B"),
        ("ABABABA", "4A 3B"),
        ("ABC", "A B C"),
    ],
)
def test_a_row_is_shown_in_as_few_things_as_can_be(row: str, expected: str) -> None:
    assert told(fold(row), row) == expected


def test_what_differs_in_places_stands_apart_with_them() -> None:
    assert [one.places for one in fold("AABABA")] == [(0, 1, 3, 5), (2, 4)]
    assert [part.places for part in fold("XLLFLLF")[1].inside] == [(1, 2, 4, 5), (3, 6)]


def leaves(found: tuple[Fold, ...]) -> list[Fold]:
    return [leaf for one in found for leaf in (leaves(one.inside) if one.inside else [one])]


@given(st.text("ABC", max_size=40))
def test_every_place_is_shown_once_with_its_own_kind(row: str) -> None:
    shown = leaves(fold(row))
    assert sorted(place for one in shown for place in one.places) == list(range(len(row)))
    assert all(len({row[place] for place in one.places}) == 1 for one in shown)


def test_numbers_are_short() -> None:
    assert numbers([0, 1, 3, 4, 5, 9]) == "0-1, 3-5, 9"
    assert numbers(range(0, 26, 2)) == "0, 2, 4, .., 24"
    assert (ranges([2, 4]), ranges(range(0, 26, 2))) == ("2,4", "0,2,..,24")
    assert [short(n) for n in (7, 999, 1000, 7_087_872, 999_900, 46_702_792_704)] == [
        "7",
        "999",
        "1K",
        "7.09M",
        "1M",
        "46.7B",
    ]
    assert [words(n) for n in ("RMSNorm", "CTC", "XVector", "Conv")] == [
        "RMS norm",
        "CTC",
        "X vector",
        "Conv",
    ]
