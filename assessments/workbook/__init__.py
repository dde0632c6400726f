"""The assessment as a workbook: written for offline work, read back, compared.

`shape` says what stands where, `writing` makes the file, `reading` takes one apart and
`preview` sets it against what is saved. What a row may hold is in assessments.resources.
"""
