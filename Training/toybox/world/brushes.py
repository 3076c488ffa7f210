"""Brushes: what the painted layers of a setting are made of. Plain arithmetic on float32 arrays, and Pillow for outlines.

Units: the shorter side of the frame is 2 units long, the frame's centre is (0, 0), x goes right and y goes down. A canvas is
larger than the frame, so that cameras have somewhere to go.
"""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageDraw

MARGIN = (0.8, 0.55)            # of the canvas around the frame, units


def rgb(code: str) -> np.ndarray:
    """A colour such as "ffcc88", float32 0...1."""
    return np.array([int(code[i:i + 2], 16) for i in (0, 2, 4)], np.float32) / 255


def mix(a, b, t):
    return a + (b - a) * t


def smooth(t):
    """0 below 0, 1 above 1, smooth between."""
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


@dataclass
class Layer:
    """A painted sheet that stands at a distance. Texture: premultiplied uint8 RGBA [h, w, 4]."""
    texture: np.ndarray
    depth: float                            # 1 is where things act; twice that is twice as far
    half: tuple[float, float]               # half of its width and height, units
    centre: tuple[float, float] = (0.0, 0.0)
    drift: float = 0.0                      # units a second to the right, for clouds
    sway: tuple[float, float] = (0.0, 0.0)  # amplitude in units and swings a second, for waves and grass
    bob: float = 0.0                        # amplitude up and down, at the same pace


@dataclass
class Canvas:
    """Where a setting is painted: pixel grid, light, and a source of chance."""
    width: int                              # of the frame, pixels
    height: int
    light: "Light"
    rng: random.Random
    time: str = "day"
    weather: str = "clear"
    layers: list[Layer] = field(default_factory=list)

    def __post_init__(self):
        self.unit = min(self.width, self.height) / 2                        # pixels
        self.hx, self.hy = self.width / 2 / self.unit, self.height / 2 / self.unit
        self.half = (self.hx + MARGIN[0], self.hy + MARGIN[1])
        self.size = (round(2 * self.half[0] * self.unit), round(2 * self.half[1] * self.unit))      # w, h in pixels
        self.x = np.linspace(-self.half[0], self.half[0], self.size[0], dtype=np.float32)[None, :]
        self.y = np.linspace(-self.half[1], self.half[1], self.size[1], dtype=np.float32)[:, None]
        self.numbers = np.random.default_rng(self.rng.getrandbits(60))

    def at(self, level: float) -> float:
        """The y of a height that is given as a share of the frame: -1 is its top, 1 its bottom."""
        return level * self.hy

    def noise(self, scale: float, octaves: int = 3, stretch: float = 1.0) -> np.ndarray:
        """Soft fractal noise [h, w], about 0...1 with mean 0.5; `scale` units from hill to hill, `stretch` times wider than tall."""
        w, h = self.size
        out, amount, total = np.zeros((h, w), np.float32), 1.0, 0.0
        for _ in range(octaves):
            nx, ny = max(2, math.ceil(2 * self.half[0] / (scale * stretch)) + 1), max(2, math.ceil(2 * self.half[1] / scale) + 1)
            grid = Image.fromarray(self.numbers.random((ny, nx), np.float32))
            out += amount * np.asarray(grid.resize((w, h), Image.BICUBIC))
            total, amount, scale = total + amount, amount / 2, scale / 2
        return out / total

    def line(self, level: float, height: float, scale: float, octaves: int = 4, rough: float = 0.5) -> np.ndarray:
        """A skyline: y for every x [1, w], rising up to about `height` units above the level (a share of the frame)."""
        w, out, amount, total = self.size[0], 0.0, 1.0, 0.0
        for _ in range(octaves):
            n = max(2, math.ceil(2 * self.half[0] / scale) + 2)
            points = self.numbers.random(n).astype(np.float32)
            t = np.linspace(0, n - 1.001, w, dtype=np.float32)
            i = t.astype(int)
            out = out + amount * mix(points[i], points[i + 1], smooth(t - i))
            total, amount, scale = total + amount, amount * rough, scale / 2
        return (self.at(level) - height * out / total)[None, :]

    def below(self, line) -> np.ndarray:
        """Coverage 0...1 [h, w] of what lies under a line, with a smooth edge."""
        return np.clip((self.y - line) * self.unit + 0.5, 0, 1)

    def gradient(self, *stops: tuple[float, np.ndarray]) -> np.ndarray:
        """Colours [h, 1, 3] from stops (level, colour), top to bottom."""
        levels = [self.at(s[0]) for s in stops]
        return np.stack([np.interp(self.y[:, 0], levels, [s[1][c] for s in stops]) for c in range(3)], -1).astype(np.float32)[:, None]

    def lit(self, colour, depth: float = 1.0) -> np.ndarray:
        """A colour as this light shows it at this distance."""
        colour = rgb(colour) if isinstance(colour, str) else colour
        return mix(colour * self.light.tint, self.light.haze, 1 - math.exp(-self.light.thickness * max(0.0, depth - 1)))

    def add(self, colour: np.ndarray, alpha, depth: float, **motion) -> Layer:
        """Puts a sheet in front of those already there. Colour [h, w, 3] or smaller by broadcasting; alpha [h, w] or a number."""
        w, h = self.size
        alpha = np.broadcast_to(np.float32(alpha), (h, w))[..., None]
        texture = np.empty((h, w, 4), np.uint8)
        texture[..., :3] = np.clip(np.broadcast_to(colour, (h, w, 3)), 0, 1) * alpha * 255 + 0.5
        texture[..., 3:] = alpha * 255 + 0.5
        return self.keep(texture, depth, **motion)

    def keep(self, texture: np.ndarray, depth: float, **motion) -> Layer:
        """A sheet of the canvas's size, without its empty rows above and below."""
        rows = np.flatnonzero(texture[..., 3].any(1))
        h = self.size[1]
        top, end = (max(0, rows[0] - 2), min(h, rows[-1] + 3)) if len(rows) else (0, 3)
        half = (self.half[0], self.half[1] * (end - top) / h)
        centre = (0.0, self.half[1] * ((top + end) / h - 1))
        self.layers.append(Layer(texture[top:end], depth, half, centre, **motion))
        return self.layers[-1]

    def land(self, line, top, bottom, depth: float, reach: float = 0.6, grain: float = 0.08, grain_scale: float = 0.25,
             stretch: float = 2.0, rim: float = 0.25, **motion) -> Layer:
        """Solid land under a line: `top` colour at its edge, `bottom` colour `reach` units below, mottled, its edge catching light."""
        deep = smooth((self.y - line) / reach)[..., None]
        colour = mix(self.lit(top, depth), self.lit(bottom, depth), deep)
        if grain:
            colour = colour * (1 + grain * 2 * (self.noise(grain_scale, 3, stretch) - 0.5))[..., None]
        if rim:
            edge = np.exp(-np.maximum(self.y - line, 0) * 30)[..., None]
            colour = colour + rim * edge * self.light.sun * self.light.glare
        return self.add(colour, self.below(line), depth, **motion)

    def drawing(self) -> "Drawing":
        return Drawing(self)


class Drawing:
    """Outlines at twice the resolution, in units; `finish` puts them on a sheet of their own."""

    def __init__(self, canvas: Canvas):
        self.c, self.k = canvas, 2 * canvas.unit
        self.image = Image.new("RGBA", (canvas.size[0] * 2, canvas.size[1] * 2), (0, 0, 0, 0))
        self.pen = ImageDraw.Draw(self.image)

    def _p(self, x, y):
        return ((x + self.c.half[0]) * self.k, (y + self.c.half[1]) * self.k)

    @staticmethod
    def _ink(colour, alpha=1.0):
        return tuple(int(v * 255 + 0.5) for v in np.clip(colour, 0, 1)) + (int(alpha * 255),)

    def polygon(self, points, colour, alpha=1.0):
        self.pen.polygon([self._p(x, y) for x, y in points], fill=self._ink(colour, alpha))

    def ellipse(self, x, y, rx, ry, colour, alpha=1.0):
        self.pen.ellipse([self._p(x - rx, y - ry), self._p(x + rx, y + ry)], fill=self._ink(colour, alpha))

    def box(self, x0, y0, x1, y1, colour, radius=0.0, alpha=1.0):
        if x1 > x0 and y1 > y0:
            self.pen.rounded_rectangle([self._p(x0, y0), self._p(x1, y1)], radius * self.k, fill=self._ink(colour, alpha))

    def stroke(self, points, colour, width, alpha=1.0):
        self.pen.line([self._p(x, y) for x, y in points], fill=self._ink(colour, alpha), width=max(1, round(width * self.k)), joint="curve")

    def spread(self, gap: float, jitter: float = 0.4) -> list[float]:
        """Places along the canvas, about `gap` units apart."""
        n = int(2 * self.c.half[0] / gap) + 1
        return [-self.c.half[0] + (i + 0.5 + self.c.rng.uniform(-jitter, jitter)) * gap for i in range(n)]

    def fir(self, x, base, height, depth, colour="2f6b4a", snow=False):
        c = self.c
        dark, light = c.lit(colour, depth), c.lit(mix(rgb(colour), rgb("ffffff" if snow else "b8d878"), 0.75 if snow else 0.22), depth)
        w = height * 0.3
        self.box(x - w * 0.1, base - height * 0.15, x + w * 0.1, base, c.lit("5a4030", depth))
        for i in range(3):
            top, low, r = base - height * (1 - 0.24 * i), base - height * (0.52 - 0.21 * i), w * (0.55 + 0.22 * i)
            self.polygon([(x, top), (x - r, low), (x + r, low)], dark)
            s = c.light.side * 0.9
            self.polygon([(x, top), (x + s * r * (0.55 if not snow else 0.8), low - 0.02), (x + s * r * 0.05, low - height * 0.06)], light)

    def tree(self, x, base, height, depth, colour="4f9a4a"):
        """A round crown of overlapping discs, lighter on the side of the sun."""
        c, rng, r = self.c, self.c.rng, height * 0.3
        self.polygon([(x - r * 0.13, base), (x - r * 0.08, base - height * 0.5), (x + r * 0.08, base - height * 0.5), (x + r * 0.13, base)],
                     c.lit("6b4a35", depth))
        base_colour, glow = rgb(colour), rgb("f4f0a0")
        for shade, shift, size in ((0.78, 0.0, 1.0), (1.0, 0.12, 0.82), (None, 0.26, 0.5)):
            ink = c.lit(mix(base_colour, glow, 0.3) if shade is None else base_colour * shade, depth)
            state = random.Random(int(x * 1000))
            for _ in range(7):
                a, d = state.uniform(0, 2 * math.pi), state.uniform(0.1, 0.75) * r
                cx, cy = x + math.cos(a) * d + c.light.side * shift * r, base - height * 0.66 + math.sin(a) * d * 0.8 - shift * r
                self.ellipse(cx, cy, r * 0.62 * size, r * 0.56 * size, ink)

    def palm(self, x, base, height, depth, lean=0.15):
        c = self.c
        spine = [(x + lean * height * t * t, base - height * t) for t in np.linspace(0, 1, 9)]
        for (x0, y0), (x1, y1), w in zip(spine, spine[1:], np.linspace(0.035, 0.018, 8)):
            self.stroke([(x0, y0), (x1, y1)], c.lit("8a6545", depth), w * height * 1.6)
        tx, ty = spine[-1]
        for a in (-2.9, -2.4, -1.9, -1.2, -0.7, -0.2, 0.25, 2.9):
            tip = [(tx + math.cos(a) * height * 0.42 * t, ty + math.sin(a) * height * 0.3 * t + 0.28 * height * t * t) for t in np.linspace(0, 1, 7)]
            body = tip + [(px, py + 0.05 * height * math.sin(math.pi * t)) for (px, py), t in zip(reversed(tip), np.linspace(1, 0, 7))]
            self.polygon(body, c.lit(c.rng.choice(["3f8a4a", "55a552", "2f7645"]), depth))

    def tufts(self, line: np.ndarray, gap: float, height: float, colours, depth: float):
        """Blades of grass along a line."""
        c = self.c
        for x in self.spread(gap, 0.5):
            y = float(np.interp(x, c.x[0], line[0]))
            for _ in range(3):
                lean, h = c.rng.uniform(-0.5, 0.5) * height, height * c.rng.uniform(0.6, 1.2)
                self.polygon([(x - 0.012, y + 0.02), (x + lean, y - h), (x + 0.012, y + 0.02)], c.lit(c.rng.choice(colours), depth))

    def finish(self, depth: float, **motion) -> Layer:
        return self.c.keep(np.array(self.image.convert("RGBa").reduce(2)), depth, **motion)
