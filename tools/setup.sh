#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Make this checkout ready to run: Debian packages, then .venv with pinned versions.
# Exit codes: 0 ready, 2 something must be installed by hand (the line to run is printed),
# 1 an installation failed (what failed stands above).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly PACKAGES=tools/apt-packages.txt
readonly VENV=.venv
readonly STAMP=$VENV/.ready
readonly PYTHON=${PYTHON:-python3}
readonly POLICY=/usr/sbin/policy-rc.d

say() { printf 'setup: %s\n' "$*"; }

# What the environment depends on: same answer, nothing to do.
fingerprint() { cat pyproject.toml setup.py constraints.txt "$PACKAGES" tools/setup.sh | sha256sum; }

wanted_packages() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$PACKAGES"; }

installed_packages() {
    # A later Debian renames a library and provides the old name: both count.
    dpkg-query -W -f '${db:Status-Abbrev}|${Package}, ${Provides}\n' |
        sed -n 's/^ii *|//p' | tr ',' '\n' | sed -e 's/(.*//' -e 's/ //g' -e '/^$/d'
}

missing_packages() {
    { installed_packages && echo wanted: && wanted_packages; } |
        awk '/^wanted:$/ { wanted = 1; next } !wanted { have[$0]; next } !($0 in have)'
}

# Run a talkative command; what it said matters only when it fails.
quietly() {
    local said
    said=$("$@" 2>&1) || {
        printf '%s\n' "$said" >&2
        say "failed: $*" >&2
        return 1
    }
}

restore_policy() {
    rm -f "$POLICY"
    if [[ -e $POLICY.before-hallflow ]]; then mv "$POLICY.before-hallflow" "$POLICY"; fi
}

install_packages() {
    # A package may start its service at once; a hall starts its own broker, on its own port.
    if [[ -e $POLICY ]]; then mv "$POLICY" "$POLICY.before-hallflow"; fi
    trap restore_policy EXIT
    printf '#!/bin/sh\nexit 101\n' >"$POLICY"
    chmod 755 "$POLICY"
    export DEBIAN_FRONTEND=noninteractive
    say "asking for the list of Debian packages"
    quietly apt-get update -o Acquire::Retries=3
    say "installing $*"
    quietly apt-get install -y -o Acquire::Retries=3 --no-install-recommends "$@"
    if command -v systemctl >/dev/null && [[ " $* " == *" mosquitto "* ]]; then
        systemctl disable mosquitto.service >/dev/null 2>&1 ||
            say "mosquitto's own service could not be switched off; look with: systemctl status mosquitto"
    fi
    restore_policy
    trap - EXIT
}

ensure_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "this is not Debian: install what $PACKAGES lists under your system's names"
        return
    fi
    local missing
    missing=$(missing_packages | xargs)
    if [[ -z $missing ]]; then return; fi
    if [[ $(id -u) -ne 0 ]]; then
        say "packages are missing; run this line, then make setup again:" >&2
        printf '  sudo apt-get install --no-install-recommends %s\n' "$missing" >&2
        exit 2
    fi
    # shellcheck disable=SC2086 # one word a package
    install_packages $missing
}

ensure_python() {
    if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        say "Python 3.11 or newer is needed; name it: make setup PYTHON=/path/to/python3" >&2
        exit 2
    fi
}

ensure_environment() {
    # One that was broken off half-way, or whose Python is gone, is made anew.
    if ! "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        say "making $VENV with $("$PYTHON" --version)"
        "$PYTHON" -m venv --clear "$VENV"
    fi
    say "installing the pinned Python packages (a few minutes the first time)"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint constraints.txt --editable '.[all]'
}

main() {
    local now
    now=$(fingerprint)
    if [[ -e $STAMP && $(<"$STAMP") == "$now" ]]; then return; fi
    # Two at once would write into one environment: the second waits, then finds it ready.
    exec 9>.setup.lock
    flock 9
    if [[ -e $STAMP && $(<"$STAMP") == "$now" ]]; then return; fi
    ensure_packages
    ensure_python
    ensure_environment
    printf '%s\n' "$now" >"$STAMP"
    say "ready; try: make demo"
}

main "$@"
