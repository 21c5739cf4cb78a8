package io.fieldway.node.io;

import io.fieldway.node.trust.Membership;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.LongSupplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// How a member of a mesh speaks TLS on its links: each end shows its certificate and believes what
/// the mesh's authority has issued.
///
/// @param accepting what a listener uses; who shows no certificate can do nothing but ask to join
/// @param dialling what a dialler uses
public record LinkTls(SslContext accepting, SslContext dialling) {
  private static final String PROTOCOL = "TLSv1.3";

  /// What a member uses.
  ///
  /// @param clock milliseconds since the epoch
  public static LinkTls of(Membership own, LongSupplier clock) throws IOException {
    PeerCheck check =
        new PeerCheck(
            List.of(own.shown().getLast()),
            chain -> own.trust().name(chain.getFirst(), clock.getAsLong()));
    try {
      SSLContext context = SSLContext.getInstance(PROTOCOL);
      context.init(keys(own), new TrustManager[] {check}, null);
      return new LinkTls(
          context(context, false, ClientAuth.OPTIONAL), context(context, true, ClientAuth.NONE));
    } catch (GeneralSecurityException e) {
      throw new IOException("the node's certificate cannot be shown: " + e.getMessage(), e);
    }
  }

  private static KeyManager[] keys(Membership own) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "own", own.identity().key(), new char[0], own.shown().toArray(new X509Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
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
