"""The rules by name, for programs (`compute`, `rules`) and for a terminal (`run`)."""

import gc
import json
from decimal import Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, NoReturn

from tayanch.law.errors import BadInput, LawError
from tayanch.law.given import Given
from tayanch.law.live import refresh
from tayanch.law.pack import Pack
from tayanch.law.rule import Answerer
from tayanch.law.texts import DEFAULT_LANGUAGE, LANGUAGES

LONGEST_INPUT = 2_000_000


def compute(rule_id: str, arguments: dict[str, object]) -> dict[str, object]:
    """Answers one rule, JSON-ready; `arguments` may carry `"language"`: ky, ru or en (default).

    Raises BadInput (also for an unknown rule) and OutsideKnownDates.
    """
    refresh()
    rule = find_rule(rule_id)
    given = Given(arguments)
    language = given["language"].one_of(LANGUAGES) if given.has("language") else DEFAULT_LANGUAGE
    question = {key: value for key, value in arguments.items() if key != "language"}
    return rule.ask(Given(question)).to_dict(language)


def rules(language: str = DEFAULT_LANGUAGE) -> list[dict[str, object]]:
    """Every rule with title, status, articles and the days its tables know."""
    refresh()
    return [rule.describe(language) for rule in _all_rules().values()]


def settle() -> None:
    """For a process that stays: read every pack now, and keep the garbage collector from looking through what never
    becomes garbage. Its rounds otherwise make some large claims take half again as long."""
    _all_rules()
    gc.collect()
    gc.freeze()


def rule_ids() -> tuple[str, ...]:
    """Every rule's id, without describing them."""
    return tuple(_all_rules())


def describe(rule_id: str, language: str = DEFAULT_LANGUAGE) -> dict[str, object]:
    """One rule as `rules` lists it. Raises BadInput for an unknown one."""
    refresh()
    return find_rule(rule_id).describe(language)


def currency(country: str) -> str:
    """The currency of a country's money rules, ISO 4217; empty for a pack that has none."""
    pack: Pack = import_module(f"{__package__}.{country}").PACK
    return pack.currency


def text(country: str, code: str, language: str = DEFAULT_LANGUAGE) -> str:
    """A sentence or name of a pack without facts in it. Raises KeyError."""
    pack: Pack = import_module(f"{__package__}.{country}").PACK
    return pack.texts.say(code, language, {})


def run(rule_id: str, text: str) -> tuple[int, str]:
    """Answers a JSON text with an exit code and one JSON line; it never raises for a bad input.

    0 answered, 2 the input is wrong, 3 the tables do not know these days. The error line is
    `{"error": {"code", "message", "field"}}`.
    """
    language = DEFAULT_LANGUAGE
    try:
        arguments = parse_question(text)
        language = _language_of(arguments)
        return 0, json_line(compute(rule_id, arguments))
    except LawError as refusal:
        return refusal.exit_code, json_line(refusal.to_dict(language))


def find_rule(rule_id: str) -> Answerer:
    """Raises BadInput for an unknown one."""
    found = _all_rules().get(rule_id)
    if found is None:
        raise BadInput("unknown_rule", "rule", given=rule_id)
    return found


@cache
def _all_rules() -> dict[str, Answerer]:
    """A sub-package of the law with a `PACK` is a country pack; its `RULES` and statements are its public rules."""
    law = import_module(__package__)
    folders = sorted(module.name for module in iter_modules(law.__path__) if module.ispkg)
    packs = [import_module(f"{__package__}.{folder}") for folder in folders]
    return {rule.id: rule for pack in packs if hasattr(pack, "PACK") for rule in (*pack.RULES, *pack.PACK.statements)}


def parse_question(text: str) -> dict[str, object]:
    """An untrusted JSON object; sums keep their decimals, and no key is there twice. Raises BadInput."""
    if len(text) > LONGEST_INPUT:
        raise BadInput("too_large", most=LONGEST_INPUT)
    try:
        # Some editors of Windows begin every file with an invisible mark.
        parsed = json.loads(text.removeprefix("\ufeff"), parse_float=Decimal, **_STRICT)
    except RecursionError:
        raise BadInput("too_deep") from None
    except ValueError:  # malformed, or a whole number too long for Python to read
        raise BadInput("bad_json") from None
    if not isinstance(parsed, dict):
        raise BadInput("not_an_object")
    return parsed


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """JSON lets the last of two equal keys win silently; a sum must not disappear like that."""
    seen: dict[str, object] = {}
    for key, value in pairs:
        if key in seen:
            raise BadInput("duplicate_key", key)
        seen[key] = value
    return seen


def _no_constants(name: str) -> NoReturn:
    raise BadInput("bad_json")


_STRICT: dict[str, Any] = {"object_pairs_hook": _no_twins, "parse_constant": _no_constants}


def _language_of(arguments: dict[str, object]) -> str:
    asked = arguments.get("language")
    return asked if isinstance(asked, str) and asked in LANGUAGES else DEFAULT_LANGUAGE


def json_line(answer: dict[str, object]) -> str:
    return json.dumps(answer, ensure_ascii=False, allow_nan=False)
