"""Every change to organisations, teams and staff: one transaction with its audit entry."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction

from tayanch.accounts import worker_keys
from tayanch.accounts.models import Organisation, Role, Team, User
from tayanch.audit import log
from tayanch.store.wrapping import WrongSecret

# Easy to read aloud: no letter that looks like a digit.
READABLE = "23456789abcdefghjkmnpqrstuvwxyz"


class Refused(Exception):
    """The change would leave nobody to administer; the message says so."""


def new_password() -> str:
    """A first password of four groups (79 random bits), shown once and changed by its owner."""
    letters = "".join(secrets.choice(READABLE) for _ in range(16))
    return "-".join(letters[i : i + 4] for i in range(0, 16, 4))


@transaction.atomic
def do_begin(
    *, organisation: str, country: str, team: str, name: str, username: str, password: str, language: str
) -> User:
    """Make the organisation, its first team and its first administrator; raises :class:`Refused` if there is one."""
    if User.objects.exists():
        raise Refused
    here = Organisation.objects.create(name=organisation, country=country)
    first = Team.objects.create(organisation=here, name=team)
    user = User.objects.create_user(
        username,
        password,
        name=name,
        role=Role.ADMINISTRATOR,
        organisation=here,
        language=language,
        chose_password=True,
    )
    log.record("organisation.create", by=user.id, kind="organisation", object_id=here.id, fields=["name", "country"])
    log.record("team.create", by=user.id, kind="team", object_id=first.id, fields=["name"])
    log.record("user.create", by=user.id, kind="user", object_id=user.id, fields=["name", "role", "username"])
    return user


@transaction.atomic
def do_add_organisation(
    *, organisation: str, country: str, team: str, name: str, username: str, language: str, by: User | None
) -> tuple[User, str]:
    """Make one more organisation, apart from all others; returns its administrator and the password to tell her."""
    here = Organisation.objects.create(name=organisation, country=country)
    Team.objects.create(organisation=here, name=team)
    password = new_password()
    user = User.objects.create_user(
        username, password, name=name, role=Role.ADMINISTRATOR, organisation=here, language=language
    )
    fields = ["name", "country", "team", "administrator"]
    who = by.id if by else None
    log.record("organisation.create", by=who, kind="organisation", object_id=here.id, fields=fields)
    return user, password


@transaction.atomic
def do_add_user(
    *,
    username: str,
    name: str,
    role: str,
    language: str,
    teams: Iterable[Team],
    by: User,
    is_lawyer: bool = False,
    speaks: Iterable[str] = (),
) -> tuple[User, str]:
    """Make a colleague; returns her and the password to tell her. *speaks*: concepts of the scheme "language"."""
    password = new_password()
    user = User.objects.create_user(
        username,
        password,
        name=name,
        role=role,
        is_lawyer=is_lawyer,
        language=language,
        speaks=list(speaks),
        organisation=by.organisation,
    )
    user.teams.set(teams)
    log.record("user.create", by=by.id, kind="user", object_id=user.id, fields=["name", "role", "teams", "username"])
    return user, password


@transaction.atomic
def do_change_user(
    user: User,
    *,
    name: str,
    role: str,
    language: str,
    teams: Iterable[Team],
    by: User,
    is_lawyer: bool = False,
    speaks: Iterable[str] = (),
) -> None:
    """Change what a colleague is called and may do; a new role or team ends her sessions."""
    if role != user.role:
        _keep_an_administrator(user)
    before = (user.role, set(user.teams.all()))
    user.name, user.role, user.is_lawyer, user.language, user.speaks = name, role, is_lawyer, language, list(speaks)
    user.save(update_fields=["name", "role", "is_lawyer", "language", "speaks"])
    user.teams.set(teams)
    log.record(
        "user.change",
        by=by.id,
        kind="user",
        object_id=user.id,
        fields=["name", "role", "is_lawyer", "language", "speaks", "teams"],
    )
    if before != (role, set(user.teams.all())) and user != by:
        end_sessions(user.id)


@transaction.atomic
def do_deactivate_user(user: User, *, by: User) -> None:
    """She can sign in no more, at once; what she did stays in the log."""
    _keep_an_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    log.record("user.deactivate", by=by.id, kind="user", object_id=user.id, fields=["is_active"])
    end_sessions(user.id)


@transaction.atomic
def do_reactivate_user(user: User, *, by: User) -> None:
    """Let her sign in again."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    log.record("user.reactivate", by=by.id, kind="user", object_id=user.id, fields=["is_active"])


@transaction.atomic
def do_reset_password(user: User, *, by: User) -> str:
    """Give a colleague who forgot hers a new password and end her sessions; returns it to be told to her.

    Her key pair goes: sealed cases open for her again when a colleague shares them with her new one.
    """
    password = new_password()
    user.set_password(password)
    worker_keys.forget_pair(user)
    user.save(update_fields=["password", *worker_keys.PAIR])
    log.record("user.password-reset", by=by.id, kind="user", object_id=user.id, fields=["password"])
    end_sessions(user.id)
    return password


@transaction.atomic
def do_change_password(user: User, password: str, *, old: str, by: User) -> bytes:
    """Her own new password; her other sessions end by themselves. Returns her private key, now wrapped by it.

    A worker who had no key yet gets one: the password is hers alone now.
    """
    try:
        private = worker_keys.unwrap(user, old)
        worker_keys.wrap(user, private, password)
    except WrongSecret:
        private = worker_keys.make_pair(user, password)
        log.record("user.key", by=by.id, kind="user", object_id=user.id, fields=["public_key"])
    user.set_password(password)
    user.save(update_fields=["password", *worker_keys.PAIR])
    log.record("user.password", by=by.id, kind="user", object_id=user.id, fields=["password"])
    return private


@transaction.atomic
def do_reset_second_factor(user: User, *, by: User) -> int:
    """Forget her authenticator, passkeys and recovery codes, and end her sessions; returns how many went."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    log.record("user.second-factor-reset", by=by.id, kind="user", object_id=user.id, fields=["second_factor"])
    end_sessions(user.id)
    return int(removed)


@transaction.atomic
def do_add_team(name: str, *, by: User, place: str = "") -> Team:
    """Make a team of her organisation. *place*: a concept of the scheme "place"."""
    team = Team.objects.create(organisation_id=by.organisation_id, name=name, place=place)
    log.record("team.create", by=by.id, kind="team", object_id=team.id, fields=["name", "place"])
    return team


@transaction.atomic
def do_change_team(team: Team, name: str, *, by: User, place: str = "") -> None:
    """Call a team something else, or move it."""
    team.name, team.place = name, place
    team.save(update_fields=["name", "place"])
    log.record("team.change", by=by.id, kind="team", object_id=team.id, fields=["name", "place"])


def end_sessions(user_id: UUID | None = None) -> None:
    """Sign a person out everywhere; without an id, everybody."""
    if user_id is None:
        worker_keys.forget_all()
        Session.objects.all().delete()
        return
    worker_keys.forget_user(user_id)
    theirs = [s.pk for s in Session.objects.iterator() if s.get_decoded().get("_auth_user_id") == str(user_id)]
    Session.objects.filter(pk__in=theirs).delete()


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(organisation_id=user.organisation_id, role=Role.ADMINISTRATOR, is_active=True)
    if user.role == Role.ADMINISTRATOR and not others.exclude(id=user.id).exists():
        raise Refused
