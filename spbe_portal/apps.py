from django.apps import AppConfig
from django.core.checks import register

from spbe_portal import checks


class PortalConfig(AppConfig):
    name = "spbe_portal"
    label = "spbe_portal"

    def ready(self) -> None:
        register(checks.combinations)
