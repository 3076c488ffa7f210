#!/usr/bin/env python3
"""Tries every operation of a service's OpenAPI document with what Schemathesis makes up, and checks each answer against the document.

    openapi_fuzz.py KINORA [--seeds 1 2 3] [--examples 30] [--model toybox]

Needs schemathesis 4.32 (PyPI). Starts `kinora serve` on a temporary data folder, lets a worker make a clip and pictures, and gives the identifiers of
those, of waiting, cancelled and other things to the generator, which uses them three times out of four. Then, for each seed, the examples of the
document, its corner cases, random requests and chains of requests.

An answer is wrong when its status, media type, headers or body is not in the document, when it is a server error (503 excepted where it is
documented), when a request that the document forbids is accepted, when it needs no credentials although the document says so, or when what was
deleted still answers. Two of Schemathesis' checks are off, since the contract says otherwise: `unsupported_method` wants 405 where the Kling API
has 404/1202 (checked here instead, for each path), and `positive_data_acceptance` wants 2xx for every body that the schema allows, where an unknown
identifier and rules between fields are refused with 400. `allow_header_conformance` goes with 405.

Afterwards: the log has no unforeseen failure, no answer names the server's folders, the service is healthy. Exits 1 when anything is wrong.
"""
import argparse
import atexit
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("kinora")
arguments.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
arguments.add_argument("--examples", type=int, default=30, help="random requests for each operation, beside the corner cases")
arguments.add_argument("--model", default="toybox")
arguments.add_argument("--port", type=int, default=18301)
a = arguments.parse_args()
data = tempfile.mkdtemp(prefix="kinora-fuzz-")
environment = dict(os.environ, KINORA_DATA=data, KINORA_REQUESTS_PER_SECOND="0", KINORA_LOG_LEVEL="error", KINORA_MODEL=a.model)
url, log = f"http://127.0.0.1:{a.port}", open(os.path.join(data, "service.log"), "ab")


def kinora(*words: str) -> str:
    return subprocess.run([a.kinora, *words], env=environment, capture_output=True, text=True, check=True).stdout


def serve(workers: int) -> subprocess.Popen:
    process = subprocess.Popen([a.kinora, "serve", "--workers", str(workers), "--port", str(a.port)], env=environment, stdout=log, stderr=log)
    atexit.register(process.kill)
    for _ in range(300):
        try:
            urllib.request.urlopen(url + "/readyz", timeout=1).read()
            return process
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the service does not start")


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=150)


def ask(method: str, path: str, body: dict | None = None) -> tuple[int, dict]:
    request = urllib.request.Request(url + path, method=method, data=None if body is None else json.dumps(body).encode(), headers={
        "authorization": f"Bearer {key}", "content-type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def create(path: str, **fields) -> str:
    status, answer = ask("POST", path, fields)
    assert status == 200, f"{path}: {answer}"
    return answer["data"]["task_id"]


def finished(path: str, task: str) -> dict:
    while True:
        view = ask("GET", f"{path}/{task}")[1]["data"]
        if view["task_status"] in ("succeed", "failed"):
            assert view["task_status"] == "succeed", view["task_status_msg"]
            return view["task_result"]
        time.sleep(1)


TEXT, PICTURES, WORDS = "/v1/videos/text2video", "/v1/images/generations", "a red balloon rises over the sea"
ELSEWHERE = "https://example.com/dog.png"
server = serve(workers=1)
key = re.search(r"API key: (\S+)", kinora("keys", "create", "--name", "fuzz")).group(1)
kinora("accounts", "credit", "admin", "100000000", "--days", "10", "--concurrency", "1000000")
clip, pictures = create(TEXT, prompt=WORDS), create(PICTURES, prompt=WORDS, n=2)
clip_result = finished(TEXT, clip)["videos"][0]
picture_result = finished(PICTURES, pictures)["images"][0]
stop(server)
server = serve(workers=0)          # From here on nothing is made, so that thousands of tasks cost nothing.

waiting = create(TEXT, prompt=WORDS, external_task_id="a name of mine")
cancelled = create(TEXT, prompt=WORDS)
ask("POST", f"{TEXT}/{cancelled}/cancel")
element = create("/v1/general/advanced-custom-elements", element_name="Rex", element_description="a brown dog", reference_type="image_refer",
                 element_image_list={"frontal_image": ELSEWHERE, "refer_images": [{"image_url": ELSEWHERE}]})
families = {
    TEXT: [clip, waiting, "a%20name%20of%20mine", cancelled], PICTURES: [pictures],
    "/v1/videos/image2video": [create("/v1/videos/image2video", image=ELSEWHERE)],
    "/v1/videos/multi-image2video": [create("/v1/videos/multi-image2video", image_list=[{"image": ELSEWHERE}], prompt=WORDS)],
    "/v1/videos/omni-video": [create("/v1/videos/omni-video", prompt=WORDS, aspect_ratio="16:9")],
    "/v1/videos/video-extend": [create("/v1/videos/video-extend", video_id=clip_result["id"])],
    "/v1/videos/effects": [create("/v1/videos/effects", effect_scene="zoom_out", input={"image": ELSEWHERE})],
    "/v1/images/omni-image": [create("/v1/images/omni-image", prompt=WORDS)],
    "/v1/images/multi-image2image": [create("/v1/images/multi-image2image", subject_image_list=[{"subject_image": ELSEWHERE}])],
    "/v1/images/editing/expand": [create("/v1/images/editing/expand", image=ELSEWHERE, **{
        f"{side}_expansion_ratio": 0.2 for side in ("up", "down", "left", "right")})],
    "/v1/general/advanced-custom-elements": [element],
}
MULTI = "/v1/videos/multi-elements"
point = {"x": 0.5, "y": 0.4}


def session() -> str:
    """One with a point in it."""
    made = ask("POST", MULTI + "/init-selection", {"video_id": clip_result["id"]})[1]["data"]["session_id"]
    status, answer = ask("POST", MULTI + "/add-selection", {"session_id": made, "frame_index": 0, "points": [point]})
    assert status == 200, answer
    return made


sessions = [session() for _ in range(3)]
families[MULTI] = [create(MULTI, session_id=sessions[0], edit_mode="removal", prompt=WORDS)]
document = json.load(urllib.request.urlopen(url + "/openapi.json"))
operations = [(method, path, item["operationId"]) for path, methods in document["paths"].items() for method, item in methods.items()]


def configuration() -> str:
    """For Schemathesis: which identifiers there are, by the operations that take them."""
    dictionaries: dict[str, list] = {}
    lines: list[str] = []

    def bind(name: str, values: list, operation: str, parameters: list[str], probability: float = 0.75) -> None:
        dictionaries[name] = values
        lines.append(f'[[operations]]\ninclude-operation-id = "{operation}"\nparameters = {{ ' + ", ".join(
            f'"{p}" = {{ dictionary = "{name}", probability = {probability} }}' for p in parameters) + " }")

    for method, path, operation in operations:
        family = path.removesuffix("/cancel").removesuffix("/{id}")
        if path.startswith("/v1/tasks/"):
            bind("tasks", sum(families.values(), []), operation, ["path.id"])
        elif path == "/v1/videos/{id}" and method == "delete":
            bind("expendable", [create(TEXT, prompt=WORDS) for _ in range(20)], operation, ["path.id"])
        elif path.startswith("/v1/videos/{id}"):
            bind("clips", [clip, clip, waiting, cancelled], operation, ["path.id"], 0.9)
        elif "{id}" in path and family in families:
            bind("of" + re.sub(r"\W", "_", family), families[family], operation, ["path.id"])
        elif path == "/v1/videos/video-extend":
            bind("results", [clip_result["id"]], operation, ["body.video_id"])
        elif path == MULTI and method == "post" or path.startswith(MULTI) and path.endswith("-selection") and "init" not in path:
            bind("sessions", sessions, operation, ["body.session_id"], 0.9)
        elif path == MULTI + "/init-selection":
            bind("results", [clip_result["id"]], operation, ["body.video_id"])
        elif path in ("/v1/general/delete-elements", "/v1/general/delete-advanced-elements"):
            bind("elements", [int(element)], operation, ["body.element_id"], 0.2)
        elif path == "/tasks" and method == "get":
            bind("lists", [clip, f"{clip},{waiting}", f"{waiting},1,x"], operation, ["query.task_ids"])
        elif path == "/assets/{name}":
            # A link that is good, whole: one made up is refused before anything else.
            links = [result["url"] for result in (clip_result, picture_result)]
            name, expires, tag = re.fullmatch(r".*/assets/([^?]+)\?expires=([^&]+)&tag=(.+)", links[0]).groups()
            for part, value in (("path.name", name), ("query.expires", expires), ("query.tag", tag)):
                dictionaries["link_" + part.split(".")[1]] = [value]
            lines.append(f'[[operations]]\ninclude-operation-id = "{operation}"\nparameters = {{ ' + ", ".join(
                f'"{p}" = {{ dictionary = "link_{p.split(".")[1]}", probability = 0.95 }}' for p in ("path.name", "query.expires", "query.tag")) + " }")
    head = ["max-stream-events = 1", "request-timeout = 20", "continue-on-failure = true"]
    for name, values in dictionaries.items():
        head.append(f"[dictionaries.{name}]\nvalues = {json.dumps(values)}")
    return "\n".join(head + lines) + "\n"


faults: list[str] = []
with open(os.path.join(data, "schemathesis.toml"), "w") as f:
    f.write(configuration())
OFF = "unsupported_method,positive_data_acceptance,allow_header_conformance"
for seed in a.seeds:
    report = os.path.join(data, f"seed-{seed}.ndjson")
    run = subprocess.run(
        ["schemathesis", "--config-file", os.path.join(data, "schemathesis.toml"), "run", url + "/openapi.json", "-H", f"Authorization: Bearer {key}",
         "--exclude-checks", OFF, "--seed", str(seed), "-n", str(a.examples), "--warnings", "off", "--suppress-health-check", "all",
         "--report", "ndjson", "--report-ndjson-path", report], cwd=data, capture_output=True, text=True)
    summary = re.search(r"Test cases:\n\s+(.*)", run.stdout)
    print(f"seed {seed}: {summary.group(1) if summary else 'no summary'}", flush=True)
    if run.returncode != 0:
        faults.append(f"seed {seed} has failures")
        print(run.stdout[-20000:], run.stderr[-3000:])
    with open(report, errors="replace") as f:
        named = [line[:300] for line in f if '"response"' in line and (data in line.split('"response"', 1)[1] or "/root/" in line.split('"response"', 1)[1])]
    if named:
        faults.append(f"seed {seed}: {len(named)} answers name a folder of the server, such as {named[0]}")

# Where the contract differs from Schemathesis: a method that a path does not have.
tried = 0
for path in document["paths"]:
    given = {method for method, other, _ in operations if other == path}
    for method in sorted({"get", "post", "put", "patch", "delete", "options", "trace"} - given):
        status, answer = ask(method.upper(), path.replace("{id}", waiting).replace("{name}", "1.mp4"))
        code = answer.get("code", answer.get("error", {}).get("code"))
        tried += 1
        if (status, str(code)) != (404, "1202"):
            faults.append(f"{method.upper()} {path} is answered with {status} and {answer}")
print(f"{tried} methods that paths do not have")

health = ask("GET", "/healthz")[0]
resident = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{server.pid}/status").read()).group(1)) // 1024
stop(server)
log.flush()
failed = [line for line in open(log.name, errors="replace") if "request failed" in line]
print(f"health {health}, {resident} MiB resident, {len(failed)} unforeseen failures in the log")
if failed:
    faults.append("unforeseen: " + failed[0])
if health != 200:
    faults.append("the service is not healthy")
for fault in faults:
    print("WRONG:", fault)
print("all as documented" if not faults else f"the data are in {data}")
if not faults:
    shutil.rmtree(data)
sys.exit(1 if faults else 0)
