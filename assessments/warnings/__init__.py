"""Checks before a submission: said to the agency and to the mentor, never a refusal."""

from assessments.warnings.board import Alert, Board, alerts_of, board_of

__all__ = ["Alert", "Board", "alerts_of", "board_of"]
