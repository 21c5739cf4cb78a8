package io.fieldway.trials.bench.broker;

import io.fieldway.trials.bench.mqtt.MqttLoop;
import io.fieldway.trials.bench.mqtt.Patience;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What a node in a process of its own tells over HTTP.
public record NodePages(BrokerProcess node) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// A page, such as `/routes`.
  public String read(String path) throws IOException {
    return await("a node answers for " + path, path, page -> true);
  }

  /// Asks for a page again and again until it says what it should; a busy node may be late.
  ///
  /// @param what said where the time was not enough
  public String await(String what, String path, Predicate<String> condition) throws IOException {
    Patience patience = Patience.of(PATIENCE);
    try (MqttLoop pause = new MqttLoop()) {
      while (true) {
        Optional<String> page = answer(path).filter(condition);
        if (page.isPresent()) {
          return page.get();
        }
        if (patience.isOver()) {
          throw new IOException("waited in vain until " + what);
        }
        pause.turn();
      }
    }
  }

  /// Empty where it does not answer in time, or has not said yet where to ask.
  private Optional<String> answer(String path) throws IOException {
    List<String> said = node.lines("health and metrics at ");
    if (said.isEmpty()) {
      return Optional.empty();
    }
    String line = said.getLast();
    URI uri = URI.create(line.substring(line.indexOf("http")) + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    if (connection.getResponseCode() == HttpURLConnection.HTTP_UNAVAILABLE) {
      return Optional.empty();
    }
    try (InputStream in = connection.getInputStream()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
