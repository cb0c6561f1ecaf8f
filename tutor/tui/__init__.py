"""The Textual screen.

Textual brings asyncio, and that brings TLS wherever Python has it: a mebibyte and a thirtieth of a start, for
connections that are never made here. asyncio does without, as it does on a Python that was built without OpenSSL.
"""

from tutor.later import without

with without("ssl"):
    import asyncio  # noqa: F401
