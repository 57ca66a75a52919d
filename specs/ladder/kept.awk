# Replication: a write that was acknowledged to its client is stored at a node that lives.
/^ACKED x$/ || /^p ACK x$/ { acked = 1 }
/^STORED x$/ { stored[node] = 1 }
END {
	if (!acked) verdict(77, "nothing was acknowledged")
	for (n in stored) if (n in alive) verdict(0, n " has what was acknowledged")
	verdict(1, "x was acknowledged, and no node that lives has it")
}
