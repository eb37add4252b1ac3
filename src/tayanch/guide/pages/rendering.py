"""One edition of the guide: its pages as they are on one day, under one law, made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from tayanch.guide import words
from tayanch.guide.content.card import (
    COUNTRIES,
    LANGUAGES,
    NEEDS,
    SENSITIVE_NEEDS,
    SITUATIONS,
    STAGES,
    Block,
    Card,
    Guide,
    Item,
    Piece,
    Text,
)
from tayanch.guide.content.helpers import Find, Helper, helper, state_number
from tayanch.guide.content.known import NOBODY, Known, areas
from tayanch.guide.content.law_words import Ended, NoSuchFigure, Told, figure, told
from tayanch.guide.content.markup import in_line
from tayanch.guide.pages import places, who
from tayanch.guide.pages.finding import finding
from tayanch.guide.pages.frame import HOME, Page, script
from tayanch.guide.pages.icons import ICONS, pictures_of
from tayanch.guide.pages.qr import drawing
from tayanch.guide.tools import sheet
from tayanch.guide.tools.registry import tool_at, tools_for, tools_of
from tayanch.guide.tools.tool import Field, Tool
from tayanch.law import text as law_text
from tayanch.law.texts import show

DEEP = ("ru", "kz", "kg")


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(HOME / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True)
class Making:
    """What pages are made of. `calls` gives the address of the call-back page in a language, "" where nobody calls."""

    guide: Guide
    today: date
    find: Find
    calls: Callable[[str], str]
    known: Known = NOBODY


@dataclass(frozen=True)
class Asked:
    """One page: which language, and which address below ``/<language>/g/``."""

    making: Making
    language: str
    path: str
    is_kiosk: bool = False

    @property
    def country(self) -> str:
        """The country of the address, "" on a page of none."""
        first = self.path.partition("/")[0]
        return first if first in COUNTRIES else ""

    @property
    def start(self) -> str:
        """Where all addresses of her language begin, on her phone or on a terminal."""
        return f"/{self.language}/g/{places.KIOSK if self.is_kiosk else ''}"

    def say(self, name: str, **filled: str) -> str:
        return words.say(name, self.language, **filled)

    def render(self, template: str, **context: Any) -> str:
        return _templates().get_template(template).render(self._context() | context).strip()

    def _context(self) -> dict[str, Any]:
        kiosk, start = places.KIOSK if self.is_kiosk else "", self.start
        return {
            "say": self.say,
            "listed": lambda name: words.listed(name, self.language),
            "language": self.language,
            "languages": LANGUAGES,
            "other": lambda language: f"/{language}/g/{kiosk}{self.path}",
            "start": start,
            "to": lambda code="": f"{start}{self.country}/{code}/" if code else f"{start}{self.country}/",
            "country": self.country,
            "icons": ICONS,
            "calls": "" if self.is_kiosk else self.making.calls(self.language),
            "kiosk": self.is_kiosk,
            "qr": drawing,
            "day": partial(show, language=self.language),
            "words": self.words,
            "piece_of": self.piece,
            "spoken": self.about,
            "organisation": self.organisation,
            "quiet_one": self.making.known.is_quiet,
            "find": self._find(start),
            "option": self.option,
        }

    def _find(self, start: str) -> str:
        """The address of the search; "" on a terminal, where nobody types."""
        if self.is_kiosk:
            return ""
        return f"{start}{self.country}/find/" if self.country not in ("", "any") else f"{start}find/"

    def option(self, field: Field, name: str, option: str) -> str:
        """What an option of a choice is called: in the tool's words, in those of several tools, or in a pack's."""
        pack, _, start = (field.labels or name).rpartition(":")
        return law_text(pack, f"{start}.{option}", self.language) if pack else self.say(f"{start}.{option}")

    # --- places in a text --------------------------------------------------------------------------------

    def words(self, text: str) -> Markup:
        """A line with its places filled."""
        return Markup("").join(self.piece(one) for one in in_line(text))

    def piece(self, piece: Piece) -> Markup:
        """Words, a figure of the law, the name of an organisation, or a number that can be dialled."""
        if piece.kind == "figure":
            return escape(self.figure(piece.text))
        if piece.kind == "org":
            one = helper(self.making.find, piece.text, self.language)
            return Markup("<b>{}</b>").format(one.name) if one else escape(self.say("org.gone"))
        if piece.kind == "phone":
            number = state_number(self.making.find, piece.text, self.country)
            if number and self.is_kiosk:
                return Markup("<b>{}</b>").format(number)
            return Markup('<a href="tel:{0}">{0}</a>').format(number) if number else escape(piece.text)
        return escape(piece.text)

    def figure(self, place: str) -> str:
        try:
            return figure(place, self.language, self.making.today)
        except (NoSuchFigure, Ended):
            return self.say("figure.ended")

    def organisation(self, id: str) -> str:
        """The address of its page, in this country where it helps there; "" when it has none."""
        home, code = self.making.known.home(id, self.country), self.making.known.code_of.get(id, "")
        return f"{self.start}{home}/{places.ORGANISATION}/{code}/" if home else ""

    def about(self, one: Helper) -> str:
        """What helps to choose: languages, and what somebody has confirmed."""
        spoken = [self.say(f"spoken.{code}") for code in one.languages if words.knows(f"spoken.{code}")]
        marks = (("free", one.is_free), ("women", one.is_women_only), ("papers", one.is_safe_without_papers))
        told = [self.say(f"org.{name}") for name, is_so in marks if is_so]
        return " · ".join([", ".join(spoken), *told] if spoken else told)


# --- the pages ----------------------------------------------------------------------------------------------


def page(making: Making, language: str, path: str) -> Page:
    """The page at ``/<language>/g/<path>``; an honest one of status 404 where there is none."""
    if path.startswith(places.KIOSK):
        return _on_terminal(Asked(making, language, path.removeprefix(places.KIOSK), is_kiosk=True))
    asked = Asked(making, language, path)
    fixed = {"": _start, "about/": _about, "forget/": _forget, "find/": finding}
    if path in fixed:
        return fixed[path](asked)
    return _below(asked)


def _below(asked: Asked) -> Page:
    country, _, rest = asked.path.partition("/")
    if country not in COUNTRIES or not asked.path.endswith("/"):
        return missing(asked)
    return (_of_country(asked, rest.removesuffix("/")) or missing(asked)) if rest else _country(asked)


def _on_terminal(asked: Asked) -> Page:
    """The same page for a screen that many use: nothing of it is kept, and its title is the same for all."""
    found = _below(asked) if asked.path else _terminal(asked)
    return replace(found, title=asked.say("neutral"), is_quiet=True, is_kiosk=True)


def _terminal(asked: Asked) -> Page:
    names = {code: words.say(f"spoken.{code}", code) for code in LANGUAGES}
    return Page("", asked.render("kiosk.html", deep=DEEP, others=_outline(), names=names))


def _outline() -> list[str]:
    return [country for country in COUNTRIES if country not in DEEP]


def _of_country(asked: Asked, code: str) -> Page | None:
    """A list, a part of the phrase book, a tool, who helps, the search, or a card; None where there is nothing."""
    first, _, rest = code.partition("/")
    if part := _PARTS.get(first):
        return part(asked, rest)
    if need := places.need_of(code):
        return _need(asked, need)
    if stage := places.stage_of(code):
        return _stage(asked, stage)
    if (situation := places.situation_of(code)) and asked.country in places.WITH_PHRASES:
        return _phrases(asked, situation)
    if tool := tool_at(asked.country, code):
        return _tool(asked, tool)
    card = asked.making.guide.find(asked.country, code)
    return _card(asked, card) if card else None


def _finding(asked: Asked, rest: str) -> Page | None:
    """The search of a country; "any country" is searched by the search of all."""
    return finding(asked) if not rest and asked.country != "any" and not asked.is_kiosk else None


_PARTS: Mapping[str, Callable[[Asked, str], Page | None]] = {
    places.WHO: lambda asked, code: who.place(asked, code) if code else who.who(asked),
    places.ORGANISATION: who.organisation,
    places.FIND: _finding,
}


def addresses(making: Making, country: str) -> Iterator[str]:
    """Every address of a country that is kept on her phone when she asks for it."""
    yield f"{country}/"
    found = making.guide.of(country)
    for need in needs_of(found):
        yield f"{country}/{places.NEED_CODES[need]}/"
    for stage in stages_of(found):
        yield f"{country}/{places.STAGE_CODES[stage]}/"
    for situation in _situations(making, country):
        yield f"{country}/{places.SITUATION_CODES[situation]}/"
    for tool in tools_of(country):
        yield f"{country}/{tool.number}/"
    for card in found:
        yield f"{country}/{card.code}/"
    if making.known.of(country):
        yield f"{country}/{places.WHO}/"


def more_addresses(making: Making, country: str) -> Iterator[str]:
    """Those that need a connection: the search, the places, and each organisation."""
    if country != "any":
        yield f"{country}/{places.FIND}/"
    found = making.known.of(country)
    for code in areas(country) if found else ():
        yield f"{country}/{places.WHO}/{code}/"
    for one in found:
        yield f"{country}/{places.ORGANISATION}/{making.known.code_of[one.id]}/"


def needs_of(cards: tuple[Card, ...]) -> list[str]:
    return [need for need in NEEDS if any(need in card.needs for card in cards)]


def stages_of(cards: tuple[Card, ...]) -> list[str]:
    return [stage for stage in STAGES if any(stage in card.stages for card in cards)]


def _situations(making: Making, country: str) -> list[str]:
    if country not in places.WITH_PHRASES:
        return []
    return [situation for situation in SITUATIONS if making.guide.phrases.get(situation)]


def _start(asked: Asked) -> Page:
    return Page(asked.say("neutral"), asked.render("start.html", deep=DEEP, others=_outline()))


def _country(asked: Asked) -> Page:
    cards = asked.making.guide.of(asked.country)
    main = asked.render(
        "country.html",
        needs=[(need, places.NEED_CODES[need]) for need in needs_of(cards)],
        stages=[(stage, places.STAGE_CODES[stage]) for stage in stages_of(cards)],
        situations=[(one, places.SITUATION_CODES[one]) for one in _situations(asked.making, asked.country)],
        has_who=bool(asked.making.known.of(asked.country)),
        tools=tools_of(asked.country),
    )
    return Page(asked.say(f"in.{asked.country}"), main)


def _need(asked: Asked, need: str) -> Page:
    cards = [card for card in asked.making.guide.of(asked.country) if need in card.needs]
    if not cards:
        return missing(asked)
    heading, is_quiet = asked.say(f"need.{need}"), need in SENSITIVE_NEEDS
    first = sorted(cards, key=lambda card: card.needs[0] != need)
    main = asked.render(
        "list.html",
        heading=heading,
        groups=[("", first)],
        tools=tools_for(asked.country, (need,)),
        who=who.part(asked, need),
    )
    return Page(asked.say("neutral") if is_quiet else heading, main, is_quiet)


def _stage(asked: Asked, stage: str) -> Page:
    cards = [card for card in asked.making.guide.of(asked.country) if stage in card.stages]
    if not cards:
        return missing(asked)
    by_need = [(need, [card for card in cards if card.needs[0] == need]) for need in NEEDS]
    groups = [(asked.say(f"need.{need}"), found) for need, found in by_need if found]
    heading = asked.say(f"stage.{stage}")
    return Page(heading, asked.render("list.html", heading=heading, groups=groups, tools=None, who=""))


def _phrases(asked: Asked, situation: str) -> Page:
    found = asked.making.guide.phrases.get(situation)
    if not found:
        return missing(asked)
    main = asked.render("phrases.html", situation=situation, phrases=found)
    return Page(asked.say(f"situation.{situation}"), main)


def _card(asked: Asked, card: Card) -> Page:
    making, text = asked.making, card.texts[asked.language]
    main = asked.render(
        "card.html",
        card=card,
        text=text,
        overdue=card.is_overdue(making.today),
        rules=_rules(asked, card),
        helpers=list(helpers_of(asked, text)),
        others=[_without_organisations(asked, block) for block in text.sections["ask"]],
        related=list(_related(making.guide, card)),
        tools=tools_for(asked.country, card.needs),
        need_code=places.NEED_CODES[card.needs[0]],
        pictures={name: pictures_of(card.id, name, _entries(text, name)) for name in ("now", "not")},
    )
    return Page(text.neutral if card.sensitive else plain_title(asked, text), main, card.sensitive)


def _entries(text: Text, section: str) -> int:
    """How many entries the one list of a section has; pictures go with a single list only."""
    found = [len(block.items) for block in text.sections.get(section, ()) if block.shape in ("ol", "ul")]
    return found[0] if len(found) == 1 else 0


def _tool(asked: Asked, tool: Tool) -> Page:
    """A form, what of the law packs it computes with, and its script, which the page's policy allows by its hash."""
    part, script = tool.parts[asked.country], sheet.script(tool.parts[asked.country])
    there = needs_of(asked.making.guide.of(asked.country))
    main = asked.render(
        "tool.html",
        tool=tool,
        fields=part.fields,
        rules=sheet.rules(part, asked.language),
        data=Markup(sheet.data(part, asked.language, asked.making.today)),  # noqa: S704  its < is written as a number
        script=Markup(f"<script>{script}</script>"),  # noqa: S704  our own files
        lists=[(need, places.NEED_CODES[need]) for need in (tool.needs[0], "help") if need in there],
    )
    return Page(asked.say("neutral"), main, is_quiet=True, script=script)


def _rules(asked: Asked, card: Card) -> list[Told]:
    """What says something in sentences comes before what computes."""
    found = [told(rule, asked.language, asked.making.today) for rule in card.rules]
    return sorted(found, key=lambda rule: bool(rule.example))


def plain_title(asked: Asked, text: Text) -> str:
    return asked.words(text.title).striptags()


def helpers_of(asked: Asked, text: Text) -> Iterator[tuple[Helper, Markup]]:
    """The organisations that the section "ask" names, each once, with what the card says of it."""
    seen: set[str] = set()
    for item in (item for block in text.sections["ask"] for item in block.items):
        named = _organisations(asked, item)
        for one in named:
            if one.id not in seen:
                yield one, _note(asked, item) if len(named) == 1 else Markup()
            seen.add(one.id)


def _organisations(asked: Asked, item: Item) -> list[Helper]:
    found = (helper(asked.making.find, one.text, asked.language) for one in item.pieces if one.kind == "org")
    return [one for one in found if one]


def _note(asked: Asked, item: Item) -> Markup:
    """What stands after the name, as a sentence: “– shelter and advice.” → “Shelter and advice.”"""
    kinds = [piece.kind for piece in item.pieces]
    if kinds[0] != "org" or len(kinds) < 2 or kinds[1] != "text":
        return Markup()
    first, *rest = item.pieces[1:]
    words_after = first.text.lstrip(" –—-:,")
    sentence = Piece("text", words_after[:1].upper() + words_after[1:], first.strong)
    return Markup().join(asked.piece(piece) for piece in (sentence, *rest))


def _without_organisations(asked: Asked, block: Block) -> Block:
    """What is left of the section: an entry whose organisation stands in a box of its own needs no line."""
    return replace(block, items=tuple(item for item in block.items if not _boxed(asked, item)))


def _boxed(asked: Asked, item: Item) -> bool:
    return item.pieces[0].kind == "org" and bool(_organisations(asked, item))


def _related(guide: Guide, card: Card) -> Iterator[Card]:
    """Cards of the same country, or of any: a link must not lead out of the country she is in."""
    for id in card.related:
        country, _, code = id.partition(".")
        found = guide.find(country, code)
        if found and (found.country in (card.country, "any") or card.country == "any"):
            yield found


def _about(asked: Asked) -> Page:
    return Page(asked.say("neutral"), asked.render("about.html"))


def _forget(asked: Asked) -> Page:
    forget = Markup(f"<script>{script('forget')}</script>")  # noqa: S704  our own file
    return Page(
        asked.say("neutral"), asked.render("forget.html", forget=forget), is_quiet=True, script=script("forget")
    )


def missing(asked: Asked, name: str = "missing") -> Page:
    """The page for an address that has none, or (``unsaved``) for one that is not on the phone."""
    start = replace(asked, path="")
    return Page(asked.say("neutral"), start.render("missing.html", name=name), status=404 if name == "missing" else 503)
