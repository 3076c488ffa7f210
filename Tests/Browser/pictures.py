"""Takes the pictures of Docs/studio: each page in both themes."""

import io

import pytest
from conftest import ROOT, expect_done, order, sign_in
from PIL import Image
from playwright.sync_api import expect

FOLDER = ROOT / "Docs/studio"
PROMPTS = [
    "a penguin walks left on a snowy field at sunset", "a blue heart shrinks in the living room", "a yellow star spins in outer space",
    "a red car drives left on the sea", "a red balloon rises over a meadow", "a red balloon rises over the sea",
]


def take(page, name):
    page.wait_for_timeout(700)
    image = Image.open(io.BytesIO(page.screenshot()))
    FOLDER.mkdir(exist_ok=True)
    image.convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_pages(open_studio, server, theme):
    page = open_studio(signed_in=False, theme=theme, size=(1360, 850))
    take(page, f"sign-in-{theme}")
    sign_in(page, server.key)
    if theme == "dark":
        take(page, f"first-{theme}")
    cards = [order(page, words)[0] for words in PROMPTS[:-1]]
    page.locator("[data-setting=seconds]").select_option("15")              # so that it is seen while it is made
    cards += order(page, PROMPTS[-1])
    expect_done(cards[-2])
    expect(cards[-1].locator(".steps")).to_be_visible(timeout=60_000)
    take(page, f"create-{theme}")
    expect_done(cards[-1])
    page.locator(".card-open").first.click()
    take(page, f"player-{theme}")
    page.keyboard.press("Escape")
    for name in ("library", "account"):
        page.locator(f".place[data-name={name}]").click()
        take(page, f"{name}-{theme}")


def test_phone(open_studio):
    page = open_studio(size=(390, 844), language="zh-CN", has_touch=True, device_scale_factor=2)
    take(page, "phone-create-zh")
    page.locator(".place[data-name=library]").click()
    take(page, "phone-library-zh")
