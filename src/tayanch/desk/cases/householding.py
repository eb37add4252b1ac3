"""The people around her as a drawing: who lives where, who cares for whom, who needs a paper or a school."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tayanch import vocabulary
from tayanch.desk.language import language
from tayanch.desk.models import Case, CasePerson
from tayanch.vault.keys import data_key, load_keys

ADULT = 18
CHILDREN = {"child", "other-child"}
WHERE = {
    "": _("Not asked yet"),
    "with-her": _("with her"),
    "home": _("in the home country"),
    "abroad": _("abroad, apart from her"),
    "institution": _("in a boarding school or institution"),
    "unknown": _("nobody knows where"),
}
SCHOOL = {
    "": _("Not asked yet"),
    "goes": _("goes"),
    "young": _("still too young"),
    "no-papers": _("does not go: papers are missing"),
    "refused": _("does not go: refused"),
    "works": _("does not go: works or cares for others"),
    "not": _("does not go: another reason"),
    "done": _("has finished"),
}
NOT_AT_SCHOOL = {"no-papers", "refused", "works", "not"}
PAPERS = {
    "birth": _("birth certificate"),
    "passport": _("passport or ID card"),
    "residence": _("registration of residence"),
    "guardian": _("paper of the one who cares"),
}
MONEY = {
    "": _("Not asked yet"),
    "herself": _("she herself"),
    "together": _("both together"),
    "husband": _("her husband"),
    "mother-in-law": _("her mother-in-law"),
    "parents": _("her parents"),
    "employer": _("the employer"),
    "other": _("somebody else"),
}
OTHERS_DECIDE = {"husband", "mother-in-law", "parents", "employer", "other"}


def people(case: Case) -> list[dict[str, Any]]:
    """Everybody of the case with what is known of the household, the women of the case first."""
    ties = list(case.people.select_related("person", "household").order_by("pk"))
    load_keys([tie.person for tie in ties])
    ties.sort(key=lambda tie: (tie.relation != "client", tie.pk))
    return [_person(case, tie) for tie in ties]


def facts_of(case: Case, tie: CasePerson) -> dict[str, Any]:
    """What is known of one person; empty while nothing is."""
    part = getattr(tie, "household", None)
    if part is None:
        return {}
    part._data_key = data_key(case)
    found: dict[str, Any] = part.facts
    return found


def _person(case: Case, tie: CasePerson) -> dict[str, Any]:
    facts = facts_of(case, tie)
    born = facts.get("birth_year") or tie.person.unseal("birth_date")[:4]
    return {
        "tie": tie,
        "id": str(tie.person_id),
        "name": tie.person.unseal("name"),
        "relation": vocabulary.concept(f"relation/{tie.relation}").label(language()),
        "is_client": tie.relation == "client",
        "born": int(born) if born else None,
        "where": facts.get("where", ""),
        "place": facts.get("place", ""),
        "carer": facts.get("carer", ""),
        "school": str(SCHOOL[facts["school"]]) if facts.get("school") else "",
        "not_at_school": facts.get("school") in NOT_AT_SCHOOL,
        "papers": [str(PAPERS[one]) for one in facts.get("papers", []) if one in PAPERS],
        "money": str(MONEY[facts["money"]]) if facts.get("money") else "",
        "others_decide": facts.get("money") in OTHERS_DECIDE,
        "note": facts.get("note", ""),
    }


def is_minor(person: dict[str, Any], year: int) -> bool:
    """True for whoever may be under eighteen in that year; a child whose year nobody asked is one."""
    if person["born"] is not None:
        return bool(year - person["born"] <= ADULT)  # the birthday may be still to come
    return person["tie"].relation in CHILDREN


def drawn(found: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    """Groups by place, each a tree: below somebody stand those whom she or he cares for."""
    for one in found:
        one["age"] = year - one["born"] if one["born"] is not None else None
        one["is_minor"] = is_minor(one, year)
    ids = {one["id"]: one for one in found}
    for one in found:
        carer = ids.get(one["carer"])
        one["carer_name"] = carer["name"] if carer else ""
        one["nobody_cares"] = one["is_minor"] and one["carer"] == "nobody"
    groups = []
    for where, title in WHERE.items():
        members = [one for one in found if _place_of(one) == where]
        if members:
            groups.append({"where": where, "title": str(title), "people": _tree(members)})
    return sorted(groups, key=lambda group: list(_ORDER).index(group["where"]))


_ORDER = ("with-her", "home", "abroad", "institution", "unknown", "")


def _place_of(one: dict[str, Any]) -> str:
    """The woman herself lives "with her" until somebody says otherwise."""
    return one["where"] or ("with-her" if one["is_client"] else "")


def _tree(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Roots with their ``below``. Who cares for each other in a circle all stand at the top."""
    ids = {one["id"] for one in members}
    for one in members:
        one["below"] = [other for other in members if other["carer"] == one["id"] and other is not one]
    below: set[str] = set()
    for one in members:
        if one["carer"] not in ids:
            below |= _under(one, set())
    roots = [one for one in members if one["id"] not in below]
    for root in roots:
        if root["carer"] in ids:  # part of a circle: nobody is drawn twice
            root["below"] = []
    return roots


def _under(one: dict[str, Any], seen: set[str]) -> set[str]:
    for other in one["below"]:
        if other["id"] not in seen:
            seen.add(other["id"])
            _under(other, seen)
    return seen
