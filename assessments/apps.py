from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"
    verbose_name = "penilaian"

    def ready(self) -> None:
        from accounts import trail  # noqa: PLC0415 they need the models
        from assessments.trail import of_assessment  # noqa: PLC0415

        trail.register("assessment", of_assessment)
