package io.fieldway.node.access;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One line that allows or denies:
///
/// ```
/// allow publish user alice sensors/%c/#
/// allow subscribe,receive everyone public/#
/// deny all client "pump 7" secret/#
/// ```
///
/// `all` is all three actions. Who is `everyone`, `anonymous`, `user NAME` or `client ID`; a name
/// with spaces stands in double quotes. The rest of the line is the topic filter.
///
/// @param who in the words of the line
public record Rule(boolean allow, Set<Action> actions, Who who, FilterTemplate filter) {
  private static final String EXPECTED =
      "allow|deny publish|subscribe|receive|all everyone|anonymous|user NAME|client ID FILTER";

  /// What a client does with a topic.
  public enum Action {
    PUBLISH,
    SUBSCRIBE,
    RECEIVE
  }

  /// Whom a rule is for.
  public sealed interface Who {
    /// All.
    record Everyone() implements Who {}

    /// Who has no user name.
    record Anonymous() implements Who {}

    /// Who has this one.
    record User(String name) implements Who {}

    /// Who has this client id, whatever the user.
    record Client(String id) implements Who {}

    /// Whether it is this client.
    default boolean isFor(String clientId, Optional<String> user) {
      return switch (this) {
        case Everyone() -> true;
        case Anonymous() -> user.isEmpty();
        case User(String name) -> user.isPresent() && user.get().equals(name);
        case Client(String id) -> clientId.equals(id);
      };
    }
  }

  public Rule(boolean allow, Set<Action> actions, Who who, FilterTemplate filter) {
    this.allow = allow;
    this.actions = Set.copyOf(actions);
    this.who = who;
    this.filter = filter;
  }

  /// Reads a rule of a configuration file.
  ///
  /// @throws MalformedException where it is none
  public static Rule parse(String text) {
    return parse("rule", text);
  }

  /// Reads a rule.
  ///
  /// @param where the place that an error names
  /// @throws MalformedException where it is none
  static Rule parse(String where, String text) {
    Words words = new Words(where, text);
    boolean allow =
        switch (words.next("allow or deny")) {
          case "allow" -> true;
          case "deny" -> false;
          default -> throw words.refuse("allow or deny");
        };
    Set<Action> actions = actions(words);
    Who who = who(words);
    return new Rule(allow, actions, who, FilterTemplate.parse(where, words.rest()));
  }

  /// The line that reads as this rule.
  @Override
  public String toString() {
    String which =
        actions.size() == Action.values().length
            ? "all"
            : actions.stream()
                .sorted()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    String whom =
        switch (who) {
          case Who.Everyone() -> "everyone";
          case Who.Anonymous() -> "anonymous";
          case Who.User(String name) -> "user " + quoted(name);
          case Who.Client(String id) -> "client " + quoted(id);
        };
    return (allow ? "allow " : "deny ") + which + " " + whom + " " + filter.text();
  }

  private static Set<Action> actions(Words words) {
    String expected = "publish, subscribe, receive, several of them with commas, or all";
    Set<Action> actions = EnumSet.noneOf(Action.class);
    for (String each : words.next(expected).split(",", -1)) {
      switch (each) {
        case "publish" -> actions.add(Action.PUBLISH);
        case "subscribe" -> actions.add(Action.SUBSCRIBE);
        case "receive" -> actions.add(Action.RECEIVE);
        case "all" -> actions.addAll(EnumSet.allOf(Action.class));
        default -> throw words.refuse(expected);
      }
    }
    return actions;
  }

  private static Who who(Words words) {
    String expected = "everyone, anonymous, user NAME or client ID";
    return switch (words.next(expected)) {
      case "everyone" -> new Who.Everyone();
      case "anonymous" -> new Who.Anonymous();
      case "user" -> new Who.User(words.name("the user's name"));
      case "client" -> new Who.Client(words.name("the client's id"));
      default -> throw words.refuse(expected);
    };
  }

  private static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().noneMatch(c -> Character.isWhitespace(c) || c == '"' || c == '\\');
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// The words of a line, one after the other.
  private static final class Words {
    private final String where;
    private final String line;
    private int at;
    private String last = "";

    Words(String where, String line) {
      this.where = where;
      this.line = line.strip();
    }

    String next(String expected) {
      return next(expected, false);
    }

    /// A word that may stand in double quotes, with `\` before a quote or a backslash in it.
    String name(String expected) {
      return next(expected, true);
    }

    String rest() {
      skipSpaces();
      if (at == line.length()) {
        throw new MalformedException(where, "a topic filter at the end: " + EXPECTED, "nothing");
      }
      return line.substring(at);
    }

    MalformedException refuse(String expected) {
      return new MalformedException(where, expected, Json.brief(last));
    }

    private String next(String expected, boolean quotes) {
      skipSpaces();
      if (at == line.length()) {
        throw new MalformedException(where, expected + ": " + EXPECTED, "nothing");
      }
      last = quotes && line.charAt(at) == '"' ? quotedWord() : word();
      return last;
    }

    private String word() {
      int from = at;
      while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
        at++;
      }
      return line.substring(from, at);
    }

    private String quotedWord() {
      StringBuilder word = new StringBuilder();
      at++;
      while (at < line.length() && line.charAt(at) != '"') {
        if (line.charAt(at) == '\\' && at + 1 < line.length()) {
          at++;
        }
        word.append(line.charAt(at++));
      }
      if (at == line.length()) {
        throw new MalformedException(where, "a closing quote", "the end of the line");
      }
      at++;
      return word.toString();
    }

    private void skipSpaces() {
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
    }
  }
}
