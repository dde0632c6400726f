"""manage.py reencrypt: closes the secrets of second steps under the newest key."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.second_factor import reencrypt


class Command(BaseCommand):
    help = (
        "Encrypts the secrets of second steps under SECRET_KEY, so that no key of "
        "SECRET_KEY_FALLBACKS is needed for them any more. May run any number of times."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = reencrypt()
        self.stdout.write(f"{count} second steps are under the newest key.")
