package io.fieldway.trials.bench.fuzz;

import com.google.errorprone.annotations.Var;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Bytes that went wrong by chance, in one to three places.
final class Mutation {
  private Mutation() {}

  static byte[] of(byte[] sample, SplittableRandom random) {
    @Var byte[] bytes = sample.clone();
    for (@Var int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] += (byte) (random.nextBoolean() ? 1 : -1);
        case 3 -> bytes = spliced(bytes, at, at + random.nextInt(4), new byte[0]);
        case 4 -> bytes = spliced(bytes, at, at, new byte[] {(byte) random.nextInt(256)});
        default ->
            bytes = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, at + random.nextInt(9)));
      }
    }
    return random.nextInt(4) == 0 ? bytes : mended(bytes);
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
    int rest = Math.min(to, bytes.length);
    byte[] result = Arrays.copyOf(bytes, from + between.length + bytes.length - rest);
    System.arraycopy(between, 0, result, from, between.length);
    System.arraycopy(bytes, rest, result, from + between.length, bytes.length - rest);
    return result;
  }

  /// Makes a remaining length of one byte right again, so that the content is looked at.
  private static byte[] mended(byte[] bytes) {
    if (bytes.length >= 2 && bytes.length - 2 < 128) {
      bytes[1] = (byte) (bytes.length - 2);
    }
    return bytes;
  }
}
