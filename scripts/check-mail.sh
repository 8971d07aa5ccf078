#!/bin/sh
# Sends the pack of the small example through Debian's Postfix into a mailbox.
#
#     sh scripts/check-mail.sh [path/to/apoq] [path/to/python]
#
# Postfix runs from a folder of its own, on a free port of this computer only, and goes
# when the script ends; another Postfix is left alone. Where it is missing it is installed
# if CI is set and that may be done, else this is skipped and says so. The python is one
# that has trustme.
set -eu

cd "$(dirname "$0")/.."
apoq=${1:-.venv/bin/apoq}
python=${2:-.venv/bin/python}
month=2026-09
book=pequeno-$month.xlsx
passed=0
failed=0
started=

skip() {
    printf 'mail: skipped, %s\n' "$1"
    exit 0
}

pass() {
    passed=$((passed + 1))
    printf '%s\n' "ok      $1"
}

fail() {
    failed=$((failed + 1))
    printf '%s\n' "FAILED  $1"
}

install_postfix() {
    command -v apt-get >/dev/null 2>&1 || return 1
    echo "postfix postfix/main_mailer_type select No configuration" |
        debconf-set-selections || return 1
    apt() {
        DEBIAN_FRONTEND=noninteractive timeout 300 apt-get "$@"
    }
    get="install -y --no-install-recommends -o DPkg::Lock::Timeout=60 postfix"
    # shellcheck disable=SC2086 # one word an option
    apt $get || { apt update && apt $get; }
}

[ "$(uname -s)" = Linux ] || skip "this is no Linux."
[ "$(id -u)" = 0 ] || skip "Postfix is started by root only."
PATH=$PATH:/usr/sbin:/sbin
if ! command -v postfix >/dev/null 2>&1; then
    [ -n "${CI:-}" ] || skip "there is no Postfix (sudo apt-get install postfix)."
    install_postfix >/dev/null 2>&1 </dev/null || skip "Postfix could not be installed."
fi

work=$(mktemp -d)
clean_up() {
    [ -z "$started" ] || postfix -c "$work/etc" stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# --- a Postfix of our own ---------------------------------------------------------------

chmod 755 "$work"
mkdir -p "$work/etc" "$work/queue" "$work/data" "$work/boxes" "$work/certificates"
chown postfix "$work/data"
chown nobody "$work/boxes"
"$python" -m trustme --quiet --dir "$work/certificates" --identities localhost
port=$("$python" -c 'import socket
with socket.create_server(("127.0.0.1", 0)) as one:
    print(one.getsockname()[1])')

cat >"$work/etc/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $work/queue
data_directory = $work/data
command_directory = $(postconf -d -h command_directory)
daemon_directory = $(postconf -d -h daemon_directory)
mail_owner = postfix
setgid_group = postdrop
maillog_file = $work/mail.log
maillog_file_prefixes = $work
myhostname = localhost
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
alias_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = $work/certificates/server.pem
smtpd_tls_key_file = $work/certificates/server.key
smtpd_relay_restrictions = reject_unauth_destination
virtual_mailbox_domains = asociacion.example
virtual_mailbox_base = $work/boxes
virtual_mailbox_maps = static:box/
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
message_size_limit = 26214400
EOF
cat >"$work/etc/master.cf" <<EOF
127.0.0.1:$port inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
EOF

if ! postfix -c "$work/etc" start >"$work/start.log" 2>&1; then
    tail -n 5 "$work/start.log" "$work/mail.log" 2>/dev/null || true
    skip "Postfix could not be started."
fi
started=yes

# --- one send, and another --------------------------------------------------------------

cp "workbooks/$book" "$work/$book"
"$apoq" run "$work/$book" --no-letters --lang es >"$work/run.log" 2>&1 </dev/null ||
    { tail -n 5 "$work/run.log"; fail "the month is closed"; }

send() {
    APOQ_LANG=es APOQ_SMTP_HOST=localhost APOQ_SMTP_PORT=$port \
        APOQ_SMTP_TIMEOUT=10 APOQ_SMTP_SENDER=tesoreria@asociacion.example \
        SSL_CERT_FILE=$work/certificates/client.pem \
        "$apoq" send "$work/salidas/$month" --yes --attach workbook \
        >"$work/send.log" 2>&1 </dev/null
}

arrived() {
    find "$work/boxes" -path '*/new/*' -type f 2>/dev/null | wc -l | tr -d ' '
}

if send; then pass "apoq send ends with 0"; else
    fail "apoq send ends with $?"
    cat "$work/send.log"
fi
waited=0
while [ "$(arrived)" -lt 2 ] && [ "$waited" -lt 50 ]; do
    waited=$((waited + 1))
    sleep 0.2
done
if [ "$(arrived)" = 2 ]; then pass "both of the board have it in their mailbox"; else
    fail "$(arrived) messages came, not 2"
    tail -n 20 "$work/mail.log" || true
fi

cat >"$work/look.py" <<'EOF'
"""What is in the mailbox is what was in the pack."""

import sys
from email import message_from_bytes
from email import policy
from pathlib import Path

boxes, pack = map(Path, sys.argv[1:])
to = set()
for path in boxes.glob("**/new/*"):
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    to.add(message["To"].addresses[0].addr_spec)
    assert message["Subject"].startswith("Cierre de setiembre de 2026"), message["Subject"]
    text = message.get_body(("plain",)).get_content()
    assert "En cinco cifras" in text, text
    enclosed = list(message.iter_attachments())
    assert enclosed, "nothing is attached"
    for one in enclosed:
        assert one.get_content() == (pack / one.get_filename()).read_bytes()
assert to == {"presidencia@asociacion.example", "tesoreria@asociacion.example"}, to
EOF
if "$python" "$work/look.py" "$work/boxes" "$work/salidas/$month"; then
    pass "what came is what was sent, with its attachments"
else
    fail "what came is not what was sent"
fi

if send && [ "$(arrived)" = 2 ]; then pass "a second apoq send sends nothing"; else
    fail "a second apoq send"
    cat "$work/send.log"
fi

printf '\nmail: %s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
