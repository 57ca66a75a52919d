#!/bin/sh
# Makes the data folders that each run of pg-sync begins with: a primary that has a table, and a
# standby that is a copy of it. Once, outside of any run; it takes a few seconds. `npm run systems`
# calls it.
#
# Usage: make-template.sh [FOLDER]   (by default what pg-sync.yaml looks for)
set -e
here=$(cd "$(dirname "$0")" && pwd)
to=${1:-$here/../../../.ldfi/pg-sync}
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb 2> /dev/null | tail -n 1)")
[ -x "$bin/initdb" ] || { echo 'make-template.sh: no initdb in /usr/lib/postgresql' >&2; exit 1; }
as='env'
mkdir -p "$(dirname "$to")"
to=$(cd "$(dirname "$to")" && pwd)/$(basename "$to")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL does not run as root.
  chown nobody "$work"
  as='setpriv --reuid=nobody --regid=nogroup --clear-groups'
fi
cd "$work"
$as "$bin/initdb" -D p1 -A trust -U admin --no-sync --no-locale --wal-segsize=1 > initdb.log
cat >> p1/postgresql.conf <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_buffers = 16MB
fsync = off
wal_keep_size = 16MB
min_wal_size = 4MB
max_wal_size = 16MB
huge_pages = off
# It tries at the start how many files it can open, one by one.
max_files_per_process = 64
autovacuum = off
# None of PostgreSQL's own timers is due while a run lasts.
checkpoint_timeout = 1d
bgwriter_lru_maxpages = 0
wal_sender_timeout = 60s
wal_receiver_timeout = 60s
wal_receiver_status_interval = 60s
CONF
# It listens on a socket in this folder only.
only="-c listen_addresses='' -c unix_socket_directories=$work"
trap '$as "$bin/pg_ctl" -D p1 -s -m immediate stop 2> /dev/null || true; rm -rf "$work"' EXIT
$as "$bin/pg_ctl" -D p1 -s -w -l log -o "$only" start
# Fewer files to be copied for each run.
$as "$bin/psql" -X -q -h "$work" -U admin postgres <<SQL
CREATE TABLE kept (k int PRIMARY KEY);
ALTER DATABASE template0 IS_TEMPLATE false;
ALTER DATABASE template1 IS_TEMPLATE false;
DROP DATABASE template0;
DROP DATABASE template1;
SQL
$as "$bin/pg_basebackup" -h "$work" -U admin -D p2 -X stream -c fast -R
$as "$bin/pg_ctl" -D p1 -s -w stop
# All of it is there, or nothing.
rm -rf "$to" "$to.new"
mkdir "$to.new"
cp -a p1 p2 "$to.new"
mv "$to.new" "$to"
