"""The settings outdoors: each is painted as a handful of sheets, far to near, on a canvas larger than the frame.

A sheet nearer than 1 stands in front of what happens. Land that things stand on lies at depth 1.3, so that they cover it.
"""
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Callable

import numpy as np

from .brushes import Canvas, mix, rgb, smooth
from .light import rainbow, sky


@dataclass(frozen=True)
class Setting:
    key: str
    paint: Callable[[Canvas], None]
    english: tuple[str, ...]            # phrases with their preposition
    chinese: tuple[str, ...]            # places that follow 在
    open: bool                          # has a sky: times of day and weather
    ground: str                         # land, water (things float on it) or none (things hover)
    horizon: float                      # where the ground ends, as a share of the frame's height, -1...1


SETTINGS: dict[str, Setting] = {}


def setting(key: str, english: str, chinese: str, open: bool = True, ground: str = "land", horizon: float = 0.1):
    def keep(paint):
        SETTINGS[key] = Setting(key, paint, tuple(english.split(", ")), tuple(chinese.split(", ")), open, ground, horizon)
        return paint
    return keep


def heaven(c: Canvas, horizon: float, clouds: float = 0.5) -> None:
    sky(c, horizon, clouds)
    if c.weather == "rainbow":
        rainbow(c, horizon)


def peaks(c: Canvas, level: float, height: float, depth: float, top: str, bottom: str, snow: float = 0.0, scale: float = 0.9) -> None:
    """Rough mountains, one flank in the light, with snow above a share of their height."""
    line = c.line(level, height, scale, 6, 0.52)
    relief = c.noise(0.26, 5, 0.7)
    faces = (np.roll(relief, round(c.light.side * 0.03 * c.unit), 1) - relief) * c.light.side
    light = np.clip(0.5 - faces * 4.5 + (relief - 0.5) * 0.5, 0, 1)[..., None]
    colour = mix(c.lit(rgb(top) * 0.72, depth), c.lit(top, depth), light)
    colour = mix(colour, c.lit(bottom, depth), smooth((c.y - line) / (height * 1.0))[..., None])
    if snow:
        edge = c.at(level) - height * (1 - snow) + (relief - 0.5) * 0.35
        white = mix(c.lit("b9cbe4", depth), c.lit("ffffff", depth), light)
        colour = mix(colour, white, smooth((edge - c.y) * 9)[..., None])
    c.add(colour, c.below(line), depth)


def water(c: Canvas, horizon: float, near: str, far: str, depth: float = 1.3) -> None:
    """Still water to the horizon, mirroring the sky and the sun's path."""
    light = c.light
    t = smooth((c.y - c.at(horizon)) / (c.hy * (1 - horizon)))[..., None]
    base = mix(mix(c.lit(far, 2), light.sky[-1], 0.45), c.lit(near), t)
    ripple = c.noise(0.035, 2, 9) - 0.5
    base = base * (1 + ripple * 0.22)[..., None]
    path = np.exp(-((c.x - light.side * c.hx * 0.5) / (0.12 + 0.35 * np.clip(c.y - c.at(horizon), 0, 9))) ** 2)
    sparkle = smooth((ripple + 0.06) * 6) * path * light.glare * 0.5
    c.add(base + sparkle[..., None] * light.sun, c.below(c.at(horizon)), depth)


def waves(c: Canvas, level: float, colour: str, depth: float, height: float = 0.05, pace: float = 0.3) -> None:
    """A crest across the canvas that sways, foam on its edge."""
    phase = c.rng.uniform(0, 6)
    line = c.at(level) + height * np.sin(c.x * 7 / depth + phase) * 0.6 + height * np.sin(c.x * 17 / depth + phase * 2) * 0.25
    body = mix(c.lit(colour), c.lit(rgb(colour) * 0.62), smooth((c.y - line) / 0.6)[..., None])
    foam = np.exp(-np.maximum(c.y - line, 0) * 38)[..., None]
    c.add(mix(body, c.lit("f2fbff"), 0.65 * foam), c.below(line) * 0.96, depth, sway=(0.09 / depth, pace), bob=0.012)


def grass(c: Canvas, level: float, tones: list[str]) -> None:
    """Blurred blades in front of everything, at the lower edge."""
    d = c.drawing()
    d.tufts(np.full((1, c.size[0]), c.at(level)), 0.045, 0.16, tones, 0.8)
    d.box(-9, c.at(level), 9, 9, c.lit(tones[0]))
    d.finish(0.75, sway=(0.012, 0.4))


@setting("meadow", "in a green meadow, on a meadow, in a grassy field", "草地上, 绿色的草原上, 草原上", horizon=0.12)
def meadow(c):
    heaven(c, 0.15)
    c.land(c.line(0.14, 0.42, 1.2), "7fae86", "8fbf8a", 7)
    c.land(c.line(0.18, 0.3, 0.9), "79b45a", "8cc566", 3.6)
    d = c.drawing()
    for x in d.spread(0.5):
        d.tree(x, c.at(0.2) + c.rng.uniform(0, 0.03), c.rng.uniform(0.25, 0.4), 2.4, c.rng.choice(["4f9a4a", "5da34e", "3f8a48"]))
    d.finish(2.4)
    line = c.line(0.2, 0.1, 1.4, 2)
    c.land(line, "86c44f", "4f9a3a", 1.3, 0.9, 0.12, 0.08, 3)
    flowers(c, 90, ["ffffff", "ffe36b", "ff9fb8"])
    grass(c, 0.97, ["3f8a35", "57a544", "6fbb52"])


def flowers(c: Canvas, count: int, colours: list[str], depth: float = 1.29) -> None:
    """Dots of blossom, larger towards the front."""
    d = c.drawing()
    for _ in range(count):
        t = c.rng.random() ** 0.7
        y, r = mix(c.at(0.3), c.at(1.2), t), mix(0.007, 0.022, t)
        x, ink = c.rng.uniform(-c.half[0], c.half[0]), c.lit(c.rng.choice(colours))
        d.ellipse(x, y, r * 1.3, r, ink)
        d.ellipse(x, y, r * 0.45, r * 0.35, c.lit("f7c948"))
    d.finish(depth)


@setting("mountains", "in the mountains, among high mountains, in front of snowy peaks", "群山中, 高山前, 雪山前", horizon=0.2)
def mountains(c):
    heaven(c, 0.2, 0.4)
    peaks(c, 0.25, 1.05, 8, "7d8aa8", "93a5bd", 0.45, 1.3)
    peaks(c, 0.3, 0.55, 4, "5f7a86", "7fa08f", 0.1, 0.8)
    d = c.drawing()
    for x in d.spread(0.13):
        d.fir(x, c.at(0.3) + c.rng.uniform(-0.02, 0.03), c.rng.uniform(0.16, 0.3), 2.3)
    d.finish(2.3)
    c.land(c.line(0.3, 0.1, 1.2, 3), "7fae5c", "587f48", 1.3, 0.8, 0.14, 0.12, 2)


@setting("forest", "in a forest, in the woods, among tall trees", "森林里, 树林里, 树林中", horizon=0.2)
def forest(c):
    heaven(c, 0.2, 0.3)
    woods(c, ["4f8f62", "3f7d52", "2f6b45"], "fir")
    c.land(c.line(0.3, 0.06, 0.8, 3), "5f8a3f", "3b5f30", 1.3, 0.8, 0.2, 0.1, 2)
    grass(c, 0.97, ["2f6b35", "3f8040"])


@setting("autumn", "in an autumn forest, among autumn trees, in the woods in autumn", "秋天的森林里, 秋天的树林里, 秋林中", horizon=0.2)
def autumn(c):
    heaven(c, 0.2, 0.4)
    woods(c, ["d9822b", "e0a030", "c4502a", "b8862f"], "tree")
    c.land(c.line(0.3, 0.06, 0.8, 3), "c98f3f", "8a5a2f", 1.3, 0.8, 0.2, 0.1, 2)
    flowers(c, 110, ["e0662a", "f0b23a", "c43f2a"])


def woods(c: Canvas, colours: list[str], kind: str) -> None:
    for depth, low, height, gap in ((4.5, 0.24, 0.75, 0.17), (2.8, 0.28, 0.95, 0.26), (1.9, 0.33, 1.2, 0.5)):
        d = c.drawing()
        for x in d.spread(gap):
            h = height * c.rng.uniform(0.75, 1.1)
            (d.fir if kind == "fir" else d.tree)(x, c.at(low) + c.rng.uniform(-0.01, 0.03), h * (1 if kind == "fir" else 0.8), depth, c.rng.choice(colours))
        d.finish(depth)
        c.land(c.line(low, 0.05, 0.6), colours[0], colours[-1], depth - 0.1, 0.5, rim=0.1)


@setting("bamboo", "in a bamboo forest, among bamboo, in a bamboo grove", "竹林里, 竹林中", horizon=0.25)
def bamboo(c):
    heaven(c, 0.2, 0.2)
    c.add(c.lit("a8cf8e", 3), smooth((c.y + 0.6 * c.hy) / (0.9 * c.hy)) * 0.8, 6)
    for depth, gap, width, tone in ((4, 0.11, 0.02, "8fbf7a"), (2.6, 0.19, 0.034, "6fae5f"), (1.8, 0.36, 0.055, "559a4a")):
        d = c.drawing()
        for x in d.spread(gap):
            lean = c.rng.uniform(-0.08, 0.08)
            d.stroke([(x, c.at(0.4)), (x + lean, -c.half[1])], c.lit(tone, depth), width)
            d.stroke([(x + c.light.side * width * 0.25, c.at(0.4)), (x + lean + c.light.side * width * 0.25, -c.half[1])],
                     c.lit(mix(rgb(tone), rgb("f4f6b0"), 0.4), depth), width * 0.25)
            for k in range(9):
                t = (k + 0.5) / 9
                y, xx = mix(c.at(0.4), -c.half[1], t), x + lean * t
                d.stroke([(xx - width * 0.55, y), (xx + width * 0.55, y)], c.lit(rgb(tone) * 0.7, depth), 0.008)
                if t > 0.35 and c.rng.random() < 0.6:
                    s = c.rng.choice([-1, 1])
                    for q in (0.02, 0.06):
                        d.polygon([(xx, y), (xx + s * width * 3.5, y + q), (xx + s * width * 7, y + 0.05 + q * 1.5), (xx + s * width * 3, y + q + 0.035)],
                                  c.lit(c.rng.choice(["6fb455", "8cc76a"]), depth))
        d.finish(depth, sway=(0.008, 0.3))
    c.land(c.line(0.3, 0.05, 0.9, 3), "8a9a55", "5f6f3a", 1.3, 0.8, 0.2, 0.09, 2)


@setting("snow", "in the snow, on a snowy field, in a snowy landscape", "雪地里, 雪地上, 白雪中", horizon=0.15)
def snow(c):
    heaven(c, 0.15, 0.5)
    peaks(c, 0.2, 0.7, 7, "a9bcd6", "c9d8ea", 0.7, 1.1)
    c.land(c.line(0.2, 0.25, 0.9), "dfe9f5", "cfdcec", 3.5, grain=0.03)
    d = c.drawing()
    for x in d.spread(0.24):
        if c.rng.random() < 0.75:
            d.fir(x, c.at(0.24) + c.rng.uniform(0, 0.04), c.rng.uniform(0.25, 0.45), 2.2, "55807a", snow=True)
    d.finish(2.2)
    c.land(c.line(0.24, 0.12, 1.2, 3), "fbfdff", "c3d4ea", 1.3, 1.1, 0.035, 0.25, 3, rim=0.15)


@setting("arctic", "among icebergs, in the arctic ice, between icebergs", "冰山间, 北极的冰海上, 冰海中", ground="water", horizon=-0.05)
def arctic(c):
    heaven(c, -0.05, 0.4)
    for depth, base, size in ((6, -0.02, 0.5), (2.5, 0.1, 0.42)):
        d = c.drawing()
        for x in d.spread(0.9 if depth > 3 else 1.3):
            w, h = size * c.rng.uniform(0.7, 1.2), size * c.rng.uniform(0.7, 1.3)
            y, tip = c.at(base) + 0.02, x + c.rng.uniform(-0.2, 0.2) * w
            d.polygon([(x - w, y), (x - w * 0.55, y - h * 0.5), (tip, y - h), (x + w * 0.5, y - h * 0.62), (x + w, y)], c.lit("a9cbe6", depth))
            s = c.light.side
            d.polygon([(x + s * w, y), (x + s * w * 0.5, y - h * (0.62 if s > 0 else 0.5)), (tip, y - h), (x + s * w * 0.1, y - h * 0.35), (x + s * w * 0.25, y)],
                      c.lit("f4fbff", depth))
        d.finish(depth)
        if depth > 3:
            water(c, -0.05, "2a6f98", "8fc0d8", 5)
    waves(c, 0.32, "3a86ad", 1.3)
    waves(c, 0.86, "2f769f", 0.8, 0.06)


@setting("desert", "in the desert, across a desert, among sand dunes", "沙漠里, 沙漠中, 沙丘间", horizon=0.05)
def desert(c):
    heaven(c, 0.1, 0.15)
    c.land(c.line(0.1, 0.3, 1.0, 3), "d99a62", "e0ac74", 6)
    for depth, level, height, tone, deep in ((3.2, 0.2, 0.34, "e8b872", "d79c58"), (1.3, 0.3, 0.22, "f3cd88", "d39a55")):
        line = c.line(level, height, 1.5, 2)
        layer_shadow = c.line(level, height * 0.6, 1.2, 2) + 0.08
        crest = smooth((c.y - layer_shadow) * 7)[..., None]
        ripples = 1 + 0.05 * np.sin((c.y - line) * 70 / depth + 3 * c.noise(0.4, 2, 3) * 4)[..., None] * smooth((c.y - line) * 3)[..., None]
        colour = mix(c.lit(tone, depth), c.lit(deep, depth), crest) * ripples
        rim = np.exp(-np.maximum(c.y - line, 0) * 26)[..., None] * 0.2 * c.light.glare
        c.add(colour + rim * c.light.sun, c.below(line), depth)
        if depth > 2:
            d = c.drawing()
            for x in d.spread(0.9):
                if c.rng.random() < 0.6:
                    y, h, ink = c.at(0.26), c.rng.uniform(0.14, 0.22), c.lit("5a8f58", 2)
                    d.box(x - 0.022, y - h, x + 0.022, y, ink, 0.02)
                    d.box(x - 0.075, y - h * 0.75, x - 0.045, y - h * 0.4, ink, 0.015); d.box(x - 0.075, y - h * 0.46, x, y - h * 0.36, ink, 0.012)
                    d.box(x + 0.045, y - h * 0.85, x + 0.075, y - h * 0.5, ink, 0.015); d.box(x, y - h * 0.56, x + 0.075, y - h * 0.46, ink, 0.012)
            d.finish(2.0)


@setting("canyon", "in a red canyon, in a canyon, among red rocks", "红色峡谷里, 峡谷里, 红岩间", horizon=0.12)
def canyon(c):
    heaven(c, 0.15, 0.25)
    for depth, level, height, tone in ((8, 0.15, 0.6, "c07a5f"), (3.2, 0.22, 0.85, "b8583a")):
        raw = c.line(level, height, 0.7 if depth > 4 else 0.95, 3, 0.35)
        t = (c.at(level) - raw) / height                                           # flat tops with steep sides
        mesa = c.at(level) - height * (0.3 + 0.32 * smooth((t - 0.38) * 9) + 0.38 * smooth((t - 0.6) * 9))
        strata = 0.5 + 0.5 * np.sin((c.y + 0.05 * c.noise(0.6, 3)) * 38)
        cracks = c.noise(0.12, 3, 0.3)
        colour = c.lit(tone, depth * 0.6) * (0.84 + 0.2 * strata + 0.35 * (cracks - 0.5))[..., None]
        c.add(colour, c.below(mesa), depth)
    c.land(c.line(0.26, 0.06, 1.0, 3), "dd9a66", "a8603c", 1.3, 0.9, 0.14, 0.1, 3)


@setting("savanna", "in the savanna, on the savanna, on the African plain", "稀树草原上, 非洲草原上", horizon=0.1)
def savanna(c):
    heaven(c, 0.1, 0.3)
    c.land(c.line(0.1, 0.2, 1.4), "b09a6a", "c9b070", 7)
    d = c.drawing()
    for x in d.spread(0.85):
        base, h = c.at(0.17), c.rng.uniform(0.35, 0.6)
        ink, leaf = c.lit("5a4532", 2.6), c.lit("6f8a3a", 2.6)
        d.polygon([(x - 0.02, base), (x - 0.01, base - h * 0.6), (x + 0.01, base - h * 0.6), (x + 0.02, base)], ink)
        for s in (-1, 1):
            d.stroke([(x, base - h * 0.5), (x + s * h * 0.35, base - h * 0.9)], ink, 0.014)
        for ox, oy, r in ((0, 0.95, 0.55), (-0.22, 0.88, 0.34), (0.25, 0.9, 0.36)):
            d.ellipse(x + ox * h, base - oy * h, r * h, 0.11 * h, leaf)
            d.ellipse(x + ox * h + c.light.side * 0.08 * h, base - (oy + 0.04) * h, r * h * 0.7, 0.055 * h, c.lit("98ad4e", 2.6))
    d.finish(2.6)
    c.land(c.line(0.18, 0.04, 1.4, 2), "d9b95f", "a8823c", 1.3, 0.9, 0.18, 0.06, 4)
    grass(c, 0.97, ["b08f3c", "c9a850", "98782f"])


@setting("beach", "on a beach, at the beach, on the sand by the sea", "海滩上, 沙滩上, 海边的沙滩上", horizon=-0.1)
def beach(c):
    heaven(c, -0.1, 0.5)
    water(c, -0.1, "2fb3c8", "2a7fb8", 4)
    shore = c.at(0.28) + 0.03 * np.sin(c.x * 3 + c.rng.uniform(0, 6)) + 0.012 * np.sin(c.x * 9)
    foam = np.exp(-np.abs(c.y - shore) * 26)
    c.add(c.lit("ffffff"), smooth(foam * 1.4) * 0.9, 1.5, sway=(0.03, 0.25), bob=0.012)
    c.land(shore + 0.03, "e3c48e", "f6dfae", 1.3, 0.25, 0.07, 0.05, 2, rim=0)
    if c.rng.random() < 0.75:
        d = c.drawing()
        side = c.rng.choice([-1, 1])
        d.palm(side * c.hx * 0.98, c.at(0.42), 1.15, 1.2, -side * 0.28)
        d.palm(side * c.hx * 1.25, c.at(0.5), 0.95, 1.2, -side * 0.2)
        d.finish(1.28, sway=(0.006, 0.3))


@setting("sea", "on the sea, on the ocean, at sea", "大海上, 海上, 海面上", ground="water", horizon=0.0)
def sea(c):
    heaven(c, 0.0, 0.6)
    water(c, 0.0, "1f6fae", "3f93c9", 5)
    for level, depth, tone, h in ((0.2, 2.2, "2f86c2", 0.025), (0.38, 1.3, "2777b5", 0.045), (0.8, 0.85, "1d64a3", 0.06)):
        waves(c, level, tone, depth, h, c.rng.choice([-1, 1]) * 0.25)


@setting("lake", "on a lake, on a calm lake, on the water of a lake", "湖上, 湖面上, 平静的湖面上", ground="water", horizon=0.1)
def lake(c):
    heaven(c, 0.1, 0.5)
    peaks(c, 0.12, 0.75, 8, "7688a6", "8ea3b8", 0.35, 1.2)
    c.land(c.line(0.14, 0.3, 0.8), "4f8560", "5f9a66", 3.5)
    d = c.drawing()
    for x in d.spread(0.11):
        d.fir(x, c.at(0.15), c.rng.uniform(0.1, 0.2), 2.8)
    d.finish(2.8)
    water(c, 0.14, "2f7d9a", "7fb5c4", 1.4)
    d = c.drawing()
    side = c.rng.choice([-1, 1])
    for k in range(16):
        x = side * (c.hx * 0.75 + 0.045 * k) + c.rng.uniform(-0.03, 0.03)
        h = c.rng.uniform(0.3, 0.55)
        d.stroke([(x, c.at(1.2)), (x + c.rng.uniform(-0.06, 0.06), c.at(1.0) - h)], c.lit("5f8a3a"), 0.014)
        if k % 2:
            d.box(x - 0.016, c.at(1.0) - h, x + 0.016, c.at(1.0) - h + 0.11, c.lit("7a4f2f"), 0.015)
    d.finish(0.8, sway=(0.012, 0.35))


@setting("garden", "in a flower garden, among flowers, in a garden full of flowers", "花园里, 花丛中, 开满鲜花的花园里", horizon=0.1)
def garden(c):
    heaven(c, 0.1, 0.5)
    d = c.drawing()
    for x in d.spread(0.26):
        d.tree(x, c.at(0.2), c.rng.uniform(0.35, 0.6), 3, c.rng.choice(["4f9a55", "6aa84f", "e59ab5", "f0b6cc"]))
    d.finish(3)
    c.land(c.line(0.18, 0.1, 0.3, 3), "3f8a45", "4f9a4a", 2.2)
    line = c.line(0.26, 0.04, 1.0, 2)
    c.land(line, "8ccf5f", "4a963f", 1.3, 0.9, 0.14, 0.08, 2)
    flowers(c, 230, ["ff5f7f", "ffd34f", "ffffff", "b56fe0", "ff944f", "ff8fc0"])
    d = c.drawing()
    for x in d.spread(0.17):
        y, r, ink = c.at(0.97) + c.rng.uniform(-0.05, 0.05), c.rng.uniform(0.035, 0.05), c.lit(c.rng.choice(["ff5f7f", "ffd34f", "b56fe0", "ff8fc0", "ffffff"]))
        d.stroke([(x, y), (x + 0.02, c.at(1) + 0.5)], c.lit("3f8a3a"), 0.012)
        for k in range(6):
            d.ellipse(x + math.cos(k * 1.05) * r, y + math.sin(k * 1.05) * r, r * 0.62, r * 0.62, ink)
        d.ellipse(x, y, r * 0.55, r * 0.55, c.lit("f7b733"))
    d.finish(0.78, sway=(0.01, 0.35))


@setting("farm", "on a farm, in front of a red barn, in a farmyard", "农场里, 农场上, 红色谷仓前", horizon=0.12)
def farm(c):
    heaven(c, 0.12, 0.5)
    c.land(c.line(0.14, 0.3, 1.2), "8db86a", "a6c86f", 6)
    c.land(c.line(0.18, 0.2, 1.0), "d9c266", "c9ad50", 3.5, grain=0.15, grain_scale=0.05, stretch=6)
    d = c.drawing()
    x, y, w, h = c.rng.choice([-1, 1]) * c.hx * 0.5, c.at(0.27), 0.36, 0.3
    red, dark = c.lit("b8382f", 2), c.lit("8a2a28", 2)
    d.polygon([(x - w, y), (x - w, y - h), (x - w * 0.6, y - h * 1.6), (x, y - h * 1.85), (x + w * 0.6, y - h * 1.6), (x + w, y - h), (x + w, y)], red)
    d.stroke([(x - w * 1.06, y - h * 0.97), (x - w * 0.62, y - h * 1.63), (x, y - h * 1.9), (x + w * 0.62, y - h * 1.63), (x + w * 1.06, y - h * 0.97)], c.lit("e8e0d8", 2), 0.03)
    d.box(x - w * 0.4, y - h * 0.85, x + w * 0.4, y, c.lit("f0e8e0", 2)); d.box(x - w * 0.35, y - h * 0.8, x + w * 0.35, y, dark)
    d.box(x - w * 0.15, y - h * 1.4, x + w * 0.15, y - h * 1.1, c.lit("ffdf8a" if c.light.lamps else "f0e8e0", 1 if c.light.lamps else 2))
    for k in d.spread(0.2, 0.05):
        d.box(k - 0.012, c.at(0.3) - 0.14, k + 0.012, c.at(0.3), c.lit("f2ece2", 1.6))
    for up in (0.05, 0.1):
        d.box(-9, c.at(0.3) - up - 0.011, 9, c.at(0.3) - up + 0.011, c.lit("f2ece2", 1.6))
    d.finish(1.8)
    c.land(c.line(0.28, 0.03, 1.2, 2), "a6bf5c", "6f8f40", 1.3, 0.9, 0.14, 0.08, 3)


@setting("volcano", "in front of a volcano, near a volcano, by an erupting volcano", "火山前, 火山旁, 喷发的火山前", horizon=0.15)
def volcano(c):
    heaven(c, 0.2, 0.3)
    x0 = c.rng.uniform(-0.3, 0.3) * c.hx
    plume = np.exp(-((c.x - x0 - 0.25 * (c.at(-0.3) - c.y)) / (0.16 + 0.35 * np.clip(c.at(-0.3) - c.y, 0, 9))) ** 2)
    smoke = smooth((plume * (0.5 + c.noise(0.25, 4)) - 0.42) * 3) * smooth((c.at(-0.28) - c.y) * 6)
    c.add(mix(c.lit("6a5a62", 2), c.lit("c9b0a8", 2), c.noise(0.2, 3)[..., None]), smoke * 0.85, 9, drift=0.015)
    r = np.abs(c.x - x0)
    cone = np.maximum(c.at(0.2) - 0.95 * np.exp(-r * 1.5) + 0.03 * (c.line(0, 1, 0.2) - c.at(0)), c.at(-0.34) + 0.03 * np.cos(r * 30))
    rock = c.noise(0.16, 4, 0.6)[..., None]
    colour = mix(c.lit("4a3a40", 4), c.lit("7d5f5a", 4), rock)
    flow = np.exp(-((c.x - x0 - 0.1 * np.sin(c.y * 9)) / (0.03 + 0.05 * smooth((c.y - c.at(-0.3)) / 0.8))) ** 2) * smooth(1.3 - (c.y - c.at(-0.34)) / 0.75)
    flow = np.maximum(flow, np.exp(-((c.y - c.at(-0.33)) / 0.03) ** 2) * (r < 0.14))
    c.add(mix(colour, mix(rgb("ff5a1f"), rgb("ffd35a"), flow[..., None]), np.clip(flow * 1.5, 0, 1)[..., None]), c.below(cone), 5)
    c.land(c.line(0.24, 0.14, 0.6), "5f5550", "4a4240", 2.5)
    c.land(c.line(0.3, 0.05, 0.8, 3), "6f625a", "3f3836", 1.3, 0.9, 0.2, 0.1, 2)


@setting("city", "in a big city, in the city, among skyscrapers", "大城市里, 城市里, 高楼之间", horizon=0.4)
def city(c):
    heaven(c, 0.35, 0.4)
    for depth, level, gap, tall, tones in ((6, 0.45, 0.22, 1.0, ["8fa0b8", "9dacc0"]), (3.2, 0.5, 0.3, 0.85, ["7a8498", "8a7f8f", "6f8296"]),
                                           (2.0, 0.56, 0.46, 0.6, ["a8705a", "5f6f86", "8a8070", "b08a68"])):
        d = c.drawing()
        for x in d.spread(gap, 0.12):
            w, h = gap * c.rng.uniform(0.36, 0.48), tall * c.rng.uniform(0.55, 1.15)
            tower(d, x, c.at(level), w, h, c.rng.choice(tones), depth)
        d.finish(depth)
    t = np.broadcast_to((c.y - c.at(0.48))[..., None], c.size[::-1] + (1,))
    asphalt = mix(c.lit("8a8a92", 1.3), c.lit("55565f"), smooth(t / 0.7)) * (1 + 0.06 * (c.noise(0.04, 2) - 0.5))[..., None]
    kerb = (np.exp(-((c.y - c.at(0.53)) / 0.02) ** 2))[..., None]
    asphalt = mix(asphalt, c.lit("d0ccc2"), kerb * np.ones_like(asphalt))
    dashes = ((np.mod(c.x, 0.5) < 0.28) & (np.abs(c.y - c.at(0.9)) < 0.02)).astype(np.float32)[..., None]
    c.add(mix(asphalt, c.lit("f2efe0"), dashes * 0.9), c.below(c.at(0.48)), 1.3)


def tower(d, x: float, base: float, w: float, h: float, tone: str, depth: float) -> None:
    """A building with rows of windows, one side in shade; some windows are lit at night."""
    c = d.c
    d.box(x - w, base - h, x + w, base + 0.3, c.lit(tone, depth))
    d.box(x - w if c.light.side > 0 else x + w * 0.6, base - h, x - w * 0.6 if c.light.side > 0 else x + w, base + 0.3, c.lit(rgb(tone) * 0.8, depth))
    d.box(x - w * 1.05, base - h, x + w * 1.05, base - h + 0.018, c.lit(rgb(tone) * 1.15, depth))
    size = 0.05 if depth < 2.5 else 0.035
    columns = max(2, int(2 * w / (size * 1.9)))
    for i in range(columns):
        for j in range(int(h / (size * 2.0))):
            wx, wy = x - w + 2 * w * (i + 0.5) / columns, base - h + size * 1.4 + j * size * 2
            on = c.rng.random() < 0.55
            ink = (mix(rgb("ffd980"), c.light.haze, 0.06 * depth) if on else c.lit("2a3350", depth)) if c.light.lamps else c.lit("cfe4f5" if on else "5f7690", depth)
            d.box(wx - size * 0.42, wy - size * 0.5, wx + size * 0.42, wy + size * 0.5, ink)


@setting("road", "on a country road, on a road, along a road", "公路上, 乡间公路上, 马路上", horizon=0.1)
def road(c):
    heaven(c, 0.1, 0.6)
    c.land(c.line(0.12, 0.4, 1.0), "7fa38a", "9fbf8f", 6)
    c.land(c.line(0.18, 0.15, 0.9), "93bf62", "7dae50", 2.4)
    d = c.drawing()
    for x in d.spread(0.7):
        d.tree(x, c.at(0.26), c.rng.uniform(0.3, 0.5), 1.9)
    d.finish(1.9)
    c.land(np.full((1, c.size[0]), c.at(0.24)), "8fbf58", "6a9f42", 1.35, 0.4)
    y0, y1 = c.at(0.42), c.at(0.92)
    inside = np.clip((c.y - y0) * c.unit + 0.5, 0, 1) * np.clip((y1 - c.y) * c.unit + 0.5, 0, 1)
    grey = mix(c.lit("85858c"), c.lit("66666e"), smooth((c.y - y0) / (y1 - y0))[..., None]) * (1 + 0.06 * (c.noise(0.035, 2) - 0.5))[..., None]
    white = ((np.abs(c.y - y0 - 0.035) < 0.01) | (np.abs(c.y - y1 + 0.045) < 0.014) | ((np.abs(c.y - (y0 + y1) / 2) < 0.014) & (np.mod(c.x, 0.44) < 0.26)))
    c.add(mix(grey, c.lit("f6f3e6"), white[..., None] * 0.9), inside, 1.3)


@setting("village", "in a village, in front of village houses, in a small village", "村庄里, 小村子里, 村子的房子前", horizon=0.2)
def village(c):
    heaven(c, 0.2, 0.5)
    c.land(c.line(0.2, 0.45, 1.1), "7fa888", "9cbf8f", 6)
    for depth, level, size, gap in ((3.4, 0.27, 0.7, 0.34), (2.0, 0.35, 1.0, 0.62)):
        d = c.drawing()
        for i, x in enumerate(d.spread(gap, 0.15)):
            if i % 4 == 3:
                d.tree(x, c.at(level), 0.45 * size, depth)
                continue
            w, h, y = 0.17 * size, 0.2 * size * c.rng.uniform(0.85, 1.2), c.at(level)
            wall, roof = c.rng.choice(["f4e8d2", "e8d0b0", "f0dcd0", "dfe6e8"]), c.rng.choice(["b8523f", "9a4438", "7a5a50", "c46a45"])
            d.box(x - w, y - h, x + w, y, c.lit(wall, depth))
            d.box(x + w * 0.45 if c.light.side < 0 else x - w, y - h, x + w if c.light.side < 0 else x - w * 0.45, y, c.lit(rgb(wall) * 0.86, depth))
            d.polygon([(x - w * 1.2, y - h), (x - w * 0.75, y - h - w * 0.95), (x + w * 0.75, y - h - w * 0.95), (x + w * 1.2, y - h)], c.lit(roof, depth))
            pane = rgb("ffd57a") if c.light.lamps else c.lit("6f8fa8", depth)
            for k in (-0.55, 0.55):
                d.box(x + k * w - 0.03 * size, y - h * 0.75, x + k * w + 0.03 * size, y - h * 0.4, pane)
            d.box(x - 0.035 * size, y - h * 0.55, x + 0.035 * size, y, c.lit("6f4a35", depth))
        d.finish(depth)
    c.land(c.line(0.36, 0.03, 1.0, 2), "cdbb94", "a58f68", 1.3, 0.9, 0.16, 0.06, 2)


@setting("castle", "in front of a castle, at an old castle, before castle walls", "城堡前, 古堡前, 城墙前", horizon=0.25)
def castle(c):
    heaven(c, 0.25, 0.5)
    c.land(c.line(0.25, 0.4, 1.0), "86a68f", "a0bf94", 6)
    d = c.drawing()
    x0, y = c.rng.uniform(-0.25, 0.25) * c.hx, c.at(0.36)
    for dx, w, h, cone in ((0, 0.2, 1.05, True), (-0.55, 0.13, 0.8, True), (0.55, 0.13, 0.85, True), (-0.28, 0.2, 0.5, False), (0.28, 0.2, 0.5, False), (-0.9, 0.12, 0.6, True), (0.9, 0.12, 0.6, True),
                           (-0.72, 0.2, 0.36, False), (0.72, 0.2, 0.36, False)):
        x, stone = x0 + dx, "b8ad9f" if cone else "a69b8e"
        d.box(x - w, y - h, x + w, y, c.lit(stone, 2.2))
        s = -c.light.side
        d.box(min(x + s * w * 0.35, x + s * w), y - h, max(x + s * w * 0.35, x + s * w), y, c.lit(rgb(stone) * 0.82, 2.2))
        if cone:
            d.polygon([(x - w * 1.25, y - h), (x, y - h - w * 2.4), (x + w * 1.25, y - h)], c.lit("4a6fa5", 2.2))
            d.polygon([(x, y - h - w * 2.4), (x - s * w * 1.25, y - h), (x - s * w * 0.3, y - h)], c.lit("6a8fc5", 2.2))
            d.box(x - 0.028, y - h * 0.8, x + 0.028, y - h * 0.62, rgb("ffd57a") if c.light.lamps else c.lit("3f3a40", 2.2), 0.025)
        else:
            for k in range(5):
                d.box(x - w + k * w * 0.45, y - h - 0.05, x - w + k * w * 0.45 + w * 0.24, y - h, c.lit(stone, 2.2))
    d.box(x0 - 0.09, y - 0.27, x0 + 0.09, y + 0.1, c.lit("5a4030", 2.2), 0.09)
    d.finish(2.2)
    c.land(c.line(0.36, 0.05, 1.0, 2), "93b86a", "5f8a48", 1.3, 0.8, 0.14, 0.1, 2)


@setting("stadium", "in a football stadium, on a football pitch, in a stadium", "足球场上, 体育场里, 球场上", horizon=0.15)
def stadium(c):
    heaven(c, -0.4, 0.4)
    tiers = smooth((c.y - c.at(-0.45) - 0.05 * np.cos(c.x * 1.2)) * 30)
    rows = 0.85 + 0.15 * np.sin((c.y - c.at(-0.45)) * 90)
    crowd = np.take(np.stack([rgb(k) for k in ("d05a50", "4f78b8", "e8e0d0", "e0b04a", "5f9f60", "7a6a8a")]),
                    c.numbers.integers(0, 6, (c.size[1] // 3 + 1, c.size[0] // 3 + 1)), axis=0).repeat(3, 0).repeat(3, 1)[:c.size[1], :c.size[0]]
    c.add(c.lit(mix(rgb("6f7890"), crowd, 0.42), 1.6) * rows[..., None], tiers, 4)
    d = c.drawing()
    d.box(-9, c.at(0.08), 9, c.at(0.2), c.lit("f2f2f2", 1.6))
    for i, k in enumerate(d.spread(0.4, 0)):
        d.box(k - 0.18, c.at(0.09), k + 0.18, c.at(0.19), c.lit(["d8453f", "3f6fc4", "f2c23f", "3fa060"][i % 4], 1.6))
    d.finish(2.0)
    t = (c.y - c.at(0.2)) / c.hy
    bands = (np.mod(np.log(np.maximum(t, 0) + 0.25) * 5.5, 2) < 1)[..., None]
    turf = mix(c.lit("4fa048"), c.lit("5fb555"), bands.astype(np.float32)) * (1 + 0.08 * (c.noise(0.03, 2, 3) - 0.5))[..., None]
    lines = np.maximum(np.exp(-((c.y - c.at(0.26)) / 0.009) ** 2), np.exp(-((np.hypot(c.x / 1.9, c.y - c.at(0.75)) - 0.33) / 0.014) ** 2))
    c.add(mix(turf, c.lit("f6fff2"), lines[..., None] * 0.85), c.below(c.at(0.2)), 1.3)
