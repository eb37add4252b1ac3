"""The addresses of the guide below ``/<language>/g/``. They say nothing: a list is a number, a card is its code.

==========  =====================================================
``ru/``     a country
``ru/3/``   one of its needs, counted from 1 in the order of NEEDS
``ru/22/``  where she is, from 21
``ru/32/``  a situation of the phrase book, from 31
``ru/k7f/`` a card
``ru/51/``  who helps there, ``ru/51/9kc3/`` in one place
``ru/o/…/`` one organisation
``kiosk/``  before any of these: the same page on a terminal that forgets
==========  =====================================================
"""

from __future__ import annotations

from tayanch.guide.content.card import NEEDS, SITUATIONS, STAGES

FIRST_STAGE, FIRST_SITUATION = 21, 31
NEED_CODES = {need: str(number) for number, need in enumerate(NEEDS, 1)}
STAGE_CODES = {stage: str(number) for number, stage in enumerate(STAGES, FIRST_STAGE)}
SITUATION_CODES = {situation: str(number) for number, situation in enumerate(SITUATIONS, FIRST_SITUATION)}
WHO, ORGANISATION, FIND = "51", "o", "find"
KIOSK = "kiosk/"
# Where Russian is spoken with her.
WITH_PHRASES = ("ru", "kz")


def need_of(code: str) -> str:
    """The need that a number stands for, or nothing."""
    return next((need for need, number in NEED_CODES.items() if number == code), "")


def stage_of(code: str) -> str:
    return next((stage for stage, number in STAGE_CODES.items() if number == code), "")


def situation_of(code: str) -> str:
    return next((situation for situation, number in SITUATION_CODES.items() if number == code), "")
