"""The video autoencoder: diffusers' residual `AutoencoderKLWan`, 16 x 16 x 4 pixels to one latent."""
from __future__ import annotations

import json
import os

import torch
from diffusers import AutoencoderKLWan

from .config import Config
from .run import load_weights
from .whole import decode, encode  # noqa: F401  (the autoencoder as training uses it)


def make(c: Config, mean: list[float] | None = None, std: list[float] | None = None) -> AutoencoderKLWan:
    """A VAE that begins as its parameter-free shortcuts: the last convolution of every branch is zero."""
    v = c.vae
    vae = AutoencoderKLWan(
        base_dim=v.base_dim, decoder_base_dim=v.decoder_base_dim, z_dim=v.z_dim, dim_mult=[1, 2, 4, 4], num_res_blocks=1,
        temperal_downsample=[False, True, True], is_residual=True, in_channels=12, out_channels=12, patch_size=2,
        scale_factor_temporal=4, scale_factor_spatial=16, latents_mean=mean or [0.0] * v.z_dim, latents_std=std or [1.0] * v.z_dim)
    for module in vae.modules():
        if type(module).__name__ == "WanResidualBlock":
            torch.nn.init.zeros_(module.conv2.weight), torch.nn.init.zeros_(module.conv2.bias)
        elif type(module).__name__ == "WanAttentionBlock":
            torch.nn.init.zeros_(module.proj.weight), torch.nn.init.zeros_(module.proj.bias)
    with torch.no_grad():                    # latents begin nearly free of noise: at a deviation of 1 they would carry nothing
        vae.quant_conv.weight[v.z_dim:] = 0
        vae.quant_conv.bias[v.z_dim:] = -6
    for module in vae.modules():
        if isinstance(module, torch.nn.Conv3d):
            module.to(memory_format=torch.channels_last_3d)
        elif isinstance(module, torch.nn.Conv2d):
            module.to(memory_format=torch.channels_last)
    return vae


def load(run: str, c: Config, device: torch.device) -> AutoencoderKLWan:
    """The averaged weights of a run's first stage, with the statistics of its latents, for use only."""
    with open(os.path.join(run, "vae", "statistics.json")) as f:
        statistics = json.load(f)
    vae = make(c, statistics["mean"], statistics["std"])
    if not load_weights(os.path.join(run, "vae"), {"vae": vae}):
        raise SystemExit(f"{run} has no autoencoder: train that first")
    return vae.to(device).eval().requires_grad_(False)


class Latents:
    """Normalised latents, as the transformer sees them."""

    def __init__(self, vae: AutoencoderKLWan, device: torch.device):
        self.vae = vae
        self.mean = torch.tensor(vae.config.latents_mean, device=device).view(1, -1, 1, 1, 1)
        self.std = torch.tensor(vae.config.latents_std, device=device).view(1, -1, 1, 1, 1)

    @torch.no_grad()
    def of(self, videos: list[torch.Tensor], at_once: int) -> list[torch.Tensor]:
        """[3, F, H, W] in -1...1, all of one shape, to [C, T, h, w], in bfloat16."""
        out = []
        for i in range(0, len(videos), at_once):
            mean, _ = encode(self.vae, torch.stack(videos[i:i + at_once]))
            out += ((mean - self.mean) / self.std).bfloat16().unbind(0)
        return out
