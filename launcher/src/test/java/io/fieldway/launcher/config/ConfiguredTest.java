package io.fieldway.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.launcher.config.Plant.Energy;
import io.fieldway.launcher.config.Plant.Line;
import io.fieldway.launcher.config.Plant.Product;
import io.fieldway.launcher.config.Plant.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfiguredTest {
  @TempDir Path directory;

  @Test
  void everyKeyIsMapped() throws IOException {
    Plant plant =
        read("""
        name: "the plant"
        store: goods
        night: true
        workers: 5
        room: 64MiB
        shift: 90m
        gate: "[::1]:443"
        product: ready-goods
        note: a note
        safe: opensesame
        words: [one, two]
        lines:
          - address: 127.0.0.1:7
            speed: 20
          - {address: 127.0.0.1:8}
        energy:
          volts: 110
          amperes: 10
        """)
            .value();
    assertThat(plant)
        .isEqualTo(
            new Plant(
                "the plant",
                directory.resolve("goods"),
                true,
                5,
                64L << 20,
                Duration.ofMinutes(90),
                Values.address("test", "[::1]:443"),
                Product.READY_GOODS,
                Optional.of("a note"),
                Optional.of("opensesame"),
                List.of(new Word("one"), new Word("two")),
                List.of(
                    new Line(Values.address("test", "127.0.0.1:7"), 20),
                    new Line(Values.address("test", "127.0.0.1:8"), 10)),
                new Energy(110, 10)));
  }

  @Test
  void whatIsNotSaidIsTheDefault() throws IOException {
    Plant defaults = Plant.defaults();
    Plant plant = read("store: /srv\nenergy:\nnote:\n").value();
    assertThat(plant.store()).isEqualTo(Path.of("/srv"));
    assertThat(plant).usingRecursiveComparison().ignoringFields("store").isEqualTo(defaults);
    assertThatThrownBy(() -> Configured.read(defaults, Optional.empty(), new Flags()))
        .hasMessage("store: expected a path, got nothing: the key is required");
  }

  @Test
  void flagsOverrideTheFile() throws IOException {
    Path file = write("store: a\nworkers: 2\nenergy: {volts: 12}\n");
    Flags flags =
        new Flags()
            .set("--workers", "workers", 9)
            .set("--note", "note", "from the flag")
            .set("--volts", "energy.volts", 24)
            .set("--absent", "name", null);
    Configured<Plant> plant = Configured.read(Plant.defaults(), Optional.of(file), flags);
    assertThat(plant.value().workers()).isEqualTo(9);
    assertThat(plant.value().note()).contains("from the flag");
    assertThat(plant.value().energy()).isEqualTo(new Energy(24, 16));
    assertThat(plant.value().name()).isEqualTo("plant");
    assertThat(plant.origin("workers")).hasToString("flag --workers");
    assertThat(plant.origin("store")).hasToString(file + ":1");
    assertThat(plant.origin("night")).hasToString("default");
    Flags store = new Flags().set("--store", "store", Path.of("b"));
    assertThat(Configured.read(Plant.defaults(), Optional.empty(), store).value().store())
        .isEqualTo(Path.of("b"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nam: x                          | 2:1: nam: unknown key; did you mean name?
          nigth: true                     | 2:1: nigth: unknown key; did you mean night?
          volts: 12                       | 2:1: volts: unknown key; did you mean energy.volts?
          colour: red                     | 2:1: colour: unknown key; known here: name, store, night, workers, room, shift, gate, product, note, safe, words, lines, energy
          energy: {volt: 12}              | 2:10: energy.volt: unknown key; did you mean volts?
          night: yes                      | 2:8: night: expected true or false, got "yes"
          night: [true]                   | 2:8: night: expected true or false, got a list
          workers: 0                      | 2:10: workers: expected between 1 and 9, got "0"
          workers: 10                     | 2:10: workers: expected between 1 and 9, got "10"
          workers: 1.5                    | 2:10: workers: expected a whole number, got "1.5"
          workers: 99999999999            | 2:10: workers: expected between 1 and 9, got "99999999999"
          workers:                        | 2:9: workers: expected a whole number, got nothing
          workers: {a: 1}                 | 2:10: workers: expected a whole number, got keys with values
          room: 64MB                      | 2:7: room: expected a size such as 512B, 64KiB, 64MiB or 2GiB, got "64MB"
          room: 1000                      | 2:7: room: expected at least 1KiB, got "1000"
          room: 99999999TiB               | 2:7: room: expected fewer bytes, got "99999999TiB"
          shift: 30                       | 2:8: shift: expected a duration such as 500ms, 30s, 5m, 2h or 1d, got "30"
          gate: 127.0.0.1                 | 2:7: gate: expected an address such as 127.0.0.1:1883 or [::1]:1883, got "127.0.0.1"
          gate: 127.0.0.1:70000           | 2:7: gate: expected an address such as
          product: pars                   | 2:10: product: expected ready-goods or parts, got "pars"
          words: one                      | 2:8: words: expected a list, got a single value
          words: [one, TWO]               | 2:14: words[1]: expected small letters, got "TWO"
          lines: [5]                      | 2:9: lines[0]: expected keys with values, got a single value
          lines: [{speed: 5}]             | 2:9: lines[0].address: expected an address such as 127.0.0.1:1883, got nothing: the key is required
          lines: [{address: 'h:1', speed: 101}] | 2:33: lines[0].speed: expected between 0 and 100, got "101"
          lines: [{address: '[::1]:1', speed: 13}] | 2:37: lines[0].speed: 13 brings bad luck
          energy: 5                       | 2:9: energy: expected keys with values, got a single value
          energy: {volts: 1000, amperes: 11} | 2:9: expected at most 10000 watts
          name: "x                        | expected YAML, got: found unexpected end of stream
          name: x: y                      | 2:8: expected YAML, got: mapping values are not allowed here
          store: again                    | 2:1: store: expected each key once, got it again
          --- {name: x}                   | expected one document, got a second one
          """)
  void refusesWhatIsWrongAndSaysWhere(String line, String why) throws IOException {
    Path file = write("store: a\n" + line + "\n");
    assertThatThrownBy(() -> Configured.read(Plant.defaults(), Optional.of(file), new Flags()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(file + ":")
        .message()
        .contains(why)
        .doesNotContain("\n");
  }

  @Test
  void listsAllThatIsWrongInTheOrderOfTheFile() throws IOException {
    Path file =
        write(
            """
            # a comment
            lines:
              - address: 127.0.0.1:x
                speed: 13
              - address: 127.0.0.1:1
                sped: 5
              - address: 127.0.0.1:1
            workers: many
            energy:
              volts: high
            """);
    assertThatThrownBy(() -> Configured.read(Plant.defaults(), Optional.of(file), new Flags()))
        .message()
        .isEqualTo(
            """
            FILE:3:14: lines[0].address: expected an address such as 127.0.0.1:1883 or [::1]:1883, got "127.0.0.1:x"
            FILE:4:12: lines[0].speed: 13 brings bad luck
            FILE:6:5: lines[1].sped: unknown key; did you mean speed?
            FILE:7:14: lines[2].address: expected two lines at most
            FILE:8:10: workers: expected a whole number, got "many"
            FILE:10:10: energy.volts: expected a whole number, got "high"
            FILE: store: expected a path, got nothing: the key is required\
            """
                .replace("FILE: store", "FILE:2:1: store")
                .replace("FILE", file.toString())
                .lines()
                .sorted(
                    Comparator.comparingInt(
                        each -> Integer.parseInt(each.replaceAll(".*yaml:(\\d+):.*", "$1"))))
                .collect(Collectors.joining("\n")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          - a       | 1:1: expected keys with values, got a list
          just text | 1:1: expected keys with values, got a single value
          """)
  void refusesAFileOfAnotherShape(String text, String why) throws IOException {
    Path file = write(text);
    assertThatThrownBy(() -> Configured.read(Plant.defaults(), Optional.of(file), new Flags()))
        .hasMessageContaining(file + ":" + why);
  }

  @Test
  void refusesAFileThatCannotBeRead() throws IOException {
    Path none = directory.resolve("none.yaml");
    assertThatThrownBy(() -> Configured.read(Plant.defaults(), Optional.of(none), new Flags()))
        .hasMessage("expected a configuration file that can be read at " + none);
    Path binary = Files.write(none, new byte[] {(byte) 0xFF, 'a'});
    assertThatThrownBy(() -> Configured.read(Plant.defaults(), Optional.of(binary), new Flags()))
        .hasMessage(none + ": expected UTF-8, got other bytes");
  }

  @Test
  void showsValuesWithTheirOriginAndHidesSecrets() throws IOException {
    Path file = write("store: a\nsafe: opensesame\nlines:\n  - address: 127.0.0.1:7\n");
    Flags flags = new Flags().set("--workers", "workers", 9);
    String shown = Configured.read(Plant.defaults(), Optional.of(file), flags).shown();
    assertThat(shown.replaceAll(" +#", " #"))
        .isEqualTo(
            """
            name: plant # default
            store: STORE # FILE:1
            night: false # default
            workers: 9 # flag --workers
            room: 1MiB # default
            shift: 8h # default
            gate: 127.0.0.1:80 # default
            product: parts # default
            # note: # default
            # safe: (hidden) # FILE:2
            words: [] # default
            lines: # FILE:3
              -
                address: 127.0.0.1:7 # FILE:4
                speed: 10 # default
            energy:
              volts: 230 # default
              amperes: 16 # default
            """
                .replace("STORE", directory.resolve("a").toString())
                .replace("FILE", file.toString()));
  }

  @Test
  void showsAFileOfAllDefaultsThatReadsAsTheDefaults() throws IOException {
    String documented = Configured.defaults(Plant.defaults()).documented();
    assertThat(documented)
        .contains("# Its name.\nname: plant\n\n# Where it keeps things. Required.\nstore: store\n");
    assertThat(read(documented).value())
        .usingRecursiveComparison()
        .ignoringFields("store")
        .isEqualTo(Plant.defaults());
  }

  @Test
  void quotesWhatYamlWouldReadOtherwise() throws IOException {
    for (String odd :
        List.of(
            "a: b",
            "#x",
            "- x",
            "null",
            "x #y",
            "\"",
            "\\",
            "*a",
            "true",
            "12",
            "é\t\u0007",
            "",
            " ")) {
      Flags flags = new Flags().set("--s", "store", Path.of("s")).set("--n", "name", odd);
      String shown = Configured.read(Plant.defaults(), Optional.empty(), flags).shown();
      assertThat(read(shown).value().name()).isEqualTo(odd);
    }
  }

  private Configured<Plant> read(String text) throws IOException {
    return Configured.read(Plant.defaults(), Optional.of(write(text)), new Flags());
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("plant.yaml"), text);
  }
}
