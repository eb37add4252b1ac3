"""What the story of the interviews is told with: invented transcripts as files, and what each colleague does."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from docx import Document as Paper
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import DESKTOP, TIMEOUT_MS, check_accessible, is_complaint, sign_in
from tests.browser.test_interview_coding import choose, is_saved, select_with_mouse
from tests.browser.test_screens import keep_picture

TITLE = "Women who came back (invented)"
GROUP, WOMEN = "osh-group-1", ("Айнура", "Бактыгүл", "Жаркынай", "Нургүл", "Сайрагүл", "Үмса")
SAID = (
    "Модератор: Саламатсыздарбы! Чет өлкөгө кантип кеткениңизди айтып бериңизчи.",
    "Айнура: Мен Москвада тикмекан цехинде 🏠 эки жыл иштедим. Айлыгымды беришкен жок, документимди да алып коюшту.",
    "Бактыгүл: Айнуранын айтканы туура. Мен да үйгө кайттым, балдарым күтүп жатты, акча болгон жок.",
    "Жаркынай: Мени Асел Токтосунова деген аял алып барган, телефону +996 700 000 117. Ал жумуш табып берем деди.",
    "Нургүл: Алгачкы айда уктабай иштедик. Чарчап калчумун, бирок кыздарым үчүн чыдадым.",
    "Сайрагүл: Эжем менен бир бөлмөдө он киши жашадык. Кожоюн келсе үндөбөгүлө дечү.",
    "Үмса: Кайтып келгенден кийин кошуналар сүйлөшпөй калды. Азыр өзүмдүн машинкам бар.",
    "Модератор: Рахмат. Айнура, дагы кошорунуз барбы?",
    "Айнура: Калганын үч айдан кийин Аселдин күйөөсү алып келди, жарымын гана берди.",
)
# The others are short: there are several, in two scripts and three kinds of files.
TALKS = {
    "naryn-1.txt": "Interviewer: Why did you leave?\n\nRespondent: There was no work in our village.\n\n"
    "Interviewer: And who stayed with the children?\n\nRespondent: My mother-in-law stayed with them.\n",
    "chui-1.txt": "Интервьюер: Когда вы вернулись?\n\nОна: Весной, когда мама заболела.\n\n"
    "Интервьюер: Вас встретили?\n\nОна: Соседи встретили, дочка меня не узнала.\n",
    "talas-1.docx": "Интервьюер: Кайда иштедиңиз?\n\nРеспондент: Ашканада идиш жуудум.\n\n"
    "Интервьюер: Айлык жеттиби?\n\nРеспондент: Жетти, бирок үйгө баарын салдым.\n",
}
QUOTE = "Мен да үйгө кайттым, балдарым күтүп жатты, акча болгон жок"
WHY = "Her daughter asks that she be called back"


def docx(paragraphs: list[str]) -> bytes:
    paper = Paper()
    for one in paragraphs:
        paper.add_paragraph(one)
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def files(folder: Path) -> list[Path]:
    """The transcripts as they come from whoever typed them."""
    made = {f"{GROUP}.docx": docx([line for said in SAID for line in (said, "")])}
    for name, text in TALKS.items():
        made[name] = docx(text.split("\n\n")) if name.endswith("docx") else text.encode()
    for name, data in made.items():
        (folder / name).write_bytes(data)
    return [folder / name for name in made]


def attributes(folder: Path) -> Path:
    """Six women whom nobody could tell apart by what is known of them; one other."""
    lines = ["interview,speaker,sex,age,oblast,status"]
    lines += [f"{GROUP},{woman},woman,{35 + place},osh,returned-migrant" for place, woman in enumerate(WOMEN)]
    lines += ["naryn-1,Respondent,woman,58,naryn,family-member", "chui-1,Nobody,woman,30,chui,returned-migrant"]
    table = folder / "speakers.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    return table


class Colleague:
    """Somebody of the study at her own browser."""

    def __init__(self, browser: Browser, address: str, user: Any) -> None:
        self.user, self.name = user, user.name
        self.context: BrowserContext = browser.new_context(base_url=address, viewport=DESKTOP, locale="en-GB")  # type: ignore[arg-type]
        self.context.set_default_timeout(TIMEOUT_MS)
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(f"{error.message} {error.stack}"))
        self.page.on("console", lambda said: self.complaints.append(said.text) if is_complaint(said) else None)
        self.page.on("dialog", lambda dialog: dialog.accept())
        sign_in(self.page, user)

    def press(self, what: Locator | str) -> None:
        """Press a button that brings another page, and wait for that page."""
        button = self.page.get_by_role("button", name=what, exact=True) if isinstance(what, str) else what
        with self.page.expect_navigation():
            button.click()

    def go(self, path: str) -> None:
        self.page.goto(path)

    def tab(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.locator("nav.tabs").get_by_role("link", name=name, exact=True).click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_not(self, text: str) -> None:
        expect(self.page.locator("main")).not_to_contain_text(text)

    def looks(self, name: str) -> None:
        """A page worth a look: nothing scrolls sideways, everybody can use it."""
        keep_picture(self.page, f"interviews-{name}")
        check_accessible(self.page)

    def status(self, method: str, path: str, **form: str) -> int:
        """What an address answers her, asked beside the pages."""
        cookies = {one["name"]: one["value"] for one in self.context.cookies()}
        headers = {"X-CSRFToken": cookies.get("csrftoken", "")}
        ask = self.context.request
        answer = ask.get(path) if method == "GET" else ask.post(path, form=form, headers=headers)
        return answer.status

    def takes(self, act: Callable[[], None]) -> bytes:
        """A file that comes when she presses."""
        with self.page.expect_download() as coming:
            act()
        return coming.value.path().read_bytes()


class Story:
    """The study from its first page on. *here*: who there is; each has a browser of her own."""

    def __init__(self, browser: Browser, address: str, here: SimpleNamespace, folder: Path) -> None:
        self.folder, self.here = folder, here
        self.lead, self.second, self.first_coder, self.other_coder = (
            Colleague(browser, address, user) for user in (here.analyst, here.supervisor, here.owner, here.teammate)
        )
        self.root = "/en/evidence/interviews/"
        self.study = self.interview = ""

    def everybody(self) -> tuple[Colleague, ...]:
        return self.lead, self.second, self.first_coder, self.other_coder

    # --- 1. the study, its people, its codes, its transcripts

    def it_begins(self) -> None:
        lead = self.lead
        lead.go(self.root)
        lead.looks("01-none")
        lead.page.locator("[name=title]").fill(TITLE)
        lead.page.locator("[name=question]").fill("What does coming home cost?")
        lead.press("Begin")
        self.study = lead.page.url.split("/interviews/")[1].strip("/")
        self.at = f"{self.root}{self.study}/"
        lead.looks("02-board-empty")
        lead.tab("Who works here")
        for user, part in ((self.here.supervisor, "lead"), (self.here.owner, "coder"), (self.here.teammate, "coder")):
            lead.page.locator("[name=user]").last.select_option(str(user.id))
            lead.page.locator("#id_part").select_option(part)
            lead.press("Add")
            lead.sees(f"{user.name} works in this study now.")
        lead.looks("03-people")
        lead.tab("Codebook")
        lead.press("Begin with 87 codes on women and labour migration")
        lead.page.get_by_role("link", name="Not paid", exact=True).click()
        expect(lead.page.locator("#code-heading")).to_have_text("WAGE-NONPAY")
        lead.looks("04-codebook")

    def transcripts_come(self) -> None:
        lead = self.lead
        lead.tab("Bring transcripts")
        lead.page.locator("[name=transcripts]").set_input_files(files(self.folder))
        lead.page.locator("[name=method]").select_option("interview")
        lead.looks("05-bring")
        lead.press("Read them")  # file by file; the page goes on by itself when each was read
        expect(lead.page.locator("[name=waiting]:checked")).to_have_count(3)  # one is in doubt: most women spoke once
        lead.looks("06-read")
        lead.page.get_by_role("link", name=GROUP, exact=True).click()
        lead.sees("Бактыгүл")
        for name, value in (("method", "focus-group"), ("language", "ky"), ("area", "osh")):
            lead.page.locator(f"[name={name}]").select_option(value)
        lead.page.locator("[name=held_on]").fill("2026-03-02")
        lead.looks("07-waiting")
        lead.press("Keep this interview")
        self.interview = lead.page.url.split("/interview/")[1].strip("/")
        self.of = f"{self.root}interview/{self.interview}/"
        lead.go(f"{self.at}bring/")
        lead.press("Keep what is ticked")
        expect(lead.page.locator("table.board tbody tr")).to_have_count(4)
        lead.looks("08-board")

    def who_they_are(self) -> None:
        lead = self.lead
        lead.go(f"{self.at}attributes/")
        lead.page.locator("#file").set_input_files(attributes(self.folder))
        lead.press("Look at it")
        lead.sees("nobody is called so")
        lead.looks("09-attributes")
        lead.press("Keep 7 lines")
        lead.go(f"{self.of}speakers/")
        expect(lead.page.locator("input.short").nth(1)).to_have_value("35")
        lead.looks("10-speakers")

    # --- 2. two coders; the names go out while one of them is at work

    def it_is_given(self) -> None:
        lead = self.lead
        lead.go(self.of)
        for user in (self.here.owner, self.here.teammate):
            lead.page.locator(f"[name=coder][value='{user.id}']").check()
        lead.press("Give")
        lead.sees("Given to 2 coders.")
        coder = self.first_coder
        coder.go(self.at)
        coder.looks("11-board-of-a-coder")
        with coder.page.expect_navigation():
            coder.page.get_by_role("link", name=GROUP, exact=True).click()
        coder.tab("Read and code")
        self.codes(coder, "Айнуранын", "туура", "COPE-SOCIAL")
        expect(coder.page.locator(".c")).to_have_text("Айнуранын айтканы туура")

    def codes(self, coder: Colleague, first: str, last: str, code: str) -> None:
        select_with_mouse(coder.page, first, last)
        coder.page.locator("#code-it").click()
        choose(coder.page, code)
        is_saved(coder.page)

    def names_go_out(self) -> None:
        lead = self.lead
        lead.go(f"{self.of}names/")
        lead.looks("12-names")
        expect(lead.page.locator("#missed")).to_have_value("Үмса")  # a speaker whom no list of names knows
        self.row("Москвада").locator("[value=word]").check()
        self.row("Аселдин").locator("select").last.select_option(label="Асел Токтосунова")
        for row in lead.page.locator(".candidates > li").all():
            if row.locator("[value=later]:checked").count():
                row.locator("[value=word]").check()
        lead.press("Put the stand-ins into the text")
        lead.sees("have a stand-in now")
        lead.sees("nothing else looks like one")
        expect(lead.page.locator(".candidates > li")).to_have_count(0)
        lead.looks("13-names-out")
        coder = self.first_coder
        coder.page.reload()
        coder.sees_not("Айнура")
        coder.sees_not("Токтосунова")
        coder.sees("Москвада")
        words = coder.page.locator(".c").inner_text()
        assert words.startswith("[")
        assert words.endswith("айтканы туура")

    def row(self, shown: str) -> Locator:
        """The name that stands so in the text."""
        return self.lead.page.locator(".candidates > li", has=self.lead.page.locator("mark", has_text=shown))

    # --- 3. blind

    def both_code(self) -> None:
        coder, other = self.first_coder, self.other_coder
        self.codes(coder, "Айлыгымды", "жок", "WAGE-NONPAY")
        self.codes(coder, "уктабай", "иштедик", "WORK-OVERLOAD")
        self.codes(coder, "балдарым", "жатты", "EMO-DEPART")
        coder.looks("14-coding")
        other.go(f"{self.of}read/")
        other.sees("You see your own codes only.")
        expect(other.page.locator(".chip")).to_have_count(0)
        told = other.context.request.get(f"{self.of}read/codings/").text()
        assert str(self.here.owner.id) not in told
        assert "COPE-SOCIAL" not in other.page.locator(".transcript").inner_text()
        other.page.locator("#text").focus()
        for key in ("ArrowRight", "ArrowDown", "t", "Enter"):  # the second turn, by keys alone
            other.page.keyboard.press(key)
        choose(other.page, "WAGE-NONPAY")
        is_saved(other.page)
        self.codes(other, "Алгачкы", "иштедик", "HEALTH-BODY")
        self.codes(other, "балдарым", "жатты", "EMO-DEPART")
        expect(other.page.locator(".chip")).to_have_count(3)
        coder.page.reload()
        expect(coder.page.locator(".chip")).to_have_count(4)
        assert str(self.here.teammate.id) not in coder.context.request.get(f"{self.of}read/codings/").text()
        for each in (coder, other):
            assert each.status("GET", f"{self.of}compare/") == 403
            each.press("I am through")

    # --- 4. compare, settle, agree

    def it_is_settled(self) -> None:
        lead = self.lead
        lead.go(f"{self.of}compare/")
        expect(lead.page.locator(".place-note")).to_have_count(3)
        lead.looks("15-compare")
        lead.go(f"{self.of}settle/")
        lead.looks("16-settle")
        while lead.page.locator(".place").count():
            before = lead.page.locator(".place blockquote mark").inner_text()
            lead.press(lead.page.locator("[data-take='all']" if "айтканы" in before else "[data-take='1']"))
        lead.sees("Everything is settled.")
        lead.go(f"{self.at}agreement/")
        lead.sees("WAGE-NONPAY")
        lead.looks("17-agreement")

    # --- 5. consent, release, a quote

    def it_is_released(self) -> None:
        lead, second = self.lead, self.second
        lead.go(f"{self.of}consent/")
        lead.page.locator("[name=consent]").select_option("written")
        lead.page.locator("[name=may_quote]").check()
        lead.page.locator("[name=may_share]").check()
        lead.looks("18-consent")
        lead.press("Keep")
        lead.sees("You took names out of this text yourself.")
        second.go(self.of)
        second.press("Release this text")
        second.sees("Tick every point of the list")
        for one in second.page.locator("[name=checked]").all():
            one.check()
        second.looks("19-release")
        second.press("Release this text")
        second.sees("Supervisor released this text")

    def a_passage_is_found(self) -> None:
        lead = self.lead
        lead.go(f"{self.at}find/")
        book = lead.page.locator("[name=code] option", has_text="EMO-DEPART").get_attribute("value")
        lead.page.locator("[name=code]").select_option(book)
        lead.page.locator("[name=status]").select_option("returned-migrant")
        lead.press("Find")
        lead.sees("1 passage")
        lead.looks("20-found")

    def a_quote_leaves(self) -> None:
        lead, second = self.lead, self.second
        lead.press("Propose as a quote")
        quote = lead.page.url
        lead.looks("21-quote")
        words = lead.page.locator("[name=text]")
        words.fill("балдарым акча күтүп жатты")
        lead.press("Keep")
        lead.sees("says words that she did not say")
        lead.page.locator("[name=text]").fill("балдарым […] жатты")
        lead.page.locator("summary", has_text="Translations").click()
        lead.page.locator("[name=into_en]").fill("my children […] were waiting")
        lead.press("Keep")
        lead.sees("You proposed it.")
        second.go(quote)
        second.press("Release it")
        second.sees("It may be printed with this label.")
        second.looks("22-quote-released")

    def its_file(self, kind: str) -> bytes:
        self.second.go(f"{self.at}quotes/")
        return self.second.takes(lambda: self.second.page.locator(f"[name=format][value={kind}]").click())

    # --- 6. the project goes out

    def it_goes_out(self) -> bytes:
        lead = self.lead
        lead.go(f"{self.at}exchange/")
        lead.page.locator("[name=coders]").check()
        lead.press("See what goes out")
        lead.sees("1 interview goes out. 3 stay here.")
        lead.looks("23-exchange")
        return lead.takes(lambda: lead.page.get_by_role("button", name="Take the file out").click())

    # --- 7. who looked

    def a_name_is_looked_up(self) -> None:
        lead, second = self.lead, self.second
        lead.go(f"{self.at}people/")
        member = lead.page.locator(".members > li", has_text="Supervisor")
        lead.press(member.get_by_role("button", name="Let her see real names"))
        second.go(f"{self.at}names/")
        second.page.locator("#stand-in").select_option(label="[Аял-01]")
        row = second.page.locator("#stand-in").input_value()
        second.page.locator("#why").fill(WHY)
        second.press("Show the name")
        self.shown = second.page.locator("[role=status]").first.inner_text()
        second.looks("24-looked-up")
        for each in (lead, self.first_coder):
            asked = {"stand-in": row, "why": "to see"}
            assert each.status("POST", f"{self.at}names/look-up/", **asked) == 403
        assert self.first_coder.status("GET", f"{self.at}names/") == 403
        lead.go(f"{self.at}names/")
        lead.sees(WHY)
        lead.sees("You may not look real names up")
        lead.looks("25-names-of-the-study")
