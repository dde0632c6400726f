"""Documents from before the search are found by title and number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evidence", "0006_claimed_uploads")]

    operations = [
        migrations.RunSQL(
            """
            UPDATE evidence_document AS document
            SET search = setweight(to_tsvector('indonesian', words), 'A')
                      || setweight(to_tsvector('simple', words), 'A')
            FROM (
                SELECT uuid, regexp_replace(
                    lower(title || ' ' || number), '[^[:alnum:]]+', ' ', 'g'
                ) AS words
                FROM evidence_document
            ) AS said
            WHERE said.uuid = document.uuid AND document.search IS NULL
            """,
            reverse_sql=migrations.RunSQL.noop,
        )
    ]
