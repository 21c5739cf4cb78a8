package io.fieldway.node.io;

import io.fieldway.node.link.Certified;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Subject;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.util.SimpleTrustManagerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// How a member of a mesh speaks TLS on its links: each end shows its certificate and believes what
/// the mesh's authority has issued.
///
/// @param accepting what a listener uses; who shows no certificate can do nothing but ask to join
/// @param dialling what a dialler uses
public record LinkTls(SslContext accepting, SslContext dialling) {
  private static final String PROTOCOL = "TLSv1.3";

  /// The same for the JDK, for those who dial a node's links with another client.
  ///
  /// @param keys what is shown
  /// @param trust whom they believe; from what address a node speaks plays no part
  public record Managers(KeyManagerFactory keys, TrustManagerFactory trust) {
    /// The name of the node at the other end of a session; empty where it has shown none.
    public Optional<String> node(SSLSession session) {
      return TlsHandshake.shown(session)
          .flatMap(Subject::certified)
          .filter(each -> !each.isController())
          .map(Certified::name);
    }
  }

  /// What a controller uses.
  ///
  /// @param clock milliseconds since the epoch
  public static Managers managers(Membership own, LongSupplier clock) throws IOException {
    try {
      PeerCheck check = check(own, clock);
      return new Managers(
          keys(own),
          new SimpleTrustManagerFactory() {
            @Override
            protected void engineInit(KeyStore store) {}

            @Override
            protected void engineInit(ManagerFactoryParameters parameters) {}

            @Override
            protected TrustManager[] engineGetTrustManagers() {
              return new TrustManager[] {check};
            }
          });
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificate cannot be shown: " + e.getMessage(), e);
    }
  }

  private static PeerCheck check(Membership own, LongSupplier clock) {
    return new PeerCheck(
        List.of(own.shown().getLast()),
        chain -> own.trust().name(chain.getFirst(), clock.getAsLong()));
  }

  /// What a member uses.
  ///
  /// @param clock milliseconds since the epoch
  public static LinkTls of(Membership own, LongSupplier clock) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(keys(own).getKeyManagers(), new TrustManager[] {check(own, clock)}, null);
      return new LinkTls(
          context(context, false, ClientAuth.OPTIONAL), context(context, true, ClientAuth.NONE));
    } catch (GeneralSecurityException e) {
      throw new IOException("the node's certificate cannot be shown: " + e.getMessage(), e);
    }
  }

  private static KeyManagerFactory keys(Membership own)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", own.identity().key(), new char[0], own.shown().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys;
  }

  /// Without Netty's builder, which would load BouncyCastle where it finds it.
  private static SslContext context(SSLContext context, boolean isClient, ClientAuth auth) {
    return new JdkSslContext(
        context,
        isClient,
        null,
        IdentityCipherSuiteFilter.INSTANCE,
        ApplicationProtocolConfig.DISABLED,
        auth,
        new String[] {PROTOCOL},
        false);
  }
}
