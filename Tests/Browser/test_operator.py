"""The operator's page, and being told when something is done."""

import pytest
from conftest import expect_done, order, sign_in
from playwright.sync_api import expect


@pytest.fixture
def page(open_studio, server):
    if not server.password:
        pytest.skip("the server has no password to sign in with")
    page = open_studio(signed_in=False)
    page.locator("input[name=name]").fill("admin")
    page.locator("input[name=password]").fill(server.password)
    page.keyboard.press("Enter")
    expect(page.locator("kn-shell[data-loaded]")).to_be_attached()
    return page


def test_an_administrator_sees_how_the_service_stands(page):
    page.locator("[data-setting=seconds]").select_option("15")
    last, _ = order(page, "a red balloon rises over the sea", count=2)
    page.locator(".place[data-name=operator]").click()
    expect(page.locator(".light")).to_have_text(["Files", "Database"])
    expect(page.locator("[aria-labelledby=operator-queue]")).to_contain_text("In the making")
    page.locator(".place[data-name=create]").click()
    expect_done(last)
    page.locator(".place[data-name=operator]").click()
    expect(page.locator("[aria-labelledby=operator-renders] tbody tr").first).to_contain_text("toybox")
    expect(page.locator("[aria-labelledby=operator-requests]")).to_contain_text("POST /v1/videos/text2video")


def test_a_plan_that_there_is_not_is_told_with_those_that_there_are(page):
    page.locator(".place[data-name=operator]").click()
    page.get_by_label("Plan").fill("<b>gold</b>")
    page.get_by_role("button", name="Invite").click()
    expect(page.locator(".note").last).to_contain_text("There is no such plan. There are: free, standard")
    page.get_by_label("Plan").fill("pro")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_label("Link of the invitation")).to_be_visible()


def test_who_has_a_key_alone_sees_no_operator_page(open_studio, server):
    page = open_studio()
    page.goto(server.url + "/#/operator")
    expect(page.locator("kn-create")).to_be_visible()
    expect(page.locator(".place[data-name=operator]")).to_have_count(0)


def test_a_notification_is_asked_for_only_when_it_is_switched_on_and_comes_only_out_of_sight(open_studio, server):
    page = open_studio(signed_in=False)
    page.add_init_script("""
        window.asked = 0; window.notices = []; window.tones = 0;
        window.Notification = class { constructor(title, options) { notices.push(options.body); } close() {}
            static permission = sessionStorage.getItem('permission') ?? 'default';
            static async requestPermission() { asked += 1; sessionStorage.setItem('permission', 'granted'); return Notification.permission = 'granted'; } };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...given) { tones += 1; return start.apply(this, given); };
        Object.defineProperty(document, 'visibilityState', { get: () => window.state ?? 'visible' });""")
    page.reload()
    sign_in(page, server.key)
    assert page.evaluate("asked") == 0
    page.locator(".place[data-name=account]").click()
    page.get_by_label("Notify me").click()
    expect(page.get_by_label("Notify me")).to_be_checked()
    page.get_by_label("Sound when").click()
    expect(page.get_by_label("Sound when")).to_be_checked()
    assert page.evaluate("[asked, tones]") == [1, 2]
    page.locator(".place[data-name=create]").click()
    expect_done(order(page, "a yellow star spins in outer space")[0])
    assert page.evaluate("[notices, tones]") == [[], 4]
    page.evaluate("state = 'hidden'")
    expect_done(order(page, "a blue heart shrinks in the living room")[0])
    assert page.evaluate("notices") == ["Done: a blue heart shrinks in the living room"]
    page.locator(".place[data-name=account]").click()
    page.get_by_label("Notify me").click()
    page.reload()
    expect(page.get_by_label("Sound when")).to_be_checked()
    expect(page.get_by_label("Notify me")).not_to_be_checked()
