# Sourced by scripts/run and scripts/test: the checkout's own virtual environment.
#
#   prepare_environment run            the product
#   prepare_environment test test,dev  the product with extras
#
# Leaves the environment's interpreter in $python. A second start with the same pyproject.toml and
# constraints.txt installs nothing. PYTHON=/path/to/python chooses the interpreter.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
environment=$root/.venv
python=$environment/bin/python

say() {
    printf '%s\n' "$*" >&2
}

suits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3.12 python3.13 python3 python; do
        if suits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "No Python of at least 3.11 with its venv and ensurepip modules was found."
    say "Install one (on Debian and Ubuntu: python3 and python3-venv), or set PYTHON to its path."
    return 1
}

prepare_environment() {
    local name=$1 extras=${2:-} wanted base stamp
    if ! suits "$python"; then
        base=$(find_python) || return 1
        say "Making .venv with $("$base" --version)"
        "$base" -m venv --clear "$environment" || return 1
    fi
    wanted=$(cat "$root/pyproject.toml" "$root/constraints.txt" | cksum) || return 1
    for stamp in "$environment/installed-$name" "$environment/installed-test"; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
            return 0
        fi
    done
    say "Installing into .venv; the first time takes some minutes"
    rm -f "$environment"/installed-*
    "$python" -m pip install -qq --disable-pip-version-check \
        --constraint "$root/constraints.txt" --editable "$root${extras:+[$extras]}" || {
        say "Installing failed; the messages above say why."
        return 1
    }
    printf '%s\n' "$wanted" >"$environment/installed-$name"
}
