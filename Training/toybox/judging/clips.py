"""Clips of the world with their exact facts, rendered once and kept on disk for many passes."""
from __future__ import annotations

import os
import random
from dataclasses import dataclass, replace
from typing import Callable, Iterator

import numpy as np
import torch.nn.functional as nn
from torch import Tensor

from ..config import Config
from ..feed import HELD_OUT, pick
from ..world import Scene, Stage, World
from ..world.scene import hue

SIDE = 128                          # of the shorter side of a frame as the judge sees it
INSTANCES = 4                       # things in a clip at most
CHUNK = 125                         # clips in a file
PATH = ("pan", "tilt", "x", "y", "zoom", "forward", "roll")
CHECKED = 3 * HELD_OUT              # seeds of the clips that a judge is checked on, from here on


@dataclass
class Words:
    """What there is to tell apart, in the order of the networks' outputs."""
    thing: tuple[str, ...]
    setting: tuple[str, ...]
    time: tuple[str, ...]           # "" where there is no sky
    weather: tuple[str, ...]
    look: tuple[str, ...]
    camera: tuple[str, ...]
    verb: tuple[str, ...]

    @staticmethod
    def of(world: World) -> "Words":
        return Words(world.things, world.settings, ("", *world.times), world.weathers, world.looks, world.cameras, world.verbs)


PICTURE = ("setting", "time", "weather", "look")        # what one frame can tell


@dataclass
class Facts:
    """Of N clips. Positions in units of half the shorter side, from the middle of the frame.

    pose [N, I, F, 7]: x, y, the map from the thing's own square to the screen (a, b, c, d), and how much of it can be seen, 0...1;
    thing, verb [N, I]: -1 where there is none, and where the verb is not what is seen; path [N, F, 7], as `PATH`; labels: [N] each.
    """
    pose: np.ndarray
    thing: np.ndarray
    verb: np.ndarray
    path: np.ndarray
    setting: np.ndarray
    time: np.ndarray
    weather: np.ndarray
    look: np.ndarray
    camera: np.ndarray

    @staticmethod
    def joined(parts: list["Facts"]) -> "Facts":
        return Facts(*(np.concatenate([getattr(p, k) for p in parts]) for k in Facts.__dataclass_fields__))


def varied(seed: int, world: World) -> Scene:
    """A scene in which rare looks and camera moves are as likely as common ones half of the time."""
    rng, scene = random.Random(f"varied {seed}"), Scene.random(seed, world)
    look = rng.choice(world.looks) if rng.random() < 0.5 else scene.look
    goes = scene.actors[0].verb in ("go-left", "go-right", "wave", "chase")
    camera = rng.choice([k for k in world.cameras if k != "follow" or goes]) if rng.random() < 0.5 else scene.camera
    return replace(scene, look=look, camera=camera)


def staged(seed: int, world: World, width: int, height: int, frames: int, natural: bool = False) -> Stage:
    """Of a scene for the judge; unless natural, some with nobody in them and some with things in other colours."""
    rng = random.Random(f"staged {seed}")
    scene = Scene.random(seed, world) if natural else varied(seed, world)
    empty = not natural and rng.random() < 0.03
    dyes = {i: hue(rng.uniform(0.5, 5.8)) for i in range(len(scene.actors)) if not natural and rng.random() < 0.1}
    return scene.stage(width, height, frames, without=tuple(range(len(scene.actors))) if empty else (), dyed=dyes)


def seen_by_judge(frames: Tensor) -> Tensor:
    """[F, 3, H, W] with the shorter side at `SIDE` pixels."""
    h, w = frames.shape[-2:]
    if min(h, w) == SIDE:
        return frames
    scale = SIDE / min(h, w)
    return nn.interpolate(frames, size=(round(h * scale), round(w * scale)), mode="area" if scale < 1 else "bilinear")


def facts_of(stage: Stage, words: Words, masks: Tensor | None = None) -> Facts:
    """Of one clip; without masks everything counts as seen that is neither faded nor outside the frame."""
    scene, frames = stage.scene, stage.frames
    pose = np.zeros((1, INSTANCES, frames, 7), np.float32)
    thing, verb = np.full((1, INSTANCES), -1), np.full((1, INSTANCES), -1)
    for card in stage.cards:
        if not 0 <= card.thing < INSTANCES:
            continue
        i, track = card.thing, stage.tracks[card.thing]
        pose[0, i, :, :2] = card.place[:, :, 2]
        pose[0, i, :, 2:6] = card.place[:, :, :2].reshape(frames, 4)
        alpha = card.gain[:, 3] if card.gain is not None else np.ones(frames)
        if masks is None:
            inside = np.clip(1.3 - np.abs(card.place[:, :, 2] / [stage.width / 2 / stage.unit, stage.height / 2 / stage.unit]).max(1), 0, 0.5) * 2
            pose[0, i, :, 6] = alpha * inside
        else:
            whole = np.abs(np.linalg.det(card.place[:, :, :2])) * 4 * stage.unit ** 2 * (card.texture[..., 3].mean() / 255)
            pose[0, i, :, 6] = np.clip(masks[i].sum((1, 2)).numpy() / np.maximum(whole, 1), 0, 1)
        actor = scene.actors[track.actor]
        thing[0, i] = words.thing.index(track.thing)
        pushed = track.actor == 1 and scene.actors[0].verb == "collide"
        verb[0, i] = -1 if pushed else words.verb.index(actor.verb)
    path = np.stack([getattr(stage.path, k) for k in PATH], 1)[None].astype(np.float32)
    labels = {k: np.array([getattr(words, k).index(getattr(scene, k))]) for k in (*PICTURE, "camera")}
    return Facts(pose, thing, verb, path, **labels)


def render(stage: Stage, words: Words) -> tuple[np.ndarray, Facts]:
    """uint8 [F, 3, H, W] as the judge sees it, and its facts."""
    drawn = stage.draw(facts=True)
    frames = (seen_by_judge(drawn.frames) * 255 + 0.5).clamp(0, 255).byte().numpy()
    return frames, facts_of(stage, words, drawn.masks)


class Shelf:
    """Rendered clips in a folder, in files of `CHUNK` clips of one shape; what is there is not rendered again."""

    def __init__(self, folder: str, c: Config):
        self.folder, self.c, self.world = folder, c, World.named(c.world)
        self.words = Words.of(self.world)
        os.makedirs(folder, exist_ok=True)

    def chunk(self, index: int) -> tuple[np.ndarray, Facts]:
        """Frames uint8 [CHUNK, F, 3, H, W], mapped, and their facts."""
        path = os.path.join(self.folder, f"clips-{index:03d}")
        if not os.path.exists(path + ".npz"):
            self._render(index, path)
        with np.load(path + ".npz") as f:
            facts = Facts(**f)
        return np.load(path + ".npy", mmap_mode="r"), facts

    def through(self, again: Callable[[np.ndarray], np.ndarray], index: int) -> tuple[np.ndarray, Facts]:
        """A chunk after something was done to each clip, uint8 [F, H, W, 3]; that too is kept."""
        path, (frames, facts) = os.path.join(self.folder, f"again-{index:03d}.npy"), self.chunk(index)
        if not os.path.exists(path):
            done = np.stack([again(np.ascontiguousarray(clip.transpose(0, 2, 3, 1))).transpose(0, 3, 1, 2) for clip in frames])
            with open(path + ".part", "wb") as f:
                np.save(f, done)
            os.replace(path + ".part", path)
        return np.load(path, mmap_mode="r"), facts

    def _render(self, index: int, path: str) -> None:
        rng = random.Random(f"chunk {index}")
        width, height, _ = pick(rng, self.c.sizes)
        frames = pick(rng, [f for f in self.c.frames if f[0] > 1])[0]
        clips = [render(staged(HELD_OUT - 1 - index * CHUNK - i, self.world, width, height, frames), self.words) for i in range(CHUNK)]
        np.save(path + ".npy", np.stack([f for f, _ in clips]))
        facts = Facts.joined([f for _, f in clips])
        with open(path + ".npz.part", "wb") as f:
            np.savez(f, **facts.__dict__)
        os.replace(path + ".npz.part", path + ".npz")


def fresh(c: Config, count: int, natural: bool = False, start: int = CHECKED, words: Words | None = None) -> Iterator[tuple[Scene, np.ndarray, Facts]]:
    """Clips that no judge was trained on, in every size and length of the preset that moves. `words`: the judge's, if it knows more than
    the preset's world."""
    world, rng = World.named(c.world), random.Random(f"fresh {start}")
    words = words or Words.of(world)
    for i in range(count):
        width, height, _ = pick(rng, c.sizes)
        frames = pick(rng, [f for f in c.frames if f[0] > 1])[0]
        stage = staged(start + i, world, width, height, frames, natural)
        yield stage.scene, *render(stage, words)
