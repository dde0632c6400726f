"""Editing a workbook as a person does: cells by the code of the indicator."""

import io

from openpyxl import load_workbook

from assessments.workbook import shape


def column(page, name):
    """The letter of a field's column."""
    titles = {cell.value: cell.column_letter for cell in page[shape.HEADER_ROW]}
    return titles[shape.LABELS[name]]


def row_of(page, code):
    return next(cell.row for cell in page["A"] if cell.value == code)


def edited(data, **changes):
    """The workbook with cells changed: I1={"self_level": 4, "facts": "…"}."""
    book = load_workbook(io.BytesIO(data))
    page = book[shape.ENTRY]
    for code, values in changes.items():
        for name, value in values.items():
            cell = page[f"{column(page, name)}{row_of(page, code)}"]
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # typed into a cell that holds text
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
