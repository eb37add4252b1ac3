"""What a rule says to any question: an answer or a refusal, never a crash."""

from collections.abc import Callable

from tayanch.law import LANGUAGES, Derivation, LawError


def answer_or_refusal(ask: Callable[[], Derivation]) -> Derivation | LawError:
    try:
        return ask()
    except LawError as refusal:
        return refusal


def speaks(said: Derivation | LawError) -> bool:
    """Whether it has its words in every language."""
    return all(said.text(language) and said.to_dict(language) for language in LANGUAGES)
