"""The camera and the motion brush."""

import base64
import io

import pytest
from conftest import bodies, expect_done, file, wait_for
from PIL import Image
from playwright.sync_api import expect


def decoded(text):
    return Image.open(io.BytesIO(base64.b64decode(text))).convert("L")


@pytest.fixture
def page(open_studio):
    page = open_studio()
    page.locator("[data-setting=model]").select_option("kling-v1")
    page.locator(".prompt-box").fill("a red car in the city at night")
    return page


def at(page, x, y):
    box = page.locator(".brush-board canvas").bounding_box()
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def stroke(page, *points):
    page.mouse.move(*at(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*at(page, *point), steps=6)
    page.mouse.up()


def choose(page, words):
    page.get_by_role("radio", name=words, exact=True).check()


def test_one_axis_of_the_camera_moves_and_the_scene_shows_it(page):
    sent = bodies(page)
    page.locator("[data-setting=camera]").click()
    still = page.locator(".scene-world").evaluate("(one) => getComputedStyle(one).transform")
    page.get_by_role("slider", name="Turn").fill("7")
    expect(page.locator(".scene-said")).to_have_text("Turns right by 7")
    assert page.locator(".scene-world").evaluate("(one) => getComputedStyle(one).transform") != still
    page.get_by_role("slider", name="Zoom").press("ArrowLeft")
    expect(page.locator(".scene-said")).to_have_text("Zooms in by 1")
    expect(page.get_by_role("slider", name="Turn")).to_have_value("0")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-setting=camera]")).to_contain_text("Zooms in by 1")
    page.locator(".make").click()
    path, body = wait_for(page, sent, 1)
    assert path == "videos/text2video" and body["camera_control"] == {"type": "simple", "config": {"zoom": -1}}
    expect_done(page.locator("kn-card").first)
    page.locator(".card-open").first.click()
    expect(page.locator(".facts")).to_contain_text("Zooms in by 1")


def test_a_preset_is_sent_by_its_name_and_needs_five_seconds(page):
    sent = bodies(page)
    page.locator("[data-setting=seconds]").select_option("10")
    page.locator("[data-setting=camera]").click()
    page.get_by_role("button", name="Forward, turning left").click()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-setting=seconds]")).to_have_value("5")
    page.locator(".make").click()
    assert wait_for(page, sent, 1)[1]["camera_control"] == {"type": "left_turn_forward"}
    expect_done(page.locator("kn-card").first)


def test_a_move_that_a_model_does_not_make_waits_and_this_is_said(page):
    sent = bodies(page)
    page.locator("[data-setting=camera]").click()
    page.get_by_role("button", name="Back and down").click()
    page.get_by_role("button", name="Done").click()
    page.locator("[data-setting=model]").select_option("kling-v3")
    expect(page.locator(".waits")).to_contain_text("The camera move waits: kling-v3")
    expect(page.locator("[data-setting=camera]")).to_have_count(0)
    page.locator(".make").click()
    assert "camera_control" not in wait_for(page, sent, 1)[1]
    page.locator("[data-setting=more]").click()
    page.get_by_role("button", name="Use kling-v1").click()
    expect(page.locator("[data-setting=camera]")).to_contain_text("Back and down")


def test_painted_regions_are_sent_as_masks_and_ways_from_the_lower_left(page):
    sent = bodies(page)
    page.locator("[data-setting=brush]").click()
    expect(page.locator(".composer .problem")).to_have_text("The motion brush paints on the first frame. Add one first.")
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("ball.png", "red"))
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    page.locator("[data-setting=brush]").click()
    stroke(page, (.4, .5), (.6, .5))
    page.get_by_role("button", name="Done").click()
    expect(page.locator("dialog.editor .problem")).to_have_text("Region 1 has no way yet. Choose Way and draw where it goes.")
    choose(page, "Way")
    stroke(page, (.5, .5), (.75, .25))
    choose(page, "Region 2")
    choose(page, "Paint")
    stroke(page, (.2, .2), (.2, .2))
    choose(page, "Way")
    stroke(page, (.2, .2), (.2, .8))
    choose(page, "Stays still")
    stroke(page, (.1, .9), (.9, .9))
    page.get_by_role("button", name="Done").click()
    expect(page.locator("[data-setting=brush]")).to_contain_text("2 regions")
    # It is there again when it is opened once more.
    page.locator("[data-setting=brush]").click()
    expect(page.locator(".region .icon-check")).to_have_count(3)
    page.get_by_role("button", name="Done").click()
    page.reload()
    expect(page.locator("[data-setting=brush]")).to_contain_text("2 regions")
    page.locator(".make").click()
    path, body = wait_for(page, sent, 1)
    assert path == "videos/image2video" and body["duration"] == "5" and len(body["dynamic_masks"]) == 2
    first, second = body["dynamic_masks"]
    mask = decoded(first["mask"])
    assert mask.size == (480, 320) and mask.getpixel((240, 160)) == 255 and mask.getpixel((20, 20)) == 0
    assert decoded(body["static_mask"]).getpixel((240, 288)) == 255
    (begin, *_, end), ways = first["trajectories"], second["trajectories"]
    assert abs(begin["x"] - 240) < 4 and abs(begin["y"] - 160) < 4 and abs(end["x"] - 360) < 6 and abs(end["y"] - 240) < 6
    assert 2 <= len(ways) <= 77 and ways[0]["y"] > ways[-1]["y"]
    expect_done(page.locator("kn-card").first)


def test_a_region_is_painted_by_keys_alone(page):
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("ball.png", "red"))
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    page.locator("[data-setting=brush]").press("Enter")
    keyboard = page.keyboard
    expect(page.locator(".brush-board canvas")).to_be_focused()
    keyboard.press("Space")
    keyboard.press("Shift+ArrowRight")
    keyboard.press("Space")
    expect(page.locator(".region").first).to_contain_text("needs a way")
    page.get_by_role("radio", name="Paint", exact=True).press("ArrowLeft")             # the last of three
    expect(page.get_by_role("radio", name="Way", exact=True)).to_be_checked()
    page.locator(".brush-board canvas").focus()
    keyboard.press("Space")
    keyboard.press("Shift+ArrowUp")
    keyboard.press("Space")
    page.get_by_role("button", name="Undo").click()
    page.locator(".brush-board canvas").focus()
    keyboard.press("Space")
    page.get_by_role("button", name="Done").press("Enter")
    expect(page.locator("[data-setting=brush]")).to_contain_text("1 region")


def test_what_was_painted_goes_with_its_picture(page):
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("ball.png", "red"))
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    page.locator("[data-setting=brush]").click()
    stroke(page, (.4, .5), (.6, .5))
    choose(page, "Way")
    stroke(page, (.5, .5), (.75, .25))
    page.get_by_role("button", name="Done").click()
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("other.png", "blue"))
    expect(page.locator(".note").filter(has_text="what was painted on it is gone")).to_be_visible()
    expect(page.locator("[data-setting=brush] b")).to_have_count(0)
