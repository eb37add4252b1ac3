"""What the product itself understands of speakers and documents; a study may carry any further attribute."""

from __future__ import annotations

# Names of attributes whose values are concepts of the vocabulary or of the lists below.
SEX = "sex"  # woman, man
AGE = "age"  # in years, "37", or a band, "35-44"
OBLAST = "oblast"  # scheme "oblast"
STATUS = "status"  # scheme "target-group", such as woman-migrant
DESTINATION = "destination"  # scheme "country"
RETURNED = "returned"  # yes, no: whether she has come back
KNOWN = (SEX, AGE, OBLAST, STATUS, DESTINATION, RETURNED)

SEXES = ("woman", "man")
METHODS = ("focus-group", "interview", "case-study", "expert-interview")
