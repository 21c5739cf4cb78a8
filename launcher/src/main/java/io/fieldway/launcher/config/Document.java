package io.fieldway.launcher.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// A YAML file as a tree that knows its lines.
///
/// @param label the file as it was named
/// @param base the directory that paths in it are relative to
record Document(String label, Path base, Optional<Node> root) {
  private static final long MOST_BYTES = 1 << 20;

  /// No file.
  static Document none() {
    return new Document("", Path.of(""), Optional.empty());
  }

  static Document read(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new ConfigException(
          List.of("expected a configuration file that can be read at " + file));
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new ConfigException(
          List.of(file + ": expected at most " + MOST_BYTES + " bytes, got " + Files.size(file)));
    }
    String label = file.toString();
    Path parent = file.getParent();
    try {
      return new Document(
          label, parent == null ? Path.of("") : parent, compose(label, Files.readString(file)));
    } catch (CharacterCodingException e) {
      throw new ConfigException(List.of(label + ": expected UTF-8, got other bytes"));
    }
  }

  private static Optional<Node> compose(String label, String text) throws ConfigException {
    try {
      Iterator<Node> documents =
          new Compose(LoadSettings.builder().setLabel(label).build())
              .composeAllFromString(text)
              .iterator();
      Optional<Node> first = documents.hasNext() ? Optional.of(documents.next()) : Optional.empty();
      if (documents.hasNext()) {
        throw new ConfigException(
            List.of(place(label, documents.next()) + ": expected one document, got a second one"));
      }
      return first.filter(root -> !isNothing(root));
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(mark -> place(label, mark)).orElse(label);
      throw new ConfigException(List.of(where + ": expected YAML, got: " + e.getProblem()));
    } catch (YamlEngineException e) {
      throw new ConfigException(List.of(label + ": expected YAML, got: " + e.getMessage()));
    }
  }

  /// Whether nothing stands there: `key:` alone, or `null`.
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /// The node in a word or two, for an error.
  static String kind(Node node) {
    return switch (node) {
      case MappingNode _ -> "keys with values";
      case SequenceNode _ -> "a list";
      default -> isNothing(node) ? "nothing" : "a single value";
    };
  }

  static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  static int column(Node node) {
    return node.getStartMark().map(mark -> mark.getColumn() + 1).orElse(0);
  }

  private static String place(String label, Node node) {
    return label + ":" + line(node) + ":" + column(node);
  }

  private static String place(String label, Mark mark) {
    return label + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }
}
