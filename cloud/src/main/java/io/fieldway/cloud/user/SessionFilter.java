package io.fieldway.cloud.user;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Knows a signed-in person by the session cookie.
final class SessionFilter extends OncePerRequestFilter {
  private final SqlSignIn store;
  private final Clock clock;

  SessionFilter(SqlSignIn store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    SessionCookie.read(request)
        .flatMap(token -> store.session(token, clock.instant()))
        .ifPresent(SessionFilter::signedIn);
    chain.doFilter(request, response);
  }

  /// A stream of events is dispatched a second time when it ends.
  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  private static void signedIn(Role role) {
    SecurityContext context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(
        UsernamePasswordAuthenticationToken.authenticated(
            role.word(), "", List.of(new SimpleGrantedAuthority("ROLE_" + role.name()))));
    SecurityContextHolder.setContext(context);
  }
}
