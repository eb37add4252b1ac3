"""Interviews: transcripts with their speakers, stand-ins for names, codes, agreement between coders, quotes, exchange.

Plain Python, useful in a notebook. Positions are code points of one text version, half-open: ``text[start:end]``.
"""
