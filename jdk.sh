# shellcheck shell=bash
# Part of marea and aws/app: finds a JDK 25 or newer.

# Major version of the JDK in $1, 0 when there is none.
jdk_major() {
	local version=
	if [ ! -x "$1/bin/java" ] || [ ! -x "$1/bin/javac" ]; then
		echo 0
		return
	fi
	if [ -f "$1/release" ]; then
		version=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1)
	fi
	if [ -z "$version" ]; then
		version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\{0,1\}\([0-9][0-9]*\).*/\1/p' | head -n 1)
	fi
	echo "${version:-0}"
}

# Every place where a JDK may be, the user's own choice first, one a line.
jdk_places() {
	local java file
	if [ -n "${JAVA_HOME:-}" ]; then
		echo "$JAVA_HOME"
	fi
	if java=$(command -v java 2>/dev/null); then
		"$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' || true
	fi
	for file in "$HOME/.m2/toolchains.xml"; do
		[ -f "$file" ] && sed -n 's:.*<jdkHome>\(.*\)</jdkHome>.*:\1:p' "$file"
	done
	for file in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
		/Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
		/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
		/opt/java/* /opt/jdk* /usr/java/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/*; do
		[ -d "$file" ] && echo "$file"
	done
	return 0
}

find_jdk() {
	local place
	while IFS= read -r place; do
		if [ "$(jdk_major "$place")" -ge 25 ]; then
			echo "$place"
			return 0
		fi
	done < <(jdk_places 2>/dev/null)
	return 1
}
