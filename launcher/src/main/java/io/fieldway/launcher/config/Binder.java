package io.fieldway.launcher.config;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.config.Section.Entry;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// Reads a document into a record. Where something is wrong, the default takes its place, so that
/// all the rest is read and checked too; then everything that is wrong is told.
final class Binder {
  private static final String ROOT = "";

  private final Document document;
  private final Flags flags;
  private final Faults faults;
  private final Map<String, Origin> origins = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private final Set<String> failed = new HashSet<>();

  Binder(Document document, Flags flags) {
    this.document = document;
    this.flags = flags;
    this.faults = new Faults(document.label());
  }

  <T extends Record> Configured<T> bind(T defaults) throws ConfigException {
    Class<?> type = defaults.getClass();
    Object bound = section(Section.of(type), document.root(), defaults, ROOT);
    faults.throwIfAny();
    @SuppressWarnings("unchecked") // the section makes records of its own type
    T value = (T) bound;
    return new Configured<>(value, origins);
  }

  private Object section(Section section, Optional<Node> node, Object defaults, String path) {
    if (node.isPresent() && !isKeys(node.get())) {
      String came = Document.kind(node.get());
      fail(path, node, named(path) + "expected keys with values, got " + came);
      return defaults;
    }
    Map<String, NodeTuple> found = node.map(each -> keys(section, each, path)).orElse(Map.of());
    List<Object> values = new ArrayList<>();
    for (Entry entry : section.entries()) {
      values.add(value(entry, node, found, entry.value(defaults), under(path, entry.name())));
    }
    Object made;
    try {
      made = section.make(values);
    } catch (IllegalArgumentException e) {
      fail(path, node, String.valueOf(e.getMessage()));
      return defaults;
    }
    if (made instanceof Checked checked) {
      checked.problems().forEach(problem -> tell(problem, path));
    }
    return made;
  }

  /// The values of a mapping by their keys; keys that are unknown or come twice are refused.
  private Map<String, NodeTuple> keys(Section section, Node node, String path) {
    nodes.put(path, node);
    Map<String, NodeTuple> found = new HashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      return found;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      Node key = tuple.getKeyNode();
      String name = key instanceof ScalarNode scalar ? scalar.getValue() : Document.kind(key);
      if (section.entry(name).isEmpty()) {
        faults.at(key, named(under(path, name)) + unknown(section, name));
      } else if (found.putIfAbsent(name, tuple) != null) {
        faults.at(key, named(under(path, name)) + "expected each key once, got it again");
      }
    }
    return found;
  }

  private static boolean isKeys(Node node) {
    return node instanceof MappingNode || Document.isNothing(node);
  }

  private static String unknown(Section section, String name) {
    List<String> known = section.entries().stream().map(Entry::name).toList();
    return "unknown key; "
        + Nearest.of(name, known)
            .map(each -> "did you mean " + each + "?")
            .or(() -> elsewhere(section, name).map(each -> "did you mean " + each + "?"))
            .orElse("known here: " + String.join(", ", known));
  }

  /// The path of a key of this name in a section below.
  private static Optional<String> elsewhere(Section section, String name) {
    for (Entry entry : section.entries()) {
      if (entry.form() == Section.Form.SECTION) {
        Section below = Section.of(entry.type());
        List<String> known = below.entries().stream().map(Entry::name).toList();
        Optional<String> near = Nearest.of(name, known);
        if (near.isPresent()) {
          return Optional.of(entry.name() + "." + near.get());
        }
      }
    }
    return Optional.empty();
  }

  private Object value(
      Entry entry,
      Optional<Node> holder,
      Map<String, NodeTuple> found,
      Object fallback,
      String path) {
    Optional<Flags.Setting> flag = flags.at(path);
    if (flag.isPresent()) {
      origins.put(path, new Origin.Flag(flag.get().flag()));
      Object value = flag.get().value();
      return entry.form() == Section.Form.OPTIONAL ? Optional.of(value) : value;
    }
    Optional<NodeTuple> tuple = Optional.ofNullable(found.get(entry.name()));
    Optional<Node> node = tuple.map(NodeTuple::getValueNode);
    node.ifPresent(each -> nodes.put(path, each));
    if (entry.form() == Section.Form.SECTION) {
      return section(Section.of(entry.type()), node, fallback, path);
    }
    if (tuple.isEmpty()) {
      if (entry.key().required()) {
        fail(
            path,
            holder,
            path
                + ": expected "
                + Values.expected(entry.type(), entry.key())
                + ", got nothing: the key is required");
      }
      return fallback;
    }
    int line = Document.line(tuple.get().getKeyNode());
    origins.put(path, new Origin.InFile(document.label(), line));
    Node value = tuple.get().getValueNode();
    return switch (entry.form()) {
      case OPTIONAL ->
          Document.isNothing(value)
              ? Optional.empty()
              : single(entry, value, path).map(Optional::of).orElseGet(Optional::empty);
      case VALUES, SECTIONS -> list(entry, value, fallback, path);
      default -> single(entry, value, path).orElse(fallback);
    };
  }

  private Object list(Entry entry, Node node, Object fallback, String path) {
    if (!(node instanceof SequenceNode sequence)) {
      fail(path, Optional.of(node), path + ": expected a list, got " + Document.kind(node));
      return fallback;
    }
    List<Object> items = new ArrayList<>();
    for (@Var int i = 0; i < sequence.getValue().size(); i++) {
      Node item = sequence.getValue().get(i);
      String at = path + "[" + i + "]";
      nodes.put(at, item);
      if (entry.form() == Section.Form.SECTIONS) {
        Section section = Section.of(entry.type());
        items.add(section(section, Optional.of(item), section.defaults(), at));
      } else {
        single(entry, item, at).ifPresent(items::add);
      }
    }
    return items;
  }

  private Optional<Object> single(Entry entry, Node node, String path) {
    if (!(node instanceof ScalarNode scalar) || Document.isNothing(node)) {
      fail(
          path,
          Optional.of(node),
          path
              + ": expected "
              + Values.expected(entry.type(), entry.key())
              + ", got "
              + Document.kind(node));
      return Optional.empty();
    }
    try {
      return Optional.of(
          Values.parse(path, entry.type(), entry.key(), scalar.getValue(), document.base()));
    } catch (RuntimeException e) {
      if (!Faults.isTheUsers(e)) {
        throw e;
      }
      fail(path, Optional.of(node), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void fail(String path, Optional<Node> node, String sentence) {
    failed.add(path);
    node.ifPresentOrElse(each -> faults.at(each, sentence), () -> faults.nowhere(sentence));
  }

  /// A problem of a whole record, told where its key stands, or the nearest one around it.
  private void tell(Problem problem, String path) {
    String key = problem.key().isEmpty() ? path : under(path, problem.key());
    if (failed.stream().anyMatch(each -> isWithin(key, each))) {
      return; // the value was replaced by a default, of which nobody wants to hear
    }
    @Var String place = key;
    while (!nodes.containsKey(place) && !place.isEmpty()) {
      place =
          place.substring(0, Math.max(0, Math.max(place.lastIndexOf('.'), place.lastIndexOf('['))));
    }
    String flag = flags.at(key.replaceAll("\\[.*", "")).map(each -> each.flag() + ": ").orElse("");
    String sentence = flag + named(key) + problem.sentence();
    Node node = nodes.get(place);
    if (node == null || !flag.isEmpty()) {
      faults.nowhere(sentence);
    } else {
      faults.at(node, sentence);
    }
  }

  private static boolean isWithin(String path, String outer) {
    return path.equals(outer) || path.startsWith(outer + ".") || path.startsWith(outer + "[");
  }

  private static String under(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String named(String path) {
    return path.isEmpty() ? "" : path + ": ";
  }
}
