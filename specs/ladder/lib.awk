# Shared by the invariants: the node whose log is read, and which nodes live (their log has END).
FNR == 1 { node = FILENAME; sub(/.*\//, "", node); sub(/\.log$/, "", node) }
/^END$/ { alive[node] = 1 }
function verdict(code, reason) { print reason; exit code }
