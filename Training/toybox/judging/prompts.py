"""Prompts for combinations that training never showed: from seeds that it never drew, and from the one in 64 that it leaves out."""
from __future__ import annotations

import random
from dataclasses import dataclass

from ..feed import HELD_OUT, kept_back
from ..world import Scene, World, compose


@dataclass
class Prompt:
    """`facts`: the scene's, all of which the prompt tells, the plain ones (day, clear, static, plain look) by keeping silent."""
    text: str
    language: str
    facts: dict


def _told(scene: Scene, said: set[str]) -> bool:
    """Whether a caption that says so much leaves nothing open that could be seen otherwise."""
    needed = {"setting", "actor0.thing", "actor0.verb"} | {f"actor{i}.{what}" for i, a in enumerate(scene.actors[1:], 1) if scene.actors[0].object is None
                                                          for what in ("thing", "verb")}
    needed |= {"look"} if scene.look != "plain" else set()
    needed |= {"camera"} if scene.camera != "static" else set()
    needed |= {"time"} if scene.time not in ("", "day") else set()
    needed |= {"weather"} if scene.weather != "clear" else set()
    return needed <= said


def prompts(world: World, count: int, start: int = HELD_OUT) -> list[Prompt]:
    """In turn English and Chinese."""
    out, seed = [], start
    while len(out) < count:
        scene, seed = Scene.random(seed, world), seed + 1
        if not kept_back(scene, slice(1)):
            continue
        language = ("en", "zh")[len(out) % 2]
        for attempt in range(200):
            text, words = compose(scene, random.Random(f"prompt {scene.seed} {attempt}"), language=language)
            if _told(scene, set(words.said)):
                out.append(Prompt(text, language, scene.facts()))
                break
    return out
