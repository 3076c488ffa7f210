"""Frames as generation may leave them: an autoencoder's softness, ripples and wrong colours, blocks, noise."""
from __future__ import annotations

import math
import random

import torch
import torch.nn.functional as F
from torch import Tensor


def worn(frames: Tensor, rng: random.Random) -> Tensor:
    """Frames [B, 3, H, W], 0...1, all of them in one way; a fifth of the time badly, a third not at all."""
    bad = rng.choices([0.0, 0.4, 1.0], [0.35, 0.45, 0.2])[0]
    if bad == 0:
        return frames
    if rng.random() < 0.8:
        frames = _soft(frames, rng.uniform(0.14, 0.4) if bad == 1 else rng.uniform(0.35, 0.9))
    if rng.random() < 0.4:
        frames = _rippled(frames, bad * rng.uniform(0.02, 0.14), rng)
    if rng.random() < 0.15:
        frames = _blocky(frames, rng.uniform(0.04, 0.16))
    if rng.random() < 0.4:
        frames = frames + torch.randn_like(frames) * bad * rng.uniform(0.01, 0.06)
    if rng.random() < 0.5:
        frames = _off_colour(frames, bad * 0.12, rng)
    return frames.clamp(0, 1)


def _soft(frames: Tensor, scale: float) -> Tensor:
    h, w = frames.shape[-2:]
    small = F.interpolate(frames, size=(max(4, round(h * scale)), max(4, round(w * scale))), mode="bilinear", antialias=True)
    return F.interpolate(small, size=(h, w), mode="bicubic")


def _rippled(frames: Tensor, amount: float, rng: random.Random) -> Tensor:
    """The pattern of a decoder's upsampling, strong here and weak there."""
    h, w = frames.shape[-2:]
    step = rng.choice([4, 8, 16])
    y, x = (torch.cos(2 * math.pi * (torch.arange(n) / step + rng.random())) for n in (h, w))
    where = F.interpolate(torch.randn(len(frames), 1, 4, 4), size=(h, w), mode="bicubic")
    return frames + amount * where * (y.view(1, 1, -1, 1) * rng.uniform(0, 1) + x.view(1, 1, 1, -1) * rng.uniform(0, 1))


def _blocky(frames: Tensor, step: float) -> Tensor:
    """Detail of blocks rounded away, as a strong compression does."""
    blocks = F.interpolate(F.avg_pool2d(frames, 8, ceil_mode=True), scale_factor=8)[..., :frames.shape[-2], :frames.shape[-1]]
    return blocks + ((frames - blocks) / step).round() * step


def _off_colour(frames: Tensor, amount: float, rng: random.Random) -> Tensor:
    """Too bright or dark, and a cast of colour that differs from place to place."""
    cast = F.interpolate(torch.randn(len(frames), 3, 2, 2), size=frames.shape[-2:], mode="bilinear")
    return frames * (1 + rng.uniform(-amount, amount)) + amount * (0.5 * cast + rng.uniform(-0.5, 0.5))
