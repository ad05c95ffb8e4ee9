# SPDX-License-Identifier: Apache-2.0
"""Why the operating system refused something, in words of our own: its are English alone."""

import errno

from config.faults import Said, said

_KNOWN = {
    errno.ENOENT: "system-no-such-file",
    errno.ENOTDIR: "system-no-folder",
    errno.EISDIR: "system-is-folder",
    errno.EEXIST: "system-exists",
    errno.EACCES: "system-not-allowed",
    errno.EPERM: "system-not-allowed",
    errno.EROFS: "system-read-only",
    errno.EBUSY: "system-busy",
    errno.EADDRINUSE: "system-address-in-use",
    errno.EADDRNOTAVAIL: "system-address-elsewhere",
    errno.ENOSPC: "system-no-space",
    errno.EDQUOT: "system-no-space",
    errno.EIO: "system-damaged",
    errno.ENAMETOOLONG: "system-name-too-long",
    errno.EMFILE: "system-too-many-open",
    errno.ENFILE: "system-too-many-open",
    errno.ECONNREFUSED: "system-refused",
    errno.ETIMEDOUT: "system-timed-out",
    errno.EHOSTUNREACH: "system-unreachable",
    errno.ENETUNREACH: "system-unreachable",
}


def reason_of(error: OSError) -> Said:
    """Return the reason; a rare one by the system's own name for it, which can be looked up."""
    if error.errno in _KNOWN:
        return said(_KNOWN[error.errno])
    name = errno.errorcode.get(error.errno or 0, "")
    return said("system-other", what=name or str(error))
