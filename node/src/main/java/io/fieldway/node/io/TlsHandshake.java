package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Certified;
import io.fieldway.node.trust.Subject;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits for the end of the TLS handshake, and makes room for what comes after it.
final class TlsHandshake extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);

  /// Alerts about certificates (RFC 8446 §6.2).
  private static final Pattern ALERT =
      Pattern.compile("fatal alert: (bad_certificate|certificate_\\w+|unknown_ca)");

  private final Traffic traffic;
  private final Runnable done;
  private final Consumer<String> broken;

  TlsHandshake(Traffic traffic, Runnable done) {
    this(traffic, done, why -> {});
  }

  /// @param broken is told why it came to nothing
  TlsHandshake(Traffic traffic, Runnable done, Consumer<String> broken) {
    this.traffic = traffic;
    this.done = done;
    this.broken = broken;
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
            words(completion.cause()));
        broken.accept(words(completion.cause()));
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

  /// What a failure says to people who may have to mend it.
  static String words(Throwable failure) {
    for (@Var Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException) {
        return String.valueOf(each.getMessage());
      }
    }
    String said = String.valueOf(failure.getMessage());
    if (failure instanceof NotSslRecordException
        || said.startsWith("Unsupported or unrecognized SSL message")) {
      return "expected TLS, got something else";
    }
    if (failure instanceof ClosedChannelException
        || failure instanceof EOFException
        || failure instanceof SocketException) {
      return "the other end broke the connection (" + said + ")";
    }
    return ALERT.matcher(said).find()
        ? "the other end does not believe this one's certificate (" + said + ")"
        : said;
  }

  /// The common name in the certificate that the client has shown.
  static Optional<String> commonName(SslHandler tls) {
    return shown(tls).flatMap(Subject::commonName);
  }

  /// Whom the certificate is of that the other end has shown.
  static Optional<Certified> certified(SslHandler tls) {
    return shown(tls).flatMap(Subject::certified);
  }

  private static Optional<X509Certificate> shown(SslHandler tls) {
    return shown(tls.engine().getSession());
  }

  /// The certificate that the other end of a session has shown.
  static Optional<X509Certificate> shown(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      if (chain[0] instanceof X509Certificate own) {
        return Optional.of(own);
      }
    } catch (SSLPeerUnverifiedException e) {
      LOG.debug("no name from a client certificate: {}", e.getMessage());
    }
    return Optional.empty();
  }
}
