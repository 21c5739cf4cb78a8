package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.GatewayRow;
import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlJoinCodes;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.JoinCode;
import io.fieldway.wire.channel.JoinDigests;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Whether a gateway may speak: join codes, keys and revocation, under `/api/gateways/{id}`.
@RestController
@RequestMapping("/api/gateways/{id}")
class TrustController {
  private final ResourceConfig config;
  private final SqlGateways gateways;
  private final SqlJoinCodes codes;
  private final SqlAudit audit;
  private final PlatformKey platformKey;
  private final Messages messages;
  private final MachineAddress machine;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  /// The body of a wish for a join code.
  @Schema(name = "JoinCodeWish")
  record Wish(String expiresIn, String platform) {}

  TrustController(
      ResourceConfig config,
      SqlGateways gateways,
      SqlJoinCodes codes,
      SqlAudit audit,
      PlatformKey platformKey,
      Messages messages,
      MachineAddress machine,
      Clock clock) {
    this.config = config;
    this.gateways = gateways;
    this.codes = codes;
    this.audit = audit;
    this.platformKey = platformKey;
    this.messages = messages;
    this.machine = machine;
    this.clock = clock;
  }

  /// Makes a join code in place of the gateway's earlier ones, and shows it, once.
  @PostMapping("/join-codes")
  @ResponseStatus(HttpStatus.CREATED)
  Views.NewJoinCode joinCode(
      @PathVariable String id,
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Wish.class)))
          @RequestBody
          JsonNode body,
      HttpServletRequest request) {
    Fields fields = Fields.of("join code", body);
    Duration life = fields.has("expiresIn") ? Lives.duration(fields) : config.joinLife();
    if (!life.isPositive() || life.compareTo(config.maxJoinLife()) > 0) {
      throw fields.refused("expiresIn", "a time within " + config.maxJoinLife().toDays() + "d");
    }
    URI platform =
        fields
            .optionalText("platform", JoinCode.MAX_LENGTH / 2)
            .map(TrustController::address)
            .orElseGet(() -> machine.seenFrom(request.getServerName()));
    GatewayRow row = find(id);
    byte[] bytes = new byte[JoinCode.SECRET_BYTES];
    random.nextBytes(bytes);
    Bytes secret = Bytes.copyOf(bytes);
    Instant expires = clock.instant().plus(life);
    boolean made =
        codes.make(
            JoinDigests.name(secret).hex(),
            id,
            platformKey.seal(SqlJoinCodes.sealedFor(id), JoinDigests.proofKey(secret)),
            expires);
    if (!made) {
      throw Problems.conflict("Gateway " + row.id() + " is revoked; restore it first.");
    }
    note(request, "join.code-made", id, "good until " + expires);
    JoinCode code = new JoinCode(platform, id, secret, machine.fingerprint());
    return new Views.NewJoinCode(id, code.text(), platform.toString(), expires);
  }

  /// Ends the gateway's session at once and refuses it from now on.
  @PostMapping("/revoke")
  Views.Gateway revoke(@PathVariable String id, HttpServletRequest request) {
    find(id);
    if (gateways.revoke(id, clock.instant())) {
      note(request, "gateway.revoked", id, "");
    }
    messages.publish(new Message.Revoked(id));
    return view(id);
  }

  /// Lets a revoked gateway in again, with the key that it has.
  @PostMapping("/restore")
  Views.Gateway restore(@PathVariable String id, HttpServletRequest request) {
    find(id);
    if (gateways.restore(id)) {
      note(request, "gateway.restored", id, "");
    }
    return view(id);
  }

  /// Wants a new key for the gateway: it gets one over its session, or over the next one.
  @PostMapping("/rotate-key")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Views.Gateway rotate(@PathVariable String id, HttpServletRequest request) {
    find(id);
    if (gateways.wantRotation(id, clock.instant())) {
      note(request, "gateway.key-wanted", id, "");
    }
    messages.publish(new Message.KeyWanted(id));
    return view(id);
  }

  private Views.Gateway view(String id) {
    return Views.Gateway.of(find(id), gateways.streams(id, config.listed()));
  }

  private GatewayRow find(String id) {
    return gateways
        .find(id)
        .orElseThrow(() -> Problems.notFound("There is no gateway " + id + "."));
  }

  private void note(HttpServletRequest request, String kind, String subject, String detail) {
    audit.add(clock.instant(), kind, subject, request.getRemoteAddr(), detail);
  }

  private static URI address(String text) {
    try {
      URI uri = URI.create(text);
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
    throw malformed(text, new IllegalArgumentException("no address"));
  }

  private static MalformedException malformed(String text, IllegalArgumentException cause) {
    MalformedException wrong =
        new MalformedException(
            "join code.platform", "an address such as https://host:8401", Json.brief(text));
    wrong.addSuppressed(cause);
    return wrong;
  }
}
