"""The toybox world: one thing, one place, one motion, drawn exactly and described in English and Chinese.

Every clip follows from an integer seed. `Scene.random(seed)` chooses, `Scene.render()` draws uint8 frames [F, H, W, 3],
`Scene.caption(rng)` says what is seen. Things are cut from Noto Color Emoji once per process; places are drawn by code.
"""
from __future__ import annotations

import functools
import math
import os
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIZE = 64                       # frames are square
FRAMES = 17                     # 1 + 4 * 4: what a causal VAE with fourfold temporal compression likes
FONT = os.environ.get("TOYBOX_FONT", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf")
VARIANTS = 4                    # of each place
STRIKE = 109                    # the only bitmap size in the font

# name: (emoji, English nouns, Chinese nouns with their measure word, turns round to face where it goes)
THINGS = {
    "balloon": ("🎈", ["red balloon", "balloon"], ["一只红气球", "一个红色的气球", "气球"], False),
    "car": ("🚗", ["red car", "car"], ["一辆红色小汽车", "一辆汽车", "小汽车"], True),
    "dog": ("🐕", ["dog", "brown dog", "puppy"], ["一只小狗", "一只狗", "小狗"], True),
    "cat": ("🐈", ["cat", "orange cat", "kitten"], ["一只小猫", "一只猫", "小猫"], True),
    "rocket": ("🚀", ["rocket", "space rocket"], ["一枚火箭", "一支火箭", "火箭"], False),
    "fish": ("🐠", ["fish", "tropical fish"], ["一条鱼", "一条小鱼", "热带鱼"], True),
    "apple": ("🍎", ["apple", "red apple"], ["一个苹果", "一个红苹果", "苹果"], False),
    "ball": ("⚽", ["ball", "football", "soccer ball"], ["一个球", "一个足球", "足球"], False),
    "butterfly": ("🦋", ["butterfly", "orange butterfly"], ["一只蝴蝶", "一只橙色的蝴蝶", "蝴蝶"], False),
    "robot": ("🤖", ["robot", "robot head"], ["一个机器人", "一台机器人", "机器人"], False),
    "heart": ("💙", ["blue heart", "heart"], ["一颗蓝色的心", "一颗蓝心", "蓝色爱心"], False),
    "star": ("⭐", ["yellow star", "star"], ["一颗黄色的星星", "一颗星星", "星星"], False),
}

# name: (English phrases, Chinese phrases)
PLACES = {
    "meadow": (["over a meadow", "in a green meadow", "on the grass"], ["草地上", "绿色的草原上", "草地"]),
    "sea": (["over the sea", "at sea", "above the blue ocean"], ["大海上", "蓝色的海上", "海面"]),
    "desert": (["in the desert", "over a desert", "above the sand dunes"], ["沙漠里", "沙漠中", "沙丘上"]),
    "night": (["in the night sky", "at night", "under the moon"], ["夜空中", "夜晚", "月亮下"]),
    "city": (["in the city", "over a city", "in front of skyscrapers"], ["城市里", "城市上空", "高楼前"]),
    "snow": (["in the snow", "over a snowy field", "in front of snowy mountains"], ["雪地里", "雪地上", "雪山前"]),
}

# name: (English verb, the same with -ing, Chinese)
MOTIONS = {
    "rises": (["rises", "floats up", "goes up"], ["rising", "floating up", "going up"], ["升起", "向上飘", "上升"]),
    "falls": (["falls", "drops down", "goes down"], ["falling", "dropping down", "going down"], ["落下", "向下掉", "下降"]),
    "left": (["moves left", "goes to the left"], ["moving left", "going to the left"], ["向左移动", "往左走"]),
    "right": (["moves right", "goes to the right"], ["moving right", "going to the right"], ["向右移动", "往右走"]),
    "grows": (["grows", "gets bigger"], ["growing", "getting bigger"], ["变大", "越来越大"]),
    "shrinks": (["shrinks", "gets smaller"], ["shrinking", "getting smaller"], ["变小", "越来越小"]),
    "bounces": (["bounces", "jumps up and down"], ["bouncing", "jumping up and down"], ["弹跳", "上下跳动"]),
    "circles": (["circles", "moves in a circle"], ["circling", "moving in a circle"], ["转圈", "绕圈"]),
    "still": (["stays still", "does not move"], ["staying still", "standing still"], ["静止不动", "一动不动"]),
}


@functools.lru_cache(maxsize=None)
def _cut(name: str) -> Image.Image:
    """The emoji, cropped to what is drawn of it."""
    font = ImageFont.truetype(FONT, STRIKE)
    picture = Image.new("RGBA", (160, 160), (0, 0, 0, 0))
    ImageDraw.Draw(picture).text((8, 8), THINGS[name][0], font=font, embedded_color=True)
    return picture.crop(picture.getbbox())


@functools.lru_cache(maxsize=4096)
def sprite(name: str, size: int, flipped: bool = False) -> np.ndarray:
    """Premultiplied float32 RGBA [h, w, 4], 0...1, whose longer side is `size` pixels, in a margin of one pixel."""
    picture = _cut(name)
    scale = size / max(picture.size)
    w, h = (max(1, round(side * scale)) for side in picture.size)
    pixels = np.asarray(picture, dtype=np.float32) / 255
    pixels[..., :3] *= pixels[..., 3:]
    planes = [np.asarray(Image.fromarray(pixels[..., c]).resize((w, h), Image.BOX)) for c in range(4)]
    out = np.pad(np.clip(np.stack(planes, -1), 0, 1), ((1, 1), (1, 1), (0, 0)))
    return np.ascontiguousarray(out[:, ::-1] if flipped else out)


def paste(frame: np.ndarray, rgba: np.ndarray, x: float, y: float) -> None:
    """Blends a sprite into a float frame with its centre at (x, y), to a fraction of a pixel."""
    h, w = rgba.shape[:2]
    left, top = x - w / 2, y - h / 2
    ix, iy = math.floor(left), math.floor(top)
    fx, fy = left - ix, top - iy
    big = np.pad(rgba, ((0, 1), (0, 1), (0, 0)))
    big = big * (1 - fx) + np.roll(big, 1, 1) * fx
    big = big * (1 - fy) + np.roll(big, 1, 0) * fy
    y0, y1, x0, x1 = max(iy, 0), min(iy + h + 1, SIZE), max(ix, 0), min(ix + w + 1, SIZE)
    if y0 >= y1 or x0 >= x1:
        return
    part = big[y0 - iy:y1 - iy, x0 - ix:x1 - ix]
    frame[y0:y1, x0:x1] = frame[y0:y1, x0:x1] * (1 - part[..., 3:]) + part[..., :3]


@functools.lru_cache(maxsize=256)
def place(name: str, variant: int) -> np.ndarray:
    """The background as float32 [64, 64, 3], 0...1. The variant moves the horizon, the sun and the like a little."""
    rng = random.Random(f"{name}/{variant}")
    k = 4                                                    # drawn at four times the size, then averaged
    n = SIZE * k
    horizon = rng.choice([38, 42, 46]) * k
    side = rng.choice([-1, 1])

    def gradient(top, bottom):
        t = np.linspace(0, 1, n, dtype=np.float32)[:, None, None]
        colours = np.float32(top) * (1 - t) + np.float32(bottom) * t
        return Image.fromarray(np.uint8(np.broadcast_to(colours, (n, n, 3))))

    def disc(d, x, y, r, colour):
        d.ellipse([(x - r) * k, (y - r) * k, (x + r) * k, (y + r) * k], fill=colour)

    if name == "meadow":
        img = gradient((120, 190, 250), (215, 240, 255)); d = ImageDraw.Draw(img)
        disc(d, 32 - side * 22, 9, 5, (255, 225, 80))
        d.ellipse([-n * 0.3 + side * 40, horizon - 26, n * 0.9 + side * 40, n * 1.6], fill=(120, 195, 80))
        d.rectangle([0, horizon + 14, n, n], fill=(90, 170, 60))
    elif name == "sea":
        img = gradient((150, 215, 250), (235, 245, 250)); d = ImageDraw.Draw(img)
        d.rectangle([0, horizon, n, n], fill=(30, 110, 190))
        for row in range(3):
            y, shift = horizon + 14 + row * 24, rng.randrange(16) * k
            for x in range(-16 * k, n, 16 * k):
                d.rectangle([x + shift, y, x + shift + 7 * k, y + k], fill=(120, 190, 235))
    elif name == "desert":
        img = gradient((255, 170, 90), (255, 225, 160)); d = ImageDraw.Draw(img)
        disc(d, 32 + side * 20, 12, 6, (255, 245, 200))
        d.polygon([(0, horizon), (n * 0.35, horizon - 26), (n, horizon + 26), (n, n), (0, n)][::1], fill=(225, 165, 90))
        d.polygon([(0, horizon + 44), (n * 0.7, horizon + 6), (n, horizon + 20), (n, n), (0, n)], fill=(200, 135, 65))
    elif name == "night":
        img = gradient((8, 8, 40), (40, 40, 100)); d = ImageDraw.Draw(img)
        disc(d, 32 + side * 20, 11, 7, (245, 240, 205)); disc(d, 35 + side * 20, 9, 6, (14, 14, 48))
        for _ in range(12):
            disc(d, rng.uniform(2, 62), rng.uniform(2, 56), 0.7, (230, 230, 255))
    elif name == "city":
        img = gradient((165, 170, 215), (250, 205, 190)); d = ImageDraw.Draw(img)
        for i, height in enumerate(rng.choice([(30, 18, 38, 24), (20, 36, 26, 34), (36, 24, 20, 32)])):
            x, top = i * 16 * k, (60 - height) * k
            d.rectangle([x, top, x + 14 * k, n], fill=(85, 90, 125) if i % 2 else (105, 105, 145))
            for wy in range(top + 3 * k, 58 * k, 6 * k):
                for wx in (3, 9):
                    d.rectangle([x + wx * k, wy, x + (wx + 2) * k, wy + 3 * k], fill=(250, 225, 130))
        d.rectangle([0, 58 * k, n, n], fill=(70, 70, 80))
    else:
        img = gradient((175, 200, 225), (225, 235, 245)); d = ImageDraw.Draw(img)
        for x, peak in ((14 + side * 6, 18), (46 + side * 6, 24)):
            d.polygon([((x - 24) * k, horizon), (x * k, peak * k), ((x + 24) * k, horizon)], fill=(120, 140, 170))
            d.polygon([((x - 8) * k, (peak + 8) * k), (x * k, peak * k), ((x + 8) * k, (peak + 8) * k)], fill=(245, 250, 255))
        d.rectangle([0, horizon, n, n], fill=(245, 248, 252))
    return np.asarray(img.resize((SIZE, SIZE), Image.BOX), dtype=np.float32) / 255


@dataclass
class Scene:
    thing: str
    place: str
    motion: str
    seed: int = 0

    @staticmethod
    def random(seed: int) -> "Scene":
        rng = random.Random(f"scene {seed}")
        return Scene(rng.choice(list(THINGS)), rng.choice(list(PLACES)), rng.choice(list(MOTIONS)), seed)

    def path(self, frames: int = FRAMES) -> list[tuple[float, float, float]]:
        """Centre and size of the thing in each frame."""
        rng = random.Random(f"path {self.seed}")
        jx, jy, size = rng.uniform(-5, 5), rng.uniform(-4, 4), rng.uniform(24, 29)
        side, turn, phase = rng.choice([-1, 1]), rng.choice([-1, 1]), rng.random() * 2 * math.pi
        out = []
        for i in range(frames):
            t = i / (FRAMES - 1)
            x, y, s = 32 + jx, 34 + jy, size
            if self.motion == "rises":
                y = 50 - 36 * t + jy / 3
            elif self.motion == "falls":
                y = 14 + 36 * t + jy / 3
            elif self.motion == "left":
                x = 51 - 38 * t + jx / 3
            elif self.motion == "right":
                x = 13 + 38 * t + jx / 3
            elif self.motion == "grows":
                s = 14 + 24 * t
            elif self.motion == "shrinks":
                s = 38 - 24 * t
            elif self.motion == "bounces":
                y = 46 - 26 * abs(math.sin(2 * math.pi * t + (0 if side > 0 else math.pi / 2)))
            elif self.motion == "circles":
                angle = phase + turn * 2 * math.pi * t
                x, y, s = 32 + 14 * math.cos(angle), 32 + 14 * math.sin(angle), 24
            out.append((x, y, s))
        return out

    def background(self) -> np.ndarray:
        """The empty place, float32 [H, W, 3], 0...1."""
        return place(self.place, random.Random(f"look {self.seed}").randrange(VARIANTS))

    def render(self, frames: int = FRAMES, start: int = 0) -> np.ndarray:
        back = self.background()
        flipped = random.Random(f"turn {self.seed}").random() < 0.5
        if self.motion in ("left", "right"):
            flipped = self.motion == "right"
        flipped = flipped and THINGS[self.thing][3]
        out = np.empty((frames, SIZE, SIZE, 3), np.uint8)
        for i, (x, y, s) in enumerate(self.path(start + frames)[start:]):
            frame = back.copy()
            paste(frame, sprite(self.thing, round(s), flipped), x, y)
            out[i] = np.clip(frame * 255 + 0.5, 0, 255)
        return out

    def caption(self, rng: random.Random, still: bool = False) -> str:
        """One sentence, half of them Chinese. A still picture's caption tells no motion."""
        _, en, zh, _ = THINGS[self.thing]
        where_en, where_zh = PLACES[self.place]
        verbs, ings, zh_verbs = MOTIONS[self.motion]
        if rng.random() < 0.5:
            thing, where, verb = rng.choice(zh), rng.choice(where_zh), rng.choice(zh_verbs)
            if still:
                return rng.choice([f"{where}的{thing}", f"{thing}在{where}", f"{where},{thing}", f"一张图片:{thing}在{where}"])
            return rng.choice([f"{thing}在{where}{verb}", f"{where},{thing}{verb}", f"{thing}{verb},在{where}", f"在{where}{thing}{verb}",
                               f"{thing}在{where}{verb}。"])
        thing, where, verb, ing = rng.choice(en), rng.choice(where_en), rng.choice(verbs), rng.choice(ings)
        article = rng.choice(["a", "a", "the", "one"])
        if article == "a" and thing[0] in "aeiou":
            article = "an"
        noun = f"{article} {thing}"
        if still:
            text = rng.choice([f"{noun} {where}", f"a picture of {noun} {where}", f"{where}, {noun}"])
        else:
            text = rng.choice([f"{noun} {verb} {where}", f"{noun} {ing} {where}", f"{noun} is {ing} {where}", f"{where}, {noun} {verb}",
                               f"{noun} {where} {verb}", f"a video of {noun} {ing} {where}"])
        return rng.choice([text, text, text[0].upper() + text[1:], text[0].upper() + text[1:] + "."])
