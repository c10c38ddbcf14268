"""A real spreadsheet program: every formula of a workbook computed anew by LibreOffice, from the cells alone."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

PROGRAM = shutil.which("soffice")
needs_office = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice (soffice) is not installed: recompute.py alone computes formulas")


def recalculated(content: bytes, folder: Path, change: Callable[[Workbook], None] | None = None) -> Workbook:
    """The workbook with what LibreOffice makes of its formulas; the figures stored with them are taken out before, so that none of
    them can pass for computed. `change` plants a wrong cell first."""
    if change:
        book = openpyxl.load_workbook(io.BytesIO(content))
        change(book)
        changed = io.BytesIO()
        book.save(changed)
        content = changed.getvalue()
    file = folder / "package.xlsx"
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", re.sub(rb"</f><v ?/>", b"</f>", data))
            new.writestr(name, data)
    out = folder / "recalculated"
    assert PROGRAM
    done = subprocess.run(
        [PROGRAM, f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(out), str(file)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert (out / file.name).exists(), done.stderr
    return openpyxl.load_workbook(out / file.name, data_only=True)
