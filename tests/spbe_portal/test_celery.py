from django.conf import settings

from spbe_portal.celery import app


def test_the_clock_calls_tasks_that_exist():
    app.loader.import_default_modules()

    planned = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert planned - set(app.tasks) == set()
    assert len(planned) == 18
