"""What a model is: modules built from a spec tree, filled, run, and looked at."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from factory import specs
from factory.blocks import build
from factory.blocks.cache import SMALLEST, Cache
from factory.blocks.context import Context, Inputs, Record, in_one_piece, may_look_at
from factory.blocks.filling import filled
from factory.blocks.heads import HeadBlock, Targets, Vocabulary
from factory.blocks.leaves import Bound, Embedding
from factory.blocks.pools import Pool
from factory.blocks.stacks import Stack
from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.families import Family
from factory.models.outputs import (
    BaseModelOutputWithPooling,
    ModelOutput,
)
from factory.models.passes import (
    as_dtype,
    backward,
    choose,
    kept,
    memory_of,
    recorded,
    table_of,
)
from factory.specs import Model
from factory.specs.edits import untrained

Stored = tuple[PretrainedConfig, Model, Mapping[str, Tensor]]
INPUT_NAMES = tuple(field.name for field in fields(Inputs))
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
    target_names: ClassVar[tuple[str, ...]]
    has_choices: ClassVar[bool]
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
        for path in untrained(tree):
            self.get_parameter(path).requires_grad_(False)
        parts = () if self.head is None else self.head.modules()
        self._head_pools = [part for part in parts if isinstance(part, Pool)]
        for module in self.modules():
            if isinstance(module, Bound):
                module.bind(self)
        if device.type != "meta":
            self._take({**tensors, **self._fresh(tensors, dtype, seed)})
        self.to(device=device, dtype=dtype)

    def _fresh(
        self, present: Container[str], dtype: torch.dtype, seed: int | None
    ) -> dict[str, Tensor]:
        """Every parameter of the tree that is not present, as it begins."""
        std = getattr(self.config, "initializer_range", 0.02) or 0.02
        rules = self.family.begins(self.config, self.head_name)
        exempt = self.family.exempt(self.config, self.head_name)
        starts = specs.starts(self.tree, std, rules, exempt)
        absent = [start for start in starts if start.path not in present]
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
        if (form := cls.family.of(config)) is not cls.family:
            raise RequestError(
                f"{cls.__name__} takes {cls.family.inputs[0]}; models of this configuration take "
                f"{form.inputs[0]} and are {form.class_prefix}Model or its like"
            )
        cls.family.check(config, cls.head_name)

    def run(self, values: Mapping[str, Any]) -> ModelOutput | tuple[Any, ...]:
        """One forward pass; what every ``forward`` comes down to.

        Args:
            values: the arguments of ``forward`` by name.

        Raises:
            ValueError: the inputs contradict each other, or do not fit the model.
        """
        return self._as_asked(self._respond(values), values)

    def _as_asked(
        self, result: ModelOutput, values: Mapping[str, Any]
    ) -> ModelOutput | tuple[Any, ...]:
        """Named outputs, or a plain tuple where the arguments or the configuration say so."""
        named = choose(values.get("return_dict"), self.config.return_dict)
        return result if named else result.to_tuple()

    def _respond(self, values: Mapping[str, Any]) -> ModelOutput:
        """What the model returns, by name."""
        values, choices = self._laid_out(values)
        targets = self._targets(values)
        ctx = self._context(values, choices)
        return self._answer(*self._through(self.body, ctx, targets), targets, ctx)

    def _targets(self, values: Mapping[str, Any]) -> Targets:
        """What the pass is trained towards."""
        return Targets(
            {n: values[n] for n in self.target_names if values.get(n) is not None},
            self.config.problem_type,
        )

    def _context(self, values: Mapping[str, Any], choices: int = 1) -> Context:
        """A pass that is yet to begin."""
        states = choose(values.get("output_hidden_states"), self.config.output_hidden_states)
        weights = choose(values.get("output_attentions"), self.config.output_attentions)
        for_head = self.head is not None and self.head.reads_layers
        return Context(
            inputs=Inputs(**{name: values.get(name) for name in INPUT_NAMES}),
            record=Record(
                [] if states or for_head else None, [] if weights else None, for_head and not states
            ),
            choices=choices,
            cache=self._cache(values),
            memory=memory_of(
                values.get("encoder_hidden_states"), values.get("encoder_attention_mask")
            ),
            keep=kept(values.get("logits_to_keep")),
        )

    def new_cache(self, capacity: int = SMALLEST) -> Cache:
        """An empty cache, to be given as ``past_key_values``.

        Args:
            capacity: tokens it shall have room for; more are possible, and cost a copy.

        Raises:
            ValueError: tokens see what comes after them, so what is read cannot be kept; or
                ``forward`` goes on from nothing.
        """
        body = self.body.spec
        stack = body.decoder if isinstance(body, specs.EncoderDecoder) else body
        for path, node in specs.walk(stack):
            if isinstance(node, specs.Attention) and not backward(node):
                raise ValueError(
                    f"{type(self).__name__} keeps nothing of earlier tokens: in {path} they see "
                    "later ones"
                )
        if "past_key_values" not in inspect.signature(type(self).forward).parameters:
            raise ValueError(
                f"{type(self).__name__} keeps nothing of earlier tokens: "
                "it takes no past_key_values"
            )
        return Cache(capacity)

    def _cache(self, values: Mapping[str, Any]) -> Cache | None:
        """The cache of a pass, a new one if that is asked for.

        Raises:
            ValueError: what is given is none of ours, or nothing can be kept.
        """
        given: Cache | None = values.get("past_key_values")
        if given is not None and not isinstance(given, Cache):
            raise ValueError(
                f"past_key_values are a {type(given).__name__}; what new_cache() makes is needed, "
                "or what an earlier pass has returned"
            )
        return self.new_cache() if given is None and values.get("use_cache") else given

    def _through(
        self, stack: Stack, ctx: Context, targets: Targets | None
    ) -> tuple[Tensor, Tensor | None]:
        """Hidden states (..., W) in the layout of the pass, and the pooled output if any.

        Args:
            stack: the body, or a part of it.
            ctx: the pass.
            targets: of the head that reads what the stack gives; None where none does.
        """
        of_head = self._head_pools if targets is not None else []
        pools = [*of_head, *([] if stack.pool is None else [stack.pool])]
        result: tuple[Tensor, Tensor | None] = stack(
            ctx.inputs, ctx, lambda: self._packs(pools, ctx, targets)
        )
        return result

    def _laid_out(self, values: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
        """The arguments with candidates side by side in the batch, and how many an item has.

        Raises:
            ValueError: an input has no axis of candidates, or has others than the rest.
        """
        if not self.has_choices:
            return values, 1
        given = {n: x for n in self.family.inputs if (x := values.get(n)) is not None}
        if "position_ids" in given and given["position_ids"].dim() == 1:  # the same for all
            del given["position_ids"]
        lead = next((x.shape[:2] for x in given.values()), (1, 1))
        for name, x in given.items():
            if x.dim() < 3 or x.shape[:2] != lead:
                raise ValueError(
                    f"{name} has shape {tuple(x.shape)}; (batch, choices, ...) is needed, "
                    "alike in all inputs"
                )
        return {**values, **{name: x.flatten(0, 1) for name, x in given.items()}}, lead[1]

    def _answer(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> ModelOutput:
        output: Any = self.output_class
        if self.head is None:
            answer: dict[str, Any] = {"last_hidden_state": ctx.pad(hidden)}
            if pooled is None:
                names = output.__dataclass_fields__
                answer |= {n: ctx.pad(x) for n, x in ctx.features.items() if n in names}
            else:
                output = BaseModelOutputWithPooling
                answer["pooler_output"] = pooled
        else:
            answer, loss = self.head.respond(hidden, pooled, targets, ctx)
            if loss is not None:
                answer["loss"] = loss
        result: ModelOutput = output(**answer, **recorded(ctx, output))
        return result

    def _packs(self, pools: Iterable[Pool], ctx: Context, targets: Targets | None) -> bool:
        """Whether this pass leaves the padding out.

        It does where results are the same, and never where shapes must not depend on the data.
        """
        real = ctx.real
        if not self.pack_padded_batches or real is None or ctx.record.attentions is not None:
            return False
        if ctx.past or ctx.visible is not None:
            return False
        if not may_look_at(real) or not in_one_piece(real):
            return False
        if not all(pool.packable(ctx) for pool in pools):
            return False
        return self.head is None or targets is None or self.head.packable(targets, real)

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
        return table_of(self.body)

    def get_output_embeddings(self) -> nn.Module | None:
        """The map from hidden states to tokens, or None for a head without one."""
        modules = () if self.head is None else self.head.modules()
        return next((m.decoder for m in modules if isinstance(m, Vocabulary)), None)
