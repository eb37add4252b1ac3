"""Quotes of the demonstration's interviews: proposed by the analyst, released by the supervisor.

The label of each is the first that enough respondents share.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml

from tayanch.accounts.models import User
from tayanch.evidence.interviews import indexes, quote_bank, quoting
from tayanch.evidence.interviews.access import newest
from tayanch.evidence.interviews.actions.interviews import do_release
from tayanch.evidence.interviews.actions.quotes import (
    do_propose_quote,
    do_release_quote,
    do_write_label,
    do_write_quote,
)
from tayanch.evidence.interviews.models import Interview, Quote, Study
from tayanch.evidence.interviews.texts import text_of
from tayanch.interviews.labels import DETAIL

LANGUAGES = ("ky", "ru", "en")
Told = dict[str, Any]


def release_quotes(study: Study, interviews: Mapping[str, Interview], by: User, supervisor: User) -> None:
    """*interviews*: by their ids in the demonstration. Those that are quoted are released first."""
    wanted: list[Told] = yaml.safe_load((resources.files(__package__) / "quotes.yaml").read_text("utf-8"))
    for document in {one["document"] for one in wanted}:
        if not interviews[document].released_at:
            do_release(interviews[document], by=supervisor)
    index = indexes.index_of(study, by)
    if index is None:
        raise RuntimeError("The demonstration's study is too long to be quoted at once.")
    codes = {code.name: code.id for _depth, code in index.study.codebook.walk(depth=9)}
    for one in wanted:
        quote = _propose(one, interviews[one["document"]], codes, by)
        (shown,) = quote_bank.shelf(index, [quote], study, "en")
        if safer := quoting.safer_labels(shown, index, "en"):
            do_write_label(quote, safer[0][0].split(), by=by)
        do_release_quote(quote, quoting.checks(shown, index), by=supervisor)


def _propose(one: Told, interview: Interview, codes: Mapping[str, str], by: User) -> Quote:
    version = newest(interview)
    if version is None:
        raise RuntimeError(f"{one['document']} has no text.")
    text = text_of(version).text
    start = text.index(one["from"])
    end = text.index(one["to"], start) + len(one["to"])
    quote = do_propose_quote(version, start, end, [codes[one["code"]]], by=by)
    told = {language: one[language] for language in LANGUAGES if language in one}
    do_write_quote(quote, quote.unseal("text"), told, DETAIL, by=by)
    return quote
