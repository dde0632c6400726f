"""A decree stays as issued, and a nomination as decided; its end alone is added."""

from django.db import migrations

from lib.triggers import immutable, refuse

ISSUED = "SK yang sudah dicatat tidak dapat diubah."
DECIDED = "Usulan yang sudah ditetapkan tidak dapat diubah."
SETTLED = "('DECIDED', 'ENDED', 'CANCELLED')"
OF_SETTLED = (
    "EXISTS (SELECT 1 FROM teams_nomination n WHERE n.uuid = OLD.nomination_id "
    "AND n.status IN ('DECIDED', 'ENDED', 'CANCELLED'))"
)


class Migration(migrations.Migration):
    dependencies = [("teams", "0006_nominations")]

    operations = [
        immutable("teams_decree", ISSUED),
        refuse(
            "teams_nomination",
            "decided",
            "UPDATE OR DELETE",
            DECIDED,
            when=f"OLD.status IN {SETTLED} AND (TG_OP = 'DELETE' OR NOT ("
            "OLD.status = 'DECIDED' AND NEW.status = 'ENDED' AND "
            "to_jsonb(OLD) - ARRAY['status', 'ended_at'] = "
            "to_jsonb(NEW) - ARRAY['status', 'ended_at']))",
        ),
        refuse(
            "teams_nominationseat",
            "decided",
            "UPDATE OR DELETE",
            DECIDED,
            when=OF_SETTLED,
        ),
    ]
