package io.fieldway.cloud.event;

import org.springframework.context.annotation.Configuration;

/// The event server's parts.
@Configuration(proxyBeanMethods = false)
public class EventServer {}
