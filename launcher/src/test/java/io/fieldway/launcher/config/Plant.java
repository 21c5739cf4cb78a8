package io.fieldway.launcher.config;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A configuration with a key of every kind.
record Plant(
    @Key("Its name.") String name,
    @Key(value = "Where it keeps things.", required = true) Path store,
    @Key("Whether it runs at night.") boolean night,
    @Key(value = "Workers.", least = 1, most = 9) int workers,
    @Key(value = "Room for goods.", size = true, least = 1_024) long room,
    @Key("How long a shift takes; zero for ever.") Duration shift,
    @Key("Its gate.") InetSocketAddress gate,
    @Key("What it makes: ready-goods or parts.") Product product,
    @Key("A note.") Optional<String> note,
    @Key(value = "The key of the safe.", secret = true) Optional<String> safe,
    @Key("Words.") List<Word> words,
    @Key("Its lines.") List<Line> lines,
    @Key("Its energy.") Energy energy)
    implements Checked {

  enum Product {
    READY_GOODS,
    PARTS
  }

  /// A value that reads itself.
  record Word(String text) {
    public static Word parse(String text) {
      if (!text.matches("[a-z]+")) {
        throw new IllegalArgumentException("expected small letters, got \"" + text + '"');
      }
      return new Word(text);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  record Line(
      @Key(value = "Its address.", required = true) InetSocketAddress address,
      @Key(value = "Its speed.", most = 100) int speed)
      implements Checked {
    public static Line defaults() {
      return new Line(Values.address("test", "127.0.0.1:1"), 10);
    }

    @Override
    public List<Problem> problems() {
      return speed == 13 ? List.of(new Problem("speed", "13 brings bad luck")) : List.of();
    }
  }

  record Energy(@Key("Volts.") int volts, @Key("Amperes.") int amperes) {
    Energy {
      if (volts * amperes > 10_000) {
        throw new IllegalArgumentException("expected at most 10000 watts");
      }
    }
  }

  static Plant defaults() {
    return new Plant(
        "plant",
        Path.of("store"),
        false,
        3,
        1 << 20,
        Duration.ofHours(8),
        Values.address("test", "127.0.0.1:80"),
        Product.PARTS,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        new Energy(230, 16));
  }

  @Override
  public List<Problem> problems() {
    return lines.size() > 2
        ? List.of(new Problem("lines[2].address", "expected two lines at most"))
        : List.of();
  }
}
