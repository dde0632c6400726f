"""A period keeps its quarter and its instrument; results are not emptied at once."""

from django.db import migrations

from lib.triggers import not_truncated, refuse

DETERMINED = "Hasil yang sudah ditetapkan tidak dapat dihapus."


class Migration(migrations.Migration):
    dependencies = [("assessments", "0002_immutable")]

    operations = [
        refuse(
            "assessments_period",
            "pinned",
            "UPDATE",
            "Periode tetap pada triwulan dan instrumennya.",
            when=(
                "(OLD.year, OLD.quarter, OLD.version_id) IS DISTINCT FROM "
                "(NEW.year, NEW.quarter, NEW.version_id)"
            ),
        ),
        not_truncated("assessments_determination", DETERMINED),
        not_truncated("assessments_result", DETERMINED),
    ]
