"""From maps of scores and poses, frame by frame, to tracks: one a thing, with its kind and its pose in every frame."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch.nn.functional as F
from torch import Tensor

FOUND = 0.2                         # score of a peak
SAME = 0.7                          # of half a thing's side: another peak of its kind that near is its own
FAR = 0.55                          # units that a thing can go from one frame to the next, and be linked
UNLIKE = 0.8                        # what seeming another kind of thing counts, in units
LASTING = 0.16                      # summed score of a track that is kept, as a share of the frames


@dataclass
class Track:
    """`kinds` [K]: mean scores by kind, over the frames in which it was found; pose [F, 7] in units, as `clips.Facts`; score [F],
    0 where it was not found and its pose is drawn between its neighbours."""
    kinds: np.ndarray
    pose: np.ndarray
    score: np.ndarray

    @property
    def kind(self) -> int:
        return int(self.kinds.argmax())


@dataclass
class _Chain:
    frames: list[int]
    kinds: list[np.ndarray]
    poses: list[np.ndarray]

    def where(self, frame: int) -> np.ndarray:
        """Where it should be by now, were it to go on at half its last speed."""
        at = self.poses[-1][:2]
        if len(self.frames) < 2 or frame - self.frames[-1] > 3:
            return at
        return at + 0.5 * (at - self.poses[-2][:2]) / (self.frames[-1] - self.frames[-2]) * (frame - self.frames[-1])


def peaks(score: Tensor, pose: Tensor) -> list[list[tuple[np.ndarray, np.ndarray]]]:
    """For each frame what is found there: scores by kind [K] and pose [7] in units, the surest first. score [F, K, h, w] 0...1."""
    frames, _, h, w = score.shape
    best = score.amax(1)
    top = (best == F.max_pool2d(best[:, None], 3, 1, 1)[:, 0]) & (best > FOUND)
    half, out = min(h, w) / 2, [[] for _ in range(frames)]
    for f, y, x in top.nonzero().tolist():
        p = pose[f, :, y, x].numpy().copy()
        p[0], p[1] = (p[0] + x + 0.5 - w / 2) / half, (p[1] + y + 0.5 - h / 2) / half
        out[f].append((score[f, :, y, x].numpy(), p))
    return [_apart(found) for found in out]


def _apart(found: list[tuple[np.ndarray, np.ndarray]]) -> list[tuple[np.ndarray, np.ndarray]]:
    """The surest first, without those that are the same thing seen again beside its middle."""
    out: list[tuple[np.ndarray, np.ndarray]] = []
    for kinds, pose in sorted(found, key=lambda item: -item[0].max()):
        if not any(np.linalg.norm(pose[:2] - p[:2]) < SAME * _size(p) and _alike(kinds, k) > 0.5 for k, p in out):
            out.append((kinds, pose))
    return out


def _size(pose: np.ndarray) -> float:
    return float(np.sqrt(abs(pose[2] * pose[5] - pose[3] * pose[4])))


def _alike(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b) / float(np.linalg.norm(a) * np.linalg.norm(b) + 1e-9)


def link(found: list[list[tuple[np.ndarray, np.ndarray]]]) -> list[Track]:
    """Tracks of what was found in each frame, the most lasting first."""
    chains: list[_Chain] = []
    for f, here in enumerate(found):
        costs = sorted((cost, c, i) for c, chain in enumerate(chains) for i, item in enumerate(here)
                       if (cost := _cost(chain, f, *item)) < FAR + UNLIKE)
        taken, used = set(), set()
        for cost, c, i in costs:
            if c not in used and i not in taken:
                used.add(c), taken.add(i)
                chains[c].frames.append(f), chains[c].kinds.append(here[i][0]), chains[c].poses.append(here[i][1])
        for i, (kinds, pose) in enumerate(here):
            if i not in taken:
                chains.append(_Chain([f], [kinds], [pose]))
    chains = _mended(sorted(chains, key=lambda c: -sum(k.max() for k in c.kinds)))
    return [_track(c, len(found)) for c in chains if sum(k.max() for k in c.kinds) > LASTING * len(found) and len(c.frames) > min(2, len(found) - 1)]


def _cost(chain: _Chain, frame: int, kinds: np.ndarray, pose: np.ndarray) -> float:
    distance = np.linalg.norm(pose[:2] - chain.where(frame))
    if distance > FAR + 0.04 * (frame - chain.frames[-1]):
        return 9.0
    known = np.mean(chain.kinds[-8:], 0)
    return distance + UNLIKE * (1 - _alike(known, kinds))


def _mended(chains: list[_Chain]) -> list[_Chain]:
    """Joins pieces of one kind that are never there at once: a thing that was hidden for a while, or seen worse."""
    out: list[_Chain] = []
    for chain in chains:
        kind = int(np.sum(chain.kinds, 0).argmax())
        for other in out:
            if int(np.sum(other.kinds, 0).argmax()) == kind and len(set(other.frames) & set(chain.frames)) <= 1:
                extra = [i for i, f in enumerate(chain.frames) if f not in other.frames]
                rows = sorted([*zip(other.frames, other.kinds, other.poses), *((chain.frames[i], chain.kinds[i], chain.poses[i]) for i in extra)], key=lambda r: r[0])
                other.frames, other.kinds, other.poses = (list(v) for v in zip(*rows))
                break
        else:
            out.append(chain)
    return out


def _track(chain: _Chain, frames: int) -> Track:
    poses, every = np.stack(chain.poses), np.arange(frames)
    pose = np.stack([np.interp(every, chain.frames, poses[:, k]) for k in range(poses.shape[1])], 1).astype(np.float32)
    score = np.zeros(frames, np.float32)
    score[chain.frames] = [k.max() for k in chain.kinds]
    return Track(np.mean(chain.kinds, 0), pose, score)


def follow(score: Tensor, pose: Tensor) -> list[Track]:
    """score [F, K, h, w] as logits, pose [F, 7, h, w], of one clip."""
    return link(peaks(score.sigmoid(), pose))
