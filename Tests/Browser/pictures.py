"""Takes the pictures of Docs/studio: each page and each part in both themes, with what the default model makes."""

import io

from conftest import ROOT, expect_done, make, order, product, sign_in
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


def stroke(page, *points):
    box = page.locator(".brush-board canvas").bounding_box()
    at = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.mouse.move(*at[0])
    page.mouse.down()
    for point in at[1:]:
        page.mouse.move(*point, steps=10)
    page.mouse.up()


def find(picture, is_of):
    """Where in a picture the pixels of a kind are: left, top, right, bottom as parts of its sides."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    points = [(x, y) for y in range(image.height) for x in range(image.width) if is_of(*image.getpixel((x, y)))]
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    few = len(points) // 20
    return xs[few] / image.width, ys[few] / image.height, xs[-few - 1] / image.width, ys[-few - 1] / image.height


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
    page.locator(".prompt-box").fill("a red balloon over the sea")
    expect_done(make(page))
    page.locator("[data-setting=count]").select_option("4")
    page.locator(".prompt-box").fill("a blue heart in the living room")
    expect_done(make(page))
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
    expect_done(make(page))

    product(page, "Clip")
    page.locator(".prompt-box").fill("a red balloon rises over the sea")
    page.locator("[data-setting=model]").select_option("kling-v1")
    page.locator("[data-setting=camera]").click()
    page.get_by_role("slider", name="Turn").fill("6")
    take(page, "camera")
    page.get_by_role("button", name="Cancel").click()
    card = page.locator("kn-card").filter(has_text="a red balloon over the sea")
    balloon = page.request.get(server.url + card.locator("img").first.get_attribute("src")).body()
    left, top, right, bottom = find(balloon, lambda red, green, blue: red > 170 and green < 110 and blue < 110)
    card.locator(".card-open").first.click()
    page.get_by_role("button", name="Use as first frame").click()
    page.locator("[data-setting=model]").select_option("kling-v1")
    page.locator("[data-setting=brush]").click()
    stroke(page, *[(left + (right - left) * x, top + (bottom - top) * y) for x, y in [(.3, .25), (.7, .25), (.72, .5), (.3, .5), (.4, .72), (.62, .72)]])
    choose(page, "Way")
    x, y = (left + right) / 2, (top + bottom) / 2
    stroke(page, (x, y), (x * .9 + .06, y * .7), (x * .75 + .2, .12))
    choose(page, "Stays still")
    stroke(page, (.08, .88), (.92, .88))
    choose(page, "Region 1")
    take(page, "brush")
    page.get_by_role("button", name="Done").click()
    expect_done(make(page))

    pictures = [page.request.get(server.url + one).body() for one in page.locator("kn-card .mosaic img").evaluate_all("(all) => all.map((one) => one.getAttribute('src'))")]
    views = [{"name": f"{i}.png", "mimeType": "image/png", "buffer": one} for i, one in enumerate(pictures)]
    page.goto(server.url + "/#/elements")
    for name, words, tag, chosen in [("Heart", "a blue heart", "Thing", views[1:4]), ("Balloon", "a red balloon", "Thing", [views[-1], views[-1]])]:
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
    for words in (PROMPTS[3], PROMPTS[4]):
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
    expect_done(order(page, "一只狗在草地上奔跑")[0])
    product(page, "图片")
    page.locator(".prompt-box").fill("一只红气球在海面上")
    page.locator("[data-setting=count]").select_option("4")
    expect_done(make(page))
    page.evaluate("() => document.activeElement.blur()")
    for name in ("create", "library"):
        page.locator(f".place[data-name={name}]").click()
        page.wait_for_timeout(1500)
        page.evaluate("() => document.querySelectorAll('.note').forEach((note) => note.remove())")
        image = Image.open(io.BytesIO(page.screenshot()))
        image.convert("RGB").save(FOLDER / f"phone-{name}-zh.webp", quality=80, method=6)
