#!/bin/sh
# Prints which Python the set-up should take: its version, its path and what it is.
#
#     sh scripts/find-python.sh [folder of the system's Pythons]
#
# What it is: `named` by PYTHON=, the `system`'s, an `optimised` build, or a `plain` one.
# Version managers mostly compile without optimisations, which costs time in every run; so
# the system's comes first, then an optimised build on the PATH, then any. Of equals the
# newest that the pinned packages know. One that cannot make virtual environments is taken
# when there is no other, or when apt-get may mend that: see setup.sh.
# Ends with 1 when there is no Python 3.11 or newer.
set -eu

system=${1:-/usr/bin}
versions='python3.14 python3.13 python3.12 python3.11'

# Prints version, path, build and `venv` or `bare` of a Python that is new enough. In an
# active virtual environment (perhaps the very one to be made anew) the path is that of the
# Python below it.
examine() {
    "$1" - 2>/dev/null <<'PYTHON'
import importlib.util
import os
import sys
import sysconfig

if sys.version_info < (3, 11):
    sys.exit(1)
path = sys.executable if sys.prefix == sys.base_prefix else os.path.realpath(sys.executable)
options = str(sysconfig.get_config_var("CONFIG_ARGS"))
build = "optimised" if "--enable-optimizations" in options else "plain"
makes = "venv" if importlib.util.find_spec("ensurepip") else "bare"
print("%d.%d.%d" % sys.version_info[:3], build, makes, path)
PYTHON
}

can_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Prints a Python as `rank version kind path`, and keeps its rank: 1 is the best.
ranked() {
    rank=9
    answer=$(examine "$2") || return 0
    version=${answer%% *} answer=${answer#* }
    build=${answer%% *} answer=${answer#* }
    makes=${answer%% *} path=${answer#* }
    kind=$build
    if [ "$1" = system ]; then kind=system; fi
    case $kind-$makes in
    system-venv) rank=1 ;;
    optimised-venv) rank=2 ;;
    system-bare) if can_install; then rank=3; else rank=5; fi ;;
    plain-venv) rank=4 ;;
    *) rank=6 ;;
    esac
    printf '%s %s %s %s\n' "$rank" "$version" "$kind" "$path"
}

candidates() {
    for name in $versions; do
        if [ -x "$system/$name" ]; then ranked system "$system/$name"; fi
        if [ "${rank:-9}" = 1 ]; then return; fi
    done
    for name in $versions python3 python; do
        if command -v "$name" >/dev/null 2>&1; then ranked path "$name"; fi
    done
}

if [ -n "${PYTHON:-}" ]; then
    answer=$(examine "$PYTHON") || exit 1
    printf '%s %s %s\n' "${answer%% *}" named "${answer#* * * }"
    exit
fi
best=$(candidates | sort -s -n -k 1,1 | head -n 1)
[ -n "$best" ] || exit 1
printf '%s\n' "${best#* }"
