"""Survey microdata: reading, sample designs, estimates with their uncertainty. Plain Python, for notebooks first."""

from tayanch.survey.cube import Cube
from tayanch.survey.data import Data
from tayanch.survey.design import Design, Replicates
from tayanch.survey.estimating import cube, estimate

__all__ = ["Cube", "Data", "Design", "Replicates", "cube", "estimate"]
