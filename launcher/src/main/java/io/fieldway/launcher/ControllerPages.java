package io.fieldway.launcher;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import picocli.CommandLine.Option;

/// What a running controller tells over HTTP, as the commands share it that print it.
final class ControllerPages {
  @Option(
      names = "--controller",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8406",
      description = "Where the controller that is asked serves its views.")
  InetSocketAddress controller;

  @Option(names = "--json", description = "Print the values rather than lines for people.")
  boolean json;

  /// The text to print for a page.
  ///
  /// @throws IOException that says what the controller has refused, or that nobody answers
  String read(String path) throws IOException {
    return text(Pages.read("controller", "--controller", controller, path, Map.of()));
  }

  /// The text to print for something that was asked for.
  ///
  /// @throws IOException that says what the controller has refused, or that nobody answers
  String ask(String path, Map<String, String> query) throws IOException {
    return text(Pages.ask("controller", "--controller", controller, path, query));
  }

  private String text(String body) {
    return json
        ? body.strip()
        : String.join(
            System.lineSeparator(), NodePages.lines(Json.parse("the controller's answer", body)));
  }
}
