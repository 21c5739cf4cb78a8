package io.fieldway.cloud.user;

import io.fieldway.wire.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Refusals before a controller is reached, as problem details (RFC 9457).
final class Problems {
  private Problems() {}

  static void write(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response
        .getWriter()
        .write(
            Json.write(
                Json.object().put("status", status).put("title", title).put("detail", detail)));
  }
}
