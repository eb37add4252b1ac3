"""Who works here: organisations, teams and their people, each with one role."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """An organisation that helps women; its keys and records are apart from every other's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(max_length=20)  # concept of the scheme "country"
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """People who share cases and shifts, in one place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="teams")
    name = models.CharField(_("name"), max_length=120)
    place = models.CharField(_("place"), max_length=40, blank=True)  # concept of the scheme "place"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="team_name_in_organisation")]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person may do. Nobody has two roles, so that administering never means reading cases."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SUPERVISOR = "supervisor", _("Supervisor")
    CASEWORKER = "caseworker", _("Caseworker")
    ANALYST = "analyst", _("Analyst")
    REVIEWER = "reviewer", _("Reviewer of the law")
    DIRECTOR = "director", _("Director")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make a user; the password is hashed and never kept."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff. Women who are helped are never users."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("sign-in name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="users")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    teams = models.ManyToManyField(Team, related_name="members", blank=True)
    is_lawyer = models.BooleanField(_("lawyer"), default=False)  # may learn that one employer failed many
    language = models.CharField(_("language"), max_length=2, default="ky")  # of her screens
    speaks = models.JSONField(_("speaks"), default=list, blank=True)  # concepts of the scheme "language"
    is_active = models.BooleanField(default=True)
    # Her own key pair, see accounts.worker_keys: sealed cases open with it. Without one these are empty.
    public_key = models.BinaryField(max_length=32, default=b"")
    wrapped_key = models.JSONField(default=dict)
    key_made_at = models.DateTimeField(null=True)
    chose_password = models.BooleanField(default=False)  # a password that somebody gave her wraps no key

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def has_key(self) -> bool:
        """True when something can be sealed to her."""
        return bool(self.public_key)

    @property
    def works_on_cases(self) -> bool:
        """True for those who speak with women: caseworkers and their supervisors."""
        return self.role in {Role.CASEWORKER, Role.SUPERVISOR}
