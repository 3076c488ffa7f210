"""Clips of a model folder as a contact sheet, prompts in two columns: `python -m toybox.sample ../Models/toybox sheet.png`."""
from __future__ import annotations

import argparse
import time

import numpy as np

from .judging import renderers

PROMPTS = """a red car drives left across a desert at sunset, camera pans right
一只小狗在雪地里向右奔跑
a rocket rises in outer space
水下,一条鱼转圈,镜头向左平移
a penguin walks left on a snowy field at sunset
夜晚,城市里,一辆汽车向左行驶
a red balloon falls down on a meadow
客厅里,一颗蓝色的心在缩小
a butterfly grows over a meadow
黑白胶片风格,一个机器人在沙漠里跳跃
a yellow star rises in the city at night, film noir
一只企鹅在雪地里向右走
a red balloon rises over the sea
太空中,一颗星星旋转,镜头放大
a fish swims to the right on a coral reef
日落时,红气球在大海上一动不动
a robot walks right in the city, the camera zooms out
草地上,一只蝴蝶绕圈
a dog jumps on a snowy field at night
夜里,火箭在沙漠里上升,镜头向右平移""".splitlines()


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("folder")
    a.add_argument("sheet")
    a.add_argument("--prompts", help="a file with one prompt a line")
    a.add_argument("--steps", type=int, default=8)
    a.add_argument("--guidance", type=float, default=1.0)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--size", default="128x128")
    a.add_argument("--frames", type=int, default=17)
    a.add_argument("--by", choices=["kinora", "diffusers"], default="kinora")
    a.add_argument("--program", default="../.build/release/kinora")
    a = a.parse_args()
    width, height = (int(v) for v in a.size.split("x"))
    make = renderers.renderer(a.by, a.folder, a.program)
    prompts = open(a.prompts).read().splitlines() if a.prompts else PROMPTS
    rows = []
    for i, prompt in enumerate(prompts):
        start = time.time()
        rows.append(renderers.picture(make(prompt, width, height, a.frames, a.steps, a.guidance, a.seed), 5))
        print(f"{i + 1} {time.time() - start:.1f} s  {prompt}", flush=True)
    half = -(-len(rows) // 2)
    rows += [np.full_like(rows[0], 255)] * (2 * half - len(rows))
    renderers.sheet([np.concatenate([left, np.full((height, 8, 3), 255, np.uint8), right], 1) for left, right in zip(rows[:half], rows[half:])], a.sheet)


if __name__ == "__main__":
    main()
