"""What the call-back page offers to choose from."""

# A weather page: nothing about us, and nothing odd in a phone's history.
EXIT = "https://www.gismeteo.ru/"
# Concepts of the scheme "need". Nothing that could harm her when somebody looks over her shoulder.
TOPICS = ("work", "stay", "documents", "family", "everyday", "other")
