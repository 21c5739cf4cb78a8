package io.fieldway.launcher;

import io.fieldway.node.access.PasswordFile;
import io.fieldway.node.access.Verifier;
import io.fieldway.wire.Bytes;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldway passwd`: the users of a node.
@Command(
    name = "passwd",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Adds a user to a node's password file, or gives it another password; asks for the password.",
      "The file holds SCRAM-SHA-256 verifiers and no passwords. A running node reads it again."
    })
final class PasswdCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "The password file; made where it is missing.")
  Path file;

  @Parameters(index = "1", paramLabel = "USER", description = "The user's name.")
  String user;

  @Option(
      names = "--stdin",
      description = "Read the password from the first line of standard input.")
  boolean stdin;

  @Option(names = "--delete", description = "Take the user out of the file.")
  boolean delete;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "" + Verifier.DEFAULT_ITERATIONS,
      description =
          "How slow the hash is, for the node and for a client that speaks SCRAM; "
              + Verifier.LEAST_ITERATIONS
              + " is enough for long random passwords.")
  int iterations;

  @Override
  public Integer call() throws IOException {
    PasswordFile.checkUser("USER", user);
    String done = delete ? deleted() : put();
    spec.commandLine().getOut().println(done);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private String deleted() throws IOException {
    if (!PasswordFile.delete(file, user)) {
      throw new IOException(user + " is not in " + file);
    }
    return "deleted " + user;
  }

  private String put() throws IOException {
    if (iterations < Verifier.LEAST_ITERATIONS || iterations > Verifier.MOST_ITERATIONS) {
      throw new IllegalArgumentException(
          "--iterations: expected between "
              + Verifier.LEAST_ITERATIONS
              + " and "
              + Verifier.MOST_ITERATIONS
              + ", got "
              + iterations);
    }
    String password = stdin ? readLine() : prompt();
    if (password.isEmpty()) {
      throw new IOException("expected a password, got nothing");
    }
    byte[] salt = new byte[Verifier.SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    Verifier verifier = Verifier.of(Bytes.utf8(password), Bytes.copyOf(salt), iterations);
    boolean added = PasswordFile.put(file, user, verifier);
    return added ? "added " + user : "changed the password of " + user;
  }

  private static String readLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    return line == null ? "" : line;
  }

  private String prompt() throws IOException {
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() ->
                new IOException(
                    "expected a terminal to ask for the password; use --stdin elsewhere"));
    char[] password = console.readPassword("Password for %s: ", user);
    char[] again = console.readPassword("The same again: ");
    if (password == null || again == null || !Arrays.equals(password, again)) {
      throw new IOException("expected the same password twice");
    }
    return new String(password);
  }
}
