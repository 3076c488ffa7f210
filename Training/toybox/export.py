"""Stage 4: the model folder. `python -m toybox.export RUN ../Models/toybox [--stage distil]`"""
from __future__ import annotations

import argparse
import glob
import json
import os
import random
import shutil

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, UniPCMultistepScheduler, WanVACEPipeline

from . import config, text, vae as vaes
from .feed import HELD_OUT
from .run import load_weights
from .train_model import make_transformer
from .world import FPS, Scene, World, compose


def manners(c: config.Config, stage: str) -> dict:
    """What the model likes best, and prompts from scenes that it never saw."""
    world, (width, height, _) = World.named(c.world), c.sizes[0]
    steps, guidance = (c.distil.steps, 1.0) if stage == "distil" else (20, c.distil.guidance)
    examples = [compose(Scene.random(HELD_OUT + i, world), random.Random(i), language=("en", "zh")[i % 2])[0] for i in range(8)]
    return {"width": width, "height": height, "frames": max(f for f, _ in c.frames), "fps": FPS, "steps": steps, "guidance": guidance,
            "motion": "drawn-paths", "restyle": "clip", "examples": examples}


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("run")
    a.add_argument("folder")
    a.add_argument("--preset", default="toybox")
    a.add_argument("--set", nargs="*", default=[], metavar="name=value")
    a.add_argument("--stage", default="model", choices=["model", "distil"], help="the weights for guidance, or for few steps without")
    a = a.parse_args()
    c = config.load(a.preset, a.set)
    encoder, transformer = text.make_encoder(c), make_transformer(c)
    if not load_weights(os.path.join(a.run, a.stage), {"encoder": encoder, "transformer": transformer}):
        raise SystemExit(f"{a.run} has no stage {a.stage}")
    if a.stage == "distil":                             # taught on the very steps of this scheduler
        scheduler = FlowMatchEulerDiscreteScheduler(shift=c.model.flow_shift)
    else:
        scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000, flow_shift=c.model.flow_shift)
    pipe = WanVACEPipeline(tokenizer=None, text_encoder=encoder.bfloat16(), transformer=transformer.bfloat16(),
                           vae=vaes.load(a.run, c, torch.device("cpu")).bfloat16(), scheduler=scheduler)
    pipe.save_pretrained(a.folder, safe_serialization=True)
    shutil.copytree(os.path.join(a.run, "tokenizer"), os.path.join(a.folder, "tokenizer"), dirs_exist_ok=True)
    path = os.path.join(a.folder, "model_index.json")
    with open(path) as f:
        index = json.load(f)
    index["tokenizer"] = ["transformers", "T5Tokenizer"]
    with open(path, "w") as f:
        json.dump(index, f, indent=2)
    with open(os.path.join(a.folder, "kinora.json"), "w") as f:
        json.dump(manners(c, a.stage), f, indent=2, ensure_ascii=False)
    for path in glob.glob(os.path.join(a.folder, "**", "*.safetensors"), recursive=True):
        os.chmod(path, 0o644)
    size = sum(os.path.getsize(p) for p in glob.glob(os.path.join(a.folder, "**"), recursive=True) if os.path.isfile(p))
    print(f"{a.folder}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
