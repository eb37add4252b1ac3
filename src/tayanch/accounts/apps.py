from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tayanch.accounts"
    label = "accounts"

    def ready(self) -> None:
        from tayanch.accounts.actions import end_sessions
        from tayanch.store import gate

        gate.before_lock(end_sessions)
