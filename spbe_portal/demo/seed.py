"""The whole demo in one transaction: all of it stands, or nothing."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from spbe_portal.demo import (
    government,
    library,
    mentoring,
    news,
    past,
    people,
    phrases,
    province,
    quarters,
    releases,
    rules,
    shelf,
    talk,
    work,
)
from spbe_portal.demo.calendar import Calendar

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "demo"


@transaction.atomic
def seed() -> None:
    """Fill an empty database. Raises IntegrityError in one that has agencies."""
    demo = province.load(FOLDER)
    now = timezone.now()
    earlier = Calendar(now, demo.quarters["determined"])
    present = Calendar(now, demo.quarters["current"])
    folk = people.make(demo, timezone.localdate())
    libraries = library.make(demo, folk, earlier)
    before = quarters.determine(quarters.Quarter(demo, folk, libraries, earlier))
    under_way = quarters.Quarter(demo, folk, libraries, present, with_government=True)
    quarters.stand(under_way, before)
    government.make(under_way)
    quarters.plan_next(folk)
    work.make(demo, folk, present)
    talk.make(demo, folk, earlier, present)
    mentoring.make(demo, folk, present)
    shelf.make(demo, folk, present)
    phrases.make()
    releases.make(folk.users["sekretariat"])
    rules.make(demo, present, folk.users["sekretariat"], folk.users["sekretariat2"])
    past.make(demo, present, before, folk.users["sekretariat"])
    news.make(present)


def accounts() -> tuple[str, list[User]]:
    """The demo's password, and those of its accounts that stand in the database."""
    demo = province.load(FOLDER)
    found = User.objects.filter(username__in=people.usernames(demo), is_active=True)
    order = {name: place for place, name in enumerate(people.usernames(demo))}
    users = sorted(
        found.select_related("agency"), key=lambda user: order[user.username]
    )
    return demo.people["password"], users
