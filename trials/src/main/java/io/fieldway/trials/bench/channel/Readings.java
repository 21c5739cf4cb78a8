package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;

/// Makes the text of batches: readings of one device with some points each, as a weather station
/// sends them. A value follows from its sequence.
///
/// @param device the device's id
/// @param points of each reading, one to four
record Readings(String device, int points) {
  private static final String[] PROPERTIES = {"temperature", "humidity", "pressure", "windSpeed"};
  private static final String[] UNITS = {"Cel", "%RH", "hPa", "m/s"};
  private static final int[] LOWEST = {-10, 20, 900, 0};

  /// The body of a `data` event.
  ///
  /// @param atMillis when the last of these readings was measured
  /// @param everyMillis how long after each other
  String batch(String stream, long epoch, long from, long to, long atMillis, long everyMillis) {
    StringBuilder text =
        new StringBuilder((int) (to - from + 1) * points * 110 + 100)
            .append("{\"stream\":\"")
            .append(stream)
            .append("\",\"epoch\":")
            .append(epoch)
            .append(",\"from\":")
            .append(from)
            .append(",\"to\":")
            .append(to)
            .append(",\"points\":[");
    for (long seq = from; seq <= to; seq++) {
      long at = atMillis - (to - seq) * everyMillis;
      for (int i = 0; i < points; i++) {
        if (seq > from || i > 0) {
          text.append(',');
        }
        long tenths = LOWEST[i] * 10L + (seq * 7 + i) % 300;
        text.append("{\"n\":\"").append(device).append('/').append(PROPERTIES[i]);
        text.append("\",\"u\":\"").append(UNITS[i]).append("\",\"t\":");
        seconds(text, at);
        text.append(",\"v\":").append(tenths / 10.0);
        text.append(",\"seq\":").append(seq).append(",\"gt\":");
        seconds(text, at);
        text.append('}');
      }
    }
    return text.append("]}").toString();
  }

  private static void seconds(StringBuilder text, long millis) {
    text.append(millis / 1_000).append('.');
    @Var long rest = millis % 1_000;
    for (int unit = 100; unit > 0; unit /= 10) {
      text.append((char) ('0' + rest / unit));
      rest %= unit;
    }
  }
}
