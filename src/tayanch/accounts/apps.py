from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tayanch.accounts"
    label = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from tayanch.accounts.actions import end_sessions
        from tayanch.accounts.worker_keys import forget_at_sign_out
        from tayanch.store import gate

        gate.before_lock(end_sessions)
        user_logged_out.connect(forget_at_sign_out)
