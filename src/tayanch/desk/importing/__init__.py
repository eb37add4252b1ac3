"""Bring records in from sheets: read a file, understand its columns, check every line. Plain Python, no database.

``reading`` makes tables of XLSX, CSV and ZIP files, ``odk`` understands exports of KoBoToolbox and ODK, ``values``
reads days and sums as people type them, ``mapping`` says what a column is, ``checking`` what each line will be,
``deciding`` what becomes of lines whose woman is known, ``packing`` makes bytes of all this.
"""
