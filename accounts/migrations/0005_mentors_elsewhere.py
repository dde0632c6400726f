"""A mentor is never assigned to the own agency: the rule crosses two tables."""

from django.db import migrations

from lib import triggers

MESSAGE = "Pendamping tidak mendampingi perangkat daerahnya sendiri."


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_notices_and_quarters")]

    operations = [
        triggers.refuse(
            "accounts_mentorassignment",
            "not_the_own_agency",
            "INSERT OR UPDATE",
            MESSAGE,
            when="NEW.agency_id = (SELECT agency_id FROM accounts_user WHERE id = NEW.mentor_id)",
        ),
        triggers.refuse(
            "accounts_user",
            "not_into_a_mentored_agency",
            "UPDATE OF agency_id",
            MESSAGE,
            when="""NEW.agency_id IS DISTINCT FROM OLD.agency_id AND EXISTS (
                SELECT 1 FROM accounts_mentorassignment
                WHERE mentor_id = NEW.id AND agency_id = NEW.agency_id
                AND (ends_on IS NULL OR ends_on >= current_date))""",
        ),
    ]
