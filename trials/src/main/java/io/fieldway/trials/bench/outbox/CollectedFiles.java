package io.fieldway.trials.bench.outbox;

import java.io.File;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;

/// The NIO files of an Artemis journal, whose buffers are left to the collector: releasing them by
/// hand goes through Netty, whose cleaner for JDK 24 and later refuses buffers that are not its
/// own, so that a journal of version 2.56 with Netty 4.2 could be made there but never opened
/// again.
public final class CollectedFiles extends NIOSequentialFileFactory {
  public CollectedFiles(File directory) {
    super(directory, false, 1);
  }

  @Override
  public void releaseDirectBuffer(ByteBuffer buffer) {
    // the collector frees it
  }
}
