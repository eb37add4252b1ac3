"""Which tools there are."""

from tayanch.guide.tools import days, owed
from tayanch.guide.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (owed.TOOL, days.TOOL)


def tools_of(country: str) -> tuple[Tool, ...]:
    return tuple(tool for tool in TOOLS if country in tool.parts)


def tool_at(country: str, number: str) -> Tool | None:
    """The tool of a country whose address ends in that number."""
    return next((tool for tool in tools_of(country) if tool.number == number), None)


def tools_for(country: str, needs: tuple[str, ...]) -> tuple[Tool, ...]:
    """Those that a list or a card of these needs links to."""
    return tuple(tool for tool in tools_of(country) if set(needs) & set(tool.needs))
