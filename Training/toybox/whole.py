"""The autoencoder over a whole clip at once: what diffusers' `AutoencoderKLWan` does chunk by chunk with caches, for training.

The same weights and the same results. In streaming the first frame is a chunk of its own and every later chunk is four frames (one
latent); here that shows in three places only: a temporal halving keeps the first frame as it is, a temporal doubling leaves it
single, and the convolution before a doubling does not see it at all. Everything else is a causal convolution over the clip.

Weights and pictures have the channels last in memory, which makes bfloat16 convolutions on a CPU several times faster.
"""
from __future__ import annotations

import torch
import torch.nn.functional as nn
from diffusers import AutoencoderKLWan
from diffusers.models.autoencoders.autoencoder_kl_wan import WanCausalConv3d, WanResample, WanResidualBlock, WanRMS_norm, patchify, unpatchify
from torch import Tensor

torch._dynamo.config.recompile_limit = 64           # one for each place in memory that rows come from, still or moving


@torch.compile(dynamic=True)
def _activated(rows: Tensor, gamma: Tensor) -> Tensor:
    """silu(norm(x) * gamma) of rows [N, C]: one pass over memory instead of eight. On a CPU these cost as much as the convolutions."""
    wide = rows.float()
    normed = wide * (wide.square().sum(1, keepdim=True).clamp_min(1e-24).rsqrt() * gamma.shape[0] ** 0.5) * gamma
    return nn.silu(normed).to(rows.dtype)


def activated(norm: WanRMS_norm, x: Tensor) -> Tensor:
    """silu(norm(x)), x [B, C, F, H, W] with the channels last in memory."""
    b, c, f, h, w = x.shape
    rows = x.permute(0, 2, 3, 4, 1).reshape(-1, c)
    return _activated(rows, norm.gamma.flatten()).view(b, f, h, w, c).permute(0, 4, 1, 2, 3)


def causal(layer: WanCausalConv3d, x: Tensor) -> Tensor:
    """A causal convolution. Of a still, in 2-D: all but its last time slice see zeros alone."""
    deep, side = layer.weight.shape[2], layer._padding[0]
    if deep > 1 and x.shape[2] == 1:
        return nn.conv2d(x[:, :, 0], layer.weight[:, :, -1], layer.bias, padding=side).unsqueeze(2)
    if deep > 1:
        x = nn.pad(x, (0, 0, 0, 0, deep - 1, 0))
    return nn.conv3d(x, layer.weight, layer.bias, padding=(0, side, side))


def branch(norm, layer: WanCausalConv3d, x: Tensor) -> Tensor:
    """Norm, SiLU and the convolution after them."""
    return causal(layer, activated(norm, x))


def residual(block: WanResidualBlock, x: Tensor) -> Tensor:
    y = branch(block.norm2, block.conv2, branch(block.norm1, block.conv1, x))
    return y + (x if isinstance(block.conv_shortcut, torch.nn.Identity) else causal(block.conv_shortcut, x))


def middle(block, x: Tensor) -> Tensor:
    return residual(block.resnets[1], block.attentions[0](residual(block.resnets[0], x)))


def by_frame(layers: torch.nn.Sequential, x: Tensor) -> Tensor:
    b, c, f, h, w = x.shape
    y = layers(x.transpose(1, 2).reshape(b * f, c, h, w))
    return y.view(b, f, *y.shape[1:]).transpose(1, 2)


def halved(layer: WanResample, x: Tensor) -> Tensor:
    """[B, C, F, H, W] to half of height and width, and of the frames after the first where the layer does so."""
    x = by_frame(layer.resample, x)
    if layer.mode == "downsample3d" and x.shape[2] > 1:
        later = nn.conv3d(x, layer.time_conv.weight, layer.time_conv.bias, stride=(2, 1, 1))
        x = torch.cat([x[:, :, :1], later], 2)
    return x


def doubled(layer: WanResample, x: Tensor) -> Tensor:
    if layer.mode == "upsample3d" and x.shape[2] > 1:
        y = causal(layer.time_conv, x[:, :, 1:])
        b, _, f, h, w = y.shape
        later = y.view(b, 2, -1, f, h, w).permute(0, 2, 3, 1, 4, 5).reshape(b, -1, 2 * f, h, w)
        x = torch.cat([x[:, :, :1], later], 2)
    return by_frame(layer.resample, x)


def encode(vae: AutoencoderKLWan, video: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and log-variance of the latents of [B, 3, F, H, W] in -1...1."""
    e = vae.encoder
    x = causal(e.conv_in, patchify(video, vae.config.patch_size).contiguous(memory_format=torch.channels_last_3d))
    for block in e.down_blocks:
        y = x
        for r in block.resnets:
            y = residual(r, y)
        x = (halved(block.downsampler, y) if block.downsampler is not None else y) + block.avg_shortcut(x)
    mean, logvar = causal(vae.quant_conv, branch(e.norm_out, e.conv_out, middle(e.mid_block, x))).chunk(2, dim=1)
    return mean.float(), logvar.float().clamp(-30, 20)


def decode(vae: AutoencoderKLWan, z: Tensor) -> Tensor:
    """The frames of latents, before the clamp of `AutoencoderKLWan.decode`, which would stop gradients."""
    d = vae.decoder
    x = middle(d.mid_block, causal(d.conv_in, causal(vae.post_quant_conv, z.contiguous(memory_format=torch.channels_last_3d))))
    for block in d.up_blocks:
        y = x
        for r in block.resnets:
            y = residual(r, y)
        if block.upsampler is not None:
            y = doubled(block.upsampler, y) + block.avg_shortcut(x, first_chunk=True)
        x = y
    return unpatchify(branch(d.norm_out, d.conv_out, x), vae.config.patch_size).float()
