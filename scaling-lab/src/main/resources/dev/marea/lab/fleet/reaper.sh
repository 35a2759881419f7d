# Stands by until its standard input ends, which it does when the lab is gone, however it went; then nothing
# that the lab started stays. Lines: "add PID", "gone PID", "data DIRECTORY" (of a PostgreSQL server).
trap '' INT TERM HUP QUIT TSTP
pids=
data=
while read -r verb value; do
	case $verb in
		add) pids="$pids $value" ;;
		data) data=$value ;;
		gone)
			rest=
			for pid in $pids; do
				[ "$pid" = "$value" ] || rest="$rest $pid"
			done
			pids=$rest
			;;
	esac
done

alive() {
	for pid in $pids; do
		if kill -0 "$pid" 2>/dev/null; then
			return 0
		fi
	done
	return 1
}

# tries ($1 tenths of a second) until the condition after it is false
while_true() {
	left=$1
	shift
	while "$@" && [ "$left" -gt 0 ]; do
		left=$((left - 1))
		sleep 0.1
	done
}

# only what is PostgreSQL: the number in the file may be another process's by now
server() {
	[ -n "$data" ] && [ -f "$data/postmaster.pid" ] || return 1
	pid=$(head -n 1 "$data/postmaster.pid")
	kill -0 "$pid" 2>/dev/null || return 1
	case "$(ps -o args= -p "$pid" 2>/dev/null || tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null)" in
		*postgres*) return 0 ;;
	esac
	return 1
}

if [ -n "$pids" ]; then
	kill -TERM $pids 2>/dev/null
	while_true 50 alive
	kill -KILL $pids 2>/dev/null
fi
for signal in INT QUIT KILL; do
	if server; then
		kill "-$signal" "$(head -n 1 "$data/postmaster.pid")" 2>/dev/null
		while_true 50 server
	fi
done
