"""Agencies, accounts, mentors and teams of the demo."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from accounts import actions as accounts
from accounts.enums import AgencyKind, Role
from accounts.models import Agency, MentorAssignment, User
from spbe_portal.demo import teams
from spbe_portal.demo.province import Office, Province
from spbe_portal.demo.trail import Trail

MAIL = "spbe.example"
FOUNDED = date(2026, 1, 1)
OF_AGENCY = (
    ("kepala", Role.OPD_HEAD, "{head} {short}"),
    ("koordinator", Role.OPD_COORDINATOR, "Koordinator Teknis {short}"),
    ("anggota", Role.OPD_MEMBER, "Anggota Tim SPBE {short}"),
)


@dataclass(frozen=True)
class People:
    """Agencies by key, users by username, and the mentor of each agency by key.

    `government` is the province as a whole.
    """

    government: Agency
    agencies: dict[str, Agency]
    users: dict[str, User]
    mentors: dict[str, User]

    def one(self, part: str, office: str) -> User:
        """`part` of the agency with that key, or its mentor."""
        if part == "pendamping":
            return self.mentors[office]
        return self.users[f"{part}.{office}"]

    def of(self, part: str, office: Office) -> User:
        return self.users[f"{part}.{office.key}"]


def usernames(province: Province) -> list[str]:
    staff = [item["username"] for item in province.people["staff"]]
    mentors = [item["username"] for item in province.people["mentors"]]
    own = [f"{part}.{o.key}" for o in province.offices for part, _, _ in OF_AGENCY]
    itself = [item["username"] for item in province.people["government"]]
    return staff + mentors + itself + own


def make(province: Province, today: date) -> People:
    trail = Trail()
    government = _government(province)
    agencies = _agencies(province, government)
    users = _users(province, government, agencies)
    secretariat = users["sekretariat"]
    for user in users.values():
        code = user.agency.code if user.agency else ""
        trail.add("user.added", user, by=users["admin"], role=user.role, agency=code)
    trail.write()
    mentors = _mentors(province, agencies, users, secretariat)
    people = People(government, agencies, users, mentors)
    teams.make(province, people, today)
    return people


def _government(province: Province) -> Agency:
    return Agency.objects.create(opened_on=date(2004, 10, 5), **province.itself)


def _agencies(province: Province, itself: Agency) -> dict[str, Agency]:
    made = Agency.objects.bulk_create(
        Agency(
            code=office.code,
            name=office.name,
            short_name=office.short_name,
            kind=AgencyKind(office.kind),
            parent=itself,
            site=f"https://{office.key}.{MAIL}",
            opened_on=FOUNDED,
        )
        for office in province.offices
    )
    return {
        office.key: agency
        for office, agency in zip(province.offices, made, strict=True)
    }


def _users(
    province: Province, government: Agency, agencies: dict[str, Agency]
) -> dict[str, User]:
    """All accounts share one password, so it is hashed once: hashing is slow by design."""
    password = make_password(province.people["password"])

    def user(username: str, role: Role, name: str, agency: Agency | None) -> User:
        return User(
            username=username,
            name=name,
            email=f"{username}@{MAIL}",
            role=role,
            agency=agency,
            password=password,
        )

    staff = [
        user(item["username"], Role(item["role"]), item["name"], None)
        for item in province.people["staff"]
    ]
    mentors = [
        user(
            item["username"],
            Role.MENTOR,
            item["name"],
            agencies.get(item.get("agency", "")),
        )
        for item in province.people["mentors"]
    ]
    itself = [
        user(item["username"], Role(item["role"]), item["name"], government)
        for item in province.people["government"]
    ]
    own = [
        user(f"{part}.{office.key}", role, office.fill(name), agencies[office.key])
        for office in province.offices
        for part, role, name in OF_AGENCY
    ]
    made = User.objects.bulk_create([*staff, *mentors, *itself, *own])
    return {user.username: user for user in made}


def _mentors(
    province: Province, agencies: dict[str, Agency], users: dict[str, User], by: User
) -> dict[str, User]:
    """Each agency has a lead, and a second in the next mentor who works elsewhere."""
    mentors = [users[item["username"]] for item in province.people["mentors"]]
    leads: dict[User, list[Agency]] = {mentor: [] for mentor in mentors}
    seconds: dict[User, list[Agency]] = {mentor: [] for mentor in mentors}
    found: dict[str, User] = {}
    for at, item in enumerate(province.people["mentors"]):
        others = [*mentors[at + 1 :], *mentors[:at]]
        for key in item["of"]:
            agency, found[key] = agencies[key], mentors[at]
            leads[mentors[at]].append(agency)
            seconds[next(o for o in others if o.agency_id != agency.pk)].append(agency)
    for quarter in (province.quarters["determined"], province.quarters["current"]):
        named = {"year": quarter["year"], "quarter": quarter["quarter"], "by": by}
        for mentor in mentors:
            accounts.assign_mentor(mentor, leads[mentor], is_lead=True, **named)
            accounts.assign_mentor(mentor, seconds[mentor], **named)
    MentorAssignment.objects.update(starts_on=FOUNDED)
    return found
