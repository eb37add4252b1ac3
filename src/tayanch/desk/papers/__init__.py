"""Papers as bytes: what they are, photos without what they carry unseen, and many of them as one PDF.

Plain values in, plain values out: nothing here knows a database, a key or a file on the disk.
"""
