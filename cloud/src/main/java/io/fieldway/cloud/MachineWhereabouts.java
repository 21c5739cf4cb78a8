package io.fieldway.cloud;

import io.fieldway.cloud.machine.Machine;
import io.fieldway.cloud.resource.MachineAddress;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;

/// Where gateways find the machine server: what the configuration says, or else the port that the
/// one in this process has, or else the configured port.
final class MachineWhereabouts implements MachineAddress {
  private final CloudConfig config;
  private final ObjectProvider<Machine> here;

  MachineWhereabouts(CloudConfig config, ObjectProvider<Machine> here) {
    this.config = config;
    this.here = here;
  }

  @Override
  public URI seenFrom(String host) {
    return config
        .access()
        .machineUrl()
        .map(URI::create)
        .orElseGet(() -> {
          Machine machine = here.getIfAvailable();
          int port =
              machine == null ? config.machineListen().getPort() : machine.address().getPort();
          String scheme = config.tls().isPresent() ? "https" : "http";
          boolean bare = host.contains(":") && !host.startsWith("[");
          return URI.create(scheme + "://" + (bare ? "[" + host + "]" : host) + ":" + port);
        });
  }

  @Override
  public Optional<Bytes> fingerprint() {
    return config.tls().map(MachineWhereabouts::fingerprint);
  }

  private static Bytes fingerprint(CloudConfig.Tls tls) {
    try (InputStream file = Files.newInputStream(tls.certificate())) {
      byte[] own = CertificateFactory.getInstance("X.509").generateCertificate(file).getEncoded();
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(own));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("the certificate was read when the listeners opened", e);
    }
  }
}
