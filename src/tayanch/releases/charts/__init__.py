"""Values as pictures that can be read by everybody: drawn as SVG, each with its name, its description and its table."""

from tayanch.releases.charts.choosing import charts_of
from tayanch.releases.charts.model import Chart

__all__ = ["Chart", "charts_of"]
