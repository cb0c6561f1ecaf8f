"""The Textual screen.

Textual brings asyncio, and that brings TLS wherever Python has it: a mebibyte and a thirtieth of a start, for
connections that are never made here. asyncio does without, as it does on a Python that was built without OpenSSL.
"""

import sys

if "asyncio" not in sys.modules and "ssl" not in sys.modules:
    sys.modules["ssl"] = None  # type: ignore[assignment]  # whoever imports it now is told that there is none
    try:
        import asyncio  # noqa: F401
    finally:
        del sys.modules["ssl"]
