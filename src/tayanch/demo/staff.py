"""The two invented organisations and the people who work in them."""

from __future__ import annotations

from dataclasses import dataclass

from tayanch.accounts.models import Organisation, Role, Team, User

MARK = "(invented)"  # stands with every invented name: women, staff, employers, organisations
PASSWORD = "felt-carpet-demo"  # noqa: S105  (printed at each start of the demonstration)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way into the demonstration. *who* says in a few words what this person does."""

    username: str
    password: str
    role: str
    who: str
    is_lawyer: bool = False


SIGN_INS = [
    SignIn("aigul", PASSWORD, Role.CASEWORKER, "answers the hotline at night"),
    SignIn("bermet", PASSWORD, Role.CASEWORKER, "lawyer with forty open cases of unpaid wages", is_lawyer=True),
    SignIn("cholpon", PASSWORD, Role.SUPERVISOR, "leads both teams"),
    SignIn("damira", PASSWORD, Role.ADMINISTRATOR, "keeps accounts and backups, sees no case"),
    SignIn("elnura", PASSWORD, Role.ANALYST, "counts, sees no names"),
    SignIn("gulzat", PASSWORD, Role.REVIEWER, "lawyer who signs rules of law off, sees no case"),
    SignIn("jyldyz", PASSWORD, Role.DIRECTOR, "answers for the organisation, reads no case"),
    SignIn("farida", PASSWORD, Role.CASEWORKER, "works for the partner in Moscow"),
]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does what in the stories."""

    bishkek: Organisation
    moscow: Organisation
    night_worker: User
    lawyer: User
    supervisor: User
    partner: User

    def of_desk(self, desk: str) -> User:
        """Who answers at a desk: "night", "legal" or "moscow"."""
        return {"night": self.night_worker, "legal": self.lawyer, "moscow": self.partner}[desk]


def make_staff() -> Staff:
    """Write the organisations, teams and users."""
    bishkek = Organisation.objects.create(name=f"Таяныч борбору, Бишкек {MARK}", country="kg", is_demo=True)
    moscow = Organisation.objects.create(name=f"Опора, Москва {MARK}", country="ru", is_demo=True)
    night = Team.objects.create(organisation=bishkek, name="Түнкү нөөмөт · Ночная смена")
    legal = Team.objects.create(organisation=bishkek, name="Юристтер · Юристы")
    far = Team.objects.create(organisation=moscow, name="Москва")
    staff = Staff(
        bishkek=bishkek,
        moscow=moscow,
        night_worker=_user("aigul", "Айгүл", bishkek, "ky", night),
        lawyer=_user("bermet", "Бермет", bishkek, "ru", legal),
        supervisor=_user("cholpon", "Чолпон", bishkek, "ky", night, legal),
        partner=_user("farida", "Фарида", moscow, "ru", far),
    )
    _user("damira", "Дамира", bishkek, "ru")
    _user("elnura", "Элнура", bishkek, "en")
    _user("gulzat", "Гүлзат", bishkek, "ru")
    _user("jyldyz", "Жылдыз", bishkek, "ky")
    return staff


def _user(username: str, name: str, organisation: Organisation, language: str, *teams: Team) -> User:
    sign_in = next(one for one in SIGN_INS if one.username == username)
    user = User.objects.create_user(
        username,
        sign_in.password,
        name=f"{name} {MARK}",
        role=sign_in.role,
        is_lawyer=sign_in.is_lawyer,
        organisation=organisation,
        language=language,
        chose_password=True,
    )
    user.teams.set(teams)
    return user
