"""Attention as training wants it: the same results as diffusers' processor, sooner."""
from __future__ import annotations

import math

import torch
from diffusers.models.transformers.transformer_wan import WanAttnProcessor
from torch import Tensor

from .text import LENGTH


class Short(WanAttnProcessor):
    """For texts whose last place stands for all the zeros up to 512: n equal keys weigh as much as one whose logit is greater by log n.

    On a CPU the sequences are short (80 tokens), and PyTorch's fused attention takes three times as long as plain products.
    """

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, rotary_emb=None):
        bias = None
        if encoder_hidden_states is not None:
            places = encoder_hidden_states.shape[1]
            bias = torch.zeros(1, 1, 1, places, device=hidden_states.device)
            bias[..., -1] = math.log(LENGTH - places + 1)
        if hidden_states.device.type == "cpu":
            return plain(attn, hidden_states, encoder_hidden_states, bias, rotary_emb)
        return super().__call__(attn, hidden_states, encoder_hidden_states, None if bias is None else bias.to(hidden_states.dtype), rotary_emb)


def plain(attn, x: Tensor, words: Tensor | None, bias: Tensor | None, rotary: tuple[Tensor, Tensor] | None) -> Tensor:
    """x [B, L, C]; attends to itself, or to the words. Under autocast the products are in its type, the softmax in float32."""
    other = x if words is None else words
    q, k, v = normed(attn.norm_q, attn.to_q(x)), normed(attn.norm_k, attn.to_k(other)), attn.to_v(other)
    q, k, v = (t.unflatten(2, (attn.heads, -1)).transpose(1, 2) for t in (q, k, v))
    if rotary is not None:
        cos, sin = rotary[0][..., 0::2].transpose(1, 2), rotary[1][..., 1::2].transpose(1, 2)
        q, k = turned(q, cos, sin), turned(k, cos, sin)
    logits = ((q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)).float()
    if bias is not None:
        logits = logits + bias
    y = logits.softmax(-1).to(v.dtype) @ v
    return attn.to_out[0](y.transpose(1, 2).flatten(2))


def normed(norm: torch.nn.RMSNorm, x: Tensor) -> Tensor:
    """With a weight of x's own type, for PyTorch's fused norm takes no other."""
    return torch.nn.functional.rms_norm(x, x.shape[-1:], norm.weight.to(x.dtype), norm.eps)


def turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    a, b = x.float().unflatten(-1, (-1, 2)).unbind(-1)
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)
