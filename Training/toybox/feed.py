"""Scenes on their way to the device: worker processes set them up, in groups of one size and length."""
from __future__ import annotations

import random
from typing import Callable, Iterator

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .config import Config
from .tasks import Job, prepare
from .world import Scene, Stage, World

HELD_OUT = 1_000_000_000            # scenes from this seed on are never trained on


def pick(rng: random.Random, choices: list):
    """One of a preset's lists, by the share at the end of each entry."""
    return rng.choices(choices, [c[-1] for c in choices])[0]


class Groups(IterableDataset):
    """Endless groups: `make(seed)` for seeds that no other worker, process or command has."""

    def __init__(self, make: Callable[[random.Random], list], start: str):
        self.make, self.start = make, start

    def __iter__(self) -> Iterator[list]:
        info = get_worker_info()
        torch.set_num_threads(1)
        rng = random.Random(f"{self.start} {info.id if info else 0}")
        while True:
            yield self.make(rng)


def _same(batch):
    return batch


def groups(make: Callable[[random.Random], list], start: str, workers: int) -> Iterator[list]:
    more = dict(prefetch_factor=2, multiprocessing_context="fork") if workers else {}
    return iter(DataLoader(Groups(make, start), batch_size=None, num_workers=workers, collate_fn=_same, **more))


class Jobs:
    """Groups of jobs for the transformer."""

    def __init__(self, c: Config):
        self.c, self.world = c, World.named(c.world)

    def __call__(self, rng: random.Random) -> list[Job]:
        (width, height, _), (frames, _) = pick(rng, self.c.sizes), pick(rng, self.c.frames)
        count = self.c.model.group * (4 if frames == 1 else 1)
        return [prepare(rng.randrange(HELD_OUT), self.world, width, height, frames) for _ in range(count)]


class Clips:
    """Groups of scenes for the autoencoder. `late` may be set from outside only where there are no workers: so both are made."""

    def __init__(self, c: Config, late: bool):
        self.c, self.world, self.late = c, World.named(c.world), late

    def __call__(self, rng: random.Random) -> list[Stage]:
        (width, height, _), (frames, _) = pick(rng, self.c.sizes), pick(rng, self.c.vae.late if self.late else self.c.vae.early)
        count = max(1, round(self.c.vae.batch_frames * 65536 / (width * height * frames)))
        out = []
        for _ in range(count):
            stage = Scene.random(rng.randrange(HELD_OUT), self.world).stage(width, height, frames if frames == 1 else 61)
            out.append(cut(stage, rng.randrange(max(1, 62 - frames)), frames) if frames > 1 else stage)
        return out


def cut(stage: Stage, start: int, frames: int) -> Stage:
    """A part of a stage's time, for a clip that begins in the middle of things."""
    span = slice(start, start + frames)
    for card in stage.cards:
        card.place = card.place[span]
        card.order = card.order[span] if card.order is not None else None
        card.gain = card.gain[span] if card.gain is not None else None
    for track in stage.tracks:
        track.centre, track.box, track.depth = track.centre[span], track.box[span], track.depth[span]
    stage.frames = frames
    return stage
