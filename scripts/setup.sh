#!/bin/sh
# Makes ready what the program needs: libraries of the system, .venv, packages, the program.
#
#     sh scripts/setup.sh run|dev
#
# `dev` adds the tools of its developers. Nothing is done when all is as it should be: the
# stamp in .venv names everything that the folder was made from. PYTHON=/path/to/python
# chooses the Python; otherwise scripts/find-python.sh does.
set -eu

level=${1:?"which set-up: run or dev?"}
cd "$(dirname "$0")/.."
root=$(pwd)
venv=.venv
log=$venv.log

say() { printf '%s\n' "setup: $*"; }

fail() {
    printf '%s\n' "setup: $1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

# Runs a command quietly; its output is shown only when it fails.
quietly() {
    if ! "$@" >>"$log" 2>&1 </dev/null; then
        tail -n 25 "$log" >&2
        return 1
    fi
}

# --- which Python -------------------------------------------------------------------

found=$(sh scripts/find-python.sh) || {
    if [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not a Python 3.11 or newer."
    fi
    fail "there is no Python 3.11 or newer on the PATH." \
        "Debian 12, Ubuntu 24.04 and newer:  sudo apt-get install python3 python3-venv" \
        "macOS with Homebrew:                brew install python" \
        "or name one:                        make run PYTHON=/path/to/python3"
}
version=${found%% *}
python=${found#* * }
kind=${found#* }
case ${kind%% *} in
named) which="as PYTHON says" ;;
system) which="the system's" ;;
optimised) which="an optimised build" ;;
*) which="a build without optimisations, so all takes longer" ;;
esac

# --- is there anything to do --------------------------------------------------------

key="$root $python $version $(cat pyproject.toml constraints.txt scripts/setup.sh | cksum)"
stamp() { cat "$venv/stamp-$1" 2>/dev/null || true; }

if [ -x "$venv/bin/python" ]; then
    for done_level in dev "$level"; do
        if [ "$(stamp "$done_level")" = "$key" ]; then exit 0; fi
    done
fi
rm -f "$log"

# --- libraries of the system ----------------------------------------------------------

# Prints the Debian packages of what WeasyPrint loads and this machine lacks.
missing_libraries() {
    "$python" - <<'EOF'
import ctypes

PACKAGES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
for library, package in PACKAGES.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
EOF
}

# Prints the Debian package that lets this Python make a virtual environment, if it cannot.
missing_venv() {
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        printf 'python%s-venv\n' "${version%.*}"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 \
        install -y --no-install-recommends "$@"
}

need=$(missing_venv)
if [ "$(uname -s)" = Linux ]; then need="$need $(missing_libraries)"; fi
need=$(printf '%s' "$need" | tr '\n' ' ' | sed 's/^ *//; s/ *$//')
if [ -n "$need" ]; then
    may_install || fail "this machine lacks libraries, and I may not install them here." \
        "Debian and Ubuntu:  sudo apt-get install $need" \
        "Fedora:             sudo dnf install pango python3" \
        "Arch:               sudo pacman -S pango python" \
        "Then run make again."
    say "installing $need"
    # The first try spares the download of the lists where they are there and fresh.
    # shellcheck disable=SC2086 # one word a package
    apt_install $need >>"$log" 2>&1 </dev/null || {
        quietly as_root apt-get update && quietly apt_install $need
    } || fail "apt-get could not install $need (all its words: $log)."
fi

# --- .venv --------------------------------------------------------------------------

if [ ! -x "$venv/bin/python" ] || [ "$(stamp base)" != "$key" ]; then
    say "making $venv with Python $version ($python, $which)"
    rm -rf "$venv"
    quietly "$python" -m venv "$venv" || fail "no virtual environment could be made."
fi

case $level in
run) extras='' what="the program and its packages" ;;
dev) extras='[dev]' what="the program, its packages and its developers' tools" ;;
*) fail "which set-up: run or dev?" ;;
esac
say "installing $what (a minute or so the first time)"

# Both names, so that old and new pips also build with the pinned tools; by the
# environment and not by an option, since only so does an old pip heed it while building.
PIP_CONSTRAINT=$root/constraints.txt
PIP_BUILD_CONSTRAINT=$root/constraints.txt
PIP_DISABLE_PIP_VERSION_CHECK=1
export PIP_CONSTRAINT PIP_BUILD_CONSTRAINT PIP_DISABLE_PIP_VERSION_CHECK
quietly "$venv/bin/python" -m pip install --no-input --retries 8 -q -e ".$extras" ||
    fail "pip could not install the packages (all its words: $log)."

quietly "$venv/bin/python" -c 'import weasyprint' || fail \
    "WeasyPrint cannot load its libraries." \
    "macOS with Homebrew:  brew install pango"

printf '%s\n' "$key" >"$venv/stamp-base"
printf '%s\n' "$key" >"$venv/stamp-$level"
rm -f "$log"
say "ready"
