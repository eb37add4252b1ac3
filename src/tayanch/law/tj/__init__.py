"""Tajikistan. A pack that may be copied: every import of its own parts is relative."""

from tayanch.law.rule import Rule

from .pack import PACK

RULES: tuple[Rule, ...] = ()

__all__ = ["PACK", "RULES"]
