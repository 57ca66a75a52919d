# Reliable broadcast: if the origin a has told its client that the message is sent, and another node
# that lives has delivered it, then all that live have.
/^a SENT$/ { sent = 1 }
/^DELIVER / { delivered[node] = 1 }
END {
	for (n in alive) {
		if (!(n in delivered)) missing = n
		else if (n != "a") promised = n
	}
	if (!sent) verdict(77, "the client was not told that it is sent")
	if (promised == "") verdict(77, "nobody but the origin has delivered")
	if (missing != "") verdict(1, missing " never delivered what " promised " did")
	verdict(0, "all that live have delivered")
}
