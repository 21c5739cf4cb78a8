package io.fieldway.launcher.config;

/// Where a value comes from.
public sealed interface Origin {
  /// Nobody set it.
  record Default() implements Origin {
    @Override
    public String toString() {
      return "default";
    }
  }

  /// The file has it.
  ///
  /// @param line counted from one
  record InFile(String file, int line) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line;
    }
  }

  /// A flag of the command line.
  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return "flag " + name;
    }
  }
}
