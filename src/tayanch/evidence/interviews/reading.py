"""What the page on which a transcript is read and coded consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tayanch.accounts.models import User
from tayanch.evidence.interviews import rendering
from tayanch.evidence.interviews.memoranda import heading_of
from tayanch.evidence.interviews.models import Coding, CodingAct, Interview, Memo, Study, TextVersion
from tayanch.evidence.interviews.seeing import Reading, codings_of, memos_of, reading_of, settled_of
from tayanch.evidence.interviews.speaking import columns
from tayanch.evidence.interviews.texts import speakers_of, stand_in_labels, text_of
from tayanch.evidence.interviews.trees import codebook_of
from tayanch.interviews import model
from tayanch.vault.keys import load_keys

CHOOSE = gettext_lazy("Choose a code first.")
ACTS = 100  # that can be undone after the page was opened anew without asking what they did
RECENT = 9


def page(user: User, interview: Interview, version: TextVersion, language: str) -> dict[str, Any]:
    """The context of the page."""
    reading, book = reading_of(user, interview), codebook_of(interview.study)
    text = text_of(version)
    speakers = speakers_for(user, interview, text)
    rejected = {each for row in settled_of(version, reading) for each in row.rejected}
    show = rendering.shower(book, language, user.id)
    shown = [
        show(row, " ".join(text.text[row.start : row.end].split())[:80], str(row.id) in rejected)
        for row in codings_of(user, version, reading)
    ]
    about = _about(interview.study) if reading.is_lead else lambda speaker: ""
    found = list(rendering.stretches(text, shown, speakers, about))
    codes = rendering.codes(book, language)
    data = {"version": version.number, "may": reading.may_code, "codes": [_as_data(code) for code in codes]}
    data |= state(user, version, reading) | {"recent": _recent(user, interview), "others": _others(shown)}
    counts = {"turns": len(found), "coded": sum(each.is_coded for each in found)}
    return {
        "study": interview.study,
        "interview": interview,
        "name": interview.unseal("name"),
        "version": version,
        "reading": reading,
        "stretches": found,
        "codes": codes,
        "data": data,
        "words": words(),
        "counts": counts,
        "memos": memos(user, interview, version),
        "open": "read",
    }


def speakers_for(user: User, interview: Interview, text: model.TextVersion) -> dict[str, model.Speaker]:
    """The speakers of a text, called as the text calls them unless she may look names up."""
    heard = {turn.speaker for turn in text.turns if turn.speaker}
    found = speakers_of(interview.study, heard)
    may = interview.study.members.filter(user=user, may_look_up=True).exists()
    labels = {} if may else stand_in_labels([text])
    return {id_: replace(one, label=labels.get(id_, one.label)) for id_, one in found.items()}


def state(user: User, version: TextVersion, reading: Reading) -> dict[str, Any]:
    """Her own codings, and what she did last: what a page needs to go on."""
    mine = Coding.objects.filter(version=version, coder=user, round=reading.round)
    did = CodingAct.objects.filter(version=version, coder=user, round=reading.round)
    last = did.aggregate(last=Max("number"))["last"] or 0
    acts = list(did.filter(number__gt=last - ACTS).values_list("id", "added", "removed", "is_undone"))
    return {
        "mine": [[row.start, row.end, str(row.code)] for row in mine],
        "acts": [[str(id_), _bare(added), _bare(removed), undone] for id_, added, removed, undone in acts],
        "last": last,
    }


def _bare(rows: list[list[Any]]) -> list[list[Any]]:
    return [row[1:] for row in rows]


def _recent(user: User, interview: Interview) -> list[str]:
    """The codes she used last in this study, the newest first."""
    mine = Coding.objects.filter(coder=user, version__interview__study=interview.study).order_by("-at")
    return list(Counter(str(code) for code in mine.values_list("code", flat=True)[:200]))[:RECENT]


def _others(shown: list[rendering.Shown]) -> list[list[Any]]:
    return [[each.start, each.end, each.code, each.coder] for each in shown if not each.is_own]


def _as_data(code: rendering.CodeShown) -> list[Any]:
    told = [code.id, code.name, code.label, list(code.path), code.depth, code.colour, code.is_codable, code.words]
    return [*told, code.definition, code.include, code.exclude]


def _about(study: Study) -> Callable[[model.Speaker], str]:
    """What a lead sees of a speaker beside her words, in the language of the page."""
    known = {column.name: dict(column.choices) for column in columns(study)}

    def told(speaker: model.Speaker) -> str:
        return " · ".join(known.get(name, {}).get(value, value) for name, value in speaker.attributes.items() if value)

    return told


def memos(user: User, interview: Interview, version: TextVersion) -> list[dict[str, Any]]:
    """Memos on passages of this text and on the interview, in the order of the text."""
    rows = list(memos_of(user, interview.study).filter(interview=interview))
    load_keys(rows)
    rows.sort(key=lambda row: (row.start, row.at))
    return [_memo(row) for row in rows if row.version_id in {None, version.id}]


def _memo(row: Memo) -> dict[str, Any]:
    told = {"id": row.id, "title": heading_of(row), "start": row.start, "end": row.end, "by": row.by.name}
    return told | {"has_passage": row.version_id is not None}


def words() -> dict[str, str]:
    """What the scripts of the page say."""
    return {
        "saved": _("Saved"),
        "saving": _("Saving …"),
        "unsaved": _("Not saved yet: %d"),
        "offline": _("There is no connection. What you coded stays on this page and is sent as soon as there is one."),
        "locked": _("Tayanch is locked. What you coded stays on this page and is sent once it is open again."),
        "signed_out": _("You are signed out. What you coded stays on this page; sign in again in another window."),
        "refused": _("Your last step was not taken, and was taken back on this page:"),
        "closed": _("Nothing can be coded here now:"),
        "unlock": _("Open it in another window"),
        "sign_in": _("Sign in in another window"),
        "reload": _("Reload the page"),
        "new_text": _("The text was corrected meanwhile. Your codes were carried over to the new one."),
        "coded": _("Coded: %s"),
        "removed": _("Removed: %s"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "nothing": _("Nothing to undo"),
        "select_first": _("Select words first."),
        "none_found": _("No code has these letters."),
        "found": _("Place %d of %d"),
        "not_found": _("These words are not in the text."),
        "all_coded": _("Every turn has a code."),
        "no_passage": _("No passage of this code here."),
        "remove": _("Remove"),
        "other_code": _("Other code"),
        "from": _("Where it begins"),
        "to": _("Where it ends"),
        "recent": _("Used last"),
        "all": _("All codes"),
        "include": _("Yes:"),
        "exclude": _("No:"),
        "here": _("stands here already: takes it away"),
        "passage": _("%s: %s"),
    }
