from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "tayanch.vault"
    label = "vault"
