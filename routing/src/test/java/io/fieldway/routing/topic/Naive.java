package io.fieldway.routing.topic;

import java.util.ArrayList;
import java.util.List;

/// The specification's words as plainly as can be, and texts to judge by them: from an alphabet so
/// small that they often meet.
final class Naive {
  static final List<String> LITERALS = List.of("", "a", "b", "$x", "ü", "温度", "😀", "Aa", "BB");

  private Naive() {}

  static boolean matches(String filter, String topic) {
    boolean hidden = topic.startsWith("$") && (filter.startsWith("+") || filter.startsWith("#"));
    return !hidden && matches(levels(filter), levels(topic));
  }

  private static boolean matches(List<String> filter, List<String> topic) {
    if (filter.equals(List.of("#"))) {
      return true;
    }
    if (filter.isEmpty() || topic.isEmpty()) {
      return filter.isEmpty() && topic.isEmpty();
    }
    boolean first = filter.getFirst().equals("+") || filter.getFirst().equals(topic.getFirst());
    return first && matches(rest(filter), rest(topic));
  }

  /// All texts of one up to so many levels.
  static List<String> topics(List<String> alphabet, int maximumLevels) {
    List<String> all = new ArrayList<>();
    List<String> longest = new ArrayList<>(alphabet);
    for (int level = 1; level <= maximumLevels; level++) {
      all.addAll(longest);
      List<String> shorter = List.copyOf(longest);
      longest.clear();
      for (String each : shorter) {
        alphabet.forEach(last -> longest.add(each + "/" + last));
      }
    }
    all.removeIf(String::isEmpty);
    return all;
  }

  /// All filters of one up to so many levels, with and without wildcards.
  static List<String> filters(List<String> alphabet, int maximumLevels) {
    List<String> levels = new ArrayList<>(alphabet);
    levels.add("+");
    List<String> all = new ArrayList<>(topics(levels, maximumLevels));
    topics(levels, maximumLevels - 1).forEach(each -> all.add(each + "/#"));
    all.add("/#");
    all.add("#");
    return all.stream().distinct().toList();
  }

  private static List<String> levels(String text) {
    return List.of(text.split("/", -1));
  }

  private static List<String> rest(List<String> levels) {
    return levels.subList(1, levels.size());
  }
}
