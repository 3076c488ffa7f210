"""The tasks that one model learns: for each, what is given beside the text, made from clips of the world.

A worker process chooses and sets up (`prepare`), the device draws (`shoot`), and `Pool` turns samples into what the
transformer sees, exactly as diffusers' WanVACEPipeline does: latents of what is kept and of what is to change, the mask folded
into channels, reference pictures as frames in front.
"""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, field, replace

import numpy as np
import torch
import torch.nn.functional as nn
from torch import Tensor

from .vae import Latents
from .world import Scene, Stage, World, caption, dye, hue
from .world import looks
from .world.render import draw
from .world.things import sprite

# share of the clips; a text-only sample of the same clip goes beside some of the others
TASKS = {"text": 0.24, "first": 0.10, "first-last": 0.06, "keys": 0.06, "forward": 0.07, "backward": 0.04, "inpaint": 0.06, "replace": 0.05,
         "remove": 0.04, "add": 0.04, "outpaint": 0.05, "reference": 0.12, "track": 0.06, "brush": 0.05,
         "restyle": 0.06}
OF_STILLS = ("text", "inpaint", "replace", "remove", "add", "outpaint", "reference", "restyle")
BESIDE = 0.4


@dataclass
class Job:
    """A clip to be drawn for a task. `other`: the clip as it was given; `backdrop`: the setting alone."""
    task: str
    seed: int
    scene: Scene                    # that the caption is about
    stage: Stage
    other: Stage | None = None
    backdrop: Stage | None = None
    pictures: list[np.ndarray] = field(default_factory=list)        # of things: premultiplied RGBA
    look: str = "plain"
    colourless: bool = False


@dataclass
class Sample:
    """What is given and what is wanted. Videos [3, F, H, W] in -1...1; mask [F, H, W], 1 where to generate; references [3, H, W]."""
    task: str
    target: Tensor
    scene: Scene
    control: Tensor | None = None
    mask: Tensor | None = None
    references: list[Tensor] = field(default_factory=list)
    colourless: bool = False
    kept: Tensor | None = None      # the control where it is kept, and where it may change; None where that is all grey
    open: Tensor | None = None


def prepare(seed: int, world: World, width: int, height: int, frames: int) -> Job:
    rng = random.Random(f"task {seed}")
    scene = Scene.random(seed, world)
    names = [t for t in TASKS if frames > 1 or t in OF_STILLS]
    task = rng.choices(names, [TASKS[t] for t in names])[0]
    size = dict(width=width, height=height, frames=frames)
    job = Job(task, seed, scene, None, look=scene.look)
    if task in ("replace", "remove", "add"):
        index = rng.randrange(len(scene.actors)) if scene.actors[0].object is None else 0
        job.stage = scene.stage(**size)
        if task == "replace":
            other = replace(scene.actors[index], thing=rng.choice([k for k in world.things if k not in {a.thing for a in scene.actors}]))
            job.other = replace(scene, actors=[other if i == index else a for i, a in enumerate(scene.actors)]).stage(**size)
        else:
            job.other = scene.stage(**size, without=(index,))
            if task == "remove":
                job.stage, job.other = job.other, job.stage
                job.scene = replace(scene, actors=[replace(a, object=None) for i, a in enumerate(scene.actors) if i != index])
    elif task == "reference":
        kept = [i for i in range(len(scene.actors)) if rng.random() < 0.85] or [0]
        dyes = {i: hue(rng.uniform(0.5, 2 * math.pi - 0.5)) for i in kept if rng.random() < 0.5}
        job.stage, job.colourless = scene.stage(**size, dyed=dyes), bool(dyes)
        views = kept + [i for i in kept if rng.random() < 0.2]
        for i in views[:3]:
            picture = sprite(scene.actors[i].thing, rng.choice([96, 112, 128]))
            job.pictures.append(dye(picture, dyes[i]) if i in dyes else picture)
        if rng.random() < 0.35:
            job.backdrop = scene.stage(width, height, 1, without=tuple(range(len(scene.actors))))
    else:
        if task == "restyle" and scene.look == "plain":
            job.look = rng.choice([k for k in world.looks if k != "plain"])
            job.scene = replace(scene, look=job.look)
        job.stage = scene.stage(**size)
    return job


def shoot(job: Job, device: torch.device) -> list[Sample]:
    """Draws a job on the device: its sample, and sometimes one of the same clip for text alone."""
    rng, stage = random.Random(f"shoot {job.seed}"), job.stage
    seed = job.scene.seed % 1_000_003
    raw = draw(stage.cards, stage.frames, stage.width, stage.height, device).frames.clamp_(0, 1)
    target = _video(looks.apply(job.look, raw, seed))
    frames, height, width = target.shape[1:]
    sample = Sample(job.task, target, job.scene, colourless=job.colourless)
    ones = torch.ones(frames, height, width, device=device)
    if job.task in ("first", "first-last", "keys", "forward", "backward"):
        known = {"first": [0], "first-last": [0, frames - 1],
                 "keys": sorted({rng.randrange(frames) for _ in range(rng.randint(1, 4))}),
                 "forward": list(range(_length(rng, frames))), "backward": list(range(frames - _length(rng, frames), frames))}[job.task]
        sample.mask = ones
        sample.mask[known] = 0
        sample.control = target * (1 - sample.mask)
    elif job.task in ("replace", "remove", "add"):
        given = _video(looks.apply(job.look, draw(job.other.cards, frames, width, height, device).frames.clamp_(0, 1), seed))
        changed = ((given - target).abs().amax(0) > 0.06).float()
        sample.mask = _boxes(changed, rng)
        sample.control = given * (1 - sample.mask) if rng.random() < 0.5 else given
    elif job.task == "inpaint":
        sample.mask = _hole(stage, rng, ones)
        sample.control = target * (1 - sample.mask)
    elif job.task == "outpaint":
        left, right, top, bottom = (rng.choice([0.0, rng.uniform(0.1, 0.33)]) for _ in range(4))
        if left + right + top + bottom == 0:
            left = right = 0.25
        sample.mask = ones
        sample.mask[:, round(top * height):round((1 - bottom) * height), round(left * width):round((1 - right) * width)] = 0
        sample.control = target * (1 - sample.mask)
    elif job.task in ("track", "brush"):
        sample.control = drawn_paths(stage, rng, device)
        if job.task == "brush":                     # the first frame is given, the paths say what happens from there
            sample.control[:, 0], sample.mask = target[:, 0], ones
            sample.mask[0] = 0
    elif job.task == "restyle":
        sample.control = _video(raw)
    elif job.task == "reference":
        sample.references = [_on_white(p, height, width, rng, device) for p in job.pictures]
        if job.backdrop is not None:
            sample.references.append(_video(draw(job.backdrop.cards, 1, width, height, device).frames.clamp_(0, 1))[:, 0])
        rng.shuffle(sample.references)
    out = [sample]
    if job.task not in ("text", "remove", "reference") and rng.random() < BESIDE:
        out.append(Sample("text", target, job.scene))
    return out


def _video(frames: Tensor) -> Tensor:
    """[F, 3, H, W], 0...1, to [3, F, H, W], -1...1, in 256 steps as a file would have it."""
    return ((frames * 255).round() / 127.5 - 1).transpose(0, 1).contiguous()


def _length(rng: random.Random, frames: int) -> int:
    return rng.randint(1, max(1, round(frames * 0.6))) if rng.random() < 0.4 else min(frames - 4, 1 + 4 * rng.randint(1, max(1, frames // 8)))


def _boxes(changed: Tensor, rng: random.Random) -> Tensor:
    """Generous boxes around what changed, frame by frame, or one that holds for the whole clip."""
    frames, height, width = changed.shape
    if rng.random() < 0.5:
        changed = changed.amax(0, keepdim=True).expand(frames, -1, -1)
    rows, columns = changed.amax(2), changed.amax(1)
    grow = rng.uniform(0.02, 0.08)

    def span(hits: Tensor, n: int) -> Tensor:
        place = torch.arange(n, device=hits.device)
        low = torch.where(hits > 0, place, n).amin(1, keepdim=True) - grow * n
        high = torch.where(hits > 0, place, -1).amax(1, keepdim=True) + grow * n
        return ((place >= low) & (place <= high) & (hits.amax(1, keepdim=True) > 0)).float()
    return span(rows, height)[:, :, None] * span(columns, width)[:, None, :]


def _hole(stage: Stage, rng: random.Random, ones: Tensor) -> Tensor:
    """A region to fill: around a thing, or a box that may wander."""
    frames, height, width = ones.shape
    mask = torch.zeros_like(ones)
    if stage.tracks and rng.random() < 0.5:
        boxes = rng.choice(stage.tracks).box
    else:
        w, h = rng.uniform(0.25, 0.6) * width, rng.uniform(0.25, 0.6) * height
        start, way = np.array([rng.uniform(0, width - w), rng.uniform(0, height - h)]), np.array([rng.uniform(-0.3, 0.3) * width, rng.uniform(-0.3, 0.3) * height])
        at = start + way * np.linspace(0, 1, frames)[:, None] * (rng.random() < 0.5)
        boxes = np.concatenate([at, at + [w, h]], 1)
    for f, (x0, y0, x1, y1) in enumerate(boxes):
        pad = 0.05 * width
        mask[f, max(0, int(y0 - pad)):max(0, int(y1 + pad)), max(0, int(x0 - pad)):max(0, int(x1 + pad))] = 1
    return mask


def drawn_paths(stage: Stage, rng: random.Random, device: torch.device) -> Tensor:
    """Over grey: the path of each thing as a line, and a dot where it is. [3, F, H, W]."""
    frames, height, width = stage.frames, stage.height, stage.width
    n = min(height, width)
    yy = torch.arange(height, device=device).view(-1, 1) + 0.5
    xx = torch.arange(width, device=device).view(1, -1) + 0.5
    out = torch.zeros(3, frames, height, width, device=device)
    inks = torch.tensor([[1.0, 0.1, 0.1], [0.1, 0.9, 0.2], [0.2, 0.4, 1.0]], device=device)
    for track, ink in zip(stage.tracks, inks):
        at = torch.from_numpy(track.centre).float().to(device)
        dense = nn.interpolate(at.T[None], size=max(2, 4 * frames), mode="linear", align_corners=True)[0].T
        near = torch.full((height, width), 1e9, device=device)
        for part in dense.split(64):
            near = torch.minimum(near, ((xx - part[:, 0, None, None]) ** 2 + (yy - part[:, 1, None, None]) ** 2).amin(0))
        line = (1.5 - (near.sqrt() - n / 130)).clamp(0, 1) * 0.6
        dot = (1.5 - (((xx - at[:, 0, None, None]) ** 2 + (yy - at[:, 1, None, None]) ** 2).sqrt() - n / 28)).clamp(0, 1)
        out = out * (1 - line) + line
        out = out * (1 - dot) + (ink * 2 - 1).view(3, 1, 1, 1) * dot
    return out


def _on_white(picture: np.ndarray, height: int, width: int, rng: random.Random, device: torch.device) -> Tensor:
    """A thing in the middle of a white canvas, now and then mirrored or tilted."""
    size = rng.uniform(0.55, 0.9) * min(height, width)
    h, w = picture.shape[:2]
    sx, sy = width / (size * w / max(h, w)), height / (size * h / max(h, w))
    a, flip = rng.uniform(-0.2, 0.2), rng.choice([-1, 1])
    ratio = width / height
    theta = torch.tensor([[[flip * math.cos(a) * sx, flip * math.sin(a) * sx / ratio, 0], [-math.sin(a) * sy * ratio, math.cos(a) * sy, 0]]], device=device)
    grid = nn.affine_grid(theta, [1, 1, height, width], align_corners=False)
    p = torch.from_numpy(picture).to(device).permute(2, 0, 1)[None].float() / 255
    p = nn.grid_sample(p, grid, padding_mode="border", align_corners=False)[0]
    return (p[:3] + 1 - p[3:]).clamp(0, 1) * 2 - 1


@dataclass
class Item:
    """A sample as the transformer sees it: x0 [C, T, h, w] and control [2 C + 256, T, h, w], bfloat16; references come first in T."""
    task: str
    scene: Scene
    x0: Tensor
    control: Tensor
    still: bool
    colourless: bool
    thing: Tensor                   # [1, T, h, w]: where a thing is seen, 0 or 1

    def words(self, rng: random.Random) -> str:
        return caption(self.scene, rng, self.still, self.colourless)


def folded(mask: Tensor, latent_frames: int) -> Tensor:
    """A mask [F, H, W] as channels [256, T, h, w], as the pipeline folds it."""
    f, h, w = mask.shape
    m = mask.view(f, h // 16, 16, w // 16, 16).permute(2, 4, 0, 1, 3).flatten(0, 1)
    return nn.interpolate(m[None], size=(latent_frames, h // 16, w // 16), mode="nearest-exact")[0]


def whereabouts(s: Sample, x0: Tensor) -> Tensor:
    """The latents under the boxes of the scene's things; of references none."""
    _, frames, height, width = s.target.shape
    mask = torch.zeros(frames, height // 16, width // 16, device=x0.device)
    for track in s.scene.stage(width, height, frames).tracks if s.task != "remove" else []:
        for f, (left, top, right, bottom) in enumerate(track.box / 16):
            mask[f, max(0, math.floor(top)):max(0, math.ceil(bottom)), max(0, math.floor(left)):max(0, math.ceil(right))] = 1
    later = mask[1:].unflatten(0, (-1, 4)).amax(1) if frames > 1 else mask[1:]
    seen = torch.cat([mask[:1], later])
    return torch.cat([seen.new_zeros(x0.shape[1] - len(seen), *seen.shape[1:]), seen])[None]


class Pool:
    """Clips kept as latents, by shape; the oldest make room for new ones."""

    def __init__(self, latents: Latents, size: int, at_once: int = 16):
        self.latents, self.size, self.at_once = latents, size, at_once
        self.shelves: dict[tuple, list[Item]] = {}
        self.greys: dict[tuple, Tensor] = {}
        self.order: list[tuple] = []

    def add(self, samples: list[Sample]) -> None:
        """Samples of one shape."""
        videos: dict[int, Tensor] = {}
        for s in samples:
            mask = s.mask if s.mask is not None else torch.ones_like(s.target[0])
            s.mask = (mask > 0.5).float()
            s.kept = s.control * (1 - s.mask) if s.control is not None and s.mask.amin() == 0 else None
            s.open = s.control * s.mask if s.control is not None and (s.control * s.mask).abs().amax() > 0 else None
            for v in (s.target, s.kept, s.open):
                if v is not None:
                    videos[id(v)] = v
        shape = samples[0].target.shape
        if shape not in self.greys:
            self.greys[shape] = self.latents.of([torch.zeros_like(samples[0].target)], 1)[0]
        of = dict(zip(videos, self.latents.of(list(videos.values()), self.at_once)))
        pictures = [r[:, None] for s in samples for r in s.references]
        of_pictures = iter(self.latents.of(pictures, self.at_once * 4) if pictures else [])
        grey = self.greys[shape]
        for s in samples:
            x0 = of[id(s.target)]
            control = torch.cat([of[id(s.kept)] if s.kept is not None else grey, of[id(s.open)] if s.open is not None else grey,
                                 folded(s.mask, x0.shape[1]).to(x0.dtype)])
            for _ in s.references:
                r = next(of_pictures)
                x0 = torch.cat([r, x0], 1)
                control = torch.cat([torch.cat([r, torch.zeros_like(r), r.new_zeros(256, *r.shape[1:])]), control], 1)
            self._put(Item(s.task, s.scene, x0, control, shape[1] == 1, s.colourless, whereabouts(s, x0)))

    def _put(self, item: Item) -> None:
        key = tuple(item.x0.shape)
        self.shelves.setdefault(key, []).append(item)
        self.order.append(key)
        if len(self.order) > self.size:
            old = self.order.pop(0)
            self.shelves[old].pop(0)
            if not self.shelves[old]:
                del self.shelves[old]

    def __len__(self) -> int:
        return len(self.order)

    def words_alone(self, item: Item) -> Item:
        """The same clip with nothing given but its words; an item with references stays as it is."""
        length = (item.x0.shape[1] - 1) * 4 + 1
        grey = self.greys.get((3, length, *(16 * n for n in item.x0.shape[2:])))
        if item.task == "reference" or grey is None:
            return item
        return replace(item, task="text", control=torch.cat([grey, grey, torch.ones_like(item.control[2 * len(grey):])]))

    def batch(self, rng: random.Random, tokens: int) -> list[Item]:
        """Items of one shape, as many as make about so many tokens; shapes come up by their share of the pool's tokens."""
        keys = list(self.shelves)
        key = rng.choices(keys, [len(self.shelves[k]) * _tokens(k) for k in keys])[0]
        shelf = self.shelves[key]
        return rng.sample(shelf, min(len(shelf), max(1, tokens // _tokens(key))))


def _tokens(shape: tuple) -> int:
    return shape[1] * shape[2] * shape[3] // 4
