"""A log-in name and an address each name one account, in any case."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_chain"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="accounts_user_username_unique_in_any_case",
                violation_error_message="Nama pengguna ini sudah dipakai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="accounts_user_email_unique_in_any_case",
                violation_error_message="Surel ini sudah dipakai.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("username__contains", "@"), _negated=True),
                name="accounts_user_username_is_no_email",
                violation_error_message="Nama pengguna tidak memuat tanda @.",
            ),
        ),
    ]
