"""`{% csrf_token %}` of every form, which says too for which placement it was drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.working_context import FIELD

if TYPE_CHECKING:
    from django.template.base import Parser, Token
    from django.template.context import Context

register = template.Library()


class FormTokenNode(CsrfTokenNode):
    """Django's, and one field more for who has several placements."""

    def render(self, context: Context) -> SafeString:
        field = SafeString(super().render(context))
        user = getattr(getattr(context, "request", None), "user", None)
        placement = getattr(user, "placement", None)
        if not field or placement is None:
            return field
        mark = '{}<input type="hidden" name="{}" value="{}">'
        return format_html(mark, field, FIELD, placement.uuid)


@register.tag
def csrf_token(parser: Parser, token: Token) -> FormTokenNode:
    return FormTokenNode()
