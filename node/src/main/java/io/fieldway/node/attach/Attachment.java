package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What lasts of an attachment across its connections. It belongs to one thread; times are in
/// milliseconds since the epoch.
public final class Attachment {
  private final Terms terms;
  private final Wants wants;
  private final Witness witness;
  private final Counters counters = new Counters();
  private final Suspicion suspicion = new Suspicion();
  @Var private @Nullable Wire wire;

  public Attachment(Terms terms, Wants wants, Witness witness) {
    this.terms = terms;
    this.wants = wants;
    this.witness = witness;
  }

  public Terms terms() {
    return terms;
  }

  /// There is a connection to the other broker: CONNECT goes out.
  public Wire connected(Foreign foreign, Local local, long now) {
    Wire begun = new Wire(terms, wants, witness, counters, suspicion, foreign, local, now);
    wire = begun;
    begun.begin();
    return begun;
  }

  /// How it stands.
  public AttachmentView view() {
    Wire now = wire;
    boolean up = now != null && now.isUp();
    return new AttachmentView(
        terms.name(),
        up,
        wants.isFirst(),
        now != null && up ? now.filters() : List.of(),
        now != null && up && now.isWidened(),
        counters.connects,
        counters.sessionsLost,
        counters.in,
        counters.out,
        counters.loopsStopped,
        counters.offeredAgain,
        counters.filtersRefused,
        counters.refusedIn,
        counters.refusedOut,
        now != null && up ? now.unacknowledged() : 0);
  }
}
