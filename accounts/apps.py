from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "akun"

    def ready(self) -> None:
        from accounts import receivers  # noqa: PLC0415 it needs the models

        user_logged_in.connect(receivers.on_login, dispatch_uid="login")
        user_login_failed.connect(
            receivers.on_login_failed, dispatch_uid="login_failed"
        )
