package io.fieldway.cloud.machine.session;

import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where a session stands.
public sealed interface SessionState {

  /// The socket is open and has said nothing.
  record Connected() implements SessionState {}

  /// A nonce is being made.
  record Challenging(String gateway) implements SessionState {}

  /// The gateway has its nonce.
  record Challenged(String gateway) implements SessionState {}

  /// The gateway's proof is being held against its key.
  record Verifying(String gateway) implements SessionState {}

  /// A join code is looked at.
  record Joining() implements SessionState {}

  /// The gateway is who it says.
  ///
  /// @param devices every device that was ever registered at this gateway: what moved away may have
  ///   left readings in its outbox
  /// @param next the sequence that may come next in each stream; a lower one is a gateway that
  ///   sends again
  /// @param unanswered batches in the queue whose commit is awaited, in the order they came
  record Live(
      String gateway,
      long epoch,
      Registrations registrations,
      Set<String> devices,
      Map<StreamId, Long> next,
      List<Unanswered> unanswered)
      implements SessionState {
    public Live(
        String gateway,
        long epoch,
        Registrations registrations,
        Set<String> devices,
        Map<StreamId, Long> next,
        List<Unanswered> unanswered) {
      this.gateway = gateway;
      this.epoch = epoch;
      this.registrations = registrations;
      this.devices = Set.copyOf(devices);
      this.next = Map.copyOf(next);
      this.unanswered = List.copyOf(unanswered);
    }

    Live with(List<Unanswered> batches) {
      return new Live(gateway, epoch, registrations, devices, next, batches);
    }
  }

  /// The session has ended; what still comes is answered with the reason.
  record Over(Refusal reason) implements SessionState {}

  /// A batch that the gateway waits to hear of.
  ///
  /// @param request what to answer
  /// @param entry the queue's name of it; empty until the queue has said so
  /// @param since when it came
  record Unanswered(
      long request, StreamId stream, long from, long to, Optional<String> entry, Instant since) {
    Unanswered named(String name) {
      return new Unanswered(request, stream, from, to, Optional.of(name), since);
    }
  }
}
