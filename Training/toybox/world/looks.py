"""Looks: what a clip seems to be made of. Each takes frames [F, 3, H, W], 0...1, and gives the same. PyTorch, on any device.

Textures that a look adds (paper, canvas, grain) lie still, as under a glass plate: nothing flickers that a model could not learn.
"""
from __future__ import annotations

import random

import torch
import torch.nn.functional as nn
from torch import Tensor

# key: (English before "of": "a watercolour painting", adjectives for the end of a caption, Chinese)
LOOKS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "plain": ((), (), ()),
    "pixel": (("pixel art",), ("in pixel art style", "8-bit pixel art"), ("像素风", "像素画风格")),
    "pencil": (("a pencil drawing",), ("pencil sketch", "drawn in pencil"), ("铅笔素描", "铅笔画风格")),
    "watercolour": (("a watercolour painting", "a watercolor"), ("watercolour style", "painted in watercolor"), ("水彩画", "水彩风格")),
    "neon": (("neon art",), ("in neon style", "glowing neon lines"), ("霓虹风格", "霓虹线条")),
    "noir": (("a film noir",), ("film noir", "black and white film"), ("黑白电影", "黑白胶片风格")),
    "sepia": (("an old sepia film",), ("in sepia", "old sepia film"), ("老照片风格", "怀旧棕褐色")),
    "comic": (("a comic",), ("comic book style", "in the style of a comic"), ("漫画风格", "漫画")),
    "felt": (("a felt craft scene",), ("made of felt", "felt style"), ("毛毡风格", "毛毡手工")),
    "glitch": (("a glitchy video",), ("glitch effect", "glitch art"), ("故障艺术", "故障风格")),
    "oil": (("an oil painting",), ("oil painting style", "painted in oil"), ("油画", "油画风格")),
    "blueprint": (("a blueprint",), ("blueprint style", "white lines on blue paper"), ("蓝图风格", "蓝图")),
    "mosaic": (("a mosaic",), ("mosaic style", "made of mosaic tiles"), ("马赛克拼贴", "瓷砖马赛克风格")),
    "dream": (("a dreamy scene",), ("dreamy soft glow", "soft focus"), ("梦幻柔光", "柔焦风格")),
    "thermal": (("a thermal image",), ("thermal camera look", "heat map colours"), ("热成像", "热成像风格")),
    "popart": (("pop art",), ("pop art style", "bold pop art colours"), ("波普艺术", "波普风格")),
    "vhs": (("a VHS recording",), ("VHS tape look", "retro VHS style"), ("录像带风格", "复古录像带")),
}
WEIGHTS = {"plain": 16.0}                        # the others count 1

GREY = (0.299, 0.587, 0.114)


def _grey(x: Tensor) -> Tensor:
    return (x * x.new_tensor(GREY).view(1, 3, 1, 1)).sum(1, keepdim=True)


def _blur(x: Tensor, sigma: float) -> Tensor:
    """Gaussian, in two passes; wide ones at half the size."""
    if sigma > 3:
        h, w = x.shape[-2:]
        half = nn.avg_pool2d(x, 2, ceil_mode=True)
        return nn.interpolate(_blur(half, sigma / 2), size=(h, w), mode="bilinear", align_corners=False)
    r = max(1, int(2.5 * sigma + 0.5))
    k = torch.exp(-0.5 * (torch.arange(-r, r + 1, device=x.device, dtype=x.dtype) / sigma) ** 2)
    k = (k / k.sum())
    c = x.shape[1]
    x = nn.conv2d(nn.pad(x, (r, r, 0, 0), mode="replicate"), k.view(1, 1, 1, -1).expand(c, 1, 1, -1), groups=c)
    return nn.conv2d(nn.pad(x, (0, 0, r, r), mode="replicate"), k.view(1, 1, -1, 1).expand(c, 1, -1, 1), groups=c)


def _edges(g: Tensor) -> Tensor:
    """Strength of edges of a grey picture, about 0...1."""
    p = nn.pad(g, (1, 1, 1, 1), mode="replicate")
    dx = (p[..., 1:-1, 2:] - p[..., 1:-1, :-2]) * 2 + (p[..., :-2, 2:] - p[..., :-2, :-2]) + (p[..., 2:, 2:] - p[..., 2:, :-2])
    dy = (p[..., 2:, 1:-1] - p[..., :-2, 1:-1]) * 2 + (p[..., 2:, :-2] - p[..., :-2, :-2]) + (p[..., 2:, 2:] - p[..., :-2, 2:])
    return (dx * dx + dy * dy).sqrt() / 2


def _colour(code: str, like: Tensor) -> Tensor:
    return like.new_tensor([int(code[i:i + 2], 16) / 255 for i in (0, 2, 4)]).view(1, 3, 1, 1)


def _ramp(t: Tensor, codes: str) -> Tensor:
    """Colours for values 0...1 [F, 1, H, W] from evenly spaced stops."""
    stops = torch.cat([_colour(c, t) for c in codes.split()])[:, :, 0, 0]
    at = t.clamp(0, 1)[:, 0] * (len(stops) - 1)
    i = at.floor().long().clamp(max=len(stops) - 2)
    f = (at - i)[..., None]
    return (stops[i] * (1 - f) + stops[i + 1] * f).permute(0, 3, 1, 2)


def _paper(x: Tensor, seed: int, scale: int, octaves: int = 3) -> Tensor:
    """A still texture about 0, [1, 1, H, W]; the same for a seed on every device."""
    h, w = x.shape[-2:]
    chance = torch.Generator().manual_seed(seed)
    out, amount = torch.zeros(1, 1, h, w), 1.0
    for k in range(octaves):
        size = (max(2, h // max(1, scale >> k)), max(2, w // max(1, scale >> k)))
        out += amount * nn.interpolate(torch.rand(1, 1, *size, generator=chance) - 0.5, size=(h, w), mode="bilinear", align_corners=False)
        amount *= 0.6
    return out.to(x.device)


def _vignette(x: Tensor, strength: float) -> Tensor:
    h, w = x.shape[-2:]
    yy = torch.linspace(-1, 1, h, device=x.device).view(1, 1, -1, 1)
    xx = torch.linspace(-1, 1, w, device=x.device).view(1, 1, 1, -1)
    return 1 - strength * ((xx ** 2 + yy ** 2) / 2) ** 1.3


def _kuwahara(x: Tensor, r: int) -> Tensor:
    """Each pixel takes the mean of the calmest of the four squares that touch it: brush strokes."""
    p = nn.pad(x, (r, r, r, r), mode="replicate")
    mean = nn.avg_pool2d(p, r + 1, 1)
    var = (nn.avg_pool2d(p * p, r + 1, 1) - mean * mean).sum(1, keepdim=True)
    h, w = x.shape[-2:]
    best, least = None, None
    for oy in (0, r):
        for ox in (0, r):
            m, v = mean[..., oy:oy + h, ox:ox + w], var[..., oy:oy + h, ox:ox + w]
            best, least = (m, v) if best is None else (torch.where(v < least, m, best), torch.minimum(v, least))
    return best


def _posterise(x: Tensor, levels: int) -> Tensor:
    return (x * (levels - 1)).round() / (levels - 1)


def pixel(x, seed, n):
    h, w = x.shape[-2:]
    size = max(2, round(n / 48))
    small = nn.adaptive_avg_pool2d(x, (h // size, w // size))
    small = _posterise((small - 0.5) * 1.12 + 0.5, 8)
    return nn.interpolate(small.clamp(0, 1), size=(h, w), mode="nearest")


def pencil(x, seed, n):
    g = _grey(x)
    line = (_edges(_blur(g, n / 340)) * 2.1).clamp(0, 1)
    h, w = x.shape[-2:]
    yy, xx = torch.meshgrid(torch.arange(h, device=x.device), torch.arange(w, device=x.device), indexing="ij")
    hatch = (torch.sin((xx + yy) * (2 * torch.pi / (n / 42.0))) * 0.5 + 0.5) * (0.62 - _blur(g, n / 128)).clamp(0, 1) * 0.75
    tone = 0.97 - 0.2 * (1 - g) - hatch - 0.8 * line
    return (tone + _paper(x, seed, 3) * 0.05).clamp(0.08, 1) * _colour("fffdf6", x)


def watercolour(x, seed, n):
    soft = _kuwahara(_blur(x, n / 200), max(2, round(n / 64)))
    edge = _edges(_grey(soft)).clamp(0, 0.5)
    bloom = 1 + 0.16 * _paper(x, seed, round(n / 9), 4)
    light = 1 - (1 - soft) * 0.82 * bloom
    h, w = x.shape[-2:]
    yy = torch.linspace(-1, 1, h, device=x.device).abs().view(1, 1, -1, 1)
    xx = torch.linspace(-1, 1, w, device=x.device).abs().view(1, 1, 1, -1)
    border = ((1 - torch.maximum(xx, yy) + 0.07 * _paper(x, seed + 1, round(n / 14), 4)) * 16).clamp(0, 1)
    out = (light - 0.25 * edge + _paper(x, seed, 2, 2) * 0.05).clamp(0, 1)
    return out * border + _colour("fcf9f0", x) * (1 - border)


def neon(x, seed, n):
    edge = (_edges(_blur(x, n / 300)) * 1.1).amax(1, keepdim=True).clamp(0, 1)
    hue = _blur(x, n / 60)
    hue = hue - hue.amin(1, keepdim=True) * 0.85
    hue = hue / hue.amax(1, keepdim=True).clamp(min=0.08)
    core = edge ** 1.2
    glow = _blur(hue * core, n / 64) * 1.9
    return (x * 0.10 * _colour("5060c0", x) + hue * core + glow + 0.35 * core ** 3).clamp(0, 1)


def noir(x, seed, n):
    g = ((_grey(x) - 0.48) * 1.45 + 0.46).clamp(0, 1)
    return ((g + _paper(x, seed, 1, 1) * 0.06) * _vignette(x, 0.75)).clamp(0, 1).expand(-1, 3, -1, -1)


def sepia(x, seed, n):
    g = (_grey(x) * 0.88 + 0.06 + _paper(x, seed, round(n / 5)) * 0.07) * _vignette(x, 0.5)
    return _ramp(g, "1f120a 6b4526 b98d58 ecd3a2 fff4da")


def comic(x, seed, n):
    flat = _kuwahara(x, max(1, round(n / 100)))
    top = flat.amax(1, keepdim=True)
    strong = (top + (flat - top) * 1.35).clamp(0, 1)
    out = _posterise(strong, 5)
    h, w = x.shape[-2:]
    yy, xx = torch.meshgrid(torch.arange(h, device=x.device), torch.arange(w, device=x.device), indexing="ij")
    k = torch.pi / (n / 46.0)
    dots = torch.sin((xx + yy) * k) * torch.sin((xx - yy) * k)
    shade = (0.62 - _blur(_grey(x), n / 100)).clamp(0, 0.34)
    out = out * (1 - 0.32 * ((dots * 0.5 + 0.5) < shade * 1.5).float())
    ink = ((_edges(_blur(_grey(x), n / 300)) - 0.22) * 4).clamp(0, 1)
    return (out * (1 - ink)).clamp(0, 1)


def felt(x, seed, n):
    soft = _kuwahara(_blur(x, n / 220), max(1, round(n / 85)))
    fibres = _paper(x, seed, 2, 2) * 0.26 + _paper(x, seed + 1, round(n / 20), 3) * 0.1
    g = _grey(soft)
    relief = _blur(g, n / 250) - torch.roll(_blur(g, n / 250), (max(1, round(n / 128)),) * 2, (-2, -1))
    return (soft * 0.92 + 0.03 + soft * fibres * 0.75 + relief.clamp(-0.3, 0.3) * 0.45).clamp(0, 1)


def glitch(x, seed, n):
    """Bands slide sideways and colours part, anew every four frames."""
    chance = random.Random(seed)
    out, h = x.clone(), x.shape[-2]
    for start in range(0, len(x), 4):
        part = x[start:start + 4]
        s = round(n / 256 * chance.choice([3, 4, 6, 8]))
        done = torch.stack([torch.roll(part[:, 0], s, -1), part[:, 1], torch.roll(part[:, 2], -s, -1)], 1)
        for _ in range(chance.randint(2, 5)):
            y, t = chance.randrange(h), round(h * chance.uniform(0.02, 0.09))
            done[..., y:y + t, :] = torch.roll(done[..., y:y + t, :], round(n / 256 * chance.uniform(-28, 28)), -1)
        out[start:start + 4] = done
    lines = 1 - 0.12 * (torch.arange(h, device=x.device) % max(2, round(n / 64)) == 0).float().view(1, 1, -1, 1)
    return (out * lines).clamp(0, 1)


def oil(x, seed, n):
    strokes = _kuwahara(_kuwahara(x, max(2, round(n / 56))), max(2, round(n / 72)))
    g = _grey(strokes) + _paper(x, seed, round(n / 36), 2) * 0.16
    relief = g - torch.roll(g, (max(1, round(n / 180)),) * 2, (-2, -1))
    mean = _grey(strokes)
    return (mean + (strokes - mean) * 1.25 + relief * 0.55 + _paper(x, seed, 2, 1) * 0.025).clamp(0, 1)


def blueprint(x, seed, n):
    line = (_edges(_blur(_grey(x), n / 300)) * 2.4).clamp(0, 1)
    h, w = x.shape[-2:]
    step = max(8, round(n / 12))
    grid = ((torch.arange(h, device=x.device) % step == 0).view(1, 1, -1, 1) | (torch.arange(w, device=x.device) % step == 0).view(1, 1, 1, -1)).float()
    base = _colour("1d4f9c", x) * (1 + 0.1 * _paper(x, seed, round(n / 6))) + 0.08 * grid - 0.06 * (1 - _grey(x))
    return (base + line * (_colour("eaf4ff", x) - base)).clamp(0, 1)


def mosaic(x, seed, n):
    h, w = x.shape[-2:]
    size = max(3, round(n / 26))
    small = nn.adaptive_avg_pool2d(x, (-(-h // size), -(-w // size)))
    shade = (torch.rand(1, 1, *small.shape[-2:], generator=torch.Generator().manual_seed(seed)) - 0.5).to(x.device) * 0.1
    tiles = nn.interpolate((small + shade), scale_factor=size, mode="nearest")[..., :h, :w]
    yy, xx = (torch.arange(k, device=x.device) % size for k in (h, w))
    joint = ((yy == 0).view(1, 1, -1, 1) | (xx == 0).view(1, 1, 1, -1)).float()
    glint = ((yy == 1).view(1, 1, -1, 1) | (xx == 1).view(1, 1, 1, -1)).float() * (1 - joint)
    return (tiles * (1 - 0.42 * joint) + 0.12 * glint).clamp(0, 1)


def dream(x, seed, n):
    glow = _blur(x, n / 26)
    screen = 1 - (1 - x * 0.86) * (1 - glow * 0.55)
    return (screen * _colour("fff2fb", x) * 0.93 + 0.05).clamp(0, 1)


def thermal(x, seed, n):
    return _ramp(_blur(_grey(x) * 0.75 + x.amax(1, keepdim=True) * 0.25, n / 150), "08003c 4b0a96 b8188a f0503c ffb428 ffffc8")


def popart(x, seed, n):
    palettes = ("1a1466 e8308a ffd23c fff6d8", "0f3a5f f0503c ffc83c f6fff0", "3c0f5f 18a0a0 ff8ac0 fff2c0")
    g = _grey(_kuwahara(x, max(1, round(n / 90))))
    first = g[0].flatten()
    low, high = first.kthvalue(max(1, len(first) // 50)).values, first.kthvalue(len(first) * 49 // 50).values
    g = ((g - low) / (high - low).clamp(min=0.2)).clamp(0, 1)
    return _ramp(_posterise(g, 4), palettes[seed % 3])


def vhs(x, seed, n):
    g = _grey(x)
    chroma = _blur(torch.roll(x - g, round(n / 90), -1), n / 70)
    h = x.shape[-2]
    rows = 1 - 0.1 * (torch.arange(h, device=x.device) % 3 == 0).float().view(1, 1, -1, 1)
    wobble = torch.stack([torch.roll(f, int(i % 7 == 3), -1) for i, f in enumerate(g + chroma * 0.9)])
    return ((wobble * 0.86 + 0.06) * rows * _colour("fff4f6", x)).clamp(0, 1)


def apply(look: str, frames: Tensor, seed: int) -> Tensor:
    """The frames in a look. `seed` decides its still textures."""
    if look == "plain":
        return frames
    return globals()[look](frames, seed, min(frames.shape[-2:]))
