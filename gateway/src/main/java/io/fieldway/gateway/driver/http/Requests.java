package io.fieldway.gateway.driver.http;

import com.sun.net.httpserver.HttpExchange;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.push.Push;
import io.fieldway.gateway.push.Pusher;
import io.fieldway.gateway.push.SenMlBody;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What each request is answered with: address, credentials, body, disk. May be used from any
/// thread.
final class Requests {
  private static final Pattern PATH = Pattern.compile("/devices/([^/]+)/readings");

  private static final String JSON = "application/json";

  private static final String SENML = "application/senml+json";

  /// The run of a count that names none.
  private static final String SESSION = "http";

  /// The session of readings that their device does not count.
  private static final String UNCOUNTED = "http-uncounted";

  private final HttpConfig config;
  private final Devices devices;
  private final Map<String, Pusher> pushers;
  private final Tokens tokens;
  private final InstantSource clock;

  Requests(
      HttpConfig config,
      Devices devices,
      Map<String, Pusher> pushers,
      Tokens tokens,
      InstantSource clock) {
    this.config = config;
    this.devices = devices;
    this.pushers = pushers;
    this.tokens = tokens;
    this.clock = clock;
  }

  /// Answers; a body that is longer than allowed has one byte more than that.
  Answer answer(HttpExchange exchange, byte[] body) throws InterruptedException {
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!path.matches()) {
      return Answer.problem(404, "unknown-path", "readings are pushed to /devices/DEVICE/readings");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return Answer.problem(405, "unknown-method", "readings are pushed with POST");
    }
    String device = path.group(1);
    if (!tokens.admits(device, header(exchange, "Authorization"))) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
      return Answer.problem(401, "not-authentic", "expected the device's token, got another");
    }
    if (body.length > config.maxBody()) {
      return Answer.problem(413, "too-large", "a body has at most " + config.maxBody() + " bytes");
    }
    try {
      return taken(exchange, Ids.check("device", device), body);
    } catch (MalformedException e) {
      return Answer.problem(400, "malformed", String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      return Answer.problem(400, "malformed", "body: expected UTF-8, got other bytes");
    }
  }

  private Answer taken(HttpExchange exchange, String device, byte[] body)
      throws InterruptedException, CharacterCodingException {
    Instant now = clock.instant();
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    String type =
        header(exchange, "Content-Type")
            .orElse("")
            .replaceFirst(";.*", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    Optional<Push.Count> count =
        Push.countOf(query(exchange.getRequestURI().getRawQuery()), SESSION);
    Push push;
    switch (type) {
      case JSON -> push = Push.ofJson(parsed(text), SESSION, config.maxReadings(), now);
      case SENML -> push = SenMlBody.read(parsed(text), device, count, config.maxReadings(), now);
      default -> {
        return Answer.problem(415, "unknown-type", "a body is " + JSON + " or " + SENML);
      }
    }
    if (!devices.areKnown()) {
      return Answer.problem(
              503, "not-ready", "the platform has not yet told which devices there are")
          .after(config.retryAfter());
    }
    Pusher pusher =
        pushers.computeIfAbsent(
            device,
            id -> new Pusher(id, UNCOUNTED, devices, config.bounds(), Requests::cannotHear));
    Answer answer = Answer.of(pusher.push(push, now), config.retryAfter());
    if (answer.status() == 404) {
      boolean _ = pushers.remove(device, pusher);
    }
    return answer;
  }

  private static Optional<String> cannotHear(GatewayLine.Instruction instruction) {
    return Optional.of("the device only pushes over HTTP; nothing can be told to it");
  }

  static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = (Json.write(answer.body()) + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    answer
        .retryAfter()
        .ifPresent(wait ->
            exchange
                .getResponseHeaders()
                .set("Retry-After", Long.toString(Math.max(1, wait.toSeconds()))));
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  private static JsonNode parsed(String text) {
    return Json.parse("body", text);
  }

  private static Optional<String> header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw == null || raw.isEmpty()) {
      return query;
    }
    for (String each : raw.split("&", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        query.put(
            each.substring(0, equals),
            URLDecoder.decode(each.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return query;
  }
}
