package io.fieldway.node.trust;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/// The name in a certificate by which somebody is known.
public final class CommonName {
  private CommonName() {}

  /// Whom a certificate is of.
  public static Optional<String> of(X509Certificate certificate) {
    return of(certificate.getSubjectX500Principal());
  }

  static Optional<String> of(X500Principal named) {
    try {
      return new LdapName(named.getName())
          .getRdns().reversed().stream()
              .filter(each -> each.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(String::valueOf)
              .findFirst();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
