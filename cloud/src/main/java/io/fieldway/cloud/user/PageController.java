package io.fieldway.cloud.user;

import java.nio.charset.StandardCharsets;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The page, at every address that the page itself knows.
@RestController
final class PageController {
  private final Assets assets;

  PageController(Assets assets) {
    this.assets = assets;
  }

  @GetMapping(
      path = {"/", "/mesh", "/devices/{id}"},
      produces = MediaType.TEXT_HTML_VALUE)
  ResponseEntity<String> page() {
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache())
        .header("Content-Security-Policy", assets.policy())
        .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
        .body(assets.page());
  }
}
