package io.fieldway.launcher.config;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.config.Section.Entry;
import io.fieldway.wire.config.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes a configuration as the YAML that reads as the same configuration. An optional key without
/// a value stands in a comment; a secret does too, without its value.
final class Printer {
  private static final int WIDTH = 96;
  private static final int ORIGIN_COLUMN = 48;
  private static final String HIDDEN = "(hidden)";

  /// Texts that YAML takes as they stand, and as texts.
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./:@+-]*");

  private final Configured<?> configured;
  private final boolean documented;
  private final StringBuilder out = new StringBuilder();

  Printer(Configured<?> configured, boolean documented) {
    this.configured = configured;
    this.documented = documented;
  }

  String print() {
    if (documented) {
      line(
          "# Every key with its default. Flags of the command line come before this file; paths in");
      line("# it are relative to its directory.");
    }
    section(configured.value(), "", "");
    return out.toString();
  }

  private void section(Object holder, String path, String indent) {
    for (Entry entry : Section.of(holder.getClass()).entries()) {
      String at = path.isEmpty() ? entry.name() : path + "." + entry.name();
      explain(entry, indent);
      entry(entry, entry.value(holder), at, indent);
    }
  }

  private void entry(Entry entry, Object value, String path, String indent) {
    String name = indent + entry.name() + ":";
    switch (entry.form()) {
      case SECTION -> {
        line(name);
        section(value, path, indent + "  ");
      }
      case SECTIONS -> sections((List<?>) value, path, name, indent);
      case VALUES -> values(entry.key(), (List<?>) value, path, name, indent);
      case OPTIONAL -> {
        Optional<?> given = (Optional<?>) value;
        if (given.isPresent()) {
          single(entry.key(), name, given.get(), path);
        } else {
          line(indent + "# " + entry.name() + ":", path);
        }
      }
      case VALUE -> single(entry.key(), name, value, path);
    }
  }

  private void single(Key key, String name, Object value, String path) {
    if (key.secret()) {
      line("# " + name + " " + HIDDEN, path);
    } else {
      line(name + " " + quoted(Values.format(key, value)), path);
    }
  }

  private void sections(List<?> items, String path, String name, String indent) {
    line(items.isEmpty() ? name + " []" : name, path);
    for (@Var int i = 0; i < items.size(); i++) {
      line(indent + "  -");
      section(items.get(i), path + "[" + i + "]", indent + "    ");
    }
  }

  private void values(Key key, List<?> items, String path, String name, String indent) {
    line(items.isEmpty() ? name + " []" : name, path);
    for (Object item : items) {
      line(indent + "  - " + (key.secret() ? HIDDEN : quoted(Values.format(key, item))));
    }
  }

  /// The key's sentence, in lines of a readable width.
  private void explain(Entry entry, String indent) {
    if (!documented) {
      return;
    }
    if (!out.isEmpty() && indent.isEmpty()) {
      out.append('\n');
    }
    String text = entry.key().value() + (entry.key().required() ? " Required." : "");
    @Var StringBuilder line = new StringBuilder(indent + "#");
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        line(line.toString());
        line = new StringBuilder(indent + "#");
      }
      line.append(' ').append(word);
    }
    line(line.toString());
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  /// A line with a value, and where the value comes from.
  private void line(String text, String path) {
    if (documented) {
      line(text);
    } else {
      String gap = " ".repeat(Math.max(1, ORIGIN_COLUMN - text.length()));
      line(text + gap + "# " + configured.origin(path));
    }
  }

  private static String quoted(String text) {
    if (PLAIN.matcher(text).matches()
        && !text.endsWith(":")
        && !List.of("null", "Null", "NULL").contains(text)) {
      return text;
    }
    List<String> parts = new ArrayList<>();
    text.codePoints()
        .forEach(c ->
            parts.add(
                c == '"' || c == '\\'
                    ? "\\" + Character.toString(c)
                    : Character.isISOControl(c) ? "\\u%04X".formatted(c) : Character.toString(c)));
    return '"' + String.join("", parts) + '"';
  }
}
