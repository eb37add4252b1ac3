"""Everything that is written to a card of the guide. Who may do it is decided before: see the views."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import Role, User
from tayanch.audit import log
from tayanch.guide.content.card import LANGUAGES
from tayanch.guide.content.parts import NAMES, OF_TEXT
from tayanch.guide.editing import comparing, gates, output, shelf
from tayanch.guide.editing.models import Card, Check, Judgement, Reading, Version
from tayanch.keeping import Kept

LONGEST = 6_000
FIELDS = frozenset(NAMES) - {"checked_on"}


class Refused(Exception):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# --- writing -------------------------------------------------------------------------------------------------


@transaction.atomic
def do_begin(*, country: str, slug: str, code: str, need: str, stage: str, by: User) -> Card:
    """A card that is new, and empty. Raises :class:`Refused` where one of that name or code is there."""
    if any((one.country, one.slug) == (country, slug) for one in shelf.all_cards()):
        raise Refused(_("A card of this name is there already."))
    beside = [one for one in shelf.all_cards() if country == "any" or one.country in (country, "any")]
    if any(one.parts["code"] == code for one in beside):
        raise Refused(_("This code belongs to another card."))
    today = timezone.localdate().isoformat()
    parts = dict.fromkeys(NAMES, "") | {"code": code, "need": need, "stages": stage}
    parts |= {"checked_on": today, "check_again_after_days": "180"}
    made = Card.objects.create(country=country, slug=slug, parts=parts, edited_by=by, edited_at=timezone.now())
    _log("begin", made, by)
    return made


@transaction.atomic
def do_save(card: Card, changes: Mapping[str, str], *, by: User, was: Mapping[str, str] | None = None) -> Kept:
    """Write what was typed, piece by piece; saying the same twice changes nothing.

    *was* is what the page believes to be kept. A piece that is neither that nor the new text was written by somebody
    else meanwhile: it stays, and comes back as a conflict. Any change needs a second person anew.
    """
    card = held(card)
    outcome, written = _sorted_out(card, changes, was or {})
    if written:
        _write(card, written, by)
        _log("save", card, by, sorted(written))
    return outcome


def held(card: Card) -> Card:
    """One writer at a time, who sees what others wrote. The desk's own copy is made where there was none yet."""
    if not card.is_kept:
        try:
            with transaction.atomic():
                Card.objects.create(country=card.country, slug=card.slug, parts=card.parts, base=card.base)
        except IntegrityError:  # another page was faster
            pass
    return Card.objects.select_for_update(of=("self",)).get(country=card.country, slug=card.slug)


def _sorted_out(card: Card, changes: Mapping[str, str], was: Mapping[str, str]) -> tuple[Kept, dict[str, str]]:
    outcome = Kept()
    written: dict[str, str] = {}
    for name, text in changes.items():
        now = card.parts.get(name, "")
        if refusal := _refusal(card, name, text):
            outcome.refused[name] = refusal
        elif now != text and was.get(name, now) != now:
            outcome.conflicts[name] = now
        else:
            outcome.saved.append(name)
            written |= {name: text} if now != text else {}
    return outcome, written


def _refusal(card: Card, name: str, text: str) -> str:
    if name not in FIELDS:
        return _("There is no such field.")
    if len(text) > LONGEST:
        return _("This is too long. Shorten it to 6 000 characters.")
    if any(line.startswith("## ") for line in text.splitlines()):
        return _("Take the line with ## out: each part has a box of its own.")
    if name == "code" and text != card.parts["code"] and shelf.was_shown(card):
        return _("The address of a card never changes: a phone may have kept it.")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _("One sign here is broken. Delete the last emoji and type it again.")
    return "" if "\x00" not in text else _("One sign here is broken. Delete the last emoji and type it again.")


def _write(card: Card, written: Mapping[str, str], by: User) -> None:
    card.parts = {**card.parts, **written}
    card.state, card.edited_by, card.edited_at = Card.State.EDITING, by, timezone.now()
    card.save(update_fields=["parts", "state", "edited_by", "edited_at"])


@transaction.atomic
def do_mark_translated(card: Card, source: str, target: str, *, by: User) -> None:
    """Say that the text in *target* tells the same as the one in *source* does now."""
    card = held(card)
    was = {name: card.parts[f"{source}.{name}"] for name in OF_TEXT}
    card.translated = {**card.translated, target: {"from": source, "was": was}}
    card.save(update_fields=["translated"])
    _log("translated", card, by, [target])


@transaction.atomic
def do_bring_back(card: Card, parts: Mapping[str, str], *, by: User) -> None:
    """Write an earlier version, or the program's own text, over what is being written. The code stays."""
    card = held(card)
    own = shelf.shipped().get((card.country, card.slug))
    if own is not None and shelf.is_same(parts, own):
        card.base = dict(own)
        card.save(update_fields=["base"])
    fresh = {name: text for name, text in parts.items() if name not in (*shelf.BY_ITSELF, "code")}
    _write(card, fresh, by)
    _log("bring-back", card, by)


@transaction.atomic
def do_discard(card: Card, *, by: User) -> None:
    """Throw a new card away. Raises :class:`Refused` for one that phones have shown, or that somebody else wrote in."""
    if shelf.was_shown(card) or card.edited_by_id != by.id:
        raise Refused(_("Only your own new card that was never published can be thrown away."))
    _log("discard", card, by)
    card.delete()


# --- a second person -----------------------------------------------------------------------------------------


@transaction.atomic
def do_ask(card: Card, *, by: User) -> None:
    """Ask somebody else to look at it. Raises :class:`Refused` while it does not pass the gates or nothing is new."""
    card = held(card)
    if not shelf.is_changed(card):
        raise Refused(_("Nothing is new in this card."))
    _require_sound(card)
    card.state = Card.State.WAITING
    card.save(update_fields=["state"])
    _log("ask", card, by)


@transaction.atomic
def do_judge(card: Card, *, agrees: bool, note: str, read: str, by: User) -> Judgement:
    """Agree, or ask for a change with a note. *read*: the fingerprint of what the page showed.

    Raises :class:`Refused` to the last editor, for text that changed meanwhile, and for a refusal without a word.
    """
    card = held(card)
    if not may_judge(card, by):
        raise Refused(_("Somebody else than the last editor has to look at it."))
    if card.state == Card.State.EDITING or read != shelf.fingerprint(card.parts):
        raise Refused(_("The text has changed meanwhile. Read it again."))
    if not agrees and not note.strip():
        raise Refused(_("Say what should change."))
    card.state = Card.State.AGREED if agrees else Card.State.EDITING
    card.save(update_fields=["state"])
    made = Judgement.objects.create(card=card, agrees=agrees, note=note.strip(), content=read, by=by)
    _log("agree" if agrees else "ask-for-a-change", card, by)
    return made


def may_judge(card: Card, user: User) -> bool:
    """Everybody who works on cards but the one who wrote last."""
    return card.is_kept and card.edited_by_id is not None and card.edited_by_id != user.id


def agreement(card: Card) -> Judgement | None:
    """Who agreed to exactly what would be published; never the last editor."""
    if not card.is_kept:
        return None
    found = card.judgements.select_related("by").filter(content=shelf.fingerprint(card.parts)).first()
    return found if found and found.agrees and found.by_id != card.edited_by_id else None


# --- for phones ----------------------------------------------------------------------------------------------


@transaction.atomic
def do_publish(card: Card, *, by: User) -> Version:
    """Let phones show it. Raises :class:`Refused` while nobody else agreed to this text, or it does not pass."""
    card = held(card)
    agreed = agreement(card)
    if card.state != Card.State.AGREED or agreed is None:
        raise Refused(_("Somebody else than the last editor has to agree first."))
    _require_sound(card)
    behind = comparing.still_behind(card)
    made = _add(card, Version.Kind.PUBLISHED, card.parts, by, agreed_by=agreed.by)
    card.state, card.withdrawal_by, card.withdrawal_why, card.translated = Card.State.EDITING, None, "", behind
    card.save(update_fields=["state", "withdrawal_by", "withdrawal_why", "translated"])
    _log("publish", card, by)
    return made


@transaction.atomic
def do_ask_withdrawal(card: Card, *, why: str, by: User) -> None:
    """Want a card off the phones. It stays until a supervisor, who is somebody else, agrees."""
    card = held(card)
    if shelf.shown(card) is None:
        raise Refused(_("Phones do not show this card."))
    card.withdrawal_by, card.withdrawal_why = by, why
    card.save(update_fields=["withdrawal_by", "withdrawal_why"])
    _log("ask-withdrawal", card, by)


@transaction.atomic
def do_keep_shown(card: Card, *, by: User) -> None:
    """Do not take it off."""
    card = held(card)
    card.withdrawal_by, card.withdrawal_why = None, ""
    card.save(update_fields=["withdrawal_by", "withdrawal_why"])
    _log("keep-shown", card, by)


@transaction.atomic
def do_withdraw(card: Card, *, by: User) -> Version:
    """Take it off the phones. Raises :class:`Refused` to the one who asked for it."""
    card = held(card)
    now = shelf.shown(card)
    if now is None or card.withdrawal_by is None or card.withdrawal_by_id == by.id:
        raise Refused(_("Somebody else has to ask for it."))
    made = _add(card, Version.Kind.WITHDRAWN, now, by, agreed_by=card.withdrawal_by, note=card.withdrawal_why)
    card.withdrawal_by, card.withdrawal_why = None, ""
    card.save(update_fields=["withdrawal_by", "withdrawal_why"])
    _log("withdraw", card, by)
    return made


@transaction.atomic
def do_check(card: Card, *, source: str, by: User) -> Check:
    """Say that what phones show is still right today, and by what. Raises :class:`Refused` for a card they do not."""
    card = held(card)
    now = shelf.shown(card)
    if now is None:
        raise Refused(_("Phones do not show this card."))
    made = Check.objects.create(card=card, on=timezone.localdate(), source=source, by=by)
    newest = shelf.newest(card)
    if newest is None or shelf.is_outdated(newest, shelf.shipped().get((card.country, card.slug))):
        _add(card, Version.Kind.CHECKED, now, by)  # the program's own words: nobody has to agree to them
    card.parts = {**card.parts, "checked_on": made.on.isoformat()}
    card.save(update_fields=["parts"])
    _log("check", card, by, ["checked_on"])
    transaction.on_commit(lambda: output.write(card))
    return made


@transaction.atomic
def do_read(card: Card, language: str, kind: str, *, by: User) -> Reading:
    """Say that one has read the text in a language. With both kinds it is no draft any more, as long as it stays so.

    Raises :class:`Refused` to the last editor, and to one who is not what *kind* says.
    """
    if language not in LANGUAGES:
        raise Refused(_("Choose one from the list."))
    card = held(card)
    if card.edited_by_id == by.id:
        raise Refused(_("Somebody else than the last editor has to read it."))
    if not may_read(by, language, kind):
        raise Refused(_("This is for somebody whose own language it is, or for a lawyer."))
    content = shelf.fingerprint(card.parts, language)
    made, _new = Reading.objects.get_or_create(
        card=card, language=language, kind=kind, content=content, defaults={"by": by}
    )
    _log("read", card, by, [language, kind])
    transaction.on_commit(lambda: output.write(card))
    return made


def may_read(user: User, language: str, kind: str) -> bool:
    """A lawyer or the reviewer of the law; a native reader: whoever speaks it, as her page in the staff list says."""
    if kind == Reading.Kind.LAWYER:
        return user.is_lawyer or user.role == Role.REVIEWER
    return kind == Reading.Kind.NATIVE and language in user.speaks


def _require_sound(card: Card) -> None:
    if gates.faults(card, timezone.localdate(), "en"):
        raise Refused(_("It does not pass the gates yet: mend what is marked first."))


def _add(
    card: Card, kind: str, parts: Mapping[str, str], by: User, *, agreed_by: User | None = None, note: str = ""
) -> Version:
    newest = shelf.newest(card)
    number = newest.number + 1 if newest else 1
    made = Version.objects.create(
        card=card, number=number, kind=kind, parts=dict(parts), by=by, agreed_by=agreed_by, note=note
    )
    transaction.on_commit(lambda: output.write(Card.objects.get(id=card.id)))
    return made


def _log(what: str, card: Card, by: User, fields: list[str] | None = None) -> None:
    log.record(f"card.{what}", by=by.id, kind="card", object_id=card.id, fields=fields or [], reason=str(card))
