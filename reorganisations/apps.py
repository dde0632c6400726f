from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    name = "reorganisations"
    verbose_name = "penataan perangkat daerah"
