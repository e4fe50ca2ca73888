"""Which Chromium the tests drive: the system's own, so that none has to be downloaded.

Needs nothing but the standard library: `tests/install_chromium.sh` asks it what this machine has.
"""

import os
import shutil
import sys

PATH_VARIABLE = "TRACKER_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "Chromium is needed for the tests: install the package 'chromium', "
    f"or set {PATH_VARIABLE} to the path of a Chromium or Chrome."
)


def find_chromium() -> str:
    """The path of the program."""
    for name in (os.environ.get(PATH_VARIABLE, ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise RuntimeError(MISSING)


if __name__ == "__main__":
    try:
        print(find_chromium())
    except RuntimeError as error:
        sys.exit(str(error))
