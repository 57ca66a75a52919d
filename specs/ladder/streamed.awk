# Process pair: while ingress, egress and one of the pair live, all tuples come out, once, in order.
/^OUT / { outputs = outputs $2 " " }
END {
	if (!("i" in alive && "e" in alive && ("p" in alive || "s" in alive)))
		verdict(77, "an end of the stream is dead, or both of the pair")
	if (outputs != "1 2 ") verdict(1, "e put out " (outputs == "" ? "nothing" : outputs))
	verdict(0, "e put out all tuples in order")
}
