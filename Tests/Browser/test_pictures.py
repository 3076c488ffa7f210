"""Pictures: from words, from pictures, with more around them, and what is done with them."""

import json
import os
import re
import subprocess

import pytest
from conftest import bodies, drop, expect_done, file, make, product, sign_in, wait_for
from playwright.sync_api import expect


@pytest.fixture
def page(open_studio):
    page = open_studio()
    product(page, "Picture")
    return page


def test_pictures_of_one_order_lie_side_by_side_and_are_looked_at_one_by_one(page):
    sent = bodies(page)
    page.locator(".prompt-box").fill("a red balloon over the sea at sunset")
    page.locator("[data-setting=count]").select_option("4")
    page.locator("[data-setting=shape]").select_option("4:3")
    expect(page.locator(".price b")).to_have_text("32")
    card = make(page)
    expect_done(card)
    assert sent == [("images/generations", {
        "model_name": "kling-v3", "prompt": "a red balloon over the sea at sunset", "resolution": "1k", "aspect_ratio": "4:3", "n": 4,
        "external_task_id": sent[0][1]["external_task_id"]})]
    expect(card.locator(".mosaic img")).to_have_count(4)
    card.locator(".card-open").nth(2).click()
    expect(page.locator(".strip [aria-pressed=true]")).to_have_attribute("aria-label", "Picture 3")
    third = page.locator(".screen img").get_attribute("src")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".strip [aria-pressed=true]")).to_be_focused()
    assert page.locator(".screen img").get_attribute("src") != third
    with page.expect_download() as download:
        page.locator(".facts").get_by_role("link", name="Download").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    page.keyboard.press("Escape")
    page.locator(".place[data-name=library]").click()
    expect(page.locator("kn-library .mosaic").first.locator("img")).to_have_count(4)


def test_one_picture_leads_to_another_and_several_need_a_model_that_takes_them(page):
    sent = bodies(page)
    drop(page, ".composer", [file("robot.png", "silver")])
    expect(page.locator(".prompt-box .chip")).to_have_count(1)
    page.locator(".prompt-box").press("End")
    page.keyboard.type("a robot in the snow")
    page.locator("[data-setting=more]").click()
    page.locator("[data-setting=fidelity]").fill("0.8")
    expect_done(make(page))
    path, body = sent[0]
    assert path == "images/generations" and body["image"].startswith("iVBOR") and body["image_fidelity"] == 0.8
    assert "negative_prompt" not in body and body["prompt"].startswith("<<<image_1>>>")
    page.locator(".adder input").set_input_files(file("fish.png", "orange"))
    expect(page.locator("[data-setting=model]")).to_have_value("kling-v3-omni")
    expect(page.locator(".note").last).to_contain_text("Now with kling-v3-omni")
    page.locator("[data-setting=shape]").select_option("auto")
    expect_done(make(page))
    path, body = sent[1]
    assert path == "images/omni-image" and len(body["image_list"]) == 2 and body["aspect_ratio"] == "auto"


def test_a_picture_becomes_the_first_frame_of_a_clip_and_settings_of_both_stay(page):
    page.locator(".prompt-box").fill("a yellow star over the city")
    page.locator("[data-setting=count]").select_option("2")
    card = make(page)
    expect_done(card)
    card.locator(".card-open").first.click()
    page.get_by_role("button", name="Use as first frame").click()
    expect(page.locator("[data-setting=product-clip]")).to_be_checked()
    expect(page.locator("kn-slot[label='First frame'][data-full]")).to_have_count(1)
    expect(page.locator("[data-setting=count]")).to_have_value("1")
    product(page, "Picture")
    expect(page.locator("[data-setting=count]")).to_have_value("2")
    card.locator(".card-open").first.click()
    page.get_by_role("button", name="Make again with these settings").click()
    expect(page.locator("[data-setting=product-picture]")).to_be_checked()
    expect(page.locator(".prompt-box")).to_have_text("a yellow star over the city")


def test_a_picture_is_widened_by_its_edges_with_the_pointer_and_with_keys(page):
    sent = bodies(page)
    product(page, "Widen")
    page.locator(".make").click()
    expect(page.locator(".composer .problem")).to_have_text("Choose the picture that shall get more around it.")
    page.locator("kn-canvas input").set_input_files(file("wide.png", "gold"))
    expect(page.locator("dialog.editor")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    expect(page.locator("dialog.editor .problem")).to_have_text("Draw an edge outwards first.")
    right = page.get_by_role("slider", name="Right edge")
    right.press("ArrowRight")
    right.press("PageUp")
    expect(right).to_have_attribute("aria-valuenow", "30")
    top = page.locator(".handle-up").bounding_box()
    x, y = top["x"] + top["width"] / 2, top["y"] + top["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 40, steps=4)
    page.mouse.up()
    assert int(page.get_by_role("slider", name="Upper edge").get_attribute("aria-valuenow")) > 5
    # What there may be at most is kept whatever is drawn.
    page.get_by_role("slider", name="Lower edge").press("End")
    page.get_by_role("slider", name="Left edge").press("End")
    expect(page.locator(".canvas-said")).to_contain_text("the most there is")
    page.get_by_role("button", name="Done").click()
    expect(page.locator("dialog.editor")).to_have_count(0)
    expect(page.locator(".price b")).to_have_text("8")
    card = make(page)
    expect_done(card)
    path, body = sent[0]
    edges = [body[f"{side}_expansion_ratio"] for side in ("up", "down", "left", "right")]
    assert path == "images/editing/expand" and (1 + edges[0] + edges[1]) * (1 + edges[2] + edges[3]) <= 3 and "model_name" not in body
    expect(card).to_contain_text("A picture with more around it")


def test_more_pictures_than_a_plan_makes_at_once_are_refused_and_not_waited_for(open_studio, server):
    page = open_studio(signed_in=False)
    sign_in(page, server.account(f"pictures{os.getpid()}", credits=500, concurrency=2))
    product(page, "Picture")
    page.locator(".prompt-box").fill("a blue heart")
    page.locator("[data-setting=count]").select_option("9")
    card = make(page)
    expect(card).to_contain_text("Your plan makes fewer pictures at once")
    page.locator("[data-setting=count]").select_option("2")
    expect_done(make(page))


def test_a_picture_that_waits_can_be_cancelled(page):
    page.locator(".prompt-box").fill("a rocket in the desert")
    product(page, "Clip")
    page.locator("[data-setting=seconds]").select_option("15")
    page.locator(".make").click()                                           # so that the picture waits
    product(page, "Picture")
    card = make(page)
    card.get_by_role("button", name="Cancel").click()
    expect(card).to_have_attribute("data-state", re.compile("cancelled|succeeded"))


def test_the_call_that_makes_a_picture_can_be_copied_and_works(open_studio, server):
    page = open_studio(permissions=["clipboard-read", "clipboard-write"])
    product(page, "Picture")
    page.locator(".prompt-box").fill("<img src=x onerror=alert(1)> it's a 'robot'")
    card = make(page)
    expect_done(card)
    card.locator(".card-open").first.click()
    expect(page.locator(".facts-prompt")).to_have_text("<img src=x onerror=alert(1)> it's a 'robot'")
    page.get_by_role("button", name="Copy API call").click()
    expect(page.locator(".note").filter(has_text="Copied")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")
    answer = subprocess.run(["bash", "-c", command], env=os.environ | {"KINORA_API_KEY": server.key}, capture_output=True, text=True)
    assert json.loads(answer.stdout)["code"] == 0, answer
