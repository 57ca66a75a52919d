# Lease: what was written under a newer lease is not undone by an older one.
$1 == "APPLIED" {
	if ($3 + 0 < newest) undone = $2 " undid what was written under lease " newest
	else newest = $3 + 0
}
END {
	if (newest == 0) verdict(77, "nothing was written")
	if (undone != "") verdict(1, undone)
	verdict(0, "lease " newest " wrote last")
}
