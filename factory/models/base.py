"""The base class of every model: made, changed, run, saved and loaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import torch

from factory import specs
from factory.configuration import PretrainedConfig
from factory.errors import RequestError
from factory.files import open_folder
from factory.generation.decoding import GenerationMixin
from factory.hub import Source, snapshot
from factory.models.changes import ChangeableModel
from factory.models.core import collector_paused, stored
from factory.models.passes import as_dtype


class PreTrainedModel(ChangeableModel, GenerationMixin):
    """A model of one family with one head.

    The classes users name (``BertForMaskedLM`` …) are made of this one and a ``forward``; see
    :mod:`factory.models.classes`.
    """

    @property
    def base_model(self) -> PreTrainedModel:
        """The bare model of the same body, which is shared; also under the family's own name.

        A head that stands on a part of its family's body has none: there it is the model itself.
        """
        from factory.models.classes import model_class

        with torch.device("meta"):
            bare = model_class(self.family)(self.config)
        if type(bare.tree.body) is not type(self.tree.body):
            return self
        bare.tree, bare.body = specs.Model(body=self.tree.body), self.body
        bare.pack_padded_batches = self.pack_padded_batches
        return bare.train(self.training)

    @classmethod
    def from_config(cls, config: PretrainedConfig, **options: Any) -> Self:
        """The same as calling the class."""
        return cls(config, **options)

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | Path,
        *,
        config: PretrainedConfig | str | Path | None = None,
        seed: int | None = None,
        dtype: str | torch.dtype | None = None,
        device: str | torch.device = "cpu",
        allow: Mapping[str, Iterable[str]] | None = None,
        verify: bool = False,
        revision: str | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool | None = None,
        **overrides: Any,
    ) -> Self:
        """A model with stored weights, in evaluation mode.

        Args:
            pretrained_model_name_or_path: a folder, or a name on the hub.
            config: in place of the stored configuration; an object, a folder or a JSON file.
            seed: for weights that are new, such as a head the checkpoint does not have.
            dtype: convert the weights; as stored when None or ``"auto"``.
            device: where the weights are put.
            allow: patterns of weights that may be ``missing``, ``surplus`` or ``mismatched``.
            verify: hash a bundle's files before reading them.
            revision: of a name on the hub.
            cache_dir: of names on the hub.
            local_files_only: never ask the hub.
            overrides: options that replace those of the configuration.

        Raises:
            RequestError: the folder, the configuration or an override is wrong.
            CheckpointError: the weights do not fit the model.
        """
        from factory.checkpoint.loading import load_weights
        from factory.checkpoint.report import Allow

        folder = snapshot(
            Source(pretrained_model_name_or_path, revision, cache_dir, local_files_only)
        )
        if config is None or isinstance(config, str | Path):
            config = cls.config_class.from_pretrained(config or folder, **overrides)
        elif overrides:
            config = config.replace(**overrides)
        cls._check_config(config)
        with collector_paused():
            loaded = load_weights(
                folder, cls.family, config, cls.head_name, allow=Allow.of(allow), verify=verify
            )
            wanted = as_dtype(loaded.dtype if dtype in (None, "auto") else dtype)
            config = loaded.config.replace(dtype=str(wanted).removeprefix("torch."))
            with stored((config, loaded.tree, loaded.tensors)):
                model = cls(config, seed=seed, dtype=wanted, device=device)
        model.load_report = loaded.report
        model.load_generation_config(folder)
        return model.eval()

    def save_pretrained(
        self,
        save_directory: str | Path,
        *,
        max_shard_size: str | int = "5GB",
        for_transformers: bool = False,
    ) -> None:
        """Write configurations, and the weights as safetensors, each file whole or not at all.

        Args:
            save_directory: made if need be.
            max_shard_size: weights above it are split over several files, with an index.
            for_transformers: refuse what transformers has no family for, such as swapped blocks;
                otherwise it is saved under names that only the factory reads.

        Raises:
            RequestError: the directory is a bundle, ``max_shard_size`` is no size, or the model is
                none of transformers' and was to be; says which block.
        """
        from factory.checkpoint.saving import export_problem, parse_size, save_weights

        limit = parse_size(max_shard_size)
        problem = export_problem(self.family, self.config, self.head_name, self.tree)
        if for_transformers and problem is not None:
            raise RequestError(f"for_transformers: {problem}")
        folder = open_folder(save_directory)
        dtype = str(self.dtype).removeprefix("torch.")
        config = self.config.replace(architectures=(type(self).__name__,), dtype=dtype)
        config.save_pretrained(folder)
        if self.generates:
            self.generation_config.save_pretrained(folder)
        save_weights(
            folder,
            self.family,
            config,
            self.head_name,
            self.tree,
            self.state_dict(),
            max_shard_size=limit,
        )
