package io.fieldway.gateway.driver.coap;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.push.Ear;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.observe.ObserveRelation;

/// What one device is told by notifications (RFC 7641). May be used from any thread.
///
/// A server may skip states of an observed resource (§1.3); no instruction is skipped, for the next
/// goes out only when the last is acknowledged, each confirmable (§4.5).
final class Observation implements Ear {
  private final int most;
  private final Duration fresh;
  private final CoapCounters counters;
  private final Runnable seen;
  private final InstantSource platform;
  private final Deque<GatewayLine.Instruction> waiting = new ArrayDeque<>();
  @Var private Optional<ObserveRelation> relation = Optional.empty();

  /// Whether the device has asked to observe, and its first answer is on its way.
  @Var private boolean opening;

  /// Whether a notification is not acknowledged yet.
  @Var private boolean busy;

  /// Nobody observes.
  ///
  /// @param most instructions that wait
  /// @param fresh how long a notification may be the last one
  /// @param seen called when the device has acknowledged
  /// @param platform the time that deadlines are by
  Observation(
      int most, Duration fresh, CoapCounters counters, Runnable seen, InstantSource platform) {
    this.most = most;
    this.fresh = fresh;
    this.counters = counters;
    this.seen = seen;
    this.platform = platform;
  }

  /// The device asks to observe: what is given from now on waits for it.
  synchronized void open() {
    opening = true;
  }

  /// The device may not observe.
  synchronized void refuse() {
    opening = false;
    if (relation.isEmpty()) {
      waiting.clear();
    }
  }

  /// The device observes; an older relation of it ends.
  void begin(ObserveRelation begun) {
    Optional<ObserveRelation> before;
    synchronized (this) {
      before = relation;
      relation = Optional.of(begun);
      opening = false;
      busy = false;
      pump();
    }
    before.filter(each -> !each.equals(begun)).ifPresent(ObserveRelation::cancel);
  }

  /// A relation has ended; what was not given is given again when the device comes back.
  synchronized void end(ObserveRelation ended) {
    if (relation.filter(ended::equals).isPresent()) {
      relation = Optional.empty();
      busy = false;
      if (!opening) {
        waiting.clear();
      }
    }
  }

  synchronized boolean isObserved() {
    return relation.isPresent();
  }

  /// An instruction for a device that does not observe is let go: it comes again when it does.
  @Override
  public synchronized Optional<String> give(GatewayLine.Instruction instruction) {
    boolean isThere = opening || relation.isPresent();
    if (!isThere || waiting.stream().anyMatch(each -> each.id().equals(instruction.id()))) {
      return Optional.empty();
    }
    if (waiting.size() >= most) {
      counters.crowded.increment();
      return Optional.of("more than " + most + " instructions wait for the device");
    }
    waiting.add(instruction);
    pump();
    return Optional.empty();
  }

  /// Asks for a sign of life, unless something is under way.
  synchronized void probe() {
    if (!busy) {
      relation.ifPresent(each -> tell(each, new GatewayLine.Heartbeat()));
    }
  }

  /// Gives the next one for which it is not too late.
  private void pump() {
    Instant now = platform.instant();
    waiting.removeIf(each -> !now.isBefore(each.deadline()));
    if (!busy && relation.isPresent() && !waiting.isEmpty()) {
      counters.instructions.increment();
      tell(relation.get(), waiting.remove());
    }
  }

  private void tell(ObserveRelation to, GatewayLine line) {
    busy = true;
    Response response = Reply.content(line.json(), fresh).response();
    response.setType(CoAP.Type.CON);
    response.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onAcknowledgement() {
            acknowledged(to);
          }

          @Override
          protected void failed() {
            to.cancel();
          }
        });
    to.getExchange().sendResponse(response);
  }

  private void acknowledged(ObserveRelation by) {
    seen.run();
    synchronized (this) {
      if (relation.filter(by::equals).isPresent()) {
        busy = false;
        pump();
      }
    }
  }
}
