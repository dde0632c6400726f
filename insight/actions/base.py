"""What every action of this app may answer."""


class InsightError(Exception):
    """An expected refusal; the message is for the user."""
