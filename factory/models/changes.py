"""What changes a model after it was made: its vocabulary, its attention heads, what is trained."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from typing import Any

from torch import Tensor

from factory import specs
from factory.blocks.leaves import Embedding
from factory.blocks.sound import Waveform
from factory.blocks.stacks import Stack
from factory.configuration import PretrainedConfig
from factory.errors import RequestError, did_you_mean
from factory.models.core import ModelCore
from factory.models.surgery import grown, kept_heads, pruned, without_heads


class ChangeableModel(ModelCore):
    """A model that can be resized, pruned and frozen."""

    def resize_token_embeddings(
        self, new_num_tokens: int, pad_to_multiple_of: int | None = None
    ) -> Embedding:
        """Change the size of the vocabulary; rows that stay keep their values, ties follow.

        Args:
            new_num_tokens: rows of the token table.
            pad_to_multiple_of: round the number up to a multiple.

        Raises:
            RequestError: the size is impossible.
        """
        if pad_to_multiple_of:
            new_num_tokens += -new_num_tokens % pad_to_multiple_of
        config = self.config.replace(vocab_size=new_num_tokens)
        self._become(config, dict(self.named_parameters()))
        return self.get_input_embeddings()

    def prune_heads(self, heads_to_prune: Mapping[Any, Any]) -> None:
        """Remove attention heads.

        Args:
            heads_to_prune: layer -> numbers of heads, counted in the unpruned layer; heads that are
                gone already are passed over. Of a model of several encoders, such mappings under
                the name of each one's configuration: ``{"vision_config": {0: [1, 3]}}``.

        Raises:
            RequestError: a layer, a head or an encoder does not exist, or no head would be left.
        """
        config = pruned(self.config, heads_to_prune)
        kept = kept_heads(self.tree, self.family.plan(config, self.head_name))
        self._become(config, without_heads(dict(self.named_parameters()), kept))

    def _become(self, config: PretrainedConfig, tensors: Mapping[str, Tensor]) -> None:
        """Turn into the model of another configuration; every module stays the same object.

        Args:
            config: the new configuration, whose tree has the same modules.
            tensors: every parameter; those that keep their shape stay the same objects, and where
                the shape is another, a freshly filled tensor takes over what fits.
        """
        tree, old = self.family.plan(config, self.head_name), dict(self.named_parameters())
        shapes = specs.shapes(tree)
        fitting = {path for path in shapes if tuple(tensors[path].shape) == shapes[path]}
        self.config, self.tree = config, tree
        for path, node in specs.walk(tree):
            if path:
                self.get_submodule(path).spec = node  # type: ignore[assignment]
        changed = {path: tensors[path] for path in fitting if tensors[path] is not old[path]}
        for path, tensor in self._fresh(fitting, self.dtype, None).items():
            like = tensors[path].detach()
            changed[path] = grown(like, tensor.to(like))
        self._take(changed)

    def freeze(self, *parts: str) -> None:
        """Stop training parts of the model.

        Args:
            parts: paths as ``print(model)`` shows them, or shell-style patterns of parameter paths:
                ``"body"``, ``"body.frontend"``, ``"body.layers.[0-3].*"``; everything when none.

        Raises:
            RequestError: a part matches nothing.
        """
        self._set_trained(parts, False)

    def unfreeze(self, *parts: str) -> None:
        """Train parts of the model again; see :meth:`freeze`."""
        self._set_trained(parts, True)

    def _set_trained(self, parts: tuple[str, ...], trained: bool) -> None:
        parameters = dict(self.named_parameters())
        fixed = {
            f"{path}.{name}" if path else name
            for path, node in specs.walk(self.tree)
            for name in node.frozen
        }
        for part in parts or ("*",):
            chosen = [
                name
                for name in parameters
                if name.startswith(f"{part}.") or fnmatch.fnmatchcase(name, part)
            ]
            if not chosen:
                modules = [name for name, _ in self.named_modules() if name]
                raise RequestError(
                    f"no part of {type(self).__name__} is called {part!r}."
                    f"{did_you_mean(part, modules)}"
                )
            for name in chosen:
                parameters[name].requires_grad_(trained and name not in fixed)

    def freeze_feature_encoder(self) -> None:
        """Train the convolutions over samples no more.

        Raises:
            RequestError: the model reads no waveforms.
        """
        frontend = getattr(self.body, "frontend", None)
        if not isinstance(frontend, Waveform):
            raise RequestError(f"{type(self).__name__} has no convolutions over samples")
        frontend.blocks.requires_grad_(False)

    def gradient_checkpointing_enable(self) -> None:
        """Recompute activations in the backward pass rather than keep them."""
        self._set_checkpointing(True)

    def gradient_checkpointing_disable(self) -> None:
        """Keep activations for the backward pass."""
        self._set_checkpointing(False)

    def _set_checkpointing(self, on: bool) -> None:
        for stack in self.modules():
            if isinstance(stack, Stack):
                stack.checkpointing = on
