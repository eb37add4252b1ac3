"""Reading a parameter file that somebody brings: every mistake with its place, before anything is taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import yaml

from tayanch.law.pack import DAYS_OFF, Pack
from tayanch.law.parameters import Parameter
from tayanch.law.texts import LANGUAGES

LARGEST = 1_000_000  # bytes of one file
MOST_ROWS = 20_000
_OF_ROW = {field.name for field in fields(Parameter)}
_REQUIRED = sorted(_OF_ROW - {"value", "valid_from", "valid_to"})
_OF_BLOCK = _OF_ROW | {"title", "known_through", "closed", "rows"}
_DAYS = {"valid_from", "valid_to", "checked_on", "known_through"}
_ONE_OF = {"confidence": ("high", "medium", "low"), "status": ("draft", "reviewed")}
_DAYS_OFF_KEYS = {"known_from", "known_through", "added", "removed"}


@dataclass(frozen=True)
class Mistake:
    """Why a file is refused: the file, the place in it (`percent_per_year, row 3`; nothing: all of it), the reason."""

    file: str
    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place + ': ' if self.place else ''}{self.reason}"


class Refused(Exception):
    """Nothing was taken."""

    def __init__(self, *mistakes: Mistake) -> None:
        super().__init__("\n".join(map(str, mistakes)))
        self.mistakes = mistakes


def read_yaml(name: str, data: bytes) -> dict[str, Any]:
    """The content of a parameter file. Raises Refused for what is no YAML, too large, or says a thing twice."""
    if len(data) > LARGEST:
        raise Refused(Mistake(name, "", f"larger than {LARGEST:,} bytes"))
    try:
        content = yaml.load(data.decode("utf-8-sig"), Loader=_Strict)  # noqa: S506  a SafeLoader with more refusals
    except UnicodeDecodeError:
        raise Refused(Mistake(name, "", "not written in UTF-8")) from None
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise Refused(Mistake(name, line, f"cannot be read: {error.problem}")) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Refused(Mistake(name, "", "cannot be read as YAML")) from None
    if not isinstance(content, dict):
        raise Refused(Mistake(name, "", "not a parameter file: it has no names with values"))
    return content


class _Strict(yaml.SafeLoader):
    """YAML in which an alias repeats a text or a flat list of names, for others can swell; and no key has a twin."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        is_alias = self.check_event(yaml.AliasEvent)
        node = super().compose_node(parent, index)
        if is_alias and node is not None and not _is_flat(node):
            raise yaml.MarkedYAMLError(problem="this alias repeats too much", problem_mark=node.start_mark)
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"{key.value!r} is there twice", problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: Any) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise yaml.MarkedYAMLError(problem=f"{node.value!r} is no day", problem_mark=node.start_mark) from None


_Strict.add_constructor("tag:yaml.org,2002:timestamp", _Strict.construct_yaml_timestamp)


def _is_flat(node: Any) -> bool:
    if isinstance(node, yaml.MappingNode):
        return all(isinstance(each, yaml.ScalarNode) for pair in node.value for each in pair)
    return isinstance(node, yaml.ScalarNode)


def mistakes_of(stem: str, content: Mapping[str, Any], pack: Pack) -> list[Mistake]:
    """Everything that is wrong with one file by itself."""
    file = f"{stem}.yaml"
    if stem == DAYS_OFF:
        return [Mistake(file, "", reason) for reason in _wrong_days_off(content)]
    blocks = content.get("parameters")
    defaults = content.get("defaults", {})
    if not isinstance(blocks, dict) or not blocks or not isinstance(defaults, dict):
        return [Mistake(file, "", "has no `parameters`")]
    known = {"defaults", "parameters"}  # any other name is for a text that the rows repeat
    strange = [key for key, value in content.items() if key not in known and not isinstance(value, str)]
    found = [Mistake(file, "", f"{key!r} is not known here") for key in strange]
    for name, block in blocks.items():
        if isinstance(block, dict):
            found += [
                Mistake(file, place, reason) for place, reason in _wrong_block(str(name), {**defaults, **block}, pack)
            ]
        else:
            found.append(Mistake(file, str(name), "has no rows"))
    return found


def _wrong_block(name: str, block: Mapping[str, Any], pack: Pack) -> Iterator[tuple[str, str]]:
    yield from ((name, f"{key!r} is not known here") for key in block if key not in _OF_BLOCK)
    yield from ((name, reason) for reason in _wrong_values(block))
    title = block.get("title")
    if title is not None and (not isinstance(title, dict) or set(title) != set(LANGUAGES)):
        yield name, f"the title must exist in exactly {', '.join(LANGUAGES)}"
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows or len(rows) > MOST_ROWS:
        yield name, "has no rows" if not rows else f"needs a list of at most {MOST_ROWS:,} rows"
        return
    shared = {key: value for key, value in block.items() if key in _OF_ROW}
    for number, row in enumerate(rows, 1):
        place = f"{name}, row {number}"
        if isinstance(row, dict):
            yield from ((place, reason) for reason in _wrong_row(row, shared, pack))
        else:
            yield place, "is not a row"
    yield from _wrong_order(name, rows)


def _wrong_row(row: Mapping[str, Any], shared: Mapping[str, Any], pack: Pack) -> Iterator[str]:
    yield from (f"{key!r} is not known here" for key in row if key not in _OF_ROW | {"same_as"})
    whole = {**shared, **row}
    yield from (f"{key} is missing" for key in _REQUIRED if not whole.get(key))
    yield from _wrong_values(row)
    if "valid_from" not in row:
        yield "valid_from is missing"
    if "same_as" in row:
        if row["same_as"] not in pack.tables:
            yield f"there is no table {row['same_as']!r}"
    elif not isinstance(row.get("value"), str) or not row["value"].strip():
        yield f"quote the value {row.get('value')!r}: a parameter is text, never a binary number"
    article = whole.get("article")
    if article and f"article.{article}" not in pack.texts:
        yield f"no text cites the article {article!r}"


def _wrong_values(found: Mapping[str, Any]) -> Iterator[str]:
    for key, value in found.items():
        is_day = isinstance(value, date) and not isinstance(value, datetime)
        if key in _DAYS and not is_day and not (key in {"known_through", "valid_to"} and value is None):
            yield f"{key} is not a day such as 2026-11-21: {value!r}"
        elif key in _ONE_OF and value not in _ONE_OF[key]:
            yield f"{key} is one of {', '.join(_ONE_OF[key])}, not {value!r}"
        elif key in {"unit", "article", "source", "checked_by"} and not isinstance(value, str):
            yield f"{key} is not a text: {value!r}"


def _wrong_order(name: str, rows: list[Any]) -> Iterator[tuple[str, str]]:
    days = [row.get("valid_from") if isinstance(row, dict) else None for row in rows]
    for number, (earlier, later) in enumerate(pairwise(days), 2):
        if isinstance(earlier, date) and isinstance(later, date) and type(earlier) is type(later) and later <= earlier:
            yield f"{name}, row {number}", f"begins on {later}, not after the row before it ({earlier})"


def _wrong_days_off(content: Mapping[str, Any]) -> Iterator[str]:
    if set(content) != _DAYS_OFF_KEYS:
        yield f"needs exactly {', '.join(sorted(_DAYS_OFF_KEYS))}"
        return
    days = [content["known_from"], content["known_through"]]
    for key in ("added", "removed"):
        if isinstance(content[key], list):
            days += content[key]
        else:
            yield f"{key} is not a list of days"
    wrong = [day for day in days if not isinstance(day, date) or isinstance(day, datetime)]
    yield from (f"not a day such as 2026-11-21: {day!r}" for day in wrong)
    if not wrong and content["known_through"] < content["known_from"]:
        yield "known_through is before known_from"
