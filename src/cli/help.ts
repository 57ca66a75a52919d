/** Help texts, for somebody who has never heard of lineage-driven fault injection. Text only. */

export const USAGE = `ldfi <command>

Finds the bugs of a distributed system that show only when messages are lost or machines die.

You say in a spec how to start the system, which workload to run against it and how to check that
it kept its promises. ldfi runs it under a tracer, sees which messages the good result was made of,
and breaks exactly those, in the fewest runs it can: a connection cut here, a node killed there.
A fault set that breaks the promise is run again until it is sure, made as small as it gets, and
saved so that you can replay it. The programs of your system need no change.`;

export const EPILOGUE = `Start here:
  ldfi doctor               can this machine do it?
  ldfi demo                 watch it find a bug in a small shipped system
  ldfi run my-spec.yaml     hunt in your own system

\`ldfi <command> --help\` tells more about each.`;

export const RUN_HELP = `\
Hunts for the smallest sets of faults that break the spec's invariant.

What is known of the spec comes first: findings in the store, and those kept in the corpus/ nearest
to the spec, are run again up to --known times each, until they fail. They are told as still
failing, no longer failing (kept all the same) or not reproduced, and the hunt goes on behind them.

First the system runs a few times without faults. Then each run gets one set of faults, chosen so
that it breaks every way to succeed that is known so far. A run in which the invariant still
holds shows another way to succeed; one in which it does not is confirmed, minimised and saved as a
finding. The hunt ends with a finding, when no untried set within the limits is left, or
when the budget is spent. What isn't given here is taken from the spec.

Progress goes to stderr, the report to stdout. Ctrl-C stops and keeps what was found so far;
a second Ctrl-C stops at once.`;

export const REPLAY_HELP = `\
Runs the faults of a finding again and counts how often the invariant is broken.

A run in which not all of the faults happened is counted apart: it says nothing about the finding.
The finding may be edited by hand: the lines under "faults" are what is run.`;

export const MINIMIZE_HELP = `\
Makes the faults of a finding as small as they get, and saves what is left as a finding of its own.

Drops faults, puts less in their place (a crash comes down to a node that is started again, stands
still, is cut off or loses one connection; a partition to single links and to one direction; a lost
message to a late one), makes times shorter, and names messages more generally. A step is taken
only if the promise breaks all the same in as many real runs as the spec's "confirm" asks for. It
ends when no step is left, and then says that the set is 1-minimal; or when the runs are spent.`;

export const EXPLAIN_HELP = `\
Tells how the faults of a finding break the promise, from runs that it makes for that: from the
faults to the broken promise, message by message; what did not happen, and what happened instead,
in the good run that differs least (without one of the faults, or without any); at which other
points each fault breaks the promise as well, and at which it does not; and in which code of the
program the call was made that was struck, where its symbols tell. The page that it saves has both
runs side by side.`;

export const HUNT_HELP = `\
Hunts in several specs, one after the other, within one budget: for every night.

Each spec gets an equal share of the time that is left. First its known findings are run again,
then the hunt looks for others, and does not stop at the first. A finding is one fault set and one
spec; each is told as new, ongoing (found again, or still broken by its faults), resolved (its
faults happened in every run, and the promise was kept), or not reproduced (nobody can tell).

The page hunts.html in the store has them all, with links to the page of each finding.`;

export const LS_HELP = `\
Lists the findings of the store, the latest first, each once: by violated promise and smallest set
of faults. A file there that cannot be read is named, and hides no other.`;

export const SHOW_HELP = `\
Tells a finding again as the hunt told it, with the paths of its page and logs. Runs nothing.`;

export const DIFF_HELP = `\
Compares two findings, or two recorded runs: which faults are in one only, what happened in one and
not in the other, and which messages were sent after another of them had been heard. Messages are
named as faults name them, so that the two runs need not be of one machine or one build.`;

export const KEEP_HELP = `\
Copies a finding with its report, trace and logs to corpus/<spec>/findings/<id>/, beside its spec,
where it is meant to be committed: its spec is found from there in any checkout. \`ldfi run\` and
\`ldfi hunt\` run what is kept again before they hunt; \`ldfi replay <id>\` finds it in the corpus/
of the current folder, or of one above. One that was kept by that id is replaced.`;

export const PACK_HELP = `\
Writes a finding with its report, trace, logs and spec as one file, to be sent to whoever is to see
it. \`ldfi show\` and \`ldfi replay\` take it as it is; it is a gzipped tar that anything else can
open, and report.html in it needs nothing but a browser. To be replayed it needs the system: run it
where the spec stands as it did here, or say where with --spec.`;

export const GC_HELP = `\
Drops what no finding needs: the journals, traces and folders of runs of sessions that are over, and
what killed writers left behind. Findings stay, with all that is theirs; so do the results of hunts,
the latest session of each spec, and hunts that are under way or were interrupted last. A hunt
whose journal is gone cannot be checked any more with check-certificate.`;

export const FSCK_HELP = `\
Reads all there is in the store: findings with their traces and logs, journals and results, with
their checksums and shapes. What is damaged is moved to .aside/ in the store, under the path that it
had, so that it is in nobody's way and not lost. --store corpus checks findings that were kept.`;

export const RECORD_HELP = `\
Runs the spec once, without faults but for those of --inject, under the tracer, and prints what was
seen: every system call that sends, receives or connects (↓ where it starts, ↑ where it returns),
which event each needed before it could happen (←), and the messages the outcome was made of.
The trace stays in the folder of the run, and in the file of --out: dump and export read it.

With --addresses it runs several times, and prints how well the names of messages hold from run
to run: what faults are aimed by. Below stand the messages of the first run, each with the address
by which faults name it and with the finer ones that a fault can be written with.

With --repeat the runs are followed instead, and counted in classes: runs in which every node did
the same things in the same order, and read the same writes, are in the same one. Prints how many
classes hold how many of the runs, and how likely the next run is of a new one; nodes that the spec
does not tell apart are exchanged in a second count. One trace of each is kept in the store.`;

export const DUMP_HELP = `\
Prints a trace that was recorded: its events, its messages and, inferred from them alone, which
request led to which other requests.

\`ldfi record <spec> --out FILE\` writes a trace file. The folder of a finding holds one as well.
A file that was cut off is read as far as it goes, and what is missing is said.`;

export const EXPORT_HELP = `\
Writes a trace that was recorded in a form for other eyes and programs:
  text, json         as dump prints it, and as data
  svg, pdf, html     the space-time diagram; the HTML page can be searched, zoomed and walked
  dot                a graph for Graphviz
  mermaid            a sequence diagram for Markdown: the support, up to 40 messages
  shiviz, perfetto   for ShiViz, and for ui.perfetto.dev or chrome://tracing
  otlp, zipkin       the inferred calls as spans, for Jaeger, Zipkin and their like`;

export const CHECK_HELP = `\
Takes the search through the runs of a finished hunt once more, without running anything: what it
tries next is found by listing all fault sets within the limits instead of by the SAT solver.
Another way, or another count than in the certificate, is told with exit code 1.`;

export const CHECK_HISTORY_HELP = `\
Checks what clients have noted of their operations, a JSON object a line, against what a register,
a key-value store, a set, a queue, a counter or a lock may do: each operation takes effect at one
moment between its invocation and its answer (linearizability). One without an answer may take
effect at any later time, or never.

Several files are merged by the "time" of their events. docs/CHECKS.md tells the format. The exit
codes are those of an invariant script, so this command can be one.`;

export const DOCTOR_HELP =
  'Checks what ldfi needs of this host: kernel, permission to trace, the native engine.';

export const DEMO_HELP = `\
Hunts in a small replicated mailbox that is part of the package. It loses a message, but only
when a connection breaks and a node dies in one and the same run. Takes about a minute.`;

export const EXIT_HELP = {
  run: `Exit codes:
   0  every fault set within the limits is settled, none breaks the invariant
   1  a confirmed finding, or a known one still fails
   2  inconclusive: budget spent, violations that come and go, or never seen what must be
   3  the system fails without any fault, or does not start
  64  wrong command line or spec      69  this host cannot trace
  70  a bug in ldfi                   74  the store cannot be read or written
 130  Ctrl-C                         143  SIGTERM`,
  hunt: `Exit codes:
   0  every fault set within the limits of every spec is settled, none breaks its invariant
   1  a finding is new or ongoing
   2  inconclusive: budget spent, or violations that come and go
   3  a system fails without any fault, or does not start: the others were hunted in
  64  wrong command line or spec      69  this host cannot trace
  70  a bug in ldfi                   74  the store cannot be read or written
 130  Ctrl-C                         143  SIGTERM`,
  minimize: `Exit codes:
   1  the smaller finding is confirmed (the same, if nothing less breaks the promise)
   2  its faults do not break the promise any more, or too seldom
   3  the system fails without any fault, or does not start
  64  wrong command line, finding or spec      69  this host cannot trace
  70  a bug in ldfi                            74  the store cannot be read or written`,
  'check-history': `Exit codes:
   0  the history is one of that model
   1  it is not; the line that is printed says why
  77  nothing was answered, so nothing can be wrong
 125  the time was too short to tell
  64  wrong command line, or no history: file:line and what is wrong
  70  a bug in ldfi      74  a file cannot be read or written`,
  explain: `Exit codes:
   1  the promise broke again, and this is how
   2  its faults do not break the promise any more, or did not all happen
   3  the system fails without any fault, or does not start
  64  wrong command line, finding or spec      69  this host cannot trace
  70  a bug in ldfi                            74  the store cannot be read or written`,
  replay: `Exit codes:
   0  the faults happened in every run and the invariant never broke
   1  it broke in every run
   2  anything between, or the faults did not all happen
  64  wrong command line, finding or spec      69  this host cannot trace
  70  a bug in ldfi                            74  the store cannot be read or written
With --bisect, for \`git bisect run\`: 0 as above, 1 at the first violation, 125 whenever this
commit cannot tell, 255 for a command line that is wrong at every commit.`,
  diff: `Exit codes:
   0  they are alike      1  they differ`,
  fsck: `Exit codes:
   0  all is well      74  something is damaged or missing`,
} as const;
