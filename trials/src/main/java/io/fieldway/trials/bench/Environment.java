package io.fieldway.trials.bench;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// What a figure was measured on; it heads every report, for a figure without it says little.
///
/// @param facts name → value, in the order of the header
public record Environment(Map<String, String> facts) {
  public Environment(Map<String, String> facts) {
    this.facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }

  /// This machine and this process.
  public static Environment here() {
    Runtime runtime = Runtime.getRuntime();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("cores", String.valueOf(runtime.availableProcessors()));
    facts.put("heap", runtime.maxMemory() / (1024 * 1024) + " MiB at most");
    facts.put(
        "jdk",
        System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version"));
    facts.put(
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch"));
    return new Environment(facts);
  }

  public Environment with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(facts);
    more.put(name, value);
    return new Environment(more);
  }

  /// Adds the kind of file system below a directory, for fsync costs nothing on some.
  public Environment withDisk(Path directory) throws IOException {
    return with("disk", Files.getFileStore(directory).type());
  }

  /// Adds what else the machine has to do, which falls on all but is not equally hard on all.
  public Environment withLoad() {
    return with(
        "load",
        String.format(
            Locale.ROOT,
            "%.1f runnable tasks in the minute before",
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
  }

  /// Appends a line a fact, as they head a table.
  public void appendTo(StringBuilder text) {
    int width = facts.keySet().stream().mapToInt(String::length).max().orElse(1);
    facts.forEach(
        (name, value) -> text.append(String.format("  %-" + width + "s %s%n", name, value)));
  }

  /// As JSON, name → value.
  public ObjectNode json() {
    ObjectNode tree = Json.object();
    facts.forEach(tree::put);
    return tree;
  }
}
