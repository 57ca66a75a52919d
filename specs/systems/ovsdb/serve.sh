#!/bin/sh
# One ovsdb-server of a cluster, with its database in FOLDER.
#
# Usage: serve.sh FOLDER PORT_FOR_CLIENTS OWN_PORT [PORT_OF_FIRST]   (the first one makes the cluster)
set -e
folder=$1
clients=$2
own=tcp:127.0.0.1:$3
if [ -z "$4" ]; then
  ovsdb-tool --election-timer=2000 create-cluster "$folder/db" kept.ovsschema "$own"
else
  ovsdb-tool join-cluster "$folder/db" kept "$own" "tcp:127.0.0.1:$4"
fi
exec ovsdb-server "--remote=ptcp:$clients:127.0.0.1" --unixctl=none "$folder/db" \
  --disable-file-column-diff -vconsole:info -vsyslog:off
