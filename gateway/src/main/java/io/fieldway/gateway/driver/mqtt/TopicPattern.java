package io.fieldway.gateway.driver.mqtt;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A topic with named levels, such as `field/{device}/telemetry`: `{device}` stands for the
/// device's id, `{property}` for a property's name, `+` for a level that nobody asks about.
public record TopicPattern(List<String> levels) {
  /// Longest pattern, in characters.
  public static final int MAX_LENGTH = 256;

  private static final String DEVICE = "{device}";
  private static final String PROPERTY = "{property}";
  private static final String ANY = "+";

  public TopicPattern(List<String> levels) {
    this.levels = List.copyOf(levels);
  }

  /// What the named levels of a topic hold.
  record Match(String device, Optional<String> property) {}

  /// Reads a pattern.
  ///
  /// @throws IllegalArgumentException with what was expected, where the text is none
  public static TopicPattern parse(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.startsWith("$")) {
      throw refused("1 to " + MAX_LENGTH + " characters that do not begin with $", text);
    }
    List<String> levels = List.of(text.split("/", -1));
    for (String level : levels) {
      if (!isNamed(level) && !level.equals(ANY) && !level.matches("[^+#{}\\p{Cntrl}]*")) {
        throw refused("levels such as field, {device}, {property} or +", text);
      }
    }
    if (Collections.frequency(levels, DEVICE) != 1) {
      throw refused("one level {device}", text);
    }
    if (Collections.frequency(levels, PROPERTY) > 1) {
      throw refused("at most one level {property}", text);
    }
    return new TopicPattern(levels);
  }

  /// What to subscribe to.
  String filter() {
    return String.join("/", levels.stream().map(level -> isNamed(level) ? ANY : level).toList());
  }

  /// Reads the names of a topic; empty where the pattern does not stand for it.
  Optional<Match> match(String topic) {
    String[] parts = topic.split("/", -1);
    if (parts.length != levels.size()) {
      return Optional.empty();
    }
    @Var String device = "";
    @Var Optional<String> property = Optional.empty();
    for (int i = 0; i < parts.length; i++) {
      switch (levels.get(i)) {
        case DEVICE -> device = parts[i];
        case PROPERTY -> property = Optional.of(parts[i]);
        case ANY -> {}
        case String fixed -> {
          if (!fixed.equals(parts[i])) {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(new Match(device, property));
  }

  /// Whether some topic belongs to both.
  boolean overlaps(TopicPattern other) {
    if (levels.size() != other.levels.size()) {
      return false;
    }
    for (int i = 0; i < levels.size(); i++) {
      String mine = levels.get(i);
      String theirs = other.levels.get(i);
      if (!isOpen(mine) && !isOpen(theirs) && !mine.equals(theirs)) {
        return false;
      }
    }
    return true;
  }

  boolean namesAProperty() {
    return levels.contains(PROPERTY);
  }

  /// Whether it is one topic for each device, so that one can publish to it.
  boolean isOneTopicADevice() {
    return !namesAProperty() && !levels.contains(ANY);
  }

  /// The topic of one device.
  String topicOf(String device) {
    List<String> topic = new ArrayList<>(levels);
    Collections.replaceAll(topic, DEVICE, device);
    return String.join("/", topic);
  }

  /// The pattern as it was read.
  @Override
  public String toString() {
    return String.join("/", levels);
  }

  private static boolean isNamed(String level) {
    return level.equals(DEVICE) || level.equals(PROPERTY);
  }

  private static boolean isOpen(String level) {
    return isNamed(level) || level.equals(ANY);
  }

  private static IllegalArgumentException refused(String expected, String text) {
    return new IllegalArgumentException("topic: expected " + expected + ", got \"" + text + '"');
  }
}
