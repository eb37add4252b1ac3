"""The demonstration: two invented organisations, two hundred invented women, real topics, places, rules and rates.

What is published and what is invented: docs/explanation/demonstration.md.
"""

from __future__ import annotations

from tayanch.demo.loading import AlreadyUsed, load
from tayanch.demo.staff import SIGN_INS, SignIn

__all__ = ["SIGN_INS", "AlreadyUsed", "SignIn", "load"]
