"""Working days and days off of a country: public holidays, weekends and hand-made corrections."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays

from tayanch.law.days import ONE_DAY


@dataclass(frozen=True)
class WorkingDays:
    """Saturday, Sunday and the holidays of the `holidays` package, corrected by two lists.

    `added` are days off and `removed` are working days that the package does not know.
    Transferred days are decreed year by year: outside `known_from`..`known_through` the
    answer rests on the fixed holidays alone, see `is_certain`.
    """

    country: str
    known_from: date
    known_through: date
    added: frozenset[date] = frozenset()
    removed: frozenset[date] = frozenset()

    def is_day_off(self, day: date) -> bool:
        if day in self.removed:
            return False
        return day in self.added or not _calendar(self.country, day.year).is_working_day(day)

    def on_or_before(self, day: date) -> date:
        """The day itself if it is worked, else the nearest earlier working day."""
        while self.is_day_off(day):
            day -= ONE_DAY
        return day

    def after(self, day: date, count: int) -> date:
        """The working day number `count` after that day, which itself does not count."""
        for _ in range(count):
            day += ONE_DAY
            while self.is_day_off(day):
                day += ONE_DAY
        return day

    def is_certain(self, day: date) -> bool:
        return self.known_from <= day <= self.known_through


@lru_cache(maxsize=256)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    return holidays.country_holidays(country, years=year, expand=False)
