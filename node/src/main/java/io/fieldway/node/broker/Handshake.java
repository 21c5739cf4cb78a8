package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Exchange.Step;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.node.packet.Will;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.routing.topic.TopicName;
import io.fieldway.wire.Bytes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// From CONNECT to CONNACK, and AUTH (MQTT 5 §3.1, §3.15, §4.12).
final class Handshake {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int ASSIGNED_LENGTH = 26;

  private final BrokerConfig config;
  private final Access access;
  private final Sessions sessions;
  private final RandomGenerator random;
  private final Counters counters;
  private final TopicLimits limits;
  private final Map<Client, Exchange> exchanges = new HashMap<>();

  Handshake(
      BrokerConfig config,
      Access access,
      Sessions sessions,
      RandomGenerator random,
      Counters counters) {
    this.config = config;
    this.access = access;
    this.sessions = sessions;
    this.random = random;
    this.counters = counters;
    this.limits = config.topicLimits();
  }

  /// Takes CONNECT.
  void begin(Client client, Connect connect, long now) {
    boolean assigned = connect.clientId().isEmpty();
    client.greeted(new Greeting(connect, assigned ? assign() : connect.clientId(), assigned));
    if (assigned && connect.version() == Version.MQTT_3_1_1 && !connect.cleanStart()) {
      client.close(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "a session that lasts needs a client id [MQTT-3.1.3-8]",
          now);
      return;
    }
    Optional<String> fault = connect.will().flatMap(this::fault);
    if (fault.isPresent()) {
      client.close(
          Arrivals.reasonToRefuse(connect.will().map(Will::topic).orElse("")), fault.get(), now);
      return;
    }
    if (Attachments.isReserved(connect.clientId()) != client.isAttachment()) {
      client.close(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id is an attachment's", now);
      return;
    }
    if (client.isAttachment()) {
      admit(client, new Verdict.Granted(Optional.empty(), Rights.ALL), Properties.NONE, now);
      return;
    }
    Optional<String> method = connect.properties().text(Property.AUTHENTICATION_METHOD);
    if (method.isEmpty()) {
      if (connect.properties().has(Property.AUTHENTICATION_DATA)) {
        client.breach(ReasonCode.PROTOCOL_ERROR, "authentication data without a method", now);
      } else {
        client.awaitVerdict();
      }
      return;
    }
    Optional<Exchange> exchange =
        access.exchange(method.get(), client.greeting().credentials(client.origin()));
    if (exchange.isEmpty()) {
      client.close(
          ReasonCode.BAD_AUTHENTICATION_METHOD, "the authentication method is not spoken", now);
      return;
    }
    exchanges.put(client, exchange.get());
    step(client, exchange.get(), connect.properties(), now);
  }

  /// Takes AUTH before CONNACK.
  void proceed(Client client, Auth auth, long now) {
    Exchange exchange = exchanges.get(client);
    if (exchange == null || auth.reason() != ReasonCode.CONTINUE_AUTHENTICATION) {
      client.breach(ReasonCode.PROTOCOL_ERROR, "Continue authentication was expected", now);
    } else if (!sameMethod(client, auth)) {
      client.breach(
          ReasonCode.PROTOCOL_ERROR, "the authentication method has changed [MQTT-4.12.0-5]", now);
    } else {
      step(client, exchange, auth.properties(), now);
    }
  }

  /// Takes AUTH after CONNACK: the client proves itself again (MQTT 5 §4.12.1).
  void repeat(Client client, Auth auth, long now) {
    if (!sameMethod(client, auth)) {
      client.breach(
          ReasonCode.PROTOCOL_ERROR, "the authentication method has changed [MQTT-4.12.1-1]", now);
      return;
    }
    @Var Exchange exchange = exchanges.get(client);
    boolean begins = auth.reason() == ReasonCode.RE_AUTHENTICATE;
    if (!begins && auth.reason() != ReasonCode.CONTINUE_AUTHENTICATION) {
      client.breach(ReasonCode.PROTOCOL_ERROR, "only the server ends an authentication", now);
      return;
    }
    if (begins) {
      exchange = access.exchange(method(client), credentialsOf(client)).orElse(null);
    }
    if (exchange == null || begins == (exchanges.get(client) != null)) {
      client.breach(ReasonCode.PROTOCOL_ERROR, "no such step of an authentication", now);
      return;
    }
    exchanges.put(client, exchange);
    step(client, exchange, auth.properties(), now);
  }

  /// Takes the verdict on user name and password.
  void judged(Client client, Verdict verdict, long now) {
    switch (verdict) {
      case Verdict.Refused(ReasonCode reason, String why) -> client.close(reason, why, now);
      case Verdict.Granted granted -> admit(client, granted, Properties.NONE, now);
    }
  }

  /// Forgets a connection.
  void gone(Client client) {
    exchanges.remove(client);
  }

  private void step(Client client, Exchange exchange, Properties properties, long now) {
    Bytes data = properties.binary(Property.AUTHENTICATION_DATA).orElse(Bytes.EMPTY);
    switch (exchange.next(data)) {
      case Step.Continue(Bytes answer) -> {
        Auth auth = new Auth(ReasonCode.CONTINUE_AUTHENTICATION, authentication(client, answer));
        if (client.isConnected()) {
          client.reply(0, auth);
        } else {
          client.awaitAuth();
          client.transmitter().send(auth);
        }
      }
      case Step.Done(Verdict.Granted granted, Bytes answer) -> {
        exchanges.remove(client);
        Properties said = authentication(client, answer);
        if (!client.isConnected()) {
          admit(client, granted, said, now);
        } else if (granted.user().equals(client.session().user)) {
          client.rights(granted.rights());
          client.reply(0, new Auth(ReasonCode.SUCCESS, said));
        } else {
          client.close(ReasonCode.NOT_AUTHORIZED, "the session is another user's", now);
        }
      }
      case Step.Failed(Verdict.Refused refused) -> {
        exchanges.remove(client);
        client.close(refused.reason(), refused.why(), now);
      }
    }
  }

  private void admit(Client client, Verdict.Granted granted, Properties said, long now) {
    Greeting greeting = client.greeting();
    Optional<Will> will = greeting.connect().will();
    if (will.isPresent() && !granted.rights().mayPublish(will.get().topic())) {
      client.close(ReasonCode.NOT_AUTHORIZED, "the will's topic may not be published to", now);
      return;
    }
    Optional<Sessions.Refusal> refusal = sessions.refusal(greeting, granted.user());
    if (refusal.isPresent()) {
      client.close(refusal.get().reason(), refusal.get().why(), now);
      return;
    }
    client.rights(granted.rights());
    counters.connects++;
    Sessions.Attached attached = sessions.attach(client, granted.user(), now);
    long keepAlive = client.isAttachment() ? 0 : keepAlive(greeting);
    Connack connack =
        new Connack(
            attached.present(),
            ReasonCode.SUCCESS,
            properties(greeting, attached.session(), keepAlive, said));
    client.attach(attached, keepAlive * 1000, connack, now);
  }

  private Properties properties(
      Greeting greeting, Session session, long keepAlive, Properties said) {
    if (!greeting.isMqtt5()) {
      return Properties.NONE;
    }
    Properties.Builder properties = said.toBuilder();
    if (session.expirySeconds != greeting.sessionExpiry()) {
      properties.put(Property.SESSION_EXPIRY_INTERVAL, session.expirySeconds);
    }
    if (greeting.assigned()) {
      properties.put(Property.ASSIGNED_CLIENT_IDENTIFIER, greeting.clientId()); // [MQTT-3.2.2-16]
    }
    if (keepAlive != greeting.connect().keepAliveSeconds()) {
      properties.put(Property.SERVER_KEEP_ALIVE, keepAlive); // [MQTT-3.2.2-21]
    }
    properties.put(Property.RECEIVE_MAXIMUM, config.receiveMaximum());
    properties.put(Property.MAXIMUM_PACKET_SIZE, config.maximumPacketSize());
    properties.put(Property.TOPIC_ALIAS_MAXIMUM, config.topicAliasMaximum());
    return properties.build();
  }

  private long keepAlive(Greeting greeting) {
    long asked = greeting.connect().keepAliveSeconds();
    long most = config.maximumKeepAlive().toSeconds();
    return most > 0 && (asked == 0 || asked > most) ? most : asked;
  }

  private Optional<String> fault(Will will) {
    if (SystemTopics.isReserved(will.topic())) {
      return Optional.of("the will's topic is the broker's own");
    }
    if (!Arrivals.hasProperResponseTopic(will.properties())) {
      return Optional.of("the will's response topic is no topic name");
    }
    return TopicName.fault(will.topic(), limits).map(fault -> "the will's topic: " + fault);
  }

  private static Credentials credentialsOf(Client client) {
    return client.greeting().credentials(client.origin());
  }

  private static String method(Client client) {
    return client.greeting().connect().properties().text(Property.AUTHENTICATION_METHOD).orElse("");
  }

  private static boolean sameMethod(Client client, Auth auth) {
    String method = method(client);
    return !method.isEmpty()
        && auth.properties()
            .text(Property.AUTHENTICATION_METHOD)
            .filter(method::equals)
            .isPresent();
  }

  private static Properties authentication(Client client, Bytes data) {
    Properties.Builder properties =
        Properties.builder().put(Property.AUTHENTICATION_METHOD, method(client));
    if (data.size() > 0) {
      properties.put(Property.AUTHENTICATION_DATA, data);
    }
    return properties.build();
  }

  private String assign() {
    StringBuilder id = new StringBuilder("fw-");
    for (@Var int i = 0; i < ASSIGNED_LENGTH; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
