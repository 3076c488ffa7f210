"""From the first start to clips, and what happens in between."""

import json
import os
import re
import subprocess

import pytest
from conftest import SECONDS_FOR_A_CLIP, bodies, drop, expect_done, file, order, sign_in, wait_for
from playwright.sync_api import expect


def test_from_first_start_to_a_finished_clip_by_keyboard_alone(open_studio, server):
    page = open_studio(signed_in=False)
    keyboard = page.keyboard
    expect(page.locator("input[name=name]")).to_be_focused()
    for _ in range(3):
        keyboard.press("Tab")
    expect(page.locator("kn-sign-in .link")).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("input[name=key]")).to_be_focused()
    keyboard.type(server.key)
    keyboard.press("Enter")
    expect(page.locator(".prompt-box")).to_be_focused()
    expect(page.locator(".price b")).to_have_text("3")
    keyboard.type("a red balloon rises over the sea")
    keyboard.press("Control+Enter")
    card = page.locator("kn-card").first
    expect_done(card)
    for _ in range(120):
        keyboard.press("Shift+Tab")
        if card.locator(".card-open:focus").count():
            break
    keyboard.press("Enter")
    expect(page.locator("dialog.player")).to_be_visible()
    expect(page.locator(".facts-prompt")).to_have_text("a red balloon rises over the sea")
    expect(page.locator("dialog video")).to_have_js_property("error", None)
    keyboard.press("Escape")
    expect(page.locator("dialog.player")).to_be_hidden()


def test_a_card_is_there_at_once_and_tells_of_each_step(open_studio):
    page = open_studio()
    page.locator("[data-setting=seconds]").select_option("15")              # so that there is time to be seen
    first = order(page, "a blue heart rises in the night sky", count=2)[0]
    expect(first.locator(".card-status")).to_be_visible(timeout=1000)
    expect(first.locator(".card-status")).to_contain_text(re.compile(r"Step \d+ of \d+"), timeout=SECONDS_FOR_A_CLIP * 1000)
    expect(first.locator(".card-preview")).to_have_attribute("src", re.compile("^data:image/jpeg"), timeout=SECONDS_FOR_A_CLIP * 1000)
    expect_done(first)


def test_a_picture_that_is_dropped_is_the_first_frame(open_studio):
    page = open_studio()
    sent = bodies(page)
    drop(page, ".composer", [file("apple.png", "red")])
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    expect(page.locator(".aspects")).to_have_count(0)
    expect_done(order(page, "an apple stays still in the snow")[0])
    path, body = sent[0]
    assert path == "videos/image2video" and body["image"].startswith("iVBOR") and "image_tail" not in body


def test_a_first_and_a_last_frame_and_what_is_too_small_is_enlarged_and_said(open_studio):
    page = open_studio()
    sent = bodies(page)
    page.locator("kn-slot[label='First frame'] input").set_input_files(file("first.png", "gold"))
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    page.locator("kn-slot[label='Last frame'] input").set_input_files(file("last.png", "orange", size=(96, 64)))
    expect(page.locator("kn-slot[data-full]")).to_have_count(2)
    expect(page.locator(".note")).to_contain_text("450 × 300")
    expect_done(order(page, "a yellow star falls in the city")[0])
    path, body = sent[0]
    assert path == "videos/image2video" and body["image"] and body["image_tail"]


def test_references_are_chips_in_the_text(open_studio):
    page = open_studio()
    sent = bodies(page)
    page.locator(".prompt-box").click()
    page.keyboard.type("a robot like ")
    page.locator(".adder input").set_input_files(file("robot.png", "silver"))
    expect(page.locator(".prompt-box .chip")).to_have_count(1)
    expect(page.locator("[data-setting=model]")).to_have_value("kling-v3-omni")
    page.keyboard.type("in the snow, once more ")
    page.keyboard.type("@")
    page.get_by_role("menuitem", name="Picture 1").press("Enter")
    expect(page.locator(".prompt-box .chip")).to_have_count(2)
    page.keyboard.press("Control+Enter")
    expect(page.locator("kn-card").first).to_be_visible()
    path, body = wait_for(page, sent, 1)
    assert path == "videos/omni-video" and len(body["image_list"]) == 1
    assert body["prompt"].split() == "a robot like <<<image_1>>> in the snow, once more <<<image_1>>>".split()


def test_what_is_no_picture_is_refused_in_a_sentence(open_studio):
    page = open_studio()
    page.locator("kn-slot[label='First frame'] input").set_input_files(
        {"name": "no.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"})
    expect(page.locator(".composer .problem")).to_contain_text("no picture that can be read")
    expect(page.locator("kn-slot[data-full]")).to_have_count(0)


def test_an_order_can_be_cancelled_and_made_again(open_studio):
    page = open_studio()
    last = order(page, "a rocket rises over a meadow", count=3)[0]
    last.get_by_role("button", name="Cancel").click()
    expect(last).to_have_attribute("data-state", "cancelled")
    expect(last).to_contain_text("Nothing was charged")
    last.get_by_role("button", name="Try again").click()
    expect_done(page.locator("kn-card").first)


def test_a_reload_during_rendering_loses_and_doubles_nothing(open_studio, server):
    page = open_studio()
    before = len(server.tasks())
    words = "a dog moves right over a meadow"
    mine = order(page, words, count=3)
    page.reload()
    expect(page.locator(".prompt-box")).to_have_text(words)
    expect(page.locator("kn-shell[data-loaded]")).to_be_attached()
    for card in mine:
        expect_done(card)
    assert len(server.tasks()) == before + 3


def test_what_is_ordered_without_a_connection_is_sent_once_when_it_is_back(open_studio, server):
    page = open_studio()
    before = len(server.tasks())
    page.context.set_offline(True)
    card = order(page, "a tropical fish circles in the sea")[0]
    expect(card).to_contain_text("Waiting for the connection")
    page.context.set_offline(False)
    expect_done(card)
    assert len(server.tasks()) == before + 1


def test_an_answer_that_is_lost_does_not_make_a_second_clip(open_studio, server):
    page = open_studio()
    before = len(server.tasks())
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/v1/videos/text2video", lose)
    expect_done(order(page, "a football bounces on the sea")[0])
    assert lost == [200] and len(server.tasks()) == before + 1


def test_the_price_stands_beside_the_button_before_it_is_pressed(open_studio):
    page = open_studio()
    expect(page.locator(".price b")).to_have_text("3")
    page.locator("[data-setting=seconds]").select_option("10")
    page.locator("[data-setting=count]").select_option("2")
    expect(page.locator(".price b")).to_have_text("12")
    page.locator("[data-setting=mode]").select_option("pro")
    expect(page.locator(".price b")).to_have_text("16")


def test_an_empty_order_says_what_to_do(open_studio):
    page = open_studio()
    page.locator(".make").click()
    expect(page.locator(".composer .problem")).to_have_text("Describe what shall happen, then press Make.")
    expect(page.locator(".prompt-box")).to_be_focused()


def test_a_frame_of_a_clip_becomes_the_first_of_the_next_and_settings_come_back(open_studio):
    page = open_studio()
    expect_done(order(page, "a blue heart rises in the night sky")[0])
    page.locator(".card-open").first.click()
    page.get_by_role("button", name="Use frame as first").click()
    expect(page.locator("kn-slot[data-full]")).to_have_count(1)
    page.locator("kn-slot[data-full] .slot-clear").click()
    page.locator(".prompt-box").fill("something else")
    page.locator("[data-setting=seconds]").select_option("9")
    page.locator(".card-open").first.click()
    page.get_by_role("button", name="Make again with these settings").click()
    expect(page.locator(".prompt-box")).to_have_text("a blue heart rises in the night sky")
    expect(page.locator("[data-setting=seconds]")).to_have_value("5")


def test_a_clip_of_a_model_that_can_is_extended(open_studio):
    page = open_studio()
    sent = bodies(page)
    page.locator("[data-setting=model]").select_option("kling-v1-6")
    expect_done(order(page, "a red car moves left in the desert")[0])
    page.locator(".card-open").first.click()
    page.get_by_role("button", name="Extend by five seconds").click()
    expect(page.locator(".extends")).to_be_visible()
    page.locator(".make").click()
    path, body = wait_for(page, sent, 2)
    assert path == "videos/video-extend" and body["video_id"].isdigit()
    expect(page.locator("kn-card").first).to_have_attribute("data-state", re.compile("succeeded|failed"), timeout=SECONDS_FOR_A_CLIP * 1000)


def test_the_call_that_makes_a_clip_can_be_copied_and_works(open_studio, server):
    page = open_studio(permissions=["clipboard-read", "clipboard-write"])
    expect_done(order(page, "it's a <robot> & 'snow'")[0])
    page.locator(".card-open").first.click()
    page.get_by_role("button", name="Copy API call").click()
    expect(page.locator(".note").filter(has_text="Copied")).to_be_visible()
    command = page.evaluate("navigator.clipboard.readText()")
    answer = subprocess.run(["bash", "-c", command], env=os.environ | {"KINORA_API_KEY": server.key}, capture_output=True, text=True)
    assert json.loads(answer.stdout)["code"] == 0, answer


def test_a_full_plan_and_no_credits_are_told_in_sentences(open_studio, server):
    key = server.account(f"small{os.getpid()}", credits=6, concurrency=1)
    page = open_studio(signed_in=False)
    sign_in(page, key)
    expect(page.locator(".hero")).to_contain_text("What shall move?")
    second, first = order(page, "an apple stays still in the snow", count=2)
    expect(second).to_contain_text("Waiting until one of your clips is done")
    expect_done(first)
    expect_done(second)
    third = order(page, "an apple rises in the snow")[0]
    expect(third).to_contain_text("There are not enough credits")
    third.get_by_role("button", name="Remove").click()
    expect(third).to_have_count(0)
