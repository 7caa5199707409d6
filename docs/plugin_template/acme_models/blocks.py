"""Blocks of our own, as data; ``acme_models.torch.blocks`` holds the modules they become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from factory.specs import Constant, Init, Shape, Spec, spec


@spec
class LayerScale(Spec):
    """One learned factor a channel, small at first (https://arxiv.org/abs/2103.17239).

    Attributes:
        width: how many channels.
        begin: what the factors are before training.
    """

    width: int
    begin: float = 0.1

    def parameters(self) -> dict[str, Shape]:
        return {"weight": (self.width,)}

    def starts(self, std: float) -> Mapping[str, Init]:
        return {"weight": Constant(value=self.begin)}

    def check(self) -> Iterator[str]:
        if self.width < 1:
            yield f"width {self.width} is not positive"
