"""Rule sets of before and their exports, then the triggers that keep the new rows.

A rule set that one person wrote and an export used stays usable and says that it is of
before the approval of two people; one that no export used waits for a second person.
"""

from django.db import migrations

from lib import canonical
from lib.triggers import immutable, refuse

SETTLED = "Aturan TPP yang sudah disetujui atau dibatalkan tidak dapat diubah."
DRAFT_FIRST = "Aturan TPP dimulai sebagai rancangan; orang lain menyetujuinya."
UNAPPROVED = "Aturan TPP belum disetujui orang kedua."
TABLE = "Tabel persentase tidak menyambung dari 1,00 sampai 5,00."
WEIGHTS = "Jumlah bobot SPBE dan komponen lebih dari 100 persen."
LINES = "Baris ekspor TPP tidak dapat diubah, dihapus, atau ditambah."
SCORES = "Nilai komponen yang sudah diterapkan atau dibatalkan tidak dapat diubah."
CHUNK = 500


def of_before(apps, schema_editor):
    rule_set, export = (apps.get_model("reports", n) for n in ("RuleSet", "Export"))
    used = export.objects.values("rule_set_id")
    rule_set.objects.exclude(pk__in=used).update(predates_approval=False)
    for found in export.objects.order_by("created_at").iterator(chunk_size=1):
        apps.get_model("reports", "ExportLine").objects.bulk_create(
            lines_of(apps, found), batch_size=CHUNK
        )
    with schema_editor.connection.cursor() as cursor:
        # what waits for the end of the transaction would stop the triggers below
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def lines_of(apps, export):
    line = apps.get_model("reports", "ExportLine")
    pairs = zip(export.inputs["results"], export.figures, strict=True)
    for position, (item, figure) in enumerate(pairs, 1):
        yield line(
            export_id=export.pk,
            position=position,
            agency_code=item["code"],
            agency_name=item["name"],
            is_final=item["is_final"],
            index=figure["index"],
            predicate=figure["predicate"] or "",
            score=figure["score"],
            weighted=figure["weighted"],
            source=figure["source"] or "",
            total=figure["weighted"],
            inputs=item,
            inputs_sha256=canonical.sha256(item),
        )


def settled(column):
    return (
        "EXISTS (SELECT 1 FROM reports_ruleset r WHERE "  # noqa: S608 names of this file
        f"r.uuid = {column} AND (r.approved_at IS NOT NULL OR r.dropped_at IS NOT NULL))"
    )


def belongs(table, name, column="rule_set_id"):
    """What belongs to a rule set is settled with it."""
    return [
        refuse(
            table,
            f"{name}_kept",
            "UPDATE OR DELETE",
            SETTLED,
            when=settled(f"OLD.{column}"),
        ),
        refuse(
            table,
            f"{name}_complete",
            "INSERT OR UPDATE",
            SETTLED,
            when=settled(f"NEW.{column}"),
        ),
    ]


GAPS = """OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL
    AND NEW.method = 'BANDS' AND (
        SELECT count(*) = 0 OR min(b.start) <> 1 OR max(b.until) <> 5
            OR bool_or(b.start <> b.before)
        FROM (
            SELECT start, "end" AS until,
                coalesce(lag("end") OVER (ORDER BY start), 1) AS before
            FROM reports_ruleband WHERE rule_set_id = NEW.uuid
        ) b
    )"""
TOO_MUCH = """OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL AND NEW.weight + (
        SELECT coalesce(sum(c.weight), 0) FROM reports_component c
        WHERE c.rule_set_id = NEW.uuid
    ) > 100"""
NOT_USABLE = """NOT EXISTS (
        SELECT 1 FROM reports_ruleset r WHERE r.uuid = NEW.rule_set_id
        AND (r.approved_at IS NOT NULL OR r.predates_approval)
    )"""
FINISHED = """EXISTS (
        SELECT 1 FROM reports_issueddocument d
        WHERE d.uuid = NEW.export_id AND d.status = 'DONE'
    )"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_rule_set_approval")]

    operations = [
        migrations.RunPython(of_before, migrations.RunPython.noop),
        refuse(
            "reports_ruleset",
            "settled",
            "UPDATE OR DELETE",
            SETTLED,
            when="OLD.approved_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
        ),
        refuse(
            "reports_ruleset",
            "draft_first",
            "INSERT",
            DRAFT_FIRST,
            when="NEW.approved_at IS NOT NULL OR NEW.predates_approval",
        ),
        refuse("reports_ruleset", "no_gap", "UPDATE", TABLE, when=GAPS),
        refuse("reports_ruleset", "weights", "UPDATE", WEIGHTS, when=TOO_MUCH),
        *belongs("reports_ruleband", "band"),
        *belongs("reports_component", "component"),
        refuse("reports_export", "usable", "INSERT", UNAPPROVED, when=NOT_USABLE),
        immutable("reports_exportline", LINES),
        refuse("reports_exportline", "finished", "INSERT", LINES, when=FINISHED),
        refuse(
            "reports_scorelist",
            "settled",
            "UPDATE OR DELETE",
            SCORES,
            when="OLD.applied_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
        ),
    ]
