package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HeadersTest {
  private static final long SALT = 0x1234_5678_9ABC_DEF0L;
  private static final int CHECKED_BITS = 36 * Byte.SIZE;

  private final GroupHeader group = new GroupHeader(7, 5, 1_000, 42);
  private final SegmentHeader segment = new SegmentHeader(3, 8, SALT);

  @Test
  void readsAGroupsHeaderBack() {
    assertThat(GroupHeader.read(written(), 0, SALT)).isEqualTo(group);
  }

  /// So nobody's payload passes for a group, nor does what a file held when it was used before.
  @Test
  void knowsAGroupOnlyByTheSaltOfItsSegment() {
    for (int bit = 0; bit < Long.SIZE; bit++) {
      assertThat(GroupHeader.read(written(), 0, SALT ^ (1L << bit))).isNull();
    }
  }

  @Test
  void seesEveryFlippedBitOfAGroupsHeader() {
    for (int bit = 0; bit < CHECKED_BITS; bit++) {
      ByteBuffer bytes = written();
      flip(bytes, bit);
      assertThat(GroupHeader.read(bytes, 0, SALT)).as("bit %d", bit).isNull();
    }
  }

  @Test
  void letsGroupsBeginWhereSectorsDo() {
    assertThat(GroupHeader.groupBytes(0)).isEqualTo(512);
    assertThat(GroupHeader.groupBytes(512 - GroupHeader.SIZE)).isEqualTo(512);
    assertThat(GroupHeader.groupBytes(513 - GroupHeader.SIZE)).isEqualTo(1_024);
  }

  @Test
  void readsASegmentsHeaderBack() throws MalformedSegmentException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
    segment.write(bytes);
    assertThat(SegmentHeader.read(bytes)).isEqualTo(segment);
  }

  @Test
  void seesEveryFlippedBitOfASegmentsHeader() {
    for (int bit = 0; bit < CHECKED_BITS; bit++) {
      ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.SIZE);
      segment.write(bytes);
      flip(bytes, bit);
      assertThatThrownBy(() -> SegmentHeader.read(bytes))
          .as("bit %d", bit)
          .isInstanceOf(MalformedSegmentException.class);
    }
  }

  private ByteBuffer written() {
    ByteBuffer bytes = ByteBuffer.allocate(GroupHeader.SIZE);
    group.write(bytes, 0, SALT);
    return bytes;
  }

  private static void flip(ByteBuffer bytes, int bit) {
    int at = bit / Byte.SIZE;
    bytes.put(at, (byte) (bytes.get(at) ^ 1 << bit % Byte.SIZE));
  }
}
