"""Interviews at the desk of evidence: kept sealed, coded blind by several, compared, settled, quoted, handed on."""
