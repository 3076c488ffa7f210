"""The curves of a run: `python -m toybox.plot RUN curves.png`, from its metrics.jsonl."""
from __future__ import annotations

import argparse
import json
import os

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plot


def main() -> None:
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("run")
    a.add_argument("picture")
    a = a.parse_args()
    with open(os.path.join(a.run, "metrics.jsonl")) as f:
        lines = [json.loads(line) for line in f]
    stages = list(dict.fromkeys(line["stage"] for line in lines))
    figure, axes = plot.subplots(1, len(stages), figsize=(5.5 * len(stages), 4), squeeze=False)
    for axis, stage in zip(axes[0], stages):
        rows = [line for line in lines if line["stage"] == stage]
        for key in ("loss", "train_psnr", "psnr"):
            points = [(r["step"], r[key]) for r in rows if key in r]
            if points:
                target = axis if key == "loss" else axis.twinx()
                target.plot(*zip(*points), "o-" if key == "psnr" else "-", label=key, color={"loss": "tab:red", "train_psnr": "tab:blue", "psnr": "tab:green"}[key])
                target.set_ylabel(key)
        axis.set_title(stage)
        axis.set_xlabel("step")
    figure.tight_layout()
    figure.savefig(a.picture, dpi=110)


if __name__ == "__main__":
    main()
