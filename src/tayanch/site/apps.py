from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tayanch.site"
    label = "site"
