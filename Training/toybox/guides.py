"""The pictures of Docs/guides: every task on scenes that no model was trained on, by the Swift program, with what can be measured.

    python -m toybox.guides ../Models/toybox RUN ../Docs/pictures --program ../.build/release/kinora

A picture has a row of what was given and a row of what came, five frames of each. RUN is for its autoencoder: what a picture is
compared with is that picture through the autoencoder, which is as near as the model can come.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from typing import Callable

import numpy as np
import torch
from PIL import Image

from . import config
from .feed import HELD_OUT
from .judging.reconstruction import Reconstruction
from .judging.renderers import picture, sheet
from .run import decibels
from .world import Scene, World
from .world.scene import Stage
from .world.things import sprite

SIZE, FRAMES = 128, 17


def scene(fits: Callable[[Scene], bool]) -> Stage:
    """The first unseen scene in the plain look under a clear day that fits."""
    seed = HELD_OUT
    while True:
        s = Scene.random(seed, World.named("nano"))
        if s.look == "plain" and s.time in ("", "day") and s.weather == "clear" and s.camera == "static" and len(s.actors) == 1 and s.actors[0].count == 1 and fits(s):
            return s.stage(SIZE, SIZE, FRAMES)
        seed += 1


def on_white(thing: str) -> np.ndarray:
    texture = sprite(thing, 96).astype(np.float32)
    out = np.full((SIZE, SIZE, 3), 255.0)
    h, w = texture.shape[:2]
    top, left = (SIZE - h) // 2, (SIZE - w) // 2
    out[top:top + h, left:left + w] = texture[..., :3] + out[top:top + h, left:left + w] * (1 - texture[..., 3:] / 255)
    return np.uint8(out.clip(0, 255))


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    return decibels(float(np.mean((a / 255.0 - b / 255.0) ** 2)))


class Desk:
    """A folder to work in, the program, and the rows of the table."""

    def __init__(self, a: argparse.Namespace):
        self.a, self.place = a, tempfile.mkdtemp()
        self.again = Reconstruction(a.run, config.load("nano"))

    def put(self, name: str, frames: np.ndarray) -> str:
        """A picture, or a folder of frames."""
        path = os.path.join(self.place, name)
        if frames.ndim == 3:
            Image.fromarray(frames).save(path + ".png")
            return path + ".png"
        os.makedirs(path, exist_ok=True)
        for i, f in enumerate(frames):
            Image.fromarray(f).save(os.path.join(path, f"{i:04d}.png"))
        return path

    def kinora(self, *words: str) -> np.ndarray:
        out = tempfile.mkdtemp(dir=self.place)
        done = subprocess.run([os.path.abspath(self.a.program), *words, "--model", os.path.abspath(self.a.model), "--seed", str(self.a.seed), "--quiet", "--output", out + "/clip/"],
                              capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(words)}: {done.stderr.strip()}")
        folder = out + "/clip"
        return np.stack([np.asarray(Image.open(os.path.join(folder, n)).convert("RGB")) for n in sorted(os.listdir(folder)) if n.endswith(".png")])

    def show(self, name: str, rows: list[np.ndarray], **figures: float) -> None:
        sheet([picture(r if r.ndim == 4 else r[None], 5) for r in rows], os.path.join(self.a.out, f"{name}.jpg"))
        print(f"{name:12s}", "  ".join(f"{k.replace('_', ' ')} {v:.1f} dB" for k, v in figures.items()), flush=True)

    def through(self, frame: np.ndarray) -> np.ndarray:
        """A still through the autoencoder."""
        return self.again(frame[None])[0]


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "run", "out"):
        a.add_argument(name)
    a.add_argument("--program", default="../.build/release/kinora")
    a.add_argument("--seed", type=int, default=1)
    a = a.parse_args()
    torch.set_num_threads(1)
    d = Desk(a)
    runner = scene(lambda s: s.actors[0].thing == "dog" and s.actors[0].verb in ("go-right", "go-left") and s.setting == "meadow")
    clip = runner.render()
    first, last, way = d.put("first", clip[0]), d.put("last", clip[-1]), "right" if runner.scene.actors[0].verb == "go-right" else "left"
    given = d.put("clip", clip)

    came = d.kinora("generate", f"a dog runs {way} on a meadow", "--image", first)
    d.show("guide-first", [clip[:1], came], first_frame=psnr(came[0], d.through(clip[0])))
    came = d.kinora("generate", f"a dog runs {way} on a meadow", "--image", first, "--last-image", last)
    ends = d.again(clip)
    d.show("guide-frames", [clip[[0, 16]], came], first_frame=psnr(came[0], d.through(clip[0])), last_frame=psnr(came[-1], ends[-1]))

    came = d.kinora("extend", given, f"a dog runs {way} on a meadow", "--frames", "12")
    d.show("guide-extend", [clip, came], given_frames=psnr(came[:17], clip))

    faller = scene(lambda s: s.actors[0].thing == "star" and s.actors[0].verb in ("still", "spin") and s.setting == "snow")
    before = faller.render()
    box = np.concatenate([faller.tracks[0].box]).astype(int)
    mask = np.zeros((FRAMES, SIZE, SIZE, 3), np.uint8)
    for m, (x0, y0, x1, y1) in zip(mask, box):
        m[max(0, y0 - 8):y1 + 8, max(0, x0 - 8):x1 + 8] = 255
    masks, snow = d.put("masks", mask), d.put("snow", before)
    outside = (mask[..., 0] == 0)
    came = d.kinora("edit", snow, "a penguin stays still on a snowy field", "--mask", masks)
    removed = d.kinora("edit", snow, "a snowy field", "--mask", masks)
    d.show("guide-edit", [before, mask, came, removed], outside_replaced=psnr(came[outside], before[outside]), outside_removed=psnr(removed[outside], before[outside]))

    came = d.kinora("expand", snow, "a yellow star stays still on a snowy field", "--left", "0.25", "--right", "0.25", "--up", "0.25", "--down", "0.25")
    d.show("guide-expand", [before, came])
    came = d.kinora("restyle", given, f"a dog runs {way} on a meadow", "--style", "noir")
    d.show("guide-restyle", [clip, came])

    robot = on_white("robot")
    came = d.kinora("generate", "<<<image_1>>> jumps in the desert", "--reference", d.put("robot", robot))
    d.show("guide-elements", [robot, came])

    flyer = scene(lambda s: s.actors[0].thing == "heart" and s.actors[0].verb == "still" and s.setting == "sea")
    start, (x0, y0, x1, y1) = flyer.render()[0], flyer.tracks[0].box[0].astype(int)
    region = np.zeros((SIZE, SIZE, 3), np.uint8)
    region[max(0, y0):y1, max(0, x0):x1] = 255
    cx, cy = (x0 + x1) // 2, SIZE - (y0 + y1) // 2
    brush = {"dynamic_masks": [{"mask": "region.png", "trajectories": [{"x": int(cx), "y": int(cy)}, {"x": int(min(SIZE - 20, cx + 40)), "y": int(min(SIZE - 20, cy + 30))}]}]}
    d.put("region", region)
    path = os.path.join(d.place, "motion.json")
    with open(path, "w") as f:
        json.dump(brush, f)
    came = d.kinora("generate", "a blue heart on the sea", "--image", d.put("start", start), "--motion", path)
    d.show("guide-motion", [np.stack([start, region]), came], first_frame=psnr(came[0], d.through(start)))

    rows = [d.kinora("generate", "a red balloon on the sea", "--camera", move) for move in ("pan=-6", "pan=6", "zoom=-6", "zoom=6")]
    d.show("guide-camera", rows)
    d.show("guide-images", [np.stack([d.kinora("image", prompt)[0] for prompt in
                                      ("a robot in the snow", "a blue heart in a living room", "a rocket in outer space", "夜晚,城市里有一辆汽车", "水下有一条鱼")])])
    came = d.kinora("generate", f"a penguin moves {way} on a snowy field", "--control-video", given, "--mask", d.put("all", np.full_like(clip, 255)))
    d.show("guide-control", [clip, came])


if __name__ == "__main__":
    main()
