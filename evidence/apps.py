from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = "bukti dukung"

    def ready(self) -> None:
        from accounts import trail  # noqa: PLC0415 they need the models
        from evidence.trail import of_document  # noqa: PLC0415

        trail.register("document", of_document)
