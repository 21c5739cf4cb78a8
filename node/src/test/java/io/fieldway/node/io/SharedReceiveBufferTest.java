package io.fieldway.node.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

final class SharedReceiveBufferTest {
  private final SharedReceiveBuffer receive = new SharedReceiveBuffer(1_024, 4_096);

  private ByteBuf read() {
    return receive.newHandle().allocate(UnpooledByteBufAllocator.DEFAULT);
  }

  @Test
  void givesEveryConnectionTheSameBuffer() {
    ByteBuf first = read();
    first.writeByte(1);
    first.release();
    ByteBuf second = read();
    assertThat(second).isSameAs(first);
    assertThat(second.readableBytes()).isZero();
    second.release();
  }

  @Test
  void givesAnotherWhereOneIsKept() {
    ByteBuf kept = read();
    ByteBuf other = read();
    assertThat(other).isNotSameAs(kept);
    assertThat(other.capacity()).isEqualTo(1_024);
    other.release();
    kept.release();
    assertThat(read()).isSameAs(kept);
  }

  @Test
  void readsAsOftenInOneTurnAsFillsABurst() {
    assertThat(receive.maxMessagesPerRead()).isEqualTo(4);
  }
}
