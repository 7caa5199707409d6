"""A checked request: the tree as plain data, and what its names stand for."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from factory.composition.nodes import SECTIONS
from factory.configuration import DTYPES, PretrainedConfig, option
from factory.cost import Budget, Estimate, Workload, estimate
from factory.families import Family
from factory.heads import HeadKind

if TYPE_CHECKING:
    from factory.processors import ProcessorKind
    from factory.specs import Model

PINNED = "pinned"
"""The choice in every group of a saved tree."""


@dataclass(frozen=True, kw_only=True)
class Allowances:
    """Weights that may differ from the model's; patterns of names, ``*`` for any."""

    missing: tuple[str, ...] = option((), "Weights of the model that the checkpoint may lack.")
    surplus: tuple[str, ...] = option((), "Weights of the checkpoint that may stay unused.")
    mismatched: tuple[str, ...] = option((), "Weights that may have another shape.")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a request says beside its components."""

    weights: str | None = option(None, "Folder or hub name of the weights to start from.")
    weights_allow: dict[str, Any] = option(  # noqa: RUF009 - makes a field
        {}, "Weights that may be missing, surplus, mismatched."
    )
    seed: int = option(0, "Fixes the initial weights.", low=0, high=2**63 - 1)
    dtype: str = option("float32", "Type of the weights.", choices=DTYPES)
    device: str = option("cpu", "Where the model is put: cpu, cuda, cuda:1, mps.")
    input: str | tuple[str, ...] | None = option(
        None, "What to try: a text or a file of lines; pictures or recordings, or a folder of them."
    )
    plot: bool = option(False, "Draw what is tried, as it was and as the model sees it.")
    output_dir: str | None = option(None, "Folder of the bundle; a fresh one when null.")
    overwrite: bool = option(False, "Replace the output_dir if it is there.")
    plan: dict[str, Any] = option(  # noqa: RUF009 - makes a field
        {}, "What the costs of a model are estimated for."
    )
    budget: dict[str, Any] = option({}, "Bounds of those costs.")  # noqa: RUF009


NESTED: Mapping[str, type] = {
    "weights_allow": Allowances,
    "plan": Workload,
    "budget": Budget,
}
"""Settings that have options of their own."""


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """Everything a build needs, checked, without torch.

    Attributes:
        tree: the composed tree: plain data, canonical names, nothing left to resolve.
        family: the architecture.
        config: its configuration, labels included.
        head: the task.
        tokenizer: the tokenizer's scheme and its options, or None.
        processor: the kind of processor and its options, or None.
        settings: what stands beside the components.
        choices: what was chosen in every group.
        overrides: the overrides as they were given.
    """

    tree: Mapping[str, Any]
    family: Family
    config: PretrainedConfig
    head: HeadKind
    tokenizer: tuple[Any, Any] | None
    processor: tuple[ProcessorKind, Any] | None = None
    settings: Settings
    choices: Mapping[str, str | None]
    overrides: tuple[str, ...]

    def __getitem__(self, section: str) -> Any:
        return self.tree[section]

    @property
    def allowances(self) -> Allowances:
        """Which weights may differ."""
        return Allowances(**self.settings.weights_allow)

    @property
    def workload(self) -> Workload:
        """What costs are estimated for."""
        return Workload(**self.settings.plan)

    @property
    def budget(self) -> Budget:
        """Bounds of the costs."""
        return Budget(**self.settings.budget)

    @property
    def class_name(self) -> str:
        """Name of the model's class."""
        return self.family.class_name(self.head)

    def plan(self) -> Model:
        """The spec tree of the model."""
        return self.family.plan(self.config, self.head.name)

    def estimate(self) -> Estimate:
        """What the model costs, before it is built.

        Raises:
            RequestError: what it is to run on does not fit it.
        """
        return estimate(
            self.plan(),
            self.workload,
            dtype=self.settings.dtype,
            device=self.settings.device,
            remembers="past_key_values" in self.family.inputs_of(self.head.name),
        )

    def to_yaml(self) -> str:
        """The tree as YAML, components first."""
        return to_yaml(self.tree)

    def _repr_svg_(self) -> str:
        """The model as a notebook shows it."""
        from factory.drawing import to_svg

        return to_svg(self.plan(), self.class_name)


def to_yaml(tree: Mapping[str, Any]) -> str:
    """Plain data as YAML in the order given: sections as blocks, lists on one line."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes every list on one line, and no aliases, which saved trees may not have."""

        def ignore_aliases(self, data: Any) -> bool:
            return True

        def represent_sequence(self, tag: str, sequence: Any, flow_style: Any = None) -> Any:
            return super().represent_sequence(tag, sequence, flow_style=True)

    return yaml.dump(dict(tree), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)


def in_order(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Components in the order people read them, then settings, then whatever else there is."""
    settings = [field.name for field in dataclasses.fields(Settings)]
    names = [*SECTIONS, *settings, *(key for key in tree if key not in (*SECTIONS, *settings))]
    return {name: tree[name] for name in names if name in tree}
