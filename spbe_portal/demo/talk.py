"""What agencies and mentors write to each other, and examples that mentors show."""

from typing import Any

from assessments import actions
from assessments.models import Answer, Citation, Mention, Message
from spbe_portal.demo.calendar import Calendar
from spbe_portal.demo.people import People
from spbe_portal.demo.province import Province
from spbe_portal.demo.trail import Trail


def make(demo: Province, people: People, past: Calendar, present: Calendar) -> None:
    trail = Trail()
    for item in demo.talk["messages"]:
        _write(trail, people, present, item)
    trail.write()
    for item in demo.talk["examples"]:
        _show(people, past, item)


def _write(
    trail: Trail, people: People, calendar: Calendar, item: dict[str, Any]
) -> None:
    answer = _answers(people, calendar, item["office"]).get(
        indicator__code=item["indicator"]
    )
    name = (item["office"], item["indicator"], item["day"], "message")
    message = Message.objects.create(
        answer=answer,
        author=people.one(item["by"], item["office"]),
        text=item["text"],
        sent_at=calendar.at(item["day"], *name),
    )
    named = [people.one(part, item["office"]) for part in item.get("mentions", ())]
    Mention.objects.bulk_create(Mention(message=message, user=user) for user in named)
    trail.add(
        "message.sent",
        message,
        by=message.author,
        indicator=item["indicator"],
        documents=[],
        mentions=[user.get_username() for user in named],
    )


def _show(people: People, calendar: Calendar, item: dict[str, Any]) -> None:
    """Proposed by the agency's lead, and so approved by that of another one."""
    answers = _answers(people, calendar, item["of"])
    cited = Citation.objects.filter(
        answer__in=answers.filter(indicator__code=item["indicator"])
    )
    proposer = people.mentors[item["of"]]
    made = actions.propose_example(
        cited.order_by("cited_at", "pk")[0],
        level=item["level"],
        is_sufficient=item["is_sufficient"],
        title=item["title"],
        explanation=item["explanation"],
        by=proposer,
    )
    others = sorted(
        {user.pk: user for user in people.mentors.values()}.items(), reverse=True
    )
    away = people.agencies[item["of"]].pk
    approver = next(
        user for pk, user in others if pk != proposer.pk and user.agency_id != away
    )
    actions.approve_example(made, by=approver)


def _answers(people: People, calendar: Calendar, key: str) -> Any:
    return Answer.objects.filter(
        assessment__agency=people.agencies[key],
        assessment__period__year=calendar.days["year"],
        assessment__period__quarter=calendar.days["quarter"],
    ).select_related("assessment")
