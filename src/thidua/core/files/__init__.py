"""Files from outside: judged by content, stored by hash, uploaded in pieces, shown as small pictures."""

from thidua.core.files.admission import admit, refuse_infected, scanner
from thidua.core.files.inspection import FileFacts, inspect
from thidua.core.files.limits import IS_EMPTY, FileLimits, RefusedFile
from thidua.core.files.places import StoreUnavailable
from thidua.core.files.previews import make_preview
from thidua.core.files.scanning import Scanner, ScannerUnavailable
from thidua.core.files.storage import ContentStore, CorruptContent, Stored
from thidua.core.files.uploads import UnknownUpload, Upload, UploadDirectory, WrongOffset, stale_before

__all__ = [
    "IS_EMPTY",
    "ContentStore",
    "CorruptContent",
    "FileFacts",
    "FileLimits",
    "RefusedFile",
    "Scanner",
    "ScannerUnavailable",
    "StoreUnavailable",
    "Stored",
    "UnknownUpload",
    "Upload",
    "UploadDirectory",
    "WrongOffset",
    "admit",
    "inspect",
    "make_preview",
    "refuse_infected",
    "scanner",
    "stale_before",
]
