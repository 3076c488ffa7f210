"""Times of day and weather: the colours of light, the sky, and what falls out of it."""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

import numpy as np

from .brushes import Canvas, Layer, mix, rgb, smooth


@dataclass(frozen=True)
class Light:
    sky: tuple[np.ndarray, ...]         # from the top of the frame to the horizon
    sun: np.ndarray                     # colour of the direct light
    tint: np.ndarray                    # what colours are multiplied by
    haze: np.ndarray                    # what far things fade to
    thickness: float = 0.16             # of the haze, per unit of depth
    glare: float = 1.0                  # how much edges catch the sun
    shadow: float = 0.36                # darkness of shadows
    lamps: bool = False                 # windows and lanterns are lit
    height: float = 0.6                 # of the sun over the horizon, share of the sky
    side: int = -1                      # where the sun stands: -1 left, 1 right

    def muted(self, amount: float) -> "Light":
        """Under a closed cover of clouds."""
        grey = lambda c: mix(c, np.float32(np.mean(c)) * np.float32([0.97, 1.0, 1.05]), amount)
        return replace(self, sky=tuple(grey(c) * (1 - 0.12 * amount) for c in self.sky), haze=grey(self.haze), tint=grey(self.tint) * (1 - 0.1 * amount),
                       glare=self.glare * (1 - amount), shadow=self.shadow * (1 - 0.6 * amount))


def _light(sky: str, sun: str, tint: str, haze: str, **more) -> Light:
    return Light(tuple(rgb(c) for c in sky.split()), rgb(sun), rgb(tint), rgb(haze), **more)


# Three variants would not be told apart by their captions, so each time of day is one mood; hues wander a little by scene.
TIMES = {
    "dawn": _light("7fa8d8 c3b9dc f7c9c6 ffe3c2", "ffd9b0", "f3dfe4", "f1cfd0", height=0.22, shadow=0.3),
    "day": _light("3f97e6 74bdf3 b4def8 dff2fb", "fff6dc", "ffffff", "c6e2f2", height=0.75),
    "sunset": _light("3d3a78 8a4f8e e8785f ffc46b", "ffb26b", "f4c2a2", "ee9c78", height=0.12, shadow=0.4, glare=1.3),
    "night": _light("070b26 101c46 1d3468 365a8c", "a9c4ff", "6f86bb", "2a4577", height=0.7, shadow=0.25, glare=0.5, lamps=True),
}
WEATHERS = ("clear", "rain", "snow", "fog", "storm", "fireworks", "petals", "rainbow")


def light_of(time: str, weather: str, rng: random.Random) -> Light:
    light = replace(TIMES[time], side=rng.choice([-1, 1]))
    warm = np.float32([1 + rng.uniform(-0.03, 0.03), 1, 1 + rng.uniform(-0.03, 0.03)])
    light = replace(light, sky=tuple(np.clip(c * warm, 0, 1) for c in light.sky), haze=np.clip(light.haze * warm, 0, 1))
    dull = {"rain": 0.7, "storm": 0.9, "fog": 0.8, "snow": 0.5}.get(weather, 0)
    if dull:
        light = light.muted(dull)
    if weather == "fog":
        light = replace(light, thickness=0.45, haze=mix(light.haze, rgb("ffffff") * light.tint, 0.3))
    if weather == "storm":
        light = replace(light, tint=light.tint * 0.8, sky=tuple(c * 0.62 for c in light.sky), haze=light.haze * 0.7)
    return light


def sky(c: Canvas, horizon: float, clouds: float = 0.5) -> None:
    """The sky down to the horizon (a share of the frame): gradient, sun or moon with its glow, stars, two sheets of clouds."""
    light, rng, weather, time = c.light, c.rng, c.weather, c.time
    n = len(light.sky)
    colour = np.broadcast_to(c.gradient(*[(mix(-1, horizon, i / (n - 1)), s) for i, s in enumerate(light.sky)]), (c.size[1], c.size[0], 3)).copy()
    covered = weather in ("rain", "storm", "fog", "snow")
    sx, sy = light.side * c.hx * rng.uniform(0.35, 0.7), mix(c.at(horizon), -c.hy, light.height * rng.uniform(0.85, 1.1))
    distance = np.hypot(c.x - sx, c.y - sy)
    if time == "night" and not covered:
        stars = np.zeros(c.size[::-1], np.float32)
        for _ in range(int(70 * c.half[0] * c.half[1])):
            y, x = rng.randrange(c.size[1] - 1), rng.randrange(c.size[0] - 1)
            stars[y:y + 1 + (rng.random() < 0.25), x:x + 1 + (rng.random() < 0.25)] = rng.uniform(0.35, 1)
        colour += (stars * smooth((c.at(horizon) - c.y) * 1.5))[..., None] * rgb("e8f0ff")
    if not covered:
        glow, disc = (0.6, 0.11) if time != "night" else (0.3, 0.12)
        halo = (np.exp(-distance / 0.22) + 0.35 * np.exp(-distance / 0.9)) * glow
        colour += halo[..., None] * light.sun * (1 - colour)                       # as light adds up on a screen: never burnt out
        body = np.clip((disc - distance) * c.unit + 0.5, 0, 1)
        if time == "night":                                             # a moon with a few seas
            spots = 1 - 0.16 * smooth((c.noise(0.09, 2) - 0.5) * 4)
            colour = mix(colour, rgb("fbf6e0") * spots[..., None], body[..., None])
        else:
            colour = mix(colour, mix(light.sun, rgb("ffffff"), 0.75), body[..., None])
    c.add(colour, 1.0, 40)
    for depth, amount, size in ((20, clouds, 0.55), (9, clouds * 0.8, 0.8)):
        if amount <= 0 and not covered:
            continue
        cover = 0.75 if covered else amount * 0.5
        field = c.noise(size * 0.7, 5, 2.4) + 0.10 * (c.noise(0.1, 2, 1.5) - 0.5)
        band = np.clip((c.at(horizon) - c.y) / (0.9 * c.hy), 0, 1)
        density = smooth((field - mix(0.66, 0.36, cover)) * 6.5) * smooth(band * 3.2)
        under = np.roll(field, round(0.035 * c.unit), 0) - field                  # thinner towards the light: brighter
        white = mix(rgb("ffffff"), light.sky[-1], 0.25) * mix(light.tint, np.float32([1, 1, 1]), 0.35)
        shade = mix(light.sky[1], light.haze, 0.45)
        body = mix(shade, white, np.clip(0.62 + under * 5, 0, 1)[..., None])
        body = mix(body, light.sun, (np.exp(-distance / 0.5) * 0.35 * light.glare)[..., None])
        c.add(body, density * 0.92, depth, drift=rng.choice([-1, 1]) * rng.uniform(0.01, 0.035))


@dataclass
class Flurry:
    """A tile of falling things that repeats in both directions and moves at an even pace."""
    texture: np.ndarray
    half: tuple[float, float]
    velocity: tuple[float, float]           # units a second
    depth: float
    sway: float = 0.0


def flurries(weather: str, c: Canvas) -> list[Flurry]:
    """The sheets of rain, snow or petals between the layers, far ones first."""
    rng, out = c.rng, []
    if weather not in ("rain", "storm", "snow", "petals"):
        return out
    wind = rng.uniform(-0.25, 0.25)
    for depth, size in ((2.2, 0.55), (1.15, 0.8), (0.8, 1.15)):
        n = round(1.6 * c.unit)
        tile = np.zeros((n, n, 4), np.float32)
        yy, xx = np.mgrid[:n, :n].astype(np.float32)
        count = {"rain": 26, "storm": 40, "snow": 22, "petals": 9}[weather]
        for _ in range(round(count / size)):
            x, y, s = rng.uniform(0, n), rng.uniform(0, n), c.unit * size * rng.uniform(0.8, 1.2)
            dx, dy = (xx - x + n / 2) % n - n / 2, (yy - y + n / 2) % n - n / 2
            if weather in ("rain", "storm"):
                along, across = dy, dx - dy * wind * 0.35
                a = np.exp(-(across / (0.0075 * s + 0.35)) ** 2) * smooth(1 - np.abs(along) / (0.11 * s)) * 0.6
                ink = rgb("dfeaf5")
            elif weather == "snow":
                a = smooth(1.4 - np.hypot(dx, dy) / (0.017 * s + 0.35)) * 0.95
                ink = rgb("ffffff")
            else:
                angle = rng.uniform(0, math.pi)
                u, v = dx * math.cos(angle) + dy * math.sin(angle), -dx * math.sin(angle) + dy * math.cos(angle)
                a = smooth((1 - np.hypot(u / (0.034 * s), v / (0.02 * s))) * 2.5)
                ink = rgb(rng.choice(["ffc3d6", "ff9fc0", "ffe0ea"]))
            ink = ink * mix(c.light.tint, np.float32([1, 1, 1]), 0.5)
            tile = tile * (1 - a[..., None]) + np.concatenate([ink * a[..., None], a[..., None]], -1)
        speed = {"rain": 3.0, "storm": 3.6, "snow": 0.5, "petals": 0.36}[weather] * size
        push = {"rain": 0.35, "storm": 0.35, "snow": 0.5, "petals": 1.2}[weather]
        out.append(Flurry(np.uint8(np.clip(tile, 0, 1) * 255 + 0.5), (0.8, 0.8), (wind * speed * push, speed), depth,
                          0.04 if weather in ("snow", "petals") else 0.0))
    return out


def fog_bank(c: Canvas, depth: float) -> Layer:
    thick = smooth((c.noise(0.6, 3, 3) - 0.3) * 2) * smooth((c.y + 0.7 * c.hy) / (1.2 * c.hy))
    white = mix(c.light.haze, rgb("ffffff") * c.light.tint, 0.45)
    return c.add(white, thick * 0.6, depth, drift=c.rng.choice([-1, 1]) * 0.07)


def rainbow(c: Canvas, horizon: float) -> None:
    x0, y0, r0 = c.rng.uniform(-0.3, 0.3) * c.hx, c.at(horizon) + 0.25, 1.05 * max(c.hx * 0.85, 0.95)
    r = np.hypot(c.x - x0, (c.y - y0)) - r0
    bands = [rgb(k) for k in ("7a4fd0", "4a7be8", "45c46b", "f6e35a", "f79a3c", "ee5050")]
    t = np.clip(r / 0.26, 0, 0.999) * (len(bands) - 1)
    i = t.astype(int)
    stack = np.stack(bands)
    colour = mix(stack[i], stack[np.minimum(i + 1, len(bands) - 1)], (t - i)[..., None])
    alpha = smooth(r / 0.03) * smooth((0.26 - r) / 0.03) * 0.62 * smooth((y0 - c.y + 0.2) * 2)
    c.add(colour, alpha, 12)


def burst(c: Canvas, rng: random.Random, hue: np.ndarray) -> np.ndarray:
    """One firework, open: premultiplied uint8 [n, n, 4]; sparks on rays, with a glow."""
    n = round(1.1 * c.unit)
    axis = np.linspace(-1, 1, n, dtype=np.float32)
    xx, yy = axis[None, :], axis[:, None]
    light = np.zeros((n, n), np.float32)
    rays = rng.choice([12, 14, 16])
    for ring, size in ((0.9, 0.05), (0.62, 0.04), (0.36, 0.03)):
        for k in range(rays):
            a = 2 * math.pi * (k + 0.5 * (ring == 0.62)) / rays
            d = np.hypot(xx - ring * math.cos(a), yy - ring * math.sin(a))
            light += np.exp(-(d / size) ** 2) * 0.95 + np.exp(-d / 0.06) * 0.12
    r = np.hypot(xx, yy)
    spokes = np.maximum(np.cos(np.arctan2(yy, xx) * rays), 0) ** 24 * np.exp(-((r - 0.7) / 0.22) ** 2) * 0.55
    light = np.clip(light + spokes + np.exp(-r / 0.15) * 0.25, 0, 1) * smooth((1 - r) * 8)
    colour = mix(hue, rgb("ffffff"), np.clip(light - 0.6, 0, 1)[..., None] * 1.2) * light[..., None]
    return np.uint8(np.clip(np.concatenate([colour, light[..., None] * 0.75], -1), 0, 1) * 255 + 0.5)
