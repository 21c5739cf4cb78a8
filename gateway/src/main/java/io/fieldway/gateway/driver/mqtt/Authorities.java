package io.fieldway.gateway.driver.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/// Whose word for the broker's certificate is taken.
final class Authorities {
  private Authorities() {}

  /// TLS that trusts the authorities of a PEM file, or those of the JVM, and checks the host's
  /// name.
  ///
  /// @throws IOException with one sentence for a person, where the file is none
  static MqttClientSslConfig tls(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      return MqttClientSslConfig.builder().build();
    }
    try (InputStream in = Files.newInputStream(file.get())) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + store.size(), each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return MqttClientSslConfig.builder().trustManagerFactory(trust).build();
    } catch (GeneralSecurityException e) {
      throw new IOException("expected certificates as PEM in " + file.get(), e);
    }
  }
}
