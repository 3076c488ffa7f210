"""Where samples come from: files drawn beforehand, or the renderer as training goes on."""
from __future__ import annotations

import random
from typing import Callable

import torch

from .config import Config
from .feed import Beside, Jobs, groups
from .stock import Stock
from .tasks import Sample, shoot
from .world import World


class Supply:
    """`give` hands on samples of one shape, each once; `any` is one of those there are, as often as one likes."""

    def __init__(self, run: str, c: Config, key: str, device: torch.device):
        self.device, self.rng, self.beside = device, random.Random("supply " + key), Beside(device)
        self.lend = self.beside.lend
        self.stock = Stock(run, World.named(c.world)) if c.stock else None
        self.left = self.rng.sample(range(len(self.stock)), len(self.stock)) if self.stock else []
        self.feed = None if self.stock else groups(Jobs(c), key, c.workers)
        self.recent: list[Sample] = []
        self.taken = 0

    def give(self, use: Callable[[list[Sample]], None]) -> int:
        """How many were handed on: none once a stock has been through. Drawing and use go on beside what the device does already."""
        if self.stock:
            samples = [self.stock.sample(self.left.pop())] if self.left else []
            if samples:
                use(samples)
            return len(samples)
        count = 0

        def work() -> tuple:
            nonlocal count
            samples = [s for job in next(self.feed) for s in shoot(job, self.device)]
            count = len(samples)
            use(samples)
            return tuple(s.target for s in samples)
        self.beside(work)
        return count

    def any(self) -> Sample:
        if self.stock:
            return self.stock.sample(self.rng.randrange(len(self.stock)))
        if self.taken % 16 == 0:                        # new ones keep coming; of each a few cuts are taken
            self.give(self._keep)
        self.taken += 1
        return self.rng.choice(self.recent)

    def _keep(self, samples: list[Sample]) -> None:
        self.recent = (samples + self.recent)[:256]
