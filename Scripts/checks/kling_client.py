#!/usr/bin/env python3
"""Drives a running service with the vendor's own Python client, unmodified: creates, polls, downloads, and reads refusals.

    kling_client.py CLIENT URL ACCESS_KEY SECRET_KEY

CLIENT is the folder `py` of KwaiVGI/ComfyUI-KLingAI-API (it needs PyJWT, httpx, pydantic). Exits 1 when anything is not as it should be.
"""
import base64
import io
import struct
import sys
import time
import types
import urllib.request
import zlib

client_folder, url, access_key, secret_key = sys.argv[1:5]
sys.modules.setdefault("torch", types.SimpleNamespace(Tensor=type("Tensor", (), {})))
sys.path.insert(0, client_folder)
import api  # noqa: E402
from api.exceptions import KLingAPIError  # noqa: E402


def connect(access: str = access_key, secret: str = secret_key) -> "api.Client":
    client = api.Client(access, secret, poll_interval=0.5)
    client._area = types.SimpleNamespace(value=url)
    return client


def png(width: int, height: int, red: int) -> str:
    """A picture of a bright square on a ground, base64 without a prefix."""
    rows = b""
    for y in range(height):
        inside = [abs(x - width // 2) < width // 5 and abs(y - height // 2) < height // 5 for x in range(width)]
        rows += b"\0" + b"".join(bytes((red, 90, 200 - red // 2)) if i else bytes((120, 170, 90)) for i in inside)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode()


def made(response, kind: str) -> str:
    """Checks a finished task and downloads what it made; returns the first result's identifier."""
    assert response.task_status == "succeed", f"{response.task_status}: {response.task_status_msg}"
    results = getattr(response.task_result, kind)
    assert results, "nothing was made"
    for result in results:
        data = urllib.request.urlopen(result.url, timeout=30).read()
        magic = data[4:8] == b"ftyp" if kind == "videos" else data[:8] == b"\x89PNG\r\n\x1a\n"
        assert magic and len(data) > 500, f"{result.url} is no {kind[:-1]}"
    return getattr(results[0], "id", "")


def with_fields(task, **fields):
    for name, value in fields.items():
        setattr(task, name, value)
    return task


failures = []


def check(name: str, work) -> object:
    began = time.time()
    try:
        value = work()
        print(f"{name:<22} {time.time() - began:6.1f} s  {value if isinstance(value, str) else ''}", flush=True)
        return value
    except Exception as error:                      # every check is to run, whatever another one does
        print(f"{name:<22} {time.time() - began:6.1f} s  FAILED: {type(error).__name__}: {error}", flush=True)
        failures.append(name)
        return None


def refused(status: int, code: int, work) -> str:
    try:
        work()
    except KLingAPIError as error:
        seen = f"{error}"
        assert str(code) in seen or getattr(error, "code", None) == code, f"wanted {code}: {seen}"
        return f"refused as {status}/{code}"
    raise AssertionError("it was not refused")


def select(video: str, *points: tuple[float, float]) -> str:
    """A session in which something is pointed at. The vendor's client has no classes for that."""
    def call(name: str, **body) -> dict:
        return client.request("POST", f"/v1/videos/multi-elements/{name}-selection", json=body)["data"]
    session = call("init", video_id=video)["session_id"]
    marked = call("add", session_id=session, frame_index=0, points=[{"x": x, "y": y} for x, y in points])
    assert marked["status"] == 0 and marked["res"]["rle_mask_list"][0]["png_mask"]["base64"], marked
    return session


def edited(mode: str, prompt: str, **fields) -> str:
    response = with_fields(
        api.MultiModelVideoEdit(), model_name="kling-v1-6", session_id=session, edit_mode=mode, prompt=prompt, duration="5", **fields).run(client)
    assert response.session_id == session, f"the task has the session {response.session_id}"
    return made(response, "videos")


client, picture, other = connect(), png(512, 512, 230), png(512, 512, 60)
video = check("text2video", lambda: made(with_fields(
    api.Text2Video(), model_name="kling-v1", prompt="a red balloon rises over the sea", duration="5", mode="std").run(client), "videos"))
check("image2video", lambda: made(with_fields(
    api.Image2Video(), model_name="kling-v1", image=picture, prompt="a ball rolls", duration="5").run(client), "videos"))
check("multi-image2video", lambda: made(with_fields(
    api.MultiImages2Video(), model_name="kling-v1-6", image_list=[{"image": picture}, {"image": other}], prompt="two toys in a meadow",
    duration="5").run(client), "videos"))
check("video-extend", lambda: made(with_fields(api.VideoExtend(), video_id=video, prompt="it goes on").run(client), "videos"))
check("effects", lambda: made(with_fields(
    api.Effects(), effect_scene="zoom_out", input={"model_name": "kling-v1-6", "duration": "5", "image": picture}).run(client), "videos"))
session = check("selecting", lambda: select(video, (0.5, 0.4)))
check("multi-elements swap", lambda: edited("swap", "swap [the ball] from <<<image_1>>> for [the balloon] from <<<video_1>>>", image_list=[{"image": picture}]))
check("multi-elements removal", lambda: edited("removal", "Delete [the balloon] from <<<video_1>>>"))
check("multi-elements addition", lambda: edited(
    "addition", "Using the context of <<<video_1>>>, seamlessly add [a ball] from <<<image_1>>>", image_list=[{"image": other}]))
check("images/generations", lambda: made(with_fields(
    api.ImageGenerator(), model_name="kling-v1", prompt="a robot in the snow", n=2, aspect_ratio="1:1").run(client), "images"))
check("images/editing/expand", lambda: made(with_fields(
    api.ImageExpander(), image=picture, up_expansion_ratio=0.2, down_expansion_ratio=0.2, left_expansion_ratio=0.2,
    right_expansion_ratio=0.2, prompt="a meadow", n=1).run(client), "images"))
check("wrong secret", lambda: refused(401, 1002, lambda: with_fields(api.Text2Video(), prompt="a dog").run(connect(secret="x" * 43))))
check("wrong value", lambda: refused(400, 1201, lambda: with_fields(api.Text2Video(), prompt="a dog", duration="7").run(client)))
check("unknown model", lambda: refused(404, 1203, lambda: with_fields(api.Text2Video(), prompt="a dog", model_name="kling-v99").run(client)))
check("unavailable", lambda: refused(403, 1103, lambda: with_fields(api.Text2Audio(), prompt="rain", duration=3.0).run(client)))
print("all as it should be" if not failures else f"failed: {', '.join(failures)}")
sys.exit(1 if failures else 0)
