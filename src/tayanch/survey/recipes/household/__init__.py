"""The household module on migration that one may field oneself: its form, its mapping, three interview guides."""
