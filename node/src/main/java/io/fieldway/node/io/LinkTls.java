package io.fieldway.node.io;

import io.fieldway.node.trust.Membership;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;

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
    SslContext accepting =
        SslContextBuilder.forServer(own.identity().key(), own.shown())
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOL)
            .trustManager(check)
            .clientAuth(ClientAuth.OPTIONAL)
            .build();
    SslContext dialling =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(PROTOCOL)
            .keyManager(own.identity().key(), own.shown())
            .trustManager(check)
            .endpointIdentificationAlgorithm("") // the node's name counts, not the host's
            .build();
    return new LinkTls(accepting, dialling);
  }
}
