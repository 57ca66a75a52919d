# Election: in the end at most one of the nodes that live thinks that it leads.
/^LEADER / { leader[node] = $2 }
END {
	for (n in alive) {
		if (leader[n] != n) continue
		if (first != "") verdict(1, first " and " n " both lead")
		first = n
	}
	if (first == "") verdict(77, "nobody leads")
	verdict(0, first " leads")
}
