#!/usr/bin/env python3
"""Kills a random process of the service again and again under load, and checks that nothing was lost or charged twice.

    two_hundred_kills.py KINORA [--kills 200] [--servers 2] [--workers 3] [--database postgres://...] [--data FOLDER]

Servers and workers are processes of their own over one database; each is killed with SIGKILL and started anew. In the end every job that was
accepted must have ended in one state, every message must have arrived, and `kinora accounts verify` must find the books in order.
"""
import argparse
import collections
import http.server
import json
import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("kinora")
arguments.add_argument("--kills", type=int, default=200)
arguments.add_argument("--pause", type=float, default=1.0, help="seconds between two kills, on average")
arguments.add_argument("--servers", type=int, default=2)
arguments.add_argument("--workers", type=int, default=3)
arguments.add_argument("--jobs-waiting", type=int, default=10, help="the load keeps so many jobs unfinished")
arguments.add_argument("--first-port", type=int, default=18100)
arguments.add_argument("--database")
arguments.add_argument("--data")
arguments.add_argument("--seed", type=int, default=1)
a = arguments.parse_args()
rng = random.Random(a.seed)
data = a.data or tempfile.mkdtemp(prefix="kinora-kills-")
environment = dict(os.environ, KINORA_DATA=data, KINORA_ALLOWED_NETWORKS="127.0.0.0/8", KINORA_REQUESTS_PER_SECOND="0", KINORA_LOG_LEVEL="error",
                   KINORA_THREADS="1")
if a.database:
    environment["KINORA_DATABASE"] = a.database
log = open(os.path.join(data, "processes.log"), "ab")


class Receiver(http.server.BaseHTTPRequestHandler):
    """Keeps what it is told of each task; refuses one message in ten, which must then come again."""
    told: dict[str, set[str]] = collections.defaultdict(set)
    messages = 0

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Receiver.messages += 1
        refuse = random.random() < 0.1
        if not refuse:
            Receiver.told[body["task_id"]].add(body["task_status"])
        self.send_response(503 if refuse else 200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
callback = f"http://127.0.0.1:{receiver.server_port}/"


def start(kind: str, number: int) -> subprocess.Popen:
    command = [a.kinora, "worker"] if kind == "worker" else [a.kinora, "serve", "--workers", "0", "--port", str(a.first_port + number)]
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def kinora(*words: str) -> str:
    return subprocess.run([a.kinora, *words], env=environment, capture_output=True, text=True, check=True).stdout


# A server's first start opens the administrator's account; then a key for the load.
first = start("serve", 0)
for _ in range(300):
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{a.first_port}/healthz", timeout=1).read()
        break
    except OSError:
        time.sleep(0.1)
key = re.search(r"API key: (\S+)", kinora("keys", "create", "--name", "load")).group(1)
processes = {("serve", 0): first}
processes |= {("serve", n): start("serve", n) for n in range(1, a.servers)}
processes |= {("worker", n): start("worker", n) for n in range(a.workers)}


def ask(method: str, path: str, body: dict | None = None) -> dict | None:
    """From a random server; nothing when it does not answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{a.first_port + rng.randrange(a.servers)}{path}", method=method, data=json.dumps(body).encode() if body else None,
        headers={"authorization": f"Bearer {key}", "content-type": "application/json"})
    try:
        return json.loads(urllib.request.urlopen(request, timeout=5).read())
    except urllib.error.HTTPError as error:
        return json.loads(error.read() or b"{}")
    except OSError:
        return None


accepted: dict[str, str] = {}        # task by its external identifier
doubtful: list[str] = []             # sent, and no answer came
unexpected: collections.Counter = collections.Counter()
stop = threading.Event()


def submit(name: str) -> None:
    answer = ask("POST", "/v1/videos/text2video", {
        "prompt": rng.choice(["a red balloon rises over the sea", "一个机器人在雪地里", "a yellow star falls in the city"]), "external_task_id": name,
        "callback_url": callback})
    if answer is None:
        doubtful.append(name)
    elif answer.get("code") == 0:
        accepted[name] = answer["data"]["task_id"]
    elif "already exists" in answer.get("message", ""):
        accepted[name] = ask_task(name)["task_id"]
    elif answer.get("code") != 1303:
        unexpected[f"{answer.get('code')} {answer.get('message')}"] += 1


def ask_task(name: str) -> dict:
    while True:
        answer = ask("GET", f"/v1/videos/text2video/{name}")
        if answer is not None:
            return answer.get("data") or {"task_id": None, "task_status": f"missing ({answer.get('message')})"}
        time.sleep(0.1)


def load() -> None:
    number = 0
    while not stop.is_set():
        if doubtful:
            submit(doubtful.pop())               # the same external identifier: made at most once
        elif len(accepted) - sum("succeed" in s or "failed" in s for s in list(Receiver.told.values())) < a.jobs_waiting:
            number += 1
            submit(f"load-{number}")
        else:
            time.sleep(0.05)


loader = threading.Thread(target=load)
loader.start()
kills: collections.Counter = collections.Counter()
for count in range(a.kills):
    time.sleep(rng.uniform(0.5, 1.5) * a.pause)
    name = rng.choice(list(processes))
    processes[name].send_signal(signal.SIGKILL)
    processes[name].wait()
    processes[name] = start(*name)
    kills[name[0]] += 1
    if (count + 1) % 20 == 0:
        print(f"{count + 1} kills, {len(accepted)} jobs accepted, {Receiver.messages} messages", flush=True)
stop.set()
loader.join()
while doubtful:
    submit(doubtful.pop())

deadline, states = time.time() + 300, {}
while time.time() < deadline:
    states = {name: ask_task(name)["task_status"] for name in accepted}
    complete = all(state in ("succeed", "failed") for state in states.values())
    if complete and all({"submitted", states[name]} <= Receiver.told[task] for name, task in accepted.items()):
        break
    time.sleep(1)

untold = [name for name, task in accepted.items() if not {"submitted", states[name]} <= Receiver.told[task]]
unfinished = [name for name, state in states.items() if state not in ("succeed", "failed")]
contradictory = [task for task, told in Receiver.told.items() if {"succeed", "failed"} <= told]
for process in processes.values():
    process.terminate()
for process in processes.values():
    process.wait(timeout=150)
books = subprocess.run([a.kinora, "accounts", "verify"], env=environment, capture_output=True, text=True)
print(f"""
killed             {kills['serve']} servers, {kills['worker']} workers
accepted           {len(accepted)} jobs: {dict(collections.Counter(states.values()))}
unfinished         {len(unfinished)}
told both ends     {len(contradictory)}
messages           {Receiver.messages}; {len(untold)} jobs whose first or last message never came
unexpected answers {dict(unexpected)}
books              {books.stdout.strip() or books.stderr.strip()}
""")
failed = unfinished or contradictory or untold or unexpected or books.returncode or not accepted
print("nothing was lost" if not failed else f"SOMETHING IS WRONG; the data are in {data}")
if not failed and not a.data:
    shutil.rmtree(data)
raise SystemExit(1 if failed else 0)
