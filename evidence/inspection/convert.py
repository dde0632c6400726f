"""Office documents to PDF by LibreOffice, confined like every other reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.inspection import jail

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = jail.Limits(seconds=90, megabytes=4096)
SUFFIXES = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
# No macro runs, and nothing is fetched from elsewhere.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update">
<prop oor:name="Link"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def to_pdf(converter: str, path: Path, content_type: str, folder: Path) -> Path | None:
    """The PDF in `folder`; None when the type is unknown or LibreOffice gave up.

    `converter` is the path of soffice. Its profile is new each time, so that two can
    run at once and none remembers anything.
    """
    suffix = SUFFIXES.get(content_type)
    if suffix is None:
        return None
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    source = folder / f"source.{suffix}"
    source.symlink_to(path)
    program = [
        converter,
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--headless",
        "--norestore",
        "--nolockcheck",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(source),
    ]
    jail.run(program, limits=LIMITS, home=folder)
    made = folder / "source.pdf"
    return made if made.exists() and made.stat().st_size else None
