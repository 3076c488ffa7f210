"""Scenes on their way to the device: worker processes set them up, in groups of one size and length."""
from __future__ import annotations

import random
import zlib
from typing import Callable, Iterator

import torch
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .config import Config
from .tasks import Job, prepare
from .world import Scene, World

HELD_OUT = 1_000_000_000            # scenes from this seed on are never trained on
KEPT_BACK = 64                      # of so many combinations of thing, setting, verb, camera and look, one is never trained on


def kept_back(scene: Scene, actors: slice = slice(None)) -> bool:
    """Whether some actor's combination with the rest of the scene is one that training leaves out, whatever the seed."""
    return any(zlib.crc32(f"{a.thing} {scene.setting} {a.verb} {scene.camera} {scene.look}".encode()) % KEPT_BACK == 0 for a in scene.actors[actors])


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
        return [self._job(rng, width, height, frames) for _ in range(count)]

    def _job(self, rng: random.Random, width: int, height: int, frames: int) -> Job:
        while kept_back((job := prepare(rng.randrange(HELD_OUT), self.world, width, height, frames)).scene):
            pass
        return job


class Beside:
    """Does work on the device beside what is already under way there: on a GPU, in a stream of its own."""

    def __init__(self, device: torch.device):
        self.stream = torch.cuda.Stream(device) if device.type == "cuda" else None

    def __call__(self, work: Callable[[], tuple[torch.Tensor, ...]]) -> tuple[torch.Tensor, ...]:
        """The tensors that the work gives, ready for the current stream."""
        if self.stream is None:
            return work()
        with torch.cuda.stream(self.stream):
            out = work()
        self.lend(*out)
        return out

    def lend(self, *tensors: torch.Tensor) -> None:
        """Their memory is not to be used again before the current stream is done with them."""
        if self.stream is not None:
            current = torch.cuda.current_stream()
            current.wait_stream(self.stream)
            for t in tensors:
                t.record_stream(current)
