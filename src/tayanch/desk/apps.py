from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "tayanch.desk"
    label = "desk"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from tayanch import law
        from tayanch.desk.fact_marks import set_triggers
        from tayanch.desk.privacy import newcomers, shredder  # noqa: F401  their registration is the point
        from tayanch.store import gate

        # After every migration: SQLite drops the triggers of a table that a migration makes anew.
        post_migrate.connect(set_triggers, sender=self)
        gate.before_lock(law.reviews.drop)
