#!/usr/bin/env python3
"""Measures the service's create and query beside a bare Hummingbird route, in turn, with wrk.

    throughput.py KINORA BARE_ROUTE [--rounds 3] [--seconds 8] [--core N] [--rates-only] [--database postgres://...]

BARE_ROUTE is Benchmarks/BareRoute's program. With --core, both servers and wrk share that one processor. A rate is requests by
the seconds of processor time that the server and wrk took for them, so that other programs on the machine do not count. Prints medians, and the ratios of each
round with their median; then, unless --rates-only is given, the 99th percentile of creating at 100 requests a second while a
clip is rendered, memory at rest with 10,000 jobs, and the time from start to ready.
"""
import argparse
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("kinora")
arguments.add_argument("bare")
arguments.add_argument("--rounds", type=int, default=3)
arguments.add_argument("--seconds", type=int, default=8)
arguments.add_argument("--connections", type=int, default=16)
arguments.add_argument("--core", type=int)
arguments.add_argument("--rates-only", action="store_true")
arguments.add_argument("--database")
a = arguments.parse_args()
if a.core is not None:
    os.sched_setaffinity(0, {a.core})
data = tempfile.mkdtemp(prefix="kinora-throughput-")
environment = dict(os.environ, KINORA_DATA=data, KINORA_REQUESTS_PER_SECOND="0", KINORA_LOG_LEVEL="error")
if a.database:
    environment["KINORA_DATABASE"] = a.database
PORT, BARE = 18201, 18200
BODY = json.dumps({"prompt": "a red balloon rises over the sea", "duration": "5", "mode": "std"})


def wait_for(url: str) -> float:
    begun = time.monotonic()
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).read()
            return time.monotonic() - begun
        except OSError:
            time.sleep(0.005)


def serve(*flags: str) -> tuple[subprocess.Popen, float]:
    process = subprocess.Popen([a.kinora, "serve", "--port", str(PORT), *flags], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, wait_for(f"http://127.0.0.1:{PORT}/readyz")


def stop(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=150)


def kinora(*words: str) -> str:
    return subprocess.run([a.kinora, *words], env=environment, capture_output=True, text=True, check=True).stdout


def processor_time(server: subprocess.Popen) -> float:
    """Seconds that all threads of the server and all of our ended children took."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    fields = open(f"/proc/{server.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") + children.ru_utime + children.ru_stime


def wrk(server: subprocess.Popen, url: str, key: str = "", body: str = "", rate_name: str = "") -> float:
    """Requests by the seconds of processor time that they took; every answer must be 2xx."""
    script = os.path.join(data, "wrk.lua")
    with open(script, "w") as f:
        f.write(f'wrk.method = "{"POST" if body else "GET"}"\n')
        if key:
            f.write(f'wrk.headers["Authorization"] = "Bearer {key}"\n')
        if body:
            f.write(f'wrk.headers["Content-Type"] = "application/json"\nwrk.body = [[{body}]]\n')
    begun = processor_time(server)
    out = subprocess.run(["wrk", "-t1", f"-c{a.connections}", f"-d{a.seconds}s", "-s", script, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise SystemExit(f"{rate_name}: {out}")
    return int(re.search(r"(\d+) requests in", out).group(1)) / (processor_time(server) - begun)


def create(key: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{PORT}/v1/videos/text2video", data=BODY.encode(),
                                     headers={"authorization": f"Bearer {key}", "content-type": "application/json"})
    return json.loads(urllib.request.urlopen(request).read())["data"]["task_id"]


bare = subprocess.Popen([a.bare, str(BARE)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
wait_for(f"http://127.0.0.1:{BARE}/")
server, first_start = serve("--workers", "0")
kinora("accounts", "credit", "admin", "100000000", "--concurrency", "1000000", "--days", "10")
kinora("accounts", "open", "load")
kinora("accounts", "credit", "load", "100000000", "--concurrency", "1000000")
key = re.search(r"API key: (\S+)", kinora("keys", "create")).group(1)
task = create(key)

rates: dict[str, list[float]] = {"bare GET": [], "query": [], "bare POST": [], "create": []}
for _ in range(a.rounds):
    rates["bare GET"].append(wrk(bare, f"http://127.0.0.1:{BARE}/"))
    rates["query"].append(wrk(server, f"http://127.0.0.1:{PORT}/v1/videos/text2video/{task}", key, rate_name="query"))
    rates["bare POST"].append(wrk(bare, f"http://127.0.0.1:{BARE}/", body=BODY))
    # Refusals for too many at once count for nothing: the account may have as many as the load makes.
    rates["create"].append(wrk(server, f"http://127.0.0.1:{PORT}/v1/videos/text2video", key, BODY, rate_name="create"))
median = {name: statistics.median(values) for name, values in rates.items()}
for name, value in median.items():
    print(f"{name:<10} {value:9.0f} requests a second   {[round(v) for v in rates[name]]}")
for name, measure, goal in [("query", "bare GET", 0.60), ("create", "bare POST", 0.25)]:
    # Of each round by itself, as another program may take the machine for some of them.
    ratios = [ours / theirs for ours, theirs in zip(rates[name], rates[measure])]
    print(f"{name:<6} / {measure:<9} = {statistics.median(ratios):.2f}   {[round(r, 2) for r in ratios]}   (goal {goal:.2f})")
stop(server)
bare.terminate()
bare.wait()
if a.rates_only:
    shutil.rmtree(data)
    raise SystemExit(0)

shutil.rmtree(data)
os.makedirs(data)
server, started = serve()
key = re.search(r"API key: (\S+)", kinora("keys", "create")).group(1)
kinora("accounts", "credit", "admin", "100000000", "--concurrency", "1000000", "--days", "10")
times: list[float] = []
lock = threading.Lock()


def timed() -> None:
    begun = time.monotonic()
    create(key)
    with lock:
        times.append(time.monotonic() - begun)


begun, threads = time.monotonic(), []
for number in range(100 * a.seconds):
    time.sleep(max(0.0, begun + number / 100 - time.monotonic()))
    threads.append(threading.Thread(target=timed))
    threads[-1].start()
for thread in threads:
    thread.join()
times.sort()
print(f"create at 100 a second beside a rendering: median {1000 * times[len(times) // 2]:.1f} ms, "
      f"99th percentile {1000 * times[int(len(times) * 0.99)]:.1f} ms   (goal 30)")
stop(server)
server, _ = serve("--workers", "0")
for _ in range(10_000 - len(times)):
    create(key)
stop(server)
server, again = serve("--workers", "0")
time.sleep(5)
resident = int(re.search(r"VmRSS:\s+(\d+)", open(f"/proc/{server.pid}/status").read()).group(1)) / 1024
print(f"resident at rest with 10,000 jobs: {resident:.0f} MiB   (goal 120)")
print(f"from start to ready: {1000 * first_start:.0f} ms the first time, {1000 * again:.0f} ms with 10,000 jobs   (goal 300)")
stop(server)
shutil.rmtree(data)
