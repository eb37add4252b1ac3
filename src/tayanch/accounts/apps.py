from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tayanch.accounts"
    label = "accounts"
