"""One woman's way through the desk, step by step, as a caseworker does it. She and all her values are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote_plus

from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Download, Locator, Page, Response, expect

from tests.browser.conftest import DESKTOP, TIMEOUT_MS
from tests.server import PASSWORD, Server

# Words that nothing else in the world contains, with letters that only Kyrgyz has.
HER = {
    "name": "Үмүтай Чоңкойсуева",
    "phone": "+996700918273",
    "phone as she says it": "0700 918 273",
    "phone without codes": "700918273",
    "birth date": "1987-03-14",
    "document": "AC8173546",
    "address": "Бишкек, Көкарыкбаш көчөсү, 73-үй",
    "said": "Кожоюн Жапарбүбү эже жетинчи жумадан бери айлыгымды бербей жүрөт",
    "advice": "Чектериңизди сүрөткө тартып, Өзгөнайым эжеге бериңиз",
    "promise": "Бейшемби күнү кечинде чалабыз, үнүн өчүрүп койсун",
    "name to use": "Гүлайжамал эже",
    "code word": "көгүчкөн кептер",
    "who may answer": "сиңдиси Нурзыйнат",
    "remarks": "Күйөөсү телефонун текшерет",
    "employer": "ОсОО Көкжылдызбай Клининг",
    "employer's address": "Москва, Каширтүзү проезди, 41-үй",
    "detail": "Паспортумду темир сейфке камап койгон",
    "note": "Бригадир Замирбекжан жалган убада берди",
    "plan": "Адегенде талап кат, андан кийин эмгек инспекциясы",
    "work": "он алты кабаттын тепкичин жууган",
    "agreed pay": "айына 104 400 рубль, колго берилет",
    "payment way": "Элкарт эсебиме, 9417 менен бүткөн картага",
    "file name": "маек-бригадир-чоңкойсуева.txt",
    "file label": "Бригадир менен болгон жазышуу",
    "file content": "Акчаңды кийинки айда гана аласың, шашылба",
    "receipt": "Кол кат: Чоңкойсуева толук алды",
    "closing words": "Акчасын колуна санап алды, ыраазы",
    "why reopened": "Кожоюн жети миңин кайра кармап калыптыр",
    "together": "62111.04",
    "together in a letter": "62 111,04",
}
NAMES = ("name", "employer")
# 52 200.00 due on 2025-05-05 and paid on 2025-09-30, by the key rates of 2025, 1/150 a day.
WAGES, COMPENSATION, TOGETHER = "52200.00", "9911.04", "62111.04"
LAST_DAY = "2025-09-30"
EVIDENCE = f"{HER['file content']}\n".encode() * 9000  # larger than what a web server likes to keep in memory


def squeezed(text: str | None) -> str:
    """A text without its spaces and with a point in its sums, so that one figure has one spelling."""
    return re.sub(r"[\s\u00a0\u202f]", "", text or "").replace(",", ".")


@dataclass
class Watch:
    """What the browser asked for, was told and complained about during the whole story."""

    asked: list[str] = field(default_factory=list)
    navigated: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    shown: int = 0

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("response", self._answered)
        context.on("page", self._opened)
        context.expose_binding("tellTitle", lambda _source, title: self.titles.append(title))
        context.add_init_script("addEventListener('DOMContentLoaded', () => tellTitle(document.title))")

    def _answered(self, response: Response) -> None:
        if "/static/" not in response.url:
            self.shown += 1
            if "no-store" not in response.headers.get("cache-control", ""):
                self.kept.append(response.url)
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")

    def _opened(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self.navigated.append(frame.url))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())

    @property
    def visible(self) -> bytes:
        """All addresses, as they were and decoded, and all titles."""
        addresses = {*self.asked, *self.navigated}
        return "\n".join([*addresses, *map(unquote_plus, addresses), *self.titles]).encode()


@dataclass
class Told:
    """What the story leaves for the tests to look at."""

    watch: Watch = field(default_factory=Watch)
    consultation: str = ""
    case: str = ""
    figures: dict[str, str] = field(default_factory=dict)
    papers: dict[str, bytes] = field(default_factory=dict)
    paper_names: list[str] = field(default_factory=list)
    evidence: bytes = b""
    states: list[str] = field(default_factory=list)
    ledger: str = ""
    found: dict[str, bool] = field(default_factory=dict)
    looked: dict[str, str] = field(default_factory=dict)
    in_browser: dict[str, Any] = field(default_factory=dict)


def signed_in(browser: Browser, server: Server, watch: Watch, username: str) -> Page:
    """A browser of her own for a worker, through the sign-in page."""
    context = browser.new_context(base_url=server.address, viewport=DESKTOP, locale="en-GB", accept_downloads=True)
    context.set_default_timeout(TIMEOUT_MS)
    watch.over(context)
    page = context.new_page()
    page.goto("/en/")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    return page


class Story:
    """The caseworker's steps; what she sees goes into ``told``."""

    def __init__(self, page: Page, told: Told) -> None:
        self.page, self.told = page, told

    def tell(self) -> None:
        self.she_calls()
        self.how_to_reach_her()
        self.the_talk_ends()
        self.a_case()
        self.who_she_is()
        self.what_happened()
        self.the_claim()
        self.the_letter()
        self.the_evidence()
        self.it_is_sent()
        self.the_money()
        self.promises_are_kept()
        self.it_ends_twice()

    # --- the call

    def she_calls(self) -> None:
        """By keyboard alone, as in the first evening."""
        keys = self.page.keyboard
        keys.press("n")
        self.page.wait_for_url("**/consultations/*/")
        self.told.consultation = self.page.url.rstrip("/").split("/")[-1]
        expect(self.page.locator("#phone")).to_be_focused()
        keys.type(HER["phone as she says it"])
        expect(self.page.locator("#known")).to_contain_text("Nobody here knows this number")
        keys.press("Enter")
        for typed, following in (("айлык", "#place"), ("москва", "#said")):
            keys.type(typed)
            keys.press("Enter")
            expect(self.page.locator(following)).to_be_focused()
        expect(self.page.locator("#place")).to_have_value(re.compile("Moscow"))
        keys.type(HER["said"])
        keys.press("Tab")
        keys.type(HER["advice"])
        keys.press("Tab")
        keys.type(HER["promise"])
        expect(self.page.locator("#saved")).to_contain_text("Saved ")

    def how_to_reach_her(self) -> None:
        self.page.get_by_role("link", name="Contact-safety card").click()
        form = self.page.locator("form:has([name=code_word])")
        for name in ("name_to_use", "code_word", "who_may_answer", "remarks"):
            form.locator(f"[name={name}]").fill(HER[name.replace("_", " ")])
        for name, value in (("whose_phone", "own"), ("is_watched", "yes"), ("may_leave_message", "no")):
            form.locator(f"[name={name}]").select_option(value)
        self.press(form.get_by_role("button"))
        self.press(self.page.get_by_role("button", name="I have read it"))
        expect(self.page.locator(".heading .tag.ok")).to_contain_text("confirmed")
        self.page.locator(".path a").click()

    def the_talk_ends(self) -> None:
        expect(self.page.locator("#said")).to_have_value(HER["said"])
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("h1 + .tag.ok")).to_have_text("finished")

    # --- the case

    def a_case(self) -> None:
        self.press(self.page.get_by_role("button", name="Open a case"))
        self.page.wait_for_url("**/cases/*/")
        self.told.case = self.page.url.rstrip("/").split("/")[-1]
        self.state()

    def at_case(self) -> None:
        self.page.goto(f"/en/desk/cases/{self.told.case}/")

    def part(self, name: str, summary: str) -> Locator:
        """The form that stands folded in one part of the case's page."""
        folded = self.page.locator(f"#{name} details", has=self.page.locator("summary", has_text=summary))
        folded.locator("summary").click()
        return folded.locator("form").first

    def press(self, button: Locator) -> None:
        """Press a button that brings another page, and wait for that page: what is touched next belongs to it."""
        with self.page.expect_navigation():
            button.click()

    def state(self) -> None:
        self.told.states.append(self.page.locator(".heading .tag").first.inner_text())

    def who_she_is(self) -> None:
        form = self.part("people", "Add a person")
        form.locator("[name=name]").fill(HER["name"])
        self.press(form.get_by_role("button"))
        phone = self.page.locator("form:has([name=number])")
        phone.locator("[name=number]").fill(HER["phone as she says it"])
        phone.locator("[name=relation]").select_option("own")
        self.press(phone.get_by_role("button"))
        details = self.page.locator("form:has([name=birth_date])")
        for name in ("birth_date", "document", "address"):
            details.locator(f"[name={name}]").fill(HER[name.replace("_", " ")])
        self.press(details.get_by_role("button"))
        expect(self.page.locator("#people")).to_contain_text(HER["name"])

    def what_happened(self) -> None:
        form = self.part("employer", "Write down the employer")
        form.locator("[name=name]").fill(HER["employer"])
        form.locator("[name=address]").fill(HER["employer's address"])
        form.locator("[name=papers]").select_option("none")
        self.press(form.get_by_role("button"))
        form = self.part("stay", "Write down the stay")
        form.locator("[name=place]").select_option("place/moscow")
        form.locator("[name=since]").fill("2025-03-01")
        form.locator("[name=status]").select_option("patent")
        form.locator("[name=status_expires]").fill((timezone.localdate() + timedelta(days=90)).isoformat())
        self.press(form.get_by_role("button"))
        form = self.part("violations", "Add")
        form.locator("[name=violation]").select_option("unpaid-wages")
        form.locator("[name=detail]").fill(HER["detail"])
        self.press(form.get_by_role("button"))
        self.writes("notes", "text", HER["note"])
        form = self.part("plan", "Change the plan")
        form.locator("[name=plan]").fill(HER["plan"])
        self.press(form.get_by_role("button"))
        for part, value in (("violations", "detail"), ("notes", "note"), ("plan", "plan"), ("employer", "employer")):
            expect(self.page.locator(f"#{part}")).to_contain_text(HER[value])

    def writes(self, part: str, name: str, text: str) -> None:
        form = self.page.locator(f"#{part} form:has([name={name}])")
        form.locator(f"[name={name}]").fill(text)
        self.press(form.get_by_role("button"))

    # --- the claim

    def the_claim(self) -> None:
        self.press(self.page.get_by_role("button", name="Start a wage claim"))
        terms = self.page.locator("form:has([name=first_pay_day])")
        terms.locator("[name=work]").fill(HER["work"])
        terms.locator("[name=first_pay_day]").fill("20")
        terms.locator("[name=second_pay_day]").fill("5")
        self.press(terms.get_by_role("button"))
        maker = self.page.locator("form:has([name=rhythm])")
        for name, value in (("first", "2025-04-01"), ("last", "2025-04-30"), ("agreed", "52 200,00")):
            maker.locator(f"[name={name}]").fill(value)
        self.press(maker.get_by_role("button"))
        expect(self.page.locator("[name=p-1-due]")).to_have_value("2025-05-05")
        self.is_paid(0, "2025-04-18")
        self.page.locator("#id_as_of").fill(LAST_DAY)
        self.press(self.page.get_by_role("button", name="Compute"))
        self.figures("unpaid")

    def is_paid(self, period: int, day: str) -> None:
        row = self.page.locator("#grid .period").nth(period)
        row.locator("summary").click()
        row.locator("[name$=-paid_on]").fill(day)
        row.locator("[name$=-paid]").fill("52 200")
        self.press(self.page.get_by_role("button", name="Save the periods"))
        expect(self.page.locator("#grid .period").nth(period).locator(".payment")).to_contain_text(day)

    def figures(self, when: str) -> None:
        shown = self.page.locator(".sums .big").all_inner_texts()[:3]
        for what, text in zip(("wages", "compensation", "together"), shown, strict=True):
            self.told.figures[f"{what} {when}"] = squeezed(text)

    # --- the letter

    def the_letter(self) -> None:
        self.page.get_by_role("link", name="Demand to the employer").click()
        form = self.page.locator("form.facts")
        expect(form.locator("[name=worker_name]")).to_have_value(HER["name"])
        expect(form.locator("[name=employer_address]")).to_have_value(HER["employer's address"])
        self.press(form.get_by_role("button", name="Make the papers"))
        expect(self.page.locator("form.facts .error").first).to_be_visible()
        form.locator("[name=employment_ended][value=yes]").check()
        form.locator("[name=worked_to]").fill("2025-04-30")
        form.locator("[name=agreed_pay]").fill(HER["agreed pay"])
        form.locator("[name=payment_way]").fill(HER["payment way"])
        self.press(form.get_by_role("button", name="Make the papers"))
        for link in self.page.locator("table a[download]").all():
            name = link.inner_text()
            with self.page.expect_download() as download:
                link.click()
            self.told.papers[name] = self.bytes_of(download.value)

    def bytes_of(self, download: Download) -> bytes:
        self.told.paper_names.append(download.suggested_filename)
        return download.path().read_bytes()

    def it_is_sent(self) -> None:
        self.page.goto(f"/en/desk/cases/{self.told.case}/claims/1/letters/demand/?as_of={LAST_DAY}")
        form = self.page.locator("form.sent")
        form.locator("[name=document]").select_option(index=0)
        self.press(form.get_by_role("button"))
        expect(self.page.locator("table .tag.ok")).to_be_visible()

    def the_evidence(self) -> None:
        self.at_case()
        form = self.part("papers", "Add a paper")
        file = {"name": HER["file name"], "mimeType": "text/plain", "buffer": EVIDENCE}
        form.locator("[name=file]").set_input_files(files=[file])
        form.locator("[name=name]").fill(HER["file label"])
        form.locator("[name=tie]").select_option(label=HER["name"])
        self.press(form.get_by_role("button", name="Keep it"))
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=HER["file label"]).click()
        self.told.evidence = self.bytes_of(download.value)

    # --- the money

    def the_money(self) -> None:
        self.page.goto(f"/en/desk/cases/{self.told.case}/ledger/")
        for stage in ("acknowledged", "awarded", "recovered", "received"):
            form = self.page.locator("#enter")
            form.locator("[name=stage]").select_option(stage)
            form.locator("[name=amount]").fill(TOGETHER)
            form.locator("[name=evidence]").fill(HER["receipt"])
            self.press(form.get_by_role("button"))
            expect(self.page.locator("table tbody")).to_contain_text(HER["receipt"])
        self.told.ledger = squeezed(self.page.locator(".funnel").inner_text())
        self.page.goto(f"/en/desk/cases/{self.told.case}/claims/1/")
        self.is_paid(1, LAST_DAY)
        self.figures("paid")

    def promises_are_kept(self) -> None:
        self.page.goto("/en/desk/?ahead=all")
        expect(self.page.locator("table.queue")).to_contain_text(HER["promise"])
        expect(self.page.locator("table.queue")).to_contain_text(HER["code word"])
        while self.page.get_by_role("button", name="Kept").count():
            self.press(self.page.get_by_role("button", name="Kept").first)
            expect(self.page.locator(".undo")).to_contain_text("Kept.")
            self.page.goto("/en/desk/?ahead=all")

    def it_ends_twice(self) -> None:
        self.at_case()
        self.closes("paid-in-part")
        form = self.part("owner", "Open again")
        form.locator("[name=why]").fill(HER["why reopened"])
        self.press(form.get_by_role("button"))
        self.state()
        expect(self.page.locator("#notes")).to_contain_text(HER["why reopened"])
        self.closes("paid-in-full")

    def closes(self, outcome: str) -> None:
        form = self.part("owner", "Close the case")
        form.locator("[name=outcome]").select_option(outcome)
        form.locator("[name=closing_words]").fill(HER["closing words"])
        self.press(form.get_by_role("button"))
        self.state()

    # --- afterwards

    def finds(self, typed: str) -> None:
        """Does the search bring the case up?"""
        self.page.goto("/en/desk/search/")
        self.page.locator("[name=typed]").fill(typed)
        self.press(self.page.get_by_role("button", name="Find"))
        expect(self.page.locator("section[aria-live]")).to_be_visible()
        self.told.found[typed] = self.page.locator("section[aria-live] a", has_text=self.told.case).count() > 0

    def looks(self, when: str) -> None:
        self.at_case()
        self.told.looked[when] = self.page.locator("#looked").inner_text()

    def what_the_browser_keeps(self) -> None:
        kept = "[localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
        self.told.in_browser["storage"] = self.page.evaluate(f"async () => {kept}")
        self.told.in_browser["cookies"] = {cookie["name"] for cookie in self.page.context.cookies()}
