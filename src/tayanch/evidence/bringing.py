"""A file of a survey as it comes: which kinds are read, and from bytes in memory to rows and a codebook."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from tayanch.evidence import troubles
from tayanch.evidence.keeping import as_file
from tayanch.survey.data import Data
from tayanch.survey.reading import read

ENDINGS = (".dta", ".sav", ".sas7bdat", ".csv", ".xlsx", ".parquet")
LARGEST_UNPACKED = 400 * 1024 * 1024
Progress = Callable[[float], None]


def unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """Name and bytes of the one data file: of a ZIP the one that is inside. Raises ``Refused``."""
    if PurePath(name).suffix.lower() == ".zip":
        name, data = _inside(data)
    if PurePath(name).suffix.lower() not in ENDINGS:
        known = ", ".join(ENDINGS)
        raise troubles.Refused(_("This kind of file is not read. Bring one of these: %s.") % known, troubles.FILE)
    if not data:
        raise troubles.Refused(_("The file is empty."), troubles.FILE)
    return name, data


def _inside(data: bytes) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            known = [one for one in archive.infolist() if PurePath(one.filename).suffix.lower() in ENDINGS]
            if len(known) != 1:
                raise troubles.Refused(_("The ZIP must hold exactly one file of data."), troubles.FILE)
            if known[0].file_size > LARGEST_UNPACKED:
                raise troubles.Refused(
                    _("The file is too large for this page. Use the command line: tayanch survey."), troubles.FILE
                )
            return known[0].filename, archive.read(known[0])
    except (zipfile.BadZipFile, RuntimeError):
        raise troubles.Refused(
            _("The ZIP cannot be opened. Pack it again, without a password."), troubles.FILE
        ) from None


def brought(name: str, data: bytes, form: bytes | None, progress: Progress) -> Data:
    """Rows and codebook; with an XLSForm the questions and answers are those of the form. Raises ``ReadError``."""
    with as_file(data, PurePath(name).suffix.lower()) as path:
        found = read(path, progress=progress)
        return found if form is None else _by_form(found, form)


def _by_form(data: Data, form: bytes) -> Data:
    from tayanch.survey import forms

    with as_file(form, ".xlsx") as path:
        return forms.apply(forms.read_form(path), data)
