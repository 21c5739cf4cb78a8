package io.fieldway.node.mesh;

import io.fieldway.node.link.Self;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What two nodes say to each other about the stream of messages between them, in words that
/// anybody can read: `confirm 6 2 1763800000 62 117 120`.
sealed interface Notice {
  String CONFIRM = "confirm";
  String PROBE = "probe";

  /// Who is to have it.
  String to();

  /// Who says it.
  String from();

  /// How many nodes it may still pass.
  int hops();

  /// To the origin: all messages up to `delivered` have been delivered and are durable, all up to
  /// `present` are here.
  record Confirm(String to, String from, long incarnation, int hops, long delivered, long present)
      implements Notice {}

  /// From the origin: what is there? All below `low` was confirmed.
  record Probe(String to, String from, long incarnation, int hops, long low) implements Notice {}

  default Bytes write() {
    return switch (this) {
      case Confirm it -> write(CONFIRM, it.incarnation, it.delivered + " " + it.present);
      case Probe it -> write(PROBE, it.incarnation, Long.toString(it.low));
    };
  }

  private Bytes write(String word, long incarnation, String numbers) {
    return Bytes.utf8(
        String.join(
            " ",
            word,
            to(),
            from(),
            Long.toString(incarnation),
            Integer.toString(hops()),
            numbers));
  }

  /// The same with a hop less.
  default Notice passed() {
    return switch (this) {
      case Confirm it ->
          new Confirm(it.to, it.from, it.incarnation, it.hops - 1, it.delivered, it.present);
      case Probe it -> new Probe(it.to, it.from, it.incarnation, it.hops - 1, it.low);
    };
  }

  /// Reads a notice; empty where the bytes are none.
  static Optional<Notice> read(Bytes bytes) {
    String[] words = new String(bytes.toArray(), StandardCharsets.UTF_8).split(" ", 8);
    if (words.length < 6 || !Self.isName(words[1]) || !Self.isName(words[2])) {
      return Optional.empty();
    }
    try {
      long incarnation = Long.parseLong(words[3]);
      int hops = Integer.parseInt(words[4]);
      long first = Long.parseLong(words[5]);
      if (incarnation < 0 || hops < 0 || first < 0) {
        return Optional.empty();
      }
      if (words[0].equals(PROBE) && words.length == 6) {
        return Optional.of(new Probe(words[1], words[2], incarnation, hops, first));
      }
      if (words[0].equals(CONFIRM) && words.length == 7) {
        long present = Long.parseLong(words[6]);
        return present < first
            ? Optional.empty()
            : Optional.of(new Confirm(words[1], words[2], incarnation, hops, first, present));
      }
      return Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
