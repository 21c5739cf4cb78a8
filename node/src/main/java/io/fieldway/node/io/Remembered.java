package io.fieldway.node.io;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The file in which a node notes who may hold a copy of it, and so may carry it on: a line with
/// name, host and port for each. It is written before a copy is begun.
record Remembered(Path file) {
  private static final String NAME = "substitutes";

  /// Somebody who may hold a copy.
  record Substitute(String name, InetSocketAddress address) {}

  static Remembered in(Path data) {
    return new Remembered(data.resolve(NAME));
  }

  /// Those who may hold a copy, the last one first.
  List<Substitute> read() throws IOException {
    List<Substitute> found = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[2].matches("[0-9]{1,5}")) {
          throw new IOException(
              file + ": expected a name, a host and a port in each line, got " + line);
        }
        found.add(
            new Substitute(
                words[0],
                InetSocketAddress.createUnresolved(words[1], Integer.parseInt(words[2]))));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found;
  }

  /// Notes somebody more, who is asked first.
  void add(Substitute first) throws IOException {
    List<Substitute> all = new ArrayList<>(List.of(first));
    read().stream().filter(each -> !each.name().equals(first.name())).forEach(all::add);
    write(all);
  }

  /// Notes that nobody else has a copy that is of use.
  void keepOnly(String name) throws IOException {
    write(read().stream().filter(each -> each.name().equals(name)).toList());
  }

  /// Notes that nobody has a copy.
  void clear() throws IOException {
    if (Files.exists(file)) {
      write(List.of());
    }
  }

  private void write(List<Substitute> all) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Substitute each : all) {
      text.append(each.name())
          .append(' ')
          .append(each.address().getHostString())
          .append(' ')
          .append(each.address().getPort())
          .append('\n');
    }
    LastingFiles.replace(file, text.toString());
  }
}
