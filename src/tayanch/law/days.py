"""Calendar days: strict reading and the arithmetic of legal periods."""

import re
from calendar import monthrange
from datetime import date, timedelta

from tayanch.law.errors import BadInput

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
ONE_DAY = timedelta(days=1)
_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_date(given: object, field: str) -> date:
    """A day written `2025-05-05`; week dates, times and blanks are refused. Raises BadInput."""
    if not isinstance(given, str) or not _WRITTEN.fullmatch(given):
        raise BadInput("date_bad", field)
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise BadInput("date_bad", field) from None
    return check_date(day, field)


def check_date(day: date, field: str) -> date:
    """Years outside 1990 to 2100 are slips of the pen. Raises BadInput."""
    if not EARLIEST <= day <= LATEST:
        raise BadInput("date_out_of_range", field, earliest=EARLIEST, latest=LATEST)
    return day


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def day_in_month(month: date, number: int) -> date:
    """Day `number` of that month; the 31st of a shorter month is its last day."""
    return month.replace(day=min(number, month_end(month).day))


def add_months(day: date, months: int) -> date:
    """The corresponding day `months` later, or the last day of a shorter month."""
    years, index = divmod(day.month - 1 + months, 12)
    return day_in_month(date(day.year + years, index + 1, 1), day.day)
