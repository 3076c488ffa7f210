"""Makes Tests/MediaIOTests/SamplePictures.swift: small files of kinds that Kinora reads and does not write.

    python3 Scripts/golden/media_samples.py > Tests/MediaIOTests/SamplePictures.swift

Made with Pillow 13.0 and ffmpeg 5.1.
"""

import base64
import io
import struct
import subprocess
import tempfile
import zlib

from PIL import Image

samples = []


def add(name, doc, data):
    samples.append((name, doc, base64.b64encode(data).decode()))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, depth, color_type, row, extra=b""):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + extra + chunk(b"IDAT", zlib.compress(b"\0" + row, 9)) + chunk(b"IEND", b"")


def saved(image, kind, **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def clip(name, *options, turned=False):
    """Three frames, 10 a second, 32x16: red on the left, blue on the right."""
    with tempfile.TemporaryDirectory() as folder:
        halves.save(f"{folder}/a.png")
        path = f"{folder}/{name}"
        source = ["-loop", "1", "-r", "10", "-i", f"{folder}/a.png", "-frames:v", "3"]
        coding = ["-vf", "scale=out_color_matrix=bt601:out_range=tv", "-bitexact", *options]
        subprocess.run(["ffmpeg", "-v", "error", *source, *coding, path], check=True)
        if turned:
            copy = ["-c", "copy", "-bitexact", "-metadata:s:v:0", "rotate=270", f"{folder}/turned.mov"]
            subprocess.run(["ffmpeg", "-v", "error", "-i", path, *copy], check=True)
            path = f"{folder}/turned.mov"
        return open(path, "rb").read()


halves = Image.new("RGB", (32, 16), (200, 40, 40))
halves.paste((40, 60, 200), (16, 0, 32, 16))

add("rgb16PNG", "2x1, 16 bits a channel: (0xFFFF, 0x8000, 0x0000) and (0x0101, 0x7F7F, 0x00FF).",
    png(2, 1, 16, 2, struct.pack(">6H", 0xFFFF, 0x8000, 0, 0x0101, 0x7F7F, 0x00FF)))
add("gray16PNG", "3x1, 16-bit gray: 0x0000, 0x8080, 0xFFFF.", png(3, 1, 16, 0, struct.pack(">3H", 0, 0x8080, 0xFFFF)))
add("gray8PNG", "4x1, 8-bit gray: 0, 1, 128, 255.", png(4, 1, 8, 0, bytes([0, 1, 128, 255])))
add("bilevelPNG", "8x1, 1-bit: black and white in turn, black first.", png(8, 1, 1, 0, bytes([0b01010101])))
header = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 1))
passes = zlib.compress(bytes([0, 10, 0, 20, 0, 30, 40]), 9)
add("interlacedPNG", "2x2, gray, Adam7: 10, 20, 30, 40.",
    b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", passes) + chunk(b"IEND", b""))
add("rgbaPNG", "3x1, RGBA: opaque (200, 100, 50), half (alpha 128) white, clear white.",
    png(3, 1, 8, 6, bytes([200, 100, 50, 255, 255, 255, 255, 128, 255, 255, 255, 0])))
add("palettePNG", "2x1, palette: (10, 20, 30), and (40, 50, 60) with alpha 0.",
    png(2, 1, 8, 3, bytes([0, 1]), chunk(b"PLTE", bytes([10, 20, 30, 40, 50, 60])) + chunk(b"tRNS", bytes([255, 0]))))

turned = Image.Exif()
turned[0x112] = 6
add("turnedJPEG", "32x16 stored, red on the left, blue on the right; EXIF orientation 6: shown 16x32, red on top.",
    saved(halves, "JPEG", quality=80, exif=turned, subsampling=0))
add("turnedPNG", "The same as a PNG.", saved(halves, "PNG", exif=turned))
add("turnedWebP", "The same as a WebP.", saved(halves, "WEBP", lossless=True, exif=turned))
add("turnedAVIF", "The same as an AVIF.", saved(halves, "AVIF", quality=90, exif=turned))
turned[0x112] = 7
add("mirroredAVIF", "The same with EXIF orientation 7, turned and mirrored: red at the bottom.",
    saved(halves, "AVIF", quality=90, exif=turned))
add("transparentAVIF", "16x16, red with alpha 128.", saved(Image.new("RGBA", (16, 16), (255, 0, 0, 128)), "AVIF"))
add("grayJPEG", "32x16, gray 88 on the left and 70 on the right.", saved(halves.convert("L"), "JPEG", quality=90))
add("cmykJPEG", "16x16, CMYK: full magenta and yellow, which is red.",
    saved(Image.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG", quality=90))
# Four channels that are said to be YCCK, under the names that YCCK has.
ycck = bytearray(saved(Image.new("CMYK", (16, 16), (60, 110, 200, 90)), "JPEG", quality=95))
ycck[ycck.index(b"Adobe") + 11] = 2
for component in range(4):
    ycck[ycck.index(b"\xff\xc0") + 10 + 3 * component] = component + 1
    ycck[ycck.index(b"\xff\xda") + 5 + 2 * component] = component + 1
add("ycckJPEG", "16x16, YCCK; as Pillow reads it (105, 9, 19).", bytes(ycck))
add("flatJPEG", "16x16 of (200, 120, 30).", saved(Image.new("RGB", (16, 16), (200, 120, 30)), "JPEG", quality=95))
add("clearWebP", "16x16, lossy: white with alpha 128.",
    saved(Image.new("RGBA", (16, 16), (255, 255, 255, 128)), "WEBP", quality=90))

red = Image.new("RGBA", (16, 16), (255, 0, 0, 255))
green = red.copy()
green.paste((0, 255, 0, 255), (4, 4, 8, 8))
blue = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
blue.paste((0, 0, 255, 255), (8, 8, 12, 12))
add("layeredWebP", "16x16, lossless, 100, 50 and 200 ms: red; a green square, 4 to 8, on it; a blue one, 8 to 12, on nothing.",
    saved(red, "WEBP", save_all=True, append_images=[green, blue], lossless=True, duration=[100, 50, 200]))

add("animatedPNG", "16x16, 100, 50 and 200 ms: red, red with a green square at 4 to 8, red.",
    saved(red, "PNG", save_all=True, append_images=[green, red], duration=[100, 50, 200]))

add("vp9WebM", "32x16, three frames, 10 a second: red on the left, blue on the right; VP9, untagged BT.601.",
    clip("a.webm", "-c:v", "libvpx-vp9", "-pix_fmt", "yuv444p", "-crf", "10", "-b:v", "0"))
add("turnedMOV", "The same as MPEG-4 in a mov whose matrix turns it clockwise: shown 16x32, red on top.",
    clip("a.mov", "-c:v", "mpeg4", "-q:v", "2", turned=True))
with tempfile.TemporaryDirectory() as folder:
    source = ["-f", "lavfi", "-i", "sine=d=0.1", "-c:a", "aac", "-bitexact", f"{folder}/a.m4a"]
    subprocess.run(["ffmpeg", "-v", "error", *source], check=True)
    add("soundOnly", "A tenth of a second of sound in an mp4.", open(f"{folder}/a.m4a", "rb").read())

print("import Foundation\n\n/// Small files of kinds that Kinora reads and does not write, made by `Scripts/golden/media_samples.py`.")
print("enum SamplePictures {")
for name, doc, text in samples:
    lines = [text[i:i + 100] for i in range(0, len(text), 100)]
    print(f'    /// {doc}\n    static let {name} = decoded(\n        """')
    print("\\\n".join("        " + line for line in lines))
    print('        """)\n')
print("    private static func decoded(_ text: String) -> Data { Data(base64Encoded: text)! }\n}")
