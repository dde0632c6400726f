"""What every action of this app shares."""


class TeamError(Exception):
    """A team can't be changed so; the message is for the user."""
