#!/usr/bin/env python3
"""What a viewer would notice about a clip that was extended several times.

    measure_extension.py FRAMES FIRST COUNT

FRAMES is a folder of PNGs, the first FIRST of them the clip before, then parts of COUNT new frames each. Prints for each seam
the mean difference between the frames on both sides against the median of that between neighbours inside the parts (at
most 1.5 is asked), and for each part how far its mean colour lies from the one before (at most 2 of 255 is asked).
Needs numpy and Pillow. Status 1 when a limit is passed.
"""
import glob
import os
import sys

import numpy as np
from PIL import Image


def main() -> int:
    folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    frames = [np.asarray(Image.open(p).convert("RGB"), np.float32) for p in sorted(glob.glob(os.path.join(folder, "*.png")))]
    if len(frames) <= first:
        sys.exit(f"{folder} has only {len(frames)} frames")
    starts = list(range(first, len(frames), count))
    steps = np.array([np.abs(b - a).mean() for a, b in zip(frames, frames[1:])])        # steps[i]: from frame i to i + 1
    median = np.median([s for i, s in enumerate(steps) if i + 1 not in starts])
    means = [np.mean([f.mean((0, 1)) for f in part], 0) for part in np.split(np.array(frames), starts)]
    failed = False
    print("seam at frame   difference / median   mean colour of the part after, red green blue   moved by")
    for start, before, after in zip(starts, means, means[1:]):
        ratio, moved = steps[start - 1] / max(median, 1e-6), np.abs(after - before).mean()
        failed |= ratio > 1.5 or moved > 2
        print(f"{start:13d}   {ratio:19.2f}   {after[0]:22.1f} {after[1]:5.1f} {after[2]:5.1f}   {moved:27.2f}")
    print(f"median difference between frames inside the parts: {median:.2f} of 255")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
