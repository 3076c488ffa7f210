"""Camera moves: for each frame where the camera is, and what the move is called."""
from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np

from .brushes import smooth

# key: (English after a comma, English as a sentence, Chinese)
CAMERAS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "static": (("static camera", "static shot", "fixed camera"), ("the camera does not move", "the camera is still"), ("固定镜头", "镜头静止")),
    "pan-left": (("camera pans left", "camera panning to the left"), ("the camera pans left", "the camera pans to the left"), ("镜头向左平移", "镜头左移")),
    "pan-right": (("camera pans right", "camera panning to the right"), ("the camera pans right", "the camera pans to the right"), ("镜头向右平移", "镜头右移")),
    "tilt-up": (("camera tilts up", "camera tilting upwards"), ("the camera tilts up", "the camera tilts upwards"), ("镜头上摇", "镜头向上摇")),
    "tilt-down": (("camera tilts down", "camera tilting downwards"), ("the camera tilts down", "the camera tilts downwards"), ("镜头下摇", "镜头向下摇")),
    "zoom-in": (("camera zooms in", "slow zoom in"), ("the camera zooms in",), ("镜头放大", "镜头变焦拉近")),
    "zoom-out": (("camera zooms out", "slow zoom out"), ("the camera zooms out",), ("镜头缩小", "镜头变焦拉远")),
    "roll-left": (("camera rolls left", "camera rolls counterclockwise"), ("the camera rolls to the left", "the camera rolls counterclockwise"), ("镜头逆时针旋转", "镜头向左翻滚")),
    "roll-right": (("camera rolls right", "camera rolls clockwise"), ("the camera rolls to the right", "the camera rolls clockwise"), ("镜头顺时针旋转", "镜头向右翻滚")),
    "dolly-in": (("camera dollies in", "camera moves forward"), ("the camera moves forward", "the camera pushes in"), ("镜头推进", "镜头向前推")),
    "dolly-out": (("camera dollies out", "camera moves backward"), ("the camera moves backward", "the camera pulls back"), ("镜头后退", "镜头向后拉")),
    "truck-left": (("camera trucks left", "camera slides left with parallax"), ("the camera trucks left", "the camera slides to the left"), ("镜头向左横移", "机位左移")),
    "truck-right": (("camera trucks right", "camera slides right with parallax"), ("the camera trucks right", "the camera slides to the right"), ("镜头向右横移", "机位右移")),
    "shake": (("shaky camera", "handheld camera shake"), ("the camera shakes",), ("镜头晃动", "手持镜头抖动")),
    "follow": (("camera follows", "tracking shot"), ("the camera follows along",), ("镜头跟随", "跟拍镜头")),
}
WEIGHTS = {"static": 6.0, "follow": 0.8}            # the others count 1


@dataclass
class Path:
    """Of a camera in each frame. A point at depth d and place (X, Y) is seen at

        turn(roll) * zoom * ((X, Y) - (pan, tilt) - (x, y) / d) * s(d),   s(d) = 1 / (1 - forward / d)

    pan and tilt shift everything alike, x and y (the camera's own place) and forward act through parallax.
    """
    pan: np.ndarray
    tilt: np.ndarray
    x: np.ndarray
    y: np.ndarray
    zoom: np.ndarray
    forward: np.ndarray
    roll: np.ndarray

    def scale(self, depth) -> np.ndarray:
        return self.zoom / (1 - self.forward / np.maximum(depth, 0.7))

    def table(self) -> dict[str, list[float]]:
        return {k: [round(float(v), 5) for v in getattr(self, k)] for k in ("pan", "tilt", "x", "y", "zoom", "forward", "roll")}


def film(move: str, frames: int, fps: float, rng: random.Random, subject: np.ndarray) -> Path:
    """The path of a move. `subject`: the x of what a following camera follows, in each frame."""
    zero, one = np.zeros(frames), np.ones(frames)
    path = Path(zero.copy(), zero.copy(), zero.copy(), zero.copy(), one.copy(), zero.copy(), zero.copy())
    seconds = np.arange(frames) / fps
    total = max(seconds[-1], 1e-6) if frames > 1 else 1.0
    u = seconds / total if frames > 1 else zero
    t = 0.65 * u + 0.35 * smooth(u)                        # starts and stops gently
    amount = rng.uniform(0.85, 1.1) * min(1.0, 0.5 + 0.2 * total)
    way = -1 if move.endswith(("left", "up", "out")) else 1
    if move.startswith("pan"):
        path.pan = way * 0.62 * amount * (t - 0.5)
    elif move.startswith("tilt"):
        path.tilt = way * 0.46 * amount * (t - 0.5)
    elif move.startswith("zoom"):
        path.zoom = 1 + 0.5 * amount * (t if move == "zoom-in" else 1 - t)
        path.tilt = 0.3 * (path.zoom - 1)                  # towards where things stand
    elif move.startswith("roll"):
        path.roll = -way * 0.3 * amount * (t - 0.5)       # the picture turns against the camera
        path.zoom = one * 1.08
    elif move.startswith("dolly"):
        path.forward = 0.3 * amount * (t if move == "dolly-in" else 1 - t)
        path.tilt = 0.3 * (1 / (1 - path.forward) - 1)
    elif move.startswith("truck"):
        path.x = way * 0.75 * amount * (t - 0.5)
    elif move == "shake":
        a, b, c = (rng.uniform(0, 6) for _ in range(3))
        path.pan = 0.03 * np.sin(seconds * 9 + a) + 0.018 * np.sin(seconds * 15 + b)
        path.tilt = 0.026 * np.sin(seconds * 11 + c) + 0.014 * np.sin(seconds * 17 + a)
        path.roll = 0.012 * np.sin(seconds * 8 + b)
        path.zoom = one * 1.06
    elif move == "follow":
        path.x = np.clip(subject, -0.7, 0.7) * 0.85
    return path


def matrix(path: Path, depth: np.ndarray | float) -> np.ndarray:
    """World to screen at a depth, [F, 2, 3]."""
    frames = len(path.zoom)
    depth = np.broadcast_to(np.asarray(depth, float), (frames,))
    s = path.scale(depth)
    cos, sin = np.cos(path.roll) * s, np.sin(path.roll) * s
    cx, cy = path.pan + path.x / depth, path.tilt + path.y / depth
    out = np.empty((frames, 2, 3))
    out[:, 0, 0], out[:, 0, 1], out[:, 1, 0], out[:, 1, 1] = cos, -sin, sin, cos
    out[:, 0, 2] = -(cos * cx - sin * cy)
    out[:, 1, 2] = -(sin * cx + cos * cy)
    return out
