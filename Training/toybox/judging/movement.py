"""How a clip moves: the camera, from small grey frames; and what each thing does, from its track and the camera's."""
from __future__ import annotations

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from .clips import Facts, Words

GRID = 64                           # pixels of the shorter side that the camera is told from
PACE = 20.0                         # of path velocities in the network
OPPOSITE = {"left": "right", "right": "left", "in": "out", "out": "in", "up": "down", "down": "up"}


def opposite(word: str, pairs: tuple[str, ...]) -> str:
    """"pan-left" to "pan-right", if "left" is one of the pairs."""
    head, _, way = word.rpartition("-")
    return f"{head}-{OPPOSITE[way]}" if way in pairs else word


def turned(words: tuple[str, ...], pairs: tuple[str, ...]) -> Tensor:
    """For each word the index of its opposite."""
    return torch.tensor([words.index(opposite(w, pairs)) for w in words])


def steps(frames: int) -> int:
    """Frames from one that the camera is told from to the next."""
    return max(1, min(2, frames - 1), (frames - 1) // 20)


def relief(videos: Tensor, step: int) -> Tensor:
    """Small grey frames with even contrast, of every so many frames: [B, F, 3, H, W], 0...1, to [B, T, h, w]."""
    picked = videos[:, ::step].flatten(0, 1)
    grey = (picked * picked.new_tensor([0.299, 0.587, 0.114]).view(3, 1, 1)).sum(1, keepdim=True)
    h, w = grey.shape[-2:]
    scale = GRID / min(h, w)
    grey = F.interpolate(grey, size=(round(h * scale), round(w * scale)), mode="area")
    mean = F.avg_pool2d(grey, 9, 1, 4, count_include_pad=False)
    spread = F.avg_pool2d((grey - mean) ** 2, 13, 1, 6, count_include_pad=False)
    return ((grey - mean) / (spread + 4e-4).sqrt()).view(len(videos), -1, *grey.shape[-2:])


class CameraEye(nn.Module):
    """Relief [B, T, h, w] to the velocity of the camera's path [B, T, 7], logits of its move [B, moves], and features [B, 192]."""

    def __init__(self, words: Words):
        super().__init__()
        self.a, self.na = nn.Conv3d(1, 16, (3, 7, 7), (1, 4, 4), (1, 3, 3)), nn.GroupNorm(4, 16)
        self.b, self.nb = nn.Conv3d(16, 32, 3, (1, 2, 2), 1), nn.GroupNorm(4, 32)
        self.c, self.nc = nn.Conv3d(32, 48, 3, 1, 1), nn.GroupNorm(4, 48)
        self.d = nn.Conv1d(48 * 16, 96, 3, padding=1)
        self.velocity, self.move = nn.Conv1d(96, 7, 1), nn.Linear(192, len(words.camera))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = F.silu(self.na(self.a(x[:, None])))
        x = F.silu(self.nb(self.b(x)))
        x = F.silu(self.nc(self.c(x)))
        x = F.adaptive_avg_pool3d(x, (None, 4, 4)).permute(0, 1, 3, 4, 2).flatten(1, 3)
        x = F.silu(self.d(x))
        features = torch.cat([x.mean(2), x.amax(2)], 1)
        return self.velocity(x).transpose(1, 2) / PACE, self.move(features), features


def velocity(path: Tensor) -> Tensor:
    """Of camera paths [N, F, 7]: by frame, at the frames that `relief` picks; zoom as its logarithm."""
    path = path.clone()
    path[..., 4] = path[..., 4].log()
    return torch.gradient(path, dim=1)[0][:, ::steps(path.shape[1])] if path.shape[1] > 1 else torch.zeros_like(path)


def travelled(speed: Tensor, frames: int) -> Tensor:
    """Where the camera is in every frame, from its start, by its velocities [B, T, 7]: [B, frames, 7]."""
    if frames == 1:
        return torch.zeros(len(speed), 1, 7)
    dense = F.interpolate(speed.transpose(1, 2), size=frames, mode="linear", align_corners=True).transpose(1, 2)
    return dense.cumsum(1) - dense[:, :1]


OWN = 8 + 9                         # numbers of a frame about a thing itself, and with what is near it
TELLS = OWN + 7 + 4


def tells(pose: np.ndarray, score: np.ndarray, other: np.ndarray | None, other_score: np.ndarray | None, camera: np.ndarray) -> np.ndarray:
    """What is told about one thing in each frame, [F, TELLS]: its pose, another thing's beside it, the camera's way, and its own
    place and size with the camera's pan, zoom and so on taken out."""
    own, near = _shape(pose), np.zeros((len(pose), 9), np.float32)
    if other is not None:
        near[:, :8] = _shape(other)
        near[:, :2] -= pose[:, :2]
        near[:, 8] = other_score
    zoom = camera[:, 4] + 0.95 * camera[:, 5]                                  # of things about one unit away
    place = pose[:, :2] / np.exp(zoom)[:, None] + camera[:, 0:2] + 0.95 * camera[:, 2:4]
    still = np.concatenate([place - place[:1], (own[:, 2] - zoom)[:, None], np.linspace(0, 1, len(pose))[:, None]], 1)
    own[:, 7] = score
    return np.concatenate([own, near, camera * 2, still], 1).astype(np.float32)


def _shape(pose: np.ndarray) -> np.ndarray:
    """x, y, log of size, the map from its square over its size (4), how much is seen."""
    size = np.sqrt(np.abs(pose[:, 2] * pose[:, 5] - pose[:, 3] * pose[:, 4])) + 0.02
    return np.concatenate([pose[:, :2], np.log(size)[:, None] + 1, pose[:, 2:6] / size[:, None], pose[:, 6:7]], 1)


def mirrored(told: Tensor) -> Tensor:
    """What would be told of the clip in a mirror."""
    sign = torch.ones(TELLS)
    for start in (0, 8):
        sign[[start, start + 3, start + 4]] = -1                               # x, and the map's first row (the squares' own left and right stay)
    sign[[OWN, OWN + 2, OWN + 6, OWN + 7]] = -1                                # pan, x, roll; place
    return told * sign


class VerbEye(nn.Module):
    """What is told of things [B, F, TELLS] to logits of their verbs [B, verbs]."""

    def __init__(self, words: Words, width: int = 96):
        super().__init__()
        self.first = nn.Conv1d(TELLS * 2, width, 5, padding=2)
        self.blocks = nn.ModuleList(nn.Conv1d(width, width, 5, padding=2 * d, dilation=d) for d in (1, 2, 4))
        self.norms = nn.ModuleList(nn.GroupNorm(8, width) for _ in self.blocks)
        self.verb = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * width, width), nn.SiLU(), nn.Linear(width, len(words.verb)))
        self.doubt = nn.Dropout1d(0.1)                                         # in training, of whole rows of numbers

    def forward(self, told: Tensor) -> Tensor:
        change = F.pad(told[:, 1:] - told[:, :-1], (0, 0, 1, 0)) * 8 if told.shape[1] > 1 else torch.zeros_like(told)
        x = self.first(self.doubt(torch.cat([told, change], 2).transpose(1, 2)))
        for block, norm in zip(self.blocks, self.norms):
            x = x + block(F.silu(norm(x)))
        return self.verb(torch.cat([x.mean(2), x.amax(2)], 1))


def partner(index: int, poses: list[np.ndarray], kinds: list[int]) -> int | None:
    """Of several things the one of another kind that comes nearest to this one."""
    near = [(np.linalg.norm(poses[i][:, :2] - poses[index][:, :2], axis=1).min(), i) for i in range(len(poses)) if kinds[i] != kinds[index]]
    return min(near)[1] if near else None


def told_by_facts(facts: Facts, clip: int) -> list[tuple[np.ndarray, int]]:
    """For each thing of a clip whose verb is known: what the facts tell, and its verb."""
    there = [i for i in range(len(facts.thing[clip])) if facts.thing[clip, i] >= 0]
    poses, kinds = [facts.pose[clip, i] for i in there], [int(facts.thing[clip, i]) for i in there]
    path = torch.from_numpy(facts.path[clip:clip + 1])
    camera = travelled(velocity(path), path.shape[1])[0].numpy()
    out = []
    for k, i in enumerate(there):
        if facts.verb[clip, i] >= 0:
            other = partner(k, poses, kinds)
            out.append((tells(poses[k], np.minimum(1, poses[k][:, 6] * 2), poses[other] if other is not None else None,
                              np.minimum(1, poses[other][:, 6] * 2) if other is not None else None, camera), int(facts.verb[clip, i])))
    return out
