"""Documents as DOCX, from templates that the office edits itself.

`fields` says what a template may name, `checking` holds a template to it, `defaults`
builds the portal's own, `filling` fills one. Nothing here knows the database.
"""
