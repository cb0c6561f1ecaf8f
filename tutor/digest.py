"""SHA-256 without OpenSSL.

`hashlib` loads its library, 3 ms and half a MiB for each learner; the interpreter has one of its own, which `random`
takes in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256
else:
    try:
        from _sha2 import sha256  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:  # an interpreter that was built without it
            from hashlib import sha256

__all__ = ["sha256"]
