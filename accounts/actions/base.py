"""What the actions of this app share."""


class AccountError(Exception):
    """The change is refused; the message is for the user."""
