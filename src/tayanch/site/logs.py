"""What may be logged: where a fault happened, never the values it happened with."""

from __future__ import annotations

import logging
import traceback


class NoValues(logging.Filter):
    """Keep the kind of an error and the lines of code it passed; drop its message and the request's data."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            kind, _, trace = record.exc_info
            places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
            record.msg, record.args = f"{kind.__name__ if kind else 'error'} at " + " < ".join(reversed(places)), ()
            record.exc_info = record.exc_text = None
        record.__dict__.pop("request", None)
        return True
