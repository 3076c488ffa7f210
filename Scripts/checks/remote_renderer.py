#!/usr/bin/env python3
"""Lets one Kinora hand its orders to another one by /v1/videos, and checks success, refusal, a kill in the middle, cancelling and a server that is gone.

    remote_renderer.py KINORA [--model toybox]

The front has no model of its own: its worker hands every order to the back, which has one worker and MODEL. Exits 1 when anything is not as it
should be.
"""
import argparse
import atexit
import base64
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("kinora")
arguments.add_argument("--model", default="toybox")
arguments.add_argument("--first-port", type=int, default=18321)
a = arguments.parse_args()
data = tempfile.mkdtemp(prefix="kinora-remote-")
TEXT, WORDS = "/v1/videos/text2video", "a red balloon rises over the sea"
log = open(os.path.join(data, "service.log"), "ab")
failures: list[str] = []


class Service:
    """One Kinora with a data folder of its own."""

    def __init__(self, name: str, port: int, **settings: str):
        self.url, self.port = f"http://127.0.0.1:{port}", port
        self.environment = dict(os.environ, KINORA_DATA=os.path.join(data, name), KINORA_REQUESTS_PER_SECOND="0", KINORA_LOG_LEVEL="warning", **settings)
        self.start()
        self.key = re.search(r"API key: (\S+)", self.kinora("keys", "create", "--name", "check")).group(1)
        self.kinora("accounts", "credit", "admin", "1000000", "--days", "10", "--concurrency", "100")

    def kinora(self, *words: str) -> str:
        return subprocess.run([a.kinora, *words], env=self.environment, capture_output=True, text=True, check=True).stdout

    def start(self) -> None:
        self.process = subprocess.Popen([a.kinora, "serve", "--port", str(self.port)], env=self.environment, stdout=log, stderr=log)
        atexit.register(self.process.kill)
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url + "/readyz", timeout=1).read()
                return
            except OSError:
                time.sleep(0.1)
        raise SystemExit("a service does not start")

    def kill(self) -> None:
        """With its worker, which notices that its parent is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        request = urllib.request.Request(self.url + path, method=method, data=None if body is None else json.dumps(body).encode(), headers={
            "authorization": f"Bearer {self.key}", "content-type": "application/json"})
        try:
            return json.loads(urllib.request.urlopen(request, timeout=30).read())
        except urllib.error.HTTPError as error:
            return json.loads(error.read())

    def create(self, path: str = TEXT, **fields) -> str:
        answer = self.ask("POST", path, {"prompt": WORDS, **fields})
        assert answer["code"] == 0, answer
        return answer["data"].get("task_id") or answer["data"]["id"]

    def wait(self, task: str, until: tuple[str, ...] = ("succeed", "failed"), seconds: float = 240, path: str = TEXT) -> dict:
        end = time.time() + seconds
        while True:
            view = self.ask("GET", f"{path}/{task}")["data"]
            if view["task_status"] in until:
                return view
            assert time.time() < end, f"after {seconds} s it is {view}"
            time.sleep(0.2)

    def videos(self) -> list[dict]:
        return self.ask("GET", "/v1/videos?limit=100")["data"]

    def balance(self) -> str:
        return self.kinora("accounts", "show", "admin")


def picture(side: int = 320) -> str:
    """A PNG of one colour, in base64."""
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
    rows = (b"\0" + b"\x50\x90\xc0" * side) * side
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
                            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode()


def check(name: str, work) -> None:
    begun = time.time()
    try:
        seen = work()
        print(f"{name:<20} {time.time() - begun:6.1f} s  {seen}", flush=True)
    except Exception as error:                       # each is to run, whatever another one does
        failures.append(name)
        print(f"{name:<20} {time.time() - begun:6.1f} s  FAILED: {type(error).__name__}: {error}", flush=True)


back = Service("back", a.first_port + 1, KINORA_MODEL=a.model)
front = Service("front", a.first_port, KINORA_MODEL="far", KINORA_REMOTE_NAME="far", KINORA_REMOTE_URL=back.url, KINORA_REMOTE_KEY=back.key)


def success() -> str:
    task, steps = front.create(), set()
    while front.ask("GET", f"{TEXT}/{task}")["data"]["task_status"] in ("submitted", "processing"):
        progress = front.ask("GET", f"/v1/tasks/{task}/progress")["data"].get("progress")
        if progress:
            steps.add(progress["step"])
        time.sleep(0.5)
    view = front.wait(task)
    assert view["task_status"] == "succeed", view
    clip = view["task_result"]["videos"][0]
    bytes_here = urllib.request.urlopen(clip["url"]).read()
    made = back.videos()[0]
    there = urllib.request.Request(f"{back.url}/v1/videos/{made['id']}/content", headers={"authorization": f"Bearer {back.key}"})
    assert bytes_here[4:8] == b"ftyp" and bytes_here == urllib.request.urlopen(there).read(), "the clips differ"
    # The default model takes seconds, and progress is asked for once a second: more than its beginning is seen of slower ones.
    assert steps, "nothing was told of its progress"
    return f"{len(bytes_here)} bytes, {clip['duration']} s; progress seen {sorted(steps)}"


def refusals() -> str:
    # By the renderer: such servers have no way to say it. By the back: a prompt that is longer than its form takes.
    unable = front.create("/v1/videos/multi-image2video", image_list=[{"image": picture()}])
    long = front.create("/text-to-video/kling-3.0", prompt="a" * 3000)
    first = front.wait(unable, path="/v1/videos/multi-image2video")
    end = time.time() + 60
    while (view := front.ask("GET", f"/tasks?task_ids={long}")["data"][0])["status"] not in ("succeeded", "failed") and time.time() < end:
        time.sleep(0.2)
    assert first["task_status"] == "failed" and view["status"] == "failed", (first, view)
    assert "first frame" in first["task_status_msg"] and "2500" in json.dumps(view), (first, view)
    return f"{first['task_status_msg']} / {view.get('message')}"


def killed() -> str:
    task = front.create()
    front.wait(task, ("processing",))
    while not any(video["status"] == "in_progress" for video in back.videos()):
        time.sleep(0.2)
    back.kill()
    time.sleep(3)
    back.start()
    view = front.wait(task)
    assert view["task_status"] == "succeed", view
    return "the back went on where it was, and the clip came"


def cancelled() -> str:
    task = front.create()
    front.wait(task, ("processing",))
    while not (running := [video["id"] for video in back.videos() if video["status"] in ("queued", "in_progress")]):
        time.sleep(0.2)
    front.ask("POST", f"{TEXT}/{task}/cancel")
    begun = time.time()
    while any(video["id"] in running for video in back.videos()):
        assert time.time() - begun < 20, "the back still makes it"
        time.sleep(0.2)
    return f"the back's clip was gone after {time.time() - begun:.1f} s"


def gone() -> str:
    task = front.create()
    front.wait(task, ("processing",))
    while not any(video["status"] in ("queued", "in_progress") for video in back.videos()):
        time.sleep(0.2)
    back.kill()
    view = front.wait(task, seconds=300)
    assert view["task_status"] == "failed" and "127.0.0.1" not in view["task_status_msg"], view
    return view["task_status_msg"]


for name, work in [("success", success), ("refused", refusals), ("killed, back again", killed), ("cancelled", cancelled), ("gone for good", gone)]:
    check(name, work)
front.process.send_signal(signal.SIGTERM)
front.process.wait(timeout=150)
check("the front's books", lambda: front.kinora("accounts", "verify").strip())
print("all as it should be" if not failures else f"failed: {', '.join(failures)}; the data are in {data}")
if not failures:
    shutil.rmtree(data)
sys.exit(1 if failures else 0)
