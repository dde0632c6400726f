"""Take in an instrument file: `manage.py load_instrument FILE ...`.

The command stands above `instruments` because it runs the file's self-test with the
engine, which is `assessments.scoring`.
"""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments import scoring
from instruments import actions, definition


class Command(BaseCommand):
    help = "Check instrument files and publish them; a file that stands is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        for path in files:
            try:
                instrument = definition.load(path)
                scoring.verify(instrument)
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                version = actions.publish(instrument, file_sha256=digest, by=None)
            except (definition.DefinitionError, actions.InstrumentError) as error:
                msg = f"{path.name}: {error}"
                raise CommandError(msg) from error
            count = len(instrument.indicators)
            self.stdout.write(f"{version.code}: {count} indicators, published.")
