package io.fieldway.socketio.session;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.engine.EnginePacket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Connection state recovery of one namespace: the last events, each with its number, and the
/// sockets that were cut. Every event carries its number as its offset; a client that comes back
/// names the last one it heard, and misses those after it that were for it. It can be recovered as
/// long as none of these has been dropped. Time is nanoseconds of a monotonic clock; belongs to one
/// thread, or to whoever holds its lock.
public final class RecoveryBook {
  private static final int RADIX = 36;

  private final RecoveryConfig config;
  private final long maxAge;
  private final Deque<Said> said = new ArrayDeque<>();
  private final Map<String, CutSession> cut = new LinkedHashMap<>();
  @Var private long nextNumber = 1;
  @Var private long bytes;
  @Var private int droppedSessions;
  @Var private int droppedPackets;

  private record Said(Audience audience, List<EnginePacket> packets, long size, long at) {}

  /// What was dropped since the last time somebody asked.
  public record Dropped(int sessions, int packets) {}

  /// An empty book with these limits.
  public RecoveryBook(RecoveryConfig config) {
    this.config = config;
    this.maxAge = config.maxDisconnection().toNanos();
  }

  /// The offset that the next event must carry.
  public String nextOffset() {
    return Long.toString(nextNumber, RADIX);
  }

  /// Writes down the event that carries [#nextOffset()], as it is sent.
  public void say(Audience audience, List<EnginePacket> packets, long now) {
    expire(now);
    long size = packets.stream().mapToLong(EnginePacket::size).sum();
    said.addLast(new Said(audience, packets, size, now));
    bytes += size;
    nextNumber++;
    while (said.size() > config.maxPackets() || bytes > config.maxPacketBytes()) {
      forgetOldestPacket();
      droppedPackets++;
    }
  }

  /// Keeps a socket that was cut, or one that was claimed and did not come to life.
  public void keep(CutSession session, long now) {
    expire(now);
    cut.put(session.privateId(), session);
    if (cut.size() > config.maxSessions()) {
      forgetOldestSession();
    }
  }

  /// Takes the socket with this private id, where it is kept and nothing is dropped that its client
  /// has missed.
  public Optional<CutSession> claim(String privateId, String offset, long now) {
    expire(now);
    CutSession session = cut.get(privateId);
    if (session == null || session.cutAt() + maxAge <= now || after(offset).isEmpty()) {
      return Optional.empty();
    }
    cut.remove(privateId);
    return Optional.of(session);
  }

  /// The events after this offset that were for the socket; empty where one of them may be dropped.
  public Optional<List<List<EnginePacket>>> missed(CutSession session, String offset) {
    return after(offset)
        .map(skipped -> {
          List<List<EnginePacket>> missed = new ArrayList<>();
          said.stream()
              .skip(skipped)
              .filter(each -> each.audience.includes(session))
              .forEach(each -> missed.add(each.packets));
          return missed;
        });
  }

  /// Drops what is too old.
  public void expire(long now) {
    while (!said.isEmpty() && said.getFirst().at + maxAge <= now) {
      forgetOldestPacket();
    }
    while (!cut.isEmpty() && oldestSession().cutAt() + maxAge <= now) {
      forgetOldestSession();
    }
  }

  /// When [#expire] has something to do; `Long.MAX_VALUE` where nothing is kept.
  public long deadline() {
    long packet = said.isEmpty() ? Long.MAX_VALUE : said.getFirst().at + maxAge;
    long session = cut.isEmpty() ? Long.MAX_VALUE : oldestSession().cutAt() + maxAge;
    return Math.min(packet, session);
  }

  public int sessions() {
    return cut.size();
  }

  public int packets() {
    return said.size();
  }

  /// Reads the counters and sets them back.
  public Dropped takeDropped() {
    Dropped dropped = new Dropped(droppedSessions, droppedPackets);
    droppedSessions = 0;
    droppedPackets = 0;
    return dropped;
  }

  /// How many of the kept events come before those that follow this offset; empty where the offset
  /// is none of ours, or an event that follows it is dropped.
  private Optional<Long> after(String offset) {
    try {
      long skipped = Long.parseLong(offset, RADIX) + 1 - (nextNumber - said.size());
      return skipped >= 0 && skipped <= said.size() ? Optional.of(skipped) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private void forgetOldestPacket() {
    bytes -= said.removeFirst().size;
  }

  private CutSession oldestSession() {
    return cut.values().iterator().next();
  }

  private void forgetOldestSession() {
    Iterator<CutSession> oldest = cut.values().iterator();
    oldest.next();
    oldest.remove();
    droppedSessions++;
  }
}
