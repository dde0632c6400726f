"""Prove that the audit trail is whole: `manage.py verify_audit [--expect HASH]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import audit, content


class Command(BaseCommand):
    help = "Recompute every hash of the audit trail and say what does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HASH",
            help="A hash noted earlier, which must still stand in the chain: "
            "shows that no events were cut off its end.",
        )

    def handle(self, *, expect: str | None, **options: Any) -> None:
        chain = content.check_chain()
        broken = list(chain.broken)
        if expect and not audit.holds(expect):
            broken.append(f"No event carries {expect}: the trail was cut or replaced.")
        if broken:
            raise CommandError("\n".join(broken))
        self.stdout.write(f"{chain.events} events, the chain holds.")
        _, newest, happened_at = audit.head()
        if happened_at:
            self.stdout.write(f"Newest: {happened_at.isoformat()} {newest}")
