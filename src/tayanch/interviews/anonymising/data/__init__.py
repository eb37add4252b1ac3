"""Names, places and ordinary words the rules know."""
