package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A topic filter in which `%c` stands for the client id, `%u` for the user name and `%%` for a
/// percent sign. One level holds one of them at most: `%u-%c` would be the same for the client
/// `b-c` of user `a` and for the client `c` of user `a-b`.
public record FilterTemplate(String text) {
  private static final Pattern PLACE = Pattern.compile("%(.?)");
  private static final Pattern TWO_IN_A_LEVEL = Pattern.compile("%[cu][^/]*%[cu]");

  /// Reads a filter.
  ///
  /// @throws MalformedException where it is none
  static FilterTemplate parse(String where, String text) {
    Matcher places = PLACE.matcher(text);
    while (places.find()) {
      if (!places.group(1).matches("[cu%]")) {
        throw new MalformedException(
            where, "%c, %u or %% after a percent sign", Json.brief(places.group()));
      }
    }
    if (TWO_IN_A_LEVEL.matcher(text.replace("%%", "")).find()) {
      throw new MalformedException(where, "at most one of %c and %u in a level", Json.brief(text));
    }
    FilterTemplate template = new FilterTemplate(text);
    try {
      TopicFilter filter = TopicFilter.parse(template.replaced("c", "u"), TopicLimits.defaults());
      if (filter.shareName().isPresent()) {
        throw new MalformedException(
            where, "a topic filter without $share/name/ in front", Json.brief(text));
      }
    } catch (InvalidTopicException e) {
      throw new MalformedException(
          where, "a topic filter (" + e.getMessage() + ")", Json.brief(text));
    }
    return template;
  }

  /// Whether the filter asks for a user name that this client does not have, so that no topic of it
  /// can be meant.
  boolean misses(Optional<String> user) {
    return has('u') && user.isEmpty();
  }

  /// The filter of one client. Empty where a name that it needs is missing or would be more than
  /// itself: one with `+`, `#` or `/`, or one that would begin the filter with `$`.
  Optional<String> filled(String clientId, Optional<String> user) {
    boolean client = has('c');
    boolean named = has('u');
    if ((client && !isHarmless(clientId)) || (named && !user.map(this::isHarmless).orElse(false))) {
      return Optional.empty();
    }
    return Optional.of(replaced(clientId, user.orElse("")));
  }

  @Override
  public String toString() {
    return text;
  }

  private boolean has(char name) {
    return text.replace("%%", "").indexOf("%" + name) >= 0;
  }

  private boolean isHarmless(String name) {
    return !name.isEmpty()
        && name.chars().noneMatch(c -> c == '+' || c == '#' || c == '/' || c == 0)
        && !(name.startsWith("$") && (text.startsWith("%c") || text.startsWith("%u")));
  }

  /// In one pass, so that a name with a percent sign in it stays what it is.
  private String replaced(String clientId, String user) {
    StringBuilder filled = new StringBuilder();
    @Var boolean escaped = false;
    for (@Var int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!escaped && c == '%') {
        escaped = true;
        continue;
      }
      filled.append(!escaped ? String.valueOf(c) : c == 'c' ? clientId : c == 'u' ? user : "%");
      escaped = false;
    }
    return filled.toString();
  }
}
