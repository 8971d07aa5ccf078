#!/bin/sh
# Closes the shipped example with the installed program and compares with what is known.
#
#     sh scripts/check-example.sh [path/to/apoq]
#
# Twice, in folders of its own: with letters and without. The figures must be the golden
# ones to the byte both times, and letters must come out when they are asked for.
set -eu

cd "$(dirname "$0")/.."
apoq=${1:-.venv/bin/apoq}
month=2026-09
book=ejemplo-$month.xlsx
golden=tests/golden/ejemplo-$month.resultados.json
passed=0
failed=0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

pass() {
    passed=$((passed + 1))
    printf '%s\n' "ok      $1"
}

fail() {
    failed=$((failed + 1))
    printf '%s\n' "FAILED  $1"
}

# Closes a copy of the example in folder $1; the other arguments go to the program.
close_month() {
    name=$1
    shift
    mkdir "$work/$name"
    cp "workbooks/$book" "$work/$name/$book"
    code=0
    "$apoq" run "$work/$name/$book" "$@" >"$work/$name.log" 2>&1 </dev/null || code=$?
    if [ "$code" = 0 ]; then
        pass "$name: apoq run ends with 0"
    else
        fail "$name: apoq run ends with $code"
        tail -n 30 "$work/$name.log"
    fi
}

compare_figures() {
    figures=$work/$1/salidas/$month/resultados.json
    if [ ! -f "$figures" ]; then
        fail "$1: there is no salidas/$month/resultados.json"
    elif cmp -s "$golden" "$figures"; then
        pass "$1: the figures are those of $golden"
    else
        fail "$1: the figures are not those of $golden"
        diff -u "$golden" "$figures" | head -n 40 || true
    fi
}

count_pdfs() {
    find "$work/$1" -name '*.pdf' 2>/dev/null | wc -l | tr -d ' '
}

close_month letters
compare_figures letters
close_month no-letters --no-letters
compare_figures no-letters

# What else is a PDF (the board's report) comes out both times.
letters=$(($(count_pdfs letters) - $(count_pdfs no-letters)))
if [ "$letters" -gt 0 ]; then
    pass "letters: $letters PDF files more than without"
else
    fail "letters: none was written"
fi

printf '\nexample: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
