"""The desk's pages about the guide's cards: edit, translate, let somebody else look, publish."""
