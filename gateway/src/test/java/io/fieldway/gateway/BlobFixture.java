package io.fieldway.gateway;

import io.fieldway.socketio.Socket;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.blob.Fault;
import io.fieldway.wire.blob.Receiving;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobEnd;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.BlobOffset;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/// The blobs of a small platform, in memory; faults are set from outside.
final class BlobFixture {
  final Map<String, Bytes> stored = new ConcurrentHashMap<>();
  final List<BlobMessage> said = new CopyOnWriteArrayList<>();
  final ConcurrentLinkedQueue<Refusal> refuse = new ConcurrentLinkedQueue<>();

  /// After so many chunks the connection is cut, once; never where it is negative.
  final AtomicInteger cutAfter = new AtomicInteger(-1);

  private final Map<String, Receiving.State> states = new ConcurrentHashMap<>();
  private final Map<String, ByteArrayOutputStream> disks = new ConcurrentHashMap<>();

  JsonNode said(BlobMessage message, Socket socket) {
    said.add(message);
    Refusal refusal = refuse.poll();
    if (refusal != null) {
      return refusal.json();
    }
    if (message instanceof BlobChunk && cutAfter.getAndDecrement() == 0) {
      socket.close();
      return Json.object();
    }
    return done(
        message,
        switch (message) {
          case BlobBegin begin -> new Receiving.Event.Begin(begin, Receiving.Room.FITS);
          case BlobChunk chunk -> new Receiving.Event.Chunk(chunk.offset(), chunk.data().size());
          case BlobEnd _ -> new Receiving.Event.End();
        });
  }

  /// Chunks that came and were not of a blob's first bytes before these.
  List<Long> offsets() {
    return said.stream()
        .filter(BlobChunk.class::isInstance)
        .map(each -> ((BlobChunk) each).offset())
        .toList();
  }

  private JsonNode done(BlobMessage message, Receiving.Event event) {
    String name = message.device() + " " + message.id();
    ByteArrayOutputStream disk = disks.computeIfAbsent(name, _ -> new ByteArrayOutputStream());
    Receiving.Step step =
        Receiving.on(states.getOrDefault(name, new Receiving.State.Unknown()), event);
    states.put(name, step.next());
    return switch (step.effect()) {
      case Receiving.Effect.Make _ -> new BlobOffset(0).json();
      case Receiving.Effect.Tell(long offset) -> new BlobOffset(offset).json();
      case Receiving.Effect.Write _ -> {
        disk.writeBytes(((BlobChunk) message).data().toArray());
        yield new BlobOffset(disk.size()).json();
      }
      case Receiving.Effect.Check(BlobBegin header) ->
          done(
              message,
              new Receiving.Event.Checked(sha256(disk.toByteArray()).equals(header.sha256())));
      case Receiving.Effect.Keep _ -> {
        stored.put(name, Bytes.copyOf(disk.toByteArray()));
        yield new Done().json();
      }
      case Receiving.Effect.Confirm _ -> new Done().json();
      case Receiving.Effect.Discard _ -> {
        disks.remove(name);
        yield Refusal.of(RefusalCode.WRONG_HASH, "another hash").json();
      }
      case Receiving.Effect.Refuse(Fault fault, long _, long _) ->
          Refusal.of(fault.refusal(), "no").json();
      case Receiving.Effect.Erase _, Receiving.Effect.Rest _ -> Json.object();
    };
  }

  static Bytes sha256(byte[] content) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  Optional<Bytes> stored(String device, String id) {
    return Optional.ofNullable(stored.get(device + " " + id));
  }
}
