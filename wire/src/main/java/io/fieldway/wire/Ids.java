package io.fieldway.wire;

/// Ids of gateways, devices, models, streams and properties: 1 to [#MAX_LENGTH] letters, digits,
/// `-`, `_`, `.` or `:`, beginning with a letter or digit. They fit a SenML name, a URL's path
/// segment and a Redis key without quoting.
public final class Ids {
  public static final int MAX_LENGTH = 64;

  private Ids() {}

  /// The text itself, where it is an id.
  ///
  /// @throws MalformedException where it is not
  public static String check(String where, String text) {
    if (!isId(text)) {
      throw new MalformedException(
          where,
          "an id of at most " + MAX_LENGTH + " letters, digits, '-', '_', '.', ':'",
          Json.brief(text));
    }
    return text;
  }

  /// Every point that comes by is looked at, twice.
  private static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char each = text.charAt(i);
      if (!isLetterOrDigit(each) && "_.:-".indexOf(each) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char each) {
    return (each >= 'a' && each <= 'z')
        || (each >= 'A' && each <= 'Z')
        || (each >= '0' && each <= '9');
  }

  /// The id in a field.
  public static String read(Fields fields, String name) {
    return check(fields.path(name), fields.text(name, MAX_LENGTH));
  }
}
