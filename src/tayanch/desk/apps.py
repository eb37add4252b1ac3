from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tayanch.desk"
    label = "desk"

    def ready(self) -> None:
        from tayanch import law
        from tayanch.desk.privacy import newcomers, shredder  # noqa: F401  their registration is the point
        from tayanch.store import gate

        gate.before_lock(law.reviews.drop)
