"""Mappings, policies and past results stay as they were recorded."""

from django.db import migrations

from lib.triggers import immutable, refuse

MAPPED = "Padanan instrumen tidak dapat diubah atau dihapus; buat revisi baru."
DECIDED = "Kebijakan hasil tahunan tidak dapat diubah atau dihapus; buat revisi baru."
PAST = "Hasil lampau tidak dapat diubah atau dihapus; impor revisi baru."
SETTLED = "Impor yang sudah selesai tidak dapat diubah atau dihapus."


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        immutable("insight_concordance", MAPPED),
        immutable("insight_indicatormapping", MAPPED),
        immutable("insight_annualpolicy", DECIDED),
        immutable("insight_pastresult", PAST),
        refuse(
            "insight_pastimport",
            "settled",
            "UPDATE OR DELETE",
            SETTLED,
            when="OLD.applied_at IS NOT NULL OR OLD.dropped_at IS NOT NULL",
        ),
    ]
