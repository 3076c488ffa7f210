"""The video autoencoder: diffusers' residual `AutoencoderKLWan`, 16 x 16 x 4 pixels to one latent of 48 channels."""
from __future__ import annotations

import json
import os

import torch
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d, unpatchify

from .config import Config
from .run import load_weights


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
    return vae


def load(run: str, c: Config, device: torch.device) -> AutoencoderKLWan:
    """The averaged weights of a run's first stage, with the statistics of its latents, for use only."""
    with open(os.path.join(run, "vae", "statistics.json")) as f:
        statistics = json.load(f)
    vae = make(c, statistics["mean"], statistics["std"])
    if not load_weights(os.path.join(run, "vae"), {"vae": vae}):
        raise SystemExit(f"{run} has no autoencoder: train that first")
    return vae.to(device).eval().requires_grad_(False)


def encode(vae: AutoencoderKLWan, video: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and log-variance of the latents of [B, 3, F, H, W] in -1...1, chunk by chunk with gradients."""
    mean, logvar = vae._encode(video).chunk(2, dim=1)
    return mean.float(), logvar.float().clamp(-30, 20)


def decode(vae: AutoencoderKLWan, z: torch.Tensor) -> torch.Tensor:
    """The frames of latents as `AutoencoderKLWan._decode` gives them, before its clamp, which would stop gradients."""
    vae.clear_cache()
    x = vae.post_quant_conv(z)
    parts = []
    for i in range(x.shape[2]):
        vae._conv_idx = [0]
        parts.append(vae.decoder(x[:, :, i:i + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, first_chunk=i == 0))
    vae.clear_cache()
    return unpatchify(torch.cat(parts, 2), patch_size=vae.config.patch_size).float()


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


def exact_shortcut_for_stills() -> None:
    """A causal convolution over the first frame alone sees zeros before it: its last time slice in 2-D gives the same
    result for a third of the work. Changes nothing but speed."""
    plain = WanCausalConv3d.forward

    def forward(self, x, cache_x=None):
        if x.shape[2] == 1 and cache_x is None and self.stride == (1, 1, 1) and self.weight.shape[2] in (1, 3):
            return torch.nn.functional.conv2d(x[:, :, 0], self.weight[:, :, -1], self.bias, padding=self._padding[0]).unsqueeze(2)
        return plain(self, x, cache_x)

    WanCausalConv3d.forward = forward
