"""Published figures as facts: what they say, of whom, where, when, on which base, and where they disagree. Plain Python."""
