"""The site of a release: plain pages that open by double click, without a script and without the internet."""

from tayanch.releases.pages.rendering import PAGES, site

__all__ = ["PAGES", "site"]
