package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.control.ControlCounts;
import io.fieldway.node.control.ControlDesk;
import io.fieldway.node.copy.CopyCounts;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.Guests;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Connect;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Who has to do with a node beside its clients and its neighbours: brokers that it is attached to,
/// controllers, its substitute, and those whose copies it holds. Belongs to the broker's event
/// loop.
public final class Company {
  private final List<AttachDialer> attached = new ArrayList<>();
  private final List<Guests> guests = new ArrayList<>();
  private final List<LongConsumer> ticking = new ArrayList<>();
  private final Traffic copyTraffic = new Traffic();
  @Var private @Nullable Copier copier;
  @Var private @Nullable Copies copies;
  @Var private @Nullable ControlDesk desk;

  Company() {}

  /// From now on these may connect where nodes connect.
  public void admit(Guests others) {
    guests.add(others);
  }

  /// From now on this is told of the time about ten times a second.
  public void tell(LongConsumer tick) {
    ticking.add(tick);
  }

  /// From now on controllers are heard here.
  public void attend(ControlDesk heard) {
    admit(heard);
    tell(heard::tick);
    desk = heard;
  }

  /// The node is to be attached to another broker.
  void attached(AttachDialer dialer) {
    attached.add(dialer);
    tell(dialer::tick);
  }

  /// The node can be copied.
  void copied(Copier one) {
    copier = one;
  }

  /// The node holds copies of others.
  void holds(Copies some) {
    copies = some;
  }

  /// Who has dialled, where it is no neighbour.
  Optional<Guest> receive(Connect connect, LinkOutbound out, long now) {
    return guests.stream().flatMap(each -> each.received(connect, out, now).stream()).findFirst();
  }

  /// Who is told of the time.
  List<LongConsumer> ticking() {
    return List.copyOf(ticking);
  }

  /// How the node is attached to other brokers.
  List<AttachDialer> attachments() {
    return List.copyOf(attached);
  }

  /// What came of controllers.
  ControlCounts controlCounts() {
    ControlDesk heard = desk;
    return heard == null ? ControlCounts.NONE : heard.counts();
  }

  /// What came of copies, of this node and of others.
  CopyCounts copyCounts() {
    Copier one = copier;
    Copies some = copies;
    CopyCounts own = one == null ? CopyCounts.NONE : one.counts();
    return some == null ? own : some.counts(own);
  }

  /// What has come and gone on the connections that the node has opened for the sake of copies.
  Traffic copyTraffic() {
    return copyTraffic;
  }
}
