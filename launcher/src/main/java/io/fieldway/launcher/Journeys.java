package io.fieldway.launcher;

import com.google.errorprone.annotations.Var;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The ways that messages really took, put together from what each node on them remembers
/// (`/mesh/passages`). Of each destination the last ones are told.
final class Journeys {
  /// How many messages are told of for each destination.
  private static final int TOLD = 3;

  private static final String FORWARDED = "forwarded";
  private static final String DELIVERED = "delivered";

  /// What tells a message on its way to one node from others.
  private record Message(String origin, long incarnation, String destination, long sequence) {}

  private record Step(String node, long at, String from, String to, String fate, String why) {}

  private final Set<String> asked = new HashSet<>();
  private final Map<Message, List<Step>> journeys = new LinkedHashMap<>();

  /// Takes what a node has answered.
  void add(JsonNode page) {
    String node = page.get("node").asString();
    if (!asked.add(node)) {
      return;
    }
    for (JsonNode step : page.get("steps")) {
      Message message =
          new Message(
              step.get("origin").asString(),
              step.get("incarnation").asLong(),
              step.get("destination").asString(),
              step.get("sequence").asLong());
      journeys
          .computeIfAbsent(message, key -> new ArrayList<>())
          .add(
              new Step(
                  node,
                  step.get("at").asLong(),
                  step.get("from").asString(),
                  step.get("to").asString(),
                  step.get("fate").asString(),
                  step.get("why").asString()));
    }
  }

  /// A line for each of the last messages from a node, the newest first.
  List<String> lines(String from) {
    Map<String, List<Message>> byDestination = new TreeMap<>();
    for (Message message : journeys.keySet()) {
      if (message.origin.equals(from)) {
        byDestination.computeIfAbsent(message.destination, key -> new ArrayList<>()).add(message);
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<Message> messages : byDestination.values()) {
      messages.stream()
          .sorted(Comparator.comparingLong(this::last).reversed())
          .limit(TOLD)
          .forEach(message -> lines.add(line(message)));
    }
    return lines;
  }

  private List<Step> steps(Message message) {
    return journeys.getOrDefault(message, List.of());
  }

  private long last(Message message) {
    return steps(message).stream().mapToLong(Step::at).max().orElse(0);
  }

  /// As people read it: `6-4-2-1, number 117 to 1: delivered at …`.
  private String line(Message message) {
    List<String> path = path(message);
    String end = path.getLast();
    return String.join("-", path)
        + (message.sequence == 0 ? ", at QoS 0" : ", number " + message.sequence)
        + " to "
        + message.destination
        + ": "
        + fate(message, end);
  }

  private String fate(Message message, String end) {
    List<Step> there = steps(message).stream().filter(step -> step.node.equals(end)).toList();
    if (there.isEmpty()) {
      return asked.contains(end)
          ? "went to " + end + ", which does not remember it"
          : "went to " + end + ", which was not asked";
    }
    Step last = // a copy that came later than the one that was delivered changes nothing
        there.stream()
            .filter(step -> step.fate.equals(DELIVERED))
            .findFirst()
            .orElse(there.getLast());
    String when = " at " + Instant.ofEpochMilli(last.at);
    return switch (last.fate) {
      case DELIVERED -> "delivered" + when;
      case "waiting" -> "waits at " + end + " since" + when.substring(3) + ": " + last.why;
      case "refused" -> "refused at " + end + when + ": " + last.why;
      case "dropped" -> "ended at " + end + when + ": " + last.why;
      default -> "left " + end + when;
    };
  }

  /// The nodes it passed, as far as they remember it: from each the last step that led on.
  private List<String> path(Message message) {
    Map<String, String> next = new HashMap<>();
    Map<String, String> former = new HashMap<>();
    for (Step step : steps(message)) {
      if (step.fate.equals(FORWARDED)) {
        next.put(step.node, step.to);
      }
      if (!step.from.isEmpty()) {
        former.putIfAbsent(step.from, step.node);
      }
    }
    former.forEach(next::putIfAbsent);
    List<String> path = new ArrayList<>();
    @Var String at = message.origin;
    if (!next.containsKey(at) && !next.isEmpty()) {
      path.add(at);
      path.add("…");
      Set<String> reached = new HashSet<>(next.values());
      at = next.keySet().stream().filter(node -> !reached.contains(node)).findFirst().orElse(at);
    }
    @Var boolean isNew = true;
    while (isNew) {
      path.add(at);
      at = next.getOrDefault(at, "");
      isNew = !at.isEmpty() && !path.contains(at);
    }
    return path;
  }
}
