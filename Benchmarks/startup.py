#!/usr/bin/env python3
"""Milliseconds from the start of the process to the first denoising step, warm file cache: median, least, most.

    startup.py KINORA [--model MODEL] [--rounds 21]
"""
import argparse
import statistics
import subprocess
import tempfile
import time


def seconds_to_first_step(kinora, model, scratch):
    start = time.perf_counter()
    process = subprocess.Popen(
        [kinora, "generate", "a red balloon rises over the sea", "--model", model, "--seed", "1", "--output",
         f"{scratch}/clip.mp4"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, bufsize=1)
    # Progress is a line a step where standard error is no terminal; the line is written as the step begins.
    passed = next(time.perf_counter() - start for line in process.stderr if "step 1 of" in line)
    process.communicate()
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinora", help="the built program")
    parser.add_argument("--model", default="toybox")
    parser.add_argument("--rounds", type=int, default=21)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        seconds_to_first_step(arguments.kinora, arguments.model, scratch)
        times = [1e3 * seconds_to_first_step(arguments.kinora, arguments.model, scratch) for _ in range(arguments.rounds)]
    print(f"start to first step: median {statistics.median(times):.0f} ms, {min(times):.0f} to {max(times):.0f} ms")


if __name__ == "__main__":
    main()
