"""Stage 3: the model folder. `python -m toybox.export runs/a ../Models/toybox [--dtype bfloat16]`"""
from __future__ import annotations

import argparse
import glob
import json
import os
import shutil

import torch
from diffusers import AutoencoderKLWan, UniPCMultistepScheduler, WanPipeline

from . import common, text
from .config import parse
from .train_dit import make_transformer


def averaged(run: str, name: str, modules: list[torch.nn.Module]) -> None:
    """Loads the moving averages of a checkpoint into the modules, in the order of training."""
    average = torch.load(os.path.join(run, name), weights_only=True)["ema"]["average"]
    with torch.no_grad():
        for p, value in zip([p for m in modules for p in m.parameters()], average, strict=True):
            p.copy_(value)


def main() -> None:
    a = argparse.ArgumentParser()
    a.add_argument("run")
    a.add_argument("folder")
    a.add_argument("--dtype", default="bfloat16", choices=["float32", "bfloat16", "float16"])
    a.add_argument("--vae-dtype", default="float16", choices=["float32", "bfloat16", "float16"])
    a.add_argument("--set", nargs="*", default=[])
    a = a.parse_args()
    c = parse(a.set)
    vae = AutoencoderKLWan.from_pretrained(os.path.join(a.run, "vae"))
    encoder, transformer = text.make_encoder(c), make_transformer(c)
    averaged(a.run, "dit.pt", [encoder, transformer])
    scheduler = UniPCMultistepScheduler(prediction_type="flow_prediction", use_flow_sigmas=True, num_train_timesteps=1000,
                                        flow_shift=c.flow_shift)
    kind = getattr(torch, a.dtype)
    pipe = WanPipeline(tokenizer=None, text_encoder=encoder.to(kind), transformer=transformer.to(kind),
                       vae=vae.to(getattr(torch, a.vae_dtype)), scheduler=scheduler)
    pipe.save_pretrained(a.folder, safe_serialization=True)
    shutil.copytree(os.path.join(a.run, "tokenizer"), os.path.join(a.folder, "tokenizer"), dirs_exist_ok=True)
    path = os.path.join(a.folder, "model_index.json")
    with open(path) as f:
        index = json.load(f)
    index["tokenizer"] = ["transformers", "T5Tokenizer"]
    with open(path, "w") as f:
        json.dump(index, f, indent=2)
    for path in glob.glob(os.path.join(a.folder, "*", "config.json")):
        with open(path) as f:
            config = json.load(f)
        config.pop("_name_or_path", None)                     # the folder of the run is nobody's business
        with open(path, "w") as f:
            json.dump(config, f, indent=2)
    for path in glob.glob(os.path.join(a.folder, "**", "*.safetensors"), recursive=True):
        os.chmod(path, 0o644)
    WanPipeline.from_pretrained(a.folder)


if __name__ == "__main__":
    main()
