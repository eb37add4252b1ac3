"""A transcript is coded in a real browser: with the mouse and with keys alone, through a lock and a lost line, on a
phone in Kyrgyz; and a text of 30,000 words stays quick."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tayanch.evidence.interviews.models import Adjudication, Assignment, Coding, Interview, Memo
from tayanch.store.state import keyring
from tests.browser.conftest import DESKTOP, PHONE, sign_in, wait_until
from tests.browser.test_screens import keep_picture
from tests.conftest import PASSPHRASE
from tests.evidence.interviews.coded import TEXT, being_coded
from tests.evidence.interviews.made import HOME, WAGES

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
LIMIT_MS = 200  # from an input to the next paint


def address(interview: Interview, page: str = "read", language: str = "en") -> str:
    return f"/{language}/evidence/interviews/interview/{interview.id}/{page}/"


def opened(page: Page, user: Any, interview: Interview, language: str = "en") -> None:
    sign_in(page, user)
    page.goto(address(interview, language=language))
    expect(page.locator("#bar")).to_be_visible()


def words(text: str = TEXT) -> list[str]:
    return [text[row.start : row.end] for row in Coding.objects.all()]


def is_saved(page: Page) -> None:
    """Everything that was done until now is on the server: keys are handled before a script of ours is."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#trouble")).to_be_hidden()


def select_with_mouse(page: Page, first: str, last: str) -> None:
    """Drag from the first letter of one word to the last letter of another."""
    boxes = page.evaluate(
        """([first, last]) => [[first, 0], [last, 1]].map(([word, isEnd]) => {
            const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(word);
                if (at < 0) continue;
                node.parentElement.scrollIntoView({ block: "center" });
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + word.length);
                const box = range.getBoundingClientRect();
                return [isEnd ? box.right - 3 : box.left + 3, box.top + box.height / 2];
            }
        })""",
        [first, last],
    )
    page.mouse.move(*boxes[0])
    page.mouse.down()
    page.mouse.move(*boxes[1], steps=6)
    page.mouse.up()


def choose(page: Page, letters: str) -> None:
    page.locator("#code-words").fill(letters)
    page.keyboard.press("Enter")


def test_words_are_coded_with_the_mouse_where_emoji_and_composed_letters_stand_before_them(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    interview = being_coded(here)
    opened(page, here.owner, interview)
    select_with_mouse(page, "йттым", "балдар")
    page.locator("#code-it").click()
    expect(page.locator("#codes")).to_be_visible()
    choose(page, "уй")  # a Russian keyboard has no ү
    is_saved(page)
    assert words() == ["кайттым 🏠🏠, балдарым"]
    expect(page.locator(".chip button")).to_have_text(["Home"])
    assert page.locator(".c").all_inner_texts() == ["кайттым 🏠🏠, балдарым"]
    expect(page.locator(".bars i")).to_have_count(1)
    keep_picture(page, "coding-mouse")
    assert_accessible(page)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_text_is_coded_with_keys_alone_undone_and_opened_anew(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    interview = being_coded(here)
    opened(page, here.owner, interview)
    page.locator("#text").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "ArrowRight", "Shift+ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("getSelection().toString()") == "иштедим.\r\nАйлыгымды"
    page.keyboard.press("Enter")
    expect(page.locator("#code-words")).to_be_focused()
    expect(page.locator("#meaning")).not_to_be_empty()
    keep_picture(page, "coding-palette")
    assert_accessible(page)
    choose(page, "unpaid")
    is_saved(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("t")
    page.keyboard.press("1")  # the code used last
    is_saved(page)
    assert len(words()) == 2
    assert words()[1] == TEXT[TEXT.index("Мен у") :]
    page.keyboard.press("Control+z")
    is_saved(page)
    assert len(words()) == 1
    page.reload()
    page.locator("#text").focus()
    page.keyboard.press("Control+y")
    is_saved(page)
    assert len(words()) == 2
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    is_saved(page)
    assert words() == []
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_passage_is_stepped_to_moved_given_another_code_and_removed(page: Page, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    code(interview, here.owner, "балдарым күтүп", HOME)
    opened(page, here.owner, interview)
    page.locator("#text").focus()
    page.keyboard.press("]")
    expect(page.locator("#chosen")).to_contain_text("Home")
    expect(page.locator(".handle")).to_have_count(2)
    id_ = Coding.objects.get().id
    page.keyboard.press("Alt+ArrowRight")
    is_saved(page)
    page.keyboard.press("Alt+Shift+ArrowRight")
    wait_until(page, "document.getElementById('saved').textContent === 'Saved'")
    assert words() == ["күтүп жатты"]
    assert Coding.objects.get().id == id_
    keep_picture(page, "coding-chosen")
    page.keyboard.press("Enter")
    choose(page, "wages")
    is_saved(page)
    assert str(Coding.objects.get().code) == WAGES
    page.keyboard.press("Delete")
    is_saved(page)
    assert words() == []


def test_a_border_is_dragged(page: Page, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    code(interview, here.owner, "балдарым", HOME)
    opened(page, here.owner, interview)
    page.locator(".c").click()
    handle = page.locator(".handle.to").bounding_box()
    word = page.evaluate(
        """() => { const node = [...document.querySelectorAll(".words")].at(-1).lastChild;
        const range = document.createRange();
        range.setStart(node, node.data.indexOf("күтүп")); range.setEnd(node, node.data.indexOf("күтүп") + 5);
        const box = range.getBoundingClientRect(); return [box.left + box.width / 2, box.bottom + 8]; }"""
    )
    assert handle
    page.mouse.move(handle["x"] + 12, handle["y"] + 12)
    page.mouse.down()
    page.mouse.move(*word, steps=5)
    page.mouse.up()
    is_saved(page)
    assert words() == ["балдарым күтүп"]


def code(interview: Interview, user: Any, said: str, id_: str, text: str = TEXT) -> Coding:
    start = text.index(said)
    told = {"id": uuid4(), "version": interview.versions.get(), "coder": user, "code": UUID(id_), "at": timezone.now()}
    return Coding.objects.create(start=start, end=start + len(said), **told)


def test_nothing_is_lost_without_a_line_or_behind_a_lock(page: Page, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    opened(page, here.owner, interview)
    page.context.set_offline(True)
    page.locator("#text").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    choose(page, "home")
    expect(page.locator("#trouble")).to_contain_text("no connection")
    expect(page.locator("#saved")).to_have_text("Not saved yet: 1")
    expect(page.locator(".chip button")).to_have_text(["Home"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    expect(page.locator("#saved")).to_have_text("Not saved yet: 2")
    page.context.set_offline(False)
    is_saved(page)
    expect(page.locator("#trouble")).to_be_hidden()
    assert len(words()) == 2
    keyring().lock()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("1")
    expect(page.locator("#trouble")).to_contain_text("Tayanch is locked")
    keep_picture(page, "coding-locked")
    keyring().unlock(PASSPHRASE)
    is_saved(page)
    assert len(words()) == 3


def test_another_window_of_hers_is_noticed(page: Page, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    opened(page, here.owner, interview)
    other = page.context.new_page()
    other.goto(address(interview))
    for tab, steps in ((other, 1), (page, 2)):
        tab.locator("#text").focus()
        for _ in range(steps):
            tab.keyboard.press("ArrowDown" if steps == 2 else "ArrowRight")
        tab.keyboard.press("Enter")
        choose(tab, "home")
        is_saved(tab)
    expect(page.locator(".chip")).to_have_count(2)


def test_a_phone_in_kyrgyz(page: Page, here: SimpleNamespace, assert_accessible: Check) -> None:
    interview = being_coded(here)
    code(interview, here.owner, "балдарым күтүп", HOME)
    code(interview, here.owner, "Тикмекан", WAGES)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    opened(page, here.owner, interview, "ky")
    expect(page.locator(".chip button").last).to_have_text("Үй")
    assert_accessible(page)
    keep_picture(page, "coding-phone-ky")
    page.locator(".chip button").last.click()
    assert_accessible(page)
    keep_picture(page, "coding-phone-ky-chosen")
    page.locator("#code-it").click()
    expect(page.locator("#codes")).to_be_visible()
    assert_accessible(page)
    keep_picture(page, "coding-phone-ky-codes")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_what_fingers_selected_is_coded(browser: Any, live_server: Any, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    opened(page, here.owner, interview)
    page.evaluate(
        """() => { const words = [...document.querySelectorAll(".words")].at(-1).firstChild;
        getSelection().setBaseAndExtent(words, words.data.indexOf("алдар"), words, words.data.indexOf("күт") + 2); }"""
    )
    page.locator("#code-it").tap()
    page.locator("#code-list [role=option]").last.tap()
    is_saved(page)
    assert words() == ["балдарым күтүп"]
    context.close()


def test_a_text_is_read_and_a_turn_coded_without_scripts(browser: Any, live_server: Any, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    code(interview, here.owner, "балдарым күтүп", HOME)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=DESKTOP)
    page = sign_in(context.new_page(), here.owner)
    page.goto(address(interview))
    expect(page.locator(".c")).to_have_text("балдарым күтүп")
    page.get_by_role("link", name="Code this turn").nth(1).click()
    page.locator("#turn-code").select_option(WAGES)
    page.get_by_role("button", name="Code this turn").click()
    expect(page.locator(".chip")).to_have_text(["Unpaid wages", "Home"])
    context.close()


def test_words_are_found_and_the_next_turn_without_a_code(page: Page, here: SimpleNamespace) -> None:
    interview = being_coded(here)
    code(interview, here.owner, "Тикмекан", WAGES)
    opened(page, here.owner, interview)
    page.locator("#text").focus()
    page.keyboard.press("/")
    page.keyboard.type("ИШТЕ")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text("Place 1 of 2")
    page.keyboard.press("Enter")
    assert page.evaluate("getSelection().toString()") == "иште"
    page.locator("#uncoded").click()
    assert page.evaluate("getSelection().toString()").startswith("Мен")
    page.locator("#jump").select_option(WAGES)
    expect(page.locator("#chosen")).to_contain_text("Unpaid wages")
    page.locator("#text").focus()
    page.keyboard.press("m")
    page.locator("#id_title").fill("Which workshop?")
    page.get_by_role("button", name="Keep").click()
    memo = Memo.objects.get()
    assert TEXT[memo.start : memo.end] == "Тикмекан"
    expect(page.get_by_text("1 memo", exact=True)).to_be_visible()


# --- comparing and settling ------------------------------------------------------------------------------------------


def differing(here: SimpleNamespace) -> Interview:
    interview = being_coded(here)
    code(interview, here.owner, "балдарым күтүп", HOME)
    code(interview, here.teammate, "балдарым", HOME)
    code(interview, here.owner, "Айлыгымды беришкен жок", WAGES)
    code(interview, here.teammate, "Айлыгымды беришкен", HOME)
    code(interview, here.owner, "Тикмекан", WAGES)
    for user in (here.owner, here.teammate):
        code(interview, user, "Кандай", HOME)
    Assignment.objects.update(done_at=timezone.now())
    return interview


def test_two_readings_are_compared_and_settled_with_keys(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    interview = differing(here)
    sign_in(page, here.analyst)
    page.goto(address(interview, "compare"))
    expect(page.locator(".place-note")).to_have_count(3)
    page.keyboard.press("j")
    expect(page.locator("#place-told")).to_have_text("Place 1 of 3")
    keep_picture(page, "compare")
    assert_accessible(page)
    page.goto(address(interview, "settle"))
    keep_picture(page, "settle")
    assert_accessible(page)
    page.keyboard.press("1")
    expect(page.locator(".place h2")).to_contain_text("Place 2 of 3")
    page.keyboard.press("2")
    expect(page.locator(".place h2")).to_contain_text("Place 3 of 3")
    page.keyboard.press("u")
    expect(page.locator(".place h2")).to_contain_text("Place 2 of 3")
    page.keyboard.press("e")
    page.locator("#why").fill("wages, and home")
    page.keyboard.press("Escape")
    page.locator("[data-take=all]").click()
    expect(page.locator(".place h2")).to_contain_text("Place 3 of 3")
    page.keyboard.press("n")
    expect(page.locator(".empty")).to_contain_text("Everything is settled")
    interview.refresh_from_db()
    assert interview.settled_at
    assert sum(len(row.rejected) for row in Adjudication.objects.all()) == 2
    assert Coding.objects.count() == 7
    page.goto(address(interview, "compare"))
    expect(page.locator(".chip.rejected")).to_have_count(2)
    assert page.complaints == []  # type: ignore[attr-defined]


def test_the_pages_of_the_lead_fit_a_phone_in_kyrgyz_and_russian(
    page: Page, here: SimpleNamespace, assert_accessible: Check
) -> None:
    interview = differing(here)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    sign_in(page, here.analyst)
    for language in ("ky", "ru"):
        for name in ("compare", "settle"):
            page.goto(address(interview, name, language))
            assert_accessible(page)
            keep_picture(page, f"{name}-{language}")
        page.goto(f"/{language}/evidence/interviews/{interview.study_id}/agreement/")
        assert_accessible(page)
        keep_picture(page, f"agreement-{language}")
        page.goto(f"/{language}/evidence/interviews/{interview.study_id}/memos/")
        assert_accessible(page)


# --- a long text -----------------------------------------------------------------------------------------------------


def long_text(turns: int = 600, of: int = 50) -> str:
    chance = random.Random(5)
    some = ["үй", "айлык", "бала", "иш", "жол", "кыш", "суу", "эл", "апа", "🏠", "келин", "тамак", "акча", "анан"]
    said = [" ".join(chance.choices(some, k=of)) for _ in range(turns)]
    return "".join(f"{('Модератор', 'Айнура', 'Бактыгүл')[n % 3]}: {words}.\n" for n, words in enumerate(said))


def long_interview(here: SimpleNamespace) -> Interview:
    from tayanch.evidence.interviews.texts import seal_text, text_of
    from tayanch.interviews import model

    text = long_text()
    interview = being_coded(here, text)
    version = interview.versions.get()
    who = {turn.speaker: 1 for turn in text_of(version).turns}
    people, turns, at = list(who), [], 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        label = line.index(": ") + 2
        turns.append(model.Turn(at, at + label, at + len(line), people[number % 3]))
        at += len(line)
    seal_text(version, model.TextVersion(1, "transcribed", text, tuple(turns)))
    version.save()
    chance = random.Random(6)
    rows = {}
    while len(rows) < 800:
        turn = chance.choice(turns)
        start = chance.randrange(turn.said, turn.end - 30)
        rows[start, start + chance.randrange(10, 200), chance.choice([HOME, WAGES])] = 1
    told = {"version": version, "coder": here.owner, "at": timezone.now()}
    Coding.objects.bulk_create(
        Coding(id=uuid4(), start=a, end=min(b, len(text)), code=UUID(c), **told) for a, b, c in rows
    )
    return interview


TIMER = """() => {
    window.slowest = 0;
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.slowest = Math.max(window.slowest, entry.duration);
    }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


SCROLL = """() => new Promise((done) => {
    const times = [];
    let last = performance.now();
    const step = (now) => {
        times.push(now - last);
        last = now;
        scrollBy(0, 1500);
        if (times.length < 42) requestAnimationFrame(step); else done(times.slice(2));
    };
    requestAnimationFrame(step);
})"""


def test_thirty_thousand_words_with_800_codings_stay_quick(page: Page, here: SimpleNamespace) -> None:
    interview = long_interview(here)
    began = time.monotonic()
    opened(page, here.owner, interview)
    print(f"\nopened: {1000 * (time.monotonic() - began):.0f} ms")
    page.evaluate(TIMER)
    slowest: dict[str, float] = {}

    def measure(name: str, do: Callable[[], Any]) -> None:
        page.evaluate("window.slowest = 0")
        do()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
        slowest[name] = page.evaluate("window.slowest")

    page.locator("#text").focus()
    measure(
        "select with keys",
        lambda: [page.keyboard.press(k) for k in ("ArrowDown", "Shift+ArrowRight", "t", "ArrowRight")],
    )
    measure("code by a digit", lambda: [page.keyboard.press(k) for k in ("ArrowDown", "1", "ArrowDown", "2")])
    measure("step to passages", lambda: [page.keyboard.press("]") for _ in range(6)])
    measure("undo", lambda: [page.keyboard.press("Control+z") for _ in range(2)])
    measure("open the codes", lambda: [page.keyboard.press(k) for k in ("ArrowRight", "Enter", "Escape")])
    measure("select with the mouse", lambda: drag(page))
    frames = page.evaluate(SCROLL)
    slowest["scroll, 95 of 100 frames"] = sorted(frames)[int(0.95 * len(frames))]
    print("\n".join(f"{name}: {ms:.0f} ms" for name, ms in slowest.items()))
    assert {name: ms for name, ms in slowest.items() if ms > LIMIT_MS} == {}
    assert page.complaints == []  # type: ignore[attr-defined]


def drag(page: Page) -> None:
    box = page.locator(".said").nth(20).bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 40, steps=8)
    page.mouse.up()
