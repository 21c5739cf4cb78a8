package io.fieldway.node.packet;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.PacketType.Side;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Packets by chance, such as one side may send in one version.
final class AnyPacket {
  private static final List<String> LETTERS =
      List.of("a", "b", "7", "/", "+", "#", "$", " ", "\u0001", "ä", "€", "\uFEFF", "\uFFFD", "𪛔");

  private static final EnumSet<ReasonCode> RETURN_CODES =
      EnumSet.of(
          ReasonCode.SUCCESS,
          ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          ReasonCode.SERVER_UNAVAILABLE,
          ReasonCode.BAD_USER_NAME_OR_PASSWORD,
          ReasonCode.NOT_AUTHORIZED);

  private static final EnumSet<ReasonCode> SUBACK_RETURN_CODES =
      EnumSet.of(
          ReasonCode.SUCCESS,
          ReasonCode.GRANTED_QOS_1,
          ReasonCode.GRANTED_QOS_2,
          ReasonCode.UNSPECIFIED_ERROR);

  private final RandomGenerator random;
  private final Version version;
  private final Side sender;
  private final List<PacketType> types;

  AnyPacket(RandomGenerator random, Version version, Side sender) {
    this.random = random;
    this.version = version;
    this.sender = sender;
    this.types =
        Arrays.stream(PacketType.values()).filter(type -> type.isSentBy(sender, version)).toList();
  }

  Packet next() {
    return switch (one(types)) {
      case CONNECT -> connect();
      case CONNACK -> connack();
      case PUBLISH -> publish();
      case PUBACK -> new Puback(packetId(), reason("PUBACK"), properties("PUBACK"));
      case PUBREC -> new Pubrec(packetId(), reason("PUBREC"), properties("PUBREC"));
      case PUBREL -> new Pubrel(packetId(), reason("PUBREL"), properties("PUBREL"));
      case PUBCOMP -> new Pubcomp(packetId(), reason("PUBCOMP"), properties("PUBCOMP"));
      case SUBSCRIBE ->
          new Subscribe(packetId(), some(this::subscription), properties("SUBSCRIBE"));
      case SUBACK -> new Suback(packetId(), some(this::subackReason), properties("SUBACK"));
      case UNSUBSCRIBE ->
          new Unsubscribe(packetId(), some(this::filter), properties("UNSUBSCRIBE"));
      case UNSUBACK ->
          new Unsuback(
              packetId(),
              version == Version.MQTT_5 ? some(() -> reason("UNSUBACK")) : List.of(),
              properties("UNSUBACK"));
      case PINGREQ -> new Pingreq();
      case PINGRESP -> new Pingresp();
      case DISCONNECT -> new Disconnect(reason("DISCONNECT"), properties("DISCONNECT"));
      case AUTH -> new Auth(reason("AUTH"), properties("AUTH"));
    };
  }

  private Connect connect() {
    Properties properties = properties("CONNECT");
    Optional<String> userName = maybe(this::text);
    boolean password = version == Version.MQTT_5 || userName.isPresent();
    return new Connect(
        version,
        random.nextBoolean(),
        random.nextInt(0x10000),
        text(),
        maybe(this::will),
        userName,
        password ? maybe(this::bytes) : Optional.empty(),
        properties.has(Property.AUTHENTICATION_METHOD)
            ? properties
            : properties.toBuilder().remove(Property.AUTHENTICATION_DATA).build());
  }

  private Will will() {
    return new Will(text(), bytes(), qos(), random.nextBoolean(), properties("WILL"));
  }

  private Connack connack() {
    ReasonCode reason = version == Version.MQTT_5 ? reason("CONNACK") : one(RETURN_CODES);
    boolean sessionPresent = reason == ReasonCode.SUCCESS && random.nextBoolean();
    return new Connack(sessionPresent, reason, properties("CONNACK"));
  }

  private Publish publish() {
    QoS qos = qos();
    boolean acknowledged = qos != QoS.AT_MOST_ONCE;
    Properties properties = properties("PUBLISH");
    String topic = text();
    return new Publish(
        topic.isEmpty() && !properties.has(Property.TOPIC_ALIAS) ? "t" : topic,
        bytes(),
        qos,
        random.nextBoolean(),
        acknowledged && random.nextBoolean(),
        acknowledged ? packetId() : 0,
        properties);
  }

  private Subscription subscription() {
    boolean five = version == Version.MQTT_5;
    return new Subscription(
        filter(),
        qos(),
        five && random.nextBoolean(),
        five && random.nextBoolean(),
        five ? one(EnumSet.allOf(RetainHandling.class)) : RetainHandling.SEND);
  }

  private Properties properties(String packet) {
    Properties.Builder builder = Properties.builder();
    if (version == Version.MQTT_3_1_1 || random.nextBoolean()) {
      return builder.build();
    }
    List<Property> allowed = new ArrayList<>(Table.properties(packet, sender));
    for (@Var int i = random.nextInt(5); i > 0; i--) {
      Property property = one(allowed);
      if (property == Property.SUBSCRIPTION_IDENTIFIER && packet.equals("SUBSCRIBE")) {
        builder.remove(property);
      }
      put(builder, property);
    }
    return builder.build();
  }

  private void put(Properties.Builder builder, Property property) {
    switch (property.kind()) {
      case BYTE -> builder.put(property, random.nextInt(2));
      case TWO_BYTES -> builder.put(property, random.nextInt(1, 0x10000));
      case FOUR_BYTES -> builder.put(property, random.nextLong(1, 0x1_0000_0000L));
      case VARIABLE_BYTES -> builder.put(property, random.nextInt(1, 1 << random.nextInt(1, 29)));
      case TEXT -> builder.put(property, text());
      case BINARY -> builder.put(property, bytes());
      case TEXT_PAIR -> builder.user(text(), text());
    }
  }

  private ReasonCode reason(String packet) {
    return version == Version.MQTT_3_1_1 || random.nextBoolean()
        ? ReasonCode.SUCCESS
        : one(Table.reasons(packet, sender));
  }

  private ReasonCode subackReason() {
    return version == Version.MQTT_5 ? reason("SUBACK") : one(SUBACK_RETURN_CODES);
  }

  private QoS qos() {
    return QoS.of(random.nextInt(3));
  }

  private int packetId() {
    return random.nextInt(1, 0x10000);
  }

  /// Mostly short, at times beyond one byte of a remaining length.
  private int length() {
    return random.nextInt(16) == 0 ? random.nextInt(300) : random.nextInt(12);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    boolean ascii = random.nextBoolean();
    for (@Var int i = length(); i > 0; i--) {
      text.append(ascii ? "t" : one(LETTERS));
    }
    return text.toString();
  }

  private String filter() {
    return "f" + text();
  }

  private Bytes bytes() {
    byte[] bytes = new byte[length()];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }

  private <T> List<T> some(Supplier<T> value) {
    List<T> values = new ArrayList<>();
    for (@Var int i = random.nextInt(1, 4); i > 0; i--) {
      values.add(value.get());
    }
    return values;
  }

  private <T> T one(Collection<T> values) {
    return List.copyOf(values).get(random.nextInt(values.size()));
  }
}
