#!/usr/bin/env python3
"""Sends a service what nobody should, and checks that each is refused as documented and that the service stays well.

    hostile_input.py KINORA [--model toybox] [--only NAME ...]

Starts `kinora serve` with one worker on a temporary data folder. Docs/hostile-input.md has the table of attacks; their names there are the names
that this prints. After each group the service must be healthy, its memory within a bound, and no answer may name one of its folders. Slow clients
wait for the server's patience, about 80 seconds, while the others run. Exits 1 when anything is not as documented.
"""
import argparse
import atexit
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
arguments.add_argument("kinora")
arguments.add_argument("--model", default="toybox")
arguments.add_argument("--port", type=int, default=18311)
arguments.add_argument("--only", nargs="+", default=[])
a = arguments.parse_args()
data = tempfile.mkdtemp(prefix="kinora-hostile-")
# 127.0.0.2 may be fetched from, so that a redirect from there to 127.0.0.1 can be seen to be refused.
environment = dict(os.environ, KINORA_DATA=data, KINORA_REQUESTS_PER_SECOND="0", KINORA_LOG_LEVEL="warning", KINORA_MODEL=a.model,
                   KINORA_ALLOWED_NETWORKS="127.0.0.2/32")
url, log = f"http://127.0.0.1:{a.port}", open(os.path.join(data, "service.log"), "ab")
TEXT, IMAGE, WORDS = "/v1/videos/text2video", "/v1/videos/image2video", "a red balloon rises over the sea"
MOST_MEBIBYTES = 400                 # resident, at any time: two full bodies are in memory at once, and what is made of them
FOLDERS = [data.encode(), b"/root/", b"/home/", b"/tmp/", b".swift", os.path.dirname(os.path.realpath(a.kinora)).encode()]
faults: list[str] = []
counts: collections.Counter = collections.Counter()
group = ""


def check(name: str, good: bool, seen: object = "") -> None:
    counts[group] += 1
    if not good:
        faults.append(f"{group}: {name}: {str(seen)[:400]}")
        print("WRONG", faults[-1], flush=True)


def looked_over(answer: bytes) -> bytes:
    for folder in FOLDERS:
        check("an answer names a folder", folder not in answer, answer[:300])
    return answer


def kinora(*words: str) -> str:
    return subprocess.run([a.kinora, *words], env=environment, capture_output=True, text=True, check=True).stdout


class Answer:
    """Status, headers and body of one answer; status 0 for a connection that was closed without one."""

    def __init__(self, raw: bytes):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        match = re.match(rb"HTTP/1\.1 (\d{3})", lines[0])
        self.status, self.raw = int(match.group(1)) if match else 0, raw
        self.headers = dict(line.lower().split(b": ", 1) for line in lines[1:] if b": " in line)
        try:
            self.json = json.loads(self.body or b"{}")
        except ValueError:
            self.json = {}
        self.code = self.json.get("code") if isinstance(self.json, dict) else None

    def __repr__(self) -> str:
        return repr(self.raw[:400])


def connect() -> socket.socket:
    return socket.create_connection(("127.0.0.1", a.port), timeout=30)


def raw(request: bytes, seconds: float = 10, whole: bool = False) -> Answer:
    """What comes back on a connection of its own: one answer, or with `whole` everything until the server closes or says nothing more."""
    with connect() as s:
        s.settimeout(seconds)
        got = b""
        try:
            s.sendall(request)
        except OSError:
            pass                                        # The server may close while more is coming.
        try:
            while part := s.recv(65536):
                got += part
                head, _, body = got.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)
                if not whole and length and len(body) >= int(length.group(1)):
                    break
        except OSError:
            pass
        return Answer(looked_over(got))


def ask(method: str, path: str, body: object = None, bearer: str | None = "", headers: dict[str, str] | None = None) -> Answer:
    """A request like a client's; `body` is JSON, or bytes as they are."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{a.port}", "Connection: close", f"Content-Length: {len(content)}",
             "Content-Type: application/json"]
    if bearer is not None:
        lines.append(f"Authorization: Bearer {bearer or key}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return raw("\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + content)


def memory() -> tuple[int, int]:
    """Of the server: resident now, and at most so far, in MiB."""
    text = open(f"/proc/{server.pid}/status").read()
    return tuple(int(re.search(rf"{name}:\s+(\d+)", text).group(1)) // 1024 for name in ("VmRSS", "VmHWM"))


server = subprocess.Popen([a.kinora, "serve", "--port", str(a.port)], env=environment, stdout=log, stderr=log)
atexit.register(server.kill)
for _ in range(300):
    try:
        urllib.request.urlopen(url + "/readyz", timeout=1).read()
        break
    except OSError:
        time.sleep(0.1)
key = re.search(r"API key: (\S+)", kinora("keys", "create")).group(1)
pair = dict(re.findall(r"(AccessKey|SecretKey): (\S+)", kinora("keys", "create", "--kind", "access")))
kinora("accounts", "credit", "admin", "1000000", "--days", "10", "--concurrency", "100000")
kinora("accounts", "open", "other")
kinora("accounts", "credit", "other", "1000000", "--days", "10", "--concurrency", "100000")
other = re.search(r"API key: (\S+)", kinora("keys", "create", "--account", "other")).group(1)
other_pair = dict(re.findall(r"(AccessKey|SecretKey): (\S+)", kinora("keys", "create", "--kind", "access", "--account", "other")))


def finished(path: str, task: str, seconds: float = 120) -> dict:
    end = time.time() + seconds
    while time.time() < end:
        view = ask("GET", f"{path}/{task}").json["data"]
        if view["task_status"] in ("succeed", "failed"):
            return view
        time.sleep(0.3)
    return view


# --- Slow clients, begun first since they take longest ------------------------------------------------------------------------------------------

slow: dict[str, tuple[float, bytes]] = {}


def drip(name: str, start: bytes, piece: bytes, pause: float) -> None:
    """Sends a piece again and again, and notes when the server ended it and what it had said."""
    s, begun, got = connect(), time.time(), b""
    s.settimeout(pause)
    try:
        s.sendall(start)
        while time.time() - begun < 200:
            s.sendall(piece)
            try:
                part = s.recv(65536)
                if not part:
                    break
                got += part
            except TimeoutError:
                pass
    except OSError:
        pass
    slow[name] = (time.time() - begun, got)
    s.close()


head = f"POST {TEXT} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\nContent-Type: application/json\r\n".encode()
stranger = f"POST {TEXT} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n".encode()
dripping = [threading.Thread(target=drip, args=arguments) for arguments in [
    ("headers that never end", head, b"X-Slow: 1\r\n", 2.0),
    ("a header of one byte at a time", head + b"X-Slow: ", b"a", 2.0),
    ("a body of one byte at a time", head + b"Content-Length: 100000\r\n\r\n", b" ", 2.0),
    ("a chunked body without end", head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n", 2.0),
    ("a stranger's body of one byte at a time", stranger + b"Content-Length: 100000\r\n\r\n", b" ", 2.0),
    ("a connection that says nothing", b"", b"", 2.0),
]]
if not a.only or "slow" in a.only:
    for thread in dripping:
        thread.start()

# --- The groups ---------------------------------------------------------------------------------------------------------------------------------


class Witness(http.server.BaseHTTPRequestHandler):
    """Nobody may come here: the address is private. On 127.0.0.2, which is allowed, it redirects to the private one."""
    visits: list[str] = []

    def do_GET(self):
        if self.server.server_address[0] == "127.0.0.2":
            self.send_response(302)
            self.send_header("location", f"http://127.0.0.1:{witness.server_port}/redirected")
        else:
            Witness.visits.append(self.path)
            self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


witness, redirecting = (http.server.ThreadingHTTPServer((host, 0), Witness) for host in ("127.0.0.1", "127.0.0.2"))
for listening in (witness, redirecting):
    threading.Thread(target=listening.serve_forever, daemon=True).start()


def ssrf() -> None:
    port = witness.server_port
    hosts = ["127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "2130706433", "017700000001",
             "0x7f000001", "127.1", "0177.0.0.1", "0x7f.0.0.1", "0.0.0.0", "[::]", "0", "user@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1%00.example.com",
             "１２７.0.0.1", "127。0。0。1"]
    urls = [f"http://{host}:{port}/" for host in hosts] + [
        f"http://127.0.0.1:{port}\\@example.com/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.1.1/",
        "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[fe80::1%25lo]/", "http://224.0.0.1/", "http://255.255.255.255/",
        f"http://127.0.0.2:{redirecting.server_port}/"]
    tasks = []
    for address in urls:
        answer = ask("POST", IMAGE, {"image": address, "prompt": WORDS})
        if answer.status == 200:
            tasks.append((address, answer.json["data"]["task_id"]))
        else:
            check(address, (answer.status, answer.code) == (400, 1201), answer)
    for address in ["file:///etc/passwd", "ftp://example.com/a", "gopher://example.com/", "data:image/png;base64,aGk=", "http:///a", "http://", "//example.com/a"]:
        answer = ask("POST", IMAGE, {"image": address, "prompt": WORDS})
        check(address, (answer.status, answer.code) == (400, 1201), answer)
    for address, task in tasks:
        view = finished(IMAGE, task)
        check(address, view["task_status"] == "failed" and ("cannot be fetched" in view["task_status_msg"] or "cannot be used" in view["task_status_msg"]), view)
    called = ask("POST", TEXT, {"prompt": WORDS, "callback_url": f"http://127.0.0.1:{port}/callback"})
    again = ask("POST", TEXT, {"prompt": WORDS, "callback_url": f"http://127.0.0.2:{redirecting.server_port}/"})
    for answer in (called, again):
        if answer.status == 200:
            ask("POST", f"{TEXT}/{answer.json['data']['task_id']}/cancel")
    time.sleep(3)
    check("a private address was visited", not Witness.visits, Witness.visits)


def token(claims: dict, secret: str = "", header: dict | None = None, digest=hashlib.sha256) -> str:
    def part(value: dict | bytes) -> str:
        return base64.urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode()).rstrip(b"=").decode()
    signed = f"{part(header or {'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}"
    return f"{signed}.{part(hmac.new(secret.encode(), signed.encode(), digest).digest())}"


def credentials() -> None:
    now = int(time.time())
    iss, secret = pair["AccessKey"], pair["SecretKey"]
    claims = {"iss": iss, "exp": now + 1800, "nbf": now - 5}
    good = token(claims, secret)
    check("a good token", ask("GET", TEXT, bearer=good).status == 200)
    unsigned = token(claims, secret, {"alg": "none"}).rsplit(".", 1)[0]
    cases = {
        "no algorithm, no signature": (unsigned + ".", 1002), "no algorithm, a signature": (token(claims, secret, {"alg": "none"}), 1002),
        "the algorithm NONE": (token(claims, "", {"alg": "NONE"}), 1002), "HS512": (token(claims, secret, {"alg": "HS512"}, hashlib.sha512), 1002),
        "HS512 that says HS256": (token(claims, secret, digest=hashlib.sha512), 1002), "RS256": (token(claims, secret, {"alg": "RS256"}), 1002),
        "an empty secret": (token(claims), 1002), "the AccessKey as secret": (token(claims, iss), 1002),
        "somebody else's secret": (token(claims, other_pair["SecretKey"]), 1002),
        "an unknown AccessKey": (token(claims | {"iss": "AK" + "x" * 20}, secret), 1002), "no AccessKey": (token({"exp": now + 60}, secret), 1002),
        "an AccessKey with SQL": (token(claims | {"iss": "' OR 1=1 --"}, secret), 1002), "a key file of the caller's": (
            token(claims, "", {"alg": "HS256", "kid": "../../../../dev/null", "jku": f"http://127.0.0.1:{witness.server_port}/jwks"}), 1002),
        "expired": (token(claims | {"exp": now - 60}, secret), 1004), "not yet valid": (token(claims | {"nbf": now + 60}, secret), 1003),
        "no expiry": (token({"iss": iss}, secret), 1002), "an expiry of text": (token(claims | {"exp": "soon"}, secret), 1002),
        "an expiry of infinity": (good.replace(good.split(".")[1], base64.urlsafe_b64encode(
            f'{{"iss": "{iss}", "exp": 1e999}}'.encode()).rstrip(b"=").decode()), 1002),
        "a changed claim": (good.replace(good.split(".")[1], base64.urlsafe_b64encode(json.dumps(claims | {"exp": now + 9999}).encode()).rstrip(b"=").decode()), 1002),
        "a signature with a byte too many": (good + "AA", 1002), "a signature cut short": (good[:-4], 1002), "two parts": (good.rsplit(".", 1)[0], 1002),
        "four parts": (good + ".a", 1002), "padding": (good + "=", 1002), "dots alone": ("..", 1002), "a wrong key": ("kn-" + "a" * 43, 1002),
        "a key cut short": (key[:-1], 1002), "a key with more": (key + "a", 1002), "a key of 5,000 letters": ("a" * 5000, 1002), "a key in other case": (key.swapcase(), 1002),
        "a key with a NUL": (key + "%00", 1002), "bytes that are no UTF-8": ("\udcff\udcfe", 1002),
    }
    for name, (bearer, code) in cases.items():
        answer = ask("GET", TEXT, bearer=bearer)
        check(name, (answer.status, answer.code) == (401, code), answer)
    for name, headers, code in [("no header", {}, 1001), ("an empty one", {"Authorization": ""}, 1001), ("Basic", {"Authorization": "Basic YTpi"}, 1002),
                                ("a key in the address", {}, 1001), ("another header", {"X-API-Key": "x"}, 1002)]:
        answer = ask("GET", TEXT + (f"?api_key={key}&access_token={key}" if "address" in name else ""), bearer=None, headers=headers)
        check(name, (answer.status, answer.code) == (401, code), answer)
    two = raw(f"GET {TEXT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer wrong\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    check("two Authorization headers", two.status in (400, 401), two)
    check("a token on the new standard", ask("GET", "/tasks?task_ids=1", bearer=good).code == 1002)
    # Browsers' sessions: a made-up one is nobody's, guessing is slowed down, and a stranger's body is small.
    for cookie in ["kinora_session=" + "a" * 43, "__Host-kinora_session=" + "a" * 43, "kinora_session=" + key, "kinora_session=; kinora_session=x", "=" * 3000]:
        answer = ask("GET", TEXT, bearer=None, headers={"Cookie": cookie, "X-Kinora-Studio": "1"})
        check(f"the cookie {cookie[:24]}", answer.status == 401, answer)
    guesses = [ask("POST", "/v1/session", {"name": "admin", "password": f"guess {number}"}, bearer=None) for number in range(40)]
    check("forty guesses", {answer.status for answer in guesses} == {401, 429}, collections.Counter(answer.status for answer in guesses))
    large = ask("POST", "/v1/session", {"name": "admin", "password": "a" * 1_000_000}, bearer=None)
    check("a password of a megabyte", large.status in (0, 400), large)
    revoked = re.search(r"API key: (\S+)", kinora("keys", "create", "--name", "short")).group(1)
    check("before it is revoked", ask("GET", TEXT, bearer=revoked).status == 200)
    number = re.search(r"(\S+)  api  short", kinora("keys", "list")).group(1)
    kinora("keys", "revoke", number)
    time.sleep(3.5)
    check("a revoked key", ask("GET", TEXT, bearer=revoked).code == 1002)
    # What belongs to one account is not there for another.
    task = ask("POST", TEXT, {"prompt": WORDS}).json["data"]["task_id"]
    for method, path, want in [("GET", f"{TEXT}/{task}", (400, 1201)), ("POST", f"{TEXT}/{task}/cancel", (400, 1201)), ("GET", f"/v1/tasks/{task}/progress", (400, 1201)),
                               ("GET", f"/v1/tasks/{task}/events", (400, 1201)), ("GET", f"/v1/videos/{task}", (404, None)), ("DELETE", f"/v1/videos/{task}", (404, None)),
                               ("GET", f"/v1/videos/{task}/content", (404, None))]:
        answer = ask(method, path, bearer=other)
        check(f"another account's {method} {path}", (answer.status, answer.code) == want, answer)
    check("another account's list", ask("GET", f"/tasks?task_ids={task}", bearer=other).json.get("data") == [])
    check("it is as it was", ask("GET", f"{TEXT}/{task}").json["data"]["task_status"] != "failed")
    ask("POST", f"{TEXT}/{task}/cancel")


def bodies() -> None:
    most = 64 << 20
    lengthy = raw(head + f"Content-Length: {most + 1}\r\n\r\n".encode())
    check("a length beyond the limit", (lengthy.status, lengthy.code) == (400, 1201), lengthy)
    for length in ["-1", "+5", "1e3", "0x10", "99999999999999999999999", "5, 5", "5 5", ""]:
        answer = raw(head + f"Content-Length: {length}\r\n\r\n".encode() + b"{}   ", 3)
        check(f"the length {length!r}", answer.status == 400, answer)
    with connect() as s:                                    # Chunks beyond the limit; the server may close before it has them all.
        s.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        chunk, got = b"100000\r\n" + b" " * 0x100000 + b"\r\n", b""
        try:
            for _ in range(66):
                s.sendall(chunk)
            s.sendall(b"0\r\n\r\n")
        except OSError:
            pass
        try:
            got = s.recv(65536)
        except OSError:
            pass
        answer = Answer(looked_over(got))
        check("chunks beyond the limit", (answer.status, answer.code) == (400, 1201), answer)
    rest = memory()[0]

    def promise(_: int) -> None:
        """A stranger who promises much and sends half of it."""
        with connect() as s:
            try:
                s.sendall(stranger + f"Content-Length: {most}\r\n\r\n".encode() + b" " * (8 << 20))
                s.settimeout(5)
                strangers.append(Answer(looked_over(s.recv(65536))))
            except OSError:
                strangers.append(Answer(b""))
    strangers: list[Answer] = []
    together(promise, 16)
    check("strangers with large bodies", all(answer.status in (0, 401) for answer in strangers), strangers)
    check("strangers' bodies are not kept", memory()[0] - rest < 100, memory())
    known: list[Answer] = []
    large = b'{"prompt": "a", "x": "' + b"a" * (40 << 20) + b'"}'

    def send(_: int) -> None:
        known.append(raw(head + f"Connection: close\r\nContent-Length: {len(large)}\r\n\r\n".encode() + large, 60))
    together(send, 12)
    statuses = collections.Counter(answer.status for answer in known)
    check("twelve bodies of 40 MiB at once", set(statuses) <= {200, 429, 503} and statuses[200] > 0, statuses)


def together(work, count: int) -> None:
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def bombs() -> None:
    deep = lambda opening, closing, count: b'{"prompt": "a dog", "x": ' + opening * count + b"1" + closing * count + b"}"
    cases = {
        "arrays in arrays": deep(b"[", b"]", 100_000), "arrays that never close": b'{"prompt": "a", "x": ' + b"[" * 1_000_000,
        "objects in objects": deep(b'{"a":', b"}", 50_000), "an array of a million": b'{"prompt": "a", "x": [' + b"1," * 999_999 + b"1]}",
        "an object of a million": b'{"prompt": "a"' + b"".join(b', "k%d": 1' % n for n in range(1_000_000)) + b"}",
        "a list of a million pictures": b'{"image_list": [' + b'{"image": "aGk="},' * 200_000 + b'{}], "prompt": "a"}',
        "bytes that are no UTF-8": b'{"prompt": "\xff\xfe\xc0\xae"}', "an overlong slash": b'{"prompt": "\xc0\xaf"}', "half a surrogate": b'{"prompt": "\\ud800"}',
        "UTF-16": '{"prompt": "a dog"}'.encode("utf-16"), "UTF-32": '{"prompt": "a dog"}'.encode("utf-32"),
        "NUL in a text": b'{"prompt": "a\\u0000b"}', "a bare NUL": b'{"prompt": "a\x00b"}', "NaN": b'{"prompt": "a", "cfg_scale": NaN}',
        "infinity": b'{"prompt": "a", "cfg_scale": 1e999}', "a number of 100,000 digits": b'{"prompt": "a", "cfg_scale": ' + b"9" * 100_000 + b"}",
        "a duration beyond all numbers": b'{"prompt": "a", "duration": 1e400}', "a duration of 20 digits": b'{"prompt": "a", "duration": 99999999999999999999}',
        "two values": b'{"prompt": "a"}{"prompt": "b"}', "a comment": b'{"prompt": "a" /* x */}', "single quotes": b"{'prompt': 'a'}", "nothing": b"",
        "an array": b"[]", "XML with entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "a prompt of a megabyte": b'{"prompt": "' + b"a" * 1_000_000 + b'"}', "a million joiners": b'{"prompt": "' + "e\u0301".encode() * 500_000 + b'"}',
    }
    for name, body in cases.items():
        begun = time.time()
        answer = ask("POST", TEXT, body)
        check(name, (answer.status, answer.code) == (400, 1201), answer)
        check(f"{name}: in time", time.time() - begun < 5, time.time() - begun)
    # Read leniently, to no harm: which of two equal keys counts is not promised, but one of them does.
    for name, body in {"a key that is there twice": b'{"prompt": "a dog", "prompt": "a cat", "__proto__": {"admin": true}, "constructor": 1}',
                       "a byte order mark": b"\xef\xbb\xbf" + b'{"prompt": "a"}', "a trailing comma": b'{"prompt": "a",}'}.items():
        answer = ask("POST", TEXT, body)
        check(name, (answer.status, answer.code) in [(200, 0), (400, 1201)], answer)
        if answer.status == 200:
            ask("POST", f"{TEXT}/{answer.json['data']['task_id']}/cancel")
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (200_000).to_bytes(4, "big") * 2 + b"\x08\x06\0\0\0" + b"\0" * 50).decode()
    answer = ask("POST", IMAGE, {"image": picture, "prompt": WORDS})
    check("a picture of 40 gigapixels", (answer.status, answer.code) == (400, 1201), answer)
    form = b"--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\na\r\n" * 20_000 + b"--b--\r\n"
    answer = ask("POST", "/v1/videos", form, headers={"Content-Type": "multipart/form-data; boundary=b"})
    check("a form of 20,000 parts", answer.status == 400, answer)


def paths() -> None:
    name = clip["url"].rsplit("/", 1)[1]
    tricks = ["/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../secret.key", "/assets/%2e%2e/secret.key", "/assets/..%2fsecret.key", "/assets/..%5csecret.key",
              "/assets/%252e%252e%252fsecret.key", "/assets/....//secret.key", "/assets/%c0%ae%c0%ae/secret.key", "/assets/..;/secret.key", "/assets/" + name.replace("?", "%00.png?"),
              "/assets/%00", "/assets/./" + name.replace(".mp4", "/../x.mp4"), "/assets//etc/passwd?expires=1&tag=x", "/docs/../secret.key", "/docs/%2e%2e/kinora.sqlite",
              "/openapi.json/../../secret.key", "/assets/" + "a" * 60_000, "/" + "a/" * 20_000, "/%zz", "/%", "/v1/videos/text2video/%2e%2e%2f%2e%2e", "/\\..\\..\\windows\\win.ini",
              "/assets/C:%5cwindows", "/assets/kinora.sqlite", "/assets/%F0%9F%98%80.mp4"]
    for path in tricks:
        answer = raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
        check(path[:60], answer.status in (400, 403, 404, 414, 431) and b"SQLite" not in answer.raw and b"root:" not in answer.raw, answer)
    for task in ["%00", "..%2f..%2fetc%2fpasswd", "%252e%252e", "'%20OR%201=1--", "%F0%9F%98%80", "%ff%fe", "a" * 5000, "-1", "9" * 40, "%0d%0aX-Injected:%201"]:
        answer = ask("GET", f"{TEXT}/{task}")
        check(f"the task {task[:30]}", (answer.status, answer.code) in [(400, 1201), (404, 1203)] and b"x-injected" not in answer.headers, answer)
    for path in [f"http://evil.example{TEXT}", "*", "evil.example:443", ""]:
        answer = raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), 3)
        check(f"the target {path!r}", answer.status in (0, 400, 401, 404), answer)
    for method in ["CONNECT", "TRACE", "OPTIONS", "PROPFIND", "A" * 5000]:
        answer = raw(f"{method} {TEXT} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Secret: 1\r\n\r\n".encode(), 3)
        check(f"the method {method[:20]}", answer.status in (0, 400, 404) and b"x-secret" not in answer.raw.lower(), answer)
    answer = ask("GET", TEXT, headers={"X-Request-ID": "a\tb<script>"})
    check("a request identifier of markup", answer.headers.get(b"x-request-id", b"") not in (b"", b"a\tb<script>"), answer)


def smuggling() -> None:
    """Each is one request and hides another one; two answers to one request would be the hole."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    start = head.replace(b"Bearer " + key.encode(), b"Bearer wrong")
    cases = {
        "length and chunks": start + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
        "chunks and length": start + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" + hidden,
        "two lengths": start + b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n" + hidden, "two equal lengths": start + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde" + hidden,
        "xchunked": start + b"Transfer-Encoding: xchunked\r\n\r\n" + hidden, "chunked, identity": start + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + hidden,
        "two transfer encodings": start + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
        "a space before the colon": start + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden, "a tab in the name": start + b"Transfer\tEncoding: chunked\r\n\r\n" + hidden,
        "a folded header": start + b"X: 1\r\n Transfer-Encoding: chunked\r\n\r\n" + hidden, "NUL in a header": start + b"X: a\0b\r\n\r\n" + hidden,
        "a bare carriage return": start + b"X: a\rTransfer-Encoding: chunked\r\n\r\n" + hidden, "a chunk of no number": start + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + hidden,
        "a chunk beyond all numbers": start + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n" + hidden, "a negative chunk": start + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + hidden,
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 50, "HTTP/9.9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "2,000 headers": start + b"X: 1\r\n" * 2000 + b"\r\n",
        "a header of 200 KB": start + b"X: " + b"a" * 200_000 + b"\r\n\r\n",
    }
    for name, request in cases.items():
        answer = raw(request, 2, whole=True)
        # Refused as one request: a broken one by 400 and an end of the connection, another one as it stands (401).
        check(name, b'"status":"ok"' not in answer.raw and answer.status in (0, 400, 401, 431), answer)
    # A chunk's extension and trailers are legal: one request, one answer.
    legal = raw(start + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n", 3, whole=True)
    check("extensions and trailers", legal.raw.count(b"HTTP/1.1 ") == 1 and legal.status == 401, legal)
    # An answer to HEAD has no body, a refusal neither: its bytes would be taken for the next answer.
    for path in ["/nothing", "/v1/videos/1/content", f"/assets/1.mp4", TEXT]:
        answer = raw(f"HEAD {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() + hidden.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), 3, whole=True)
        check(f"HEAD {path}", re.fullmatch(rb"HTTP/1\.1 40[134].*?\r\n\r\nHTTP/1\.1 200 OK.*", answer.raw, re.S) is not None, answer)
    pipelined = raw(hidden * 500 + hidden.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), 10, whole=True)
    check("501 requests at once", pipelined.raw.count(b"HTTP/1.1 200 OK") == 501, pipelined.raw.count(b"HTTP/1.1 200 OK"))


def replays() -> None:
    first = ask("POST", TEXT, {"prompt": WORDS, "external_task_id": "order-1"})
    task = first.json["data"]["task_id"]
    again = ask("POST", TEXT, {"prompt": "another", "external_task_id": "order-1"})
    check("sent again", (again.status, again.code) == (400, 1201) and again.json["message"] == "External_task_id order-1 already exists", again)
    elsewhere = ask("POST", "/text-to-video/kling-3.0", {"prompt": WORDS, "options": {"external_task_id": "order-1"}})
    check("sent to another path", (elsewhere.status, elsewhere.code) == (400, 1201), elsewhere)
    answers: list[Answer] = []
    together(lambda _: answers.append(ask("POST", TEXT, {"prompt": WORDS, "external_task_id": "order-2"})), 20)
    statuses = collections.Counter((answer.status, answer.code) for answer in answers)
    check("twenty at once", statuses == {(200, 0): 1, (400, 1201): 19}, statuses)
    theirs = ask("POST", TEXT, {"prompt": WORDS, "external_task_id": "order-1"}, bearer=other)
    check("another account's own name", theirs.status == 200, theirs)
    check("each finds its own", ask("GET", f"{TEXT}/order-1").json["data"]["task_id"] == task
          and ask("GET", f"{TEXT}/order-1", bearer=other).json["data"]["task_id"] == theirs.json["data"]["task_id"])
    # A name that is another account's identifier shows nothing of it.
    named = ask("POST", TEXT, {"prompt": WORDS, "external_task_id": task}, bearer=other)
    if named.status == 200:
        check("a name that is somebody's identifier", ask("GET", f"{TEXT}/{task}", bearer=other).json["data"]["task_id"] == named.json["data"]["task_id"])
        ask("POST", f"{TEXT}/{named.json['data']['task_id']}/cancel", bearer=other)
    check("mine is as it was", ask("GET", f"{TEXT}/{task}").json["data"]["task_status"] != "failed")
    ask("POST", f"{TEXT}/{task}/cancel")
    after = ask("POST", TEXT, {"prompt": WORDS, "external_task_id": "order-1"})
    check("sent again after its end", (after.status, after.code) == (400, 1201), after)
    for odd in ["a" * 5000, "a\u0000b", "\u202e", "../../x", "<script>"]:
        answer = ask("POST", TEXT, {"prompt": WORDS, "external_task_id": odd})
        check(f"the name {odd[:12]!r}", answer.status in (200, 400), answer)
        if answer.status == 200:
            ask("POST", f"{TEXT}/{answer.json['data']['task_id']}/cancel")
    for answer in [*answers, theirs]:
        if answer.status == 200:
            ask("POST", f"{TEXT}/{answer.json['data']['task_id']}/cancel", bearer=other if answer is theirs else "")


def links() -> None:
    path = clip["url"].removeprefix(url)
    name, expires, tag = re.fullmatch(r"/assets/(\d+\.mp4)\?expires=(\d+)&tag=(.+)", path).groups()

    def get(path: str, **headers: str) -> Answer:
        return raw(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + "".join(
            f"{k.replace('_', '-')}: {v}\r\n" for k, v in headers.items()).encode() + b"\r\n", whole=True)
    whole = get(path)
    size = len(whole.body)
    check("a good link", whole.status == 200 and whole.body[4:8] == b"ftyp", whole)
    flipped = ("A" if tag[0] != "A" else "B") + tag[1:]
    forged = {
        "another file": f"/assets/{int(name[:-4]) + 1}.mp4?expires={expires}&tag={tag}", "a later end": f"/assets/{name}?expires={int(expires) + 3600}&tag={tag}",
        "an end with a zero before it": f"/assets/{name}?expires=0{expires}&tag={tag}", "an end with a sign": f"/assets/{name}?expires=%2B{expires}&tag={tag}",
        "an end of 400 digits": f"/assets/{name}?expires={'9' * 400}&tag={tag}", "a changed tag": f"/assets/{name}?expires={expires}&tag={flipped}",
        "a tag cut short": f"/assets/{name}?expires={expires}&tag={tag[:-1]}", "a tag with more": f"/assets/{name}?expires={expires}&tag={tag}A", "an empty tag": f"/assets/{name}?expires={expires}&tag=",
        "no tag": f"/assets/{name}?expires={expires}", "no end": f"/assets/{name}?tag={tag}", "two ends": f"/assets/{name}?expires=99999999999&expires={expires}&tag={tag}",
        "two tags": f"/assets/{name}?expires={expires}&tag=x&tag={tag}", "a key instead": f"/assets/{name}", "a number with a zero before it": f"/assets/0{name}?expires={expires}&tag={tag}",
    }
    for what, link in forged.items():
        answer = get(link, authorization=f"Bearer {key}")
        # Of two values one counts; what is never given is another file, or this one beyond its end.
        check(what, (answer.status, answer.code) == (403, 1103) or (what.startswith("two") and answer.body == whole.body), answer)
    ranges = {
        "bytes=0-0": 206, "bytes=-1": 206, f"bytes={size - 1}-": 206, "bytes=0-99999999999999999999": 206, f"bytes={size}-": 416, "bytes=-0": 416, "bytes=99999999999999999999-": 416,
        "bytes=5-2": 200, "bytes=a-b": 200, "bytes=--1": 200, "bytes=0-0,1-1": 200, "bytes=" + ",".join(["0-"] * 1000): 200, "lines=0-1": 200, "bytes=0x0-0x5": 200, "bytes= 0-1": 206,
        "bytes": 200, "bytes=-": 200, "bytes=1-18446744073709551617": 206,
    }
    for text, status in ranges.items():
        answer = get(path, range=text)
        check(f"the range {text[:40]}", answer.status == status and len(answer.body) <= size, (answer.status, len(answer.body)))
    check("a condition that does not hold", get(path, range="bytes=0-0", if_range='"other"').status == 200)
    check("a link of another method", raw(f"DELETE {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()).code == 1202)


def slow_clients() -> None:
    crowd = [connect() for _ in range(500)]             # Connections that say half a line.
    for s in crowd:
        s.sendall(b"GET / HT")
    begun = time.time()
    check("beside 500 half-sent requests", ask("GET", "/healthz").status == 200 and time.time() - begun < 2, time.time() - begun)
    for s in crowd:
        s.close()
    readers = [connect() for _ in range(60)]            # Readers of events beyond the account's share, which take nothing.
    for s in readers:
        s.sendall(f"GET /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    time.sleep(2)
    refused = 0
    for s in readers:
        s.settimeout(2)
        try:
            refused += b"HTTP/1.1 429" in s.recv(65536)
        except OSError:
            pass
        s.close()
    check("readers beyond the account's 50", refused >= 10, refused)
    for thread in dripping:
        thread.join()
    for name, (seconds, answer) in slow.items():
        print(f"  {name}: ended after {seconds:.0f} s" + (f", {answer[:24].decode(errors='replace')!r}" if answer else ""))
        check(name, seconds < 120, (seconds, answer))
        looked_over(answer)


def selections() -> None:
    path = "/v1/videos/multi-elements"
    point = {"x": 0.5, "y": 0.4}

    def refused(name: str, call: str, body: object, status: int = 400, code: int = 1201, bearer: str = "") -> None:
        answer = ask("POST", path + call, body, bearer=bearer)
        check(name, (answer.status, answer.code) == (status, code), answer)

    # Clips that are none, or that nobody may have.
    port = witness.server_port
    for name, body in {
        "no clip": {}, "two clips": {"video_id": clip["id"], "video_url": clip["url"]}, "a clip that is not there": {"video_id": "1"},
        "an identifier of text": {"video_id": "../../etc/passwd"}, "a private address": {"video_url": f"http://127.0.0.1:{port}/a.mp4"},
        "metadata": {"video_url": "http://169.254.169.254/a.mp4"}, "a redirect to a private address": {"video_url": f"http://127.0.0.2:{redirecting.server_port}/"},
        "a file": {"video_url": "file:///etc/passwd"},
    }.items():
        refused(name, "/init-selection", body)
    check("a private address was visited", not Witness.visits, Witness.visits)
    refused("another account's clip", "/init-selection", {"video_id": clip["id"]}, bearer=other)
    begun = ask("POST", path + "/init-selection", {"video_id": clip["id"]})
    check("a good clip", begun.status == 200, begun)
    session = begun.json["data"]["session_id"]
    frames = begun.json["data"]["total_frame"]

    # Files that say that they are clips, from an address that may be fetched from.
    files: dict[str, bytes] = {"empty": b"", "words": b"hello " * 1000, "an mp4's head": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41" + b"\xff" * 5000,
                               "a box of 2^63 bytes": b"\0\0\0\x01ftyp\x7f" + b"\xff" * 7 + b"isom" * 100, "a page": b"<html>" * 100,
                               "a clip cut short": urllib.request.urlopen(clip["url"]).read()[:-9000]}
    whole = bytearray(urllib.request.urlopen(clip["url"]).read())
    for number in range(6):
        damaged = bytearray(whole)
        for place in range(number, len(damaged), 97 + 31 * number):
            damaged[place] ^= 1 << number
        files[f"a damaged clip {number}"] = bytes(damaged)

    class Files(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            content = files.get(urllib.request.unquote(self.path[1:]), b"")
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            pass

    serving = http.server.ThreadingHTTPServer(("127.0.0.2", 0), Files)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    for name in files:
        refused(name, "/init-selection", {"video_url": f"http://127.0.0.2:{serving.server_port}/{urllib.request.quote(name)}"})
    serving.shutdown()

    # Points and frames.
    for name, body in {
        "a frame too far": {"frame_index": frames, "points": [point]}, "a frame before the first": {"frame_index": -1, "points": [point]},
        "a frame beyond all": {"frame_index": 1 << 70, "points": [point]}, "a frame of text": {"frame_index": "x", "points": [point]}, "no frame": {"points": [point]},
        "no point": {"frame_index": 0, "points": []}, "eleven points": {"frame_index": 0, "points": [{"x": n / 20, "y": 0.5} for n in range(11)]},
        "a point outside": {"frame_index": 0, "points": [{"x": 1.0001, "y": 0}]}, "a point far outside": {"frame_index": 0, "points": [{"x": -1e300, "y": 0}]},
        "a point without y": {"frame_index": 0, "points": [{"x": 0.5}]}, "a point of text": {"frame_index": 0, "points": [{"x": "a", "y": 0}]},
        "points that are none": {"frame_index": 0, "points": "all"},
    }.items():
        for call in ("/add-selection", "/delete-selection"):
            refused(f"{name}: {call}", call, {"session_id": session, **body})
    for text in ("NaN", "Infinity", "1e999"):
        refused(f"a point at {text}", "/add-selection", f'{{"session_id": "{session}", "frame_index": 0, "points": [{{"x": {text}, "y": 0.5}}]}}'.encode())
    refused("a point that was never added", "/delete-selection", {"session_id": session, "frame_index": 0, "points": [point]})
    refused("nothing selected", "/preview-selection", {"session_id": session})
    for edit in ("swap", "removal"):
        refused(f"nothing selected to {edit}", "", {"session_id": session, "edit_mode": edit, "prompt": "a", "image_list": [{"image": clip["url"]}] if edit == "swap" else []})
    corners = ask("POST", path + "/add-selection", {"session_id": session, "frame_index": frames - 1, "points": [{"x": x, "y": y} for x in (0, 1) for y in (0, 1)]})
    check("points in all corners", corners.status == 200, corners)
    for frame in range(9):
        check(f"frame {frame}", ask("POST", path + "/add-selection", {"session_id": session, "frame_index": frame, "points": [point]}).status == 200)
    refused("an eleventh frame", "/add-selection", {"session_id": session, "frame_index": 20, "points": [point]})

    # Sessions of others, of nobody, and made up.
    for name, identifier, bearer in [("another account's", session, other), ("nobody's", "1", ""), ("text", "x' OR 1=1 --", ""), ("a NUL", "1\0", ""), ("long", "9" * 5000, "")]:
        for call, body in {"/add-selection": {"frame_index": 0, "points": [point]}, "/delete-selection": {"frame_index": 0, "points": [point]}, "/clear-selection": {},
                           "/preview-selection": {}, "": {"edit_mode": "removal", "prompt": "a"}}.items():
            refused(f"a session that is {name}: {call}", call, {"session_id": identifier, **body}, bearer=bearer)
    refused("a wrong length", "", {"session_id": session, "edit_mode": "removal", "prompt": "a", "duration": "10"})
    refused("an unknown way", "", {"session_id": session, "edit_mode": "melt", "prompt": "a"})
    # Many at once: some are told to wait, and others are answered meanwhile.
    answers: list[int] = []

    def look() -> None:
        answers.append(ask("POST", path + "/add-selection", {"session_id": session, "frame_index": 0, "points": [point]}).status)
    crowd = [threading.Thread(target=look) for _ in range(30)]
    for thread in crowd:
        thread.start()
    begun_at = time.time()
    check("beside a crowd", ask("GET", f"{TEXT}/{finished_task}").status == 200 and time.time() - begun_at < 2, time.time() - begun_at)
    for thread in crowd:
        thread.join()
    check("a crowd's answers", set(answers) <= {200, 429, 503} and answers.count(200) >= 4 and 429 in answers, collections.Counter(answers))


groups = {"ssrf": ssrf, "credentials": credentials, "bodies": bodies, "bombs": bombs, "paths": paths, "smuggling": smuggling, "replays": replays, "links": links,
          "selections": selections, "slow": slow_clients}
chosen = {name: work for name, work in groups.items() if not a.only or name in a.only}
clip: dict = {}
if {"paths", "links", "selections"} & set(chosen):
    finished_task = ask("POST", TEXT, {"prompt": WORDS}).json["data"]["task_id"]
    made = finished(TEXT, finished_task, 300)
    assert made["task_status"] == "succeed", made
    clip = made["task_result"]["videos"][0]
for group, work in chosen.items():
    begun = time.time()
    work()
    check("healthy afterwards", ask("GET", "/healthz").status == 200 and ask("GET", "/readyz").status == 200)
    now, most = memory()
    check("memory", most <= MOST_MEBIBYTES, (now, most))
    print(f"{group:<12} {counts[group]:5} checks in {time.time() - begun:5.1f} s; {now} MiB resident, {most} at most", flush=True)
group = "log"
log.flush()
unforeseen = [line for line in open(log.name, errors="replace") if "request failed" in line or "Fatal" in line]
check("unforeseen failures in the log", not unforeseen, unforeseen[:1])
server.send_signal(signal.SIGTERM)
check("the service ends well", server.wait(timeout=150) == 0)
print(f"{sum(counts.values())} checks; " + ("all as documented" if not faults else f"{len(faults)} WRONG; the data are in {data}"))
if not faults:
    shutil.rmtree(data)
sys.exit(1 if faults else 0)
