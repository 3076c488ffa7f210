"""Contact sheets of the world, to be looked at: a row a scene, a few frames each, its facts above.

    python -m toybox.world.sheet sheet.png [--first SEED] [--count 8] [--size 256x256] [--frames 61] [--world whole]
"""
from __future__ import annotations

import argparse
import random

import numpy as np
from PIL import Image, ImageDraw

from . import Scene, World, compose


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("sheet")
    a.add_argument("--first", type=int, default=0)
    a.add_argument("--count", type=int, default=8)
    a.add_argument("--size", default="256x256")
    a.add_argument("--frames", type=int, default=61)
    a.add_argument("--world", default="whole")
    a.add_argument("--columns", type=int, default=6)
    a = a.parse_args()
    width, height = (int(v) for v in a.size.split("x"))
    sheet = Image.new("RGB", (a.columns * width, a.count * (height + 14)), "white")
    pen = ImageDraw.Draw(sheet)
    for row in range(a.count):
        scene = Scene.random(a.first + row, World.named(a.world))
        frames = scene.stage(width, height, a.frames).render()
        pen.text((3, row * (height + 14) + 1), f"{scene.seed}: {compose(scene, random.Random(row), language='en')[0]}", fill="black")
        for column, i in enumerate(np.linspace(0, a.frames - 1, a.columns).round().astype(int)):
            sheet.paste(Image.fromarray(frames[i]), (column * width, row * (height + 14) + 14))
    sheet.save(a.sheet)


if __name__ == "__main__":
    main()
