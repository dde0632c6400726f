"""What the actions of this app share: their refusal and their lock."""

from reorganisations.models import Reorganisation


class ReorganisationError(Exception):
    """The step is not open now; the message is a sentence for the user."""


def lock(reorganisation: Reorganisation) -> Reorganisation:
    """As it is now, held until the transaction ends."""
    return Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)


def refuse_unless_draft(reorganisation: Reorganisation) -> None:
    if not reorganisation.is_draft:
        msg = (
            f"Penataan ini berstatus {reorganisation.status.label}, jadi pilihannya "
            "tidak berubah lagi."
        )
        raise ReorganisationError(msg)
