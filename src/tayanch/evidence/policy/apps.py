from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "tayanch.evidence.policy"
    label = "policy"

    def ready(self) -> None:
        from tayanch.evidence.policy import nobody  # noqa: F401  its registration is the point
