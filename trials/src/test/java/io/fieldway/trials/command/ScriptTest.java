package io.fieldway.trials.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.trials.stage.RoleProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that finds a JDK for `./fieldway` and `./mvnw`.
class ScriptTest {
  private static final Path SCRIPT = Path.of("..", ".mvn", "jdk.sh").toAbsolutePath().normalize();
  private static final Path THIS_JDK = Path.of(System.getProperty("java.home"));

  @TempDir Path home;

  @Test
  void takesTheJdkOfJavaHome() throws Exception {
    assertFinds(Map.of("JAVA_HOME", THIS_JDK.toString()));
  }

  @Test
  void passesOverAnOlderJavaHome() throws Exception {
    Path older = fakeJdk(home.resolve("jdk-17"), "17.0.15");
    Path jvms = Files.createDirectory(home.resolve("jvm"));
    Files.createSymbolicLink(jvms.resolve("temurin-25"), THIS_JDK);
    assertFinds(Map.of("JAVA_HOME", older.toString(), "FIELDWAY_JVMS", jvms.toString()));
  }

  @Test
  void findsTheJdkOfSdkman() throws Exception {
    Path candidates = Files.createDirectories(home.resolve(".sdkman/candidates/java"));
    Files.createSymbolicLink(candidates.resolve("25-tem"), THIS_JDK);
    assertFinds(Map.of());
  }

  @Test
  void saysInOneLineWhatToInstallWhereThereIsNone() throws Exception {
    fakeJdk(home.resolve(".sdkman/candidates/java/21-tem"), "21.0.2");
    try (RoleProcess script = run(Map.of())) {
      assertThat(script.awaitEnd()).isEqualTo(1);
      assertThat(script.text()).contains("needs a JDK 25", "install").doesNotContain("\n");
    }
  }

  private void assertFinds(Map<String, String> environment) throws Exception {
    try (RoleProcess script = run(environment)) {
      assertThat(script.awaitEnd()).as(script.text()).isZero();
      assertThat(Path.of(script.awaitLine("found (.*)")).toRealPath())
          .isEqualTo(THIS_JDK.toRealPath());
    }
  }

  /// Runs the script with no java on the PATH and nothing in the usual places, unless told.
  private RoleProcess run(Map<String, String> environment) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", ". " + SCRIPT + "; echo found $JAVA_HOME");
    builder.environment().clear();
    Path tools = Files.createDirectories(home.resolve("bin"));
    for (String tool : new String[] {"sed", "readlink"}) {
      if (!Files.exists(tools.resolve(tool))) {
        Files.createSymbolicLink(tools.resolve(tool), io.fieldway.trials.stage.Programs.need(tool));
      }
    }
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("HOME", home.toString());
    builder.environment().put("FIELDWAY_JVMS", home.resolve("nothing").toString());
    builder.environment().putAll(environment);
    return RoleProcess.start("jdk.sh", builder);
  }

  private static Path fakeJdk(Path place, String version) throws Exception {
    Path bin = Files.createDirectories(place.resolve("bin"));
    Files.writeString(bin.resolve("javac"), "#!/bin/sh\n");
    assertThat(bin.resolve("javac").toFile().setExecutable(true)).isTrue();
    Files.writeString(place.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return place;
  }
}
