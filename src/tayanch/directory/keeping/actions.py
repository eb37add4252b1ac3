"""Every change of the directory: who may call it is the views' concern, that it is written to the log is this one's."""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta

import yaml
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.directory import lookup, published
from tayanch.directory.keeping import entries, hidden
from tayanch.directory.keeping.models import Change, Check, Entry, Invitation, Proposal
from tayanch.directory.keeping.parts import PARTS, different
from tayanch.directory.model import DirectoryError, Organisation, Source
from tayanch.directory.writing import Fields, fields_of, text_of

LONGEST_ID = 80
INVITED_DAYS = 30
ITSELF = "The organisation itself, by its invited link"
MOST_PROPOSALS = 5  # of one link that wait to be read
_writing = threading.Lock()


class Refused(Exception):
    """What was asked for cannot be done; the text says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


# --- the entry ---------------------------------------------------------------------------------------------------


def do_add(fields: Fields, source: Source, *, by: User) -> Organisation:
    """Make an entry that nobody sees until it is published. Raises :class:`Refused`."""
    id = str(fields.get("id", ""))
    if id in entries.drafts():
        raise Refused(_("There is an entry of this name already."))
    if len(id) > LONGEST_ID:
        raise Refused(_("The English name is too long."))
    made = _read(id, {**fields, "sources": [_told(source)]})
    with transaction.atomic():
        Entry.objects.create(id=id, content=text_of(made))
        _log_change(id, "new", source, by)
    return made


def do_change(id: str, part: str, fields: Fields, source: Source, *, by: User) -> Organisation:
    """Change one part of an entry, and say where it is known from. Raises :class:`Refused`.

    A place that becomes hidden is hidden for everybody at once; all else waits to be published.
    """
    return _change(id, {part: {name: fields[name] for name in PARTS[part]}}, source, by)


def do_bring(fields: Fields, source: Source, *, by: User) -> Organisation:
    """Take in a whole entry from elsewhere (an import) as a draft: a new one, or the parts in which it differs.

    It passes everything that typing passes; a number that is new here is confirmed by nobody. Raises :class:`Refused`.
    """
    id = str(fields.get("id", ""))
    known = {one["number"]: one for one in fields_of(entries.draft(id))["phones"]} if id in entries.drafts() else {}
    fields = {**fields, "phones": [_unconfirmed(one, known) for one in fields.get("phones") or []]}
    if id not in entries.drafts():
        return do_add(fields, source, by=by)
    old = entries.draft(id)
    brought = _read(id, {**fields, "sources": fields.get("sources") or [_told(source)]})
    new, parts = fields_of(brought), different(old, brought)
    given = {part: {name: new.get(name) for name in PARTS[part]} for part in parts}
    return _change(id, given, source, by) if given else old


def _unconfirmed(phone: Fields, known: Mapping[str, Fields]) -> Fields:
    number = phone.get("number") if isinstance(phone, dict) else None
    if not isinstance(number, str):
        raise Refused(_("The file has a number that cannot be read."))
    told = known.get(number, {"confirmed": False, "last_checked": None, "result": None})
    return {**phone, **{name: told[name] for name in ("confirmed", "last_checked", "result")}}


def _change(id: str, parts: Mapping[str, Fields], source: Source, by: User) -> Organisation:
    with transaction.atomic():
        row = _row(id)
        old = entries.parsed(id, row.content)
        values = {name: value for fields in parts.values() for name, value in fields.items()}
        new = _read(id, _sourced({**fields_of(old), **values}, source))
        _hide(row, old, new)
        row.content = text_of(new)
        row.save()
        for part in parts:
            _log_change(id, part, source, by)
    return new


def do_publish(id: str, *, by: User) -> None:
    """Let everybody see the entry as staff left it."""
    with transaction.atomic():
        row = _row(id)
        row.published = row.content
        row.save()
        _log("directory.publish", id, by)
        transaction.on_commit(write_published)


def do_discard(id: str, *, by: User) -> None:
    """Throw away what was changed since the entry was published. One that never was is gone."""
    with transaction.atomic():
        row = _row(id)
        row.content = row.published or (text_of(lookup.shipped()[id]) if id in lookup.shipped() else "")
        if row.content:
            row.save()
        else:
            row.delete()
        _log("directory.discard", id, by)


def do_close(id: str, reason: str, source: Source, *, by: User, today: date) -> None:
    """Nobody is sent there any more, from now on."""
    _close(id, today, f"closed-{reason}", source, by)


def do_reopen(id: str, source: Source, *, by: User) -> None:
    """It helps again."""
    _close(id, None, "reopened", source, by)


def _close(id: str, day: date | None, what: str, source: Source, by: User) -> None:
    with transaction.atomic():
        row = _row(id)
        row.content = text_of(replace(entries.parsed(id, row.content), closed_on=day))
        seen = entries.public_now(id)
        row.published = text_of(replace(seen, closed_on=day)) if seen else ""
        row.save()
        _log_change(id, what, source, by)
        transaction.on_commit(write_published)


def do_call_off(id: str, stop: str, reason: str, *, by: User) -> None:
    """Say at once that a mobile point will not come; an empty reason: it comes after all. Raises :class:`Refused`."""

    def told(entry: Organisation) -> Organisation:
        stops = (replace(one, called_off=reason) if one.key == stop else one for one in entry.stops)
        return replace(entry, stops=tuple(stops))

    with transaction.atomic():
        row = _row(id)
        old = entries.parsed(id, row.content)
        if stop not in {one.key for one in old.stops}:
            raise Refused(_("There is no such stop."))
        row.content = text_of(told(old))
        seen = entries.public_now(id)
        row.published = text_of(told(seen)) if seen else ""
        row.save()
        _log("directory.stop", id, by, "stops")
        transaction.on_commit(write_published)


# --- ringing -----------------------------------------------------------------------------------------------------


def do_ring(id: str, number: str, result: str, *, by: User, on: date, said_who: bool = False, note: str = "") -> Check:
    """Write down what came of ringing a number; with no number, that somebody made sure of the whole entry.

    Raises :class:`Refused` for a number that the entry does not have.
    """
    if number and number not in {one.number for one in entries.draft(id).phones}:
        raise Refused(_("The entry does not have this number any more."))
    with transaction.atomic():
        made = Check.objects.create(entry=id, number=number, result=result, said_who=said_who, on=on, note=note, by=by)
        log.record("directory.ring", by=by.id, kind="directory-check", object_id=made.id, fields=["result"], reason=id)
        transaction.on_commit(write_published)
    return made


def do_take_back_ring(check: Check, *, by: User) -> None:
    """As if nobody had rung."""
    with transaction.atomic():
        check.taken_back_at = timezone.now()
        check.save(update_fields=["taken_back_at"])
        log.record("directory.ring-undo", by=by.id, kind="directory-check", object_id=check.id, reason=check.entry)
        transaction.on_commit(write_published)


# --- organisations keep their own entry -----------------------------------------------------------------------------


def do_invite(id: str, *, by: User, today: date) -> tuple[Invitation, str]:
    """A link for one entry, and its secret, which is told once and not kept."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        made = Invitation.objects.create(
            entry=id, digest=digest(secret), by=by, until=today + timedelta(days=INVITED_DAYS)
        )
        log.record("directory.invite", by=by.id, kind="directory-invitation", object_id=made.id, reason=id)
    return made, secret


def do_revoke(invitation: Invitation, *, by: User) -> None:
    """The link leads nowhere any more."""
    with transaction.atomic():
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        kind, id = "directory-invitation", invitation.id
        log.record("directory.revoke", by=by.id, kind=kind, object_id=id, reason=invitation.entry)


def do_propose(invitation: Invitation, fields: Fields) -> Proposal:
    """Keep what an organisation proposes for its entry until somebody reads it. Raises :class:`Refused`."""
    old = entries.draft(invitation.entry)
    source = Source(ITSELF, None, timezone.localdate())
    new = _read(invitation.entry, _sourced({**fields_of(old), **fields}, source))
    row = Entry.objects.filter(id=invitation.entry).first()
    if row and hidden.tells(row.hidden, text_of(new)):
        raise Refused(_("One of the texts tells where a hidden place is. Take it out, please."))
    parts = different(old, new)
    if not parts:
        raise Refused(_("Nothing is different from what we have."))
    if invitation.proposals.filter(decided_at=None).count() >= MOST_PROPOSALS:
        raise Refused(_("Several changes wait to be read already. Please wait for us."))
    with transaction.atomic():
        made = Proposal.objects.create(invitation=invitation, entry=invitation.entry, content=text_of(new), parts=parts)
        log.record(
            "directory.propose",
            by=None,
            kind="directory-proposal",
            object_id=made.id,
            fields=parts,
            reason=invitation.entry,
        )
    return made


def do_decide(proposal: Proposal, parts: list[str], *, by: User, today: date) -> None:
    """Take these parts of a proposal into the entry, and forget the rest. Raises :class:`Refused`."""
    with transaction.atomic():
        taken = [part for part in proposal.parts if part in parts]
        if taken:
            proposed = fields_of(entries.parsed(proposal.entry, proposal.content))
            source = Source(ITSELF, None, today)
            given = {part: {name: proposed.get(name) for name in PARTS[part]} for part in taken}
            _change(proposal.entry, given, source, by)
        proposal.content, proposal.parts = "", taken
        proposal.decided_at, proposal.decided_by = timezone.now(), by
        proposal.save()
        kind, id = "directory-proposal", proposal.id
        log.record("directory.decide", by=by.id, kind=kind, object_id=id, fields=taken, reason=proposal.entry)


def digest(secret: str) -> str:
    """What is kept of the secret of a link. It is random, 256 bits long: guessing it back is hopeless."""
    return hashlib.sha256(secret.encode()).hexdigest()


# --- what everybody sees ---------------------------------------------------------------------------------------------


def write_published() -> None:
    """Write the files that everybody's pages are made of anew from the database, where they differ."""
    with _writing:
        wanted = {f"{lookup.ENTRIES}/{_file(row.id)}": row.published for row in Entry.objects.exclude(published="")}
        for name, text in wanted.items():
            published.write(name, text)
        home = published.folder()
        for path in (home / lookup.ENTRIES).glob("*/*.yaml"):
            if (name := path.relative_to(home).as_posix()) not in wanted:
                published.remove(name)
        _write_checks()


def _write_checks() -> None:
    """Of entries that nobody sees yet too: they are laid over entries that are there."""
    rung = entries.rings()
    seen = {id: entries.results(one, rung[id]) for id, one in entries.drafts().items() if id in rung}
    told = {id: {number: asdict(one) for number, one in all_.items()} for id, all_ in seen.items() if all_}
    if told:
        published.write(lookup.CHECKS, yaml.safe_dump(told, allow_unicode=True))
    else:
        published.remove(lookup.CHECKS)


def _file(id: str) -> str:
    return f"{id.partition('-')[0]}/{id}.yaml"


# --- what all of them share ------------------------------------------------------------------------------------------


def _row(id: str) -> Entry:
    """The row of an entry, made of what was shipped if it has none. 404 for an id that is none."""
    defaults = {"content": text_of(entries.draft(id))}
    return Entry.objects.select_for_update().get_or_create(id=id, defaults=defaults)[0]


def _read(id: str, fields: Fields) -> Organisation:
    """Raises :class:`Refused` with what is wrong in it."""
    try:
        given = {name: value for name, value in fields.items() if value not in (None, {}) or name == "schedule"}
        return entries.parsed(id, yaml.safe_dump(given, allow_unicode=True, sort_keys=False))
    except DirectoryError as error:
        raise Refused(str(error)) from error


def _hide(row: Entry, old: Organisation, new: Organisation) -> None:
    """What becomes a hiding place goes from everything at once, and may not come back. Raises :class:`Refused`."""
    seen = entries.public_now(row.id)
    pieces = hidden.newly_hidden(old, new) | (hidden.newly_hidden(seen, new) if seen else set())
    row.hidden = [*row.hidden, *(code for code in hidden.codes(pieces) if code not in row.hidden)]
    if hidden.tells(row.hidden, text_of(new)):
        raise Refused(_("Another text of this entry tells where the hidden place is. Take it out first."))
    if pieces and seen:
        closed = replace(seen, places=new.places)
        row.published = text_of(new if hidden.tells(row.hidden, text_of(closed)) else closed)
        transaction.on_commit(write_published)


def _sourced(fields: Fields, source: Source) -> Fields:
    """With the source among those of the entry, and of every number and service that has none of its own."""
    told = _told(source)
    for one in fields.get("services") or []:
        one.setdefault("sources", [told])
    for one in fields.get("phones") or []:
        one.setdefault("source", told)
    others = [one for one in fields["sources"] if one != told]
    return {**fields, "sources": [*others, told]}


def _told(source: Source) -> Fields:
    return {"title": source.title, "url": source.url, "seen": source.seen}


def _log_change(id: str, part: str, source: Source, by: User) -> None:
    Change.objects.create(entry=id, part=part, title=source.title, url=source.url or "", seen=source.seen, by=by)
    _log("directory.change", id, by, part)


def _log(action: str, id: str, by: User, *fields: str) -> None:
    log.record(action, by=by.id, kind="directory-entry", object_id=entries.object_id(id), fields=fields, reason=id)
