package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Demand;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.routing.topic.TopicLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A broker over a disk of virtual time, with an attachment of its own where a test connects it.
final class Home {
  static final String NAME = "plant";

  static final Access OPEN =
      new Access() {
        @Override
        public Verdict authenticate(Credentials credentials) {
          return new Verdict.Granted(credentials.userName(), Rights.ALL);
        }

        @Override
        public Optional<Exchange> exchange(String method, Credentials credentials) {
          return Optional.empty();
        }
      };

  final BrokerConfig bounds;
  final Terms terms;

  /// What people were told.
  final List<String> said = new ArrayList<>();

  @Var DiskJournal journal = new DiskJournal(Map.of());
  @Var Broker broker;
  @Var Attachment attachment;
  @Var @Nullable Wire wire;

  /// Whether this node takes in what comes from the other broker.
  @Var boolean first = true;

  @Var private @Nullable Here here;
  @Var private int lives;

  Home(BrokerConfig bounds, Terms terms, long now) {
    this.bounds = bounds;
    this.terms = terms;
    this.broker = begin(now);
    this.attachment = attachment(now);
  }

  /// All that is wanted in, everything out.
  static Terms terms() {
    return new Terms(
        NAME,
        "fieldway",
        "mesh/home",
        List.of("#"),
        true,
        List.of("#"),
        30,
        3_600,
        Optional.empty(),
        Optional.empty(),
        20,
        1 << 20,
        TopicLimits.defaults(),
        10,
        5_000,
        10_000);
  }

  /// Begins a life with what the disk holds; the former one has left no trace but that.
  void restart(long now) {
    wire = null;
    here = null;
    journal = new DiskJournal(journal.survived());
    broker = begin(now);
    attachment = attachment(now);
  }

  /// The same, and the disk is lost.
  void burn(long now) {
    journal = new DiskJournal(Map.of());
    restart(now);
  }

  private Broker begin(long now) {
    lives++;
    Ledger ledger = new Ledger(journal);
    Survivors survivors = Survivors.read(journal.survived(), ledger);
    Broker begun = new Broker(bounds, OPEN, ledger, new SplittableRandom(lives), now);
    begun.restore(survivors.ofBroker(), now);
    return begun;
  }

  private Attachment attachment(long now) {
    Demand demand = broker.demand(lives, Set.of(Attachments.clientId(NAME)), now);
    Wants wants =
        new Wants() {
          @Override
          public long version() {
            return demand.version() * 2 + (first ? 1 : 0);
          }

          @Override
          public List<String> filters() {
            return demand.filters();
          }

          @Override
          public boolean isFirst() {
            return first;
          }
        };
    return new Attachment(terms, wants, new Said());
  }

  /// Connects the attachment to another broker.
  Wire connect(Foreign foreign, long now) {
    Here begun = new Here();
    here = begun;
    Wire connected = attachment.connected(foreign, begun, now);
    wire = connected;
    return connected;
  }

  /// What was written becomes durable, and the broker hears of it.
  void commit(long now) {
    commit(journal.groups(), now);
  }

  void commit(int groups, long now) {
    broker.committed(journal.force(groups), now);
    settle(now);
  }

  /// The broker is in no call: the attachment tells it what it is to hear.
  void settle(long now) {
    Wire connected = wire;
    while (connected != null && connected.isUnsettled()) {
      connected.settle(now);
    }
  }

  private final class Said implements Witness {
    @Override
    public void refused(Way way, ReasonCode reason, String what, String why) {
      said.add(way + " " + reason + " " + what);
    }

    @Override
    public void connected(boolean sessionPresent) {
      said.add(sessionPresent ? "again" : "anew");
    }

    @Override
    public void ended(String why) {
      said.add("ended: " + why);
    }
  }

  /// The attachment's end at the broker.
  private final class Here implements Local, Outbound {
    @Var private @Nullable Client client;

    private Client client() {
      if (client == null) {
        throw new AssertionError("the broker is not connected");
      }
      return client;
    }

    private Wire wire() {
      if (wire == null) {
        throw new AssertionError("there is no wire");
      }
      return wire;
    }

    @Override
    public Set<String> subscribed() {
      return broker.subscribedBy(Attachments.clientId(NAME)).orElse(Set.of());
    }

    @Override
    public boolean isKept() {
      return broker.subscribedBy(Attachments.clientId(NAME)).isPresent();
    }

    @Override
    public void send(Packet packet, long now) {
      if (client == null) {
        client = broker.attached(new Origin(NAME, true, Optional.empty()), this, now);
      }
      client.received(packet, now);
    }

    @Override
    public void forget(int packetId) {
      client().forget(packetId);
    }

    @Override
    public void forgetAll() {
      client().forgetAll();
    }

    @Override
    public void lost(long now) {
      client().lost(now);
      client = null;
    }

    @Override
    public void send(Packet packet) {
      if (this == here) {
        wire().fromLocal(packet);
      }
    }

    @Override
    public void close() {
      client = null;
      if (this == here) {
        wire().closedByLocal();
      }
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public long pendingBytesOfAll() {
      return 0;
    }

    @Override
    public void hold(boolean held) {}

    @Override
    public void authenticate(Credentials credentials) {
      throw new AssertionError("an attachment is not asked who it is");
    }
  }
}
