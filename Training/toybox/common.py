"""What the training stages share: the VAE's class and its cached passes, moving averages, logs, checkpoints."""
from __future__ import annotations

import json
import math
import os
import time

import numpy as np
import torch
import torch.distributed as dist
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d, unpatchify

from .config import Config


def make_vae(c: Config, mean: list[float] | None = None, std: list[float] | None = None) -> AutoencoderKLWan:
    """A residual VAE that begins as its parameter-free shortcuts: the last convolution of every branch is zero."""
    vae = AutoencoderKLWan(
        base_dim=c.base_dim, decoder_base_dim=c.decoder_base_dim, z_dim=c.z_dim, dim_mult=[1, 2, 4, 4], num_res_blocks=1,
        temperal_downsample=[False, True, True], is_residual=True, in_channels=12, out_channels=12, patch_size=2,
        scale_factor_temporal=4, scale_factor_spatial=16,
        latents_mean=mean or [0.0] * c.z_dim, latents_std=std or [1.0] * c.z_dim)
    for name, module in vae.named_modules():
        if type(module).__name__ == "WanResidualBlock":
            torch.nn.init.zeros_(module.conv2.weight); torch.nn.init.zeros_(module.conv2.bias)
        elif type(module).__name__ == "WanAttentionBlock":
            torch.nn.init.zeros_(module.proj.weight); torch.nn.init.zeros_(module.proj.bias)
    with torch.no_grad():                    # latents begin nearly free of noise: at a deviation of 1 they would carry nothing
        vae.quant_conv.weight[c.z_dim:] = 0
        vae.quant_conv.bias[c.z_dim:] = -6
    return vae


def encode(vae: AutoencoderKLWan, video: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and log-variance of the latents of [B, 3, F, H, W] in -1...1, chunk by chunk with autograd."""
    mean, logvar = vae._encode(video).chunk(2, dim=1)
    return mean, logvar.clamp(-30, 20)


def decode(vae: AutoencoderKLWan, z: torch.Tensor) -> torch.Tensor:
    """The frames of latents as `AutoencoderKLWan._decode` gives them, before its clamp, which would stop gradients."""
    vae.clear_cache()
    x = vae.post_quant_conv(z)
    parts = []
    for i in range(x.shape[2]):
        vae._conv_idx = [0]
        parts.append(vae.decoder(x[:, :, i:i + 1], feat_cache=vae._feat_map, feat_idx=vae._conv_idx, first_chunk=i == 0))
    vae.clear_cache()
    return unpatchify(torch.cat(parts, 2), patch_size=vae.config.patch_size)


def to_tensor(frames: np.ndarray) -> torch.Tensor:
    """uint8 [B, F, H, W, 3] to float [B, 3, F, H, W] in -1...1."""
    return torch.from_numpy(frames).permute(0, 4, 1, 2, 3).float() / 127.5 - 1


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    """Of two videos in -1...1, in decibels of full scale."""
    mse = ((a.clamp(-1, 1) - b.clamp(-1, 1)) / 2).pow(2).mean().item()
    return -10 * math.log10(max(mse, 1e-12))


class EMA:
    """Moving average of parameters; warms up, so that short runs are not held back by their start."""

    def __init__(self, parameters: list[torch.nn.Parameter], decay: float):
        self.parameters = parameters
        self.average = [p.detach().clone() for p in self.parameters]
        self.decay, self.steps = decay, 0

    @torch.no_grad()
    def update(self) -> None:
        self.steps += 1
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        torch._foreach_lerp_(self.average, [p.detach() for p in self.parameters], 1 - decay)

    @torch.no_grad()
    def swap(self) -> None:
        """Exchanges the average and the live parameters; call it again to go back."""
        for average, p in zip(self.average, self.parameters):
            live = p.detach().clone()
            p.copy_(average); average.copy_(live)

    def state(self) -> dict:
        return {"average": self.average, "steps": self.steps}

    @torch.no_grad()
    def load(self, state: dict) -> None:
        for a, b in zip(self.average, state["average"]):
            a.copy_(b)
        self.steps = state["steps"]


class Clock:
    """Training goes by minutes, over all its runs: 0...1 of the budget is where the schedule stands."""

    def __init__(self, minutes: float, spent: float = 0.0):
        self.budget, self.spent, self.last = minutes * 60, spent, time.time()

    def progress(self) -> float:
        now = time.time()
        self.spent, self.last = self.spent + now - self.last, now
        return agree(min(1.0, self.spent / self.budget))


# Data-parallel workers, one thread each (`torchrun --nproc-per-node 2 -m toybox...`): on a shared machine far faster than
# one process with two threads, whose every operation waits for the slower of the two. One process alone works as well.

def start_worker() -> int:
    """Joins the other workers, if there are any, and returns this one's number."""
    torch.set_num_threads(1)
    if int(os.environ.get("WORLD_SIZE", 1)) > 1:
        dist.init_process_group("gloo")
        return dist.get_rank()
    return 0


def agree(value: float) -> float:
    """The first worker's value, for all."""
    if not dist.is_initialized():
        return value
    shared = torch.tensor([value], dtype=torch.float64)
    dist.broadcast(shared, 0)
    return shared.item()


def average_gradients(parameters: list[torch.nn.Parameter]) -> None:
    if not dist.is_initialized():
        return
    flat = torch.cat([p.grad.reshape(-1) if p.grad is not None else torch.zeros(p.numel()) for p in parameters])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    for p, g in zip(parameters, flat.split([p.numel() for p in parameters])):
        if p.grad is not None:
            p.grad.copy_(g.view_as(p))


def exact_shortcut_for_stills() -> None:
    """A causal convolution over the first frame alone sees zeros before it: its last time slice in 2-D gives the same
    result for a third of the work. Changes nothing but speed."""
    plain = WanCausalConv3d.forward

    def forward(self, x, cache_x=None):
        if x.shape[2] == 1 and cache_x is None and self.stride == (1, 1, 1) and self.weight.shape[2] in (1, 3):
            pad = self._padding[0]
            return torch.nn.functional.conv2d(x[:, :, 0], self.weight[:, :, -1], self.bias, padding=pad).unsqueeze(2)
        return plain(self, x, cache_x)

    WanCausalConv3d.forward = forward


def learning_rate(peak: float, progress: float, step: int, warm_up: int = 30) -> float:
    return peak * min(1, (step + 1) / warm_up) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * progress)))


def log(run: str, stage: str, **values) -> None:
    line = json.dumps({"stage": stage, "time": round(time.time(), 1), **values})
    print(line, flush=True)
    with open(os.path.join(run, "metrics.jsonl"), "a") as f:
        f.write(line + "\n")


def save(path: str, state: dict) -> None:
    torch.save(state, path + ".part")
    os.replace(path + ".part", path)
