"""Reading aloud: only where the phone itself has a voice, place by place, and silent at once when she leaves.

The voices of Chromium are those of its machine, and a server has none. So a recording stand-in speaks here, and the
test with the browser's own speech is skipped where it has no voice.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import wait_until
from tests.browser.test_guide import ELSEWHERE, Served, phone, served, visit  # noqa: F401  fixtures
from tests.browser.test_screens import keep_picture

pytestmark = pytest.mark.browser
# Says a sentence by writing it down; each lasts until the test calls `ends`. A cancelled one ends with an error.
VOICES = """
(() => {
  const said = window.said = [];
  window.SpeechSynthesisUtterance = function (text) { this.text = text; };
  const speech = {
    getVoices: () => VOICES, addEventListener() {},
    speak(one) { said.push([one.text, one.lang]); this.now = one; this.speaking = true; },
    cancel() { const one = this.now; this.now = null; this.speaking = false;
               if (one) { said.push("silence"); one.onerror({ error: "canceled" }); } },
  };
  window.ends = () => { const one = speech.now; speech.now = null; speech.speaking = false; one.onend({}); };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
})()
"""
RUSSIAN = "[{ lang: 'ru-RU', localService: true }]"
FAR_AWAY = "[{ lang: 'ru-RU', localService: false }]"


def with_voices(tab: Page, voices: str) -> None:
    tab.add_init_script(VOICES.replace("VOICES", voices))


def said(tab: Page) -> list[object]:
    found: list[object] = tab.evaluate("said")
    return found


def test_a_card_is_read_from_its_title_on_with_the_place_marked(
    visit: Page,  # noqa: F811
    assert_accessible: Callable[[Page], None],
) -> None:
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/w2/")
    button = visit.get_by_role("button", name="Прочитать вслух")
    button.click()
    assert said(visit) == [["Мне не платят", "ru-RU"]]
    expect(visit.locator("h1")).to_have_attribute("data-v", "")
    visit.evaluate("ends()")
    visit.evaluate("ends()")
    assert said(visit)[1:] == [["Как вернуть свои деньги, шаг за шагом.", "ru-RU"], ["Что делать сейчас", "ru-RU"]]
    visit.evaluate("ends()")
    expect(visit.locator("[data-v]")).to_have_text("Посчитайте долг. За каждый день задержки он растёт.")
    visit.evaluate("scrollTo(0, 0)")  # a link half under the bar would be too small
    assert_accessible(visit)
    keep_picture(visit, "guide-aloud")
    visit.get_by_role("button", name="Остановить").click()
    assert said(visit)[-1] == "silence"
    assert visit.locator("[data-v]").count() == 0
    expect(button).to_be_visible()


def test_a_closed_rule_is_named_and_not_read(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/w2/")
    visit.get_by_role("button", name="Прочитать вслух").click()
    for _ in range(200):
        if not visit.evaluate("speechSynthesis.speaking"):
            break
        visit.evaluate("ends()")
    told = [one[0] for one in said(visit) if one != "silence"]
    closed = visit.locator("details:not([open])").first
    assert closed.locator("summary").inner_text() in told
    assert closed.locator("li,p").first.text_content() not in told
    assert visit.locator("[data-v]").count() == 0
    expect(visit.get_by_role("button", name="Прочитать вслух")).to_be_visible()


def test_a_russian_voice_does_not_read_kyrgyz_but_says_the_russian_phrases(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ky/g/ru/w2/")
    expect(visit.locator("#v")).to_be_hidden()
    visit.goto("ky/g/ru/33/")
    visit.get_by_role("button", name="Үнүн угуу").click()
    assert said(visit) == [["Вызовите скорую, пожалуйста.", "ru-RU"]]


def test_a_voice_that_would_send_the_text_away_is_not_used(visit: Page) -> None:  # noqa: F811
    with_voices(visit, FAR_AWAY)
    visit.goto("ru/g/ru/w2/")
    expect(visit.locator("#v")).to_be_hidden()


def test_a_sensitive_page_is_read_only_after_a_warning_that_others_hear(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/k7v/")
    button = visit.get_by_role("button", name="Прочитать вслух")
    button.click()
    assert said(visit) == []
    expect(visit.get_by_text("Это услышат и те, кто рядом.")).to_be_visible()
    keep_picture(visit, "guide-aloud-warning")
    button.click()
    assert len(said(visit)) == 1


def test_the_exit_stops_the_voice_at_once(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/w2/")
    visit.get_by_role("button", name="Прочитать вслух").click()
    # The new address is slow: the page is still there, hidden, when the voice must be silent.
    visit.context.unroute(f"{ELSEWHERE}**")
    visit.context.route(f"{ELSEWHERE}**", lambda _route: None)
    press = "document.getElementById('x').click(); return [said, document.documentElement.hidden];"
    told = visit.evaluate(f"() => {{ {press} }}")
    assert told == [[["Мне не платят", "ru-RU"], "silence"], True]
    visit.context.unroute(f"{ELSEWHERE}**")


def test_a_tab_that_is_put_away_is_silent(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/w2/")
    visit.get_by_role("button", name="Прочитать вслух").click()
    visit.evaluate("dispatchEvent(new Event('pagehide'))")
    assert said(visit)[-1] == "silence"
    assert len(said(visit)) == 2


def test_a_terminal_does_not_go_back_while_it_reads(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.clock.install()
    visit.goto("ru/g/kiosk/ru/w2/")
    for _ in range(2):  # the first press shows the warning
        visit.get_by_role("button", name="Прочитать вслух").click()
    visit.clock.run_for(90_000)
    assert visit.url.endswith("/w2/")
    visit.evaluate("ends(); speechSynthesis.cancel()")
    for _ in range(2):  # the end of the speech is told a moment later, and the minute begins then
        visit.wait_for_timeout(100)
        visit.clock.run_for(61_000)
    visit.wait_for_url("**/ky/g/kiosk/")


def test_the_kept_copy_reads_too(visit: Page, served: Served) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/")
    visit.get_by_role("button", name="Сохранить страницы").click()
    expect(visit.locator("[data-s=done]")).to_be_visible()
    served.kill()
    visit.goto("ru/g/ru/w2/")
    visit.get_by_role("button", name="Прочитать вслух").click()
    assert said(visit) == [["Мне не платят", "ru-RU"]]


def test_without_a_voice_there_is_no_button(visit: Page) -> None:  # noqa: F811
    """The browser's own speech: the button is there exactly where it has a voice of its own for Russian."""
    visit.goto("ru/g/ru/w2/")
    visit.wait_for_timeout(500)
    voices = visit.evaluate("speechSynthesis.getVoices().filter(v => v.localService && v.lang.startsWith('ru')).length")
    assert visit.locator("#v").is_visible() == bool(voices)


def test_the_browsers_own_voice_begins_and_stops(visit: Page) -> None:  # noqa: F811
    visit.goto("ru/g/ru/w2/")
    visit.wait_for_timeout(500)
    if visit.locator("#v").is_hidden():
        pytest.skip("This Chromium has no Russian voice of its own.")
    visit.get_by_role("button", name="Прочитать вслух").click()
    wait_until(visit, "speechSynthesis.speaking")
    visit.get_by_role("button", name="Остановить").click()
    wait_until(visit, "!speechSynthesis.speaking")


def test_paper_has_no_button(visit: Page) -> None:  # noqa: F811
    with_voices(visit, RUSSIAN)
    visit.goto("ru/g/ru/w2/")
    visit.emulate_media(media="print")
    assert visit.locator("#v").is_hidden()
