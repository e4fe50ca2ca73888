#!/bin/sh
# Makes sure that this machine has the PostgreSQL programs which tests/postgresql.py runs: installs them where that can
# be done without asking (root, apt), else says in one line what to install, and fails.
set -eu
cd "$(dirname "$0")/.."

find_programs() {
    "${PYTHON:-python3}" -m tests.postgresql
}

if [ -n "${TRACKER_TEST_POSTGRESQL_URL:-}" ] || find_programs >/dev/null 2>&1; then
    exit 0
fi
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing PostgreSQL for the tests (apt-get install postgresql)." >&2
    if [ ! -e /usr/sbin/policy-rc.d ]; then # The tests start a server of their own: the package need not start one.
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
        chmod +x /usr/sbin/policy-rc.d
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update >/dev/null &&
        apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends postgresql </dev/null >/dev/null || true
fi
find_programs >/dev/null
