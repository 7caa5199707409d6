"""What a model is: modules built from a spec tree, filled, run, and looked at."""

from __future__ import annotations

import gc
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from factory import specs
from factory.blocks import build
from factory.blocks.context import Context, Inputs, Record
from factory.blocks.filling import filled
from factory.blocks.heads import HeadBlock, Targets, Vocabulary
from factory.blocks.leaves import Embedding, Tied
from factory.blocks.stacks import Pool, Stack
from factory.configuration import DTYPES, PretrainedConfig
from factory.errors import RequestError, did_you_mean
from factory.families import Family
from factory.models.outputs import (
    BaseModelOutput,
    BaseModelOutputWithPooling,
    ModelOutput,
)
from factory.specs import Model

Stored = tuple[PretrainedConfig, Model, Mapping[str, Tensor]]
_STORED: ContextVar[Stored | None] = ContextVar("stored", default=None)


@contextmanager
def stored(weights: Stored) -> Iterator[None]:
    """Models made in the block take these weights, and the configuration and tree they fit.

    It reaches the constructor past whatever arguments a subclass gives its own.
    """
    token = _STORED.set(weights)
    try:
        yield
    finally:
        _STORED.reset(token)


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection in the block.

    What is made in it stays, but there are enough small objects of it to set off a collection of
    everything that is loaded, which takes longer than making a small model.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class ModelCore(nn.Module):
    """A body and perhaps a head, made from a configuration, filled, and run.

    Attributes:
        config: the configuration; immutable, replaced by methods that change the model.
        tree: the spec tree the model was built from.
        pack_padded_batches: leave padding out of the computation where results are the same.
        load_report: what loading found, or None for a model that was not loaded.
    """

    family: ClassVar[Family]
    head_name: ClassVar[str]
    output_class: ClassVar[type[ModelOutput]]
    config_class: ClassVar[type[PretrainedConfig]]
    base_model_prefix: ClassVar[str]

    config: PretrainedConfig
    tree: Model
    body: Stack
    head: HeadBlock[Any] | None

    def __init__(
        self,
        config: PretrainedConfig,
        *,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device | None = None,
    ) -> None:
        """A model with random weights.

        Args:
            config: of the family's configuration class.
            seed: fixes the weights; when None it is drawn from torch's global generator, so that
                ``torch.manual_seed`` governs it as it does other modules.
            dtype: type of the weights; the configuration's, or float32.
            device: where the weights are put, torch's default when None; on ``meta`` they have
                shapes and no values.

        Raises:
            RequestError: the configuration is of another family, or there is no such type.
        """
        self._check_config(config)
        weights = _STORED.get() or (config, self.family.plan(config, self.head_name), {})
        config, tree, tensors = weights
        wanted = as_dtype(dtype if dtype is not None else config.dtype)
        place = torch.get_default_device() if device is None else torch.device(device)
        with collector_paused():
            self._make(config, tree, tensors, wanted, place, seed)

    def _make(
        self,
        config: PretrainedConfig,
        tree: Model,
        tensors: Mapping[str, Tensor],
        dtype: torch.dtype,
        device: torch.device,
        seed: int | None,
    ) -> None:
        """Build the modules on meta, take ``tensors`` as parameters and fill the rest."""
        super().__init__()
        self.config = config
        self.tree = tree
        self.pack_padded_batches = True
        self.load_report: Any = None
        with torch.device("meta"):
            self.body = build(tree.body)  # type: ignore[assignment]
            self.head = build(tree.head) if tree.head is not None else None  # type: ignore[assignment]
        self._pools = [module for module in self.modules() if isinstance(module, Pool)]
        for module in self.modules():
            if isinstance(module, Tied):
                module.bind(self)
        if device.type != "meta":
            self._take({**tensors, **self._fresh(tensors, dtype, seed)})
        self.to(device=device, dtype=dtype)

    def _fresh(
        self, present: Container[str], dtype: torch.dtype, seed: int | None
    ) -> dict[str, Tensor]:
        """Every parameter of the tree that is not present, as it begins."""
        std = getattr(self.config, "initializer_range", 0.02) or 0.02
        rules = self.family.init(self.config)
        absent = [s for s in specs.starts(self.tree, std, rules) if s.path not in present]
        if not absent:
            return {}
        if seed is None:
            seed = int(torch.randint(2**63 - 1, (), device="cpu"))
        return {path: tensor.to(dtype) for path, tensor in filled(absent, seed).items()}

    def _take(self, tensors: Mapping[str, Tensor]) -> None:
        """Make ``tensors`` the parameters, without copying them."""
        for path, tensor in tensors.items():
            owner, _, name = path.rpartition(".")
            module = self.get_submodule(owner)
            if not isinstance(tensor, nn.Parameter):
                trained = module.get_parameter(name).requires_grad
                tensor = nn.Parameter(tensor.detach(), requires_grad=trained)
            module.register_parameter(name, tensor)

    @classmethod
    def _check_config(cls, config: object) -> None:
        if not hasattr(cls, "head_name"):
            raise TypeError(f"{cls.__name__} is a base class; make a model of a family with a head")
        if not isinstance(config, cls.config_class) or config.family_name != cls.family.name:
            raise RequestError(
                f"{cls.__name__} takes a {cls.config_class.__name__}, not {type(config).__name__}"
            )

    def run(
        self,
        inputs: Inputs,
        attention_mask: Tensor | None,
        targets: Targets,
        output_attentions: bool | None,
        output_hidden_states: bool | None,
        return_dict: bool | None,
        choices: int = 1,
    ) -> ModelOutput | tuple[Any, ...]:
        """One forward pass; what every ``forward`` comes down to."""
        config = self.config
        inputs = checked(inputs, attention_mask, self.family)
        record = Record(
            hidden_states=[] if choose(output_hidden_states, config.output_hidden_states) else None,
            attentions=[] if choose(output_attentions, config.output_attentions) else None,
        )
        ctx = Context(record=record, choices=choices)
        if attention_mask is not None and attention_mask.dim() == 3:
            ctx.visible = attention_mask.bool()
        elif attention_mask is not None:
            ctx.real = attention_mask.bool()
            if may_look_at(ctx.real) and bool(ctx.real.all()):
                ctx.real = None
        hidden, pooled = self.body(inputs, ctx, self._packs(ctx, targets))
        result = self._answer(hidden, pooled, targets, ctx)
        return result if choose(return_dict, config.return_dict) else result.to_tuple()

    def _answer(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> ModelOutput:
        states, weights = ctx.record.hidden_states, ctx.record.attentions
        recorded: dict[str, Any] = {
            "hidden_states": tuple(map(ctx.pad, states)) if states is not None else None,
            "attentions": tuple(weights) if weights is not None else None,
        }
        if self.head is None:
            last = ctx.pad(hidden)
            if self.body.pool is None:
                return BaseModelOutput(last_hidden_state=last, **recorded)
            return BaseModelOutputWithPooling(
                last_hidden_state=last, pooler_output=pooled, **recorded
            )
        answer, loss = self.head.respond(hidden, pooled, targets, ctx)
        output: Any = self.output_class
        result: ModelOutput = output(loss=loss, **answer, **recorded)
        return result

    def _packs(self, ctx: Context, targets: Targets) -> bool:
        """Whether this pass leaves the padding out.

        It does where results are the same, and never where shapes must not depend on the data.
        """
        real = ctx.real
        if not self.pack_padded_batches or real is None or ctx.record.attentions is not None:
            return False
        if not may_look_at(real) or not in_one_piece(real):
            return False
        if not all(pool.packable(real) for pool in self._pools):
            return False
        return self.head is None or self.head.packable(targets, real)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        """Type of the weights."""
        return next(self.parameters()).dtype

    def num_parameters(self, only_trainable: bool = False, exclude_embeddings: bool = False) -> int:
        """Number of scalar parameters; tied ones count once."""
        tables = {id(m.weight) for m in self.modules() if isinstance(m, Embedding)}
        return sum(
            p.numel()
            for p in self.parameters()
            if (p.requires_grad or not only_trainable)
            and not (exclude_embeddings and id(p) in tables)
        )

    def get_input_embeddings(self) -> Embedding:
        """The table of token vectors."""
        return self.body.frontend.token

    def get_output_embeddings(self) -> nn.Module | None:
        """The map from hidden states to tokens, or None for a head without one."""
        modules = () if self.head is None else self.head.modules()
        return next((m.decoder for m in modules if isinstance(m, Vocabulary)), None)


def choose(given: bool | None, default: bool) -> bool:
    """An argument, or the configuration's choice when it is None."""
    return default if given is None else given


def as_dtype(dtype: str | torch.dtype | None) -> torch.dtype:
    """A torch type from its name; float32 when None.

    Raises:
        RequestError: weights are never of that type.
    """
    name = "float32" if dtype is None else str(dtype).removeprefix("torch.")
    if name not in DTYPES:
        hint = did_you_mean(name, DTYPES)
        raise RequestError(f"dtype: {name!r} is not one of {', '.join(DTYPES)}.{hint}")
    found: torch.dtype = getattr(torch, name)
    return found


def may_look_at(mask: Tensor) -> bool:
    """Whether the path through the model may depend on a mask's values.

    It may not while a graph is recorded for other values, and cannot where there are none.
    """
    recorded = torch.compiler.is_compiling() or torch._C._get_tracing_state() is not None
    return type(mask) is Tensor and not mask.is_meta and not recorded


def in_one_piece(real: Tensor) -> bool:
    """Whether no sequence has padding between its real tokens.

    Without that padding they would lie nearer to each other than they are, and attention may go by
    distance.
    """
    begins = real[:, 1:] & ~real[:, :-1]
    return bool((begins.sum(1) + real[:, 0] <= 1).all())


def checked(inputs: Inputs, mask: Tensor | None, family: Family) -> Inputs:
    """Inputs that lie on one grid (B, T), those given once for all sequences repeated.

    Raises:
        ValueError: they contradict each other, or are nothing that the family takes.
    """
    if (inputs.input_ids is None) == (inputs.inputs_embeds is None):
        raise ValueError("give either input_ids or inputs_embeds, not both and not neither")
    for name, axes in (("input_ids", 2), ("inputs_embeds", 3)):
        given = getattr(inputs, name)
        if given is not None and given.dim() != axes:
            raise ValueError(
                f"{name} has shape {tuple(given.shape)}; {axes} axes are needed for each text"
            )
    if inputs.token_type_ids is not None and "token_type_ids" not in family.inputs:
        raise ValueError(
            f"{family.title} has no token types; leave token_type_ids out (its own tokenizer does)"
        )
    batch, length = inputs.shape
    allowed = ((batch, length), (batch, length, length))
    if mask is not None and tuple(mask.shape) not in allowed:
        raise ValueError(
            f"attention_mask has shape {tuple(mask.shape)}; "
            f"allowed are {allowed[0]} and {allowed[1]}"
        )
    if (
        mask is not None
        and mask.is_floating_point()
        and may_look_at(mask)
        and not bool(((mask == 0) | (mask == 1)).all())
    ):
        raise ValueError(
            "attention_mask holds values other than 0 and 1; it says which tokens are real and is "
            "not added to the scores"
        )
    return replace(
        inputs,
        token_type_ids=on_grid("token_type_ids", inputs.token_type_ids, (batch, length)),
        position_ids=on_grid("position_ids", inputs.position_ids, (batch, length)),
    )


def on_grid(name: str, given: Tensor | None, grid: tuple[int, int]) -> Tensor | None:
    """A tensor (T,), (1, T) or (B, T) as (B, T).

    Raises:
        ValueError: it has another shape.
    """
    if given is None:
        return None
    if tuple(given.shape) not in (grid, (1, grid[1]), grid[1:]):
        raise ValueError(f"{name} has shape {tuple(given.shape)}; {grid} is needed")
    return given.expand(grid)
