"""What HuBERT's convolution for places over normed frames costs."""

from __future__ import annotations

from factory.cost.interpreter import Pass, Value, costs
from factory.cost.leaves import FLOAT
from factory.cost.positions import Convolves
from factory.families import hubert


@costs(hubert.BatchNorm)
def batch_norm(node: hubert.BatchNorm, run: Pass, x: Value) -> Value:
    """(..., W) -> (..., W)."""
    if run.learning(x):
        run.keep(x)
        run.keep_more(2 * node.width, FLOAT)
    return run.made(x.size, x)


@costs(hubert.NormedConvPosition)
class NormedConvolves(Convolves):
    """The same of normed vectors."""

    def around(self, x: Value) -> Value:
        """What the convolution makes of them."""
        node = self.node
        assert isinstance(node, hubert.NormedConvPosition)
        return super().around(self.run.run(node.norm, x))
