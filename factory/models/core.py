"""What a model is: modules built from a spec tree, filled, run, and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from factory import specs
from factory.blocks import build
from factory.blocks.context import Context, Inputs, Record
from factory.blocks.filling import filled
from factory.blocks.heads import HeadBlock, Targets
from factory.blocks.leaves import Embedding, Tied
from factory.blocks.stacks import Stack
from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.families import Family
from factory.models.outputs import (
    OUTPUTS,
    BaseModelOutput,
    BaseModelOutputWithPooling,
    ModelOutput,
)
from factory.specs import Model


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
        device: str | torch.device = "cpu",
    ) -> None:
        """A model with random weights.

        Args:
            config: of the family's configuration class.
            seed: fixes the weights; when None it is drawn from torch's global generator, so that
                ``torch.manual_seed`` governs it as it does other modules.
            dtype: type of the weights; the configuration's, or float32.
            device: where the weights are put.

        Raises:
            RequestError: the configuration is of another family.
        """
        self._check_config(config)
        self._assemble(config, self.family.plan(config, self.head_name), {}, seed)
        wanted = as_dtype(dtype if dtype is not None else config.dtype)
        self.to(device=device, dtype=wanted)

    # -- making ------------------------------------------------------------------------------

    def _assemble(
        self,
        config: PretrainedConfig,
        tree: Model,
        tensors: Mapping[str, Tensor],
        seed: int | None,
    ) -> None:
        """Build the modules on meta, take ``tensors`` as parameters and fill the rest."""
        super().__init__()
        self.config = config
        self.tree = tree
        self.pack_padded_batches = True
        self.load_report: Any = None
        self._reads_first = any(isinstance(node, specs.Pool) for _, node in specs.walk(tree))
        with torch.device("meta"):
            self.body = build(tree.body)  # type: ignore[assignment]
            self.head = build(tree.head) if tree.head is not None else None  # type: ignore[assignment]
        self._bind()
        self._take(self._complete(tensors, seed))

    def _bind(self) -> None:
        for module in self.modules():
            if isinstance(module, Tied):
                module.bind(self)

    def _complete(self, tensors: Mapping[str, Tensor], seed: int | None) -> dict[str, Tensor]:
        """``tensors``, and every other parameter of the tree as it begins."""
        std = getattr(self.config, "initializer_range", 0.02) or 0.02
        rules = self.family.init(self.config)
        absent = [s for s in specs.starts(self.tree, std, rules) if s.path not in tensors]
        if not absent:
            return dict(tensors)
        seed = int(torch.randint(2**63 - 1, ())) if seed is None else seed
        return {**tensors, **filled(absent, seed)}

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
        if not isinstance(config, cls.config_class) or config.model_type != cls.family.name:
            raise RequestError(
                f"{cls.__name__} takes a {cls.config_class.__name__}, not {type(config).__name__}"
            )

    # -- running -----------------------------------------------------------------------------

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
        check_inputs(inputs, attention_mask, self)
        record = Record(
            hidden_states=[] if choose(output_hidden_states, config.output_hidden_states) else None,
            attentions=[] if choose(output_attentions, config.output_attentions) else None,
        )
        ctx = Context(record=record, choices=choices)
        if attention_mask is not None and attention_mask.dim() == 3:
            ctx.visible = attention_mask.bool()
        elif attention_mask is not None:
            ctx.real = attention_mask.bool()
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
        answer = self.head.answer(hidden, pooled, ctx)
        loss = self.head.loss(answer, targets, ctx)
        padded = {n: ctx.pad(x) if n in self.head.per_token else x for n, x in answer.items()}
        output: Any = OUTPUTS[self.head_name]
        result: ModelOutput = output(loss=loss, **padded, **recorded)
        return result

    def _packs(self, ctx: Context, targets: Targets) -> bool:
        """Whether this pass leaves the padding out.

        It does where results are the same, and never where shapes must not depend on the data.
        """
        if (
            not self.pack_padded_batches
            or ctx.real is None
            or ctx.record.attentions is not None
            or torch.compiler.is_compiling()
        ):
            return False
        real = ctx.real
        if bool(real.all()):
            ctx.real = None
            return False
        if self._reads_first and not bool(real[:, 0].all()):
            return False
        return self.head is None or self.head.packable(targets, real)

    # -- looking -----------------------------------------------------------------------------

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        """Type of the weights."""
        return next(self.parameters()).dtype

    @property
    def base_model(self) -> Stack:
        """The body, without the head."""
        return self.body

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
        found = (m for n, m in self.named_modules() if n.endswith("decoder"))
        return next(found, None)


def choose(given: bool | None, default: bool) -> bool:
    """An argument, or the configuration's choice when it is None."""
    return default if given is None else given


def as_dtype(dtype: str | torch.dtype | None) -> torch.dtype:
    """A torch type from its name; float32 when None."""
    if dtype is None:
        return torch.float32
    return dtype if isinstance(dtype, torch.dtype) else getattr(torch, dtype)


def check_inputs(inputs: Inputs, mask: Tensor | None, model: ModelCore) -> None:
    """Inputs that contradict each other are an error that says so."""
    if (inputs.input_ids is None) == (inputs.inputs_embeds is None):
        raise ValueError("give either input_ids or inputs_embeds, not both and not neither")
    if inputs.token_type_ids is not None and "token_type_ids" not in model.family.inputs:
        raise ValueError(
            f"{model.family.title} has no token types; leave token_type_ids out "
            "(its own tokenizer does)"
        )
    batch, length = inputs.shape
    allowed = ((batch, length), (batch, length, length))
    if mask is not None and tuple(mask.shape) not in allowed:
        raise ValueError(
            f"attention_mask has shape {tuple(mask.shape)}; "
            f"allowed are {allowed[0]} and {allowed[1]}"
        )
