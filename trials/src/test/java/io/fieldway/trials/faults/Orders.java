package io.fieldway.trials.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.FieldListener;
import io.fieldway.launcher.PlatformClient;
import io.fieldway.launcher.Promises;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Orders to the valves while everything is being killed, and what the valves did. Afterwards:
/// `ExecutedAtMostOnce` and `EndsInOneState`.
final class Orders implements FieldListener {
  private static final List<String> VALVES = List.of("valve-1", "valve-2");
  private static final List<String> ENDS = List.of("executed", "failed", "expired", "cancelled");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Promises promises;
  private final Random random;
  private final Map<String, AtomicInteger> acted = new ConcurrentHashMap<>();

  Orders(Promises promises, Random random) {
    this.promises = promises;
    this.random = random;
  }

  @Override
  public void acknowledged(String device, String session, long seq) {
    promises.acknowledged(device, session, seq);
  }

  @Override
  public void executed(String device, String instruction, boolean executed) {
    acted.computeIfAbsent(instruction, _ -> new AtomicInteger()).incrementAndGet();
  }

  /// Orders one or both valves to open, now or soon, and sometimes not to after all.
  void place(PlatformClient client) {
    ObjectNode order =
        Json.object()
            .put("action", "open")
            .put("policy", random.nextBoolean() ? "fifo" : "replace")
            .put("expiresIn", "2m");
    order.putObject("input").put("durationSeconds", 1);
    if (random.nextBoolean()) {
      order.put("notBefore", Instant.now().plusMillis(random.nextInt(3_000)).toString());
    }
    boolean withdraw = random.nextInt(3) == 0;
    VALVES.forEach(order.putArray("devices")::add);
    JsonNode group = ask(() -> client.post("/api/commands", order));
    if (withdraw) {
      String path = "/api/command-groups/" + group.path("id").asString() + "/cancel";
      JsonNode _ = ask(() -> client.post(path, Json.object()));
    }
  }

  /// Waits until everything has ended as the valves say it did, and that they acted once at most.
  void check(PlatformClient client) {
    List<JsonNode> commands =
        VALVES.stream().flatMap(each -> ended(client, each).stream()).toList();
    assertThat(commands)
        .extracting(each -> each.path("state").asString())
        .as("not everything fails")
        .contains("executed");
    assertThat(commands)
        .allSatisfy(each -> assertThat(times(each)).as("ExecutedAtMostOnce").isLessThan(2));
  }

  /// `EndsInOneState`, and what the gateway has not told yet is on its way.
  private List<JsonNode> ended(PlatformClient client, String device) {
    return Awaitility.await("the commands of " + device + " have ended")
        .atMost(PATIENCE)
        .until(() -> commands(client, device), all -> all.stream().allMatch(this::fits));
  }

  private boolean fits(JsonNode command) {
    String state = command.path("state").asString();
    return ENDS.contains(state)
        && (state.equals("failed") || state.equals("executed") == (times(command) > 0));
  }

  private int times(JsonNode command) {
    return Optional.ofNullable(acted.get(command.path("id").asString()))
        .map(AtomicInteger::get)
        .orElse(0);
  }

  private static List<JsonNode> commands(PlatformClient client, String device) {
    JsonNode list = ask(() -> client.get("/api/devices/" + device + "/commands"));
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private interface Request {
    JsonNode send() throws IOException;
  }

  /// Asks until there is an answer: a server that has just been killed may still begin.
  private static JsonNode ask(Request request) {
    return Awaitility.await("an answer")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(request::send, answer -> true);
  }
}
