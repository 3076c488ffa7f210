"""What each task is measured by, beside how it looks: what had to stay, where things had to go, who had to be there."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from ..run import decibels
from ..tasks import Job, Sample
from ..world.scene import hue
from .clips import facts_of
from .marks import share
from .renderers import as_bytes
from .verdict import Judge, Sighting

PATCH = 24                          # pixels of a thing that is straightened
TURNS = 6                           # hues that a thing's colours are told from
TELLING = 0.04                      # by so much these must differ to be told apart, 0...1
NEAR = 0.1                          # of the shorter side: a path is followed that closely


# what is measured, and its unit; of shares the mean is told, of numbers the median
MEASURES = {"kept": "dB", "kept at best": "dB", "seam": "", "things": "", "identity": "", "path error": "", "followed": "", "look": "", "target": "dB"}
DRAWN = ("track", "brush")          # tasks whose control is a path for each thing
SHARES = ("things", "identity", "followed", "look")


@dataclass
class Task:
    """A job as it was set, and the clip that came of it, uint8 [F, H, W, 3]."""
    job: Job
    sample: Sample
    frames: np.ndarray

    @property
    def target(self) -> np.ndarray:
        return as_bytes(self.sample.target)

    @property
    def control(self) -> np.ndarray:
        """Grey where nothing is given."""
        return as_bytes(self.sample.control if self.sample.control is not None else torch.zeros_like(self.sample.target))

    @property
    def shown(self) -> np.ndarray:
        """What was given, to look at: the references, or else the control video."""
        return as_bytes(torch.stack(self.sample.references, 1)) if self.sample.references else self.control


def kept_psnr(task: Task, frames: np.ndarray) -> float | None:
    """Decibels of the frames where the mask says keep, against what was given there; None where nothing was."""
    s = task.sample
    if s.mask is None or s.control is None or s.mask.amin() > 0:
        return None
    keep = (s.mask < 0.5).unsqueeze(-1).numpy()
    given = (s.control.permute(1, 2, 3, 0).numpy() + 1) / 2
    return decibels(float((((frames / 255.0 - given) ** 2) * keep).sum() / (3 * keep.sum())))


def seam(task: Task) -> float | None:
    """The change from frame to frame where what was given ends, against the median change elsewhere; about 1 is smooth."""
    s = task.sample
    if s.task not in ("forward", "backward"):
        return None
    given = (s.mask.amax((1, 2)) < 0.5).numpy()
    change = np.abs(np.diff(task.frames.astype(np.float32), axis=0)).mean((1, 2, 3))
    at = int(np.nonzero(given[1:] != given[:-1])[0][0])
    return float(change[at] / max(1e-3, np.median(np.delete(change, at))))


def things(task: Task, seen: Sighting) -> list[bool]:
    """For a change of things: those that were asked for are there; and the one that had to go is gone."""
    if task.sample.task not in ("replace", "remove", "add", "reference"):
        return []
    there, asked = {a.thing for a in seen.actors}, {a.thing for a in task.sample.scene.actors}
    before = {t.thing for t in task.job.other.tracks} if task.job.other is not None else set()
    return [k in there for k in asked] + [k not in there for k in before - asked]


def track_errors(task: Task, judge: Judge, seen: Sighting) -> list[float]:
    """For each path that was drawn, how far the nearest track of its kind, or else any, keeps from it, in shares of the shorter side."""
    if task.sample.task not in DRAWN:
        return []
    tracks, out = [t for a in seen.actors for t in a.tracks], []
    for path in task.job.stage.tracks:
        at = (path.centre - [task.job.stage.width / 2, task.job.stage.height / 2]) / min(task.job.stage.width, task.job.stage.height)
        same = [t for t in tracks if judge.words.thing[t.kind] == path.thing] or tracks
        out.append(min((float(np.linalg.norm(t.pose[:, :2] / 2 - at, axis=1)[t.score > 0].mean()) for t in same), default=1.0))
    return out


def straightened(frames: np.ndarray, pose: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """How a thing looks on average, [3, PATCH, PATCH], 0...1: each frame brought to the thing's own square by its pose [F, 7]."""
    video = torch.from_numpy(frames).permute(0, 3, 1, 2).float() / 255
    h, w = video.shape[-2:]
    unit = torch.tensor([[min(h, w) / w], [min(h, w) / h]])
    theta = torch.stack([torch.from_numpy(pose[:, [2, 3, 0]]), torch.from_numpy(pose[:, [4, 5, 1]])], 1) * unit
    grid = F.affine_grid(theta, [len(video), 3, PATCH, PATCH], align_corners=False)
    share = torch.from_numpy(weight / max(1e-6, weight.sum())).float().view(-1, 1, 1, 1)
    return (F.grid_sample(video, grid, align_corners=False) * share).sum(0).numpy()


def identities(task: Task, judge: Judge, seen: Sighting) -> list[bool]:
    """For each thing that was shown in a reference, whether it came in those colours and not in others, as far as these can be told
    apart: its straightened look is nearer to the target's than to the target's in `TURNS` - 1 other hues."""
    if task.sample.task != "reference":
        return []
    facts, out = facts_of(task.job.stage, judge.words, None), []
    shown = {a.thing: a for a in seen.actors}
    for i, track in enumerate(task.job.stage.tracks):
        if any(t.thing == track.thing for t in task.job.stage.tracks[:i]):
            continue
        pose = facts.pose[0, i]
        true = straightened(task.target, pose, _inside(pose))
        inner = np.s_[:, PATCH // 5:-PATCH // 5, PATCH // 5:-PATCH // 5]
        others = [np.clip(np.einsum("ij,jhw->ihw", hue(2 * np.pi * k / TURNS), true), 0, 1)[inner] for k in range(TURNS)]
        if min(np.abs(o - others[0]).mean() for o in others[1:]) < TELLING:
            continue                                                          # grey all over
        if track.thing not in shown:
            out.append(False)
            continue
        came = max(shown[track.thing].tracks, key=lambda t: t.score.sum())
        look = straightened(task.frames, came.pose, came.score * _inside(came.pose))[inner]
        out.append(int(np.argmin([np.abs(look - o).mean() for o in others])) == 0)
    return out


def _inside(pose: np.ndarray) -> np.ndarray:
    """1 for frames in which the thing's middle is well inside the frame."""
    return (np.abs(pose[:, :2]).max(1) < 0.85).astype(np.float32) + 1e-3


def scores(task: Task, judge: Judge, reconstructed: np.ndarray | None) -> dict[str, list[float]]:
    """What there is to say about one clip. `reconstructed`: the given video through the autoencoder alone, which is as near as any model
    of its can come."""
    seen = judge.watch(task.frames)
    followed = track_errors(task, judge, seen)
    out = {"kept": kept_psnr(task, task.frames), "kept at best": kept_psnr(task, reconstructed) if reconstructed is not None else None, "seam": seam(task)}
    row = {k: [v] for k, v in out.items() if v is not None}
    row |= {"things": things(task, seen), "identity": identities(task, judge, seen), "path error": followed, "followed": [e < NEAR for e in followed]}
    if task.sample.task == "restyle":
        row["look"] = [seen.words["look"] == task.sample.scene.look]
    row["target"] = [decibels(float(np.mean((task.frames / 255.0 - task.target / 255.0) ** 2)))]
    return row


def cell(measure: str, values: list) -> str:
    if not values:
        return "-"
    return share(values) if measure in SHARES else f"{np.median(values):.3f}" if measure == "path error" else f"{np.median(values):.1f}"
