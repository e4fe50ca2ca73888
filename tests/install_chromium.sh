#!/bin/sh
# Makes sure that this machine has the Chromium which tests/browser drives: installs it where that can be done without
# asking (root, apt), else says in one line what to install, and fails.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
    "${PYTHON:-python3}" -m tests.browser.chromium
}

if find_chromium >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the tests (apt-get install chromium)." >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >/dev/null &&
        apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends chromium </dev/null >/dev/null || true
fi
find_chromium >/dev/null
