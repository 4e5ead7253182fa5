"""Dates as files and records write them (ISO, RFC 2822, PDF) → EDTF with the precision that was written.  Nothing is guessed:
what is not plainly a date gives "".

Knows nothing of dates in running text; that is normalize's job.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:$|[T\s]\d{1,2}:)")
_COMPACT = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})(\d{2})(?:\d{4,6})?(?:$|\D)")
_EDTF = re.compile(r"[-\dXx./?~%TY]{4,40}$")


def plain(year: int, month: int = 0, day: int = 0) -> str:
    """EDTF of a date, "" when there is no such date; 0 means that month or day is not known."""
    if not 1 <= year <= 2200 or month > 12 or day > 31:
        return ""
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")


def from_metadata(value: str) -> str:
    """EDTF of a date in metadata: ISO 8601 with or without a time, a PDF date, an RFC 2822 date."""
    iso = _ISO.match(value) or _COMPACT.match(value)
    if iso:
        return plain(int(iso.group(1)), int(iso.group(2) or 0), int(iso.group(3) or 0))
    return from_mail(value)


def from_mail(value: str) -> str:
    """EDTF of the day in an RFC 2822 date, in the sender's own time zone."""
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return plain(moment.year, moment.month, moment.day)


def from_record(value: str) -> str:
    """EDTF of a record's date, which may be EDTF already; "" when it is neither that nor a date in a known form."""
    value = value.strip()
    return from_metadata(value) or (value if _EDTF.match(value) and any(c.isdigit() for c in value) else "")
