package io.fieldway.cloud.user;

import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.databind.JsonNode;

/// Signing in and out.
@RestController
final class SignInController {
  private static final Logger LOG = LoggerFactory.getLogger(SignInController.class);

  private final SqlSignIn store;
  private final SignInLinks links;
  private final SqlAudit audit;
  private final Assets assets;
  private final UserConfig config;
  private final Clock clock;

  SignInController(
      SqlSignIn store,
      SignInLinks links,
      SqlAudit audit,
      Assets assets,
      UserConfig config,
      Clock clock) {
    this.store = store;
    this.links = links;
    this.audit = audit;
    this.assets = assets;
    this.config = config;
    this.clock = clock;
  }

  /// Spends a link and begins a session; a link that is not good leads to a page that says so.
  @GetMapping("/link/{token}")
  ResponseEntity<Void> signIn(@PathVariable String token, HttpServletRequest request) {
    Instant now = clock.instant();
    HttpHeaders headers = new HttpHeaders();
    if (store.spendLink(new Token(token), now)) {
      Token session = Token.random();
      store.addSession(session, Role.ADMINISTRATOR, now, now.plus(config.sessionLife()));
      headers.add(
          HttpHeaders.SET_COOKIE,
          SessionCookie.set(session.text(), config.sessionLife(), request.isSecure()));
      headers.setLocation(URI.create("/"));
      audit.add(now, "user.signed-in", Role.ADMINISTRATOR.word(), request.getRemoteAddr(), "");
      LOG.info("Somebody signed in from {}", request.getRemoteAddr());
    } else {
      headers.setLocation(URI.create("/?link=refused"));
      audit.add(now, "user.refused", "", request.getRemoteAddr(), "a link that is not good");
      LOG.warn("A sign-in link that is not good was refused to {}", request.getRemoteAddr());
    }
    return new ResponseEntity<>(headers, HttpStatus.SEE_OTHER);
  }

  /// Makes a link for somebody else, or for another browser.
  @PostMapping("/api/sign-in-links")
  ResponseEntity<JsonNode> makeLink() {
    URI web = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUri();
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(
            Json.object()
                .put("link", links.make(web.resolve("/")).toString())
                .put("expires", Json.time(clock.instant().plus(config.linkLife()))));
  }

  /// Who is signed in, and which version of the pages is served.
  @GetMapping("/api/me")
  JsonNode me(Authentication person) {
    return Json.object()
        .put("signedIn", true)
        .put("role", person.getName())
        .put("version", assets.version());
  }

  @PostMapping("/api/sign-out")
  ResponseEntity<Void> signOut(HttpServletRequest request) {
    SessionCookie.read(request).ifPresent(store::removeSession);
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, SessionCookie.set("", Duration.ZERO, request.isSecure()))
        .build();
  }
}
