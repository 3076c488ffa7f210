"""What one frame shows: its setting, time, weather and look, and where which things are and how they are turned.

Things are found as in Zhou et al. 2019, "Objects as Points": a map of scores for each kind of thing, whose peaks are their middles,
and beside it what else is asked about a thing that is there.
"""
from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from .clips import PICTURE, Facts, Words

STRIDE = 8                          # pixels of a frame to one place of the maps
SEEN = 0.25                         # of a thing, to be found
POSE = 7


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.a, self.b = (nn.Conv2d(width, width, 3, padding=1, bias=False) for _ in range(2))
        self.na, self.nb = (nn.GroupNorm(8, width) for _ in range(2))

    def forward(self, x: Tensor) -> Tensor:
        return F.silu(x + self.nb(self.b(F.silu(self.na(self.a(x))))))


class Detector(nn.Module):
    """Frames [B, 3, H, W], 0...1, to scores [B, K, H/8, W/8] (logits), poses [B, 7, H/8, W/8], and logits for the frame as a whole.

    A pose is where the middle is, in places of the map from its own, the map from the thing's square to the screen, and how much is seen.
    """

    def __init__(self, words: Words, width: int = 32):
        super().__init__()
        self.words = words
        self.stem = nn.Sequential(nn.Conv2d(3, width, 4, 4), nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, width, 3, padding=1),
                                  nn.GroupNorm(8, width), nn.SiLU(), nn.Conv2d(width, 64, 3, 2, 1))
        self.middle = Residual(64)
        self.down = nn.Sequential(nn.SiLU(), nn.Conv2d(64, 128, 3, 2, 1))
        self.deep = nn.Sequential(Residual(128), Residual(128))
        self.up, self.joined = nn.Conv2d(128, 64, 1), Residual(64)
        self.score, self.pose = nn.Conv2d(64, len(words.thing), 1), nn.Conv2d(64, POSE, 1)
        nn.init.constant_(self.score.bias, -4.0)
        self.features = nn.Sequential(nn.Linear(2 * 128, 128), nn.SiLU())
        self.whole = nn.ModuleDict({k: nn.Linear(128, len(getattr(words, k))) for k in PICTURE})

    def forward(self, frames: Tensor) -> tuple[Tensor, Tensor, dict[str, Tensor], Tensor]:
        x = self.middle(self.stem((frames * 4 - 2).contiguous(memory_format=torch.channels_last)))
        deep = self.deep(self.down(x))
        joined = self.joined(x + F.interpolate(self.up(deep), size=x.shape[-2:]))
        features = self.features(torch.cat([deep.mean((2, 3)), deep.amax((2, 3))], 1))
        return self.score(joined), self.pose(joined), {k: head(features) for k, head in self.whole.items()}, features


def targets(facts: Facts, clip: np.ndarray, frame: np.ndarray, kinds: int, h: int, w: int) -> tuple[Tensor, Tensor, Tensor]:
    """For chosen frames of chosen clips: scores wanted [B, K, h, w], poses wanted [B, 7, h, w], and where those count [B, 1, h, w]."""
    n = len(clip)
    score, pose, weight = np.zeros((n, kinds, h, w), np.float32), np.zeros((n, POSE, h, w), np.float32), np.zeros((n, 1, h, w), np.float32)
    yy, xx = np.arange(h)[:, None], np.arange(w)[None]
    half = min(h, w) / 2
    for b in range(n):
        here = facts.pose[clip[b], :, frame[b]]
        for i in np.argsort(here[:, 6]):                                       # the clearest last, on top
            kind, p = facts.thing[clip[b], i], here[i]
            if kind < 0:
                continue
            x, y = p[0] * half + w / 2 - 0.5, p[1] * half + h / 2 - 0.5        # in places of the map
            inside = -0.5 <= x < w - 0.5 and -0.5 <= y < h - 0.5
            if not inside or p[6] < 0.02:
                continue
            r = 0.5 + 0.22 * half * np.sqrt(abs(p[2] * p[5] - p[3] * p[4]))
            blob = np.exp(-((xx - x.round()) ** 2 + (yy - y.round()) ** 2) / (2 * (r / 2.2) ** 2))
            score[b, kind] = np.maximum(score[b, kind], blob * min(1, p[6] / SEEN))
            near = (np.abs(xx - x) < 1.5) & (np.abs(yy - y) < 1.5)
            pose[b, :, near] = np.stack([x - xx + 0 * yy, y - yy + 0 * xx, *(np.full((h, w), v) for v in p[2:])], -1)[near]
            weight[b, 0, near] = 1
    return torch.from_numpy(score), torch.from_numpy(pose), torch.from_numpy(weight)


def focal(logits: Tensor, wanted: Tensor) -> Tensor:
    """The penalty-reduced focal loss (Zhou et al. 2019, eq. 1, with soft peaks), by the number of peaks."""
    p = logits.sigmoid()
    peak = (wanted > 0.95).float()
    positive = (1 - p) ** 2 * F.logsigmoid(logits) * peak
    negative = (1 - wanted) ** 4 * p ** 2 * F.logsigmoid(-logits) * (1 - peak)
    return -(positive + negative).sum() / peak.sum().clamp(min=1)


def loss(detector: Detector, frames: Tensor, facts: Facts, clip: np.ndarray, frame: np.ndarray) -> dict[str, Tensor]:
    score, pose, whole, _ = detector(frames)
    wanted, at, weight = targets(facts, clip, frame, score.shape[1], *score.shape[-2:])
    out = {"score": focal(score, wanted), "pose": ((pose - at).abs() * weight).sum() / weight.sum().clamp(min=1) * 0.3}
    for k in PICTURE:
        out[k] = 0.5 * F.cross_entropy(whole[k], torch.from_numpy(getattr(facts, k)[clip]))
    return out
