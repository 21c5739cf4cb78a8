package io.fieldway.gateway.outbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;

/// A program that appends readings and writes the number of each acknowledged one on its standard
/// output, until somebody kills it.
final class AppendUntilKilled {
  private AppendUntilKilled() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    OutputStream out = System.out;
    Semaphore window = new Semaphore(200);
    try (SqlOutbox outbox =
        SqlOutbox.open(Path.of(arguments[0]), OutboxConfig.DEFAULTS, InstantSource.system())) {
      for (long seq = outbox.resume("soil-1", "s") + 1; seq < Long.MAX_VALUE; seq++) {
        window.acquire();
        long number = seq;
        outbox.append(
            SqlOutboxTest.intake("soil-1", "s", number),
            receipt -> {
              window.release();
              acknowledge(out, number, receipt);
            });
        if (number % 500 == 0) {
          outbox.forget(outbox.state().stream(), number - 300);
        }
      }
    }
  }

  private static void acknowledge(OutputStream out, long number, Receipt receipt) {
    try {
      if (receipt == Receipt.STORED) {
        out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
