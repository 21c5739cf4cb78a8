package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The last steps that messages took at this node, so that people can be told which ways they
/// really took, and where one stays.
///
/// **Goals.** Where little is sent every step is remembered. Where much is, remembering costs next
/// to nothing, and what is remembered at several nodes is of the same messages.
///
/// **Algorithm.** A ring of the last steps. While more come in a second than there may be, the
/// share halves: a message is remembered where its number in its stream is a multiple of 2, 4, 8
/// and so on, so that what a busy node remembers others remember too. At QoS 0, where messages have
/// no numbers, steps are counted instead.
public final class Trail {
  private static final int MOST_HALVINGS = 20;
  private static final long SECOND = 1_000;

  private final int limit;
  private final @Nullable Step[] ring;
  @Var private int next;
  @Var private long mask;
  @Var private long unnumbered;
  @Var private long noted;
  @Var private long until;
  @Var private long inSecond;

  Trail(TrailConfig config) {
    this.limit = config.stepsPerSecond();
    this.ring = new Step[config.maximumSteps()];
  }

  /// Of how many messages one is remembered now.
  public long oneIn() {
    return mask + 1;
  }

  /// How many steps were remembered since the start.
  public long noted() {
    return noted;
  }

  /// The steps of the messages on a topic, the oldest first.
  public List<Step> steps(String topic) {
    List<Step> found = new ArrayList<>();
    for (@Var int i = 0; i < ring.length; i++) {
      Step step = ring[(next + i) % ring.length];
      if (step != null && step.topic().equals(topic)) {
        found.add(step);
      }
    }
    return found;
  }

  /// A copy has gone to a neighbour.
  void forwarded(Transit transit, List<Leg> legs, String to, long now) {
    for (@Var int i = 0; i < legs.size(); i++) {
      Leg leg = legs.get(i);
      leg.stays = false;
      if (takes(leg.sequence, now)) {
        note(transit, leg.node(), leg.sequence, to, Step.Fate.FORWARDED, "", now);
      }
    }
  }

  /// The sessions here have a message.
  void delivered(Transit transit, String self, long sequence, long now) {
    if (takes(sequence, now)) {
      note(transit, self, sequence, "", Step.Fate.DELIVERED, "", now);
    }
  }

  /// A message stays here; told once until it goes on.
  void stays(Leg leg, String to, Step.Fate fate, String why, long now) {
    if (!leg.stays) {
      leg.stays = true;
      ends(leg.transit, leg.node(), leg.sequence, to, fate, why, now);
    }
  }

  /// A message did not go on.
  void ends(
      Transit transit,
      String destination,
      long sequence,
      String to,
      Step.Fate fate,
      String why,
      long now) {
    if (takes(sequence, now)) {
      note(transit, destination, sequence, to, fate, why, now);
    }
  }

  private boolean takes(long sequence, long now) {
    if (ring.length == 0) {
      return false;
    }
    if (now >= until) {
      until = now + SECOND;
      if (inSecond <= (long) limit * (mask + 1) / 2) {
        mask >>= 1;
      }
      inSecond = 0;
    }
    if (++inSecond > limit * (mask + 1) && mask < (1L << MOST_HALVINGS) - 1) {
      mask = mask << 1 | 1;
    }
    return ((sequence == 0 ? ++unnumbered : sequence) & mask) == 0;
  }

  private void note(
      Transit transit,
      String destination,
      long sequence,
      String to,
      Step.Fate fate,
      String why,
      long now) {
    ring[next] =
        new Step(
            now,
            transit.message.topic(),
            transit.origin,
            transit.incarnation,
            destination,
            sequence,
            transit.from,
            to,
            fate,
            why);
    next = (next + 1) % ring.length;
    noted++;
  }
}
