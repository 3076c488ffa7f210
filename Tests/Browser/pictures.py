"""Takes the pictures of Docs/studio: each page and each part in both themes, with what the default model makes."""

import io

from conftest import ROOT, expect_done, order, product, sign_in
from PIL import Image
from playwright.sync_api import expect

FOLDER = ROOT / "Docs/studio"
PROMPTS = [
    "a penguin walks left on a snowy field at sunset", "a blue heart shrinks in the living room", "a yellow star spins in outer space",
    "a red car drives left across a desert at sunset", "a red balloon rises over a meadow", "a red balloon rises over the sea",
]


def take(page, name, themes=("dark", "light")):
    FOLDER.mkdir(exist_ok=True)
    # The pointer and what was told lately are no part of a picture.
    page.mouse.move(2, 2)
    page.evaluate("() => document.querySelectorAll('.note').forEach((note) => note.remove())")
    for theme in themes:
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        page.wait_for_timeout(600)
        image = Image.open(io.BytesIO(page.screenshot()))
        image.convert("RGB").save(FOLDER / f"{name}-{theme}.webp", quality=80, method=6)
    page.evaluate("() => { document.documentElement.dataset.theme = 'dark'; }")


def make(page):
    before = page.locator("kn-create kn-card").first.get_attribute("data-key")
    page.locator(".make").click()
    page.wait_for_function("(key) => document.querySelector('kn-create kn-card').dataset.key !== key", arg=before)
    expect_done(page.locator("kn-create kn-card").first)


def stroke(page, *points):
    box = page.locator(".brush-board canvas").bounding_box()
    at = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=10)
    page.mouse.up()


def choose(page, name):
    page.get_by_role("radio", name=name, exact=True).check()


def test_pages(open_studio, server):
    page = open_studio(signed_in=False, size=(1360, 850))
    take(page, "sign-in")
    page.locator("input[name=name]").fill("admin")
    page.locator("input[name=password]").fill(server.password)
    page.keyboard.press("Enter")
    expect(page.locator("kn-shell[data-loaded]")).to_be_attached()
    take(page, "first", themes=["dark"])

    cards = [order(page, words)[0] for words in PROMPTS[:-1]]
    for card in cards:
        expect_done(card)
    page.locator("[data-setting=seconds]").select_option("15")              # so that it is seen while it is made
    last = order(page, PROMPTS[-1])[0]
    expect(last.locator(".card-preview[src^='data:']")).to_be_visible(timeout=60_000)
    take(page, "create")
    expect_done(last)
    page.locator(".card-open").nth(2).click()
    page.locator("dialog video").evaluate("(video) => { video.pause(); video.currentTime = 1; }")
    take(page, "player")
    page.keyboard.press("Escape")

    product(page, "Picture")
    page.locator(".prompt-box").fill("a red car in the city at night")
    make(page)
    page.locator("[data-setting=count]").select_option("4")
    page.locator(".prompt-box").fill("a penguin on a snowy field at sunset")
    make(page)
    take(page, "pictures")
    page.locator(".card-open").first.click()
    expect(page.locator(".strip button[aria-pressed]")).to_have_count(4)
    take(page, "viewer")
    page.get_by_role("button", name="Widen this picture").click()
    page.get_by_role("slider", name="Left edge").press("PageUp")
    page.get_by_role("slider", name="Right edge").press("PageUp")
    page.get_by_role("slider", name="Right edge").press("ArrowRight")
    page.get_by_role("slider", name="Upper edge").press("PageUp")
    take(page, "edges")
    page.get_by_role("button", name="Done").click()
    make(page)

    product(page, "Clip")
    page.locator(".prompt-box").fill("a red car drives left in the city at night")
    page.locator("[data-setting=model]").select_option("kling-v1")
    page.locator("[data-setting=camera]").click()
    page.get_by_role("slider", name="Turn").fill("6")
    take(page, "camera")
    page.get_by_role("button", name="Cancel").click()
    page.locator("kn-card").filter(has_text="a red car in the city at night").locator(".card-open").first.click()
    page.get_by_role("button", name="Use as first frame").click()
    page.locator("[data-setting=model]").select_option("kling-v1")
    page.locator("[data-setting=brush]").click()
    stroke(page, (.4, .52), (.6, .5), (.55, .6), (.42, .6))
    choose(page, "Way")
    stroke(page, (.5, .55), (.3, .5), (.12, .58))
    choose(page, "Stays still")
    stroke(page, (.1, .12), (.9, .14))
    choose(page, "Region 1")
    take(page, "brush")
    page.get_by_role("button", name="Done").click()
    make(page)

    pictures = [page.request.get(server.url + one).body() for one in page.locator("kn-card .mosaic img").evaluate_all("(all) => all.map((one) => one.getAttribute('src'))")]
    views = [{"name": f"{i}.png", "mimeType": "image/png", "buffer": one} for i, one in enumerate(pictures)]
    page.goto(server.url + "/#/elements")
    for name, words, tag, chosen in [("Pip", "a penguin in the snow", "Animal", views[1:4]), ("Rosso", "a red car", "Thing", [views[-1], views[-1]])]:
        page.locator(".new-element:visible").click()
        for label, view in zip(["Front", "View 1", "View 2"], chosen):
            page.locator(f"kn-slot[label='{label}'] input").set_input_files(view)
            expect(page.locator(f"kn-slot[label='{label}'][data-full]")).to_have_count(1)
        page.locator("input[name=name]").fill(name)
        page.locator("input[name=words]").fill(words)
        page.get_by_role("checkbox", name=tag).check()
        page.get_by_role("button", name="Make element").click()
        expect(page.locator(".element h2").filter(has_text=name)).to_have_count(1)
    take(page, "elements")

    page.locator(".place[data-name=create]").click()
    page.locator("kn-card").filter(has_text=PROMPTS[3]).locator(".card-open").first.click()
    page.get_by_role("button", name="Use frame in a scene").click()
    page.get_by_role("radio", name="Day to night").check()
    take(page, "effects")

    page.locator(".place[data-name=library]").click()
    page.get_by_role("button", name="Choose", exact=True).click()
    for words in PROMPTS[4:]:
        page.get_by_role("checkbox", name=f"Choose: {words}").check()
    take(page, "library")
    page.locator(".choice-bar").get_by_role("button", name="Compare").click()
    choose(page, "Wipe")
    page.get_by_role("slider", name="Position").fill("0.1")
    take(page, "compare", themes=["dark"])                                   # it is dark in both
    page.keyboard.press("Escape")
    for name in ("account", "operator"):
        page.locator(f".place[data-name={name}]").click()
        page.wait_for_timeout(1000)
        take(page, name)


def test_phone(open_studio, server):
    page = open_studio(signed_in=False, size=(390, 844), language="zh-CN", has_touch=True, device_scale_factor=2)
    sign_in(page, server.key)
    for name in ("create", "library"):
        page.locator(f".place[data-name={name}]").click()
        page.wait_for_timeout(1500)
        image = Image.open(io.BytesIO(page.screenshot()))
        image.convert("RGB").save(FOLDER / f"phone-{name}-zh.webp", quality=80, method=6)
