"""Every number of the recipe. `--set name=value` on the command line of `toybox.train` changes one."""
from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass
class Config:
    seed: int = 1
    # the video autoencoder: residual kind, 16 x 16 x 4 pixels to one latent of 48 channels
    base_dim: int = 16
    decoder_base_dim: int = 16
    z_dim: int = 48
    vae_minutes: float = 18.0
    vae_lr: float = 5e-3
    decoder_minutes: float = 26.0        # of the decoder alone, afterwards
    decoder_lr: float = 3e-3
    thing_weight: float = 4.0            # of a pixel of the thing, to one of the place
    vae_pixels: int = 10                 # frames in each worker's batch, whatever the clip length
    vae_kl: float = 1e-6
    # clip lengths with their share of the batches, for the first and the last part of VAE training
    vae_early: tuple = ((1, 0.6), (5, 0.4))
    vae_late: tuple = ((1, 0.15), (5, 0.5), (9, 0.35))
    vae_late_from: float = 0.6
    # the text encoder
    vocabulary: int = 512
    text_dim: int = 128
    text_layers: int = 2
    # the diffusion transformer
    heads: int = 4
    head_dim: int = 64
    layers: int = 6
    ffn: int = 1024
    dit_minutes: float = 28.5
    dit_lr: float = 2.5e-3
    dit_batch: int = 16
    dit_clips: int = 1500                # of each worker, kept in memory as latents
    still_share: float = 0.1             # of the batches: single frames
    text_dropout: float = 0.1
    train_shift: float = 2.0             # timesteps of training lean to the noisy end by this shift
    flow_shift: float = 3.0              # of the scheduler that is saved
    ema: float = 0.999


def parse(settings: list[str]) -> Config:
    config = Config()
    kinds = {f.name: type(getattr(config, f.name)) for f in fields(Config)}
    for item in settings:
        name, _, value = item.partition("=")
        if kinds.get(name) not in (int, float):
            raise SystemExit(f"no such number in the config: {name}")
        setattr(config, name, kinds[name](value))
    return config
