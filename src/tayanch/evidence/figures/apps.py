from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "tayanch.evidence.figures"
    label = "figures"

    def ready(self) -> None:
        from tayanch.evidence.figures import nobody  # noqa: F401  its registration is the point
