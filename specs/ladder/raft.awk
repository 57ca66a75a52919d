# Raft: at most one leader a term; no two nodes, dead ones included, commit different entries at one
# place of the log.
/^LEADER / {
	if ($2 in leader && leader[$2] != node) broken = leader[$2] " and " node " both lead in term " $2
	leader[$2] = node
}
/^COMMIT / {
	any = 1
	if ($2 in entry && entry[$2] != $3)
		broken = "at " $2 ", " by[$2] " committed " entry[$2] ", " node " committed " $3
	entry[$2] = $3
	by[$2] = node
}
END {
	if (broken != "") verdict(1, broken)
	if (!any) verdict(77, "nothing was committed")
	verdict(0, "all agree on what is committed")
}
