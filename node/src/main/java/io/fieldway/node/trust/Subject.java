package io.fieldway.node.trust;

import io.fieldway.node.link.Certified;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// Whom a certificate is of: the common name, and the organizational unit by which the certificate
/// of a controller is told from that of a node.
public final class Subject {
  /// The organizational unit of controllers.
  static final String CONTROLLER = "controller";

  private Subject() {}

  /// The name in a certificate.
  public static Optional<String> commonName(X509Certificate certificate) {
    return commonName(certificate.getSubjectX500Principal());
  }

  static Optional<String> commonName(X500Principal named) {
    return attribute(named, "CN");
  }

  /// Whether a certificate is a controller's.
  public static boolean isController(X509Certificate certificate) {
    return attribute(certificate.getSubjectX500Principal(), "OU").equals(Optional.of(CONTROLLER));
  }

  /// Whom a certificate is of; empty where it names nobody.
  public static Optional<Certified> certified(X509Certificate certificate) {
    return commonName(certificate).map(name -> new Certified(name, isController(certificate)));
  }

  private static Optional<String> attribute(X500Principal named, String type) {
    try {
      return new LdapName(named.getName())
          .getRdns().reversed().stream()
              .filter(each -> each.getType().equalsIgnoreCase(type))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
