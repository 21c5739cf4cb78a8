package io.fieldway.cloud.user;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Optional;
import org.springframework.http.ResponseCookie;

/// The cookie that holds a person's session: not readable by scripts, not sent from other sites.
final class SessionCookie {
  static final String NAME = "fieldway_session";

  private static final int LONGEST = 64;

  private SessionCookie() {}

  static Optional<Token> read(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(NAME) && cookie.getValue().length() <= LONGEST) {
        return Optional.of(new Token(cookie.getValue()));
      }
    }
    return Optional.empty();
  }

  /// The value of a `Set-Cookie` header.
  ///
  /// @param life zero removes the cookie
  static String set(String token, Duration life, boolean secure) {
    return ResponseCookie.from(NAME, token)
        .httpOnly(true)
        .secure(secure)
        .sameSite("Strict")
        .path("/")
        .maxAge(life)
        .build()
        .toString();
  }
}
