#!/bin/sh
# One PostgreSQL server in FOLDER, from a copy of its template.
#
# Usage: serve.sh TEMPLATE FOLDER OPTION_OF_POSTGRES...
set -e
template=$1
folder=$2/data
shift 2
[ -d "$template" ] || { echo "no $template: run make-template.sh" >&2; exit 1; }
bin=$(dirname "$(ls /usr/lib/postgresql/*/bin/initdb | tail -n 1)")
cp -a "$template" "$folder"
if [ "$(id -u)" = 0 ]; then
  exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$bin/postgres" -D "$folder" "$@"
fi
exec "$bin/postgres" -D "$folder" "$@"
