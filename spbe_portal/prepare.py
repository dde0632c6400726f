"""What `make run` does to the database before it serves; each step may run again.

python -m spbe_portal.prepare FILE      writes the demo accounts to FILE
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command


def main() -> None:
    django.setup()
    for folder in (settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR):
        Path(folder).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    for path in sorted((settings.BASE_DIR / "fixtures/instruments").glob("*.yaml")):
        call_command("load_instrument", str(path))
    if not get_user_model().objects.exists():
        sys.stdout.write("Building the demo province; half a minute, once …\n")
        sys.stdout.flush()
        call_command("seed_demo")
    with Path(sys.argv[1]).open("w", encoding="utf-8") as accounts:
        call_command("seed_demo", accounts=True, stdout=accounts)


if __name__ == "__main__":
    main()
