"""Dates, counts and names as the desk says them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


def day(value: date | str | None, *, weekday: bool = True, year: int | None = None) -> str:
    """ "Fri 20 November"; with the year where it is not `year`. Text that is no date is given back as it is."""
    if not value:
        return ""
    when = _as_date(value)
    if when is None:
        return str(value)
    said = f"{when.day} {_MONTHS[when.month - 1]}"
    if year is not None and when.year != year:
        said += f" {when.year}"
    return f"{_DAYS[when.weekday()]} {said}" if weekday else said


def today(value: date) -> str:
    """ "Monday 23 November"."""
    full = {"Tue": "Tuesday", "Wed": "Wednesday", "Thu": "Thursday", "Sat": "Saturday"}
    short = _DAYS[value.weekday()]
    return f"{full.get(short, short + 'day')} {day(value, weekday=False)}"


def moment(value: str) -> str:
    """ "Tue 2 February 2027, 09:14 UTC" of an ISO 8601 time in UTC."""
    try:
        when = datetime.fromisoformat(value)
    except ValueError:
        return value
    return f"{day(when.date(), year=0)}, {when:%H:%M} UTC"


def saved_at(value: str, now: datetime) -> str:
    """ "10:42" for a moment of today on this computer's clock, "2 October" before, with the year if it is another."""
    when, now = datetime.fromisoformat(value).astimezone(), now.astimezone()
    return f"{when:%H:%M}" if when.date() == now.date() else day(when.date(), weekday=False, year=now.year)


def _as_date(value: date | str) -> date | None:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).date()
        except ValueError:
            return None
    return value.date() if isinstance(value, datetime) else value


def count(number: int, one: str, many: str = "") -> str:
    """ "1 change", "3 changes"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def listed(names: Iterable[str]) -> str:
    """ "Ash, Elm and Oak"."""
    *most, last = list(names) or [""]
    return f"{', '.join(most)} and {last}" if most else last


def opened(text: str) -> str:
    """The text as a sentence or a line begins: "The Council" of "the Council"."""
    return text[:1].upper() + text[1:]


def since(days: int) -> str:
    return "today" if days <= 0 else f"since {count(days, 'day')}"


def late(days: int) -> str:
    return f"{count(days, 'day')} late"


def broken(text: str, room: int, width: Callable[[str], int]) -> list[str]:
    """The text on lines no wider than `room`, as `width` measures them; a single word may be wider."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def quoted(text: str, room: int = 60) -> str:
    """The words in quotation marks, cut at the end."""
    flat = " ".join(text.split())
    return f"“{flat if len(flat) <= room else flat[: room - 1].rstrip() + '…'}”"


def monograms(names: dict[str, str]) -> dict[str, str]:
    """Two letters for each id, unique among them: initials of the name, then its first letters."""
    taken: dict[str, str] = {}
    for key, name in names.items():
        found = next(option for option in _options(name) if option not in taken.values())
        taken[key] = found
    return taken


def _options(name: str) -> Iterable[str]:
    parts = [word for word in name.replace("-", " ").split() if word[:1].isalnum()]
    small = {"of", "the", "for", "and"}
    big = [word for word in parts if word.lower() not in small] or parts or ["?"]
    if len(big) > 1:
        yield (big[0][0] + big[1][0]).upper()
    yield big[0][:2].upper()
    letters = [letter for word in big for letter in word if letter.isalnum()]
    for letter in letters[1:]:
        yield (big[0][0] + letter).upper()
    for number in range(1, 1000):
        yield f"{big[0][0].upper()}{number}"
