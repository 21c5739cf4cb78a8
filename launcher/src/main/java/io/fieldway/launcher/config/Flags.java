package io.fieldway.launcher.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the command line sets, by the path of the key, such as `access.password-file`.
public final class Flags {
  private final Map<String, Setting> settings = new LinkedHashMap<>();

  record Setting(String flag, Object value) {}

  /// Sets a key, unless the flag was not given.
  ///
  /// @param value of the component's type; `null` where the flag is absent
  public Flags set(String flag, String path, @Nullable Object value) {
    if (value != null) {
      settings.put(path, new Setting(flag, value));
    }
    return this;
  }

  /// Whether none was given.
  public boolean isEmpty() {
    return settings.isEmpty();
  }

  Optional<Setting> at(String path) {
    return Optional.ofNullable(settings.get(path));
  }
}
