"""The rows of the permission matrix: what each actor gets. A lawyer is a caseworker of the owner's team."""

from __future__ import annotations

STAFF = ("owner", "teammate", "other_team", "supervisor", "stranger", "administrator", "analyst", "reviewer")
STAFF += ("director", "lawyer")
OK, NO, GONE = "ok", 403, 404


def row(default: object, **others: object) -> dict[str, object]:
    return {actor: others.get(actor, default) for actor in STAFF}


# Somebody's record: hers and her team's; for everybody else it does not exist.
TEAM = row(OK, other_team=GONE, stranger=GONE, administrator=GONE, analyst=GONE, reviewer=GONE, director=GONE)
# What only the owner and a supervisor of the team may do with it.
OWN = TEAM | {"teammate": NO, "lawyer": NO}
DESK = row(OK, administrator=NO, analyst=NO, reviewer=NO, director=NO)
# Who stands for the law. It tells of nobody, so that everybody may read it.
LAW = row(NO, supervisor=OK, reviewer=OK)
ADMINISTRATOR = row(NO, administrator=OK)
EVERYBODY = row(OK)
