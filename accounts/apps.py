from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_login_failed


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "akun"

    def ready(self) -> None:
        from allauth.account.signals import (  # noqa: PLC0415 the same
            password_changed,
            password_reset,
            password_set,
        )
        from allauth.mfa.signals import (  # noqa: PLC0415 they need the models
            authentication_failed,
            authenticator_added,
            authenticator_removed,
            authenticator_reset,
        )

        from accounts import receivers  # noqa: PLC0415 it needs the models

        for signal, receiver in (
            (password_changed, receivers.on_password_changed),
            (password_reset, receivers.on_password_reset),
            (password_set, receivers.on_password_set),
            (authenticator_added, receivers.on_factor_added),
            (authenticator_removed, receivers.on_factor_removed),
            (authenticator_reset, receivers.on_factor_renewed),
            (authentication_failed, receivers.on_factor_failed),
        ):
            signal.connect(receiver, dispatch_uid=receiver.__name__)
        user_logged_in.connect(receivers.on_login, dispatch_uid="login")
        user_login_failed.connect(
            receivers.on_login_failed, dispatch_uid="login_failed"
        )
