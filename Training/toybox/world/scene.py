"""A scene: everything that is decided about a clip, from one integer, and the cards it is drawn from."""
from __future__ import annotations

import functools
import math
import random
from dataclasses import asdict, dataclass, replace

import numpy as np
import torch
from PIL import Image, ImageFilter

from . import cameras, looks, motions, places, render, settings  # noqa: F401  (places adds its settings)
from .brushes import Canvas, Layer, mix, rgb
from .light import TIMES, WEATHERS, burst, flurries, fog_bank, light_of
from .render import Card, Drawn
from .settings import SETTINGS
from .things import COVERS, THINGS, sprite

FPS = motions.FPS


@dataclass(frozen=True)
class World:
    """How much of the world there is. `small` is for training on a few cores, `nano`, with one thing at a time, on one."""
    things: tuple[str, ...] = tuple(THINGS)
    settings: tuple[str, ...] = tuple(SETTINGS)
    verbs: tuple[str, ...] = tuple(motions.VERBS)
    cameras: tuple[str, ...] = tuple(cameras.CAMERAS)
    looks: tuple[str, ...] = tuple(looks.LOOKS)
    times: tuple[str, ...] = tuple(TIMES)
    weathers: tuple[str, ...] = WEATHERS
    crowd: int = 3              # things at most
    layouts: int = 48           # ways that each setting is painted, for each light

    @staticmethod
    def named(name: str) -> "World":
        if name == "whole":
            return World()
        if name not in ("small", "nano"):
            raise ValueError(f"no such world: {name}; there are whole, small and nano")
        small = World(
            things=("dog", "cat", "rabbit", "duck", "fish", "butterfly", "car", "bus", "rocket", "sailboat", "apple", "donut", "balloon", "football",
                    "robot", "ghost", "star", "heart", "fir", "house", "box", "girl", "penguin", "dinosaur"),
            settings=("meadow", "sea", "desert", "snow", "city", "room", "space", "underwater"),
            verbs=("go-left", "go-right", "rise", "fall", "jump", "spin", "grow", "shrink", "circle", "still", "hide", "collide"),
            cameras=("static", "pan-left", "pan-right", "zoom-in", "zoom-out"), looks=("plain", "pixel", "pencil", "noir"),
            times=("day", "sunset", "night"), weathers=("clear", "rain", "snow"), crowd=2, layouts=4)
        if name == "small":
            return small
        return replace(small, crowd=1, verbs=tuple(v for v in small.verbs if v not in ("hide", "collide")), looks=("plain", "noir"), weathers=("clear",),
                       things=("dog", "fish", "butterfly", "car", "rocket", "balloon", "robot", "star", "heart", "penguin"))

    def holds(self, scene: "Scene") -> bool:
        """Whether the scene could be one of this world."""
        return (scene.setting in self.settings and scene.weather in self.weathers and scene.camera in self.cameras and scene.look in self.looks and sum(a.count for a in scene.actors) <= self.crowd
                and all(a.thing in self.things and a.verb in self.verbs for a in scene.actors))


@dataclass
class Actor:
    """One kind of thing, `count` of them, doing one thing. `object` is the index of the actor it is done to."""
    thing: str
    count: int
    verb: str
    pace: str = "even"
    object: int | None = None


@dataclass
class Scene:
    seed: int
    setting: str
    time: str                   # "" where there is no sky
    weather: str
    actors: list[Actor]
    camera: str
    look: str
    layout: int

    @staticmethod
    def random(seed: int, world: World = World()) -> "Scene":
        rng = random.Random(f"scene {seed}")
        place = SETTINGS[rng.choice(world.settings)]
        time, weather = "", "clear"
        if place.open:
            time = rng.choices(world.times, [2.2 if t == "day" else 1.0 for t in world.times])[0]
            possible = [w for w in world.weathers if {"fireworks": time == "night", "rainbow": time in ("day", "dawn"), "snow": place.key not in ("desert", "volcano", "savanna"),
                                                      "petals": place.ground == "land"}.get(w, True)]
            weather = rng.choices(possible, [7.0 if w == "clear" else 1.0 for w in possible])[0]
        actors = _cast(rng, world, place)
        camera = rng.choices(world.cameras, [cameras.WEIGHTS.get(k, 1.0) for k in world.cameras])[0]
        if camera == "follow" and actors[0].verb not in ("go-left", "go-right", "wave", "chase"):
            camera = "static"
        look = rng.choices(world.looks, [looks.WEIGHTS.get(k, 1.0) for k in world.looks])[0]
        return Scene(seed, place.key, time, weather, actors, camera, look, rng.randrange(world.layouts))

    def facts(self) -> dict:
        """What was decided, as plain data."""
        return asdict(self)

    def stage(self, width: int = 256, height: int = 256, frames: int = 61, without: tuple[int, ...] = (), dyed: dict[int, np.ndarray] = {}) -> "Stage":
        """The cards of the clip. `without` leaves out actors (by index), all else being the same; `dyed` changes the colours of
        some, by a matrix on red, green and blue."""
        return Stage(self, width, height, frames, without, dyed)


def _cast(rng: random.Random, world: World, place: settings.Setting) -> list[Actor]:
    keys = [k for k in world.things if not (place.key == "space" and THINGS[k].kind == "plant")]
    first = rng.choice(keys)
    others = [k for k in keys if k != first]
    fits = [v for k, v in motions.VERBS.items() if k in world.verbs and (v.needs != "ground" or place.ground != "none") and (world.crowd > 1 or v.needs not in ("other", "cover"))]
    verb = rng.choices(fits, [v.weight for v in fits])[0]
    pace = rng.choices(["slow", "even", "fast"], [1, 3, 1])[0] if verb.speeds else "even"
    if verb.needs in ("other", "cover"):
        second = rng.choice([k for k in others if k in COVERS] if verb.needs == "cover" else others)
        moves = rng.choice(["go-left", "go-right"]) if verb.key == "chase" else "still"
        return [Actor(first, 1, verb.key, pace, 1), Actor(second, 1, moves, pace if verb.key == "chase" else "even")]
    count = rng.choices([1, 2, 3], [7, 1.3, 1])[0] if world.crowd > 2 else rng.choices([1, 2], [6, 1])[0] if world.crowd > 1 else 1
    cast = [Actor(first, count, verb.key, pace)]
    if count < world.crowd and rng.random() < 0.38:
        simple = [v for v in fits if v.needs in ("", "ground") and v.key not in ("come", "leave", "wave")]
        verb2 = rng.choices(simple, [v.weight * (2.5 if v.key == "still" else 1) for v in simple])[0]
        many = rng.choices([1, 2], [5, 1])[0] if count + 2 <= world.crowd else 1
        cast.append(Actor(rng.choice(others), many, verb2.key, rng.choices(["slow", "even", "fast"], [1, 4, 1])[0] if verb2.speeds else "even"))
    return cast


@dataclass
class Track:
    """Where one thing is, in each frame, in pixels of the frame: centre, and the box around it (x0, y0, x1, y1)."""
    actor: int
    thing: str
    centre: np.ndarray          # [F, 2]
    box: np.ndarray             # [F, 4]
    depth: np.ndarray           # [F]


@functools.lru_cache(maxsize=256)
def _painted(setting: str, time: str, weather: str, layout: int, width: int, height: int) -> tuple[Canvas, tuple[Layer, ...]]:
    rng = random.Random(f"layout {setting} {layout}")
    light = light_of(time or "day", weather, rng)
    canvas = Canvas(width, height, light, rng, time or "day", weather)
    SETTINGS[setting].paint(canvas)
    layers = tuple(canvas.layers)
    canvas.layers = []
    return canvas, layers


@functools.lru_cache(maxsize=1024)
def _shadow(thing: str, size: int) -> np.ndarray:
    """A soft black silhouette with room for its blur."""
    alpha = Image.fromarray(np.pad(sprite(thing, size)[..., 3], size // 3)).filter(ImageFilter.GaussianBlur(size / 16))
    texture = np.zeros((alpha.height, alpha.width, 4), np.uint8)
    texture[..., 3] = np.asarray(alpha)
    return texture


def _affine(x, y, ax, ay, angle=0.0) -> np.ndarray:
    """Texture to world: half width ax, half height ay (negative mirrors), turned clockwise about its centre, [F, 2, 3]."""
    x, y, ax, ay, angle = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, y, ax, ay, angle)))
    out = np.empty(x.shape + (2, 3))
    out[..., 0, 0], out[..., 0, 1], out[..., 0, 2] = np.cos(angle) * ax, -np.sin(angle) * ay, x
    out[..., 1, 0], out[..., 1, 1], out[..., 1, 2] = np.sin(angle) * ax, np.cos(angle) * ay, y
    return out


def _after(outer: np.ndarray, inner: np.ndarray) -> np.ndarray:
    out = outer[:, :, :2] @ inner
    out[:, :, 2] += outer[:, :, 2]
    return out


class Stage:
    """A scene set up for a size and length: its cards, and the exact facts of what will be seen."""

    def __init__(self, scene: Scene, width: int, height: int, frames: int, without: tuple[int, ...] = (), dyed: dict[int, np.ndarray] = {}):
        self.dyed = dyed
        self.scene, self.width, self.height, self.frames = scene, width, height, frames
        self.place = SETTINGS[scene.setting]
        self.canvas, layers = _painted(scene.setting, scene.time, scene.weather, scene.layout, width, height)
        self.unit = self.canvas.unit
        self.seconds = np.arange(frames) / FPS
        self.cards: list[Card] = []
        rng = random.Random(f"stage {scene.seed}")
        bodies = self._block(rng)
        follow = bodies[0]["x"] if bodies else np.zeros(frames)
        self.path = cameras.film(scene.camera, frames, FPS, random.Random(f"camera {scene.seed}"), follow)
        for layer in layers:
            self._sheet(layer)
        self.tracks: list[Track] = []
        for body in bodies:
            if body["actor"] not in without:
                self._body(body)
        self._weather(random.Random(f"weather {scene.seed}"))

    # -- who stands where ------------------------------------------------------------------------------------------------

    def _block(self, rng: random.Random) -> list[dict]:
        """Places every thing and lets it act. One entry a thing: world x, ground y and lift in each frame, and its pose."""
        c, place, bodies = self.canvas, self.place, []
        horizon, stand = c.at(place.horizon), c.at({"land": 0.68, "water": 0.5, "none": 0.34}[place.ground])
        reach = max(0.55, c.hx - 0.28)
        crowd = sum(a.count for a in self.scene.actors)
        related = self.scene.actors[0].object is not None
        base = {1: 0.98, 2: 0.76, 3: 0.6}[min(3, crowd)] * rng.uniform(0.92, 1.08) * (1.0 if c.hx >= 1 else 0.95)
        slots = self._slots(rng, crowd, reach)
        facing0 = rng.choice([-1, 1])
        poses: dict[int, motions.Pose] = {}
        order = [1, 0] if related else list(range(len(self.scene.actors)))
        distance = 0.0
        if related:                                             # the one it is done to stands at its own side
            side = rng.choice([-1, 1])
            verb = self.scene.actors[0].verb
            gap = {"hide": 0.8, "emerge": 0.8, "collide": 1.15, "chase": 0.85, "leap": 0.62, "orbit": 0.1}[verb] * min(1.0, reach / 0.72)
            if verb == "chase":
                side = -1 if self.scene.actors[1].verb == "go-left" else 1
            homes = [[-side * gap * (0.5 if verb != "leap" else 1.0)], [side * gap * (0.5 if verb != "leap" else 0.0)]]
            distance = homes[1][0] - homes[0][0]
        else:
            homes, k = [], 0
            for actor in self.scene.actors:
                homes.append(slots[k:k + actor.count])
                k += actor.count
        for index in order:
            actor = self.scene.actors[index]
            thing = THINGS[actor.thing]
            shared = rng.getrandbits(32)
            for k in range(actor.count):
                depth = rng.uniform(0.96, 1.1) + 0.07 * k
                size = base * thing.size * 0.9
                if related:
                    verb = self.scene.actors[0].verb
                    depth = {"hide": (1.16, 1.0), "emerge": (1.16, 1.0), "orbit": (1.02, 1.02)}.get(verb, (1.0, 1.04))[index]
                    if verb in ("hide", "emerge"):
                        size = base * (0.72 if index == 0 else 1.15)
                    elif verb == "leap" and index == 1:
                        size *= 0.72
                    elif verb in ("orbit", "chase", "collide") and index == 0:
                        size *= 0.8
                h, w = sprite(actor.thing, 128).shape[:2]
                tall, wide = size * h / max(h, w), size * w / max(h, w)
                ground = horizon + (stand - horizon) / depth
                air = max(0.35, ground - tall - (-c.hy) - 0.1)
                x = homes[index][k]
                mover = random.Random(shared)                   # things of a kind move alike
                pose = motions.perform(actor.verb, actor.pace, thing.gait, self.frames, facing0, wide if actor.verb == "collide" else tall, reach, min(air, 1.5), mover,
                                       poses.get(1), distance)
                if actor.count > 1 and actor.verb in ("jump", "dance", "shake"):
                    pose = motions.perform(actor.verb, actor.pace, thing.gait, self.frames, facing0, tall, reach, min(air, 1.5), random.Random(shared + k), None, 0.0)
                if actor.verb in ("spin", "circle", "orbit", "wave") or place.ground == "none" or thing.gait in ("fly", "float") and actor.verb not in ("fall", "sink", "rise", "hide", "emerge", "leap"):
                    pose.lift = pose.lift + (0.1 + 0.3 * mover.random() if place.ground == "none" or thing.gait in ("fly", "float") else 0.04) * min(1, air)
                if index == 1 and self.scene.actors[0].verb == "collide":           # is pushed when it is hit
                    hit = 0.45 / max(0.9, motions.PACES[self.scene.actors[0].pace])
                    u = np.arange(self.frames) / max(1, self.frames - 1)
                    push = math.copysign(1, distance)
                    pose.x = pose.x + push * 0.28 * motions.smooth((u - hit) / 0.35)
                    pose.angle = pose.angle + push * 0.2 * np.exp(-((u - hit - 0.1) / 0.07) ** 2)
                if index == 1 and self.scene.actors[0].verb == "hide" or index == 1 and self.scene.actors[0].verb == "emerge":
                    pose.facing[:] = 1
                poses[index] = pose
                bodies.append(dict(actor=index, thing=actor.thing, x=x + pose.x, depth=depth * pose.away, tall=tall, wide=wide, pose=pose,
                                   horizon=horizon, stand=stand))
        bodies.sort(key=lambda b: b["actor"])
        return bodies

    def _slots(self, rng: random.Random, crowd: int, reach: float) -> list[float]:
        if crowd == 1:
            return [rng.uniform(-0.22, 0.22) * reach]
        step = 1.9 * reach / crowd
        places = [(i - (crowd - 1) / 2) * step + rng.uniform(-0.08, 0.08) for i in range(crowd)]
        if rng.random() < 0.5:
            places.reverse()
        return places

    # -- cards -----------------------------------------------------------------------------------------------------------

    def _place(self, world: np.ndarray, depth) -> np.ndarray:
        world = np.broadcast_to(world, (self.frames, 2, 3))
        return _after(cameras.matrix(self.path, depth), world)

    def _sheet(self, layer: Layer) -> None:
        t = self.seconds
        x = layer.centre[0] + layer.drift * (t - t.mean()) + layer.sway[0] * np.sin(2 * math.pi * layer.sway[1] * t)
        y = layer.centre[1] + layer.bob * np.sin(2 * math.pi * abs(layer.sway[1]) * t + 1)
        self.cards.append(Card(layer.texture, self._place(_affine(x, y, *layer.half), layer.depth), layer.depth))

    def _body(self, b: dict) -> None:
        pose, place, light = b["pose"], self.place, self.canvas.light
        thing = THINGS[b["thing"]]
        depth = np.broadcast_to(b["depth"], (self.frames,))
        ground = b["horizon"] + (b["stand"] - b["horizon"]) / depth
        near = pose.size / depth
        tall, wide = b["tall"] * near * pose.squash, b["wide"] * near / np.sqrt(pose.squash)
        lift = pose.lift / depth
        sunk = 0.14 * tall if place.ground == "water" else 0.0
        y = ground - lift - tall / 2 + sunk
        x = b["x"]
        mirror = thing.faces * pose.facing if thing.faces else np.ones(self.frames)
        angle = pose.angle * 1.0
        largest = max(4, int(np.max(np.maximum(tall, wide)) * np.max(self.path.scale(1.0)) * self.unit * 1.05))
        texture = sprite(b["thing"], min(128, -(-largest // 8) * 8))
        if b["actor"] in self.dyed:
            texture = dye(texture, self.dyed[b["actor"]])
        grow = texture.shape[1] / (texture.shape[1] - 4), texture.shape[0] / (texture.shape[0] - 4)         # the margin
        tint = mix(light.tint, np.float32([1, 1, 1]), 0.38) if place.open else np.float32([1, 1, 1])
        if place.key == "underwater":
            tint = np.float32([0.86, 0.97, 1.0])
        gain = np.concatenate([np.broadcast_to(tint, (self.frames, 3)), pose.alpha[:, None]], 1)
        world = _affine(x, y, wide / 2 * grow[0] * mirror, tall / 2 * grow[1], angle)
        card = Card(texture, self._place(world, depth), float(depth.mean()), order=depth.copy() if np.ptp(depth) > 1e-6 else None, gain=gain, thing=len(self.tracks), stands=True)
        self._ground(b, x, ground, tall, wide, lift, depth, mirror, gain)
        self.cards.append(card)
        corners = np.abs(card.place[:, :, :2]).sum(-1)
        centre = (card.place[:, :, 2] + [self.canvas.hx, self.canvas.hy]) * self.unit
        half = corners / np.array(grow) * self.unit
        self.tracks.append(Track(b["actor"], b["thing"], centre, np.concatenate([centre - half, centre + half], 1), depth.copy()))

    def _ground(self, b, x, ground, tall, wide, lift, depth, mirror, gain) -> None:
        """The shadow on the land, or the mirror image in the water."""
        place, light = self.place, self.canvas.light
        if place.ground == "none":
            return
        order = depth + 0.02
        common = dict(depth=float(order.mean()), order=order if np.ptp(depth) > 1e-6 else None, stands=True)
        alpha = gain[:, 3]
        if place.ground == "water":
            texture = sprite(b["thing"], 64)
            world = _affine(x, ground + tall * 0.28 + lift, wide / 2 * mirror, -tall * 0.3)
            fade = np.concatenate([gain[:, :3] * 0.8, (alpha * 0.22 * np.exp(-lift * 1.5))[:, None]], 1)
            self.cards.append(Card(texture, self._place(world, depth), gain=fade, **common))
            return
        texture = _shadow(b["thing"], 48)
        spread = 1 + 0.25 * lift
        grow = np.array([texture.shape[1], texture.shape[0]]) / (np.array(sprite(b["thing"], 48).shape[1::-1]) - 4.0)
        lean = -light.side * (0.5 - 0.35 * min(1.0, light.height)) * tall if place.open else 0.06 * tall
        flat = 0.2
        world = np.empty((self.frames, 2, 3))                   # lies on the ground: flattened, leaning away from the sun
        world[:, 0, 0], world[:, 0, 1] = wide / 2 * grow[0] * spread * np.abs(mirror), -lean / 2 * grow[1]
        world[:, 1, 0], world[:, 1, 1] = 0, tall / 2 * flat * grow[1]
        world[:, 0, 2] = x + lean / 2 - light.side * 0.25 * lift * (1 if place.open else 0)
        world[:, 1, 2] = ground - tall * flat / 2 * 0.75
        strength = (light.shadow if place.open else 0.34) * alpha * np.exp(-lift * 0.8)
        fade = np.concatenate([np.zeros((self.frames, 3)), strength[:, None]], 1)
        self.cards.append(Card(texture, self._place(world, depth), gain=fade, **common))

    def _weather(self, rng: random.Random) -> None:
        scene, c, t = self.scene, self.canvas, self.seconds
        state = random.Random(f"{scene.layout} {scene.weather}")
        c.rng, c.numbers = state, np.random.default_rng(scene.layout)
        for f in flurries(scene.weather, c):
            x = f.velocity[0] * t + f.sway * np.sin(2 * math.pi * 0.35 * t)
            self.cards.append(Card(f.texture, self._place(_affine(x, f.velocity[1] * t, *f.half), f.depth), f.depth, tiled=True))
        if scene.weather == "fog":
            for depth in (3.0, 0.9):
                self._sheet(fog_bank(c, depth))
                c.layers.clear()
        elif scene.weather == "storm":
            flash = np.zeros(self.frames)
            for _ in range(max(1, round(t[-1] / 2)) if self.frames > 1 else 1):
                at = rng.uniform(0, max(t[-1], 0.1))
                flash = np.maximum(flash, np.exp(-((t - at) / 0.09) ** 2) + 0.7 * np.exp(-((t - at - 0.3) / 0.08) ** 2))
            white = np.full((2, 2, 4), 255, np.uint8)
            gain = np.concatenate([np.broadcast_to([0.85, 0.9, 1.0], (self.frames, 3)), 0.35 * flash[:, None]], 1)
            self.cards.append(Card(white, np.broadcast_to(_affine(0, 0, 9, 9), (self.frames, 2, 3)), 0.5, gain=gain))
        elif scene.weather == "fireworks":
            length = max(t[-1], 0.1) if self.frames > 1 else 0.1
            for k in range(3 + round(length * 1.2)):
                start = rng.uniform(-0.9, length - 0.2) if self.frames > 1 else -rng.uniform(0.4, 0.9)
                age = (t - start) / 1.6
                live = (age > 0) & (age < 1)
                size = 0.5 * rng.uniform(0.75, 1.25) * np.clip(1 - np.exp(-4.5 * np.clip(age, 0, 1)), 0.02, 1)
                hue = rgb(rng.choice(["ff6a5a", "ffd25a", "6ae0ff", "ff8af0", "8aff9a", "c8a0ff"]))
                x, y = rng.uniform(-0.9, 0.9) * c.hx, rng.uniform(-0.85, -0.25) * c.hy
                gain = np.ones((self.frames, 4))
                gain[:, 3] = np.where(live, np.clip(1.25 * (1 - age), 0, 1), 0)
                self.cards.append(Card(burst(c, rng, hue), self._place(_affine(x, y + 0.12 * np.clip(age, 0, 1) ** 2, size, size), 7.0), 7.0, gain=gain))

    # -- what is seen ----------------------------------------------------------------------------------------------------

    def draw(self, device="cpu", facts: bool = False) -> Drawn:
        """Frames in the scene's look, float [F, 3, H, W], 0...1; with facts, masks and depth beside them."""
        drawn = render.draw(self.cards, self.frames, self.width, self.height, device, len(self.tracks) if facts else 0)
        drawn.frames = looks.apply(self.scene.look, drawn.frames.clamp_(0, 1), self.scene.seed % 1_000_003)
        return drawn

    def render(self, device="cpu") -> np.ndarray:
        """uint8 [F, H, W, 3]."""
        return to_bytes(self.draw(device).frames)


    def __getstate__(self) -> dict:
        """What another process needs to draw it and tell its facts."""
        return {k: v for k, v in self.__dict__.items() if k != "canvas"}


def hue(turn: float) -> np.ndarray:
    """A turn of all hues, radians, as a matrix on red, green and blue that keeps grey grey."""
    c, s, t = math.cos(turn), math.sin(turn), (1 - math.cos(turn)) / 3
    r = math.sqrt(1 / 3) * s
    return np.float32([[c + t, t - r, t + r], [t + r, c + t, t - r], [t - r, t + r, c + t]])


def dye(texture: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """A premultiplied uint8 RGBA texture in other colours."""
    out = texture.copy()
    out[..., :3] = np.clip(texture[..., :3] @ matrix.T + 0.5, 0, texture[..., 3:])
    return out


def to_bytes(frames: torch.Tensor) -> np.ndarray:
    return (frames * 255 + 0.5).clamp_(0, 255).byte().permute(0, 2, 3, 1).contiguous().cpu().numpy()


