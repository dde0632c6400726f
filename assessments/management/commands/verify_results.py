"""Prove the determined results: `manage.py verify_results`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.recomputation import recompute_all


class Command(BaseCommand):
    help = (
        "Work every determined index out again from its frozen inputs, and compare "
        "it with what is stored, and the inputs with their hash."
    )

    def handle(self, **options: Any) -> None:
        found = recompute_all()
        faults = [f"{each.number}: {fault}" for each in found for fault in each.faults]
        if faults:
            raise CommandError("\n".join(faults))
        agencies = sum(each.agencies for each in found)
        self.stdout.write(f"{len(found)} determinations hold, {agencies} results.")
