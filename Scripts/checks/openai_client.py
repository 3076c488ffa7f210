#!/usr/bin/env python3
"""Drives a running service with the `openai` Python package: creates, polls, lists, downloads, deletes.

    openai_client.py URL API_KEY

Exits 1 when anything is not as it should be.
"""
import sys

import openai

url, key = sys.argv[1:3]
client = openai.OpenAI(base_url=url + "/v1", api_key=key, max_retries=0)

video = client.videos.create(prompt="a red balloon rises over the sea", model="sora-2", seconds="4", size="1280x720")
assert video.status in ("queued", "in_progress"), video
print("created  ", video.id, video.status)
video = client.videos.poll(video.id, poll_interval_ms=500)
assert video.status == "completed" and video.progress == 100, video
content = client.videos.download_content(video.id).read()
assert content[4:8] == b"ftyp", "the content is no mp4"
print("made     ", len(content), "bytes")
assert video.id in [v.id for v in client.videos.list(limit=5).data], "it is not in the list"
assert client.videos.delete(video.id).deleted
try:
    client.videos.retrieve(video.id)
    raise SystemExit("a deleted video is still there")
except openai.NotFoundError as error:
    print("deleted  ", error.code or error.type)
for reason, kind, work in [
    ("no prompt", openai.BadRequestError, lambda: client.videos.create(prompt="")),
    ("wrong size", openai.BadRequestError, lambda: client.videos.create(prompt="a dog", size="1x1")),
    ("wrong key", openai.AuthenticationError, lambda: client.with_options(api_key="x").videos.create(prompt="a dog")),
]:
    try:
        work()
        raise SystemExit(f"{reason} was not refused")
    except kind as error:
        print("refused  ", reason, "-", error.body.get("message") if isinstance(error.body, dict) else error)
print("all as it should be")
