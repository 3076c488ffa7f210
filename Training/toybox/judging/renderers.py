"""Who makes the clips that are judged: the kinora program, or diffusers, from the same model folder; and how clips are kept."""
from __future__ import annotations

import os
import subprocess
import tempfile
from typing import Protocol

import numpy as np
import torch
from diffusers import WanVACEPipeline
from diffusers.video_processor import VideoProcessor
from PIL import Image
from safetensors.numpy import load_file, save_file

from .. import text
from ..tasks import Sample


class Renderer(Protocol):
    def __call__(self, prompt: str, width: int, height: int, frames: int, steps: int, guidance: float, seed: int, given: Sample | None = None) -> np.ndarray:
        """uint8 [F, H, W, 3]."""


class Kinora:
    """The Swift engine through its command line."""

    def __init__(self, program: str, folder: str):
        self.program, self.folder = os.path.abspath(program), os.path.abspath(folder)

    def __call__(self, prompt: str, width: int, height: int, frames: int, steps: int, guidance: float, seed: int, given: Sample | None = None) -> np.ndarray:
        with tempfile.TemporaryDirectory() as place:
            saved = os.path.join(place, "frames.safetensors")
            command = [self.program, "generate", prompt, "--model", self.folder, "--width", str(width), "--height", str(height), "--frames", str(frames),
                       "--steps", str(steps), "--guidance", str(guidance), "--seed", str(seed), "--output", os.path.join(place, "clip.mp4"),
                       "--save-frames", saved, "--quiet", *(self._given(given, place) if given is not None else [])]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"kinora gave up with status {done.returncode}: {done.stderr.strip()}")
            return np.uint8(load_file(saved)["frames"].clip(0, 1) * 255 + 0.5)

    def _given(self, given: Sample, place: str) -> list[str]:
        video, mask, references = pictures_of(given)
        flags = []
        for flag, frames in (("--control-video", video), ("--mask", mask)):
            if frames:
                folder = os.path.join(place, flag.strip("-"))
                os.makedirs(folder)
                for i, frame in enumerate(frames):
                    frame.save(os.path.join(folder, f"{i:04d}.png"))
                flags += [flag, folder]
        for i, picture in enumerate(references):
            path = os.path.join(place, f"reference-{i}.png")
            picture.save(path)
            flags += ["--reference", path]
        return flags


class Diffusers:
    """diffusers' pipeline, with the tokenizer used as in training: T5Tokenizer is not the same in every version of transformers."""

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


def renderer(name: str, folder: str, program: str) -> Renderer:
    return Kinora(program, folder) if name == "kinora" else Diffusers(folder, "cpu")


def keep(path: str, frames: np.ndarray) -> None:
    save_file({"frames": np.ascontiguousarray(frames)}, path + ".part")
    os.replace(path + ".part", path)


def kept(path: str) -> np.ndarray:
    """uint8 [F, H, W, 3], from what `keep` or `kinora --save-frames` wrote."""
    frames = load_file(path)["frames"]
    return frames if frames.dtype == np.uint8 else np.uint8(frames.clip(0, 1) * 255 + 0.5)


def picture(frames: np.ndarray, columns: int) -> np.ndarray:
    """Some frames of a clip beside each other."""
    return np.concatenate(list(frames[np.linspace(0, len(frames) - 1, min(columns, len(frames))).round().astype(int)]), 1)


def sheet(rows: list[np.ndarray], path: str) -> None:
    width = max(r.shape[1] for r in rows)
    Image.fromarray(np.concatenate([np.pad(r, ((0, 4), (0, width - r.shape[1]), (0, 0)), constant_values=255) for r in rows])).save(path)
