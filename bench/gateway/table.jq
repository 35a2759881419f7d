# From the rows of all rounds: {direct, table, bars, ok}, the first three as Markdown.
. as $rows |
def median: sort | length as $n | if $n % 2 == 1 then .[($n - 1) / 2] else (.[$n / 2 - 1] + .[$n / 2]) / 2 end;
def fixed($digits): pow(10; $digits) as $p | . * $p | round / $p;
def spread($digits):
	if any(. == null) then "–"
	elif min == max then "\(min | fixed($digits))"
	else "\(median | fixed($digits)) (\(min | fixed($digits))–\(max | fixed($digits)))" end;
def column($who; $metric): [$rows[] | select(.contestant == $who) | .[$metric]];
# By rounds: what slows the machine slows both.
def compare($a; $b; $metric; f): [column($a; $metric), column($b; $metric)] | transpose | map(if any(. == null) or .[1] == 0 then null else f end);
def ratios($a; $b; $metric): compare($a; $b; $metric; .[0] / .[1]);
def differences($a; $b; $metric): compare($a; $b; $metric; .[0] - .[1]);
def line: "| " + join(" | ") + " |";
def bar($name; $values; $digits; $least; $most):
	($values | median) as $value | {
		ok: (($least == null or $value >= $least) and ($most == null or $value <= $most)),
		text: [$name, (if $least != null then "≥ \($least)" else "≤ \($most)" end), ($values | spread($digits))]
	};
(if $contestants | index("without-breaker") then "without-breaker" else "ours" end) as $judged |
{before: "gateway of \($rev)", ours: "this gateway", "without-breaker": "this without Resilience4j", stock: "stock", nginx: "nginx"} as $titles |
[$contestants[] | select(. != "ours")] as $others |
[["requests/s", "rps", 0], ["CPU, µs a request", "cpu", 0], ["p99 at \($rate)/s, ms", "p99", 1], ["memory after load, MB", "memory", 0],
	["ready, s", "ready", 2], ["CPU until ready, s", "start", 2], ["jars, MB", "jars", 1], ["of these Resilience4j, MB", "breaker", 1]] as $metrics |
([
	([""] + [$contestants[] | $titles[.]] + [$others[] | "this / \($titles[.])"] | line),
	([range(1 + ($contestants | length) + ($others | length)) | "---"] | "|" + join("|") + "|"),
	($metrics[] | . as [$title, $metric, $digits] | [$title] + [$contestants[] | column(.; $metric) | spread($digits)] +
		[$others[] | ratios("ours"; .; $metric) | spread(3)] | line)
] | join("\n")) as $table |
[
	bar("requests/s, over \($titles.before)"; ratios($judged; "before"; "rps"); 3; 0.95; null),
	bar("CPU a request, over \($titles.before)"; ratios($judged; "before"; "cpu"); 3; null; 1.07),
	bar("ready, s later than \($titles.before)"; differences($judged; "before"; "ready"); 2; null; 0.6),
	bar("memory, MB more than \($titles.before)"; differences($judged; "before"; "memory"); 1; null; 25),
	bar("jars, MB more than \($titles.before)"; differences($judged; "before"; "jars"); 1; null; 14),
	bar("requests/s, over stock"; ratios($judged; "stock"; "rps"); 3; 1.7; null),
	bar("CPU a request, over stock"; ratios($judged; "stock"; "cpu"); 3; null; 0.6)
] as $bars |
{
	direct: (column("direct"; "rps") | spread(0)), table: $table, ok: ($bars | all(.ok)),
	bars: (["| bar, for \($titles[$judged]) | wanted | measured | |", "|---|---|---|---|"] +
		[$bars[] | .text + [if .ok then "met" else "**missed**" end] | line] | join("\n"))
}
