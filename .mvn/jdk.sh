# Read by ./andiron, ./build and the benches: finds a JDK 25, calls Maven with it, and knows what
# the server's JVM is started with. POSIX shell.

JAVA_WANTED=25

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "andiron: $*"
  exit 1
}

# Whether this folder holds the wanted JDK; its "release" file says so without starting it.
is_wanted_jdk() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && grep -q "^JAVA_VERSION=\"$JAVA_WANTED[.\"]" "$1/release" 2>/dev/null
}

# Prints the folder of a JDK 25: JAVA_HOME, the java of PATH, then where systems and tools put them.
find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_wanted_jdk "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  java=$(command -v java 2>/dev/null) && java=$(readlink -f "$java" 2>/dev/null || printf '%s' "$java") &&
    jdk=$(dirname "$(dirname "$java")") && is_wanted_jdk "$jdk" && printf '%s\n' "$jdk" && return 0
  if [ -x /usr/libexec/java_home ]; then # macOS
    jdk=$(/usr/libexec/java_home -v "$JAVA_WANTED" 2>/dev/null) && is_wanted_jdk "$jdk" && printf '%s\n' "$jdk" && return 0
  fi
  for jdk in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/*/* /usr/local/lib/jvm/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.asdf/installs/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_wanted_jdk "$jdk"; then
      printf '%s\n' "$jdk"
      return 0
    fi
  done
  return 1
}

require_jdk() {
  JAVA_HOME=$(HOME=${HOME:-/} find_jdk) || fail "a JDK $JAVA_WANTED was not found; install one (Temurin $JAVA_WANTED, for example) or set JAVA_HOME to it"
  export JAVA_HOME
}

# The options of the server's JVM, with a heap of this size.
server_flags() {
  printf '%s' "-XX:+UseSerialGC -Xmx${1:-432m} -Xss512k -XX:MaxHeapFreeRatio=40" \
    " -XX:+UseCompactObjectHeaders -XX:TrimNativeHeapInterval=10000 --enable-native-access=ALL-UNNAMED"
}

require_maven() {
  command -v mvn >/dev/null 2>&1 || fail "Maven 3.8.7 or newer is needed to build, and there is no mvn on the PATH"
  # Maven's own libraries use what newer JDKs warn about; that is no news to whoever builds.
  MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED ${MAVEN_OPTS:-}"
  export MAVEN_OPTS
  maven_version=$(mvn -B -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  printf '%s\n' "$maven_version" | awk -F. '{ exit !($1 * 1000000 + $2 * 1000 + $3 >= 3008007) }' ||
    fail "Maven 3.8.7 or newer is needed to build; this one is ${maven_version:-unknown}"
}
