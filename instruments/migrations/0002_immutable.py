"""A published version stays as it is, with everything below it."""

from django.db import migrations

from lib.triggers import refuse

MESSAGE = "Instrumen yang sudah terbit tidak dapat diubah."
KEPT = "ARRAY['retired_at', 'retired_by_id']"
OF_VERSION = (
    "EXISTS (SELECT 1 FROM instruments_version v WHERE v.published_at IS NOT NULL "
    "AND v.id IN (OLD.version_id, NEW.version_id))"
)
OF_INDICATOR = (
    "EXISTS (SELECT 1 FROM instruments_indicator i JOIN instruments_version v "
    "ON v.id = i.version_id WHERE v.published_at IS NOT NULL "
    "AND i.id IN (OLD.indicator_id, NEW.indicator_id))"
)


def published(table, when):
    return refuse(table, "immutable", "INSERT OR UPDATE OR DELETE", MESSAGE, when=when)


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]

    operations = [
        refuse(
            "instruments_version",
            "immutable",
            "UPDATE OR DELETE",
            MESSAGE,
            when=(
                "OLD.published_at IS NOT NULL AND (TG_OP = 'DELETE' OR "
                f"to_jsonb(OLD) - {KEPT} <> to_jsonb(NEW) - {KEPT})"
            ),
        ),
        published("instruments_node", OF_VERSION),
        published("instruments_indicator", OF_VERSION),
        published("instruments_predicateband", OF_VERSION),
        published("instruments_criterion", OF_INDICATOR),
        published("instruments_requirement", OF_INDICATOR),
    ]
