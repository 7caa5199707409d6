"""What calling a processor returns."""

from __future__ import annotations

from collections import UserDict
from typing import Any

from factory.tokenizers.tensors import from_array


class BatchFeature(UserDict[str, Any]):
    """The inputs of a model by name, usable as ``model(**batch)``; values are also attributes.

    Args:
        data: arrays, tensors or lists by name.
        tensor_type: "pt" makes torch tensors of arrays, which share their memory; "np" and None
            leave values as they are.
    """

    def __init__(self, data: dict[str, Any] | None = None, tensor_type: str | None = None) -> None:
        super().__init__(data)
        if tensor_type == "pt":
            self.data = {name: from_array(value, "pt") for name, value in self.data.items()}

    def __getattr__(self, name: str) -> Any:
        data = self.__dict__.get("data", {})
        if name in data:
            return data[name]
        raise AttributeError(f"no input named {name!r}; there are: {', '.join(data) or 'none'}")

    def to(
        self, device: Any = None, dtype: Any = None, *, non_blocking: bool = False
    ) -> BatchFeature:
        """Move torch tensors to a device and cast those of floats, in place; other values stay.

        Args:
            device: a device; or, as its only argument, a dtype.
            dtype: what floats become.
            non_blocking: passed on to torch.
        """
        if type(device).__name__ == "dtype":
            device, dtype = None, device
        for name, value in self.data.items():
            if hasattr(value, "is_floating_point"):
                cast = dtype if value.is_floating_point() else None
                self.data[name] = value.to(device=device, dtype=cast, non_blocking=non_blocking)
        return self
