"""Elements: made, inserted by their sign, used beside pictures, deleted."""

import os
import re

import pytest
from conftest import bodies, expect_done, file, product, sign_in, wait_for
from playwright.sync_api import expect

HOSTILE = "<img src=x>"


@pytest.fixture
def page(open_studio, server, request):
    """An account of its own, which has no elements yet."""
    page = open_studio(signed_in=False)
    sign_in(page, server.account(f"elements{os.getpid()}{abs(hash(request.node.name)) % 10**6}", credits=500, concurrency=5))
    page.locator(".place[data-name=library]").click()
    page.get_by_role("link", name="Elements").click()
    return page


def make(page, name, words="a silver robot"):
    page.locator(".new-element:visible").click()
    page.locator("kn-slot[label='Front'] input").set_input_files(file("front.png", "silver"))
    expect(page.locator("kn-elements kn-slot[data-full]")).to_have_count(1)
    page.locator("kn-slot[label='View 1'] input").set_input_files(file("side.png", "gray"))
    expect(page.locator("kn-elements kn-slot[data-full]")).to_have_count(2)
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=words]").fill(words)
    page.get_by_role("button", name="Make element").click()
    expect(page.locator(".element h2").filter(has_text=name)).to_have_count(1)


def test_what_an_element_lacks_is_said(page):
    expect(page.locator("kn-elements .hero")).to_contain_text("No elements yet")
    page.locator(".new-element:visible").click()
    expect(page.locator("input[name=name]")).to_be_focused()
    save, problem = page.get_by_role("button", name="Make element"), page.locator("kn-elements .problem")
    save.click()
    expect(problem).to_have_text("Add a picture of its front.")
    page.locator("kn-slot[label='Front'] input").set_input_files(file("front.png", "silver"))
    expect(page.locator("kn-elements kn-slot[data-full]")).to_have_count(1)
    save.click()
    expect(problem).to_have_text("Add at least one more view.")
    page.locator("kn-slot[label='View 1'] input").set_input_files(file("side.png", "gray"))
    expect(page.locator("kn-elements kn-slot[data-full]")).to_have_count(2)
    save.click()
    expect(problem).to_have_text("Give it a name.")


def test_an_element_is_inserted_by_its_sign_and_a_model_is_taken_that_has_elements(page):
    sent = bodies(page)
    make(page, HOSTILE, words="<script>alert(1)</script>")
    page.locator(".place[data-name=create]").click()
    page.locator(".prompt-box").click()
    page.keyboard.type("the robot ")
    page.keyboard.press("@")
    page.get_by_role("menuitem", name=HOSTILE).press("Enter")
    page.keyboard.type("in the snow")
    expect(page.locator(".prompt-box .chip")).to_have_text(HOSTILE)
    expect(page.locator("[data-setting=model]")).to_have_value("kling-v3-omni")
    page.keyboard.press("Control+Enter")
    path, body = wait_for(page, sent, 1)
    assert path == "videos/omni-video" and len(body["element_list"]) == 1 and "image_list" not in body
    assert body["prompt"] == "the robot <<<element_1>>> in the snow"
    card = page.locator("kn-card").first
    expect_done(card)
    expect(card).to_contain_text(f"the robot @{HOSTILE} in the snow")
    page.reload()
    expect(page.locator(".prompt-box .chip img")).to_have_attribute("src", re.compile("^/assets/"))
    page.locator(".element-slot .slot-clear").click()
    expect(page.locator(".prompt-box .chip")).to_have_count(0)
    assert page.locator("kn-card img[src=x], .prompt-box img[src=x], script:not([src])").count() == 0


def test_elements_go_with_references_frames_and_pictures(page):
    sent = bodies(page)
    make(page, "Robo")
    page.get_by_role("button", name="Use in a prompt").click()
    page.locator(".adder input").set_input_files(file("place.png", "green"))
    expect(page.locator(".prompt-box .chip")).to_have_count(2)
    page.keyboard.type("jumps")
    page.keyboard.press("Control+Enter")
    path, body = wait_for(page, sent, 1)
    assert path == "videos/omni-video" and len(body["image_list"]) == 1 and len(body["element_list"]) == 1
    assert "<<<element_1>>>" in body["prompt"] and "<<<image_1>>>" in body["prompt"]
    page.locator(".reference .slot-clear").click()
    page.locator("[data-setting=model]").select_option("kling-v3-omni")
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("first.png", "gold"))
    expect(page.locator("kn-slot[label='First frame'][data-full]")).to_have_count(1)
    page.locator("[data-setting=model]").select_option("kling-v3")
    page.locator(".make").click()
    path, body = wait_for(page, sent, 2)
    assert path == "videos/image2video" and body["element_list"] and body["image"]
    product(page, "Picture")
    page.locator(".make").click()
    path, body = wait_for(page, sent, 3)
    assert path == "images/generations" and body["element_list"]
    for card in page.locator("kn-card").all():
        expect_done(card)


def test_an_element_that_is_deleted_cannot_be_inserted_any_more(page):
    make(page, "Robo")
    page.get_by_role("button", name="Delete Robo").click()
    page.get_by_role("button", name="Delete Robo").click()
    expect(page.locator(".element")).to_have_count(0)
    page.locator(".place[data-name=create]").click()
    page.locator(".prompt-box").press("@")
    expect(page.get_by_role("menuitem", name="Make an element…")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Robo")).to_have_count(0)
