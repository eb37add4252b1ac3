"""The directory for other programs: an HSDS 3.0 API at ``/open/``, a table with HXL tags, schema.org, and import.

Only ``views`` and ``urls`` know of Django. Entries come from ``tayanch.directory.lookup`` and nowhere else, and
everything is made from ``public(entry)``.
"""
