#!/bin/sh
# Starts a throw-away PostgreSQL for tests and prints its URL; `stop` ends it and deletes its data.
#
#   export SUTURE_TEST_DATABASE_URL="$(scripts/postgres.sh start)"
#   scripts/postgres.sh stop "$SUTURE_TEST_DATABASE_URL"
#
# Works as root (PostgreSQL itself refuses to: it then runs as "postgres" or "nobody") and as any other user.
set -eu

# Debian keeps the binaries of each version out of PATH; the newest is taken.
find_binaries() {
  for dir in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n -r) /usr/pgsql-*/bin /opt/homebrew/bin /usr/local/bin /usr/bin; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
      echo "$dir"
      return
    fi
  done
  echo "No PostgreSQL is installed. On Debian: apt-get install postgresql" >&2
  exit 1
}

# Runs a command as the user who owns the data directory.
as_owner() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups --reset-env "$@"
  else
    "$@"
  fi
}

choose_owner() {
  if [ "$(id -u)" != 0 ]; then id -un
  elif id postgres >/dev/null 2>&1; then echo postgres
  else echo nobody
  fi
}

start() {
  bin=$(find_binaries)
  owner=$(choose_owner)
  port=$(free_port)
  dir=$(mktemp -d "${TMPDIR:-/tmp}/suture-postgres.$port.XXXXXX")
  if [ "$(id -u)" = 0 ]; then chown "$owner" "$dir"; fi
  cd "$dir"
  as_owner "$bin/initdb" -D "$dir/data" -U suture -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1 || {
    cat "$dir/initdb.log" >&2
    exit 1
  }
  # fsync stays on: the tests kill processes, and are meant to see what a real server does.
  as_owner "$bin/pg_ctl" -D "$dir/data" -w -t 60 -l "$dir/data/server.log" \
    -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir/data -c max_connections=200" \
    start >"$dir/data/start.log" 2>&1 || {
    cat "$dir/data/start.log" "$dir/data/server.log" >&2
    exit 1
  }
  echo "postgres://suture@127.0.0.1:$port/postgres"
}

stop() {
  bin=$(find_binaries)
  owner=$(choose_owner)
  port=$(echo "$1" | sed -n 's|^postgres://suture@127\.0\.0\.1:\([0-9]*\)/postgres$|\1|p')
  if [ -z "$port" ]; then
    echo "Not a server that this script started: $1" >&2
    exit 2
  fi
  cd /
  for dir in "${TMPDIR:-/tmp}/suture-postgres.$port."*; do
    [ -d "$dir/data" ] || continue
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
  done
}

free_port() {
  node -e 'const s = require("net").createServer(); s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

case "${1:-}" in
  start) start ;;
  stop) stop "$2" ;;
  *)
    echo "usage: $0 start | stop URL" >&2
    exit 2
    ;;
esac
