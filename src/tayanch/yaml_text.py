"""YAML as plain values: what lawyers, translators and editors own is read at every start, so it is read quickly."""

from __future__ import annotations

from typing import Any

import yaml

# libyaml reads ten times as fast; where a machine has no wheel with it, Python's own reader gives the same values.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str | bytes) -> Any:
    """The values in *text*; nothing in it can make an object or run.

    Raises:
        yaml.YAMLError: the text is no YAML; the message names line and column.
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506  both are safe loaders
