package io.fieldway.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Resident memory of this process and of those it started, as Linux tells it.
final class Memory {
  private Memory() {}

  /// The sum of every process's largest resident size so far, in MiB; 0 where `/proc` is not there.
  static long peakMib() {
    long own = ProcessHandle.current().pid();
    long kib =
        peakKib(own)
            + ProcessHandle.current().descendants().mapToLong(child -> peakKib(child.pid())).sum();
    return kib / 1024;
  }

  private static long peakKib(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }
}
