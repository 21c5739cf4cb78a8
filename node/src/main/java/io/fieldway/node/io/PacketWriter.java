package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.EncodedPublish;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Version;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes packets into the buffers of connections. A message that goes to many clients is encoded
/// for the second of them and copied to the rest. Belongs to the broker's event loop.
final class PacketWriter {
  private final Map<QoS, Last> lastOf311 = lasts();
  private final Map<QoS, Last> lastOf5 = lasts();

  /// The message that was written last, by what the broker shares between its copies.
  private static final class Last {
    @Var private @Nullable Publish message;
    @Var private @Nullable EncodedPublish encoded;

    // Copies of one message share these objects; objects that are merely equal are not worth a look
    // into their content.
    @SuppressWarnings("ReferenceEquality")
    private boolean isCopiedBy(Publish next) {
      Publish last = message;
      return last != null
          && last.payload() == next.payload()
          && last.topic() == next.topic()
          && last.properties() == next.properties()
          && last.retain() == next.retain();
    }
  }

  private static Map<QoS, Last> lasts() {
    Map<QoS, Last> lasts = new EnumMap<>(QoS.class);
    for (QoS qos : QoS.values()) {
      lasts.put(qos, new Last());
    }
    return lasts;
  }

  /// Appends a packet to an array-backed buffer.
  void write(Packet packet, Version version, ByteBuf out) {
    if (packet instanceof Publish publish) {
      write(publish, version, out);
    } else {
      append(packet, version, out);
    }
  }

  private void write(Publish publish, Version version, ByteBuf out) {
    Last last = (version == Version.MQTT_5 ? lastOf5 : lastOf311).get(publish.qos());
    if (last == null) {
      throw new IllegalStateException("no place for " + publish.qos());
    }
    if (!last.isCopiedBy(publish)) {
      last.message = publish;
      last.encoded = null;
      append(publish, version, out);
      return;
    }
    @Var EncodedPublish encoded = last.encoded;
    if (encoded == null) {
      encoded = EncodedPublish.of(publish, version);
      last.encoded = encoded;
    }
    out.ensureWritable(encoded.size());
    int at = out.arrayOffset() + out.writerIndex();
    int end = encoded.write(publish.packetId(), publish.dup(), out.array(), at);
    out.writerIndex(end - out.arrayOffset());
  }

  private static void append(Packet packet, Version version, ByteBuf out) {
    out.ensureWritable(PacketEncoder.sizeBound(packet, version));
    int at = out.arrayOffset() + out.writerIndex();
    int end = PacketEncoder.write(packet, version, out.array(), at);
    out.writerIndex(end - out.arrayOffset());
  }

  /// Lets go of the messages that were written.
  void forget() {
    forget(lastOf311);
    forget(lastOf5);
  }

  private static void forget(Map<QoS, Last> lasts) {
    lasts
        .values()
        .forEach(last -> {
          last.message = null;
          last.encoded = null;
        });
  }
}
