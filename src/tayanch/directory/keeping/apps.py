from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "tayanch.directory.keeping"
    label = "directory"

    def ready(self) -> None:
        from tayanch.directory.keeping import nobody  # noqa: F401  its registration is the point
