"""Keeping the directory alive: staff ring, mend and publish; organisations keep their own entries by an invited link."""
