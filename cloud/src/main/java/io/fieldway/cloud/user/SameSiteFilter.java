package io.fieldway.cloud.user;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/// Refuses requests that change something and that another site's page could have made: such a page
/// cannot add a header of its own without asking first, which is never granted, and cannot lie
/// about its origin. Programs add the header and send no origin.
final class SameSiteFilter extends OncePerRequestFilter {
  static final String HEADER = "X-Requested-With";

  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (HARMLESS.contains(request.getMethod()) || isOurs(request)) {
      chain.doFilter(request, response);
    } else {
      Problems.write(
          response,
          HttpServletResponse.SC_FORBIDDEN,
          "Request from elsewhere",
          "a request that changes something has the header "
              + HEADER
              + " and no Origin but this server's");
    }
  }

  private static boolean isOurs(HttpServletRequest request) {
    if (request.getHeader(HEADER) == null) {
      return false;
    }
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return true;
    }
    try {
      return Objects.equals(URI.create(origin).getRawAuthority(), request.getHeader("Host"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
