package io.fieldway.trials.bench.broker;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How the `fieldway` command is started: by its script, as people do; where no jar was built, as
/// in tests, with the script's flags on the class path of this process.
final class FieldwayCommand {
  private static final List<String> FLAGS =
      List.of(
          "-Xmx256m",
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private FieldwayCommand() {}

  static List<String> of(String... arguments) {
    List<String> command = new ArrayList<>(script().map(List::of).orElseGet(FieldwayCommand::java));
    command.addAll(List.of(arguments));
    return command;
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "io.fieldway.launcher.Fieldway"));
    return command;
  }

  /// The script of the source tree that this process was built in.
  private static Optional<String> script() {
    try {
      URI place = FieldwayCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path code = Path.of(place);
      if (!Files.isRegularFile(code)) {
        return Optional.empty();
      }
      return Stream.iterate(code, path -> path != null, Path::getParent)
          .filter(path -> Files.isDirectory(path.resolve(".mvn")))
          .map(path -> path.resolve("fieldway"))
          .filter(Files::isExecutable)
          .map(Path::toString)
          .findFirst();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
