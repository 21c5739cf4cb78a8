package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.queue.QueueException;
import io.fieldway.cloud.queue.Sessions;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Ids;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/api/gateways`.
@RestController
@RequestMapping("/api/gateways")
class GatewayController {
  private static final int KEY_BYTES = 32;
  private static final int MAX_TITLE = 200;

  private final ResourceConfig config;
  private final SqlGateways gateways;
  private final SqlAudit audit;
  private final PlatformKey platformKey;
  private final Sessions sessions;
  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  /// The body of a registration.
  @Schema(name = "GatewayRegistration")
  record Registration(String id, String title) {}

  GatewayController(
      ResourceConfig config,
      SqlGateways gateways,
      SqlAudit audit,
      PlatformKey platformKey,
      Sessions sessions,
      Clock clock) {
    this.config = config;
    this.gateways = gateways;
    this.audit = audit;
    this.platformKey = platformKey;
    this.sessions = sessions;
    this.clock = clock;
  }

  @GetMapping
  List<Views.Gateway> all() {
    return gateways.all().stream()
        .map(row -> Views.Gateway.of(row, gateways.streams(row.id(), config.listed())))
        .toList();
  }

  @GetMapping("/{id}")
  Views.Gateway one(@PathVariable String id) {
    return gateways
        .find(id)
        .map(row -> Views.Gateway.of(row, gateways.streams(id, config.listed())).with(session(id)))
        .orElseThrow(() -> Problems.notFound("There is no gateway " + id + "."));
  }

  /// Where the gateway's session is; empty also while Redis cannot say.
  private Optional<Views.Gateway.Session> session(String id) {
    try {
      return sessions.find(id).map(Views.Gateway.Session::of);
    } catch (QueueException e) {
      return Optional.empty();
    }
  }

  /// Registers a gateway and shows its key, once.
  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  ResponseEntity<Views.NewGateway> create(
      @io.swagger.v3.oas.annotations.parameters.RequestBody(
              content = @Content(schema = @Schema(implementation = Registration.class)))
          @RequestBody
          JsonNode body,
      HttpServletRequest request) {
    Fields fields = Fields.of("gateway", body);
    String id = Ids.read(fields, "id");
    String title = fields.optionalText("title", MAX_TITLE).orElse(id);
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    Bytes userKey = Bytes.copyOf(key);
    if (!gateways.create(id, title, platformKey.seal(id, userKey), clock.instant())) {
      throw Problems.conflict("There is a gateway " + id + " already; choose another id.");
    }
    audit.add(clock.instant(), "gateway.created", id, request.getRemoteAddr(), title);
    return ResponseEntity.created(URI.create("/api/gateways/" + id))
        .body(new Views.NewGateway(id, title, userKey.hex()));
  }
}
