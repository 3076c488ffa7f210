"""Signing in and out, invitations and keys."""

import re

import pytest
from conftest import expect_done, order
from playwright.sync_api import expect


def enter(page, name, password):
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")


@pytest.fixture
def page(open_studio, server):
    if not server.password:
        pytest.skip("the server has no password to sign in with")
    page = open_studio(signed_in=False)
    enter(page, "admin", server.password)
    expect(page.locator("kn-shell[data-loaded]")).to_be_attached()
    return page


def test_a_password_signs_in_for_good_and_scripts_cannot_read_the_cookie(page):
    expect_done(order(page, "a red balloon rises over the sea")[0])
    page.reload()
    expect(page.locator("kn-card").first).to_have_attribute("data-state", "succeeded")
    assert "kinora_session" not in page.evaluate("document.cookie")
    cookie = next(one for one in page.context.cookies() if one["name"] == "kinora_session")
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
    page.locator(".place[data-name=account]").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("kn-sign-in")).to_be_visible()
    page.reload()
    expect(page.locator("kn-sign-in")).to_be_visible()


def test_another_site_cannot_order_with_the_cookie(page, server):
    answer = page.request.post(server.url + "/v1/videos/text2video", data={"prompt": "a dog"})
    assert answer.status == 403


def test_whoever_is_invited_chooses_a_password_and_makes_a_key(page, open_studio, server):
    page.locator(".place[data-name=operator]").click()
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Link of the invitation").input_value()
    guest = open_studio(signed_in=False)
    guest.goto(link)
    guest.reload()
    enter(guest, "ann <b>", "short")
    expect(guest.locator(".problem")).to_contain_text("at least eight characters")
    enter(guest, "ann <b>", "a long enough one")
    expect(guest.locator("kn-shell")).to_be_visible()
    expect(guest.locator(".place[data-name=operator]")).to_have_count(0)
    guest.locator(".place[data-name=account]").click()
    expect(guest.locator("kn-account .quiet-text").first).to_have_text("Signed in as ann <b>")
    guest.get_by_label("Name of a new key").fill("<i>laptop</i>")
    guest.get_by_role("button", name="Make a key").click()
    expect(guest.locator(".made input")).to_have_value(re.compile("^kn-"))
    expect(guest.locator(".keys li")).to_contain_text("<i>laptop</i>")
    other = open_studio(signed_in=False)
    other.goto(link)
    other.reload()
    enter(other, "bob", "another long one")
    expect(other.locator(".problem")).to_contain_text("This invitation was used or has ended")


def test_guessing_is_slowed_down_and_said(open_studio):
    page = open_studio(signed_in=False)
    enter(page, "nobody", "wrong password 0")
    expect(page.locator(".problem")).to_have_text("Name and password do not belong together. Check both and try again.")
    for index in range(14):
        enter(page, "nobody", f"wrong password {index}")
        expect(page.locator(".sign-in-form .primary")).to_be_enabled()
        if "Too many tries" in page.locator(".problem").inner_text():
            return
    raise AssertionError("fifteen guesses were taken")
