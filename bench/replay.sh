#!/usr/bin/env bash
# Replays a generated access log of a given size against a local stub. Shows that the lab's memory stays flat, and that the
# stub got as many requests of each second of the log as awk counts in it. Load goes to loopback only.
#
#   bench/replay.sh [SIZE_IN_MB [REQUESTS]]     1024 MB, 40000 requests
#
# REQUESTS are spread over the whole log by --scale, so a log of any size takes about as long to send. Needs a JDK 25 in
# JAVA_HOME, python3, curl and SIZE of disk in TMPDIR. The lab runs with a heap of HEAP (default 256m, half of what ./marea
# gives it) and sends RATE requests per second (default 500).
# Exit code 1 when a count differs, or the memory grows by more than 10 % after the first quarter.
set -euo pipefail
export LC_ALL=C
root=$(cd "$(dirname "$0")/.." && pwd -P)

size=${1:-1024}
requests=${2:-40000}
port=${PORT:-18766}
heap=${HEAP:-256m}
: "${JAVA_HOME:?must be a JDK 25}"
work=$(mktemp -d "${TMPDIR:-/tmp}/marea-replay.XXXXXX")
stub='' lab=''
stop() {
	[ -z "$lab" ] || kill "$lab" 2>/dev/null || true
	[ -z "$stub" ] || kill "$stub" 2>/dev/null || true
	rm -rf "$work"
}
trap stop EXIT

echo "generating $size MB" >&2
python3 - "$size" "$work/access.log" <<'END'
import random, sys, time
megabytes, path = int(sys.argv[1]), sys.argv[2]
random.seed(1)
second, size, pending = 1_790_000_000, 0, []
rate = max(20, megabytes // 8)
with open(path, "w", buffering=1 << 20) as log:
    while size < megabytes << 20:
        # a gap now and then
        second += 30 if random.random() < 0.0005 else 1
        stamp = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(second))
        for i in range(int(rate * random.uniform(0.5, 1.5))):
            line = (f'192.0.2.{i % 250} - - [{stamp}] "GET /p?s={second} HTTP/1.1" 200 5321 "https://shop.example/list?page={i}" '
                    f'"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"\n')
            # every 50th line comes up to 500 lines late
            if i % 50 == 7:
                pending.append(line)
                continue
            log.write(line)
            size += len(line)
            if len(pending) > 10:
                log.write(pending.pop(0))
                size += len(line)
        if random.random() < 0.01:
            log.write("\\x16\\x03\\x01 no request\n")
    log.writelines(pending)
END

# counted by another program, in another way
awk '{ i = index($0, "?s="); if (i) { n[substr($0, i + 3, 10)]++; all++ } } END { for (s in n) print s, n[s]; print all > "/dev/stderr" }' \
	"$work/access.log" 2>"$work/all" | sort >"$work/in-log"
all=$(cat "$work/all")
seconds=$(($(tail -n 1 "$work/in-log" | cut -d' ' -f1) - $(head -n 1 "$work/in-log" | cut -d' ' -f1) + 1))
scale=$(awk -v all="$all" -v n="$requests" 'BEGIN { s = n / all; print (s < 1) ? sprintf("%.9f", s) : 1 }')
rate=${RATE:-500}
speed=$(awk -v all="$all" -v scale="$scale" -v s="$seconds" -v rate="$rate" 'BEGIN { x = s * rate / (all * scale); printf "%.6f", (x > 0.01) ? x : 0.01 }')
# What is due for each second: the difference of the rounded sums.
awk -v scale="$scale" '{ before = int(sum * scale + 1e-6); sum += $2; due = int(sum * scale + 1e-6) - before; if (due) print $1, due }' \
	"$work/in-log" >"$work/due"

"$JAVA_HOME/bin/java" -Xmx256m "$root/bench/Stub.java" "$port" &
stub=$!
until curl -s -o "$work/answer" "http://127.0.0.1:$port/"; do sleep 0.2; done

echo "replaying $all requests over $seconds s at ${speed}x, scale $scale, heap $heap" >&2
begun=$SECONDS
_JAVA_OPTIONS="-Xmx$heap" "$root/marea" replay "$work/access.log" --url "http://127.0.0.1:$port" --speed "${speed}x" \
	--scale "$scale" --out "$work/run" --quiet --format json >"$work/result.json" 2>"$work/errors" &
lab=$!
while kill -0 "$lab" 2>/dev/null; do
	# the script becomes the JVM, so it has the same process id
	awk '/^VmRSS/ { print $2 }' "/proc/$lab/status" 2>/dev/null >>"$work/memory" || true
	sleep 1
done
code=0
wait "$lab" || code=$?
lab=''
[ "$code" -eq 0 ] || { cat "$work/errors" >&2; echo "bench/replay.sh: the replay ended with $code" >&2; exit 1; }
curl -s "http://127.0.0.1:$port/counts" | sort >"$work/arrived"

awk '{ v[NR] = $1 } END {
	q = int(NR / 4); if (q < 1) q = 1
	for (i = q; i <= NR; i++) { if (i < 2 * q && v[i] > a) a = v[i]; if (i > NR - q && v[i] > b) b = v[i] }
	printf "memory: %d MB at most in the second quarter of the time, %d MB in the last (%d samples)\n", a / 1024, b / 1024, NR
	exit b > a * 1.1 }' "$work/memory" && flat=yes || flat=no
printf 'log: %s MB, %s requests; sent: %s in %s s; seconds of the log: %s; seconds that differ from awk: %s\n' "$size" "$all" \
	"$(awk '{ n += $2 } END { print n }' "$work/arrived")" $((SECONDS - begun)) "$(wc -l <"$work/due")" \
	"$(diff "$work/due" "$work/arrived" | grep -c '^[<>]' || true)"
cmp -s "$work/due" "$work/arrived" && [ "$flat" = yes ]
