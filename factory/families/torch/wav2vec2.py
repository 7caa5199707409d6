"""The torch modules of wav2vec 2.0's own parts."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from factory.blocks.base import Block, builds
from factory.blocks.context import Context, may_look_at
from factory.blocks.heads import Answer, HeadBlock, Targets, Tokenwise
from factory.blocks.leaves import Free, LayerNorm, Linear
from factory.blocks.sound import Shortening
from factory.blocks.stacks import Layer
from factory.families import wav2vec2


@builds(wav2vec2.AdaptedLayer)
class AdaptedLayer(Layer[wav2vec2.AdaptedLayer]):
    """Its three residuals in order."""


@builds(wav2vec2.Adapter)
class Adapter(Shortening[wav2vec2.Adapter]):
    """Convolutions whose output is half numbers and half gates."""

    layers: nn.ModuleList
    project: Linear | None
    norm: LayerNorm | None

    def forward(self, x: Tensor, ctx: Context) -> Tensor:
        """(B, T, W) -> (B, fewer T, width of the convolutions)."""
        if self.project is not None and self.norm is not None:
            x = self.norm(self.project(x))
        frames = None if ctx.real is None else ctx.real.sum(1)
        x = x.transpose(1, 2)
        for conv, layer in zip(self.spec.layers, self.layers, strict=True):
            if frames is not None:
                # Padding does not count, whatever the kernel: as transformers counts.
                frames = (frames - 1) // conv.stride[0] + 1
            drops = self.training and self.spec.drop > 0
            if not drops or float(torch.rand(())) > self.spec.drop:
                x = F.glu(layer(x), 1)
        x = x.transpose(1, 2)
        ctx.grid = (x.shape[0], x.shape[1])
        if frames is not None:
            ctx.real = torch.arange(x.shape[1], device=x.device) < frames[:, None]
        return x


@builds(wav2vec2.FrameClassifier)
class FrameClassifier(Tokenwise[wav2vec2.FrameClassifier]):
    """Scores of each frame."""

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` (..., labels)."""
        return {"logits": self.scores(hidden)}

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Cross-entropy over all frames, padding included; labels are (B, T, labels)."""
        if targets.labels is None:
            return None
        labels = targets.labels.flatten(0, -2).argmax(1)
        return F.cross_entropy(answer["logits"].flatten(0, -2), labels)

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """The loss counts padding."""
        return targets.labels is None


@builds(wav2vec2.TimeDelay)
class TimeDelay(Block[wav2vec2.TimeDelay]):
    """A convolution over time, kept as the projection that it is on disk."""

    kernel: Linear

    def forward(self, x: Tensor) -> Tensor:
        """(B, T, inputs) -> (B, fewer T, outputs)."""
        spec = self.spec
        weight = self.kernel.weight.reshape(spec.kernel.outputs, spec.size, -1).transpose(1, 2)
        y = F.conv1d(x.transpose(1, 2), weight, self.kernel.bias, dilation=spec.dilation)
        return y.transpose(1, 2).relu()


@builds(wav2vec2.XVector)
class XVector(HeadBlock[wav2vec2.XVector]):
    """Mean and deviation over time, through two layers."""

    project: Linear
    layers: nn.ModuleList
    embed: Linear
    output: Linear
    speakers: Free

    def answer(self, hidden: Tensor, pooled: Tensor | None, ctx: Context) -> Answer:
        """``logits`` and ``embeddings`` (B, width).

        Raises:
            ValueError: the recordings are too short for the convolutions.
        """
        layers = self.spec.layers
        needed = 2 + sum((layer.size - 1) * layer.dilation for layer in layers)
        if hidden.shape[1] < needed:
            raise ValueError(
                f"recordings of {hidden.shape[1]} frames are too short; x-vectors take {needed}"
            )
        x = self.project(hidden)
        for layer in self.layers:
            x = layer(x)
        # Frames near the padding count as well: transformers takes no account of the dilation.
        lost = sum(layer.size - 1 for layer in layers)
        embeddings = self.embed(torch.cat(moments(x, self.counted(x, lost, ctx)), -1))
        return {"logits": self.output(embeddings), "embeddings": embeddings}

    def counted(self, x: Tensor, lost: int, ctx: Context) -> Tensor:
        """How many of the frames of ``x`` (B, T, W) count of each recording (B,).

        Raises:
            ValueError: a recording leaves fewer than two.
        """
        if ctx.real is None:
            return torch.full((len(x),), x.shape[1], device=x.device)
        frames = ctx.real.sum(1)
        if may_look_at(frames) and int(frames.min()) < lost + 2:
            raise ValueError(
                f"recording {int(frames.argmin())} has {int(frames.min())} frames and is too "
                f"short; x-vectors take {lost + 2}"
            )
        return (frames - lost).clamp(max=x.shape[1])

    def loss(self, answer: Answer, targets: Targets, ctx: Context) -> Tensor | None:
        """Softmax of angles to the speakers' directions, that of the right one with a margin."""
        if targets.labels is None:
            return None
        labels = targets.labels.flatten()
        cosines = F.normalize(answer["logits"], dim=1) @ F.normalize(self.speakers.weight, dim=0)
        right = F.one_hot(labels, cosines.shape[1])
        return F.cross_entropy(self.spec.scale * (cosines - self.spec.margin * right), labels)

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Frames near the padding count."""
        return False


def moments(x: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and standard deviation (B, W) of the first so many (B,) of the frames (B, T, W)."""
    counts = (torch.arange(x.shape[1], device=x.device) < lengths[:, None])[..., None].to(x)
    number = lengths[:, None].to(x)
    mean = (x * counts).sum(1) / number
    squares = ((x - mean[:, None]) * counts).square().sum(1)
    return mean, (squares / (number - 1)).sqrt()


@builds(wav2vec2.Quantizer)
class Quantizer(Block[wav2vec2.Quantizer]):
    """A code vector for each frame.

    Attributes:
        temperature: of the choice in training; it may be lowered as training goes on.
    """

    choose: Linear
    vectors: Free

    def __init__(self, spec: wav2vec2.Quantizer) -> None:
        super().__init__(spec)
        self.temperature = spec.temperature

    def forward(self, x: Tensor, counted: Tensor | None) -> tuple[Tensor, Tensor]:
        """Code vectors (B, T, width), and how many of them are in use, a scalar.

        Args:
            x: frames (B, T, channels).
            counted: which frames count for how many are in use (B, T), or None for all.
        """
        scores = self.choose(x).unflatten(-1, (self.spec.groups, -1))
        if self.training:
            chosen = F.gumbel_softmax(scores.float(), tau=self.temperature, hard=True).to(scores)
            shares = scores.float().softmax(-1)
        else:
            chosen = shares = F.one_hot(scores.argmax(-1), scores.shape[-1]).to(scores)
        usage = (shares.flatten(0, 1) if counted is None else shares[counted]).mean(0)
        perplexity = torch.exp(-torch.xlogy(usage, usage).sum(-1)).sum()
        vectors = self.vectors.weight.reshape(*scores.shape[-2:], -1)
        return torch.einsum("btgv,gvd->btgd", chosen, vectors).flatten(-2), perplexity


@builds(wav2vec2.HiddenFrames)
class HiddenFrames(HeadBlock[wav2vec2.HiddenFrames]):
    """Frames as the layers make them up, and as the quantiser has them."""

    states: Linear
    codes: Linear
    quantizer: Quantizer

    def respond(
        self, hidden: Tensor, pooled: Tensor | None, targets: Targets, ctx: Context
    ) -> tuple[Answer, Tensor | None]:
        """Both projections, how many code vectors are in use, and with negatives the losses.

        Raises:
            ValueError: there are negatives and no hidden frames.
        """
        masked = ctx.inputs.mask_time_indices
        hides = None if masked is None else masked.bool()
        found = F.dropout(ctx.features["extract_features"], self.spec.dropout, self.training)
        vectors, perplexity = self.quantizer(found, hides)
        answer = {
            "projected_states": self.states(hidden),
            "projected_quantized_states": self.codes(vectors),
            "codevector_perplexity": perplexity,
        }
        negatives = targets.given.get("sampled_negative_indices")
        if negatives is None:
            return answer, None
        if hides is None:
            raise ValueError("sampled_negative_indices need mask_time_indices beside them")
        contrastive = self.contrast(answer, negatives.long(), hides)
        count = self.quantizer.spec.choose.outputs
        diversity = (count - perplexity) / count * hides.sum()
        losses = {"contrastive_loss": contrastive, "diversity_loss": diversity}
        return answer | losses, contrastive + self.spec.diversity * diversity

    def contrast(self, answer: Answer, negatives: Tensor, hides: Tensor) -> Tensor:
        """Summed cross-entropy of finding each hidden frame's own code vector among others'.

        Args:
            answer: both projections (B, T, common width).
            negatives: places of others, counted through the batch (B, T, N).
            hides: which frames are hidden (B, T).
        """
        right = answer["projected_quantized_states"]
        others = right.flatten(0, 1)[negatives[hides]]  # (hidden, N, common width)
        right, states = right[hides][:, None], answer["projected_states"][hides][:, None]
        cosines = torch.cosine_similarity(
            states.float(), torch.cat((right, others), 1).float(), dim=-1
        )
        logits = cosines / self.spec.temperature
        same = (right == others).all(-1)
        logits[:, 1:] = logits[:, 1:].masked_fill(same, -torch.inf)
        target = torch.zeros(len(logits), dtype=torch.long, device=logits.device)
        return F.cross_entropy(logits, target, reduction="sum")

    def packable(self, targets: Targets, real: Tensor) -> bool:
        """Negatives are counted on the padded grid."""
        return False
