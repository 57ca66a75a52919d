# Atomic commit, and consensus: no two nodes decide differently, dead ones included, and a node that
# has prepared and lives decides. With -v excused=NODE nothing is promised once that node is dead.
/^PREPARED$/ { prepared[node] = 1; any = 1 }
/^DECIDE / { decision[node] = $2; any = 1 }
END {
	if (excused != "" && !(excused in alive)) verdict(77, excused " is dead")
	if (!any) verdict(77, "nobody has prepared or decided")
	for (n in decision) {
		if (first != "" && decision[n] != decision[first])
			verdict(1, first " decided " decision[first] ", " n " decided " decision[n])
		first = n
	}
	for (n in prepared)
		if (n in alive && !(n in decision)) verdict(1, n " has prepared and never decided")
	if (first == "") verdict(77, "nobody has decided")
	verdict(0, "decided: " decision[first])
}
