"""What the worker does with a file or an address; knows neither database nor settings.

Whatever reads a stranger's bytes runs in a process of its own: `jail` starts it,
`images`, `office` and `pdf` are what it runs.
"""
