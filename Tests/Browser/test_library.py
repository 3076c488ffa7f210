"""Many at once: chosen, compared, taken home, deleted; favourites."""

import io
import os
import re
import zipfile

import pytest
from conftest import expect_done, order, product, sign_in
from playwright.sync_api import expect


@pytest.fixture
def page(open_studio, server, request):
    """An account of its own with two clips and two pictures."""
    page = open_studio(signed_in=False)
    sign_in(page, server.account(f"library{os.getpid()}{abs(hash(request.node.name)) % 10**6}", credits=500, concurrency=5))
    for card in [order(page, "a red car moves left in the desert")[0], order(page, "a <b>dog</b> runs: over/a meadow")[0]]:
        expect_done(card)
    product(page, "Picture")
    expect_done(make_pictures(page))
    page.locator(".place[data-name=library]").click()
    expect(page.locator("kn-library kn-card")).to_have_count(3)
    return page


def make_pictures(page):
    page.locator(".prompt-box").fill("a blue heart")
    page.locator("[data-setting=count]").select_option("2")
    page.locator(".make").click()
    expect(page.locator("kn-create kn-card")).to_have_count(3)
    return page.locator("kn-create kn-card").first


def choose(page, *words):
    page.get_by_role("button", name="Choose", exact=True).click()
    for one in words:
        page.get_by_role("checkbox", name=f"Choose: {one}").check()


def bar(page, name):
    return page.locator(".choice-bar").get_by_role("button", name=name)


def test_what_is_chosen_comes_in_one_archive_under_readable_names(page):
    choose(page)
    expect(bar(page, "Download")).to_be_disabled()
    bar(page, "All of these").click()
    expect(page.locator(".choice-bar")).to_contain_text("3 chosen")
    with page.expect_download() as download:
        bar(page, "Download").click()
    archive = zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes()))
    assert archive.testzip() is None
    names = sorted(re.sub(r"^\d{4}-\d\d-\d\d ", "", name) for name in archive.namelist())
    assert names == ["a b dog b runs over a meadow.mp4", "a blue heart 1.png", "a blue heart 2.png", "a red car moves left in the desert.mp4"]
    assert {archive.read(name)[4:8] for name in archive.namelist() if name.endswith("mp4")} == {b"ftyp"}
    expect(page.locator(".note").filter(has_text="4 files are in the archive")).to_be_visible()


def test_many_are_deleted_and_pictures_that_cannot_be_are_left(page):
    choose(page)
    bar(page, "All of these").click()
    bar(page, "Delete").click()
    bar(page, "Delete for good?").click()
    expect(page.locator("kn-library kn-card")).to_have_count(1)
    expect(page.locator(".note").filter(has_text="One picture was left")).to_be_visible()
    page.reload()
    expect(page.locator("kn-library kn-card")).to_have_count(1)
    expect(page.locator(".mosaic img")).to_have_count(2)


def test_clips_are_compared_with_one_scrubber_and_by_a_wipe(page):
    choose(page, "a red car", "a <b>dog</b>")
    bar(page, "Compare").click()
    expect(page.locator("dialog.compare video")).to_have_count(2)
    expect(page.locator("dialog.compare")).to_contain_text("a <b>dog</b> runs")
    page.get_by_role("slider", name="Position").fill("0.5")
    times = page.locator("dialog.compare video").evaluate_all("(all) => all.map((one) => one.currentTime / one.duration)")
    assert all(abs(one - 0.5) < 0.02 for one in times)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => [...document.querySelectorAll('dialog.compare video')].every((one) => !one.paused)")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("radio", name="Wipe").check()
    edge = page.get_by_role("slider", name="Edge of the wipe")
    edge.press("PageUp")
    expect(edge).to_have_attribute("aria-valuenow", "60")
    box = page.locator(".compare-board").bounding_box()
    page.mouse.move(box["x"] + box["width"] * .6, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * .25, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(edge).to_have_attribute("aria-valuenow", "25")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.compare")).to_have_count(0)
    bar(page, "All of these").click()
    page.get_by_role("checkbox", name="Choose: a blue heart").uncheck()
    page.get_by_role("checkbox", name="Choose: a red car").uncheck()
    bar(page, "Compare").click()
    expect(page.locator(".note").last).to_have_text("Choose two to four to compare.")


def test_favourites_and_kinds_are_found_again(page):
    card = page.locator("kn-card").filter(has_text="a blue heart")
    card.get_by_role("button", name="Favourite").click()
    page.reload()
    page.get_by_role("button", name="Favourites", exact=True).click()
    expect(page.locator("kn-library kn-card")).to_have_count(1)
    page.locator("[data-setting=kind]").select_option("clips")
    expect(page.locator("kn-library .hero")).to_contain_text("Nothing found")
    page.get_by_role("button", name="Favourites", exact=True).click()
    expect(page.locator("kn-library kn-card")).to_have_count(2)
