#!/usr/bin/env bash
# Does ./marea compare find 50 ms more in one path, and does it stay silent where nothing changed? In each try it compares five
# runs with five runs in which one path is slower, and with five runs that are alike. Load goes to loopback only.
#
#   bench/compare.sh [TRIES [SECONDS [RATE]]]     10 tries, runs of 3 s at 60/s
#
# The runs of a try take turns, so that all sides meet the same machine. It needs an idle machine: where others use all cores,
# latencies vary by more than 50 ms, and nothing can be found. Needs a JDK 25 in JAVA_HOME and curl. Exit code 1 when
# fewer than 9 of 10 regressions are found, or more than 1 of 10 equal pairs raises an alarm.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)

tries=${1:-10}
seconds=${2:-3}
rate=${3:-60}
port=${PORT:-18767}
: "${JAVA_HOME:?must be a JDK 25}"
work=$(mktemp -d)
stubs=()
trap '[ ${#stubs[@]} -eq 0 ] || kill "${stubs[@]}"; rm -rf "$work"' EXIT

stub() {
	"$JAVA_HOME/bin/java" -Xmx128m "$root/bench/Stub.java" "$@" &
	stubs+=($!)
	until curl -s -o "$work/answer" "http://127.0.0.1:$1/"; do sleep 0.2; done
}
stub "$port" /list=5 /order=20
stub $((port + 1)) /list=5 /order=70
cat >"$work/paths.yaml" <<-'END'
	requests:
	  - { name: list, weight: 3, path: /list }
	  - { name: order, path: /order }
END

run() { # PORT FOLDER SEED
	"$root/marea" run --url "http://127.0.0.1:$1" --scenario "$work/paths.yaml" --rate "$rate/s" --for "${seconds}s" \
		--seed "$3" --ignore-first 500ms --quiet --format json --out "$2" >"$work/result.json"
}

found=0 alarms=0
for try in $(seq "$tries"); do
	for i in 1 2 3 4 5; do
		run "$port" "$work/$try/a/$i" "$((try * 100 + i))"
		run "$((port + 1))" "$work/$try/slower/$i" "$((try * 100 + i))"
		run "$port" "$work/$try/alike/$i" "$((try * 100 + i))"
	done
	slower=found alike=silent
	"$root/marea" compare "$work/$try/a" "$work/$try/slower" --fail-if worse >"$work/slower.txt" && slower=missed
	"$root/marea" compare "$work/$try/a" "$work/$try/alike" --fail-if different >"$work/alike.txt" || alike=alarm
	[ "$slower" = missed ] || found=$((found + 1))
	[ "$alike" = silent ] || alarms=$((alarms + 1))
	printf 'try %2d: 50 ms more %s (%s); equal pair %s (%s)\n' "$try" "$slower" "$(grep '^B is worse' "$work/slower.txt")" \
		"$alike" "$(grep '^B is worse' "$work/alike.txt")"
done
printf 'found %d of %d regressions, %d alarms in %d equal pairs\n' "$found" "$tries" "$alarms" "$tries"
[ $((found * 10)) -ge $((tries * 9)) ] && [ $((alarms * 10)) -le "$tries" ]
