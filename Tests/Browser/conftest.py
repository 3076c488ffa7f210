"""A server of its own with real models, and a real Chromium that looks at it."""

import io
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import urllib.request

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect, sync_playwright

expect.set_options(timeout=20_000)
ROOT = pathlib.Path(__file__).resolve().parents[2]
SECONDS_FOR_A_CLIP = 120


class Server:
    """`kinora serve` on a free port, or the one that STUDIO_URL and STUDIO_KEY name."""

    def __init__(self, folder):
        self.process = None
        if "STUDIO_URL" in os.environ:
            self.url, self.key = os.environ["STUDIO_URL"], os.environ["STUDIO_KEY"]
            self.program, self.data = os.environ.get("KINORA", "kinora"), os.environ.get("KINORA_DATA")
            self.password = os.environ.get("STUDIO_PASSWORD")
            return
        program = os.environ.get("KINORA", str(ROOT / ".build/release/kinora"))
        self.program, self.data = program, str(folder / "data")
        environment = os.environ | {"KINORA_MODELS": os.environ.get("KINORA_MODELS", str(ROOT / "Models"))}
        self.process = subprocess.Popen(
            [program, "serve", "--data", str(folder / "data"), "--port", "0"], cwd=folder, env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.url = self.key = self.password = None
        for line in self.process.stdout:
            if found := re.search(r"Password: (\S+)", line):
                self.password = found[1]
            if found := re.search(r"API key: (\S+)", line):
                self.key = found[1]
            if found := re.search(r"Kinora serves (\S+)", line):
                self.url = found[1]
                break
        assert self.url and self.key, "the server did not start"
        # What it goes on to say is read so that it never waits for a reader.
        subprocess.Popen(["cat"], stdin=self.process.stdout, stdout=subprocess.DEVNULL)

    def account(self, name, credits, concurrency):
        """Opens one with so many credits; gives an API key of it."""
        def run(*words):
            return subprocess.run([self.program, *words, "--data", self.data], check=True, capture_output=True, text=True).stdout

        run("accounts", "open", name)
        run("accounts", "credit", name, str(credits), "--days", "30", "--concurrency", str(concurrency))
        return re.search(r"kn-\S+", run("keys", "create", "--account", name))[0]

    def ask(self, path, body=None):
        request = urllib.request.Request(self.url + path, headers={
            "Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        if body is not None:
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["data"]

    def tasks(self):
        return self.ask("/tasks", {"limit": 500})["result"]

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("studio"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_studio(browser, server):
    """Opens the studio in a browser of its own: open_studio(signed_in=True, ...)."""
    contexts = []

    def open_studio(signed_in=True, language="en-US", size=(1440, 900), theme="dark", reduced_motion="reduce", **options):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, color_scheme=theme, reduced_motion=reduced_motion, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda message: page.problems.append(message.text) if "Content Security" in message.text else None)
        page.on("dialog", lambda dialog: (page.problems.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(server.url)
        if signed_in:
            sign_in(page, server.key)
        return page

    yield open_studio
    for context in contexts:
        for page in context.pages:
            assert not page.problems
        context.close()


def sign_in(page, key):
    page.locator("kn-sign-in .link").click()
    page.locator("input[name=key]").fill(key)
    page.keyboard.press("Enter")
    expect(page.locator("kn-shell")).to_be_visible()
    expect(page.locator(".price b")).not_to_be_empty()
    expect(page.locator("kn-shell[data-loaded]")).to_be_attached()


def order(page, words, count=1):
    """Types a prompt and orders it; gives the cards that came, the newest first."""
    cards = page.locator("kn-create kn-card")
    before = {card.get_attribute("data-key") for card in cards.all()}
    box = page.locator(".prompt-box")
    box.fill(words)
    page.locator("[data-setting=count]").select_option(str(count))
    box.press("Control+Enter")
    for _ in range(100):
        keys = [card.get_attribute("data-key") for card in cards.all()[:count + 2]]
        new = [key for key in keys if key not in before]
        if len(new) == count:
            return [page.locator(f"kn-create kn-card[data-key='{key}']") for key in new]
        page.wait_for_timeout(50)
    raise AssertionError(f"{count} orders made {len(new)} cards")


def expect_done(card):
    expect(card).to_have_attribute("data-state", "succeeded", timeout=SECONDS_FOR_A_CLIP * 1000)


def picture(color, size=(480, 320), kind="PNG"):
    image = Image.new("RGB", size, "#88bbff")
    ImageDraw.Draw(image).ellipse((size[0] * .3, size[1] * .2, size[0] * .7, size[1] * .8), fill=color)
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def file(name, color, **options):
    return {"name": name, "mimeType": "image/png", "buffer": picture(color, **options)}


def drop(page, selector, files):
    """As if files were dragged there from a folder."""
    transfer = page.evaluate_handle(
        """(files) => {
            const transfer = new DataTransfer();
            for (const { name, mimeType, bytes } of files) transfer.items.add(new File([new Uint8Array(bytes)], name, { type: mimeType }));
            return transfer;
        }""", [{**one, "buffer": None, "bytes": list(one["buffer"])} for one in files])
    for event in ("dragover", "drop"):
        page.dispatch_event(selector, event, {"dataTransfer": transfer})


def bodies(page):
    """What the page orders, as it is sent."""
    sent = []
    page.on("request", lambda request: sent.append((request.url.split("/v1/")[1], request.post_data_json))
            if request.method == "POST" and re.search(r"/v1/(videos|images)/[a-z0-9/-]+$", request.url)
            and not request.url.endswith("/cancel") else None)
    return sent


def wait_for(page, sent, count):
    for _ in range(200):
        if len(sent) >= count:
            return sent[count - 1]
        page.wait_for_timeout(100)
    raise AssertionError(f"{len(sent)} orders were sent, not {count}")


def product(page, name):
    """Turns the composer to clips, pictures, ..."""
    page.locator(".kinds label").filter(has_text=name).click()
    expect(page.get_by_role("radio", name=name, exact=True)).to_be_checked()


def make(page):
    """Orders what stands in the composer; gives the card that came."""
    before = {card.get_attribute("data-key") for card in page.locator("kn-create kn-card").all()}
    page.locator(".make").click()
    for _ in range(100):
        newest = page.locator("kn-create kn-card").first
        if newest.count() and newest.get_attribute("data-key") not in before:
            return page.locator(f"kn-create kn-card[data-key='{newest.get_attribute('data-key')}']")
        page.wait_for_timeout(50)
    raise AssertionError("nothing was ordered")
