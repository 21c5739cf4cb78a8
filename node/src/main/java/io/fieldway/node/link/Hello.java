package io.fieldway.node.link;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a node says on each of its links at an interval. Its payload is text, such as `7
/// 1732253000123` or `7 1732253000123 1732252999100 23`, so that it can be read in a dissector.
///
/// @param sequence from 1 on, in steps of 1
/// @param time the sender's time at sending
/// @param echo of the peer's last hello, where one has come since the last of ours
record Hello(long sequence, long time, Optional<Echo> echo) {
  static final String TOPIC = "$fieldway/hello";

  private static final Pattern TEXT =
      Pattern.compile("([0-9]{1,18}) ([0-9]{1,18})(?: ([0-9]{1,18}) ([0-9]{1,18}))?");
  private static final int LONGEST = 4 * 18 + 3;

  /// The answer to a hello: the round trip took as long as has passed since, without the time held.
  ///
  /// @param time of the hello
  /// @param heldMillis how long it was there before this answer went out
  record Echo(long time, long heldMillis) {}

  Publish packet() {
    String said = sequence + " " + time;
    String text = echo.map(of -> said + " " + of.time + " " + of.heldMillis).orElse(said);
    return new Publish(TOPIC, Bytes.utf8(text), QoS.AT_MOST_ONCE, false, false, 0, Properties.NONE);
  }

  /// Reads the payload of a hello; empty where it is none.
  static Optional<Hello> read(Bytes payload) {
    if (payload.size() > LONGEST) {
      return Optional.empty();
    }
    Matcher text = TEXT.matcher(new String(payload.toArray(), StandardCharsets.ISO_8859_1));
    if (!text.matches()) {
      return Optional.empty();
    }
    Optional<Echo> echo =
        text.group(3) == null
            ? Optional.empty()
            : Optional.of(new Echo(number(text, 3), number(text, 4)));
    return Optional.of(new Hello(number(text, 1), number(text, 2), echo));
  }

  private static long number(Matcher text, int group) {
    return Long.parseLong(text.group(group));
  }
}
