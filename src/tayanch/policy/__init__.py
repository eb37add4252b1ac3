"""Treaties, laws, recommendations and review cycles as data. Plain Python."""
