package io.fieldway.cloud.resource;

import org.springframework.context.annotation.Configuration;

/// The resource server's parts.
@Configuration(proxyBeanMethods = false)
public class ResourceServer {}
