"""Clips of a model folder through diffusers' WanPipeline, as contact sheets: one row a prompt, every other frame.

    python -m toybox.sample ../Models/toybox sheet.png [--steps 20] [--guidance 3] [--prompts FILE]
"""
from __future__ import annotations

import argparse
import time

import numpy as np
import torch
from diffusers import WanPipeline
from PIL import Image

PROMPTS = """a red balloon rises over a meadow
一辆红色小汽车在沙漠里向右移动
a dog moves left in the snow
一只小猫在城市里弹跳
a rocket goes up in the night sky
一条鱼在大海上转圈
an apple is falling in the desert
雪地里,一个足球弹跳
a butterfly grows on the grass
一个机器人在夜空中静止不动
A yellow star shrinks over the sea.
一颗蓝色的心在城市上空落下""".splitlines()


def load(folder: str) -> WanPipeline:
    pipe = WanPipeline.from_pretrained(folder, torch_dtype=torch.float32)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("folder")
    a.add_argument("sheet")
    a.add_argument("--steps", type=int, default=20)
    a.add_argument("--guidance", type=float, default=3.0)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--prompts", help="a file with one prompt a line")
    a.add_argument("--frames", type=int, default=17)
    a.add_argument("--scale", type=int, default=2)
    a = a.parse_args()
    prompts = open(a.prompts).read().splitlines() if a.prompts else PROMPTS
    pipe, rows = load(a.folder), []
    for i, prompt in enumerate(prompts):
        start = time.time()
        frames = pipe(prompt=prompt, negative_prompt="", width=64, height=64, num_frames=a.frames, num_inference_steps=a.steps,
                      guidance_scale=a.guidance, generator=torch.Generator("cpu").manual_seed(a.seed + i), output_type="np").frames[0]
        rows.append(np.concatenate(list(frames[::2]), 1))
        print(f"{time.time() - start:.1f} s  {prompt}", flush=True)
    sheet = Image.fromarray(np.uint8(np.clip(np.concatenate(rows, 0) * 255 + 0.5, 0, 255)))
    sheet.resize((sheet.width * a.scale, sheet.height * a.scale), Image.NEAREST).save(a.sheet)


if __name__ == "__main__":
    main()
