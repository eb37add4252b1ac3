"""Keeping the directory alive: staff ring, mend and publish; organisations mend their own entries by a link."""
