"""What a file is that looks like an Excel workbook and is no ordinary one."""

from __future__ import annotations

import io
import zipfile

MOST_BYTES = 100_000_000  # unpacked; what it takes in memory is many times that
TOO_LARGE = "region.workbook_large"
UNREADABLE = "region.workbook_unreadable"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of old Office files and encrypted new ones
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"


def kind_problem(content: bytes) -> str | None:
    """The id of the message that says what a file is; `None` for an ordinary `.xlsx`.

    Known are the old Excel format, a workbook behind a password, OpenDocument, the binary and the
    strict variant of the new format, and what is larger unpacked than `MOST_BYTES`; all else that
    is no workbook is `UNREADABLE`.
    """
    if content.startswith(_OLE):
        return "region.workbook_password" if _ENCRYPTED in content else "region.workbook_xls"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and b"opendocument" in archive.read("mimetype"):
                return "region.workbook_ods"
            if "xl/workbook.bin" in names:
                return "region.workbook_xlsb"
            if "xl/workbook.xml" not in names:
                return UNREADABLE
            if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
                return TOO_LARGE
            strict = _STRICT in archive.read("xl/workbook.xml")
            return "region.workbook_strict" if strict else None
    except Exception:  # a damaged archive makes whatever unpacks it fail in its own way
        return UNREADABLE
