"""What can be counted, defined as data, and how it is computed from rows of facts. Plain Python."""
