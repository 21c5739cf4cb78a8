package io.fieldway.cloud.machine.session;

import io.fieldway.cloud.machine.session.Session.Step;
import io.fieldway.cloud.machine.session.SessionState.Live;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinSync;

/// What a live session says besides data.
final class Speech {
  private Speech() {}

  static Step beat(Live live, SessionEvent.Beat beat) {
    try {
      Heartbeat heartbeat = Heartbeat.read(beat.body());
      return Step.of(
          live,
          new SessionEffect.StoreBeat(beat.request(), live.gateway(), live.epoch(), heartbeat));
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(beat.request(), e));
    }
  }

  static Step report(Live live, SessionEvent.Report report) {
    try {
      return Step.of(
          live,
          new SessionEffect.StoreReport(
              report.request(), live.gateway(), CommandReport.read(report.body())));
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(report.request(), e));
    }
  }

  static Step twinsMet(Live live, SessionEvent.TwinsMet met) {
    try {
      return Step.of(
          live,
          new SessionEffect.MeetTwins(met.request(), live.gateway(), TwinSync.read(met.body())));
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(met.request(), e));
    }
  }

  static Step twinsReported(Live live, SessionEvent.TwinsReported reported) {
    try {
      return Step.of(
          live,
          new SessionEffect.StoreTwins(
              reported.request(),
              live.gateway(),
              TwinPatches.read("twin.reported", reported.body())));
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(reported.request(), e));
    }
  }

  static Step blob(Live live, SessionEvent.BlobSaid said) {
    BlobMessage message;
    try {
      message = BlobMessage.read(said.event(), said.body());
    } catch (MalformedException e) {
      return Step.of(live, Session.malformed(said.request(), e));
    }
    if (!live.devices().contains(message.device())) {
      return Step.of(
          live,
          new SessionEffect.Accuse(live.gateway(), "blob.forged", "a blob of " + message.device()),
          Session.answer(
              said.request(),
              RefusalCode.UNKNOWN_DEVICE,
              "no device " + message.device() + " is registered at this gateway"));
    }
    return Step.of(live, new SessionEffect.TakeBlob(said.request(), live.gateway(), message));
  }

  static Step registered(Live live, SessionEvent.Registered changed) {
    Live next =
        new Live(
            live.gateway(),
            live.epoch(),
            changed.registrations(),
            changed.devices(),
            live.next(),
            live.unanswered());
    return changed.registrations().json().equals(live.registrations().json())
        ? Step.of(next)
        : Step.of(next, new SessionEffect.SendModel(changed.registrations()));
  }
}
