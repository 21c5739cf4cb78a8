package io.fieldway.trials.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.datatypes.MqttUtf8String;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientConfig;
import com.hivemq.client.mqtt.mqtt5.auth.Mqtt5EnhancedAuthMechanism;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5Auth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5AuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuth;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5EnhancedAuthBuilder;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5Disconnect;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) for the HiveMQ client. It believes only
/// a server that knows the password's verifier.
final class ScramMechanism implements Mqtt5EnhancedAuthMechanism {
  private static final String HASH = "HmacSHA256";

  /// No channel binding: base64 of "n,,".
  private static final String UNBOUND = "c=biws";

  private final String user;
  private final String password;
  private final AtomicInteger proved = new AtomicInteger();
  @Var private String clientFirst = "";
  @Var private String serverSignature = "";

  ScramMechanism(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /// How often the server has proved that it knows the user.
  int proved() {
    return proved.get();
  }

  @Override
  public MqttUtf8String getMethod() {
    return MqttUtf8String.of("SCRAM-SHA-256");
  }

  @Override
  public int getTimeout() {
    return 120;
  }

  @Override
  public CompletableFuture<Void> onAuth(
      Mqtt5ClientConfig config, Mqtt5Connect connect, Mqtt5EnhancedAuthBuilder builder) {
    var _ = builder.data(first());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> onReAuth(Mqtt5ClientConfig config, Mqtt5AuthBuilder builder) {
    var _ = builder.data(first());
    return CompletableFuture.completedFuture(null);
  }

  private byte[] first() {
    clientFirst = "n=" + user + ",r=" + UUID.randomUUID();
    return ("n,," + clientFirst).getBytes(UTF_8);
  }

  @Override
  public CompletableFuture<Boolean> onContinue(
      Mqtt5ClientConfig config, Mqtt5Auth auth, Mqtt5AuthBuilder builder) {
    try {
      var _ = builder.data(last(text(auth)).getBytes(UTF_8));
      return CompletableFuture.completedFuture(true);
    } catch (GeneralSecurityException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private String last(String serverFirst) throws GeneralSecurityException {
    Map<String, String> said =
        Stream.of(serverFirst.split(",", -1))
            .collect(Collectors.toMap(part -> part.substring(0, 1), part -> part.substring(2)));
    String nonce = said.getOrDefault("r", "");
    byte[] salt = Base64.getDecoder().decode(said.getOrDefault("s", ""));
    int iterations = Integer.parseInt(said.getOrDefault("i", ""));
    byte[] salted =
        SecretKeyFactory.getInstance("PBKDF2With" + HASH)
            .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
            .getEncoded();
    String unproved = UNBOUND + ",r=" + nonce;
    String whole = clientFirst + "," + serverFirst + "," + unproved;
    serverSignature = "v=" + base64(hmac(hmac(salted, "Server Key"), whole));
    byte[] proof = hmac(salted, "Client Key");
    byte[] signature = hmac(MessageDigest.getInstance("SHA-256").digest(proof), whole);
    for (int i = 0; i < proof.length; i++) {
      proof[i] ^= signature[i];
    }
    return unproved + ",p=" + base64(proof);
  }

  @Override
  public CompletableFuture<Boolean> onAuthSuccess(Mqtt5ClientConfig config, Mqtt5ConnAck connack) {
    return CompletableFuture.completedFuture(believes(connack.getEnhancedAuth()));
  }

  @Override
  public CompletableFuture<Boolean> onReAuthSuccess(Mqtt5ClientConfig config, Mqtt5Auth auth) {
    return CompletableFuture.completedFuture(believes(Optional.of(auth)));
  }

  private boolean believes(Optional<? extends Mqtt5EnhancedAuth> auth) {
    boolean right = auth.map(ScramMechanism::text).filter(serverSignature::equals).isPresent();
    if (right) {
      proved.incrementAndGet();
    }
    return right;
  }

  @Override
  public void onAuthRejected(Mqtt5ClientConfig config, Mqtt5ConnAck connack) {}

  @Override
  public void onReAuthRejected(Mqtt5ClientConfig config, Mqtt5Disconnect disconnect) {}

  @Override
  public void onAuthError(Mqtt5ClientConfig config, Throwable cause) {}

  @Override
  public void onReAuthError(Mqtt5ClientConfig config, Throwable cause) {}

  private static String text(Mqtt5EnhancedAuth auth) {
    return auth.getData().map(data -> UTF_8.decode(data).toString()).orElse("");
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(HASH);
    mac.init(new SecretKeySpec(key, HASH));
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
