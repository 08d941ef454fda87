"""What LibreOffice, a program that is not ours, reads in a spreadsheet."""

import shutil
import subprocess
from xml.etree import ElementTree  # noqa: S405  LibreOffice wrote the file

import pytest

needs_libreoffice = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) was not found")
TABLE, OFFICE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("table", "office"))
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}p"


def cells(content, folder):
    """The cells that are not empty, as LibreOffice opens the file: ``{sheet: [(kind, what is shown, value), …]}``.

    ``kind`` is ``string``, ``float``, ``date`` or another of its own; ``formula`` for a cell that it would compute.
    """
    (folder / "file.xlsx").write_bytes(content)
    own = f"-env:UserInstallation=file://{folder}/libreoffice"
    command = ["soffice", own, "--headless", "--convert-to", "fods", "--outdir", folder, folder / "file.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    file = ElementTree.parse(folder / "file.fods")  # noqa: S314  LibreOffice wrote the file
    sheets = file.getroot().iter(f"{TABLE}table")
    return {sheet.get(f"{TABLE}name"): [_read(cell) for cell in _filled(sheet)] for sheet in sheets}


def _filled(sheet):
    return [cell for cell in sheet.iter(f"{TABLE}table-cell") if cell.get(f"{OFFICE}value-type")]


def _read(cell):
    kind = "formula" if cell.get(f"{TABLE}formula") else cell.get(f"{OFFICE}value-type")
    shown = "\n".join("".join(line.itertext()) for line in cell.iter(TEXT))
    return kind, shown, cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}value")
