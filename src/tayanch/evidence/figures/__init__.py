"""The register of published figures at the desk: entered, checked, compared, cited."""
