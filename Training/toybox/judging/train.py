"""Training of the judge's networks, one after another, on clips that are rendered once."""
from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import Callable

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from ..muon import Muon
from . import detector as detectors
from .clips import Facts, Shelf, Words
from .detector import Detector
from .movement import OPPOSITE, PACE, CameraEye, VerbEye, mirrored, relief, steps, told_by_facts, travelled, turned, velocity
from .reconstruction import Reconstruction
from .tracks import Track, follow
from .verdict import Judge, told_by_tracks
from .wear import worn

AVERAGED = 0.998
AGAIN = 0.25                        # share of the batches that have been through the autoencoder


def fit(name: str, net: torch.nn.Module, minutes: float, lr: float, batch: Callable[[random.Random], dict[str, Tensor]]) -> None:
    """Muon on the sum of the losses that `batch` gives, for so many minutes of one core; the network ends as the average of its weights."""
    optimiser = Muon(net.parameters(), lr=lr, weight_decay=0.01)
    average = [p.detach().clone() for p in net.parameters()]
    rng, step, begun, sums = random.Random(name), 0, time.process_time(), {}
    net.train()
    while (progress := (time.process_time() - begun) / 60 / minutes) < 1:
        for group in optimiser.param_groups:
            group["lr"] = lr * min(1, (step + 1) / 50) * min(1, max(0.01, (1 - progress) * 1.5))
        losses = batch(rng)
        optimiser.zero_grad(set_to_none=True)
        sum(losses.values()).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 2.0)
        optimiser.step()
        step += 1
        with torch.no_grad():
            torch._foreach_lerp_(average, list(net.parameters()), 1 - min(AVERAGED, (1 + step) / (10 + step)))
        for k, v in losses.items():
            sums.setdefault(k, []).append(v.detach())
        if step % 100 == 0:
            print(f"{name} {step} {progress:.2f}", {k: round(torch.stack(v).mean().item(), 3) for k, v in sums.items()}, flush=True)
            sums = {}
    with torch.no_grad():
        for p, a in zip(net.parameters(), average):
            p.copy_(a)
    net.eval()


@dataclass
class Stock:
    """Clips to train on: as rendered, and a few through the autoencoder whose clips are to be judged, if there is one."""
    rendered: list[tuple[np.ndarray, Facts]]
    again: list[tuple[np.ndarray, Facts]]

    @staticmethod
    def of(shelf: Shelf, chunks: int, again: Reconstruction) -> "Stock":
        return Stock([shelf.chunk(i) for i in range(chunks)], [shelf.through(again, i) for i in range(-(-chunks // 20))] if again.there else [])

    def pick(self, rng: random.Random) -> tuple[np.ndarray, Facts]:
        return rng.choice(self.again if self.again and rng.random() < AGAIN else self.rendered)


def train_detector(words: Words, stock: Stock, minutes: float) -> Detector:
    torch.manual_seed(0)
    net = Detector(words).to(memory_format=torch.channels_last)

    def batch(rng: random.Random) -> dict[str, Tensor]:
        frames, facts = stock.pick(rng)
        numbers = np.random.default_rng(rng.getrandbits(60))
        clip, frame = numbers.integers(len(frames), size=48), numbers.integers(frames.shape[1], size=48)
        video = torch.from_numpy(frames[clip, frame]).float() / 255
        return detectors.loss(net, worn(video, rng), facts, clip, frame)
    fit("detector", net, minutes, 3e-3, batch)
    return net


def train_camera(words: Words, stock: Stock, minutes: float) -> CameraEye:
    """On worn frames, mirrored and played backwards too: both turn a move into its opposite."""
    torch.manual_seed(1)
    net, moves = CameraEye(words), words.camera
    mirror, backwards = turned(moves, ("left", "right")), turned(moves, tuple(OPPOSITE))

    def batch(rng: random.Random) -> dict[str, Tensor]:
        frames, facts = stock.pick(rng)
        clip = np.random.default_rng(rng.getrandbits(60)).integers(len(frames), size=16)
        step = steps(frames.shape[1])
        video = torch.from_numpy(frames[clip][:, ::step]).float() / 255
        video = worn(video.flatten(0, 1), rng).view_as(video)
        speed, move = velocity(torch.from_numpy(facts.path[clip])), torch.from_numpy(facts.camera[clip])
        if rng.random() < 0.5:
            video, speed, move = video.flip(-1), speed * speed.new_tensor([-1, 1, -1, 1, 1, 1, -1]), mirror[move]
        if rng.random() < 0.5:
            video, speed, move = video.flip(1), -speed.flip(1), backwards[move]
        got, logits, _ = net(relief(video, 1))
        return {"speed": ((got - speed) * PACE).abs().mean() * 2, "move": F.cross_entropy(logits, move)}
    fit("camera", net, minutes, 2e-3, batch)
    return net


@torch.no_grad()
def watched(clips: list[tuple[np.ndarray, Facts]], detector: Detector, camera: CameraEye) -> list[tuple[np.ndarray, int]]:
    """What the tracker tells of the things in clips that may be worn, and their verbs."""
    rng, out = random.Random("watched"), []
    for frames, facts in clips:
        for clip in range(len(frames)):
            video = worn(torch.from_numpy(np.array(frames[clip])).float() / 255, rng)
            score, pose, _, _ = detector(video)
            way = travelled(camera(relief(video[None], steps(len(video))))[0], len(video))[0].numpy()
            tracks = follow(score, pose)
            for track, told in zip(tracks, told_by_tracks(tracks, way)):
                if (verb := _verb_of(track, facts, clip)) is not None:
                    out.append((told, verb))
    return out


def _verb_of(track: Track, facts: Facts, clip: int) -> int | None:
    """Of the thing that a track follows, if it is of the right kind and near it."""
    same = [i for i in range(len(facts.thing[clip])) if facts.thing[clip, i] == track.kind and facts.verb[clip, i] >= 0]
    gaps = {i: float(np.abs(facts.pose[clip, i, :, :2] - track.pose[:, :2])[track.score > 0].mean()) for i in same}
    best = min(gaps, key=gaps.get, default=None)
    return int(facts.verb[clip, best]) if best is not None and gaps[best] < 0.3 else None


def train_verbs(words: Words, stock: Stock, minutes: float, detector: Detector, camera: CameraEye) -> VerbEye:
    """On what the tracker tells of the clips, and on what their facts tell, both roughened."""
    torch.manual_seed(2)
    net, verbs = VerbEye(words), words.verb
    exact = by_length([item for _, facts in stock.rendered for clip in range(len(facts.camera)) for item in told_by_facts(facts, clip)])
    tracked = by_length(watched(stock.rendered + stock.again, detector, camera))
    mirror = turned(verbs, ("left", "right"))
    print({"exact": sum(map(len, exact)), "tracked": sum(map(len, tracked))}, flush=True)

    def batch(rng: random.Random) -> dict[str, Tensor]:
        out = {}
        for name, lengths in (("exact", exact), ("tracked", tracked)):
            if not lengths:                                                    # a detector that sees nothing yet
                continue
            items = rng.choices(rng.choices(lengths, [len(v) for v in lengths])[0], k=48)
            told, verb = torch.from_numpy(np.stack([t for t, _ in items])), torch.tensor([v for _, v in items])
            if rng.random() < 0.5:
                told, verb = mirrored(told), mirror[verb]
            told = roughened(told, rng.uniform(0.01, 0.05) if name == "exact" else rng.uniform(0, 0.03))
            out[name] = F.cross_entropy(net(told), verb)
        return out
    fit("verbs", net, minutes, 2e-3, batch)
    return net


def roughened(told: Tensor, amount: float) -> Tensor:
    """As a tracker that is often a little off, and sometimes off for a while: noise that is quick, slow, and constant."""
    n, frames, numbers = told.shape
    slow = F.interpolate(torch.randn(n, numbers, 4), size=frames, mode="linear", align_corners=True).transpose(1, 2)
    return told + amount * (torch.randn_like(told) + 1.5 * slow + torch.randn(n, 1, numbers))


def by_length(items: list[tuple[np.ndarray, int]]) -> list[list[tuple[np.ndarray, int]]]:
    out: dict[int, list] = {}
    for item in items:
        out.setdefault(len(item[0]), []).append(item)
    return list(out.values())


def train(shelf: Shelf, chunks: int, minutes: float, again: Reconstruction) -> Judge:
    """All of it: about half of the time for the detector, a third for the camera."""
    judge, stock = Judge(shelf.words), Stock.of(shelf, chunks, again)
    judge.detector = train_detector(shelf.words, stock, 0.5 * minutes)
    judge.camera = train_camera(shelf.words, stock, 0.3 * minutes)
    judge.verbs = train_verbs(shelf.words, stock, 0.2 * minutes, judge.detector, judge.camera)
    return judge
