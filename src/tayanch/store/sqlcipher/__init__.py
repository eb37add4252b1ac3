"""Django's SQLite backend over SQLCipher: one encrypted file, opened with the raw key of the keyring."""
