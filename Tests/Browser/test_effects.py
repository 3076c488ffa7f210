"""Scenes that pictures are put into."""

from conftest import bodies, drop, expect_done, file, order, product, wait_for
from playwright.sync_api import expect


def test_a_scene_is_found_by_its_words_and_made_of_one_picture(open_studio):
    page = open_studio()
    sent = bodies(page)
    product(page, "Effect")
    problem = page.locator(".composer .problem")
    page.locator(".make").click()
    expect(problem).to_have_text("Choose a scene.")
    page.get_by_label("Search scenes").fill("day to")
    expect(page.locator(".scene-name:visible")).to_have_count(1)
    page.get_by_role("radio", name="Day to night").check()
    expect(page.locator(".price b")).to_have_text("2")
    page.locator(".make").click()
    expect(problem).to_have_text("Add the picture that the scene is made of.")
    drop(page, ".composer", [file("sea.png", "gold")])
    expect(page.locator("kn-scenes kn-slot[data-full]")).to_have_count(1)
    page.locator(".make").click()
    path, body = wait_for(page, sent, 1)
    assert path == "videos/effects" and body["effect_scene"] == "day_to_night" and body["input"]["image"].startswith("iVBOR")
    card = page.locator("kn-card").first
    expect_done(card)
    expect(card).to_contain_text("Day to night")


def test_a_scene_of_two_pictures_needs_both(open_studio):
    page = open_studio(language="zh-CN")
    sent = bodies(page)
    product(page, "特效")
    page.get_by_role("radio", name="拥抱，需要两张图片").check()
    page.locator("kn-slot[label='左侧'] input").set_input_files(file("one.png", "red"))
    expect(page.locator("kn-scenes kn-slot[data-full]")).to_have_count(1)
    page.locator(".make").click()
    expect(page.locator(".composer .problem")).to_have_text("此特效需要两张图片，请都添加。")
    page.locator("kn-slot[label='右侧'] input").set_input_files(file("two.png", "blue"))
    expect(page.locator("kn-scenes kn-slot[data-full]")).to_have_count(2)
    expect(page.locator(".price b")).to_have_text("3.5")
    page.locator(".make").click()
    path, body = wait_for(page, sent, 1)
    assert body["effect_scene"] == "hug_pro" and len(body["input"]["images"]) == 2
    expect_done(page.locator("kn-card").first)


def test_a_frame_of_a_clip_goes_into_a_scene(open_studio):
    page = open_studio()
    expect_done(order(page, "a red car moves left in the desert")[0])
    page.locator(".card-open").first.click()
    page.get_by_role("button", name="Use frame in a scene").click()
    expect(page.locator("kn-scenes kn-slot[data-full]")).to_have_count(1)
    page.reload()
    expect(page.locator("kn-scenes kn-slot[data-full]")).to_have_count(1)
