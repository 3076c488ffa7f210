"""The settings without weather: rooms, the deep, space and places that are not of this world."""
from __future__ import annotations

import math

import numpy as np

from .brushes import mix, rgb, smooth
from .light import TIMES
from .settings import peaks, setting


def floor(c, level, tone, planks=True):
    """Boards that run towards the viewer."""
    t = (c.y - c.at(level)) / (c.hy * (1 - level))
    seams = np.abs(np.mod(c.x / (0.35 + np.maximum(t, 0)) * 2.6, 1) - 0.5)
    wood = mix(c.lit(rgb(tone) * 0.75), c.lit(tone), smooth(t * 1.2 + 0.15)[..., None]) * (1 + 0.2 * (c.noise(0.05, 3, 6) - 0.5))[..., None]
    if planks:
        wood = wood * (1 - 0.28 * np.exp(-((0.5 - seams) / 0.022) ** 2))[..., None]
    c.add(wood, c.below(c.at(level)), 1.3)


def wall(c, tone, level, stripe=0.0):
    """A wall with light falling from one side."""
    glow = np.exp(-np.hypot(c.x - c.light.side * c.hx * 0.7, c.y + 0.4) / 1.3)[..., None]
    colour = c.lit(tone) * (0.82 + 0.3 * glow)
    if stripe:
        colour = colour * (1 - stripe * (np.mod(c.x, 0.16) < 0.08))[..., None]
    c.add(colour, 1.0, 2.6)


def window(d, x, y, w, h, depth):
    """A view of a blue sky in a white frame, with curtains."""
    c = d.c
    d.box(x - w - 0.04, y - h - 0.04, x + w + 0.04, y + h + 0.04, c.lit("fffaf0", 1), 0.01)
    d.box(x - w, y - h, x + w, y + h, rgb("9fd0f2"))
    d.ellipse(x - w * 0.3, y + h * 0.1, w * 0.4, h * 0.16, rgb("ffffff")); d.ellipse(x + w * 0.05, y, w * 0.3, h * 0.16, rgb("ffffff"))
    d.box(x - w, y + h * 0.55, x + w, y + h, rgb("86c06a"))
    d.box(x - 0.014, y - h, x + 0.014, y + h, c.lit("fffaf0", 1)); d.box(x - w, y - 0.014, x + w, y + 0.014, c.lit("fffaf0", 1))


@setting("room", "in a cosy living room, in a living room, at home in a room", "客厅里, 房间里, 温馨的客厅里", open=False, horizon=0.3)
def room(c):
    tone = c.rng.choice(["f0dcc0", "d5e4d8", "dcd8ea", "f2d2c8"])
    wall(c, tone, 0.35, 0.04)
    d, s = c.drawing(), c.rng.choice([-1, 1])
    window(d, s * c.hx * 0.5, c.at(-0.28), 0.27, 0.3, 2.4)
    for k in (-1, 1):
        d.box(s * c.hx * 0.5 + k * 0.33 - 0.09, c.at(-0.28) - 0.4, s * c.hx * 0.5 + k * 0.33 + 0.09, c.at(-0.28) + 0.45, c.lit("c8574a"), 0.03)
    px = -s * c.hx * 0.5
    d.box(px - 0.2, c.at(-0.3) - 0.17, px + 0.2, c.at(-0.3) + 0.15, c.lit("8a5f3f"), 0.01)
    d.box(px - 0.17, c.at(-0.3) - 0.14, px + 0.17, c.at(-0.3) + 0.12, c.lit("cfe0e8")); d.polygon([(px - 0.17, c.at(-0.3) + 0.12), (px - 0.03, c.at(-0.3) - 0.06), (px + 0.17, c.at(-0.3) + 0.12)], c.lit("6f9a78"))
    d.ellipse(px + 0.09, c.at(-0.3) - 0.07, 0.03, 0.03, c.lit("f2b84b"))
    d.box(-9, c.at(0.32) - 0.05, 9, c.at(0.34), c.lit("fdf6ea"))
    y = c.at(0.38)                                                               # a sofa against the wall
    sofa = c.lit(c.rng.choice(["5f8a9a", "7a9a6a", "c98f4f"]))
    d.box(px - 0.46, y - 0.36, px + 0.46, y, sofa, 0.07); d.box(px - 0.42, y - 0.16, px + 0.42, y + 0.01, sofa * 1.13, 0.04)
    for k in (-1, 1):
        d.box(px + k * 0.46 - 0.08, y - 0.24, px + k * 0.46 + 0.08, y + 0.02, sofa * 0.88, 0.05)
    d.finish(2.2)
    floor(c, 0.34, "c9935a")
    d = c.drawing()
    d.ellipse(0, c.at(0.72), c.hx * 0.85, 0.2 * c.hy, c.lit("b5544a")); d.ellipse(0, c.at(0.72), c.hx * 0.76, 0.165 * c.hy, c.lit("e8c99a")); d.ellipse(0, c.at(0.72), c.hx * 0.69, 0.14 * c.hy, c.lit("c4685a"))
    d.finish(1.29)


@setting("kitchen", "in a kitchen, in a tiled kitchen, in a bright kitchen", "厨房里, 明亮的厨房里", open=False, horizon=0.3)
def kitchen(c):
    wall(c, "e9f1ee", 0.3)
    tiles = ((np.mod(c.x, 0.15) < 0.012) | (np.mod(c.y, 0.15) < 0.012)) & (c.y < c.at(0.35))
    c.add(c.lit("c3d6d2"), tiles * 0.8, 2.59)
    d = c.drawing()
    tone = c.lit(c.rng.choice(["6fa39a", "d9895a", "7f94bd"]))
    for x in d.spread(0.5, 0):
        d.box(x - 0.235, c.at(-0.95), x + 0.235, c.at(-0.5), tone, 0.02); d.box(x - 0.2, c.at(-0.95), x + 0.2, c.at(-0.54), tone * 1.08, 0.02); d.ellipse(x + 0.14, c.at(-0.6), 0.018, 0.018, c.lit("f5efe0"))
        d.box(x - 0.235, c.at(0.07), x + 0.235, c.at(0.42), tone, 0.01); d.box(x - 0.2, c.at(0.11), x + 0.2, c.at(0.38), tone * 1.08, 0.02); d.ellipse(x, c.at(0.16), 0.03, 0.012, c.lit("f5efe0"))
    d.box(-9, c.at(0.02), 9, c.at(0.08), c.lit("8a6a50"))
    for k, x in enumerate(d.spread(0.42)):
        y = c.at(0.02)
        if k % 3 == 0:
            d.box(x - 0.07, y - 0.12, x + 0.07, y, c.lit("c0493f"), 0.02); d.box(x - 0.09, y - 0.14, x + 0.09, y - 0.115, c.lit("8a8a90"), 0.01)
        elif k % 3 == 1:
            d.box(x - 0.035, y - 0.2, x + 0.035, y, c.lit("5f9a6a"), 0.03); d.box(x - 0.015, y - 0.28, x + 0.015, y - 0.18, c.lit("5f9a6a"))
        else:
            d.ellipse(x, y - 0.05, 0.09, 0.06, c.lit("f0f0f2")); d.ellipse(x, y - 0.08, 0.07, 0.02, c.lit("e0a84a"))
    d.finish(2.2)
    t = (c.y - c.at(0.4)) / (c.hy * 0.6)
    check = (np.mod(np.floor(c.x / (0.5 + np.maximum(t, 0)) * 4.5) + np.floor(np.log(np.maximum(t, 0) + 0.35) * 7), 2) < 1)[..., None]
    c.add(mix(c.lit("f2ece0"), c.lit("b9c9cc"), check.astype(np.float32)) * (0.85 + 0.15 * smooth(t))[..., None], c.below(c.at(0.4)), 1.3)


@setting("library", "in a library, among bookshelves, in front of bookshelves", "图书馆里, 书架前, 书架之间", open=False, horizon=0.35)
def library(c):
    wall(c, "6f4f38", 0.4)
    d = c.drawing()
    inks = ["a8443a", "3f6f8a", "c9a04a", "5f8a55", "7a5a8a", "d9c8a8", "4a4f6a", "b8703f"]
    y = -c.half[1]
    while y < c.at(0.4):
        d.box(-9, y + 0.27, 9, y + 0.3, c.lit("4f3626"))
        x = -c.half[0]
        while x < c.half[0]:
            w, h = c.rng.uniform(0.03, 0.065), c.rng.uniform(0.17, 0.24)
            if c.rng.random() < 0.92:
                ink = c.lit(c.rng.choice(inks)) * c.rng.uniform(0.85, 1.1)
                d.box(x, y + 0.27 - h, x + w - 0.006, y + 0.27, ink, 0.005); d.box(x, y + 0.3 - h, x + w - 0.006, y + 0.312 - h, ink * 1.35)
            x += w
        y += 0.3
    for x in d.spread(0.85, 0):
        d.box(x - 0.03, -9, x + 0.03, c.at(0.4), c.lit("5f4230")); d.box(x - 0.03, -9, x - 0.018, c.at(0.4), c.lit("7a573f"))
    d.finish(2.2)
    c.add(rgb("ffd58a"), np.exp(-np.hypot(c.x - c.light.side * 0.5 * c.hx, c.y + 0.5 * c.hy) / 0.5) * 0.35, 2.1)
    floor(c, 0.4, "9a6a42")


@setting("stage", "on a theatre stage, on a stage, on stage in front of a red curtain", "舞台上, 剧院的舞台上, 红色幕布前", open=False, horizon=0.35)
def stage(c):
    folds = 0.5 + 0.5 * np.sin(c.x * 24 + 0.8 * np.sin(c.x * 5) + 0.25 * c.y)
    beam = np.zeros(c.size[::-1], np.float32)
    for k in (-1, 1):
        centre = k * c.hx * 0.7 * (1 - (c.y + c.hy) / (1.6 * c.hy))
        beam = beam + np.exp(-((c.x - centre) / (0.1 + 0.2 * (c.y + c.hy))) ** 2) * 0.5
    red = mix(rgb("4f0a14"), rgb("b8202c"), folds[..., None]) * (0.55 + 0.65 * beam)[..., None]
    c.add(red, 1.0, 2.6)
    floor(c, 0.4, "a8743f")
    pool = np.exp(-(np.hypot(c.x / 0.95, (c.y - c.at(0.68)) / 0.3)) ** 2)
    c.add(rgb("fff0c4"), pool * 0.38, 1.29)
    d = c.drawing()
    for k in (-1, 1):
        for j in range(3):
            x = k * (c.hx + 0.02 + j * 0.2)
            d.polygon([(x - 0.12, -9), (x + 0.12, -9), (x + 0.1 + 0.05 * k, c.at(0.3)), (x + 0.13 * k + 0.02, 9), (x - 0.09, 9)], rgb(["8a1420", "6a0d18", "a01a26"][j]))
    for x in d.spread(0.3, 0):
        d.ellipse(x, -c.hy * 1.0, 0.17, 0.15, rgb("9a1722")); d.ellipse(x, -c.hy * 1.03, 0.15, 0.13, rgb("7a101a"))
    d.finish(0.85)


@setting("cave", "in a cave, in a glowing crystal cave, inside a cavern", "山洞里, 水晶洞里, 洞穴里", open=False, horizon=0.25)
def cave(c):
    glow = np.exp(-np.hypot(c.x * 0.8, c.y + 0.1) / 0.75)[..., None]
    c.add(mix(rgb("1a1f38"), rgb("4a7fa0"), glow) * (0.75 + 0.5 * c.noise(0.25, 4))[..., None], 1.0, 6)
    for depth, shade, reach in ((4, 0.62, 0.35), (2.4, 0.4, 0.55)):
        top = c.line(-0.75, -reach, 0.35, 4, 0.6)
        rock = (rgb("5f5a78") * shade) * (0.7 + 0.6 * c.noise(0.15, 4, 0.6))[..., None]
        c.add(rock, np.clip((top - c.y) * c.unit + 0.5, 0, 1), depth)
        low = c.line(0.38, 0.25, 0.35, 4, 0.6)
        c.add(rock * 1.1, c.below(low), depth)
        d = c.drawing()
        for x in d.spread(0.4):
            ink = rgb(c.rng.choice(["6fe0e8", "b58af0", "f08ac8", "7fb0ff"])) * (1.15 - 0.12 * depth)
            for _ in range(3):
                h, lean, y, w = c.rng.uniform(0.12, 0.3), c.rng.uniform(-0.12, 0.12), c.at(0.36), c.rng.uniform(0.018, 0.035)
                d.polygon([(x - w, y), (x + lean - w * 0.7, y - h * 0.8), (x + lean, y - h), (x + lean + w * 0.7, y - h * 0.8), (x + w, y)], ink * 0.8)
                d.polygon([(x, y), (x + lean, y - h), (x + lean + w * 0.7, y - h * 0.8), (x + w, y)], np.minimum(ink * 1.25, 1))
                x += 0.05
        d.finish(depth - 0.1)
    c.add(mix(rgb("56506e"), rgb("2a2a42"), smooth((c.y - c.at(0.36)) / 0.6)[..., None]) * (0.75 + 0.5 * c.noise(0.1, 3, 2))[..., None], c.below(c.line(0.36, 0.06, 0.7, 3)), 1.3)


@setting("underwater", "under water, on a coral reef, deep under the sea", "水下, 海底, 珊瑚礁间", open=False, ground="none", horizon=0.5)
def underwater(c):
    depth_colour = c.gradient((-1, rgb("6fdcea")), (-0.3, rgb("2fa5d0")), (0.4, rgb("1a6fae")), (1, rgb("123f7a")))
    rays = np.zeros(c.size[::-1], np.float32)
    for _ in range(6):
        x0, lean, w = c.rng.uniform(-1.3, 1.3) * c.hx, c.rng.uniform(-0.3, 0.3), c.rng.uniform(0.05, 0.14)
        rays = rays + np.exp(-((c.x - x0 - lean * (c.y + c.hy)) / (w * (1 + 0.5 * (c.y + c.hy)))) ** 2)
    c.add(depth_colour + (rays * 0.16 * smooth((c.at(0.6) - c.y) / (1.6 * c.hy)))[..., None] * rgb("d8fff8"), 1.0, 9, sway=(0.03, 0.12))
    for depth, level, tone in ((5, 0.6, "2f86a8"), (2.6, 0.72, "4a8f9a")):
        c.add(rgb(tone) * (0.8 + 0.4 * c.noise(0.2, 3))[..., None], c.below(c.line(level, 0.35, 0.5)), depth)
    for depth, level, size, gap in ((2.2, 0.85, 0.8, 0.3), (0.85, 1.1, 1.2, 0.42)):
        d = c.drawing()
        for x in d.spread(gap):
            y, kind, fade = c.at(level), c.rng.random(), 1.0 if depth < 1 else 0.8
            if kind < 0.45:                                                       # branching coral
                ink = rgb(c.rng.choice(["ff7a6a", "ff9fbf", "ffb04a", "d77af0"])) * fade
                for k in range(5):
                    a = -math.pi / 2 + (k - 2) * 0.33
                    tip = (x + math.cos(a) * 0.24 * size, y + math.sin(a) * 0.28 * size)
                    d.stroke([(x, y + 0.1), (x + (tip[0] - x) * 0.4, y - 0.06 * size), tip], ink, 0.036 * size); d.ellipse(*tip, 0.022 * size, 0.022 * size, ink * 1.08)
            elif kind < 0.8:                                                      # weed
                ink = rgb(c.rng.choice(["2f9a6a", "4fb56a", "2a7f5f"])) * fade
                for k in (-0.05, 0.0, 0.05):
                    h = c.rng.uniform(0.3, 0.55) * size
                    d.stroke([(x + k + 0.03 * math.sin(t * 9 + k * 40), y + 0.12 - h * t) for t in np.linspace(0, 1, 8)], ink, 0.026 * size)
            else:
                d.ellipse(x, y + 0.04, 0.14 * size, 0.11 * size, rgb("e86a8a") * fade)
                for k in range(7):
                    d.ellipse(x + c.rng.uniform(-0.1, 0.1) * size, y + c.rng.uniform(-0.05, 0.08) * size, 0.018 * size, 0.018 * size, rgb("ffb0c0") * fade)
        d.finish(depth, sway=(0.015, 0.3))
        if depth > 1:
            c.add(mix(rgb("e8d9a0"), rgb("9ab8a0"), smooth((c.y - c.at(0.8)) / 0.4)[..., None]) * (0.85 + 0.3 * c.noise(0.06, 2, 3))[..., None], c.below(c.line(0.86, 0.06, 0.8, 3)), 1.3)


@setting("space", "in outer space, in space, among the stars", "太空中, 宇宙中, 星空中", open=False, ground="none", horizon=0.5)
def space(c):
    nebula = c.noise(0.9, 5)
    other = c.noise(0.7, 5)
    colour = mix(rgb("060818"), rgb(c.rng.choice(["5a2f8a", "2f3f9a", "7a2a6a"])), (smooth((nebula - 0.4) * 3.2) * 0.85)[..., None])
    colour = colour + (smooth((other - 0.5) * 3.5) * 0.45)[..., None] * rgb(c.rng.choice(["2fa0c0", "e0709a", "4fc0a0"]))
    stars = np.zeros(c.size[::-1], np.float32)
    for _ in range(int(110 * c.half[0] * c.half[1])):
        y, x, r = c.rng.randrange(c.size[1] - 2), c.rng.randrange(c.size[0] - 2), c.rng.random()
        stars[y:y + 1 + (r > 0.8), x:x + 1 + (r > 0.8)] = c.rng.uniform(0.4, 1)
    c.add(colour + stars[..., None] * rgb("f0f4ff"), 1.0, 40)
    x0, y0, r0 = c.rng.choice([-1, 1]) * c.hx * 0.6, c.rng.choice([-1, 1]) * c.hy * 0.55, c.rng.uniform(0.3, 0.42)
    r = np.hypot(c.x - x0, c.y - y0)
    tone = rgb(c.rng.choice(["e0905a", "6fb0d8", "c88ae0", "8ac89a"]))
    bands = 0.85 + 0.3 * c.noise(0.1, 3, 6)
    shade = np.clip(0.25 + 1.1 * ((c.x - x0) * c.light.side - (c.y - y0)) / r0 * 0.5 + 0.35, 0.12, 1.15)
    c.add(tone * (bands * shade)[..., None], np.clip((r0 - r) * c.unit + 0.5, 0, 1), 6)
    c.add(tone, np.exp(-np.maximum(r - r0, 0) / 0.06) * (r > r0) * 0.3, 6)


@setting("moon", "on the moon, on the surface of the moon, on grey moon dust", "月球上, 月球表面", open=False, horizon=0.15)
def moon(c):
    stars = (c.numbers.random(c.size[::-1]) > 0.9975) * c.numbers.random(c.size[::-1])
    c.add(rgb("05060f") + stars[..., None].astype(np.float32) * rgb("ffffff"), 1.0, 40)
    x0, y0 = -c.light.side * c.hx * 0.45, -c.hy * 0.5
    r = np.hypot(c.x - x0, c.y - y0)
    sea_land = smooth((c.noise(0.2, 4) - 0.5) * 9)[..., None]
    shade = np.clip(0.75 + 1.6 * (c.x - x0) * c.light.side, 0.1, 1.1)[..., None]
    earth = mix(mix(rgb("2a6fc0"), rgb("4f9a55"), sea_land), rgb("ffffff"), smooth((c.noise(0.13, 3, 2) - 0.58) * 6)[..., None]) * shade
    c.add(earth, np.clip((0.24 - r) * c.unit + 0.5, 0, 1), 20)
    c.add(rgb("7fb8ff"), np.exp(-np.maximum(r - 0.24, 0) / 0.05) * (r > 0.24) * 0.4, 20)
    c.land(c.line(0.2, 0.3, 0.8), "8f9098", "7a7b84", 5, rim=0.2)
    line = c.line(0.26, 0.06, 1.0, 3)
    c.land(line, "c2c2c6", "84848c", 1.3, 1.0, 0.16, 0.07, 2, rim=0.2)
    d = c.drawing()
    for _ in range(11):
        t = c.rng.random()
        x, y, r = c.rng.uniform(-c.half[0], c.half[0]), c.at(0.36 + 0.75 * t), 0.06 + 0.12 * t * c.rng.random()
        d.ellipse(x, y, r * 1.5, r * 0.5, rgb("a6a6ac")); d.ellipse(x + c.light.side * 0.012, y + 0.008, r * 1.38, r * 0.42, rgb("6f6f78")); d.ellipse(x - c.light.side * r * 0.2, y + 0.02, r * 1.1, r * 0.3, rgb("8a8a92"))
    d.finish(1.29)


@setting("clouds", "high above the clouds, in the sky above the clouds, over a sea of clouds", "云层之上, 云海之上, 高空的云海上", ground="none", horizon=0.5, open=True)
def clouds(c):
    from .settings import heaven
    heaven(c, 0.5, 0.15)
    for depth, level, size in ((7, 0.3, 0.4), (4, 0.5, 0.5), (2.2, 0.72, 0.6), (0.8, 1.06, 0.7)):
        top = c.line(level, 0.34, size, 4, 0.5)
        puffs = top
        for k in (0.0, 0.37, 0.71):
            puffs = np.minimum(puffs, top + 0.1 - 0.14 * size * np.abs(np.sin((c.x / size + k) * math.pi * 1.3)) - 0.03 * k)
        fluff = smooth((c.y - puffs) / 0.05)
        inside = mix(c.lit("ffffff", depth * 0.5), mix(c.light.sky[1], c.light.haze, 0.5), smooth((c.y - puffs) / (0.75 * size))[..., None] * 0.75)
        rim = np.exp(-np.maximum(c.y - puffs, 0) * 14)[..., None] * 0.25 * c.light.glare
        c.add((inside + rim * c.light.sun) * (0.94 + 0.12 * c.noise(0.15, 3))[..., None], fluff * (0.97 if depth > 1 else 0.85), depth, drift=c.rng.choice([-1, 1]) * 0.05 / depth ** 0.5)


@setting("candy", "in candy land, in a land of sweets, among giant sweets", "糖果王国里, 糖果世界里, 巨大的糖果之间", open=False, horizon=0.15)
def candy(c):
    c.add(c.gradient((-1, rgb("9fd8ff")), (-0.3, rgb("ffd0ec")), (0.2, rgb("fff2c8"))), 1.0, 40)
    puff = smooth((c.noise(0.4, 3, 2) - 0.56) * 7) * smooth((c.at(0) - c.y) * 2)
    c.add(rgb("ffffff"), puff * 0.85, 12, drift=0.03)
    for depth, level, tone in ((6, 0.2, "ffb5d8"), (3, 0.26, "c8a5f0")):
        line = c.line(level, 0.45, 0.8, 2)
        stripe = (np.mod((c.y - line) * 5 + c.x * 0.6, 1) < 0.5)[..., None] * 0.12
        c.add(mix(rgb(tone) * (1 - stripe), rgb("ffffff"), np.exp(-np.maximum(c.y - line, 0) * 22)[..., None] * 0.8), c.below(line), depth)
    d = c.drawing()
    for i, x in enumerate(d.spread(0.42)):
        y, h = c.at(0.34), c.rng.uniform(0.35, 0.6)
        if i % 2:                                                                # a lollipop
            d.box(x - 0.014, y - h, x + 0.014, y, rgb("ffffff"))
            for r, ink in zip((0.15, 0.115, 0.08, 0.045), (("ff6f91", "ffffff") if c.rng.random() < 0.5 else ("5fc8d8", "fff2a0")) * 2):
                d.ellipse(x, y - h, r, r, rgb(ink))
        else:                                                                    # a candy cane
            arc = [(x, y), (x, y - h)] + [(x + 0.09 - 0.09 * math.cos(a), y - h - 0.09 * math.sin(a)) for a in np.linspace(0, math.pi, 9)] + [(x + 0.18, y - h + 0.1)]
            d.stroke(arc, rgb("ffffff"), 0.05)
            for (x0, y0), (x1, y1) in zip(arc[2::2], arc[3::2]):
                d.stroke([(x0, y0), (x1, y1)], rgb("f0405a"), 0.05)
            for k in range(6):
                yy = y - h * (k + 0.3) / 6
                d.polygon([(x - 0.025, yy), (x + 0.025, yy - 0.03), (x + 0.025, yy - 0.03 - h / 13), (x - 0.025, yy - h / 13)], rgb("f0405a"))
    d.finish(2.0)
    line = c.line(0.32, 0.06, 1.0, 2)
    c.land(line, "a8ecc8", "ffc2dd", 1.3, 0.8, 0.04, 0.2, 2, rim=0)
    d = c.drawing()
    for _ in range(150):
        t = c.rng.random()
        x, y, a, s = c.rng.uniform(-c.half[0], c.half[0]), c.at(0.4 + 0.8 * t), c.rng.uniform(0, 3.1), 0.012 + 0.016 * t
        d.stroke([(x, y), (x + math.cos(a) * s * 2, y + math.sin(a) * s)], rgb(c.rng.choice(["ff5f7f", "ffd34f", "5fb8e0", "9a6fe0", "ffffff"])), 0.009 + 0.008 * t)
    d.finish(1.29)
