# shellcheck shell=bash
# Part of helm/check, aws/check and .ci/check-others: checks their tools, and prints the result of each step. A caller ends with
# `exit $failed`.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
failed=0

# need CALLER TOOL...: ends with a sentence if a tool is missing.
need() {
	local caller=$1 tool
	shift
	for tool in "$@"; do
		command -v "$tool" >/dev/null || { echo "$caller: $tool is missing; see the head of this file." >&2; exit 1; }
	done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# run NAME COMMAND...: quiet, unless it fails.
run() {
	local name=$1
	shift
	if "$@" >"$work/log" 2>&1 </dev/null; then
		printf '  %-12s ok\n' "$name"
	else
		printf '  %-12s FAILED\n' "$name"
		cat "$work/log"
		# shellcheck disable=SC2034 # the caller's exit code
		failed=1
	fi
}

# python_with_yaml: prints a Python that has a YAML parser, which is checkov's.
python_with_yaml() {
	local python
	python=$(sed -n '1s/^#!//p' "$(command -v checkov)")
	[ -x "$python" ] || python=python3
	echo "$python"
}

# kubernetes_schemas: creates the schemas once, and prints their folder.
kubernetes_schemas() {
	local schemas
	schemas=${XDG_CACHE_HOME:-$HOME/.cache}/marea/schemas-$(cat "$root/helm/schemas" "$root"/helm/schemas.d/* | sha256sum | cut -c1-16)
	if [ ! -d "$schemas" ]; then
		rm -rf "$schemas.new"
		"$(python_with_yaml)" "$root/helm/schemas" "$schemas.new" >&2 && mv "$schemas.new" "$schemas" || return
	fi
	echo "$schemas"
}

# excepted MANIFEST FILE: writes the manifest with the exceptions of kube-score and checkov.
excepted() {
	"$(python_with_yaml)" "$root/helm/except" <"$1" >"$2"
}
