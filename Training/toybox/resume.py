"""The way back from stage 4: a run that goes on from a model folder. `python -m toybox.resume ../Models/toybox-teacher ../runs/a --preset nano`

Averages come back as they were exported, in bfloat16; momentum and the time that was spent begin anew.
"""
from __future__ import annotations

import argparse
import json
import os
import shutil

from diffusers import AutoencoderKLWan, WanVACETransformer3DModel
from transformers import UMT5EncoderModel

from . import config, text, vae as vaes
from .run import save_weights
from .train_model import make_transformer


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("folder")
    a.add_argument("run")
    a.add_argument("--preset", default="toybox")
    a.add_argument("--set", nargs="*", default=[], metavar="name=value")
    a = a.parse_args()
    c = config.load(a.preset, a.set)
    given = AutoencoderKLWan.from_pretrained(a.folder, subfolder="vae").float()
    vae = vaes.make(c)
    encoder, transformer = text.make_encoder(c), make_transformer(c)
    # Other widths than the preset's are an error here.
    vae.load_state_dict(given.state_dict())
    encoder.load_state_dict(UMT5EncoderModel.from_pretrained(a.folder, subfolder="text_encoder").float().state_dict())
    transformer.load_state_dict(WanVACETransformer3DModel.from_pretrained(a.folder, subfolder="transformer").float().state_dict())
    for stage, modules in {"vae": {"vae": vae}, "model": {"encoder": encoder, "transformer": transformer}}.items():
        folder = os.path.join(a.run, stage)
        os.makedirs(folder, exist_ok=True)
        save_weights(folder, modules)
        with open(os.path.join(folder, "state.json"), "w") as f:
            json.dump({"step": 1, "spent": 0.0}, f)
    with open(os.path.join(a.run, "vae", "statistics.json"), "w") as f:
        json.dump({"mean": given.config.latents_mean, "std": given.config.latents_std}, f)
    shutil.copytree(os.path.join(a.folder, "tokenizer"), os.path.join(a.run, "tokenizer"), dirs_exist_ok=True)
    print(f"{a.run} goes on with train_vae, train_model or distil")


if __name__ == "__main__":
    main()
