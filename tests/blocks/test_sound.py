"""Convolutions over recordings: what is left out of them changes nothing."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from factory.blocks import build
from factory.specs import Conv, ConvBlock, GroupNorm, LayerNorm, activation


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("groups", [1, 4, 8])
@pytest.mark.parametrize("bias", [False, True])
def test_the_first_frames_are_normalised_among_all(channels: int, groups: int, bias: bool) -> None:
    conv = Conv(inputs=channels, outputs=8, kernel=(10,), stride=(5,), bias=bias)
    norm = GroupNorm(width=8, groups=groups, eps=1e-5)
    block = build(ConvBlock(conv=conv, norm=norm, activation=activation("gelu")))
    chance = torch.Generator().manual_seed(0)
    for parameter in block.parameters():
        torch.nn.init.normal_(parameter, generator=chance)
    # Samples that resemble their neighbours, and lie off zero as cheap microphones have it.
    sound = torch.randn(1, channels, 4000, generator=chance).cumsum(-1) / 10 + 3

    with torch.no_grad():
        beginning = block.beginning(sound, 300)
        frames = F.conv1d(sound.double(), block.conv.weight.double(), stride=5)
        if bias:
            frames = frames + block.conv.bias[:, None].double()
        weight, shift = block.norm.weight.double(), block.norm.bias.double()
        whole = F.gelu(F.group_norm(frames, groups, weight, shift, 1e-5))
    torch.testing.assert_close(beginning.double(), whole[..., :300], atol=1e-5, rtol=1e-5)


def test_a_norm_of_each_frame_needs_no_other() -> None:
    conv = Conv(inputs=1, outputs=8, kernel=(3,), stride=(2,), bias=True)
    block = build(
        ConvBlock(conv=conv, norm=LayerNorm(width=8, eps=1e-5), activation=activation("gelu"))
    )
    for parameter in block.parameters():
        torch.nn.init.normal_(parameter, generator=torch.Generator().manual_seed(0))
    sound = torch.randn(1, 1, 100, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        torch.testing.assert_close(block.beginning(sound, 20), block(sound)[..., :20])
