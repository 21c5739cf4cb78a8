package io.fieldway.launcher.config;

import java.io.IOException;
import java.util.List;

/// A configuration that cannot be used: everything that is wrong in it, one line each.
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> faults;

  ConfigException(List<String> faults) {
    super(String.join("\n", faults));
    this.faults = List.copyOf(faults);
  }

  /// What is wrong, in the order of the file.
  public List<String> faults() {
    return faults;
  }
}
