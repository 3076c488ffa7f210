"""The judge: networks that know the training world alone, and say of a clip what it shows and how it moves.

    python -m toybox.judge train RUN --preset nano                    # RUN/judge/judge.safetensors, for minutes of one core
    python -m toybox.judge check RUN --preset nano                    # how often it is right about clips it never saw
    python -m toybox.judge prompts prompts.json --preset nano         # 300 combinations that no model was trained on
    python -m toybox.judge render MODEL OUT prompts.json --by kinora  # a clip for each, by the Swift program; or --by diffusers
    python -m toybox.judge score RUN prompts.json OUT [OUT2]          # how many show what was asked for, side by side
    python -m toybox.judge tasks RUN MODEL OUT --by kinora            # every task with its own measures, and a picture each

Instead of RUN a file of weights can be given, such as judges/nano.safetensors.
"""
from __future__ import annotations

import argparse
import json
import os
import random
from collections import Counter
from dataclasses import asdict
from typing import Iterator

import numpy as np
import torch

from . import config
from .feed import HELD_OUT
from .judging import renderers
from .judging.clips import Shelf, fresh
from .judging.marks import ASKED, expected, frechet, marks, mistakes, share
from .judging.movement import told_by_facts
from .judging.prompts import prompts
from .judging.reconstruction import Reconstruction
from .judging.task_scores import MEASURES, Task, cell, scores
from .judging.train import train
from .judging.verdict import Judge
from .judging.wear import worn
from .run import decibels
from .tasks import TASKS, Job, prepare, shoot
from .world import World, caption


def where(run: str) -> str:
    return run if run.endswith(".safetensors") else os.path.join(run, "judge", "judge.safetensors")


def as_video(frames: np.ndarray) -> np.ndarray:
    """[F, 3, H, W] to [F, H, W, 3]."""
    return np.ascontiguousarray(frames.transpose(0, 2, 3, 1))


def to_bytes(frames: torch.Tensor) -> np.ndarray:
    """0...1 to uint8."""
    return (frames * 255 + 0.5).clamp(0, 255).byte().numpy()


def table(heads: list[str], rows: list[list]) -> str:
    """In Markdown."""
    rows = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(v) for v in row) + " |" for row in rows)


def do_train(a: argparse.Namespace, c: config.Config) -> None:
    shelf = Shelf(os.path.join(a.run, "judge", "clips"), c)
    judge = train(shelf, a.chunks, a.minutes, Reconstruction(a.run, c))
    judge.save(where(a.run), preset=a.preset)
    print(f"{where(a.run)}: {os.path.getsize(where(a.run)) / 1e6:.1f} MB")


def do_check(a: argparse.Namespace, c: config.Config) -> None:
    judge, rng, again = Judge.load(where(a.run)), random.Random(1), Reconstruction(a.run, c)
    ways = {"as rendered": lambda v: v, "worn": lambda v: as_video(to_bytes(worn(torch.from_numpy(v).permute(0, 3, 1, 2).float() / 255, rng)))}
    if again.there:
        ways["through the autoencoder"] = again
    right: dict[str, dict[str, list[bool]]] = {name: {k: [] for k in ASKED} for name in ways}
    wrong: dict[str, Counter] = {name: Counter() for name in ways}
    by_facts: list[bool] = []
    for scene, frames, facts in fresh(c, a.count, natural=True, words=judge.words):
        wanted = expected(scene.facts())
        by_facts += [judge.verb_of(told) == verb for told, verb in told_by_facts(facts, 0)]
        for name, way in ways.items():
            seen = judge.watch(way(as_video(frames)))
            for k, v in marks(seen, wanted).items():
                right[name][k] += v
            wrong[name].update(mistakes(seen, wanted))
    print(table(["asked", *ways], [[k, *(share(right[name][k]) for name in ways)] for k in ASKED]))
    print(f"\nVerbs from the exact facts instead of what is seen: {share(by_facts)}: so many can be told apart in clips of this length.")
    for name in ways:
        print(f"\nMistakes {name}:", *(f"{count:3d}  {key}" for key, count in wrong[name].most_common()), sep="\n")


def do_prompts(a: argparse.Namespace, c: config.Config) -> None:
    (width, height, _), frames = c.sizes[0], max(f for f, _ in c.frames)
    out = {"preset": a.preset, "width": width, "height": height, "frames": frames, "prompts": [asdict(p) for p in prompts(World.named(c.world), a.count)]}
    with open(a.file, "w") as f:
        json.dump(out, f, indent=1, ensure_ascii=False)


def asked_of(path: str) -> dict:
    with open(path) as f:
        return json.load(f)


def do_render(a: argparse.Namespace, c: config.Config) -> None:
    asked, make = asked_of(a.file), renderers.renderer(a.by, a.model, a.program)
    os.makedirs(a.out, exist_ok=True)
    for i, prompt in enumerate(asked["prompts"][:a.count]):
        path = os.path.join(a.out, f"{i:04d}.safetensors")
        if not os.path.exists(path):
            renderers.keep(path, make(prompt["text"], asked["width"], asked["height"], asked["frames"], a.steps, a.guidance, i))
            print(f"{i} {prompt['text']}", flush=True)


def do_score(a: argparse.Namespace, c: config.Config) -> None:
    judge, asked = Judge.load(where(a.run)), asked_of(a.file)
    watched = [Watched(judge, out, asked["prompts"]) for out in a.out]
    count = max(10, len(watched[0].names))
    real = [np.stack([judge.watch(as_video(frames)).features for _, frames, _ in fresh(c, count, natural=True, start=start, words=judge.words)])
            for start in (2 * HELD_OUT, 2 * HELD_OUT + 500_000)]
    rows = [[k, *(share(w.right[k]) for w in watched)] for k in ASKED]
    rows.append([f"distance to the world ({frechet(*real):.2f} between two parts of it)", *(f"{frechet(w.features, real[0]):.2f}" for w in watched)])
    if len(watched) > 1:
        near = [agreement(os.path.join(a.out[0], n), os.path.join(a.out[1], n)) for n in watched[0].names if n in watched[1].names]
        rows.append(["agreement with the first, dB: least, median", "", f"{min(near):.1f}, {np.median(near):.1f}"])
    print(table(["asked", *a.out], rows))


class Watched:
    """A folder of clips, one a prompt: what was right about them, and their features."""

    def __init__(self, judge: Judge, folder: str, asked: list[dict]):
        self.names = sorted(n for n in os.listdir(folder) if n.endswith(".safetensors"))
        self.right: dict[str, list[bool]] = {k: [] for k in ASKED}
        if not self.names:
            raise SystemExit(f"{folder} has no clips: render some first")
        features = []
        for name in self.names:
            seen = judge.watch(renderers.kept(os.path.join(folder, name)))
            features.append(seen.features)
            for k, v in marks(seen, expected(asked[int(name.split(".")[0])]["facts"])).items():
                self.right[k] += v
        self.features = np.stack(features)


def agreement(first: str, second: str) -> float:
    """PSNR of two clips, decibels."""
    a, b = (renderers.kept(path) / 255.0 for path in (first, second))
    return decibels(float(np.mean((a - b) ** 2)))


def do_tasks(a: argparse.Namespace, c: config.Config) -> None:
    judge, make, again = Judge.load(where(a.run)), renderers.renderer(a.by, a.model, a.program), Reconstruction(a.run, c)
    (width, height, _), frames = c.sizes[0], max(f for f, _ in c.frames)
    os.makedirs(a.out, exist_ok=True)
    rows = []
    for name in TASKS:
        values: dict[str, list] = {k: [] for k in MEASURES}
        for i, job in enumerate(jobs(name, World.named(c.world), width, height, frames, a.count)):
            sample = shoot(job, torch.device("cpu"))[0]
            text = caption(sample.scene, random.Random(job.seed), False, sample.colourless)
            task = Task(job, sample, make(text, width, height, frames, a.steps, a.guidance, i, sample))
            for k, v in scores(task, judge, again(task.control) if again.there and sample.control is not None else None).items():
                values[k] += v
            if i == 0:
                renderers.sheet([renderers.picture(v, 6) for v in (task.shown, task.target, task.frames)], os.path.join(a.out, f"{name}.png"))
        rows.append([name, a.count, *(cell(k, values[k]) for k in MEASURES)])
        print(*rows[-1], flush=True)
    print(table(["task", "clips", *(f"{k}, {unit}" if unit else k for k, unit in MEASURES.items())], rows))


def jobs(name: str, world: World, width: int, height: int, frames: int, count: int) -> Iterator[Job]:
    """Of one task, from seeds that are never trained on."""
    seed = HELD_OUT
    while count:
        job, seed = prepare(seed, world, width, height, frames), seed + 1
        if job.task == name:
            count -= 1
            yield job


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = a.add_subparsers(dest="do", required=True)

    def command(name: str, *places: str, **counts) -> argparse.ArgumentParser:
        p = verbs.add_parser(name)
        for place in places:
            p.add_argument(place, **({"nargs": "+"} if place == "out" and name == "score" else {}))
        p.add_argument("--preset", default="nano")
        p.add_argument("--set", nargs="*", default=[], metavar="name=value")
        for key, value in counts.items():
            p.add_argument(f"--{key}", type=type(value), default=value)
        return p
    command("train", "run", minutes=20.0, chunks=28)
    command("check", "run", count=300)
    command("prompts", "file", count=300)
    for name, places in (("render", ("model", "out", "file")), ("tasks", ("run", "model", "out"))):
        p = command(name, *places, count=300 if name == "render" else 4, steps=8, guidance=1.0, program="../.build/release/kinora")
        p.add_argument("--by", choices=["kinora", "diffusers"], default="kinora")
    command("score", "run", "file", "out")
    a = a.parse_args()
    torch.set_num_threads(1)
    globals()[f"do_{a.do}"](a, config.load(a.preset, a.set))


if __name__ == "__main__":
    main()
