"""What things do: for each verb a path, in the units of the frame, and what it is called in both languages.

A path starts from where a thing stands and returns, for each frame, how far it is from there and how it is turned. Directions
belong to the verb's name: `go-left`, `rise`, `turn-right`. What a verb needs of the setting or of the other things says `needs`.
"""
from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np

from .brushes import smooth

FPS = 12


@dataclass
class Pose:
    """Of a thing in each frame; arrays of one length. x and y are offsets in units (y downward), lift its height over the
    ground, size a factor, angle radians clockwise, squash a factor of height (width makes up for it), alpha 0...1,
    facing -1 left ... 1 right, away a factor on its distance."""
    x: np.ndarray
    lift: np.ndarray
    size: np.ndarray
    angle: np.ndarray
    squash: np.ndarray
    alpha: np.ndarray
    facing: np.ndarray
    away: np.ndarray

    @staticmethod
    def rest(frames: int, facing: int) -> "Pose":
        one, zero = np.ones(frames), np.zeros(frames)
        return Pose(zero.copy(), zero.copy(), one.copy(), zero.copy(), one.copy(), one.copy(), one * facing, one.copy())


@dataclass(frozen=True)
class Verb:
    key: str
    english: tuple[str, ...]             # third person: "jumps"; {g} stands for the thing's own way of going, {o} for the other thing
    going: tuple[str, ...]               # -ing form
    chinese: tuple[str, ...]
    needs: str = ""                      # "ground": somewhere to land or stand; "other": a second thing; "air": room to hover
    speeds: bool = True                  # slowly and quickly make sense
    weight: float = 1.0


def _verb(key: str, english: str, going: str, chinese: str, needs: str = "", speeds: bool = True, weight: float = 1.0) -> Verb:
    return Verb(key, tuple(english.split(", ")), tuple(going.split(", ")), tuple(chinese.split(", ")), needs, speeds, weight)


VERBS = {v.key: v for v in (
    _verb("go-left", "{g} left, {g} to the left", "{g} left, {g} to the left", "向左{g}, 往左{g}", weight=2.2),
    _verb("go-right", "{g} right, {g} to the right", "{g} right, {g} to the right", "向右{g}, 往右{g}", weight=2.2),
    _verb("rise", "flies up, rises, goes up into the air", "flying up, rising, going up into the air", "向上飞, 升起, 往上升", weight=1.2),
    _verb("fall", "falls down and bounces, drops and bounces", "falling down and bouncing, dropping and bouncing", "落下并弹起, 掉下来又弹起来", "ground"),
    _verb("sink", "sinks, comes down from above, floats down", "sinking, coming down from above, floating down", "从上面降下, 缓缓下降, 往下落"),
    _verb("jump", "jumps, jumps up and down, leaps", "jumping, jumping up and down, leaping", "跳跃, 跳起来, 上下跳动", "ground", weight=1.3),
    _verb("spin", "spins, spins around, rotates", "spinning, spinning around, rotating", "旋转, 转动, 原地旋转"),
    _verb("grow", "grows, gets bigger, becomes larger", "growing, getting bigger, becoming larger", "变大, 越来越大, 长大"),
    _verb("shrink", "shrinks, gets smaller, becomes smaller", "shrinking, getting smaller, becoming smaller", "变小, 越来越小, 缩小"),
    _verb("circle", "circles, moves in a circle, goes round in circles", "circling, moving in a circle, going round in circles", "转圈, 绕圈, 绕着圈移动"),
    _verb("wave", "moves along a winding path, zigzags, follows a wavy path", "moving along a winding path, zigzagging, following a wavy path", "沿着弯曲的路线移动, 曲折前进, 走波浪线"),
    _verb("appear", "fades in, appears, slowly becomes visible", "fading in, appearing, slowly becoming visible", "渐渐出现, 慢慢显现, 淡入", speeds=False),
    _verb("vanish", "fades out, disappears, vanishes", "fading out, disappearing, vanishing", "渐渐消失, 慢慢消失, 淡出", speeds=False),
    _verb("still", "stays still, does not move, stands still", "staying still, standing still, resting", "静止不动, 一动不动, 停在原地", speeds=False),
    _verb("shake", "shakes, trembles, shivers", "shaking, trembling, shivering", "发抖, 颤抖, 抖动", speeds=False),
    _verb("dance", "dances, sways from side to side, rocks from side to side", "dancing, swaying from side to side, rocking from side to side", "跳舞, 左右摇摆, 摇来摇去"),
    _verb("come", "comes closer, comes towards us, approaches the camera", "coming closer, coming towards us, approaching the camera", "越走越近, 向我们靠近, 朝镜头过来"),
    _verb("leave", "moves away, goes off into the distance", "moving away, going off into the distance", "越走越远, 向远处去", speeds=True),
    _verb("hide", "hides behind {o}, goes behind {o}", "hiding behind {o}, going behind {o}", "躲到{o}后面, 藏在{o}后面", "cover", weight=1.2),
    _verb("emerge", "comes out from behind {o}, peeks out from behind {o}", "coming out from behind {o}, peeking out from behind {o}", "从{o}后面出来, 从{o}后面走出来", "cover", weight=1.2),
    _verb("collide", "bumps into {o}, collides with {o}", "bumping into {o}, colliding with {o}", "撞上{o}, 撞到{o}", "other", weight=1.2),
    _verb("chase", "chases {o}, runs after {o}", "chasing {o}, running after {o}", "追赶{o}, 追着{o}跑", "other", weight=1.2),
    _verb("leap", "jumps over {o}, leaps over {o}", "jumping over {o}, leaping over {o}", "跳过{o}, 从{o}上面跳过去", "other", weight=1.2),
    _verb("orbit", "flies around {o}, circles around {o}", "flying around {o}, circling around {o}", "绕着{o}飞, 围着{o}转", "other", weight=1.0),
    _verb("turn", "goes one way and turns back, walks back and forth, moves back and forth", "going one way and turning back, walking back and forth, moving back and forth", "来回走动, 走过去又走回来, 来回移动"),
)}

PACES = {"slow": 0.6, "even": 1.0, "fast": 1.6}
STRIDE = {"run": (0.05, 2.6, 0.09), "hop": (0.15, 1.9, 0.12), "walk": (0.025, 1.7, 0.07), "crawl": (0.006, 1.5, 0.03), "drive": (0.006, 3.0, 0.008),
          "fly": (0.05, 0.9, 0.06), "swim": (0.03, 0.8, 0.06), "sail": (0.02, 0.5, 0.05), "roll": (0.0, 1.0, 0.0), "slide": (0.0, 1.0, 0.0),
          "float": (0.04, 0.45, 0.07)}          # of each gait: lift in units, steps a second, tilt in radians


def stride(pose: Pose, gait: str, travelled: np.ndarray, seconds: np.ndarray, size: float, rng: random.Random) -> None:
    """Brings a path to life: the little hops of running, the roll of wheels and balls, the sway of what floats."""
    lift, rate, tilt = STRIDE[gait]
    speed = np.clip(np.abs(np.gradient(travelled)) * FPS / 0.35, 0, 1) if len(travelled) > 1 else np.zeros(1)
    if gait in ("fly", "float", "sail", "swim"):
        speed = np.maximum(speed, 0.6)                                            # these never quite rest
    phase = 2 * math.pi * (rate * seconds + rng.random())
    pose.lift = pose.lift + speed * lift * (np.abs(np.sin(phase / 2)) if gait in ("run", "hop", "walk") else 0.5 + 0.5 * np.sin(phase)) * size
    pose.angle = pose.angle + speed * tilt * np.sin(phase)
    if gait == "hop":
        pose.squash = pose.squash * (1 - 0.1 * speed * np.abs(np.cos(phase / 2)) ** 4)
    if gait == "roll":
        pose.angle = pose.angle + travelled / (0.5 * size)


def bounces(u: np.ndarray, height: float, first: float) -> tuple[np.ndarray, np.ndarray]:
    """Free fall from a height, reaching the ground at u = first, then three ever lower bounces. Returns lift and squash."""
    lift, squash, start, top = np.zeros_like(u), np.ones_like(u), first, height
    lift[u < first] = height * (1 - (u[u < first] / first) ** 2)
    for _ in range(3):
        squash *= 1 - 0.28 * math.sqrt(top / height) * np.exp(-((u - start) / 0.025) ** 2)
        top *= 0.42
        span = 2 * first * math.sqrt(top / height)
        inside = (u >= start) & (u < start + span)
        t = (u[inside] - start) / span
        lift[inside] = top * 4 * t * (1 - t)
        start += span
    return lift, squash


def perform(verb: str, pace: str, gait: str, frames: int, facing: int, size: float, reach: float, air: float, rng: random.Random,
            partner: "Pose | None" = None, distance: float = 0.0) -> Pose:
    """The path of a thing of this size (its height, units) that may use `reach` units to either side and `air` above.

    `partner` and `distance`: the pose of the other thing and how far to the right of this thing's own place it stands.
    """
    pose = Pose.rest(frames, facing)
    seconds = np.arange(frames) / FPS
    total = max(seconds[-1], 1e-6) if frames > 1 else 1.0
    u = seconds / total if frames > 1 else np.zeros(1)
    rate = PACES[pace]
    span = min(1.0, 0.45 + 0.25 * total)                     # short clips cover less ground
    cycles = max(1, round(rate * total * 0.45))
    ease = smooth(np.clip(u * (1.0 if rate <= 1 else 1.25), 0, 1))
    way = -1 if verb.endswith("left") else 1
    if verb in ("go-left", "go-right"):
        pose.facing[:] = way
        pose.x = way * reach * {"slow": 0.55, "even": 1.1, "fast": 2.1}[pace] * span * (u - 0.5)
    elif verb == "rise":
        pose.lift = ease * air * span * min(1.15, 0.75 * rate + 0.1)
        pose.size = 1 - 0.1 * ease
    elif verb == "fall":
        pose.lift, pose.squash = bounces(u, air * 0.9, 0.3 / max(0.8, rate) + 0.05)
        pose.angle = 0.25 * rng.choice([-1, 1]) * np.where(u < 0.3, 1 - u / 0.3, 0)
    elif verb == "sink":
        pose.lift = (1 - ease) * air * span
        pose.x = 0.08 * np.sin(2 * math.pi * cycles * u)
    elif verb == "jump":
        t = np.mod(u * max(1, round(total * 0.8 * rate)), 1)
        flight = np.clip((t - 0.15) / 0.7, 0, 1)
        pose.lift = 4 * flight * (1 - flight) * min(0.6 * air, 0.55)
        pose.squash = 1 - 0.2 * np.exp(-((t - 0.08) / 0.07) ** 2) - 0.16 * np.exp(-((t - 0.9) / 0.06) ** 2) + 0.08 * np.sin(math.pi * flight)
    elif verb == "spin":
        pose.angle = rng.choice([-1, 1]) * 2 * math.pi * max(1, round(rate * total * 0.4)) * u
        pose.lift = pose.lift + 0.06
    elif verb == "grow":
        pose.size = 0.45 + ease * (0.75 if pace != "slow" else 0.55)
    elif verb == "shrink":
        pose.size = 1.2 - ease * (0.8 if pace != "slow" else 0.6)
    elif verb == "circle":
        a = rng.choice([-1, 1]) * 2 * math.pi * max(1, round(rate * total * 0.25)) * u + rng.uniform(0, 2 * math.pi)
        r = min(0.42, reach * 0.5)
        pose.x, pose.lift = r * np.cos(a), 0.55 * r * (1 + np.sin(a)) + 0.05
        pose.facing = -np.sign(np.sin(a) * (a[-1] - a[0] if frames > 1 else 1))
    elif verb == "wave":
        pose.facing[:] = way = rng.choice([-1, 1])
        pose.x = way * reach * {"slow": 0.7, "even": 1.15, "fast": 1.7}[pace] * span * (u - 0.5)
        n = max(1.5, 1.5 * cycles)
        pose.lift = 0.27 * air * (1 + np.sin(2 * math.pi * n * u))
        pose.angle = -0.25 * way * np.cos(2 * math.pi * n * u)
    elif verb == "appear":
        pose.alpha = smooth(u * 1.3)
    elif verb == "vanish":
        pose.alpha = 1 - smooth(u * 1.3 - 0.2)
    elif verb == "shake":
        pose.x = 0.022 * np.sin(2 * math.pi * seconds * 4.2) * (1 + 0.4 * np.sin(seconds * 5))
        pose.angle = 0.05 * np.sin(2 * math.pi * seconds * 3.7)
    elif verb == "dance":
        beat = 2 * math.pi * seconds * 0.9 * rate
        pose.angle, pose.x = 0.3 * np.sin(beat), 0.12 * np.sin(beat)
        pose.lift = 0.07 * np.abs(np.sin(beat))
        pose.squash = 1 + 0.06 * np.cos(2 * beat)
    elif verb == "come":
        pose.away = 2.3 - (2.3 - 0.86) * (ease if pace != "slow" else ease * 0.75)
    elif verb == "leave":
        pose.away = 0.92 + 1.7 * (ease if pace != "slow" else ease * 0.7)
    elif verb == "hide":
        # from the side to behind the other thing, and stay there
        t = smooth(np.clip(u * 1.2 * max(1, rate * 0.9), 0, 1))
        pose.x = distance * t
        pose.facing[:] = 1 if distance > 0 else -1
    elif verb == "emerge":
        t = smooth(np.clip(u * 1.15 - 0.12, 0, 1))
        pose.x = distance * (1 - t)
        pose.facing[:] = -1 if distance > 0 else 1
    elif verb == "collide":
        # the other thing's pose is pushed by whoever asks for both; contact at u = 0.45
        gap = abs(distance) - size
        way = 1 if distance > 0 else -1
        hit = 0.45 / max(0.9, rate)
        pose.facing[:] = way
        pose.x = np.where(u < hit, way * gap * (u / hit), way * gap * (1 - 0.5 * smooth((u - hit) / 0.4)))
        pose.lift = np.where((u > hit) & (u < hit + 0.3), 0.14 * np.sin(math.pi * (u - hit) / 0.3), 0)
        pose.angle = -way * 0.22 * np.exp(-((u - hit - 0.08) / 0.08) ** 2)
        pose.squash = 1 + 0.12 * np.exp(-((u - hit) / 0.03) ** 2)
    elif verb == "chase":
        assert partner is not None
        pose.x, pose.facing = partner.x.copy(), partner.facing.copy()
    elif verb == "leap":
        way = 1 if distance > 0 else -1
        pose.facing[:] = way
        run = np.clip(u * 1.1, 0, 1)
        pose.x = 2 * distance * run
        flight = np.clip((run - 0.22) / 0.56, 0, 1)
        pose.lift = 4 * flight * (1 - flight) * min(air * 0.8, 0.75)
        pose.angle = way * 0.35 * (flight - 0.5) * (flight > 0) * (flight < 1)
    elif verb == "orbit":
        a = rng.choice([-1, 1]) * 2 * math.pi * max(1, round(rate * total * 0.25)) * u + rng.uniform(0, 6.28)
        pose.x = distance + 0.55 * np.cos(a)
        pose.lift = 0.16 + 0.3 * (1 + np.sin(a) * 0.35)
        pose.away = 1 - 0.16 * np.sin(a) * (1 if frames > 1 else 0)
        pose.facing = -np.sign(np.sin(a) * (a[-1] - a[0] if frames > 1 else 1))
    elif verb == "turn":
        swing = np.sin(2 * math.pi * max(1, round(rate * total * 0.2)) * u) * rng.choice([-1, 1])
        pose.x = 0.45 * reach * swing * span
        if frames > 1:
            pose.facing = np.clip(np.gradient(swing) * 3 / max(1e-6, np.abs(np.gradient(swing)).max()), -1, 1)
    pose.facing = np.where(np.abs(pose.facing) < 0.15, np.where(pose.facing < 0, -0.15, 0.15), pose.facing)    # never thinner than paper
    travelled = np.abs(pose.x - pose.x[0]) * np.sign(pose.x - pose.x[0])
    if verb not in ("still", "shake", "dance", "spin", "fall", "jump"):
        stride(pose, gait, travelled, seconds, size, rng)
    elif verb == "fall" and gait == "roll":
        pose.angle = pose.angle + 0.0
    return pose
