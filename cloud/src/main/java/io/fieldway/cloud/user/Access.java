package io.fieldway.cloud.user;

import io.fieldway.cloud.database.SqlDatabase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/// Who may ask a process of the cloud what: everybody whether it is well, and for the pages; all
/// else whoever is signed in, wherever that was done, since sessions are in the database.
@Configuration(proxyBeanMethods = false)
public class Access {
  @Bean
  SqlSignIn sqlSignIn(SqlDatabase database) {
    return new SqlSignIn(database);
  }

  /// Nobody signs in with a name and a password.
  @Bean
  AuthenticationManager noPasswords() {
    return authentication -> {
      throw new ProviderNotFoundException("Fieldway has no passwords");
    };
  }

  /// [SameSiteFilter] stands in for Spring Security's CSRF tokens, which a plain HTTP client can
  /// only get with a second request.
  @Bean
  SecurityFilterChain security(HttpSecurity http, SqlSignIn store, Clock clock) {
    http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(
            sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .requestCache(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .addFilterBefore(new SameSiteFilter(), AnonymousAuthenticationFilter.class)
        .addFilterBefore(new SessionFilter(store, clock), AnonymousAuthenticationFilter.class)
        .authorizeHttpRequests(requests ->
            requests
                .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                .permitAll()
                .requestMatchers(
                    "/",
                    "/mesh",
                    "/devices/*",
                    "/assets/**",
                    "/_static/**",
                    "/link/*",
                    "/api/health")
                .permitAll()
                .anyRequest()
                .authenticated())
        .exceptionHandling(refusals ->
            refusals
                .authenticationEntryPoint((_, response, _) ->
                    Problems.write(
                        response,
                        HttpServletResponse.SC_UNAUTHORIZED,
                        "Not signed in",
                        "sign in with the link that Fieldway printed when it started"))
                .accessDeniedHandler((_, response, _) ->
                    Problems.write(
                        response,
                        HttpServletResponse.SC_FORBIDDEN,
                        "Not allowed",
                        "your role does not allow this")))
        .headers(headers ->
            headers
                .contentSecurityPolicy(
                    policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny)
                .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)));
    return http.build();
  }
}
