"""Scripts of others that pages load: `make assets` copies them here, and every start proves them unchanged.

Run as a program it does the copying, from the folder node_modules that npm filled. It needs nothing but the standard
library, so that it can run before anything is installed.
"""

import errno
import hashlib
import json
import shutil
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static" / "vendor"
# Each file here, and the file of a package that it is.
FILES = {
    "combobox-nav.js": "@github/combobox-nav/dist/index.js",
    "combobox-nav.license.txt": "@github/combobox-nav/LICENSE",
}
MANIFEST = "manifest.json"
REMEDY = "run “make assets”, which fetches it again"


class AssetProblem(OSError):
    """A file that pages load is missing or is not the one that was built; it names the file and the remedy."""

    def __init__(self, number: int, problem: str, path: Path) -> None:
        super().__init__(number, f"{problem}: {REMEDY}", str(path))


def build(modules: Path, folder: Path = FOLDER) -> None:
    """Copy the files into `folder`, and write last what they hash to."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, origin in FILES.items():
        shutil.copyfile(modules / origin, folder / name)
    hashes = {name: _hash(folder / name) for name in FILES}
    (folder / MANIFEST).write_text(json.dumps(hashes, indent=2) + "\n", encoding="utf-8")


def check(folder: Path = FOLDER) -> None:
    """See that every file is there, and is the one that was built. Raises `AssetProblem`."""
    known = _manifest(folder / MANIFEST)
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise AssetProblem(errno.ENOENT, "this file is missing", path)
        if known.get(name) != _hash(path):
            raise AssetProblem(errno.EINVAL, "this file is not the one that was built", path)


def _manifest(path: Path) -> dict[str, str]:
    if not path.is_file():
        raise AssetProblem(errno.ENOENT, "this file is missing", path)
    try:
        return {str(name): str(digest) for name, digest in json.loads(path.read_bytes()).items()}
    except (ValueError, AttributeError) as error:
        raise AssetProblem(errno.EINVAL, "this file is not the one that was built", path) from error


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    build(Path(sys.argv[1]))
