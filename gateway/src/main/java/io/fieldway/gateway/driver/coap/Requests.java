package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.push.Push;
import io.fieldway.gateway.push.Pushed;
import io.fieldway.gateway.push.SenMlBody;
import io.fieldway.wire.Ids;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What each request is answered with: credentials, body, disk. May be used from any thread.
final class Requests {
  /// The run of a count that names none.
  private static final String SESSION = "coap";

  private final CoapConfig config;
  private final Devices devices;
  private final Map<String, CoapDevice> present;
  private final CoapCounters counters;
  private final InstantSource clock;

  Requests(
      CoapConfig config,
      Devices devices,
      Map<String, CoapDevice> present,
      CoapCounters counters,
      InstantSource clock) {
    this.config = config;
    this.devices = devices;
    this.present = present;
    this.counters = counters;
    this.clock = clock;
  }

  /// What is done for a device that is who it says, once its body has been read.
  private interface Work {
    Reply of(Supplier<CoapDevice> known) throws InterruptedException, CharacterCodingException;
  }

  /// The device of a request's path, which has one.
  static String device(Request request) {
    return request.getOptions().getUriPath().get(1);
  }

  Reply readings(Request request) throws InterruptedException {
    if (!isBrought(request)) {
      return Reply.problem(ResponseCode.METHOD_NOT_ALLOWED, "readings are pushed with POST or PUT");
    }
    int type = request.getOptions().getContentFormat();
    if (type != MediaTypeRegistry.APPLICATION_JSON
        && type != MediaTypeRegistry.APPLICATION_SENML_JSON) {
      return Reply.problem(
          ResponseCode.UNSUPPORTED_CONTENT_FORMAT,
          "unknown-type: a body has the content format 50 (JSON) or 110 (SenML)");
    }
    return done(
        request,
        known -> {
          Instant now = clock.instant();
          JsonNode body = parsed(request);
          Push push =
              type == MediaTypeRegistry.APPLICATION_JSON
                  ? Push.ofJson(body, SESSION, config.maxReadings(), now)
                  : SenMlBody.read(
                      body,
                      device(request),
                      Push.countOf(query(request), SESSION),
                      config.maxReadings(),
                      now);
          return Reply.of(known.get().pusher().push(push, now), config.retryAfter());
        });
  }

  Reply instructions(Request request) throws InterruptedException {
    if (request.getCode() == CoAP.Code.GET && request.isObserveCancel()) {
      return done(request, known -> nothing());
    }
    if (request.getCode() != CoAP.Code.GET || !request.isObserve()) {
      return Reply.problem(
          ResponseCode.METHOD_NOT_ALLOWED, "instructions are observed, with GET and Observe 0");
    }
    return done(
        request,
        known -> {
          CoapDevice device = known.get();
          device.observation().open();
          Optional<Pushed.Refused> refusal = device.pusher().listens(clock.instant());
          if (refusal.isPresent()) {
            device.observation().refuse();
          }
          return refusal.map(this::refused).orElseGet(this::nothing);
        });
  }

  /// There is nothing to do.
  private Reply nothing() {
    return Reply.content(new GatewayLine.Heartbeat().json(), config.silentAfter().multipliedBy(2));
  }

  Reply results(Request request) throws InterruptedException {
    if (!isBrought(request)) {
      return Reply.problem(ResponseCode.METHOD_NOT_ALLOWED, "results are sent with POST or PUT");
    }
    return done(
        request,
        known -> {
          if (!(parsed(request) instanceof ObjectNode body)
              || !(DeviceLine.parse(Json.write(body.put("type", "result")))
                  instanceof DeviceLine.Result result)) {
            throw new MalformedException("body", "an object", "something else");
          }
          return known
              .get()
              .pusher()
              .result(result, clock.instant(), wrong -> counters.unknownResults.increment())
              .map(this::refused)
              .orElseGet(Reply::changed);
        });
  }

  private static boolean isBrought(Request request) {
    return request.getCode() == CoAP.Code.POST || request.getCode() == CoAP.Code.PUT;
  }

  private Reply done(Request request, Work work) throws InterruptedException {
    String id = device(request);
    Optional<Reply> foreign = foreign(request, id);
    if (foreign.isPresent()) {
      return foreign.get();
    }
    if (request.getPayloadSize() > config.maxBody()) {
      return Reply.problem(
          ResponseCode.REQUEST_ENTITY_TOO_LARGE,
          "too-large: a body has at most " + config.maxBody() + " bytes");
    }
    try {
      Ids.check("device", id);
      if (!devices.areKnown()) {
        return Reply.problem(
                ResponseCode.SERVICE_UNAVAILABLE,
                "not-ready: the platform has not yet told which devices there are")
            .after(config.retryAfter());
      }
      Reply reply =
          work.of(() ->
              present.computeIfAbsent(
                  id, name -> new CoapDevice(name, devices, config, counters, clock)));
      if (reply.code() == ResponseCode.NOT_FOUND) {
        present.remove(id);
      }
      return reply;
    } catch (MalformedException e) {
      return Reply.problem(ResponseCode.BAD_REQUEST, "malformed: " + e.getMessage());
    } catch (CharacterCodingException e) {
      return Reply.problem(
          ResponseCode.BAD_REQUEST, "malformed: body: expected UTF-8, got other bytes");
    }
  }

  /// Over DTLS a device speaks for itself alone.
  private Optional<Reply> foreign(Request request, String id) {
    if (config.keys().isEmpty()) {
      return Optional.empty();
    }
    Principal peer = request.getSourceContext().getPeerIdentity();
    if (!(peer instanceof PreSharedKeyIdentity identity)) {
      return Optional.of(
          Reply.problem(
              ResponseCode.UNAUTHORIZED, "not-authentic: expected a device's pre-shared key"));
    }
    return identity.getIdentity().equals(id)
        ? Optional.empty()
        : Optional.of(
            Reply.problem(
                ResponseCode.FORBIDDEN, "not-authentic: the key is another device's than " + id));
  }

  private Reply refused(Pushed.Refused refused) {
    return Reply.refused(refused, config.retryAfter());
  }

  private static JsonNode parsed(Request request) throws CharacterCodingException {
    byte[] payload = Optional.ofNullable(request.getPayload()).orElseGet(() -> new byte[0]);
    return Json.parse(
        "body", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString());
  }

  private static Map<String, String> query(Request request) {
    Map<String, String> query = new HashMap<>();
    for (String each : request.getOptions().getUriQuery()) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        query.put(each.substring(0, equals), each.substring(equals + 1));
      }
    }
    return query;
  }
}
