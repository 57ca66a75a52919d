#!/bin/sh
# One webdis, HTTP in front of a Redis, configured in FOLDER.
#
# Usage: webdis.sh FOLDER PORT PORT_OF_REDIS
cat > "$1/webdis.json" <<JSON
{
  "redis_host": "127.0.0.1", "redis_port": $3, "http_host": "127.0.0.1", "http_port": $2,
  "threads": 1, "pool_size": 1, "daemonize": false, "websockets": false, "database": 0, "acl": [],
  "verbosity": 1, "logfile": "$1/webdis.log"
}
JSON
exec webdis "$1/webdis.json"
