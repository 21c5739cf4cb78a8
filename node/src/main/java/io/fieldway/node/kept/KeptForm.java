package io.fieldway.node.kept;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept.Bound;
import io.fieldway.node.kept.Kept.KeptAdvert;
import io.fieldway.node.kept.Kept.KeptArrival;
import io.fieldway.node.kept.Kept.KeptDelivery;
import io.fieldway.node.kept.Kept.KeptGrant;
import io.fieldway.node.kept.Kept.KeptHistory;
import io.fieldway.node.kept.Kept.KeptIdentity;
import io.fieldway.node.kept.Kept.KeptIncoming;
import io.fieldway.node.kept.Kept.KeptInterest;
import io.fieldway.node.kept.Kept.KeptInterestVersion;
import io.fieldway.node.kept.Kept.KeptMessage;
import io.fieldway.node.kept.Kept.KeptOutgoing;
import io.fieldway.node.kept.Kept.KeptRemoval;
import io.fieldway.node.kept.Kept.KeptRetained;
import io.fieldway.node.kept.Kept.KeptSession;
import io.fieldway.node.kept.Kept.KeptSubscription;
import io.fieldway.node.kept.Kept.KeptTransit;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The bytes of what is kept: a kind, then the fields in their order; numbers in groups of seven
/// bits, texts and binary data behind their length.
public final class KeptForm {
  private static final int SESSION = 1;
  private static final int SUBSCRIPTION = 2;
  private static final int MESSAGE = 3;
  private static final int DELIVERY = 4;
  private static final int ARRIVAL = 5;
  private static final int RETAINED = 6;
  private static final int REMOVAL = 7;
  private static final int HISTORY = 8;
  private static final int IDENTITY = 20;
  private static final int TRANSIT = 21;
  private static final int OUTGOING = 22;
  private static final int INCOMING = 23;
  private static final int GRANT = 24;
  private static final int ADVERT = 10;
  private static final int INTEREST = 11;
  private static final int INTEREST_VERSION = 12;

  private static final Property[] PROPERTIES = new Property[0x2B];

  static {
    Arrays.stream(Property.values()).forEach(property -> PROPERTIES[property.id()] = property);
  }

  private KeptForm() {}

  /// Writes a value.
  public static Bytes write(Kept kept) {
    KeptWriter out = new KeptWriter();
    switch (kept) {
      case KeptSession session -> write(session, out);
      case KeptSubscription subscription -> write(subscription, out);
      case KeptMessage message -> write(message, out);
      case KeptDelivery delivery -> write(delivery, out);
      case KeptArrival(long session, int packetId) -> {
        out.number(ARRIVAL);
        out.number(session);
        out.number(packetId);
      }
      case KeptRetained(long message, long time, String origin) -> {
        out.number(RETAINED);
        out.number(message);
        out.number(time);
        out.text(origin);
      }
      case KeptIdentity(long incarnation, long epoch) -> {
        out.number(IDENTITY);
        out.number(incarnation);
        out.number(epoch);
      }
      case KeptGrant(String controller, long term) -> {
        out.number(GRANT);
        out.text(controller);
        out.number(term);
      }
      case KeptTransit transit -> write(transit, out);
      case KeptOutgoing(String node, long last) -> {
        out.number(OUTGOING);
        out.text(node);
        out.number(last);
      }
      case KeptIncoming(String origin, long incarnation, long delivered) -> {
        out.number(INCOMING);
        out.text(origin);
        out.number(incarnation);
        out.number(delivered);
      }
      case KeptRemoval(String topic, long time, String origin) -> {
        out.number(REMOVAL);
        out.text(topic);
        out.number(time);
        out.text(origin);
      }
      case KeptHistory(long message, long at, long time, String origin, String publisher) -> {
        out.number(HISTORY);
        out.number(message);
        out.number(at);
        out.number(time);
        out.text(origin);
        out.text(publisher);
      }
      case KeptAdvert(Bytes advert, Bytes signature, long unreachableSince) -> {
        out.number(ADVERT);
        out.binary(advert);
        out.binary(signature);
        out.number(unreachableSince);
      }
      case KeptInterest(String node, String filter) -> {
        out.number(INTEREST);
        out.text(node);
        out.text(filter);
      }
      case KeptInterestVersion(Bytes head, Bytes signature) -> {
        out.number(INTEREST_VERSION);
        out.binary(head);
        out.binary(signature);
      }
    }
    return out.bytes();
  }

  /// Reads a value.
  ///
  /// @throws MalformedException where the bytes are none that [#write] makes
  public static Kept read(Bytes bytes) {
    KeptReader in = new KeptReader(bytes);
    int kind = in.small();
    Kept kept =
        switch (kind) {
          case SESSION -> session(in);
          case SUBSCRIPTION -> subscription(in);
          case MESSAGE ->
              new KeptMessage(in.text(), in.binary(), qos(in), in.number(), properties(in));
          case DELIVERY -> delivery(in);
          case ARRIVAL -> new KeptArrival(in.number(), in.small());
          case RETAINED -> new KeptRetained(in.number(), in.number(), in.text());
          case IDENTITY -> new KeptIdentity(in.number(), in.number());
          case TRANSIT -> transit(in);
          case OUTGOING -> new KeptOutgoing(in.text(), in.number());
          case GRANT -> new KeptGrant(in.text(), in.number());
          case INCOMING -> new KeptIncoming(in.text(), in.number(), in.number());
          case REMOVAL -> new KeptRemoval(in.text(), in.number(), in.text());
          case HISTORY ->
              new KeptHistory(in.number(), in.number(), in.number(), in.text(), in.text());
          case ADVERT -> new KeptAdvert(in.binary(), in.binary(), in.number());
          case INTEREST -> new KeptInterest(in.text(), in.text());
          case INTEREST_VERSION -> new KeptInterestVersion(in.binary(), in.binary());
          default -> throw new MalformedException("kept value", "a known kind", "" + kind);
        };
    in.end();
    return kept;
  }

  private static void write(KeptSession session, KeptWriter out) {
    out.number(SESSION);
    out.text(session.clientId());
    out.number(session.expirySeconds());
    out.number(session.endsAt());
    out.flag(session.user().isPresent());
    session.user().ifPresent(out::text);
    out.flag(session.will().isPresent());
    session
        .will()
        .ifPresent(will -> {
          out.text(will.topic());
          out.binary(will.payload());
          out.number(will.qos().number());
          out.flag(will.retain());
          write(will.properties(), out);
        });
  }

  private static KeptSession session(KeptReader in) {
    return new KeptSession(
        in.text(),
        in.number(),
        in.number(),
        in.flag() ? Optional.of(in.text()) : Optional.empty(),
        in.flag()
            ? Optional.of(new Will(in.text(), in.binary(), qos(in), in.flag(), properties(in)))
            : Optional.empty());
  }

  private static void write(KeptSubscription kept, KeptWriter out) {
    Subscription subscription = kept.subscription();
    out.number(SUBSCRIPTION);
    out.number(kept.session());
    out.text(subscription.filter());
    out.number(subscription.qos().number());
    out.flag(subscription.noLocal());
    out.flag(subscription.retainAsPublished());
    out.flag(subscription.retainHandling() == RetainHandling.SEND);
    out.flag(subscription.retainHandling() == RetainHandling.SEND_IF_NEW);
    out.number(kept.identifier());
  }

  private static KeptSubscription subscription(KeptReader in) {
    long session = in.number();
    String filter = in.text();
    QoS qos = qos(in);
    boolean noLocal = in.flag();
    boolean retainAsPublished = in.flag();
    boolean send = in.flag();
    boolean sendIfNew = in.flag();
    RetainHandling handling =
        send
            ? RetainHandling.SEND
            : sendIfNew ? RetainHandling.SEND_IF_NEW : RetainHandling.DO_NOT_SEND;
    return new KeptSubscription(
        session, new Subscription(filter, qos, noLocal, retainAsPublished, handling), in.small());
  }

  private static void write(KeptMessage message, KeptWriter out) {
    out.number(MESSAGE);
    out.text(message.topic());
    out.binary(message.payload());
    out.number(message.qos().number());
    out.number(message.expiresAt());
    write(message.properties(), out);
  }

  private static void write(KeptDelivery delivery, KeptWriter out) {
    out.number(DELIVERY);
    out.number(delivery.session());
    out.number(delivery.message());
    out.number(delivery.qos().number());
    out.flag(delivery.retain());
    out.number(delivery.identifiers().size());
    delivery.identifiers().forEach(out::number);
    out.number(delivery.packetId());
    out.flag(delivery.released());
    out.text(delivery.group());
  }

  private static KeptDelivery delivery(KeptReader in) {
    long session = in.number();
    long message = in.number();
    QoS qos = qos(in);
    boolean retain = in.flag();
    int count = in.small();
    List<Integer> identifiers = new ArrayList<>();
    for (@Var int i = 0; i < count; i++) {
      identifiers.add(in.small());
    }
    return new KeptDelivery(
        session, message, qos, retain, identifiers, in.small(), in.flag(), in.text());
  }

  private static void write(KeptTransit transit, KeptWriter out) {
    out.number(TRANSIT);
    out.text(transit.origin());
    out.number(transit.incarnation());
    out.text(transit.topic());
    out.binary(transit.payload());
    out.number(transit.qos().number());
    out.flag(transit.retain());
    write(transit.properties(), out);
    out.number(transit.expiresAt());
    out.number(transit.time());
    out.number(transit.bounds().size());
    for (Bound bound : transit.bounds()) {
      out.text(bound.node());
      out.number(bound.sequence());
      out.number(bound.low());
      out.flag(bound.plain());
      out.number(bound.groups().size());
      bound.groups().forEach(out::text);
    }
  }

  private static KeptTransit transit(KeptReader in) {
    return new KeptTransit(
        in.text(),
        in.number(),
        in.text(),
        in.binary(),
        qos(in),
        in.flag(),
        properties(in),
        in.number(),
        in.number(),
        bounds(in));
  }

  private static List<Bound> bounds(KeptReader in) {
    int count = in.small();
    List<Bound> bounds = new ArrayList<>(Math.min(count, 16));
    for (@Var int i = 0; i < count; i++) {
      bounds.add(new Bound(in.text(), in.number(), in.number(), in.flag(), texts(in)));
    }
    return bounds;
  }

  private static List<String> texts(KeptReader in) {
    int count = in.small();
    List<String> texts = new ArrayList<>(Math.min(count, 16));
    for (@Var int i = 0; i < count; i++) {
      texts.add(in.text());
    }
    return texts;
  }

  private static void write(Properties properties, KeptWriter out) {
    properties.forEach((property, value) -> {
      out.number(property.id());
      switch (value) {
        case Long number -> out.number(number);
        case String text -> out.text(text);
        case Bytes binary -> out.binary(binary);
        case UserProperty(String name, String text) -> {
          out.text(name);
          out.text(text);
        }
        default -> throw new IllegalStateException("no property is a " + value.getClass());
      }
    });
    out.number(0);
  }

  private static Properties properties(KeptReader in) {
    @Var int id = in.small();
    if (id == 0) {
      return Properties.NONE;
    }
    Properties.Builder properties = Properties.builder();
    while (id != 0) {
      Property property = id < PROPERTIES.length ? PROPERTIES[id] : null;
      if (property == null) {
        throw new MalformedException("kept properties", "the id of a property", "" + id);
      }
      switch (property.kind()) {
        case BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE_BYTES -> properties.put(property, in.number());
        case TEXT -> properties.put(property, in.text());
        case BINARY -> properties.put(property, in.binary());
        case TEXT_PAIR -> properties.user(in.text(), in.text());
      }
      id = in.small();
    }
    return properties.build();
  }

  private static QoS qos(KeptReader in) {
    int number = in.small();
    if (number > 2) {
      throw new MalformedException("kept quality of service", "0 to 2", "" + number);
    }
    return QoS.of(number);
  }
}
