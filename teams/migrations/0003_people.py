"""The people of the registry and what certificates attest; seats get ready for them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_mail_record"),
        ("teams", "0002_seats"),
    ]

    operations = [
        migrations.CreateModel(
            name="Competence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        max_length=120, unique=True, verbose_name="kompetensi"
                    ),
                ),
            ],
            options={"verbose_name": "kompetensi", "verbose_name_plural": "kompetensi"},
        ),
        migrations.AddField(
            model_name="seat",
            name="requires",
            field=models.ManyToManyField(
                blank=True,
                related_name="seats",
                to="teams.competence",
                verbose_name="sertifikat yang diperlukan",
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "uuid",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="nama")),
                (
                    "nip",
                    models.CharField(
                        blank=True, max_length=18, null=True, verbose_name="NIP"
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="pangkat dan golongan"
                    ),
                ),
                (
                    "position",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="jabatan"
                    ),
                ),
                (
                    "phone",
                    models.CharField(blank=True, max_length=20, verbose_name="telepon"),
                ),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="surel"),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="people",
                        to="accounts.agency",
                        verbose_name="perangkat daerah",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="akun",
                    ),
                ),
            ],
            options={"verbose_name": "pegawai", "verbose_name_plural": "pegawai"},
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                fields=("nip",),
                name="teams_person_nip_unique",
                violation_error_message="NIP ini sudah terdaftar.",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("nip__isnull", True),
                    ("nip__regex", "^[0-9]{18}$"),
                    _connector="OR",
                ),
                name="teams_person_nip_has_18_digits",
                violation_error_message="NIP harus 18 angka.",
            ),
        ),
        migrations.RenameField(
            model_name="membership", old_name="person", new_name="person_name"
        ),
        migrations.AlterField(  # so that the column can come back empty
            model_name="membership",
            name="person_name",
            field=models.CharField(max_length=150, null=True, verbose_name="nama"),
        ),
        migrations.AddField(
            model_name="membership",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="memberships",
                to="teams.person",
                verbose_name="pegawai",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("VACATED", "Dikosongkan"),
                    ("REPLACED", "Diganti"),
                    ("RENEWED", "Diperbarui dengan SK baru"),
                    ("TERM", "Masa tugas berakhir"),
                ],
                max_length=10,
                null=True,
                verbose_name="alasan berakhir",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="membership", name="teams_membership_ends_on_complete"
        ),
    ]
