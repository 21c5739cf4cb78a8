package io.fieldway.wire;

import java.util.regex.Pattern;

/// Ids of gateways, devices, models, streams and properties: 1 to [#MAX_LENGTH] letters, digits,
/// `-`, `_`, `.` or `:`, beginning with a letter or digit. They fit a SenML name, a URL's path
/// segment and a Redis key without quoting.
public final class Ids {
  public static final int MAX_LENGTH = 64;

  private static final Pattern ID =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0," + (MAX_LENGTH - 1) + "}");

  private Ids() {}

  /// The text itself, where it is an id.
  ///
  /// @throws MalformedException where it is not
  public static String check(String where, String text) {
    if (!ID.matcher(text).matches()) {
      throw new MalformedException(
          where,
          "an id of at most " + MAX_LENGTH + " letters, digits, '-', '_', '.', ':'",
          Json.brief(text));
    }
    return text;
  }

  /// The id in a field.
  public static String read(Fields fields, String name) {
    return check(fields.path(name), fields.text(name, MAX_LENGTH));
  }
}
