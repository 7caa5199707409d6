"""The options that every family has, and what must hold between them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar, Literal

from factory.configuration.declared import Declared, configuration
from factory.configuration.options import Problem, fits, hints, mismatch, option

DTYPES = ("float32", "bfloat16", "float16", "float64")
"""Types that weights are stored in."""

LABELS = ("num_labels", "id2label", "label2id")
"""Options that say the same thing: whoever gives one of them anew means all of them."""

MOST_LABELS = 1_000_000
"""Each label has a name; a larger number is a mistake that would fill the memory with them."""


@configuration
class CommonOptions(Declared):
    """Special tokens, labels, stored types, what to return, swapped blocks and pruned heads.

    Attributes:
        usual_labels: how many labels a classifier tells apart unless ``id2label`` says otherwise.
    """

    usual_labels: ClassVar[int] = 2
    also = ("num_labels",)

    architectures: tuple[str, ...] | None = option(None, "Class names the weights were saved from.")
    bos_token_id: int | None = option(None, "Id of the token a text begins with.", low=0)
    eos_token_id: int | tuple[int, ...] | None = option(None, "Id of the token a text ends with.")
    pad_token_id: int | None = option(None, "Id of the padding token.", low=0)
    dtype: str | None = option(None, "Type of the stored weights.", choices=DTYPES)
    id2label: Mapping[int, str] | None = option(None, "Name of each label by its index.")
    label2id: Mapping[str, int] | None = option(None, "Index of each label by its name.")
    problem_type: (
        Literal["regression", "single_label_classification", "multi_label_classification"] | None
    ) = option(None, "Which loss a classifier uses; found from the labels when null.")
    output_hidden_states: bool = option(False, "Return the hidden states of every layer.")
    output_attentions: bool = option(False, "Return the attention probabilities of every layer.")
    return_dict: bool = option(True, "Return outputs by name rather than a plain tuple.")
    tie_word_embeddings: bool = option(True, "Share input and output embeddings.")
    pruned_heads: Mapping[int, tuple[int, ...]] = option({}, "Attention heads removed, by layer.")
    swap: Mapping[str, Any] = option({}, "Blocks in place of the family's own, by their role.")

    def rules(self) -> Iterator[Problem]:
        """What must hold between options; families extend it."""
        if self.id2label is not None:
            if not self.id2label:
                yield Problem("id2label", "names no label")
            named = ((label, self.id2label.get(i)) for label, i in (self.label2id or {}).items())
            if set(named) != {(label, label) for label in self.id2label.values()}:
                yield Problem("label2id", "does not name the same labels as id2label")
            if gaps := sorted({*range(len(self.id2label))} - {*self.id2label}):
                yield Problem("id2label", f"labels are counted from 0 on; there is no {gaps[0]}")
        yield from self._unprunable()
        if self.problem_type == "single_label_classification" and self.num_labels == 1:
            yield Problem(
                "problem_type", "single_label_classification needs at least two labels, not 1"
            )

    def _unprunable(self) -> Iterator[Problem]:
        """Attention heads that cannot be pruned, because they are not there or the last ones."""
        layers = self.distinct_layers
        heads = getattr(self, "num_attention_heads", 0)
        for layer, gone in self.pruned_heads.items():
            if layer >= layers:
                yield Problem("pruned_heads", f"there is no layer {layer}, only 0 to {layers - 1}")
            elif not heads:
                yield Problem("pruned_heads", "there are no attention heads to remove")
            elif wrong := sorted(head for head in gone if not 0 <= head < heads):
                yield Problem(
                    "pruned_heads", f"layer {layer} has heads 0 to {heads - 1}, not {wrong}"
                )
            elif len(set(gone)) == heads:
                yield Problem("pruned_heads", f"layer {layer} would be left without heads")

    def _settle(self, given: dict[str, Any], found: list[Problem]) -> None:
        """Each of ``num_labels``, ``id2label`` and ``label2id`` stands for all three."""
        types = hints(type(self))
        count, names, ids = (given.get(key) for key in LABELS)
        given.pop("num_labels", None)
        if names is None and ids is not None and fits(types["label2id"], ids):
            names = given["id2label"] = {index: label for label, index in ids.items()}
        if names is not None and ids is None and fits(types["id2label"], names):
            given["label2id"] = {label: int(index) for index, label in names.items()}
        if count is None:
            return
        facts = {"low": 1, "high": MOST_LABELS}
        if (message := mismatch(int, count, facts)) is not None:
            found.append(Problem("num_labels", message))
        elif isinstance(names, Mapping) and len(names) != count:
            found.append(Problem("num_labels", f"is {count} but id2label names {len(names)}"))
        elif names is None and count != self.usual_labels:
            given["id2label"] = {i: f"LABEL_{i}" for i in range(count)}
            given["label2id"] = {f"LABEL_{i}": i for i in range(count)}

    @classmethod
    def replaced(cls, names: Collection[str]) -> set[str]:
        own = super().replaced(names)
        return own.union(LABELS) if own.intersection(LABELS) else own

    @property
    def unread(self) -> tuple[str, ...]:
        """Special ids that the model does not go by, so that a tokenizer may have others."""
        return ()

    @property
    def distinct_layers(self) -> int:
        """Layers with weights of their own, which is how heads to prune are counted."""
        count: int = getattr(self, "num_hidden_layers", 0)
        return count

    @property
    def num_labels(self) -> int:
        """How many labels a classifier tells apart."""
        return self.usual_labels if self.id2label is None else len(self.id2label)

    def label(self, index: int) -> str:
        """The name of label ``index``."""
        return (self.id2label or {}).get(index, f"LABEL_{index}")
