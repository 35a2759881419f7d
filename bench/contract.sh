#!/usr/bin/env bash
# Sends what the shop's contract allows and forbids (/v3/api-docs of the gateway) and holds every answer against it, by schemathesis
# with all checks, with and without a token. bench/contract.toml names the documented refusals that no schema foretells. Load goes to
# loopback only.
#
#   bench/contract.sh [--seed N]... [--max-examples 50] [--url http://127.0.0.1:8080] [--out DIR]
#
# Each --seed is a run of its own; without one, the seed is drawn and printed. Without --url, the shop is built, started on this machine
# (./marea up, port 8080) with new databases, and ended. --out keeps the reports. Exit code 0 if nothing was found, 1 if something was,
# 2 if the run was not possible. Needs python3 with venv, curl, jq; schemathesis is installed below ${XDG_CACHE_HOME:-~/.cache}/marea/tools.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 2
fail() { echo "bench/contract.sh: $1" >&2; exit 2; }
package=schemathesis==4.32.5

seeds=() examples=50 url='' out=''
while [ $# -gt 0 ]; do
	[ $# -gt 1 ] || { sed -n '2,11s/^# \{0,1\}//p' bench/contract.sh >&2; exit 2; }
	case $1 in
		--seed) seeds+=("$2") ;;
		--max-examples) examples=$2 ;;
		--url) url=$2 ;;
		--out) out=$2 ;;
		*) fail "there is no option $1" ;;
	esac
	shift 2
done
for number in "$examples" "${seeds[@]}"; do [[ $number =~ ^[0-9]+$ ]] || fail "'$number' is no number"; done
[ ${#seeds[@]} -gt 0 ] || seeds=("$RANDOM")
case $url in '' | http://127.0.0.1:* | http://localhost:*) ;; *) fail "'$url' is not on loopback" ;; esac
for tool in python3 curl jq; do command -v "$tool" >/dev/null || fail "$tool is missing"; done

tools=${XDG_CACHE_HOME:-$HOME/.cache}/marea/tools/schemathesis
[ "$("$tools/bin/schemathesis" --version 2>/dev/null)" = "schemathesis, version ${package#*==}" ] ||
	{ python3 -m venv "$tools" && "$tools/bin/pip" install --quiet "$package"; } || fail "schemathesis could not be installed"

config=$PWD/bench/contract.toml
work=$(mktemp -d)
shop=''
# shellcheck disable=SC2317 # the trap calls it
end() {
	[ -z "$shop" ] || { kill -INT -- "-$shop" && wait "$shop"; } 2>/dev/null
	rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM
out=${out:-$work/out}
mkdir -p "$out" || exit 2
out=$(cd "$out" && pwd)
if [ -z "$url" ]; then
	url=http://127.0.0.1:8080
	! curl -so /dev/null "$url" || fail "something answers at $url already; --url sends to it"
	# In a process group of its own: a shell without job control has its background jobs ignore SIGINT, which ends the shop.
	set -m
	./marea up --fresh --state "$work/state" >"$out/shop.log" 2>&1 </dev/null &
	shop=$!
	set +m
	deadline=$((SECONDS + 900))
	# Instances that train the start-up caches answer before the shop does.
	until grep -q 'is open: ' "$out/shop.log"; do
		if ! kill -0 "$shop" 2>/dev/null || [ "$SECONDS" -gt "$deadline" ]; then
			tail -n 20 "$out/shop.log" >&2
			fail 'the shop did not start'
		fi
		sleep 1
	done
fi
# Services that are not there yet are missing in the document.
until ! curl -sf "$url/v3/api-docs" | jq -r .info.description | grep -q 'missing here'; do sleep 1; done

# run NAME SEED OPTION...: one run; prints a row of the table.
found=0
run() {
	local name=$1 seed=$2 began=$SECONDS code=0 findings=0 log
	log=$out/$name-$seed.log
	shift 2
	(cd "$work" && "$tools/bin/schemathesis" --config-file "$config" run "$url/v3/api-docs" --checks all --seed "$seed" --max-examples "$examples" \
		--request-timeout 60 --continue-on-failure --generation-database none --no-color "$@") >"$log" 2>&1 || code=$?
	if [ "$code" -ne 0 ]; then
		found=1
		findings=$(last '.* ([0-9]+) unique failure' "$log")
	fi
	printf '| %-9s | %10s | %8s | %7s | %8s | %4s s |\n' "$name" "$seed" "$(last '^ *Tested: ([0-9]+)' "$log")" "$(last '^ *([0-9]+) generated' "$log")" \
		"${findings:-no run}" "$((SECONDS - began))"
}
# last REGEX FILE: the group of the last line that has it
last() { sed -nE "s/$1.*/\\1/p" "$2" | tail -n 1; }

printf '| %-9s | %10s | %8s | %7s | %8s | %6s |\n|---|---:|---:|---:|---:|---:|\n' token seed operations requests found time
for seed in "${seeds[@]}"; do
	# Tokens are valid for an hour.
	token=$(curl -sf "$url/auth/token" --json '{"subject":"ana","scope":"catalog:write"}' | jq -er .access_token) || fail "$url gives no token"
	run with "$seed" --header "Authorization: Bearer $token"
	run without "$seed"
done
[ "$found" -eq 0 ] || cat "$out"/with*.log >&2
exit "$found"
