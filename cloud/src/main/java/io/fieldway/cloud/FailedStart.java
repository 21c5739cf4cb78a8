package io.fieldway.cloud;

import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Keeps Spring Boot from printing what [Cloud#start] throws as one sentence. Found through
/// `META-INF/spring.factories`.
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FailedStart implements SpringBootExceptionReporter {
  FailedStart(ConfigurableApplicationContext context) {}

  @Override
  public boolean reportException(Throwable failure) {
    return true;
  }
}
