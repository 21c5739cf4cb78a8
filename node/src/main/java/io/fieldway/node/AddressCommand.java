package io.fieldway.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A configured command that brings addresses to this machine or takes them away, as where several
/// hosts share a virtual one. What it prints is dropped.
///
/// @param key under which it is configured
/// @param command to which the address is added; empty where there is none
/// @param must what it has to do, for the refusal
record AddressCommand(String key, List<String> command, String must) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  AddressCommand(String key, List<String> command, String must) {
    this.key = key;
    this.command = List.copyOf(command);
    this.must = must;
  }

  static AddressCommand takeOver(NodeConfig config) {
    return new AddressCommand(
        "substitution.take-over",
        config.substitution().takeOver(),
        "it must bring the address to this machine");
  }

  static AddressCommand giveBack(NodeConfig config) {
    return new AddressCommand(
        "substitution.give-back",
        config.substitution().giveBack(),
        "it must take the address away from this machine");
  }

  /// Runs it for each host. Blocks.
  ///
  /// @throws IOException that says in a sentence how it has failed
  void run(List<String> hosts) throws IOException {
    if (!command.isEmpty()) {
      for (String host : hosts.stream().distinct().toList()) {
        run(host);
      }
    }
  }

  private void run(String host) throws IOException {
    List<String> words = new ArrayList<>(command);
    words.add(host);
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(key + " has not ended after " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          key + " ended with status " + process.exitValue() + " for " + host + "; " + must);
    }
  }
}
