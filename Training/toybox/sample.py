"""Clips of a model folder through diffusers' WanVACEPipeline, as a contact sheet: a row a prompt, or a row a task.

    python -m toybox.sample ../Models/toybox sheet.png [--tasks] [--steps 20] [--guidance 4] [--size 256x256] [--frames 61]
"""
from __future__ import annotations

import argparse
import random
import time

import numpy as np
import torch
from diffusers import WanVACEPipeline
from diffusers.video_processor import VideoProcessor
from PIL import Image, ImageDraw

from . import text
from .feed import HELD_OUT
from .run import psnr
from .tasks import TASKS, Sample, prepare, shoot
from .world import World, caption

PROMPTS = """a red car drives left across a desert at sunset, camera pans right
一只小狗在雪地里向右奔跑
two ducks swim left on a calm lake at dawn
夜晚,城市里,一枚火箭升起,烟花绽放
a whale spins in outer space, the camera zooms in
一只小猫躲到箱子后面,客厅里
a football falls down and bounces on a football pitch
水下,一条热带鱼转圈,镜头向左平移
a watercolour painting of a rabbit jumping in a flower garden
像素风,一个机器人在火山前跳舞
a robot bumps into a gift on a stage, film noir
下着雨,一辆公交车在公路上向左行驶""".splitlines()


class Toybox:
    """The folder's pipeline, with the tokenizer used as in training: T5Tokenizer is not the same in every version of transformers."""

    def __init__(self, folder: str, device: str):
        self.pipe = WanVACEPipeline.from_pretrained(folder, tokenizer=None, torch_dtype=torch.float32).to(device)
        self.pipe.set_progress_bar_config(disable=True)
        scale = self.pipe.vae.config.scale_factor_spatial               # diffusers' VACE pipeline assumes 8
        self.pipe.vae_scale_factor_spatial = scale
        self.pipe.video_processor = VideoProcessor(vae_scale_factor=scale)
        self.tokenizer = text.load_tokenizer(f"{folder}/tokenizer")

    @torch.no_grad()
    def __call__(self, prompt: str, width: int, height: int, frames: int, steps: int, guidance: float, seed: int, given: Sample | None = None) -> np.ndarray:
        """uint8 [F, H, W, 3]."""
        video, mask, references = pictures_of(given) if given is not None else ([], [], [])
        more = {k: v for k, v in (("video", video), ("mask", mask), ("reference_images", references)) if v}
        embeds = text.embed([prompt, ""], self.tokenizer, self.pipe.text_encoder)
        out = self.pipe(prompt_embeds=embeds[:1], negative_prompt_embeds=embeds[1:], width=width, height=height, num_frames=frames, num_inference_steps=steps,
                        guidance_scale=guidance, generator=torch.Generator("cpu").manual_seed(seed), output_type="np", **more).frames[0]
        return np.uint8(np.clip(out * 255 + 0.5, 0, 255))


def pictures_of(given: Sample) -> tuple[list[Image.Image], list[Image.Image], list[Image.Image]]:
    """What a pipeline takes: the control video and the mask, both empty where nothing is controlled, and the references."""
    references = [Image.fromarray(as_bytes(r[:, None])[0]) for r in given.references]
    if given.control is None and given.mask is None:
        return [], [], references
    mask = given.mask if given.mask is not None else torch.ones_like(given.target[0])
    control = given.control if given.control is not None else torch.zeros_like(given.target)
    return [Image.fromarray(f) for f in as_bytes(control)], [Image.fromarray(np.uint8(m * 255)) for m in mask.cpu().numpy()], references


def as_bytes(video: torch.Tensor) -> np.ndarray:
    """[3, F, H, W] in -1...1 to uint8 [F, H, W, 3]."""
    return ((video.permute(1, 2, 3, 0).cpu().numpy() + 1) * 127.5 + 0.5).clip(0, 255).astype(np.uint8)


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("folder")
    a.add_argument("sheet")
    a.add_argument("--tasks", action="store_true", help="one row a task: what is given, what was wanted, what came")
    a.add_argument("--world", default="whole")
    a.add_argument("--steps", type=int, default=20)
    a.add_argument("--guidance", type=float, default=4.0)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--prompts", help="a file with one prompt a line")
    a.add_argument("--size", default="256x256")
    a.add_argument("--frames", type=int, default=61)
    a.add_argument("--columns", type=int, default=6)
    a = a.parse_args()
    width, height = (int(v) for v in a.size.split("x"))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model, rows = Toybox(a.folder, device), []
    columns = np.linspace(0, a.frames - 1, a.columns).round().astype(int)

    def generate(prompt: str, seed: int, given: Sample | None = None) -> np.ndarray:
        start = time.time()
        frames = model(prompt, width, height, a.frames, a.steps, a.guidance, seed, given)
        print(f"{time.time() - start:.1f} s  {prompt}", flush=True)
        return frames

    if a.tasks:
        world = World.named(a.world)
        for task in TASKS:
            seed = HELD_OUT
            while (job := prepare(seed, world, width, height, a.frames)).task != task:
                seed += 1
            given = shoot(job, torch.device("cpu"))[0]
            prompt = caption(given.scene, random.Random(seed), a.frames == 1, given.colourless)
            frames = generate(prompt, a.seed, given)
            shown = given.control if given.control is not None else torch.ones_like(given.target)
            if given.references:
                shown = torch.stack([given.references[i % len(given.references)] for i in range(a.frames)], 1)
            wanted = as_bytes(given.target)
            near = psnr(torch.from_numpy(frames).float() / 127.5 - 1, torch.from_numpy(wanted).float() / 127.5 - 1)
            for label, clip in ((f"{task}: given", as_bytes(shown)), (f"wanted: {prompt}", wanted), (f"came, {near:.1f} dB", frames)):
                rows.append((label, clip[columns]))
    else:
        prompts = open(a.prompts).read().splitlines() if a.prompts else PROMPTS
        rows = [(p, generate(p, a.seed + i)[columns]) for i, p in enumerate(prompts)]
    sheet = Image.new("RGB", (a.columns * width, len(rows) * (height + 14)), "white")
    pen = ImageDraw.Draw(sheet)
    for r, (label, clip) in enumerate(rows):
        pen.text((3, r * (height + 14) + 1), label.encode("ascii", "ignore").decode() or "(Chinese)", fill="black")
        for k, frame in enumerate(clip):
            sheet.paste(Image.fromarray(frame), (k * width, r * (height + 14) + 14))
    sheet.save(a.sheet)


if __name__ == "__main__":
    main()
