package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// What a subscriber remembers over its connections: of its session the packet identifiers of QoS 2
/// that are not released, and of each sender what has come, and how often. Without I/O.
public final class Incoming {
  private static final int FIRST_ROOM = 1_024;

  private final BitSet held = new BitSet(MqttClient.IDENTIFIERS);
  private final List<Came> senders = new ArrayList<>();

  /// @param senders their number
  public Incoming(int senders) {
    for (int i = 0; i < senders; i++) {
      this.senders.add(new Came());
    }
  }

  /// How often each sequence of one sender has come.
  private static final class Came {
    @Var private int[] times = new int[FIRST_ROOM];
    @Var private int highest = -1;
    @Var private int late;

    private void count(int sequence) {
      if (sequence >= times.length) {
        times = Arrays.copyOf(times, Math.max(2 * times.length, sequence + 1));
      }
      if (times[sequence]++ == 0 && sequence < highest) {
        late++;
      }
      highest = Math.max(highest, sequence);
    }

    private int times(int sequence) {
      return sequence < times.length ? times[sequence] : 0;
    }
  }

  /// How many of these sequences have not come.
  public int missing(int sender, BitSet sequences) {
    return (int) sequences.stream().filter(each -> senders.get(sender).times(each) == 0).count();
  }

  /// How many deliveries of a sender were not the first of their message.
  public int repeated(int sender) {
    return Arrays.stream(senders.get(sender).times).map(times -> Math.max(0, times - 1)).sum();
  }

  /// How many messages of a sender came first after a later one.
  public int late(int sender) {
    return senders.get(sender).late;
  }

  /// A message of QoS 1 came.
  void deliver(int sender, long sequence) {
    senders.get(sender).count((int) sequence);
  }

  /// A message of QoS 2 came; while its identifier is not released it is the same one.
  void hold(int id, int sender, long sequence) {
    if (!held.get(id)) {
      held.set(id);
      deliver(sender, sequence);
    }
  }

  void release(int id) {
    held.clear(id);
  }

  /// The broker has forgotten the session, and so does the client.
  void forget() {
    held.clear();
  }
}
