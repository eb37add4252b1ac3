"""Treaties, recommendations and who has done what since when."""
