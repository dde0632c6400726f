"""The log-in view: allauth's, with a status that says what happened."""

import logging

from allauth.account.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import Form
from django.http import HttpResponse

from accounts.adapter import address_of

logger = logging.getLogger(__name__)


class PortalLoginView(LoginView):  # type: ignore[misc]
    """422 for a wrong password, 429 when there were too many of them."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        if form.has_error(NON_FIELD_ERRORS, "too_many_login_attempts"):
            response.status_code = 429
            logger.warning("Log-in refused to %s.", address_of(self.request))
        return response


login = PortalLoginView.as_view()
