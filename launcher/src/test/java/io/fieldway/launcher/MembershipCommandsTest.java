package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.trust.Token;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// `fieldway mesh init`, `fieldway mesh invite` and the flag `--join`, within this process.
final class MembershipCommandsTest {
  @TempDir Path directory;

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Fieldway.commandLine(arguments);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return new Result(line.execute(arguments), out.toString(), err.toString());
  }

  private String data() {
    return directory.resolve("a").toString();
  }

  private Result invite(String... further) {
    List<String> arguments = new ArrayList<>(List.of("mesh", "invite", "--data", data()));
    arguments.addAll(List.of(further));
    return run(arguments.toArray(new String[0]));
  }

  @Test
  void foundsAMeshAndInvitesToIt() throws Exception {
    assertThat(run("mesh", "init", "--mesh", "plant", "--name", "a", "--data", data()).out)
        .startsWith("made the mesh plant with the node a in " + data());
    Result invited = invite("--at", "gate.invalid:7001", "--at", "[::1]:7001", "--name", "b");

    Token token = Token.parse(invited.out.strip());

    assertThat(token.mesh()).isEqualTo("plant");
    assertThat(token.node()).contains("b");
    assertThat(token.addresses()).hasSize(2);
    assertThat(token.addresses().getFirst().getHostString()).isEqualTo("gate.invalid");
    assertThat(invited.err).startsWith("good once, until ").endsWith(", for the mesh plant\n");
    assertThat(run("mesh", "init", "--data", data()))
        .isEqualTo(
            new Result(
                1, "", "fieldway: there is an authority already in " + data() + "/authority\n"));
  }

  @Test
  void takesTheAddressesOfTheNodesFile() throws Exception {
    run("mesh", "init", "--data", data());
    Path file = directory.resolve("node.yaml");
    Files.writeString(file, "mesh:\n  listen: [\"0.0.0.0:7001\", \"127.0.0.1:7002\"]\n");

    Result invited = invite("--config", file.toString());

    assertThat(invited.err).startsWith("good once");
    assertThat(Token.parse(invited.out.strip()).addresses().toString()).contains("7002");
    assertThat(Token.parse(invited.out.strip()).addresses()).hasSize(1);
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(invite("--at", "127.0.0.1:7001").err)
        .isEqualTo(
            "fieldway: expected the authority of a mesh in "
                + data()
                + ", got none; fieldway mesh init makes one\n");
    assertThat(run("mesh", "init", "--data", data(), "--name", "a b").err)
        .startsWith("fieldway: the name of the node: expected a name of 1 to 64 letters");
    run("mesh", "init", "--data", data());
    assertThat(invite().err)
        .isEqualTo(
            "fieldway: expected --at HOST:PORT, where the new node reaches this one's address for"
                + " links\n");
    assertThat(invite("--at", "127.0.0.1:7001", "--for", "31d").err)
        .startsWith("fieldway: --for: expected from 1ms to 30d");
    assertThat(invite("--at", "127.0.0.1:7001", "--name", "node").err)
        .isEqualTo(
            "fieldway: the name \"node\" was given in the mesh already; where the disk is lost that"
                + " had it, invite --again\n");
    assertThat(invite("--at", "127.0.0.1:7001", "--controller").err)
        .isEqualTo(
            "fieldway: --name: expected a name with --controller and with --again, got none\n");
    assertThat(run("node", "--join", "nonsense", "--data", data()).err)
        .startsWith("fieldway: token");
  }

  @Test
  void hidesTheTokenWhereTheConfigurationIsShown() {
    run("mesh", "init", "--data", data());
    String token = invite("--at", "127.0.0.1:7001").out.strip();

    String shown = run("config", "show", "--join", token).out;

    assertThat(shown).contains("join: (hidden)", "# flag --join").doesNotContain(token);
  }
}
