#!/usr/bin/env python3
"""How well `kinora select` finds and follows things of the training world, whose masks are known exactly.

    Scripts/selection_scores.py --kinora .build/release/kinora --scenes 60

For each thing of each scene a point is set in its middle, on a frame in the middle of the clip; each further point is set in
the middle of what is most wrong, on the thing or beside it, as a person would. Printed are means of intersection over union:
on the frame with the points, and over the frames of the clip in which the thing is seen. A thing that is hidden and seen again
counts for the last line. Needs Training's requirements and fonts-noto-color-emoji.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Training"))
LEAST_AREA = 0.003      # of the frame: smaller things are not asked for
GOOD_ENOUGH = 0.95      # nobody corrects a mask that is better than this


def middle(region: np.ndarray) -> tuple[int, int]:
    """The pixel of a region that is farthest from its edge: the last left when the region is worn away."""
    while True:
        padded = np.pad(region, 1)
        worn = region & padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        if not worn.any():
            rows, columns = np.nonzero(region)
            k = len(rows) // 2
            return int(columns[k]), int(rows[k])
        region = worn


def overlap(one: np.ndarray, two: np.ndarray) -> float:
    either = (one | two).sum()
    return 1.0 if either == 0 else float((one & two).sum() / either)


def decode(mask: dict) -> np.ndarray:
    """A COCO run-length mask, by the definition in cocoapi's maskApi.c."""
    runs, position, text = [], 0, mask["counts"]
    while position < len(text):
        value, shift, more = 0, 0, True
        while more:
            code = ord(text[position]) - 48
            value |= (code & 0x1F) << shift
            more = bool(code & 0x20)
            position, shift = position + 1, shift + 5
            if not more and code & 0x10:
                value |= -1 << shift
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
    flat = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return flat.reshape(mask["size"][1], mask["size"][0]).T


def render(seed: int, size: int, frames: int, cache: Path) -> Path:
    """Frames as PNGs and masks of things that stay opaque, rendered once."""
    folder = cache / f"{seed}-{size}-{frames}"
    if not (folder / "masks.npz").exists():
        import torch
        from PIL import Image
        from toybox.world import Scene
        from toybox.world.scene import to_bytes
        torch.set_num_threads(1)
        stage = Scene.random(seed).stage(size, size, frames)
        drawn = stage.draw(facts=True)
        (folder / "frames").mkdir(parents=True, exist_ok=True)
        for number, frame in enumerate(to_bytes(drawn.frames)):
            Image.fromarray(frame).save(folder / "frames" / f"{number:05d}.png")
        np.savez_compressed(folder / "masks.npz", masks=(drawn.masks > 0.5).numpy())
    return folder


def select(kinora: str, clip: Path, points: list[str], scratch: Path) -> np.ndarray:
    out = scratch / "masks.json"
    command = [kinora, "select", str(clip), "--quiet", "--rle", str(out)]
    for point in points:
        command += ["--point", point]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return np.stack([decode(frame["rle_mask_list"][0]["rle_mask"]) for frame in json.loads(out.read_text())])


def measure(kinora: str, folder: Path, most: int, still: bool) -> list[dict]:
    truth = np.load(folder / "masks.npz")["masks"]
    frames = truth.shape[1]
    results = []
    for thing in range(len(truth)):
        at = frames // 2
        if truth[thing, at].mean() < LEAST_AREA:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            clip = folder / "frames"
            seen = truth[thing]
            if still:
                clip, seen = clip / f"{at:05d}.png", seen[at:at + 1]
            place = 0 if still else at
            points, wanted = [], seen[place]
            result = {"folder": folder.name, "thing": thing, "marked": [], "clip": [], "hidden": None}
            region, sign = wanted, ""
            for _ in range(most):
                x, y = middle(region)
                points.append(f"{(x + 0.5) / wanted.shape[1]:.5f},{(y + 0.5) / wanted.shape[0]:.5f}@{place}f{sign}")
                masks = select(kinora, clip, points, Path(scratch))
                scores = [overlap(mask, true) for mask, true in zip(masks, seen) if true.mean() >= LEAST_AREA / 2]
                result["marked"].append(overlap(masks[place], wanted))
                result["clip"].append(float(np.mean(scores)))
                missing, excess = wanted & ~masks[place], masks[place] & ~wanted
                region, sign = (missing, "") if missing.sum() >= excess.sum() else (excess, "-")
                if result["marked"][-1] > GOOD_ENOUGH:
                    for name in ("marked", "clip"):
                        result[name] += result[name][-1:] * (most - len(points))
                    break
            areas = seen.mean((1, 2)) if not still else np.ones(1)
            gone = np.nonzero(areas < LEAST_AREA / 10)[0]
            if len(gone):
                result["hidden"] = float(np.mean([not masks[k].mean() > LEAST_AREA / 2 for k in gone]))
            results.append(result)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kinora", default=".build/release/kinora")
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1000)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--frames", type=int, default=25)
    parser.add_argument("--points", type=int, default=3)
    parser.add_argument("--still", action="store_true", help="the frame with the points only")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "kinora-selection-scenes")
    parser.add_argument("--json", type=Path, help="keep every result")
    a = parser.parse_args()
    seeds = range(a.seed, a.seed + a.scenes)
    folders = [render(seed, a.size, a.frames, a.cache) for seed in seeds]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = [r for part in pool.map(lambda f: measure(os.path.abspath(a.kinora), f, a.points, a.still), folders) for r in part]
    print(f"{len(results)} things in {len(folders)} scenes")
    for name in ("marked",) if a.still else ("marked", "clip"):
        table = np.array([r[name] for r in results])
        for k in range(a.points):
            print(f"{name:7} {k + 1} points: mean {table[:, k].mean():.3f}, median {np.median(table[:, k]):.3f}, over 0.8 in {(table[:, k] > 0.8).mean():.0%}")
    hidden = [r["hidden"] for r in results if r["hidden"] is not None]
    if hidden:
        print(f"hidden  {len(hidden)} things: {np.mean(hidden):.0%} of the frames without them have an empty mask")
    if a.json:
        a.json.write_text(json.dumps(results))


if __name__ == "__main__":
    main()
