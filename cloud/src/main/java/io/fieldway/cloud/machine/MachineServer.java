package io.fieldway.cloud.machine;

import org.springframework.context.annotation.Configuration;

/// The machine server's parts.
@Configuration(proxyBeanMethods = false)
public class MachineServer {}
