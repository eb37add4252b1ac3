"""Who brought her there, and the blind tokens by which the same employer or recruiter is met in another case."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import transaction

from tayanch.accounts.models import User
from tayanch.audit import log
from tayanch.desk.models import Case, Employer, FirmToken, Recruiter
from tayanch.vault import names, phones
from tayanch.vault.keys import blind_index

By = FirmToken.By
SHORTEST_TAX_NUMBER = 8  # what has fewer digits is no tax number of any of our countries
FEWEST_WORDS_TO_LEAVE_ONE = 3
Found = set[tuple[str, bytes]]


@transaction.atomic
def do_set_recruiter(case: Case, *, by: User, kind: str, **said: str) -> Recruiter:
    """Say who found her the work. *said*: name, tax_number, licence, address, contact, promised."""
    recruiter = Recruiter.objects.filter(case=case).first() or Recruiter(case=case)
    recruiter._data_key = case._data_key
    recruiter.kind = kind
    recruiter.seal(**said)
    recruiter.save()
    index_firms(case)
    log.record("case.recruiter", by=by.id, kind="case", object_id=case.id, fields=["kind", *said])
    return recruiter


def index_firms(case: Case) -> None:
    """Write the tokens of the case's employer and recruiter anew. A sealed case has none."""
    FirmToken.objects.filter(case=case).delete()
    if case.is_sealed:
        return
    rows = [
        *tokens_of(case, FirmToken.Whose.EMPLOYER, Employer.objects.filter(case=case).first()),
        *tokens_of(case, FirmToken.Whose.RECRUITER, Recruiter.objects.filter(case=case).first()),
    ]
    FirmToken.objects.bulk_create(rows)


def tokens_of(case: Case, whose: str, firm: Employer | Recruiter | None) -> list[FirmToken]:
    """The tokens of one firm of the case; not saved."""
    if firm is None:
        return []
    firm._data_key = firm._data_key or case._data_key
    about = {"case": case, "organisation_id": case.organisation_id, "whose": whose}
    return [FirmToken(by=by, token=token, **about) for by, token in sorted(_tokens(case, whose, firm))]


def _tokens(case: Case, whose: str, firm: Employer | Recruiter) -> Found:
    index = blind_index(case.organisation_id)
    found: Found = set()
    if tax_number := plain_tax_number(firm.unseal("tax_number")):
        found.add((By.TAX, index.token("firm-tax", tax_number)))
    if number := _phone(firm.unseal("contact"), case):
        found.add((By.PHONE, index.token("firm-phone", number)))
    # An employer stands in a city; who recruits at home sends women to a country.
    where = case.place if whose == FirmToken.Whose.EMPLOYER else case.country
    if where and not _is_private(firm):
        words = names.employer_keys(firm.unseal("name"))
        found |= {(by, index.token("firm-name", whose, where, *some)) for by, some in name_parts(words)}
    return found


def _phone(text: str, case: Case) -> str:
    """The number in it; empty when there is none, or when it could be one of several countries."""
    try:
        return phones.normalise(text, case.country.upper() or None)
    except phones.NotAPhone:
        return ""


def _is_private(firm: Employer | Recruiter) -> bool:
    """A family's or a person's name is no firm: too many share it, even in one city."""
    return firm.is_household if isinstance(firm, Employer) else firm.kind == Recruiter.Kind.PERSON


def plain_tax_number(text: str) -> str:
    """Digits only; empty for what cannot be a tax number."""
    digits = re.sub(r"\D", "", text)
    return digits if len(digits) >= SHORTEST_TAX_NUMBER else ""


def name_parts(words: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The whole name in any order of its words, and the name without each one of them when it has three or more."""
    whole = tuple(sorted(set(words)))
    if not whole:
        return []
    parts = [whole[:place] + whole[place + 1 :] for place in range(len(whole))]
    return [(By.NAME, whole), *((By.PART, part) for part in parts if len(whole) >= FEWEST_WORDS_TO_LEAVE_ONE)]
