package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.access.PasswordFile;
import io.fieldway.node.access.Verifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway passwd` and `fieldway config`, within this process.
final class CommandsTest {
  private final InputStream in = System.in;

  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  @AfterEach
  void giveStandardInputBack() {
    System.setIn(in);
  }

  @Test
  void addsChangesAndDeletesUsers() throws IOException {
    Path file = directory.resolve("passwords");
    assertThat(passwd("secret\n", file, "alice")).isEqualTo(new Result(0, "added alice\n", ""));
    Verifier first = PasswordFile.read(file).verifier("alice").orElseThrow();
    assertThat(first.iterations()).isEqualTo(4_096);
    assertThat(passwd("secret", file, "alice").out).isEqualTo("changed the password of alice\n");
    Verifier second = PasswordFile.read(file).verifier("alice").orElseThrow();
    assertThat(second).as("another salt").isNotEqualTo(first);
    assertThat(run("passwd", file.toString(), "alice", "--delete").out)
        .isEqualTo("deleted alice\n");
    assertThat(run("passwd", file.toString(), "alice", "--delete"))
        .isEqualTo(new Result(1, "", "fieldway: alice is not in " + file + "\n"));
    assertThat(PasswordFile.read(file).size()).isZero();
  }

  @Test
  void refusesPasswordsAndNamesThatCannotBe() {
    Path file = directory.resolve("passwords");
    assertThat(passwd("", file, "alice").err)
        .isEqualTo("fieldway: expected a password, got nothing\n");
    assertThat(passwd("secret\n", file, "a:b").err)
        .startsWith("fieldway: USER: expected a user name without ':'");
    assertThat(run("passwd", file.toString(), "alice", "--stdin", "--iterations", "1").err)
        .isEqualTo("fieldway: --iterations: expected between 4096 and 10000000, got 1\n");
    assertThat(run("passwd", file.toString(), "alice").err)
        .as("the tests have no terminal")
        .isEqualTo(
            "fieldway: expected a terminal to ask for the password; use --stdin elsewhere\n");
    assertThat(file).doesNotExist();
  }

  @Test
  void checksAFileOfANode() throws IOException {
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, "data: /tmp/x\n");
    assertThat(run("config", "check", file.toString()))
        .isEqualTo(new Result(0, file + " is right\n", ""));
    Files.writeString(
        file,
        """
        data: x
        listners: []
        access:
          password-file: nowhere
          rules:
            - allow all everyone
        broker:
          maximum-packet-size: 1KB
        """);
    Result wrong = run("config", "check", file.toString());
    assertThat(wrong.status).isEqualTo(1);
    assertThat(wrong.err.lines().map(line -> line.replace(file.toString(), "FILE")))
        .containsExactly(
            "fieldway: FILE:2:1: listners: unknown key; did you mean listeners?",
            "FILE:4:18: access.password-file: expected a file that can be read at "
                + directory.resolve("nowhere"),
            "FILE:6:7: access.rules[0]: rule: expected a topic filter at the end: allow|deny"
                + " publish|subscribe|receive|all everyone|anonymous|user NAME|client ID FILTER,"
                + " got nothing",
            "FILE:8:24: broker.maximum-packet-size: expected a size such as 512B, 64KiB, 64MiB or"
                + " 2GiB, got \"1KB\"");
  }

  @Test
  void tellsThatAListenerIsExposedWhereItStands() throws IOException {
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, "data: x\nlisteners:\n  - address: 0.0.0.0:1883\n");
    assertThat(run("config", "check", file.toString()).err)
        .startsWith("fieldway: " + file + ":3:14: listeners[0].address: 0.0.0.0 is not of this");
    assertThat(run("config", "check", file.toString(), "--insecure").status).isZero();
    assertThat(run("config", "check", file.toString(), "--listen", "0.0.0.0:1").err)
        .startsWith("fieldway: " + file + ": --listen: listeners[0].address: 0.0.0.0 is not");
    assertThat(run("config", "check", file.toString(), "--listen", "127.0.0.1:1").status).isZero();
  }

  @Test
  void showsWhatHoldsAndWhereItComesFrom() throws IOException {
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, "data: /srv/node\nbroker:\n  maximum-packet-size: 64KiB\n");
    Result shown =
        run("config", "show", file.toString(), "--anonymous", "never", "--listen", "127.0.0.1:7");
    assertThat(shown.err).isEmpty();
    assertThat(shown.out.replaceAll(" +#", " #"))
        .contains("data: /srv/node # " + file + ":1\n")
        .contains("  maximum-packet-size: 64KiB # " + file + ":3\n")
        .contains("  anonymous: never # flag --anonymous\n")
        .contains("listeners: # flag --listen\n")
        .contains("    address: 127.0.0.1:7 # flag --listen\n")
        .contains("http: 127.0.0.1:8403 # default\n");
  }

  @Test
  void explainsEveryKeyOfANode() {
    Result defaults = run("config", "show", "--role", "node", "--defaults");
    assertThat(run("config", "show", "--role", "node")).isEqualTo(defaults);
    assertThat(defaults.status).isZero();
    assertThat(defaults.out)
        .contains("# Where MQTT clients connect, one entry for each address.\nlisteners:\n")
        .contains("    address: 127.0.0.1:1883\n")
        .contains("  # password-file:\n");
    assertThat(defaults.out.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void nodeRehearsesWithItselfAndStops() {
    Result rehearsal =
        run(
            "node",
            "--rehearse",
            "--listen=127.0.0.1:0",
            "--http=127.0.0.1:0",
            "--data=" + directory.resolve("node"));
    assertThat(rehearsal.err).isEmpty();
    assertThat(rehearsal.status).isZero();
    assertThat(rehearsal.out).contains("MQTT clients connect to mqtt://127.0.0.1:");
  }

  @Test
  void everyCommandIsFoundWhetherItIsCalledAloneOrInTheHelp() {
    String help = run("--help").out;
    for (String command : Fieldway.commandLine().getSubcommands().keySet()) {
      assertThat(help).contains("\n  " + command + " ");
      assertThat(Fieldway.commandLine(command).getSubcommands()).containsKey(command);
    }
    assertThat(Fieldway.commandLine("node").getSubcommands()).containsOnlyKeys("node");
    assertThat(run("nod").err).contains("Did you mean: fieldway node?");
  }

  private static Result passwd(String password, Path file, String user) {
    System.setIn(new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8)));
    return run("passwd", file.toString(), user, "--stdin", "--iterations", "4096");
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Fieldway.commandLine(arguments);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int status = line.execute(arguments);
    return new Result(status, out.toString(), err.toString());
  }
}
