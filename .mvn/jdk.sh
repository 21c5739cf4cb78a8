# Finds a JDK 25 or newer and exports it as JAVA_HOME; sourced by ./mvnw and ./fieldway.
# Looks at JAVA_HOME, the java on the PATH, the usual places of Linux and macOS, SDKMAN,
# asdf and mise, in this order. Stops the caller with one line where none is found.
# FIELDWAY_JVMS names a directory of JDKs in place of the system's own.

fieldway_jdk_major() {
  # "25.0.1" of a JDK's release file; empty where there is no compiler or no such file.
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

fieldway_find_jdk() {
  fieldway_path_java="$(command -v java 2>/dev/null)" || fieldway_path_java=
  if [ -n "$fieldway_path_java" ]; then
    fieldway_path_java="$(readlink -f "$fieldway_path_java" 2>/dev/null || echo "$fieldway_path_java")"
  fi
  if [ -n "${FIELDWAY_JVMS-}" ]; then
    fieldway_system_jdks="$FIELDWAY_JVMS/*"
  else
    fieldway_system_jdks="/usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home \
      /opt/homebrew/opt/openjdk/libexec/openjdk.jdk/Contents/Home"
  fi
  for fieldway_jdk in "${JAVA_HOME-}" "${fieldway_path_java%/bin/java}" \
    $fieldway_system_jdks \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/* \
    "$HOME"/.jdks/* "$HOME"/.jabba/jdk/*; do
    [ -n "$fieldway_jdk" ] || continue
    fieldway_major="$(fieldway_jdk_major "$fieldway_jdk")"
    if [ -n "$fieldway_major" ] && [ "$fieldway_major" -ge 25 ]; then
      printf '%s\n' "$fieldway_jdk"
      return 0
    fi
  done
  return 1
}

if ! JAVA_HOME="$(fieldway_find_jdk)"; then
  echo "${0##*/}: needs a JDK 25 or newer and found none: install one (for example Temurin 25, https://adoptium.net) or set JAVA_HOME." >&2
  exit 1
fi
export JAVA_HOME
