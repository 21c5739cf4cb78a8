package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the fields of a packet in their order (MQTT 5 §1.5). One reader serves a decoder for all
/// its packets. What is read is copied: the array may be used again.
final class Reader {
  private static final byte[] NOTHING = {};

  @Var private byte[] source = NOTHING;
  @Var private int at;
  @Var private int end;
  @Var private byte[] lastTopic = NOTHING;
  @Var private String lastTopicText = "";

  /// Begins with the bytes from `from` to `to`.
  void open(byte[] bytes, int from, int to) {
    source = bytes;
    at = from;
    end = to;
  }

  /// Lets the bytes go.
  void close() {
    open(NOTHING, 0, 0);
  }

  boolean isAtEnd() {
    return at == end;
  }

  int remaining() {
    return end - at;
  }

  /// Ends reading after `length` bytes and says where it ended before, for [#widen].
  int narrow(int length) throws MalformedPacketException {
    need(length);
    int before = end;
    end = at + length;
    return before;
  }

  /// Ends reading where it ended before [#narrow].
  void widen(int before) {
    end = before;
  }

  int oneByte() throws MalformedPacketException {
    need(1);
    return source[at++] & 0xFF;
  }

  int twoBytes() throws MalformedPacketException {
    need(2);
    int value = ((source[at] & 0xFF) << 8) | (source[at + 1] & 0xFF);
    at += 2;
    return value;
  }

  long fourBytes() throws MalformedPacketException {
    return ((long) twoBytes() << 16) | twoBytes();
  }

  int variableBytes() throws MalformedPacketException {
    @Var int value = 0;
    for (@Var int shift = 0; shift <= 21; shift += 7) {
      int next = oneByte();
      value |= (next & 0x7F) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw malformed("[MQTT-1.5.5-1]", "the fewest bytes for a number", "one that is padded");
        }
        return value;
      }
    }
    throw malformed("MQTT 5 §1.5.5", "a number of at most four bytes", "more");
  }

  /// A text that could be a topic filter [MQTT-4.7.3-1].
  String topicFilter() throws MalformedPacketException {
    String text = text();
    if (text.isEmpty()) {
      throw malformed("[MQTT-4.7.3-1]", "a topic filter of at least one character", "none");
    }
    return text;
  }

  /// A UTF-8 encoded string (MQTT 5 §1.5.4).
  String text() throws MalformedPacketException {
    int size = twoBytes();
    need(size);
    int from = at;
    at += size;
    String text = new String(source, from, size, StandardCharsets.UTF_8);
    // As many characters as bytes and none replaced: the text is ASCII, and so well-formed.
    if ((text.length() != size || text.indexOf('\uFFFD') >= 0) && !isWellFormed(text, from, size)) {
      throw malformed("[MQTT-1.5.4-1]", "well-formed UTF-8", "bytes that are not");
    }
    if (text.indexOf('\0') >= 0) {
      throw malformed("[MQTT-1.5.4-2]", "a text without U+0000", "one with it");
    }
    return text;
  }

  /// A topic name. A client publishes to few topics again and again: as long as the bytes are the
  /// same so is the text, which then needs no second look here or later.
  String topic() throws MalformedPacketException {
    int begin = at;
    int size = twoBytes();
    need(size);
    if (Arrays.equals(source, at, at + size, lastTopic, 0, lastTopic.length)) {
      at += size;
      return lastTopicText;
    }
    at = begin;
    lastTopicText = text();
    lastTopic = Arrays.copyOfRange(source, at - size, at);
    return lastTopicText;
  }

  /// What is not well-formed was replaced in the text, and does not come back as it was.
  private boolean isWellFormed(String text, int from, int size) {
    byte[] again = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.equals(again, 0, again.length, source, from, from + size);
  }

  /// Binary data (MQTT 5 §1.5.6).
  Bytes binary() throws MalformedPacketException {
    return bytes(twoBytes());
  }

  /// All that is left.
  Bytes rest() throws MalformedPacketException {
    return bytes(end - at);
  }

  private Bytes bytes(int size) throws MalformedPacketException {
    need(size);
    Bytes bytes = Bytes.copyOf(source, at, size);
    at += size;
    return bytes;
  }

  int packetId() throws MalformedPacketException {
    int packetId = twoBytes();
    if (packetId == 0) {
      throw protocolError("[MQTT-2.2.1-3]", "a packet identifier from 1 to 65535", "0");
    }
    return packetId;
  }

  /// A reason code that the vocabulary holds.
  ReasonCode reason(Vocabulary vocabulary) throws MalformedPacketException {
    int code = oneByte();
    ReasonCode reason = ReasonCode.of(code).orElse(null);
    if (reason == null || !vocabulary.reasons().contains(reason)) {
      throw protocolError(
          vocabulary.clause(),
          "a reason code of " + vocabulary.packet(),
          "0x" + Integer.toHexString(code));
    }
    return reason;
  }

  private void need(int size) throws MalformedPacketException {
    if (end - at < size) {
      throw malformed("MQTT 5 §1.2", size + " more bytes", (end - at) + " of them");
    }
  }
}
