package io.fieldway.node.io;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the end of the TLS handshake, and makes room for what comes after it.
final class TlsHandshake extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);

  private final Traffic traffic;
  private final Runnable done;

  TlsHandshake(Traffic traffic, Runnable done) {
    this.traffic = traffic;
    this.done = done;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        done.run();
        ctx.pipeline().remove(this);
      } else {
        traffic.refusedHandshake++;
        LOG.info(
            "{} broke the TLS handshake: {}",
            ctx.channel().remoteAddress(),
            completion.cause().getMessage());
        var _ = ctx.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  /// The completion event has said it.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  /// The common name in the certificate that the client has shown.
  static Optional<String> commonName(SslHandler tls) {
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      if (chain[0] instanceof X509Certificate own) {
        LdapName subject = new LdapName(own.getSubjectX500Principal().getName());
        return subject.getRdns().reversed().stream()
            .filter(each -> each.getType().equalsIgnoreCase("CN"))
            .map(Rdn::getValue)
            .map(String::valueOf)
            .findFirst();
      }
    } catch (SSLPeerUnverifiedException | InvalidNameException e) {
      LOG.debug("no name from a client certificate: {}", e.getMessage());
    }
    return Optional.empty();
  }
}
