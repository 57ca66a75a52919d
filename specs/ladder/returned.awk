# Token ring: the token comes back to the node that started it.
/^STARTED$/ { started = 1 }
/^RETURNED$/ { returned = 1 }
END {
	if (!started || !("a" in alive)) verdict(77, "a did not start, or is dead")
	if (!returned) verdict(1, "the token never came back to a")
	verdict(0, "the token came back")
}
