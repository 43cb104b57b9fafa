# Sourced by the scripts in this folder: finds a JDK 25 and tells clearly what to install where there is none.

java_release() { # JAVA_HOME -> major version on stdout
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_java() { # sets and exports JAVA_HOME
  local candidate release
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* "$HOME"/.sdkman/candidates/java/*; do
    [[ -n $candidate && -x $candidate/bin/javac ]] || continue
    release=$(java_release "$candidate")
    if [[ -n $release && $release -ge 25 ]]; then
      export JAVA_HOME=$candidate
      # Maven 3.8's own libraries use what later JDKs warn about at every start.
      export MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow"
      return
    fi
  done
  cat >&2 <<'TEXT'
ftr needs a JDK 25 or later and found none in JAVA_HOME, /usr/lib/jvm or /opt/java. Install one of:
  Debian, Ubuntu (if the release has it): apt-get install openjdk-25-jdk-headless
  Eclipse Temurin: package temurin-25-jdk from the Adoptium repository for Debian and Ubuntu
  or unpack any JDK 25 and set JAVA_HOME to it
TEXT
  exit 1
}
