"""Formats that no library on PyPI reads with their tables → .docx or .xlsx, by LibreOffice where it is.

A .doc of Word or WPS, RTF and ODT become .docx; ODS and XML tables become .xlsx. Where LibreOffice is not
installed the file is refused with both ways out of it. Each run has a profile of its own: two may run at
once, and no macro, link or dialog of the user's is met.

>>> converted(Path("某局.doc"), Content.OLD_WORD, Path("/tmp/x"), seconds=60)
PosixPath('/tmp/x/某局.docx')
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from index.facts.errors import DocumentError
from index.facts.plainly import reason
from index.files.contents import Content

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
# LibreOffice goes by the name first: a .wps would be one of Microsoft Works.
_CALLED = {
    Content.OLD_WORD: (".doc", ".docx"),
    Content.RICH_TEXT: (".rtf", ".docx"),
    Content.OPEN_TEXT: (".odt", ".docx"),
    Content.OPEN_SHEET: (".ods", ".xlsx"),
    Content.XML_SHEET: (".xml", ".xlsx"),
}
# What a document may not do while it is converted: run macros, fetch what it links to.
_SAFE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent"
 oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_FILTERS = {".docx": "docx:MS Word 2007 XML", ".xlsx": "xlsx:Calc MS Excel 2007 XML"}


def office() -> str | None:
    """Where LibreOffice is on this machine."""
    named = (shutil.which(name) for name in ("soffice", "libreoffice"))
    return next((path for path in (*named, *_PLACES) if path and Path(path).is_file()), None)


def converted(path: Path, content: Content, into: Path, *, seconds: float, program: str | None) -> Path:
    """The file in the newer format, in the folder `into`, by the LibreOffice at `program`.

    Raises DocumentError when there is none or it makes nothing of the file.
    """
    older, newer = _CALLED[content]
    if program is None:
        problem = f"是{content}，要由 LibreOffice 转换，而本机没有安装"
        raise DocumentError(path.name, problem, f"请另存为 {newer}，或安装 LibreOffice 后重新索引")
    given = into / f"in{older}"
    made, kept = given.with_suffix(newer), into / f"{path.stem}{newer}"
    shutil.copyfile(path, given)
    profile = (into / "profile").resolve()
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SAFE, "utf-8")
    command = [
        program,
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
        *("--convert-to", _FILTERS[newer], "--outdir", str(into), str(given)),
    ]
    said = _run(command, path.name, newer, seconds)
    if not made.is_file():
        problem = f"LibreOffice 没有打开（{said or '没有说明原因'}）"
        raise DocumentError(path.name, problem, f"请另存为 {newer}")
    made.rename(kept)
    return kept


def _run(command: Sequence[str], name: str, newer: str, seconds: float) -> str:
    """The last line that the program says. Raises DocumentError when it does not start or come to an end."""
    try:
        # Its launcher starts another program, which a kill of the launcher would leave running.
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        problem = f"LibreOffice 无法启动（{reason(error)}）"
        raise DocumentError(name, problem, f"请另存为 {newer}，或重新安装 LibreOffice") from error
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        _end(process)
        problem = f"LibreOffice 转换 {seconds:.0f} 秒仍未完成，已停止"
        raise DocumentError(name, problem, f"请另存为 {newer}") from error
    lines = said.decode("utf-8", "replace").split("\n")
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The program and what it started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.communicate()
