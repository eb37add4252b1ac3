"""Employers, schools, offices, and addresses: known by a word beside a name, by quotation marks or by a number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tayanch.interviews.anonymising.names import LANGUAGES, ordinary
from tayanch.interviews.anonymising.recognisers import Found

_UP = r"[A-ZÇĞİÖŞÜА-ЯЁӨҮҢҚҒЎҲҶӢӮӘҰ]"
_AP = "'`´ʹʻʼ‘’"
_NAME = rf"{_UP}[\w{_AP}-]*"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,3}}"
_QUOTED = r"[«\"“„][^«»\"“”\n]{2,60}[»\"”“]"
_TAIL = rf"[\w{_AP}]*"
_WHAT = (
    rf"школ[аеуы]\w*|школ|гимнази\w+|садик\w*|детсад\w*|детск\w+ сад\w*|лице[йяеюи]\w*|колледж\w*|техникум\w*|училищ\w+|пту|университет\w*|институт\w*|академи\w+|"
    rf"фонд\w*|центр\w*|фирм\w+|компани\w+|агентств\w+|кафе|ресторан\w*|столов\w+|гостиниц\w+|отел[ьяеюи]\w*|хостел\w*|магазин\w*|супермаркет\w*|"
    rf"фабрик\w+|завод\w*|цех\w*|комбинат\w*|больниц\w+|поликлиник\w+|клиник\w+|роддом\w*|банк\w*|салон\w*|мечет\w+|организаци\w+|ассоциаци\w+|общежити\w+|"
    rf"пекарн\w+|прачечн\w+|склад\w*|швейк\w*|санатори\w+|пансионат\w*|бизнес-центр\w*|тц|трц|бц|нпо|оф|оо|ооо|осоо|оао|зао|чп|ип|тоо|жчк|мчж|ао|пао|ккк|"
    rf"мектеб\w*|мектеп\w*|бала бакча\w*|борбор\w*|ишкана\w*|фирма\w*|дүкөн\w*|оорукана\w*|банкы\w*|медресе\w*|уюм\w*|коом\w*|"
    rf"maktab{_TAIL}|mchj|llc|ltd|firma{_TAIL}|kompaniya{_TAIL}|markaz{_TAIL}|fabrika{_TAIL}|zavod{_TAIL}|do[{_AP}]kon{_TAIL}|мактаб\w*|марказ\w*|корхона\w*|"
    rf"company|agency|firm|factory|café|cafe|restaurant|hotel|hostel|shop|fund|foundation|organisation|organization|ngo|bank|clinic|hospital|school|university|college|called"
)
_FORMS = r"ООО|ОсОО|ОСОО|ОАО|ЗАО|ПАО|АО|ИП|ЧП|ТОО|ЖЧК|МЧЖ|НПО|ОФ|ОО|КФХ|MChJ|MCHJ|OOO|OsOO|LLC|Ltd"
_SMALL = r"(?:государственн|национальн|медицинск|педагогическ|технич|областн|районн|городск|швейн|кризисн|клиническ|центральн|мамлекеттик|улуттук|областтык|райондук|шаардык|кризистик|медициналык|davlat|milliy|давлат|тиббиёт|pedagogika|tibbiyot|balalar|аялдар)[\w]*"
_BEHIND = (
    rf"университет\w*|институт\w*|академия\w*|колледж\w*|лицей\w*|мектеб\w*|мектеп\w*|медресе\w*|кафеси\w*|ашканасы\w*|рестораны\w*|фирмасы\w*|компаниясы\w*|фабрикасы\w*|заводу\w*|банк\w*|"
    rf"оорукана\w*|борбор\w*|фонду\w*|дүкөнү\w*|цехи\w*|мейманкана\w*|бала бакча\w*|уюму\w*|агенттиги\w*|университети\w*|больниц\w+|поликлиник\w+|академи\w+|"
    rf"universitet{_TAIL}|institut{_TAIL}|kollej{_TAIL}|maktab{_TAIL}|litsey{_TAIL}|kompaniya{_TAIL}|firma{_TAIL}|fabrika{_TAIL}|zavod{_TAIL}|bank(?:i|idan|iga|ida|dan|ga|da)?\b|markaz{_TAIL}|kafe{_TAIL}|shifoxona{_TAIL}|kasalxona{_TAIL}|fond{_TAIL}|"
    rf"университети\w*|мактаб\w*|компанияси\w*|фабрикаси\w*|заводи\w*|банки\w*|маркази\w*|шифохона\w*|касалхона\w*|кафеси\w*"
)
_ENGLISH = (
    r"University|Hospital|School|College|Centre|Center|LLC|Ltd|Inc|Company|Agency|Bank|Factory|Foundation|Fund|Caf[eé]|Hotel|Restaurant|Institute|Academy|"
    r"Clinic|Association|Union|Kindergarten|Lyceum|Gymnasium|Madrasa|Mall|Plaza|Group|Supermarket|Hostel|Bakery|Plant|Committee|Movement"
)
PLACE = "a word for a place before quotation marks"
_PATTERNS: tuple[tuple[re.Pattern[str], float, str], ...] = (
    (re.compile(rf"(?<!\w)(?:{_FORMS})\s(?:{_QUOTED}|{_NAMES})"), 0.95, "legal form"),
    (re.compile(rf"(?<!\w)(?:{_WHAT})(?:\s[а-яёөүң]+){{0,1}}\s{_QUOTED}", re.I), 0.9, "a word for a firm or a school before quotation marks"),
    (re.compile(rf"{_QUOTED}\s(?:[а-яёөүңўқғҳ]+\s)?(?:{_WHAT}|{_BEHIND})(?!\w)", re.I), 0.9, "a word for a firm or a school behind quotation marks"),
    (re.compile(rf"(?<!\w)(?:рынк\w+|рынок|базар\w*|вокзал\w*|отдел\w* полиции|станци\w+|посёл\w+|поселк\w+|жилмассив\w*|жк|мкр\w*|market|bozor\w*)\s{_QUOTED}", re.I), 0.9, PLACE),
    (re.compile(r"(?<!\w)(?:№\s?\d{1,3}|\d{1,3}\s?-?\s?(?:чи|чы|чү|чу|нчи|inchi|й|я|ой|ю)?)[\s-]+(?:орто\s|o[ʻ'‘ʼ’]rta\s|ўрта\s)?(?:мектеп|мектеб|мактаб|maktab|школ|гимнази|лице|садик|детск\w+ сад|бала бакча|больниц|поликлиник|роддом|оорукана)[\w'ʻ‘ʼ’-]*", re.I), 0.85, "numbered school or hospital"),
    (re.compile(r"(?<!\w)(?:школ|гимнази|лице|садик|детсад|детск\w+ сад|больниц|поликлиник|роддом|пту|колони|ик)[а-яё-]*\s(?:номер\s|№\s?)?\d{1,3}(?!\w)", re.I), 0.85, "numbered school or hospital"),
    (re.compile(r"(?<!\w)(?:School|Hospital|Kindergarten|Clinic|Gymnasium|Lyceum)\s(?:No\.?|number|№|#)?\s?\d{1,3}(?!\w)", re.I), 0.9, "numbered school or hospital"),
    (re.compile(rf"(?<![\w-]){_NAMES}\s(?:{_SMALL}\s){{0,3}}(?:{_BEHIND})(?!\w)"), 0.85, "a name before a word for a school or a firm"),
    (re.compile(rf"(?<![\w-])(?!(?:The|A|An|In|At|We|My|From|When|Our)\s){_NAME}(?:\s(?:{_NAME}|of|and|&)){{0,4}}\s(?:{_ENGLISH})(?!\w)"), 0.85, "a name before a word for a school or a firm"),
    (re.compile(rf"(?<!\w)(?:фирм\w+|компани\w+|агентств\w+|кафе|ресторан\w*|гостиниц\w+|отел\w+|фабрик\w+|завод\w*|магазин\w*|банк\w*|фонд\w*|центр\w*|университет\w*|салон\w*|хостел\w*|лице\w+|колледж\w*|супермаркет\w*|институт\w*|организаци\w+|company|agency|firm|hotel|factory|called)\s{_NAMES}"), 0.7, "a name behind a word for a school or a firm"),
    (re.compile(rf"[«“„](?!\s){_UP}[\w'ʻ‘ʼ-]+(?:\s[\w'ʻ‘ʼ-]+){{0,3}}[»”]"), 0.5, "a name in quotation marks"),
)  # fmt: skip

_STREET_BEFORE = r"(?:ул\.|улиц\w+|ул|проспект\w*|пр-т\w*|просп\.|пр\.|переул\w+|пер\.|бульвар\w*|б-р|шоссе|ш\.|набережн\w+|проезд\w*|тупик\w*|площад\w+|аллея|аллее|көчө\w*|koʻcha|street)"
_STREET_BEHIND = rf"(?:көчөсү\w*|көчөсүндө\w*|проспектиси\w*|проспекти\w*|ko[{_AP}]chasi{_TAIL}|кўчаси\w*|тор кўчаси\w*|шоссеси\w*|улиц[аеуы]\w*|проспект\w*|переулок\w*|бульвар\w*|шоссе|набережн\w+|(?i:street|st\.|avenue|ave\.?|road|lane|boulevard|prospekt|prospect|highway|square))"
_HOUSE = (
    rf"(?:,?\s(?:д(?:ом\w*|\.)?\s?)?\d+(?:/\d+)?[а-яa-z]?(?![\d.]*\d)(?:\s?-?\s?(?:үй|uy|уй)\w*{_TAIL})?|,\s?\d+\s?-?\s?(?:үй|uy|уй)\w*)"
    rf"(?:,?\s?(?:корп(?:ус\w*|\.)?|к\.|стр(?:оение|\.)?|подъезд\w*|этаж\w*|кв(?:артир\w*|\.)?|комнат\w*|ком\.|офис\w*|apartment|apt\.?|flat|room|house|батир\w*|xonadon\w*|хонадон\w*)\s?\d+[а-я]?|"
    rf",?\s?\d+\s?-?\s?(?:батир\w*|квартир\w*|xonadon{_TAIL}|хонадон\w*|кв\w*|корпус\w*|үй\w*))*"
)
_STREETS: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(rf"(?<!\w){_STREET_BEFORE}\s?(?:\d+-?[йя]\w*\s)?{_NAME}(?:\s{_NAME}){{0,2}}(?:{_HOUSE})?", re.UNICODE), 0.9),
    (re.compile(rf"(?<![\w-])(?:\d+[-/]?\w?\s)?{_NAME}(?:\s{_NAME}){{0,2}}\s{_STREET_BEHIND}(?!\w)(?:{_HOUSE}|(?:,\s(?:house|flat|apartment|apt\.?|room|building)\s\d+\w?)+)?", re.UNICODE), 0.85),
    (re.compile(r"(?<!\w)(?:дом\w{0,2}|д\.)\s\d+[а-я]?(?:/\d+)?,?\s(?:корп\w*\.?\s\d+,?\s)?(?:кв\w*\.?)\s?\d+(?!\w)"), 0.85),
    (re.compile(rf"(?<!\w)\d+\s?-?\s?(?:үй|uy|уй)\w*,\s\d+\s?-?\s?(?:батир|xonadon|хонадон|квартира)\w*"), 0.85),
    (re.compile(r"(?<!\w)(?:Street|Avenue|Prospekt|Prospect)\s[A-Z][\w-]+(?:\s\d+)?"), 0.6),
)  # fmt: skip


def organisations(text: str) -> Iterator[Found]:
    """Firms, schools, offices; passages may overlap, the surer ones first."""
    for pattern, confidence, rule in _PATTERNS:
        for found in pattern.finditer(text):
            start = found.start()
            while rule == BESIDE and (head := _HEAD.match(text, start, found.end())) and _begins_only(head[1]):
                start = head.end()
            if rule != BESIDE or _CAPITAL.match(text[start:]) and start + 3 < found.end():
                yield start, found.end(), "place" if rule == PLACE else "organisation", confidence, rule


BESIDE = "a name before a word for a school or a firm"
_HEAD = re.compile(r"([^\W\d_]+)\s")
_CAPITAL = re.compile(rf"{_NAME}\s")


def _begins_only(word: str) -> bool:
    """The word has its capital because a sentence begins with it."""
    return any(word.lower() in ordinary(f"starts {language}") for language in LANGUAGES)


def addresses(text: str) -> Iterator[Found]:
    """Streets with house and flat, and houses with a flat."""
    for pattern, confidence in _STREETS:
        for found in pattern.finditer(text):
            yield *found.span(), "address", confidence, "address"
