"""What was public stays as it was; a token's scopes are never widened."""

from django.db import migrations

from lib.triggers import immutable, not_truncated

RELEASED = "Publikasi hasil tidak dapat diubah atau dihapus; terbitkan revisi baru."
GIVEN = "Token tidak dapat diubah atau dihapus; cabut, lalu buat yang baru."


class Migration(migrations.Migration):
    dependencies = [("opendata", "0001_initial")]

    operations = [
        immutable(
            "opendata_release",
            RELEASED,
            except_columns=("withdrawn_at", "withdrawn_by_id", "withdrawn_reason"),
        ),
        not_truncated("opendata_release", RELEASED),
        immutable(
            "opendata_apitoken",
            GIVEN,
            except_columns=("last_used_at", "revoked_at", "revoked_by_id"),
        ),
    ]
