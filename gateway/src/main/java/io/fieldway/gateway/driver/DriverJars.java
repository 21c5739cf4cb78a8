package io.fieldway.gateway.driver;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// Drivers from the jars of a directory. Each jar has a class loader of its own, so that what one
/// driver brings along is not seen by another; it lives as long as the driver.
public final class DriverJars {
  private DriverJars() {}

  /// Every driver that the jars of the directory, and the class path, offer.
  ///
  /// @throws IOException with one sentence for a person, where a jar cannot be read, or offers what
  ///   is no driver
  public static List<DriverFactory<?>> read(Path directory) throws IOException {
    List<DriverFactory<?>> found = new ArrayList<>();
    collect(DriverJars.class.getClassLoader(), "the class path", found);
    if (Files.isDirectory(directory)) {
      for (Path jar : jars(directory)) {
        collect(
            new URLClassLoader(
                "driver " + jar.getFileName(),
                new URL[] {jar.toUri().toURL()},
                DriverJars.class.getClassLoader()),
            jar.toString(),
            found);
      }
    }
    return found;
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(each -> each.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /// Those that the loader has itself; what its parent has is found there.
  private static void collect(ClassLoader loader, String where, List<DriverFactory<?>> found)
      throws IOException {
    try {
      for (ServiceLoader.Provider<?> each :
          ServiceLoader.load(DriverFactory.class, loader).stream().toList()) {
        if (loader.equals(each.type().getClassLoader())
            && each.get() instanceof DriverFactory<?> factory) {
          found.add(factory);
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw new IOException("cannot take drivers from " + where + ": " + e.getMessage(), e);
    }
  }
}
