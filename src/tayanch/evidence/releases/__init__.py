"""What is published: dated, signed, protected releases, and what they said before."""
