#!/usr/bin/env bash
# Compares the lab's load generator with vegeta: the same rate against a stub that takes 20 ms, in turns.
# Usage: bench/generator.sh [ROUNDS [RATE [SECONDS]]]; needs a JDK 25, Maven, Go, jq. docs/scaling.md has the results.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-5}
rate=${2:-200}
seconds=${3:-10}
port=${PORT:-18765}
work=$(mktemp -d)
# As ./marea starts the lab.
flags="-Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
stub=
trap '[ -z "$stub" ] || kill "$stub"; rm -rf "$work"' EXIT

: "${JAVA_HOME:?must be a JDK 25}"
command -v vegeta >/dev/null || { echo "vegeta is missing: go install github.com/tsenart/vegeta/v12@latest" >&2; exit 2; }

mvn -B -ntp -q -pl scaling-lab -am test-compile dependency:build-classpath -Dmdep.outputFile="$work/classpath" \
	-Dmdep.includeScope=runtime
classpath=scaling-lab/target/classes:scaling-lab/target/test-classes:$(cat "$work/classpath")
echo 'requests: [{ name: stub, path: / }]' >"$work/stub.yaml"

"$JAVA_HOME/bin/java" -cp "$classpath" dev.marea.lab.load.Stub "$port" 20 &
stub=$!
until curl -s -o "$work/answer" "http://127.0.0.1:$port/"; do sleep 0.2; done

with_vegeta() {
	echo "GET http://127.0.0.1:$port/" | vegeta attack -rate "$rate" -duration "${seconds}s" | vegeta report -type=json |
		jq -r '[.rate, .latencies["50th"] / 1e6, .latencies["90th"] / 1e6, .latencies["99th"] / 1e6, .latencies.max / 1e6] | @tsv'
}

with_marea() {
	rm -rf "$work/run"
	# shellcheck disable=SC2086
	"$JAVA_HOME/bin/java" $flags -cp "$classpath" dev.marea.lab.cli.Marea run --url "http://127.0.0.1:$port" \
		--shape "constant:rate=$rate/s,for=${seconds}s" --scenario "$work/stub.yaml" --out "$work/run" >"$work/output"
	grep '^  generator' "$work/output" >&2
	"$JAVA_HOME/bin/java" -cp "$classpath" dev.marea.lab.load.RunPercentiles "$work/run"
}

with_vegeta >"$work/answer" # warms the stub up
printf '%-8s%6s%12s%10s%10s%10s%10s\n' tool round rate/s p50/ms p90/ms p99/ms max/ms
for round in $(seq "$rounds"); do
	for tool in vegeta marea; do
		figures=$("with_$tool")
		echo "$figures" >>"$work/$tool"
		# shellcheck disable=SC2086
		printf '%-8s%6d%12.2f%10.2f%10.2f%10.2f%10.2f\n' "$tool" "$round" $figures
	done
done

median() {
	cut -f "$2" "$work/$1" | sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int((NR + 2) / 2)]) / 2 }'
}

verdict=0
for tool in vegeta marea; do
	printf '%-8s%6s%12.2f%10.2f%10.2f%10.2f%10.2f\n' "$tool" median "$(median $tool 1)" "$(median $tool 2)" \
		"$(median $tool 3)" "$(median $tool 4)" "$(median $tool 5)"
done
for column in 2 3 4; do
	name=$(echo p50 p90 p99 | cut -d ' ' -f $((column - 1)))
	awk -v name="$name" -v theirs="$(median vegeta $column)" -v ours="$(median marea $column)" 'BEGIN {
		off = ours - theirs; if (off < 0) off = -off
		agree = off <= 1 || off <= theirs / 10
		printf "%s differs by %.2f ms (%.1f %%): %s\n", name, off, 100 * off / theirs, agree ? "agrees" : "DIFFERS"
		exit !agree }' || verdict=1
done
awk -v asked="$rate" -v ours="$(median marea 1)" 'BEGIN {
	off = 100 * (ours / asked - 1); if (off < 0) off = -off
	printf "rate is off by %.2f %%: %s\n", off, off <= 1 ? "right" : "WRONG"; exit off > 1 }' || verdict=1
exit $verdict
