"""The calculations of a peer session: pure functions on plain data, each module named for its method.

Nothing here knows Django, a database or a language: results carry numbers and names of what was counted,
and the pages make sentences of them.
"""
