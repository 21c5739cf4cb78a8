package io.fieldway.trials.bench.broker;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How the `fieldway` command is started: by its script, as people do; where no jar was built, as
/// in tests, with the script's flags on the class path of this process.
public final class FieldwayCommand {
  private static final List<String> FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private FieldwayCommand() {}

  /// The command with its arguments.
  public static List<String> of(String... arguments) {
    List<String> command = new ArrayList<>(script().map(List::of).orElseGet(FieldwayCommand::java));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> java() {
    return java(List.of(), "io.fieldway.launcher.Fieldway");
  }

  /// Any main class of this process's class path, with the script's flags and some more.
  static List<String> java(List<String> moreFlags, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(moreFlags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    return command;
  }

  /// The file name of the jar, or directory, that a class came from.
  static String jarOf(Class<?> type) {
    return String.valueOf(place(type).getFileName());
  }

  private static Path place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class stands in a file or directory", e);
    }
  }

  /// The script of the source tree that this process was built in.
  private static Optional<String> script() {
    Path code = place(FieldwayCommand.class);
    if (!Files.isRegularFile(code)) {
      return Optional.empty();
    }
    return Stream.iterate(code, path -> path != null, Path::getParent)
        .filter(path -> Files.isDirectory(path.resolve(".mvn")))
        .map(path -> path.resolve("fieldway"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
