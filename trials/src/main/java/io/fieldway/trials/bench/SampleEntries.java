package io.fieldway.trials.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Readings as the outbox keeps them: about 250 bytes of SenML, the same ones in every run.
final class SampleEntries {
  private final SplittableRandom random = new SplittableRandom(2026);
  private long seq;

  List<byte[]> next(int count) {
    List<byte[]> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(next());
    }
    return entries;
  }

  private byte[] next() {
    seq++;
    String device = "weather-" + random.nextInt(10);
    String time = "1795305600." + random.nextInt(100, 999);
    String text =
        "[{\"n\":\"%s/temperature\",\"u\":\"Cel\",\"t\":%s,\"v\":%.1f,\"seq\":%d,\"gt\":%s},"
                .formatted(device, time, random.nextDouble(-20, 40), seq, time)
            + "{\"n\":\"%s/humidity\",\"u\":\"%%RH\",\"t\":%s,\"v\":%.1f},"
                .formatted(device, time, random.nextDouble(0, 100))
            + "{\"n\":\"%s/wind\",\"u\":\"m/s\",\"t\":%s,\"v\":%.2f},{\"n\":\"%s/count\",\"v\":%d}]"
                .formatted(device, time, random.nextDouble(0, 30), device, seq);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
