"""Where tests keep their databases: in memory where the system offers a folder there, since hundreds are made."""

import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108 (mkdtemp makes a private folder in it)
ENOUGH = 1024**3


def scratch_folder(prefix: str) -> Path:
    """A fresh folder with a short path (a socket's has 107 characters at most); whoever asks removes it."""
    roomy = IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ENOUGH
    return Path(tempfile.mkdtemp(prefix=prefix, dir=IN_MEMORY if roomy else "/tmp"))  # noqa: S108 (as above)
