"""Reads one file in a process of its own: python -m evidence.inspection.reader

Arguments: the type found when it was stored, the path of the file, and the path for a
copy that a browser may show. Tells what it finds in lines of JSON (`report.tell`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from evidence.inspection import images, office, pdf
from evidence.inspection.report import tell


def main() -> None:
    content_type, path, preview = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        if content_type == "application/pdf":
            pdf.read(path)
        elif content_type.startswith("image/"):
            images.read(path, preview)
        elif content_type.startswith("application/vnd."):
            office.read(path)
    except Exception:
        # whatever a library trips over, the file is what it trips over
        tell(findings=["DAMAGED"])
    tell(end=True)


if __name__ == "__main__":
    main()
