"""What the demonstration's organisation found about policy: invented, and said so in each entry.

The recommendations, treaties and the published levels are real; how they stand here is not.
"""

from __future__ import annotations

from datetime import date, timedelta

from tayanch.accounts.models import Role, User
from tayanch.demo.staff import MARK, Staff
from tayanch.evidence.policy import actions
from tayanch.evidence.policy.models import Body, Clause, Commitment, Sheet, Talk

# (recommendation, state, days ago, what shows it, promised in so many days)
FOUND = (
    ("s003-state-1", "begun", 700, "Пенсия келишими даярдалып жатат", None),
    ("s003-state-1", "partly-done", 200, "ЕАЭБ ичинде пенсия иштейт, медициналык полис маселеси ачык", 180),
    ("s003-state-3", "not-started", 190, "Аймактык көрсөткүчтөр табылган жок", None),
    ("s003-state-4", "begun", 190, "Статистика формасына жынысы кошулду, миграция барагы али жок", -30),
    ("s003-state-8", "partly-done", 150, "Акыркы баяндамада бир абзац бар", None),
    ("s003-civil-1", "begun", 120, "Төрт уюм бузууларды бир форма менен жазат", None),
    ("s004-2", "not-started", 100, "Ратификация боюнча мыйзам долбоору табылган жок", None),
    ("s004-3", "unknown", 100, "Агенттиктердин акысы жөнүндө маалымат суралды", 60),
    ("s002-defend-1", "begun", 90, "Эки юрист, айлык боюнча даттануулар", None),
    ("s000-agency-2", "begun", 60, "Саясаттын долбоорунда «аялдын эркин» деген сөз бар", None),
)
# (area, level, years ago, reasons)
LEVELS = (
    ("income-of-wives", "low", 2, "Бир айылда гана курс болгон"),
    ("preparedness-for-migration", "average", 2, "Үч облуста кетээр алдында сабак өтөт"),
    ("protection-from-exploitation", "average", 2, "Ишеним телефону жана бир юрист"),
    ("income-of-wives", "average", 0, "Беш айылда өз ара жардам топтору иштейт"),
    ("preparedness-for-migration", "average", 0, "Сабактар улантылды, айылдарга жетпейт"),
    ("regular-status", "average", 0, "Москвадагы өнөктөш күн сайын кеңеш берет"),
    ("protection-from-exploitation", "high", 0, "Мамлекеттик борбор менен биргелешкен туруктуу иш"),
)


def bring_policy(staff: Staff, today: date) -> None:
    """For the analyst of the first organisation: states, levels of two years, a review, a meeting, an office."""
    by = User.objects.get(organisation=staff.bishkek, role=Role.ANALYST)
    seen: dict[str, int] = {}
    for key, state, ago, note, due in FOUND:
        told = {"state": state, "day": today - timedelta(days=ago), "note": f"{note} {MARK}"}
        told["due"] = None if due is None else today + timedelta(days=due)
        actions.do_assess(key, told, seen=seen.get(key, 0), by=by)
        seen[key] = seen.get(key, 0) + 1
    for area, level, ago, reasons in LEVELS:
        actions.do_set_level(area, year=today.year - ago, level=level, reasons=f"{reasons} {MARK}", by=by)
    _review(by, today)
    _talk(by, today)
    office = {"name": f"Чет өлкөдө ишке орноштуруу борбору {MARK}", "country": "KG", "year": today.year, "source": MARK}
    office |= {"stages": ["preparation", "job-search"], "posts": 40, "posts_for_women": 1}
    actions.do_add(Body, office | {"gap": "Кайтып келгендер менен иштебейт"}, by=by)


def _review(by: User, today: date) -> None:
    told = {"title": f"Тышкы миграция жөнүндө мыйзам {MARK}", "instrument": "kg-law-external-2006"}
    sheet = actions.do_add(Sheet, told | {"day": today - timedelta(days=80)}, by=by)
    leaves_out = {
        "place": "12",
        "finding": "discriminates",
        "says": "Келишимди чыгуудан мурун талап кылат",
        "why": "Үй-бүлөсү менен чыгып, кийин иштеген аял мыйзамдан тыш калат",
        "topic": "violation:no-contract",
        "cedaw": ["2", "11"],
        "wording": "Келишим чет өлкөдө түзүлсө да, жумушчу ушул мыйзамдын коргоосунда болот",
    }
    absent = {"finding": "absent", "says": "Үй жумушчулары жөнүндө бир да сөз жок", "topic": "need:contract"}
    for clause in (leaves_out, absent):
        actions.do_add(Clause, {"sheet": sheet, **clause}, by=by)


def _talk(by: User, today: date) -> None:
    told = {"title": f"Айлыгы төлөнбөгөндөр жөнүндө жолугушуу {MARK}", "parties": "Эмгек министрлиги, уюмдар"}
    told |= {"kind": "meeting", "raised": "Үй жумушчуларынын келишими", "results": "Жумушчу топ түзүлөт"}
    talk = actions.do_add(
        Talk, told | {"day": today - timedelta(days=45), "topics": ["need:unpaid-wages", "need:contract"]}, by=by
    )
    promise = {"text": "Жумушчу топтун курамын жарыялоо", "who": "Эмгек министрлиги", "due": today - timedelta(days=5)}
    actions.do_add(Commitment, {"talk": talk, "recommendation": "s003-state-7", **promise}, by=by)
