"""Samples of all tasks, drawn once and kept in files, so that a slow machine does not draw while it learns:
`python -m toybox.stock RUN --preset nano`. Called again it goes on where it stopped.

Videos lie there as bytes. Both stages read them: the autoencoder the pictures, the transformer the whole samples.
"""
from __future__ import annotations

import glob
import os

import torch
from torch import Tensor

from .feed import Jobs, groups
from .run import begin
from .tasks import Sample, shoot
from .world import World

SHARD = 100


def packed(video: Tensor | None) -> Tensor | None:
    return None if video is None else ((video + 1) * 127.5).round().clamp(0, 255).byte()


def unpacked(video: Tensor | None) -> Tensor | None:
    return None if video is None else video.float() / 127.5 - 1


def to_bytes(s: Sample) -> dict:
    """Where a control is grey because it is to change is told by `blank`: that grey lies between two bytes."""
    mask = s.mask.bool() if s.mask is not None else None
    blank = mask is not None and s.control is not None and bool((s.control * s.mask).abs().amax() == 0)
    return {"task": s.task, "scene": s.scene, "colourless": s.colourless, "blank": blank, "target": packed(s.target), "control": packed(s.control), "mask": mask,
            "references": [packed(r) for r in s.references]}


def from_bytes(d: dict) -> Sample:
    mask, control = d["mask"].float() if d["mask"] is not None else None, unpacked(d["control"])
    if d["blank"]:
        control = control * (1 - mask)
    return Sample(d["task"], unpacked(d["target"]), d["scene"], control, mask, [unpacked(r) for r in d["references"]], d["colourless"])


class Stock:
    """What lies in a run's folder, of a world or its smaller ones; files are mapped, not read."""

    def __init__(self, run: str, world: World):
        paths = sorted(glob.glob(os.path.join(run, "stock", "*.pt")))
        self.entries = [d for p in paths for d in torch.load(p, weights_only=False, mmap=True) if world.holds(d["scene"])]

    def __len__(self) -> int:
        return len(self.entries)

    def sample(self, i: int) -> Sample:
        return from_bytes(self.entries[i])


def main() -> None:
    a, c, _ = begin(__doc__)
    folder = os.path.join(a.run, "stock")
    os.makedirs(folder, exist_ok=True)
    number = len(glob.glob(os.path.join(folder, "*.pt")))
    feed = groups(Jobs(c), f"stock {c.seed} {number}", c.workers)
    while number * SHARD < c.stock:
        samples = []
        while len(samples) < SHARD:
            samples += [to_bytes(s) for job in next(feed) for s in shoot(job, torch.device("cpu"))]
        torch.save(samples[:SHARD], os.path.join(folder, f"{number:04d}.part"))
        os.replace(os.path.join(folder, f"{number:04d}.part"), os.path.join(folder, f"{number:04d}.pt"))
        number += 1
        print(f"{number * SHARD} of {c.stock}", flush=True)


if __name__ == "__main__":
    main()
