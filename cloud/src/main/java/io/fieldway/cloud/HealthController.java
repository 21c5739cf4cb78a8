package io.fieldway.cloud;

import java.util.Map;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/api/health`: whether this process can do its work, for those who watch it. Says no more than
/// that, since everybody may ask.
@RestController
class HealthController {
  private final HealthEndpoint health;

  HealthController(HealthEndpoint health) {
    this.health = health;
  }

  @GetMapping("/api/health")
  ResponseEntity<Map<String, String>> health() {
    Status status = health.health().getStatus();
    return ResponseEntity.status(
            status.equals(Status.UP) ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(Map.of("status", status.getCode()));
  }
}
