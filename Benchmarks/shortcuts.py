#!/usr/bin/env python3
"""What --cache and --draft save, and what they cost: speed-up beside PSNR to the exact clip, on the default model.

    shortcuts.py KINORA [--model MODEL] [--seeds 2]

Each clip is made exactly and with each shortcut, in turn. Prints medians over all prompts and seeds as Markdown. Needs
numpy.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import numpy

PROMPTS = ["a red balloon rises over the sea", "a yellow star falls in the city", "an apple stays still in the snow",
           "a robot moves left in the desert", "a blue heart rises in the night sky", "一只红气球在草地上升起"]
SHORTCUTS = [[f"--cache-threshold={threshold}"] for threshold in (0.05, 0.1, 0.2, 0.3)] + [
    ["--draft"], ["--draft", "--cache"]]


def frames_of(path):
    """The one tensor of a safetensors file, float32."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    return numpy.frombuffer(data[8 + length:], numpy.float32)


def render(arguments, prompt, seed, shortcut, scratch):
    frames = scratch / "frames.safetensors"
    run = subprocess.run(
        [arguments.kinora, "generate", prompt, "--model", arguments.model, "--seed", str(seed), "--output",
         str(scratch / "clip.mp4"), "--save-frames", str(frames), "--json", "--quiet"] + shortcut,
        capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return frames_of(frames), json.loads(run.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinora", help="the built program")
    parser.add_argument("--model", default="toybox")
    parser.add_argument("--seeds", type=int, default=2)
    arguments = parser.parse_args()
    print("| shortcut | PSNR: median, least | steps left out | denoising | whole clip |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        for shortcut in SHORTCUTS:
            rows = []
            for prompt in PROMPTS:
                for seed in range(1, arguments.seeds + 1):
                    exact, before = render(arguments, prompt, seed, [], pathlib.Path(scratch))
                    frames, after = render(arguments, prompt, seed, shortcut, pathlib.Path(scratch))
                    error = float(((exact - frames) ** 2).mean())
                    rows.append((
                        -10 * numpy.log10(max(error, 1e-12)), after["reused_steps"],
                        before["stages"]["denoise"] / after["stages"]["denoise"],
                        sum(before["stages"].values()) / sum(after["stages"].values())))
            psnr, left_out, denoising, whole = (statistics.median(column) for column in zip(*rows))
            print(f"| `{' '.join(shortcut).replace('=', ' ')}` | {psnr:.1f} dB, {min(row[0] for row in rows):.1f} dB | "
                  f"{left_out:g} of {before['steps']} | {denoising:.2f} times as fast | {whole:.2f} times |", flush=True)


if __name__ == "__main__":
    main()
