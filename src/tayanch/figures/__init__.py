"""Published figures as facts: of whom, where, when, on which base, and where they disagree. Plain Python."""
