package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptGrant;
import io.fieldway.node.kept.Ledger;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.Grant;
import io.fieldway.wire.control.Order;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The controller that a node obeys: the one whose term it granted last.
///
/// A term is granted once, and a higher one only where the controller that has the grant was not
/// heard for the lease, so that of two controllers no more than one has a majority of the nodes. A
/// grant survives a restart, and is not told before it is durable.
public final class Grants {
  private final Ledger ledger;
  private final LongSupplier durable;
  private final long leaseMillis;
  @Var private long key;
  @Var private @Nullable KeptGrant granted;
  @Var private long grantedAt;
  @Var private long heardAt;
  @Var private long actingAt = Long.MIN_VALUE;

  /// Takes up the grant that survived. The controller counts as heard now: it may have been, before
  /// the restart.
  ///
  /// @param durable up to which position the journal is durable
  /// @param lease how long a controller that is not heard keeps its grant
  public Grants(
      Map<Long, Kept.OfMesh> survived,
      Ledger ledger,
      LongSupplier durable,
      Duration lease,
      long now) {
    this.ledger = ledger;
    this.durable = durable;
    this.leaseMillis = lease.toMillis();
    this.heardAt = now;
    survived.forEach((each, kept) -> {
      if (kept instanceof KeptGrant former) {
        key = each;
        granted = former;
      }
    });
  }

  /// Grants a term, or does not.
  public void claimed(Claim claim, long now) {
    KeptGrant former = granted;
    boolean isFree =
        former == null
            || former.controller().equals(claim.controller())
            || now - heardAt >= leaseMillis;
    if (isFree && (former == null || claim.term() > former.term())) {
      KeptGrant taken = new KeptGrant(claim.controller(), claim.term());
      if (key == 0) {
        key = ledger.add(taken);
      } else {
        ledger.put(key, taken);
      }
      ledger.boundary();
      granted = taken;
      grantedAt = ledger.position();
      heardAt = now;
      actingAt = Long.MIN_VALUE;
    } else if (former != null && isOf(former, claim.controller(), claim.term())) {
      heardAt = now;
    }
  }

  /// Notes that a controller lives.
  public void beat(Beat beat, long now) {
    KeptGrant obeyed = granted;
    if (obeyed != null && isOf(obeyed, beat.controller(), beat.term())) {
      heardAt = now;
      if (beat.acting() && beat.echo() > 0 && beat.echo() <= now) {
        actingAt = Math.max(actingAt, beat.echo());
      }
    }
  }

  private static boolean isOf(KeptGrant grant, String controller, long term) {
    return grant.controller().equals(controller) && grant.term() == term;
  }

  /// Why an order is not to be obeyed; empty where it is.
  public Optional<String> fault(String controller, Order order) {
    KeptGrant obeyed = granted;
    if (obeyed == null) {
      return Optional.of("no term was granted here, got an order of term " + order.term());
    }
    return isOf(obeyed, controller, order.term())
        ? Optional.empty()
        : Optional.of(
            "expected an order of %s in term %d, which was granted here, got one of %s in term %d"
                .formatted(obeyed.controller(), obeyed.term(), controller, order.term()));
  }

  /// Whom the node obeys; empty where nobody, or where that is not durable yet.
  public Optional<Grant> shown(long now) {
    KeptGrant obeyed = granted;
    return obeyed == null || grantedAt > durable.getAsLong()
        ? Optional.empty()
        : Optional.of(
            new Grant(
                obeyed.controller(), obeyed.term(), Duration.ofMillis(Math.max(0, now - heardAt))));
  }

  /// Until when the last beat of the acting controller lets the node serve; [Long#MIN_VALUE] where
  /// there was none.
  public long leaseUntil() {
    return actingAt == Long.MIN_VALUE ? Long.MIN_VALUE : actingAt + leaseMillis;
  }
}
