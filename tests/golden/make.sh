#!/usr/bin/env bash
# Makes a golden site: what a release leaves behind, for the tests of all later ones. Once for each release:
#     tests/golden/make.sh target/debug/undercroft target/debug/field tests/golden/0.1.0
# A server's folder (its database as a backup, its key) and the folder of a phone with work that it hasn't sent.
set -euo pipefail
undercroft=$(realpath "$1") field=$(realpath "$2") golden=$3
work=$(mktemp -d)
trap 'kill "${server:-}" 2> /dev/null || true; rm -rf "$work"' EXIT
umask 077
# Outside of the ports that systems give out by themselves: the phone comes back to it in every later test.
port=18761
echo "correct horse battery" > "$work/password"
export FIELD_PASSPHRASE_FILE=$work/password
admin() { "$undercroft" --data "$work/site" "$@"; }
phone() { "$field" --data "$work/$1" --json --lang en "${@:2}"; }
id() { grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4; }

admin init --site Golden --admin root --password-file "$work/password"
admin reference import "$(dirname "$0")/fees.toml"
for person in "zhao dispatcher" "li technician"; do
    set -- $person
    admin user add "$1" --role "$2" --password-file "$work/password"
done
"$undercroft" --data "$work/site" serve --listen "127.0.0.1:$port" > "$work/out" 2> "$work/log" &
server=$!
until grep -q '"message":"listening"' "$work/log"; do sleep 0.1; done
for person in zhao li; do
    code=$(admin device code "$person" | grep -oE '[A-Za-z0-9_-]{21,}' | head -1)
    phone "$person" enrol --server "http://127.0.0.1:$port" --code "$code" --password-file "$work/password"
done
phone zhao sync
orders=()
for n in 1 2 3; do
    order=$(phone zhao register --name "Chen $n" --unit "1-10$n" --contact "1380000000$n" --content "dark $n" \
        --class LMP --appointment "2026-12-0$n 14:00" | id)
    orders+=("$order")
    phone zhao judge --accept "$order"
    phone zhao slip "$order"
    phone zhao assign "$order" li
done
phone zhao sync
phone li sync
phone li receive "${orders[0]}"
phone li arrive "${orders[0]}"
phone li note "${orders[1]}" "sent before the update"
phone li sync
phone zhao sync
# In the basement when the office updates.
phone li note "${orders[1]}" "written before the update and sent after it"
phone li receive "${orders[2]}"
kill -TERM "$server"
wait "$server" || true
admin backup "$work/backup.db"
mkdir -p "$golden"
gzip -9nc "$work/backup.db" > "$golden/undercroft.db.gz"
cp "$work/site/server.key" "$golden/server.key"
"$undercroft" --version > "$golden/made-by"
for order in "${orders[@]}"; do admin order journal "$order"; done > "$golden/journal.jsonl"
gzip -9nc "$work/li/device.db" > "$golden/device.db.gz"
cp "$work/li/device.seal" "$work/li/device.key" "$golden/"
chmod 644 "$golden"/*
