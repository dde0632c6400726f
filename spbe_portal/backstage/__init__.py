"""Django's admin, for browsing what has no page: read-only, but for the app's actions."""
