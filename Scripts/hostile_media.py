#!/usr/bin/env python3
"""Feeds hostile and odd pictures and clips to kinora: none may crash it, hang it, or take much memory.

    python3 Scripts/hostile_media.py [--kinora .build/release/kinora] [--count 600] [--seed 1] [--keep FOLDER]

Good files (pictures by Pillow; clips by kinora itself, and by ffmpeg where it is installed) are damaged in ways that
repeat with the seed: changed bits and bytes, cut ends, headers that lie, bombs. Each is given to `kinora inspect`, which
decodes the first frame and reads the rest, and to `kinora edit`, which decodes all of it, turns it, makes its pixels
square and its frames even, fits it to the model, and then finds that the mask is missing.

A run counts as sound when it ends within the time with status 0 or 65, an error is one sentence on one line that names no
folder, and the process kept under the memory. Needs Pillow and numpy.
"""

import argparse
import collections
import io
import os
import random
import resource
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import numpy
from PIL import Image

# Private memory: what `InputLimits.standard` states for reading, and room for the program itself.
MEMORY_BYTES = (1024 + 256) << 20
# `InputLimits.standard` gives up after 120 seconds; the rest is for a busy machine.
SECONDS = 180
# A model that can edit; it is not run.
MODEL = os.path.join(os.path.dirname(__file__), "../Tests/VideoPipelinesTests/Fixtures/vace/model")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth=8, color=2, pixels=b"", before=b""):
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    body = chunk(b"IHDR", header) + before + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def deflated_zeros(count):
    deflate = zlib.compressobj(9)
    block = bytes(1 << 20)
    parts = [deflate.compress(block[: min(len(block), count - done)]) for done in range(0, count, len(block))]
    return b"".join(parts) + deflate.flush()


def picture(kind, image, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def scene(shift=0):
    y, x = numpy.mgrid[0:72, 0:96]
    disc = (x - 30 - shift) ** 2 + (y - 36) ** 2 < 300
    return Image.fromarray(numpy.dstack([numpy.where(disc, 230, x * 2), y * 3, 200 - x]).astype(numpy.uint8))


def good_files(kinora, folder):
    """Names and bytes of sound files, one of each kind."""
    frames = [scene(4 * i) for i in range(5)]
    first, rest = frames[0], frames[1:]
    turned = Image.Exif()
    turned[0x112] = 6
    animation = dict(save_all=True, append_images=rest, duration=100)
    files = {
        "plain.jpg": picture("JPEG", first, quality=90),
        "turned.jpg": picture("JPEG", first, exif=turned),
        "progressive.jpg": picture("JPEG", first, progressive=True),
        "cmyk.jpg": picture("JPEG", first.convert("CMYK")),
        "gray.jpg": picture("JPEG", first.convert("L")),
        "plain.png": picture("PNG", first),
        "alpha.png": picture("PNG", first.convert("RGBA")),
        "palette.png": picture("PNG", first.convert("P")),
        "deep.png": picture("PNG", Image.fromarray(numpy.arange(96 * 72, dtype=numpy.uint16).reshape(72, 96))),
        "turned.png": picture("PNG", first, exif=turned),
        "moving.png": picture("PNG", first, **animation),
        "plain.webp": picture("WEBP", first),
        "lossless.webp": picture("WEBP", first, lossless=True, exif=turned),
        "moving.webp": picture("WEBP", first, **animation),
        "plain.gif": picture("GIF", first),
        "moving.gif": picture("GIF", first, **animation),
        "plain.avif": picture("AVIF", first, exif=turned),
    }
    for number, frame in enumerate(frames):
        frame.save(os.path.join(folder, f"{number}.png"))
    source = ["ffmpeg", "-v", "error", "-y", "-r", "10", "-i", os.path.join(folder, "%d.png")]
    clips = {
        "h264.mp4": ["-c:v", "libx264", "-pix_fmt", "yuv420p"], "hevc.mp4": ["-c:v", "libx265", "-x265-params", "log-level=none"],
        "fragments.mp4": ["-c:v", "libx264", "-movflags", "frag_keyframe+empty_moov"],
        "mpeg4.mov": ["-c:v", "mpeg4"], "prores.mov": ["-c:v", "prores"], "vp8.webm": ["-c:v", "libvpx"],
        "vp9.webm": ["-c:v", "libvpx-vp9"], "av1.webm": ["-c:v", "libaom-av1", "-cpu-used", "8"],
    }
    for name, coding in clips.items():
        path = os.path.join(folder, name)
        try:
            subprocess.run(source + coding + [path], check=True, stderr=subprocess.DEVNULL)
            files[name] = open(path, "rb").read()
        except (FileNotFoundError, subprocess.CalledProcessError):
            pass
    made = os.path.join(folder, "made.mp4")
    subprocess.run([kinora, "generate", "a red balloon", "--seed", "1", "--steps", "1", "--quiet", "--output", made],
                   check=True, stdout=subprocess.DEVNULL)
    files["made.mp4"] = open(made, "rb").read()
    return files


def flipped(data, rng):
    data = bytearray(data)
    for _ in range(rng.choice([1, 3, 20])):
        place = rng.randrange(len(data))
        data[place] ^= 1 << rng.randrange(8)
    return bytes(data)


def overwritten(data, rng):
    """Numbers that hurt where headers are likely to be."""
    data = bytearray(data)
    for _ in range(rng.choice([1, 2, 5])):
        value = rng.choice([b"\xff" * 4, b"\x00" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x01"])
        place = rng.randrange(min(len(data) - 4, rng.choice([64, 600, len(data) - 4])) or 1)
        data[place:place + 4] = value
    return bytes(data)


def cut(data, rng):
    return data[: rng.randrange(len(data))]


def repeated(data, rng):
    start, length = rng.randrange(len(data)), rng.randrange(1, 400)
    return data[:start] + data[start:start + length] * rng.choice([2, 50]) + data[start:]


def without(data, rng):
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 300):]


def spliced(data, rng, others):
    other = rng.choice(others)
    return data[: rng.randrange(len(data))] + other[rng.randrange(len(other)):]


def atom(kind, data, size=None):
    return struct.pack(">I", len(data) + 8 if size is None else size) + kind + data


def absurd_atoms(mp4, rng):
    """Sizes and counts in the index of an mp4 that promise far more than there is."""
    data = bytearray(mp4)
    kind = rng.choice([b"stsz", b"stco", b"stts", b"stsc", b"ctts", b"stss", b"elst", b"tkhd", b"mdhd", b"moov", b"trak", b"stsd", b"avcC", b"mvhd"])
    place = data.find(kind)
    if place < 4:
        return bytes(data)
    if rng.random() < 0.3:
        data[place - 4:place] = struct.pack(">I", rng.choice([0, 1, 4, 7, 0x7FFFFFFF, 0xFFFFFFFF]))
    else:
        offset = place + 4 + 4 * rng.randrange(0, 8)
        data[offset:offset + 4] = rng.choice([b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x10\x00\x00\x00", b"\x00\x00\x00\x00"])
    return bytes(data)


def gif_bomb(side, frames):
    """Frames of `side` squared pixels, a hundred bytes each."""
    header = b"GIF89a" + struct.pack("<HHBBB", side, side, 0x80, 0, 0) + bytes(6)
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, side, side, 0) + b"\x02\x02\x44\x01\x00"
    return header + frame * frames + b"\x3b"


def webp_bomb(side, frames):
    tiny = picture("WEBP", Image.new("RGB", (16, 16)), lossless=True)[12:]
    size = struct.pack("<I", side - 1)[:3]
    layer = bytes(6) + struct.pack("<I", 15)[:3] * 2 + bytes(3) + b"\0"
    body = b"VP8X" + struct.pack("<I", 10) + b"\x02\0\0\0" + size * 2 + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    body += (b"ANMF" + struct.pack("<I", len(layer + tiny)) + layer + tiny) * frames
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def crafted(files):
    """Odd and hostile files that are made, not damaged."""
    zeros = deflated_zeros(8192 * (1 + 8192 * 3))
    first = files["plain.jpg"]
    yield "one.png", png(1, 1, pixels=zlib.compress(bytes(4)))
    yield "strip.png", png(20000, 1, pixels=deflated_zeros(60001))
    yield "column.png", png(1, 20000, pixels=deflated_zeros(80000))
    yield "huge.png", png(0x7FFFFFFF, 0x7FFFFFFF)
    yield "wide.png", png(0x7FFFFFFF, 1, pixels=zlib.compress(bytes(100)))
    yield "zero.png", png(0, 0)
    yield "lie.png", png(8000, 8000, pixels=zlib.compress(bytes(100)))
    yield "largest.png", png(8192, 8192, pixels=zeros)
    yield "toolarge.png", png(8193, 8193, pixels=zeros)
    yield "deepbomb.png", png(8192, 8192, 16, 6, pixels=deflated_zeros(8192 * (1 + 8192 * 8)))
    yield "textbomb.png", png(1, 1, pixels=zlib.compress(bytes(4)), before=chunk(b"zTXt", b"a\0\0" + deflated_zeros(1 << 30)))
    yield "profilebomb.png", png(1, 1, pixels=zlib.compress(bytes(4)), before=chunk(b"iCCP", b"a\0\0" + deflated_zeros(1 << 30)))
    yield "frames.png", png(1, 1, pixels=zlib.compress(bytes(4)), before=chunk(b"acTL", struct.pack(">II", 0xFFFFFFFF, 0)))
    yield "noframes.png", png(1, 1, pixels=zlib.compress(bytes(4)), before=chunk(b"acTL", struct.pack(">II", 0, 0)))
    yield "bomb.gif", gif_bomb(60000, 5)
    yield "large.gif", gif_bomb(4000, 2000)
    yield "many.gif", gif_bomb(16, 60000)
    yield "empty.gif", b"GIF89a" + struct.pack("<HHBBB", 10, 10, 0, 0, 0) + b"\x3b"
    yield "zero.gif", gif_bomb(0, 3)
    yield "bomb.webp", webp_bomb(16384, 50)
    yield "large.webp", webp_bomb(4000, 3000)
    yield "many.webp", webp_bomb(64, 20000)
    yield "progressive.jpg", first[:2] + b"\xff\xc2\x00\x11\x08\xff\xff\xff\xff\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01" + first[2:]
    yield "exif.jpg", first[:2] + b"\xff\xe1\xff\xff" + b"Exif\0\0MM\0*" + b"\xff" * 65521 + first[2:]
    yield "exifloop.jpg", first[:2] + b"\xff\xe1\x00\x1cExif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01" * 5 + first[2:]
    yield "comments.jpg", first[:2] + b"\xff\xfe\x00\x02" * 200000 + first[2:]
    yield "twice.jpg", first + first
    yield "text.png", b"This is no picture.\n" * 100
    yield "page.jpg", b"<html><body>404</body></html>"
    yield "list.mp4", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n"
    yield "concat.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"
    yield "vector.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='99999' height='99999'/>"
    yield "archive.webp", b"PK\x03\x04" + bytes(1000)
    yield "program.gif", b"\x7fELF" + bytes(1000)
    yield "empty.mp4", b""
    yield "one.mp4", b"\0"
    yield "zeros.mov", bytes(100000)
    yield "photo.heic", atom(b"ftyp", b"heic\0\0\0\0mif1heic") + atom(b"meta", bytes(100))
    yield "nested.mp4", atom(b"ftyp", b"isom\0\0\0\0") + b"".join(atom(b"moov", b"", 8 * (5000 - i)) for i in range(5000))
    yield "wrong.mp4", files["plain.png"]
    yield "wrong.png", files["made.mp4"]
    yield "wrong.gif", files["plain.webp"]
    alone = files["made.mp4"]
    place = alone.find(b"stsz")
    yield "noframes.mp4", alone[:place + 12] + bytes(4) + alone[place + 16:]
    place = alone.find(b"tkhd")
    yield "hugetrack.mp4", alone[:place + 80] + b"\xff\xff\0\0\xff\xff\0\0" + alone[place + 88:]
    place = alone.find(b"avc1")
    yield "hugesample.mp4", alone[:place + 28] + b"\xff\xff\xff\xff" + alone[place + 32:]


def damaged(files, count, rng):
    names = sorted(files)
    everything = list(files.values())
    ways = {
        "bits": flipped, "numbers": overwritten, "cut": cut, "repeated": repeated, "left out": without,
        "spliced": lambda data, rng: spliced(data, rng, everything), "atoms": absurd_atoms,
    }
    for number in range(count):
        way = rng.choice(sorted(ways))
        options = [name for name in names if name.endswith((".mp4", ".mov"))] if way == "atoms" else names
        name = rng.choice(options)
        yield way, f"{number:04}-{name}", ways[way](files[name], rng)


def run(command, folder):
    """Exit status (negative for a signal, None for too late), seconds, standard error."""

    def limit():
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, preexec_fn=limit, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    late = False
    try:
        _, errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        _, errors = process.communicate()
        late = True
    return None if late else process.returncode, time.monotonic() - started, errors.decode(errors="replace")


def fault(status, errors, folder):
    if status is None:
        return "too late"
    if status < 0:
        return f"signal {-status}"
    if status not in (0, 65):
        return f"status {status}"
    lines = errors.strip().splitlines()
    if status == 65 and len(lines) != 1:
        return f"{len(lines)} lines of error"
    if folder in errors:
        return "a folder's name"
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--kinora", default=".build/release/kinora")
    arguments.add_argument("--count", type=int, default=560)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", help="folder for the files that brought it down")
    options = arguments.parse_args()
    kinora = os.path.abspath(options.kinora)
    rng = random.Random(options.seed)
    table = collections.defaultdict(lambda: [0, 0, 0, 0, 0.0])
    faults = []
    with tempfile.TemporaryDirectory() as scratch:
        files = good_files(kinora, scratch)
        folder = os.path.join(scratch, "given")
        os.mkdir(folder)
        cases = [("sound", f"good-{name}", data) for name, data in sorted(files.items())]
        cases += [("crafted", f"made-{name}", data) for name, data in crafted(files)]
        cases += damaged(files, max(0, options.count - len(cases)), rng)
        for way, name, data in cases:
            path = os.path.join(folder, name)
            with open(path, "wb") as file:
                file.write(data)
            row = table[way]
            row[0] += 1
            whole = [kinora, "edit", name, "a dog", "--mask", "no-such-mask", "--model", os.path.abspath(MODEL)]
            for place, command in enumerate([[kinora, "inspect", name], whole]):
                status, seconds, errors = run(command, folder)
                row[4] = max(row[4], seconds)
                if place == 0 and status == 0 or place == 1 and "no-such-mask" in errors:
                    row[1 + place] += 1
                wrong = fault(status, errors, folder)
                if wrong:
                    row[3] += 1
                    faults.append((name, command[1], wrong, errors.strip()[-200:]))
                    if options.keep:
                        os.makedirs(options.keep, exist_ok=True)
                        open(os.path.join(options.keep, name), "wb").write(data)
            os.remove(path)
            if sys.stderr.isatty():
                print(f"\r{sum(row[0] for row in table.values())} of {len(cases)}", end="", file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"{'kind':10} {'files':>6} {'inspected':>10} {'read whole':>11} {'faults':>7} {'slowest':>9}")
    for way, row in sorted(table.items()):
        print(f"{way:10} {row[0]:6} {row[1]:10} {row[2]:11} {row[3]:7} {row[4]:8.1f}s")
    total = [sum(row[i] for row in table.values()) for i in range(4)]
    print(f"{'all':10} {total[0]:6} {total[1]:10} {total[2]:11} {total[3]:7}")
    print(f"peak resident memory of any process: {peak} MiB; private memory was limited to {MEMORY_BYTES >> 20} MiB")
    for name, command, wrong, errors in faults:
        print(f"  {name} ({command}): {wrong}: {errors}")
    sys.exit(1 if faults else 0)


main()
