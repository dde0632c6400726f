"""Build the demo province: `manage.py seed_demo`; `--accounts` lists who may log in."""

from argparse import ArgumentParser
from textwrap import fill
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.enums import AGENCY_ROLES, Role
from assessments.models import Period
from spbe_portal.demo.seed import accounts as demo_accounts
from spbe_portal.demo.seed import seed


class Command(BaseCommand):
    help = "Fill an empty database with the demo province, where DEMO is True."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="List the demo accounts only."
        )

    def handle(self, *, accounts: bool, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write("DEMO is False: no demo here.")
        elif accounts:
            self._list_accounts()
        elif Period.objects.exists():
            self.stdout.write("The database has periods already: nothing was changed.")
        else:
            seed()
            self.stdout.write("The demo province stands.")

    def _list_accounts(self) -> None:
        password, users = demo_accounts()
        if not users:
            self.stdout.write("This database has no demo accounts.")
            return
        self.stdout.write(f"Demo accounts, all with the password {password}\n")
        staff = [user for user in users if user.role not in AGENCY_ROLES]
        for user in staff:
            place = f", {user.agency.name}" if user.agency else ""
            self.stdout.write(f"  {user.username:<14} {Role(user.role).label}{place}")
        self.stdout.write("  kepala.OPD, koordinator.OPD and anggota.OPD, OPD being")
        offices = sorted({u.username.split(".", 1)[1] for u in users if u not in staff})
        self.stdout.write(
            fill(", ".join(offices), initial_indent="    ", subsequent_indent="    ")
        )
